"""What was recognised in a paper, laid out as a plan; and the mends a person makes in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from rectify.deadlines.enums import Counted
from rectify.intake.plan import Due, Duty, Plan, PlannedCategory, PlannedIssue, PlannedMeasure
from rectify.issues.enums import Pace
from rectify.kernel import datewords
from rectify.kernel.datewords import DeadlineMeaning
from rectify.papers.content import Content
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


def plan_of(text: str, *, today: date) -> Plan:
    """The plan of a pasted text, not yet held against any ledger."""
    recognised = read_paper(Content.from_text(text), today=today)
    return laid_out(recognised, text.splitlines())


def laid_out(recognised: Recognised, lines: list[str]) -> Plan:
    """A plan with every recognised issue; self-found problems are offered, not kept."""
    plan = Plan(
        title=recognised.title or "",
        header=recognised.header.to_json(),
        stated=recognised.stated.to_json(),
        warnings=list(recognised.warnings),
        noise=[piece.text for piece in recognised.noise],
        issues=list(_issues(recognised.issues, "i", lines)),
        offered=list(_issues(recognised.offered, "o", lines)),
    )
    for offered in plan.offered:
        offered.keep = False
    return plan


def _issues(found: Iterable[FoundIssue], prefix: str, lines: list[str]) -> Iterable[PlannedIssue]:
    for index, issue in enumerate(found, start=1):
        row_id = f"{prefix}{index}"
        first, last = _line(issue.at), _line(issue.end_at) or _line(issue.at)
        yield PlannedIssue(
            id=row_id,
            title=issue.title,
            path=[_category(step) for step in issue.categories],
            number=issue.number,
            text=issue.text,
            words="\n".join(lines[first - 1 : last]) if first else issue.heading or issue.title,
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


def _line(place: str) -> int:
    """The line number of a place, 0 for a cell."""
    match = re.match(r"\d+$", place or "")
    return int(match[0]) if match else 0
