"""Pure questions about an issue's own facts."""

from __future__ import annotations

from rectify.issues.models import Issue
from rectify.kernel.problems import Problem


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
