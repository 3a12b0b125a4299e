"""A department's form that came back: held against the ledger row by row, entered on its behalf.

Nothing is kept between the look and the confirmation: the plan is made anew under the round's lock,
and what a person confirms is what he saw, or nothing. So the same form given twice makes no doubles.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rectify.access.permissions import Permission
from rectify.closeout.enums import WAITING
from rectify.closeout.models import Submission
from rectify.exports.entries import SHOWN, Entry, FormRow, Wrong, form_rows
from rectify.exports.fillin import DONE_ON, PROGRESS, protected_texts
from rectify.exports.marks import check_of
from rectify.intake.apart import Source, look_apart
from rectify.intake.files.legacy import as_modern, is_legacy
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused
from rectify.kernel.text import search_key
from rectify.measures.models import Assistance, Measure, Progress
from rectify.measures.operations import log_progress
from rectify.papers.content import Content
from rectify.people.models import Department, Person
from rectify.people.rules import demand_in_round
from rectify.rounds.models import Round
from rectify.rounds.rules import first_day_to_work
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock

LARGEST_FORM = 5 * 1024 * 1024
"""Bytes; a form with a thousand measures has some 200 KB."""


class Verdict(StrEnum):
    """What confirming would do with a row."""

    NEW = "new"
    SAME = "same"
    BLANK = "blank"
    REFUSED = "refused"


VERDICT_TITLES = {
    Verdict.NEW: "录入",
    Verdict.SAME: "已录入",
    Verdict.BLANK: "未填写",
    Verdict.REFUSED: "不能录入",
}


@dataclass(slots=True)
class ReturnedRow:
    """One row of a returned form: where it stands, what it says, what would become of it."""

    at: str
    key: str
    verdict: Verdict = Verdict.BLANK
    reason: str = ""
    measure: Measure | None = None
    department: Department | None = None
    assists: bool = False
    text: str = ""
    percent: int = 0
    percent_before: int = 0
    happened_on: date | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The verdict in a word."""
        return VERDICT_TITLES[self.verdict]


