"""What was recognised in a paper, laid out as a plan; and the mends a person makes in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from rectify.deadlines.enums import Counted
from rectify.intake.plan import Due, Duty, Plan, PlannedCategory, PlannedIssue, PlannedMeasure
from rectify.issues.enums import Pace
from rectify.kernel import datewords
from rectify.kernel.datewords import DeadlineMeaning
from rectify.papers.content import Content, Line
from rectify.papers.reading import read_paper
from rectify.papers.recognised import (
    FoundIssue,
    FoundMeasure,
    IssueKind,
    PathStep,
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


def plan_of(content: Content, *, today: date) -> Plan:
    """The plan of a document, not yet held against any ledger; self-found problems are not kept."""
    recognised = read_paper(content, today=today)
    shown = Shown.of(content)
    plan = Plan(
        title=recognised.title or "",
        header=recognised.header.to_json(),
        stated=recognised.stated.to_json(),
        warnings=list(recognised.warnings),
        noise=[piece.text for piece in recognised.noise],
        issues=list(_issues(recognised.issues, "i", shown)),
        lines=shown.lines,
        offered=list(_issues(recognised.offered, "o", shown)),
    )
    for offered in plan.offered:
        offered.keep = False
    return plan


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

    def between(self, first: str, last: str) -> tuple[int, int]:
        """The lines (from 1) of two places, (0, 0) when the first is nowhere."""
        begin = self.places.get(first, 0)
        return begin, max(self.places.get(last, begin), begin)


def _issues(found: Iterable[FoundIssue], prefix: str, shown: Shown) -> Iterable[PlannedIssue]:
    for index, issue in enumerate(found, start=1):
        row_id = f"{prefix}{index}"
        first, last = shown.between(issue.at, issue.end_at)
        yield PlannedIssue(
            id=row_id,
            title=issue.title,
            path=[_category(step) for step in issue.categories],
            number=issue.number,
            text=issue.text,
            words="\n".join(shown.lines[first - 1 : last]) if first else issue.heading,
            status=issue.status.value if issue.status else "",
            status_words=issue.status_words or "",
            pace=PACES[issue.kind] if issue.kind else Pace.TIMED,
            cause=issue.cause or "",
            target=issue.target or "",
            due=_due(issue.deadline),
            duty=_duty(issue.responsible),
            at=issue.at,
            first=first,
            last=last,
            measures=[
                _measure(measure, f"{row_id}m{number}")
                for number, measure in enumerate(issue.measures, start=1)
            ],
            further=dict(issue.extra),
        )


def _category(step: PathStep) -> PlannedCategory:
    return PlannedCategory(number=step.number, title=step.heading)


def _measure(found: FoundMeasure, row_id: str) -> PlannedMeasure:
    return PlannedMeasure(
        id=row_id,
        text=found.text,
        number=found.number,
        target=found.target or "",
        status=found.status.value if found.status else "",
        due=_due(found.deadline),
        duty=_duty(found.responsible),
        at=found.at,
        further=dict(found.extra),
    )


def _due(meaning: DeadlineMeaning | None) -> Due | None:
    if meaning is None:
        return None
    return Due(
        words=meaning.words,
        on=meaning.on.isoformat() if meaning.on else None,
        long_term=meaning.long_term,
        counted=counted_as(meaning),
    )


def counted_as(meaning: DeadlineMeaning) -> Counted:
    """How the reader's basis for a date is called in the ledger."""
    return COUNTED.get(meaning.counted, Counted.NONE)


def _duty(named: Responsible) -> Duty | None:
    told = named.to_json()
    return Duty(**told) if told else None
