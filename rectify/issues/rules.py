"""Pure questions about an issue's own facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rectify.issues.enums import Standing
from rectify.issues.models import Category, Issue
from rectify.kernel.problems import Problem

LONGEST_REASON = 100

CONCLUSIONS = frozenset({Standing.DONE, Standing.PARTIAL, Standing.LONG_TERM})
"""Standings that say how the 整改 of an issue came out."""


def problems_of_reason(reason: str) -> list[Problem]:
    """What is wrong with the reason for taking a row back."""
    if not reason.strip():
        return [Problem("withdrawal.reason", "请填写撤回原因。", field="reason")]
    if len(reason.strip()) > LONGEST_REASON:
        words = f"撤回原因不超过{LONGEST_REASON}字，请精简。"
        return [Problem("withdrawal.reason", words, field="reason")]
    return []


def problems_of_category(
    category: Category, parents: Mapping[int, int | None], siblings: Iterable[Category]
) -> list[Problem]:
    """What is wrong with a category in its place; `parents` has the category above each one."""
    problems = []
    if not category.title:
        problems.append(Problem("category.title", "请填写类别名称。", field="title"))
    if len(category.title) > 300:
        problems.append(Problem("category.title", "类别名称不超过300字。", field="title"))
    if any(sibling.title == category.title for sibling in siblings):
        words = "此处已有同名类别，请换一个名称，或把问题移到那个类别。"
        problems.append(Problem("category.doubled", words, field="title"))
    above, met = category.parent_id, {category.pk}
    if above is not None and above not in parents:
        words = "上级类别须属于同一轮次。"
        return [*problems, Problem("category.parent", words, field="parent")]
    while above is not None:
        if above in met:
            words = "上级类别不能是本类别或其下级类别。"
            return [*problems, Problem("category.parent", words, field="parent")]
        met.add(above)
        above = parents.get(above)
    return problems


def problems_of_stating(stated: str, *, was: str) -> list[Problem]:
    """Why a standing cannot be put on an issue by hand: a conclusion is drawn by 销号 alone.

    A paper may bring one with it; what it brought stays as it is.
    """
    if stated == was or stated not in CONCLUSIONS:
        return []
    words = "已完成、阶段性完成和长期坚持由问题销号认定，请在问题页提交销号；在纸上审签的，由整改办代录。"
    return [Problem("issue.concluded", words, field="stated")]


def problems_of_issue(issue: Issue) -> list[Problem]:
    """What is wrong with an issue's facts, each beside its field."""
    problems = []
    unit_id = issue.round.unit_id
    if not issue.title.strip():
        problems.append(Problem("issue.title", "请填写问题内容。", field="title"))
    if len(issue.title) > 500:
        problems.append(
            Problem("issue.title", "问题标题不超过500字，其余内容请写入问题原文。", field="title")
        )
    if issue.category is not None and issue.category.round_id != issue.round_id:
        problems.append(Problem("issue.category", "所选类别不属于本轮次。", field="category"))
    if issue.lead_leader is not None and issue.lead_leader.unit_id != unit_id:
        problems.append(Problem("issue.leader", "责任领导须为本单位人员。", field="lead_leader"))
    if issue.lead_department is not None and issue.lead_department.unit_id != unit_id:
        problems.append(
            Problem("issue.department", "牵头部门须为本单位部门。", field="lead_department")
        )
    return problems