@dataclass(frozen=True, slots=True)
class ReturnedPlan:
    """All rows of a returned form in their order."""

    rows: tuple[ReturnedRow, ...]

    def of(self, verdict: Verdict) -> list[ReturnedRow]:
        """The rows with a verdict."""
        return [row for row in self.rows if row.verdict is verdict]

    @property
    def fresh(self) -> list[ReturnedRow]:
        """The rows that confirming would enter."""
        return self.of(Verdict.NEW)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many rows of each verdict there are, those that are none left out."""
        pairs = [(title, len(self.of(verdict))) for verdict, title in VERDICT_TITLES.items()]
        return [(title, number) for title, number in pairs if number]

    @property
    def seen(self) -> str:
        """A hash over what the plan would do, by which a confirmation tells what was looked at."""
        facts = [
            (row.key, row.verdict, row.text, row.percent, row.percent_before, row.notes)
            for row in self.rows
        ]
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def form_taken(data: bytes, name: str) -> bytes:
    """The bytes of a returned form to keep, an older format turned into a new one.

    It is opened first in a process with limits. Raises `Refused` with one sentence when it is larger
    than any form, or cannot be opened.
    """
    if len(data) > LARGEST_FORM:
        raise Refused(
            Problem("returned.large", "文件超过5MB，不像是填报表，请核对后重新选择。", "file")
        )
    modern = as_modern(data) if is_legacy(data) else data
    look_apart(Source(modern, name))
    return modern


def plan_of_return(content: Content, round_: Round) -> ReturnedPlan:
    """What a returned form would enter into a round's ledger; writes nothing.

    Refuses a file that is no form of ours.
    """
    lines = form_rows(content)
    if lines is None:
        raise Refused(
            Problem(
                "returned.foreign",
                "这不是本系统下发的进展填报表，请上传由部门填好的原表。",
                field="file",
            )
        )
    planner = _Planner.of(round_)
    return ReturnedPlan(tuple(planner.row(line) for line in lines))


@operation
def enter_return(
    round_: Round,
    content: Content,
    *,
    name: str,
    seen: str,
    chosen: set[str] | None = None,
    by: Person | None,
) -> int:
    """Enter a returned form's progress on the departments' behalf, all of it or nothing.

    `seen` is the hash of the plan that was looked at, `chosen` the keys of the rows to enter (None:
    all). Refuses a plan that is no longer that one (`row.stale`) and one with nothing to enter.
    Leaves `progress.logged` for each row and `form.entered`; gives the number of rows.
    """
    demand_in_round(by, Permission.EDIT_LEDGER, round_)
    round_ = lock(round_)
    plan = plan_of_return(content, round_)
    if plan.seen != seen:
        raise Refused(Problem("row.stale", "识别之后台账有变动，已重新核对，请看过后再确认。"))
    rows = [row for row in plan.fresh if chosen is None or row.key in chosen]
    if not rows:
        raise Refused(Problem("returned.nothing", "没有选中可录入的进展，请至少选择一行。"))
    for row in rows:
        assert row.measure is not None
        log_progress(
            row.measure,
            text=row.text,
            percent=row.percent,
            happened_on=row.happened_on,
            on_behalf_of=row.department,
            source=f"填报表“{name[:60]}” {row.at}",
            by=by,
        )
    record(Act.FORM_ENTERED, round_, by=by)
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Planner:
    """A round as far as a returned form asks for it, and the rows met so far."""

    round: Round
    measures: dict[int, Measure]
    departments: dict[int, Department]
    shares: dict[tuple[int, int], int]
    logged: dict[tuple[int, int | None], dict[str, set[int]]]
    waiting: frozenset[int]
    met: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, round_: Round) -> _Planner:
        """Read a round, in five queries."""
        measures = Measure.objects.filter(issue__round=round_, issue__withdrawn_at__isnull=True)
        found = measures.select_related("issue__round", "lead_department")
        logged: dict[tuple[int, int | None], dict[str, set[int]]] = defaultdict(dict)
        entries = Progress.objects.filter(measure__in=measures).order_by()
        for measure, department, text, percent in entries.values_list(
            "measure_id", "department_id", "text", "percent"
        ):
            told = logged[measure, department]
            told.setdefault(search_key(text), set()).add(percent)
        assisting = Assistance.objects.filter(measure__in=measures, ended_on__isnull=True)
        return cls(
            round=round_,
            measures={measure.pk: measure for measure in found},
            departments={d.pk: d for d in Department.objects.filter(unit_id=round_.unit_id)},
            shares={
                (measure, department): percent
                for measure, department, percent in assisting.order_by().values_list(
                    "measure_id", "department_id", "percent"
                )
            },
            logged=logged,
            waiting=frozenset(
                Submission.objects.filter(measure__in=measures, state__in=WAITING)
                .order_by()
                .values_list("measure_id", flat=True)
            ),
        )

    def row(self, line: FormRow) -> ReturnedRow:
        """A row with its verdict; the first thing that is wrong decides."""
        row = ReturnedRow(
            at=line.at(PROGRESS), key=line.mark.written if line.mark else line.at(PROGRESS)
        )
        if not line.filled:
            return row
        try:
            self._find(row, line)
            self._refuse_again(row)
            self._refuse_altered(row, line)
            entry = line.entry(clock.today())
            self._refuse_early(line, entry)
            self._take(row, entry)
        except Wrong as wrong:
            row.verdict, row.at, row.reason = Verdict.REFUSED, wrong.at, wrong.reason
        return row

    def _find(self, row: ReturnedRow, line: FormRow) -> None:
        """Find the measure and the department; a row that is none of this round's is refused."""
        mark = line.mark
        if mark is None or mark.measure_id is None or mark.department_id is None:
            raise Wrong(row.at, "这一行不是下发的措施，请先在台账中新增措施，再填报进展。")
        if mark.round_id != self.round.pk:
            raise Wrong(row.at, "这一行属于其他轮次的填报表，请到相应轮次上传。")
        row.measure = self.measures.get(mark.measure_id)
        row.department = self.departments.get(mark.department_id)
        if row.measure is None or row.department is None:
            raise Wrong(row.at, "台账中已没有这项措施，请重新下发填报表。")
        share = self.shares.get((row.measure.pk, row.department.pk))
        row.assists = row.measure.lead_department_id != row.department.pk
        if not row.assists:
            share = row.measure.percent
        if share is None:
            raise Wrong(row.at, f"该措施现已不由{row.department}承担，请核对责任部门。")
        if row.measure.standing == Standing.DONE:
            raise Wrong(row.at, "该措施已认定完成，不再填报进展。")
        if row.measure.pk in self.waiting:
            raise Wrong(row.at, "该措施已提交审核，审核结束前不能填报进展。")
        row.percent = row.percent_before = share

    def _refuse_again(self, row: ReturnedRow) -> None:
        """Refuse a row whose measure the same department has filled in further up."""
        if row.key in self.met:
            raise Wrong(row.at, "同一项措施在表中填了两次，请只保留一行。")
        self.met.add(row.key)

    def _refuse_altered(self, row: ReturnedRow, line: FormRow) -> None:
        """Refuse what was altered on the way; note what has moved on in the ledger since."""
        assert row.measure is not None
        assert line.mark is not None
        pairs = zip(SHOWN, line.shown, protected_texts(row.measure), strict=True)
        differing = [name for name, here, now in pairs if check_of([here]) != check_of([now])]
        told = "、".join(f"“{name}”" for name in differing or SHOWN)
        if check_of(line.shown) != line.mark.check:
            at = line.at((differing or SHOWN)[0])
            raise Wrong(at, f"{told}栏的内容被改动，请用原表填写后重新上传。")
        if differing:
            row.notes.append(f"下发后台账中的{told}有修改，进展不一定仍然相符。")

    def _refuse_early(self, line: FormRow, entry: Entry) -> None:
        """Refuse a day before the inspection, as the progress log would."""
        first = first_day_to_work(self.round)
        if entry.done_on is not None and first is not None and entry.done_on < first.day:
            raise Wrong(line.at(DONE_ON), first.refusal(DONE_ON))

    def _take(self, row: ReturnedRow, entry: Entry) -> None:
        """Put what was entered into the row; what the ledger holds already is not entered again."""
        assert row.measure is not None
        assert row.department is not None
        row.text, row.happened_on = entry.text, entry.done_on or clock.today()
        row.percent = row.percent_before if entry.percent is None else entry.percent
        told = self.logged.get((row.measure.pk, row.department.pk), {})
        percents = told.get(search_key(entry.text))
        known = percents is not None and (entry.percent is None or entry.percent in percents)
        row.verdict = Verdict.SAME if known else Verdict.NEW
        if not known and row.percent < row.percent_before:
            row.notes.append(f"进度由{row.percent_before}%降为{row.percent}%。")
