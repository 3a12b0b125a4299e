"""Pure questions about a round: its stage, the end of 集中整改, and whether its dates hold."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class FirstDay:
    """A day before which something cannot have happened, and what that day is."""

    day: date
    words: str

    def refusal(self, what: str) -> str:
        """Why an earlier day of `what` is refused."""
        return f"{what}不能早于{self.words}（{self.day:%Y-%m-%d}）。"


def first_day_to_work(round_: Round) -> FirstDay | None:
    """Nothing is mended before the inspection begins; where that is not known, before the feedback."""
    if round_.inspected_from is not None:
        return FirstDay(round_.inspected_from, "巡察起始日期")
    return FirstDay(round_.feedback_on, "反馈日") if round_.feedback_on is not None else None


def first_day_to_finish(round_: Round, *, at_once: bool) -> FirstDay | None:
    """Nothing of which no beginning is known is finished before the feedback.

    What is mended at once (立行立改) may be finished while the inspection lasts.
    """
    if at_once:
        start = round_.inspected_from
        return FirstDay(start, "巡察起始日期") if start is not None else None
    return FirstDay(round_.feedback_on, "反馈日") if round_.feedback_on is not None else None


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
