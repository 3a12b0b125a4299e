"""What was recognised in a paper, laid out as a plan not yet held against any ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rectify.deadlines.enums import Counted
from rectify.exports.inverse import HELD_ELSEWHERE, marks_by_place, own_table, recognised_in
from rectify.exports.marks import Mark
from rectify.intake.headings import Headings, own_headings, remapped, tables_of
from rectify.intake.plan import Due, Duty, Plan, PlannedCategory, PlannedIssue, PlannedMeasure
from rectify.issues.enums import Pace
from rectify.kernel import datewords
from rectify.kernel.datewords import SENTENCES, DeadlineMeaning, Flag
from rectify.kernel.problems import Problem, Refused
from rectify.kernel.text import search_key
from rectify.papers.content import Content, Line
from rectify.papers.reading import read_paper
from rectify.papers.recognised import (
    FoundIssue,
    FoundMeasure,
    IssueKind,
    PathStep,
    Recognised,
    Responsible,
)

PACES = {
    IssueKind.IMMEDIATE: Pace.IMMEDIATE,
    IssueKind.LIMITED: Pace.TIMED,
    IssueKind.LONG_TERM: Pace.LONG_TERM,
}

COUNTED = {
    datewords.Counted.DAY: Counted.STATED,
    datewords.Counted.MONTH: Counted.PERIOD_END,
    datewords.Counted.QUARTER: Counted.PERIOD_END,
    datewords.Counted.YEAR: Counted.PERIOD_END,
    datewords.Counted.RELATIVE: Counted.FROM_FEEDBACK,
    datewords.Counted.IMMEDIATE: Counted.IMMEDIATE,
}

BY_RULE = {Flag.YEAR_IMPLIED}
"""Flags of what a rule settles: nothing that a person would have to look at row by row."""

PROGRESS = "整改情况"

_CELL, _ROW = re.compile(r"![A-Z]{1,3}(\d+)$"), r"!\1"


@dataclass(frozen=True)
class Setting:
    """What the round and its unit set for reading, and what a person has said of the columns."""

    today: date
    feedback_on: date | None = None
    immediate_days: int | None = None
    months: int | None = None
    round_id: int | None = None
    headings: Headings = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As it is handed to the reading process."""
        told = self.feedback_on.isoformat() if self.feedback_on else None
        return vars(self) | {"today": self.today.isoformat(), "feedback_on": told}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Setting:
        """Out of what `to_json` gave."""
        told = kept["feedback_on"]
        days = {
            "today": date.fromisoformat(kept["today"]),
            "feedback_on": date.fromisoformat(told) if told else None,
        }
        return cls(**(kept | days))


def recognise(content: Content, setting: Setting) -> Recognised:
    """Everything that the reader finds in a document; our own ledgers are read by their own rules.

    Refuses a form that a department has filled in: it goes another way.
    """
    marks = (Mark.read(c.text) for table in content.tables for row in table.rows for c in row[-1:])
    if any(mark is not None and mark.department_id is not None for mark in marks):
        sentence = "这是部门填好的进展填报表，请到“部门填报表”页上传录入。"
        raise Refused(Problem("paper.form", sentence, field="file"))
    own = recognised_in(
        content,
        today=setting.today,
        feedback_on=setting.feedback_on,
        immediate_days=setting.immediate_days,
        rectification_months=setting.months,
    )
    return own or read_paper(
        remapped(content, setting.headings),
        today=setting.today,
        feedback_on=setting.feedback_on,
        immediate_days=setting.immediate_days,
        rectification_months=setting.months,
    )


def plan_of(content: Content, setting: Setting) -> Plan:
    """The plan of a document; self-found problems are offered and not kept."""
    recognised = recognise(content, setting)
    foreign = Content(tuple(t for t in content.tables if own_table(t) is None))
    tables = tables_of(foreign, setting.headings)
    layout = Layout(Shown.of(content), own_headings(tables), marks_by_place(content), setting)
    plan = Plan(
        title=recognised.title or "",
        kind=recognised.kind.value,
        header=recognised.header.to_json(),
        stated=recognised.stated.to_json(),
        warnings=list(_each_once(recognised.warnings)),
        noise=[piece.text for piece in recognised.noise],
        issues=list(layout.issues(recognised.issues, "i")),
        offered=list(layout.issues(recognised.offered, "o")),
        tables=tables,
        headings={number: dict(columns) for number, columns in setting.headings.items()},
        lines=layout.shown.lines,
    )
    for offered in plan.offered:
        offered.keep = offered.at in layout.marks
    return plan


def _each_once(warnings: Iterable[str]) -> Iterator[str]:
    """Warnings of which none says of a row's second cell what was said of its first."""
    seen: set[str] = set()
    for warning in warnings:
        place, _, reason = warning.partition("：")
        key = f"{_CELL.sub(_ROW, place)}：{reason}"
        if key not in seen:
            seen.add(key)
            yield warning


