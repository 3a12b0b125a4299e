"""Pure questions about a look-back: what it may take over, and what it may find."""

from __future__ import annotations

from rectify.issues.enums import REOPENING, Finding
from rectify.issues.models import Issue, Takeover
from rectify.kernel.problems import Problem
from rectify.rounds.enums import Kind
from rectify.rounds.models import Round


def problems_of_taking(round_: Round, issue: Issue, *, elsewhere: bool) -> list[Problem]:
    """Why a round cannot take an issue over."""
    if round_.kind != Kind.LOOK_BACK:
        return [Problem("takeover.kind", "只有类型为“回头看”的轮次可以纳入以往轮次的问题。")]
    if issue.round.unit_id != round_.unit_id or issue.round_id == round_.pk:
        return [Problem("takeover.issue", "只能纳入本单位以往轮次的问题，请重新选择。")]
    if elsewhere:
        return [Problem("takeover.elsewhere", "该问题正由另一轮回头看核查，不能重复纳入。")]
    return []


def problems_of_finding(row: Takeover, *, finding: str, note: str, reopens: bool) -> list[Problem]:
    """Why a finding cannot be entered."""
    if row.dropped_at is not None:
        return [Problem("takeover.dropped", "该问题已移出本轮回头看，请刷新页面查看。")]
    if finding not in Finding.values:
        return [Problem("takeover.finding", "请选择核查结果。", field="finding")]
    problems = []
    bad = finding in REOPENING
    if bad and not note.strip():
        problems.append(
            Problem("takeover.note", "整改不到位或反弹的，请写明核查情况。", field="note")
        )
    if reopens and not bad:
        problems.append(
            Problem(
                "takeover.in_place",
                "已整改到位的问题无需重新打开，请核对核查结果。",
                field="reopens",
            )
        )
    if row.reopened_at is not None and not bad:
        problems.append(
            Problem(
                "takeover.reopened",
                "该问题已重新打开，核查结果不能改为“已整改到位”，请按程序重新办结。",
                field="finding",
            )
        )
    return problems
