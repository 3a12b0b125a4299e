"""Pure questions about outcomes: which facts a kind has, what is wrong with them, what is not ready."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Protocol

from rectify.issues.enums import SETTLED, Standing
from rectify.issues.models import Issue
from rectify.kernel.money import LARGEST, money_words
from rectify.kernel.problems import Problem
from rectify.measures.models import Measure
from rectify.outcomes.enums import FORMS, OutcomeKind, RegulationState
from rectify.outcomes.models import Outcome

COMMON = ("form", "title", "dated_on", "department", "note")

FIELDS: dict[str, tuple[str, ...]] = {
    OutcomeKind.REGULATION: ("state", "document_number", "issuer"),
    OutcomeKind.MEETING: ("chair",),
    OutcomeKind.ACCOUNTABILITY: ("persons", "person_times", "authority"),
    OutcomeKind.FUNDS: ("amount",),
    OutcomeKind.ACTIVITY: ("times", "person_times"),
    OutcomeKind.SUPERVISION: ("times",),
    OutcomeKind.CONSULTATION: ("times", "items"),
}
"""What each kind tells beyond the common facts."""

TITLES: dict[str, str] = {
    OutcomeKind.REGULATION: "制度名称",
    OutcomeKind.MEETING: "会议议题",
    OutcomeKind.ACCOUNTABILITY: "问责事由",
    OutcomeKind.FUNDS: "资金事项",
    OutcomeKind.ACTIVITY: "活动培训名称",
    OutcomeKind.SUPERVISION: "督查督办事项",
    OutcomeKind.CONSULTATION: "调研或征求意见主题",
}
"""What the title is called."""

DAYS: dict[str, str] = {
    OutcomeKind.REGULATION: "印发日期",
    OutcomeKind.MEETING: "会议日期",
    OutcomeKind.ACCOUNTABILITY: "处理日期",
    OutcomeKind.FUNDS: "到账日期",
}
"""What the day is called, where it is more than 日期."""

COUNTS = {"persons": "人数", "person_times": "人次", "times": "次数", "items": "意见建议条数"}
NEEDED: dict[str, tuple[str, ...]] = {
    OutcomeKind.ACCOUNTABILITY: ("person_times",),
    OutcomeKind.ACTIVITY: ("times",),
    OutcomeKind.SUPERVISION: ("times",),
    OutcomeKind.CONSULTATION: ("times",),
}
"""Counts without which a kind says nothing."""

LARGEST_COUNT = 1_000_000


def title_of(kind: str, written: str) -> str:
    """A title as it is kept: on one line, that of a 制度 in 《》."""
    plain = " ".join(written.split())
    if kind == OutcomeKind.REGULATION and plain and "《" not in plain:
        return f"《{plain}》"
    return plain


def day_name(kind: str) -> str:
    """What the day of a kind is called."""
    return DAYS.get(kind, "日期")


def problems_of_outcome(outcome: Outcome, *, today: date) -> list[Problem]:
    """What is wrong with an outcome's own facts, each beside its field."""
    problems = _problems_of_words(outcome) + _problems_of_day(outcome, today)
    if outcome.kind == OutcomeKind.FUNDS:
        problems += _problems_of_amount(outcome.amount)
    department = outcome.department
    if department is not None and department.unit_id != outcome.round.unit_id:
        problems.append(
            Problem("outcome.department", "责任部门须为本单位部门。", field="department")
        )
    return problems + _problems_of_counts(outcome)


def _problems_of_words(outcome: Outcome) -> list[Problem]:
    problems = []
    kind = OutcomeKind(outcome.kind)
    if outcome.form not in FORMS[kind]:
        problems.append(Problem("outcome.form", "请选择形式。", field="form"))
    if not outcome.title.strip("《》 "):
        problems.append(Problem("outcome.title", f"请填写{TITLES[kind]}。", field="title"))
    if kind is OutcomeKind.REGULATION and outcome.state not in RegulationState.values:
        problems.append(Problem("outcome.state", "请选择制度状态。", field="state"))
    return problems


