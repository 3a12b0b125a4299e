"""Pure questions about a round: its stage, the end of 集中整改, and whether its dates hold."""

from __future__ import annotations

from datetime import date

from rectify.kernel.days import EARLIEST, LATEST, add_months
from rectify.kernel.problems import Problem
from rectify.rounds.enums import Stage
from rectify.rounds.models import Round


def concentrated_until(round_: Round) -> date | None:
    """Last day of 集中整改: 反馈日 plus its months, or None before the feedback."""
    return add_months(round_.feedback_on, round_.months) if round_.feedback_on else None


def stage_on(round_: Round, day: date) -> Stage:
    """The stage on `day`."""
    until = concentrated_until(round_)
    if round_.feedback_on is None or until is None or day < round_.feedback_on:
        return Stage.INSPECTION
    return Stage.CONCENTRATED if day <= until else Stage.CONTINUED


def problems_of_round(round_: Round) -> list[Problem]:
    """What is wrong with a round's own facts, each beside its field."""
    problems = []
    if not round_.name.strip():
        problems.append(Problem("round.name", "请填写轮次名称。", field="name"))
    for field in ("inspected_from", "inspected_to", "feedback_on"):
        day = getattr(round_, field)
        if day is not None and not EARLIEST <= day <= LATEST:
            words = "请填写有效日期，例如2026-08-12。"
            problems.append(Problem("round.day", words, field=field))
    start, end = round_.inspected_from, round_.inspected_to
    if start and end and end < start:
        problems.append(
            Problem("round.inspected", "巡察结束日期不能早于起始日期。", field="inspected_to")
        )
    if start and round_.feedback_on and round_.feedback_on < start:
        problems.append(
            Problem("round.feedback", "反馈日不能早于巡察起始日期。", field="feedback_on")
        )
    if not 1 <= round_.months <= 24:
        problems.append(Problem("round.months", "集中整改期须为1至24个月。", field="months"))
    return problems