@dataclass
class Shown:
    """A document as numbered lines beside the plan: a paragraph or a table's row is one line."""

    lines: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Content) -> Shown:
        """Lay a document out; `places` leads from a line's or a cell's place to its line, from 1."""
        shown = cls()
        for block in content.blocks:
            if isinstance(block, Line):
                shown._add(f"{block.auto_number or ''}{block.text}", [block.at])
            else:
                for row in block.rows:
                    cells = ["" if cell.covered else cell.text for cell in row]
                    text = "\t".join(" ".join(cell.split()) for cell in cells)
                    shown._add(text, [cell.at for cell in row])
        return shown

    def _add(self, text: str, places: list[str]) -> None:
        self.lines.append(text)
        for place in places:
            self.places.setdefault(place, len(self.lines))

    def line(self, place: str) -> int:
        """The line (from 1) of a place, 0 when it is nowhere."""
        return self.places.get(place, 0)

    def between(self, first: str, last: str) -> tuple[int, int]:
        """The lines (from 1) of two places, (0, 0) when the first is nowhere."""
        begin = self.line(first)
        return begin, max(self.places.get(last, begin), begin)


@dataclass
class Layout:
    """Recognised issues on their way into a plan, beside the document's lines."""

    shown: Shown
    own: dict[str, str]
    marks: dict[str, Mark]
    setting: Setting

    def issues(self, found: Iterable[FoundIssue], prefix: str) -> Iterable[PlannedIssue]:
        """Each issue with its measures, numbered with `prefix`."""
        for index, issue in enumerate(found, start=1):
            yield self._issue(issue, f"{prefix}{index}")

    def _issue(self, issue: FoundIssue, row_id: str) -> PlannedIssue:
        first, last = self.shown.between(issue.at, issue.end_at)
        return PlannedIssue(
            id=row_id,
            title=issue.title,
            path=[_category(step) for step in issue.categories],
            number=issue.number,
            text=issue.text,
            words="\n".join(self.shown.lines[first - 1 : last]) if first else issue.heading,
            status=issue.status.value if issue.status else "",
            status_words=issue.status_words or "",
            pace=PACES[issue.kind] if issue.kind else Pace.TIMED,
            cause=issue.cause or "",
            target=issue.target or "",
            wider=issue.wider or "",
            due=due_of(issue.deadline),
            duty=_duty(issue.responsible),
            at=issue.at,
            first=first,
            last=last,
            measures=[
                self._measure(measure, f"{row_id}m{number}")
                for number, measure in enumerate(issue.measures, start=1)
            ],
            further=self._further(issue.extra, PROGRESS, _beside_measures(issue), issue.at),
            marked=self._marked(issue.at)[0],
        )

    def _measure(self, found: FoundMeasure, row_id: str) -> PlannedMeasure:
        return PlannedMeasure(
            id=row_id,
            text=found.text,
            number=found.number,
            target=found.target or "",
            task=found.task or "",
            status=found.status.value if found.status else "",
            status_words=found.status_words or "",
            due=due_of(found.deadline),
            duty=_duty(found.responsible),
            at=found.at,
            line=self.shown.line(found.at),
            further=self._further(found.extra, PROGRESS, found.progress, found.at),
            marked=self._marked(found.at)[1],
            alone=found.at in self.marks,
        )

    def _marked(self, place: str) -> tuple[int | None, int | None]:
        """The issue and the measure of this very round that a row of our own ledger came from."""
        mark = self.marks.get(place)
        if mark is None or mark.round_id != self.setting.round_id:
            return None, None
        return mark.issue_id, mark.measure_id

    def _further(
        self, extra: Iterable[tuple[str, str]], label: str, told: str | None, place: str
    ) -> dict[str, str]:
        """Columns that fit nothing, under their own headings, and words that have no field.

        What the round itself has told in its own ledger is no news.
        """
        back = self._marked(place)[0] is not None
        kept = {
            self.own.get(name, name): value
            for name, value in extra
            if not (back and name in HELD_ELSEWHERE)
        }
        if back:
            return kept
        return kept | ({label: told} if told else {})


def _beside_measures(issue: FoundIssue) -> str | None:
    """What was told of the progress, unless it is the very text that the measures were taken from."""
    told = search_key(issue.progress or "")
    taken = bool(issue.measures) and all(search_key(m.text) in told for m in issue.measures)
    return None if taken else issue.progress


def _category(step: PathStep) -> PlannedCategory:
    """A heading; a number that its own words begin with (第一方面：…) is not told twice."""
    repeated = bool(step.number) and step.heading.startswith(step.number)
    return PlannedCategory(number="" if repeated else step.number, title=step.heading)


def due_of(meaning: DeadlineMeaning | None) -> Due | None:
    """A deadline as the plan keeps it, with what a person should look at."""
    if meaning is None:
        return None
    doubts = [SENTENCES[flag] for flag in SENTENCES if flag in meaning.flags - BY_RULE]
    return Due(
        words=meaning.words,
        on=meaning.on.isoformat() if meaning.on else None,
        long_term=meaning.long_term,
        counted=counted_as(meaning),
        doubts=doubts,
    )


def counted_as(meaning: DeadlineMeaning) -> Counted:
    """How the reader's basis for a date is called in the ledger."""
    return COUNTED.get(meaning.counted, Counted.NONE)


def _duty(named: Responsible) -> Duty | None:
    duty = Duty(
        leaders=list(named.leaders),
        sub=list(named.sub_leaders),
        lead=list(named.lead),
        assist=list(named.assist),
        persons=list(named.persons),
    )
    return duty or None
