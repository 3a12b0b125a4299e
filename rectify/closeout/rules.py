"""Pure questions about a submission."""

from __future__ import annotations

from datetime import date

from rectify.issues.enums import Standing
from rectify.kernel.problems import Problem


def problems_of_submission(
    *,
    proposed: str,
    statement: str,
    completed_on: date | None,
    started_on: date | None,
    evidence_count: int,
    today: date,
) -> list[Problem]:
    """Why a measure cannot be handed in: no words, no evidence, or a day that cannot be."""
    problems = []
    if proposed not in {Standing.DONE, Standing.PARTIAL, Standing.LONG_TERM}:
        problems.append(Problem("submission.proposed", "请选择申请认定的状态。", field="proposed"))
    if not statement.strip():
        problems.append(Problem("submission.statement", "请填写完成情况。", field="statement"))
    if evidence_count == 0:
        problems.append(
            Problem("submission.evidence", "尚无佐证材料，请先上传再提交。", field="evidence")
        )
    return problems + _problems_of_day(proposed, completed_on, started_on, today)


def _problems_of_day(
    proposed: str, completed_on: date | None, started_on: date | None, today: date
) -> list[Problem]:
    field = "completed_on"
    if completed_on is None:
        missing = Problem("submission.day", "申请认定为已完成的，请填写完成日期。", field=field)
        return [missing] if proposed == Standing.DONE else []
    if completed_on > today:
        return [Problem("submission.day", "完成日期不能晚于今天。", field=field)]
    if started_on is not None and completed_on < started_on:
        return [Problem("submission.day", "完成日期不能早于措施开始日期。", field=field)]
    return []