def _problems_of_day(outcome: Outcome, today: date) -> list[Problem]:
    name, issued = day_name(outcome.kind), outcome.state == RegulationState.ISSUED
    if outcome.dated_on is None:
        missing = Problem("outcome.day", "已印发的制度须填写印发日期。", field="dated_on")
        return [missing] if issued else []
    if outcome.kind == OutcomeKind.REGULATION and not issued:
        return [
            Problem(
                "outcome.day",
                "尚未印发的制度不填印发日期；如已印发，请将状态改为已印发。",
                field="dated_on",
            )
        ]
    if outcome.dated_on > today:
        return [Problem("outcome.day", f"{name}不能晚于今天。", field="dated_on")]
    return []


def _problems_of_amount(amount: Decimal | None) -> list[Problem]:
    if amount is None or not 0 < amount < LARGEST:
        return [Problem("outcome.amount", "请填写大于0的金额。", field="amount")]
    if amount != amount.quantize(Decimal("0.01")):
        return [Problem("outcome.amount", "金额须精确到分，最多两位小数。", field="amount")]
    return []


def _problems_of_counts(outcome: Outcome) -> list[Problem]:
    problems = []
    for field, label in COUNTS.items():
        if field not in FIELDS[outcome.kind]:
            continue
        count: int | None = getattr(outcome, field)
        needed = field in NEEDED.get(outcome.kind, ())
        if (count is None and needed) or (count is not None and not 0 < count < LARGEST_COUNT):
            problems.append(Problem("outcome.count", f"{label}须为大于0的整数。", field=field))
    if not problems and outcome.persons and (outcome.person_times or 0) < outcome.persons:
        problems.append(Problem("outcome.persons", "人次不能少于人数。", field="person_times"))
    return problems


def is_finished(row: Issue | Measure) -> bool:
    """Whether what an outcome is attached to was found finished, or closed."""
    if isinstance(row, Measure):
        return row.standing == Standing.DONE
    return row.stated in SETTLED


def problems_of_changing(*, waiting: str, finished: str) -> list[Problem]:
    """Why an outcome cannot be entered, changed or withdrawn: what it is attached to is reviewed
    (`waiting` says which), or was found finished (`finished`), so that its department leaves it."""
    if waiting:
        words = f"{waiting}正在审核，审核结束前不能登记、修改或撤销对应的成果。"
        return [Problem("outcome.waiting", words)]
    if finished:
        words = f"{finished}已办结，需登记、修改或撤销对应成果的，请联系整改办办理。"
        return [Problem("outcome.finished", words)]
    return []


def problems_of_outcomes(outcomes: Iterable[Outcome], *, proposed: str) -> list[Problem]:
    """Why the outcomes of a measure stand against handing it in as `proposed`.

    An outcome without its day; and, when the measure is to be finished, a 制度 that has not been
    issued. `place` is the outcome's id, so that the page can lead to its cure. Give the current
    outcomes of one measure (`queries.outcomes_of`).
    """
    problems = []
    for outcome in outcomes:
        if outcome.kind == OutcomeKind.REGULATION:
            if outcome.state != RegulationState.ISSUED and proposed == Standing.DONE:
                problems.append(_unissued(outcome))
        elif outcome.dated_on is None:
            words = f"成果“{outcome.title}”未填{day_name(outcome.kind)}，请补填。"
            problems.append(Problem("outcome.undated", words, place=str(outcome.pk)))
    return problems


def _unissued(outcome: Outcome) -> Problem:
    state = RegulationState(outcome.state).label
    words = f"{outcome.title}仍为{state}，印发后再申请认定为已完成，或先按阶段性完成提交。"
    return Problem("outcome.unissued", words, place=str(outcome.pk))


class Measured(Protocol):
    """An outcome, or what is known of it on a day."""

    @property
    def amount(self) -> Decimal | None: ...
    @property
    def times(self) -> int | None: ...
    @property
    def persons(self) -> int | None: ...
    @property
    def person_times(self) -> int | None: ...
    @property
    def items(self) -> int | None: ...


def measured(outcome: Measured) -> str:
    """How much an outcome is, in a few words: 12.3万元, 3次、56人次; nothing for what counts as one."""
    if outcome.amount is not None:
        return money_words(outcome.amount)
    parts = (
        (outcome.times, "次"),
        (outcome.persons, "人"),
        (outcome.person_times, "人次"),
        (outcome.items, "条意见建议"),
    )
    return "、".join(f"{count}{unit}" for count, unit in parts if count)
