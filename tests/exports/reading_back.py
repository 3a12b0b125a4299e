"""A ledger in the database and the same ledger as it was read, laid out alike to be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from rectify.deadlines.models import Deadline
from rectify.exports.ledger import write_ledger
from rectify.exports.queries import Selected, Tree
from rectify.exports.wording import due_words
from rectify.intake.files import read_bytes
from rectify.intake.planning import recognise
from rectify.intake.queries import setting_of
from rectify.issues.enums import Pace, Source, Standing
from rectify.issues.models import Issue
from rectify.kernel.datewords import DeadlineMeaning
from rectify.measures.models import Measure
from rectify.papers.content import Content
from rectify.papers.recognised import FoundIssue, FoundMeasure, IssueKind, Recognised
from rectify.rounds.models import Round

TODAY = date(2026, 11, 21)
KINDS = {
    Pace.IMMEDIATE: IssueKind.IMMEDIATE,
    Pace.TIMED: IssueKind.LIMITED,
    Pace.LONG_TERM: IssueKind.LONG_TERM,
}


@dataclass(frozen=True)
class Due:
    """A deadline: the office's words (or the system's, where it wrote none), the day, whether it stays."""

    words: str
    on: date | None
    long_term: bool


@dataclass(frozen=True)
class ToldMeasure:
    """All that a ledger tells of a measure."""

    number: str
    text: str
    target: str
    leaders: tuple[str, ...]
    supervising: tuple[str, ...]
    lead: tuple[str, ...]
    assist: tuple[str, ...]
    persons: tuple[str, ...]
    due: Due | None
    standing: str
    standing_words: str
    progress: str
    task: str
    extra: dict[str, str]


@dataclass(frozen=True)
class ToldIssue:
    """All that a ledger tells of an issue."""

    path: tuple[tuple[str, str], ...]
    number: str
    title: str
    text: str
    cause: str
    target: str
    wider: str
    pace: IssueKind | None
    leaders: tuple[str, ...]
    lead: tuple[str, ...]
    due: Due | None
    standing: str
    standing_words: str
    extra: dict[str, str]
    self_found: bool
    measures: tuple[ToldMeasure, ...]


def written_out(round_: Round) -> Content:
    """A round's ledger written out and read as a file."""
    target = BytesIO()
    write_ledger(target, everything(round_))
    return read_bytes(target.getvalue(), "台账.xlsx")


def everything(round_: Round) -> Selected:
    """All of a round."""
    return Selected(
        round_, Issue.objects.filter(round=round_), Measure.objects.filter(issue__round=round_)
    )


def read_back(round_: Round) -> Recognised:
    """A round's ledger written out and recognised as any paper is, with what the round itself knows."""
    return recognise(written_out(round_), setting_of(round_))


def in_ledger(round_: Round) -> list[ToldIssue]:
    """What the database tells, in the order in which the ledger is written."""
    selected, tree = everything(round_), Tree.of(round_)
    told = [_issue(issue, tree) for issue in selected.entries(selected.ordered(tree))]
    return sorted(told, key=lambda issue: issue.self_found)


def _issue(issue: Any, tree: Tree) -> ToldIssue:
    extra = {name: value for name, value in issue.further.items() if value}
    if issue.source not in {Source.FEEDBACK, Source.SELF_FOUND}:
        extra["问题来源"] = issue.get_source_display()
    return ToldIssue(
        path=tuple((_beside(step.number, step.title), step.title) for step in tree.path(issue)),
        number=issue.number or str(issue.serial),
        title=issue.title,
        text=issue.text,
        cause=issue.cause,
        target=issue.target,
        wider=issue.wider_check,
        pace=KINDS[issue.pace],
        leaders=_named(issue.lead_leader),
        lead=_named(issue.lead_department),
        due=_due(getattr(issue, "deadline", None)),
        standing=issue.standing_now,
        standing_words=_own_words(issue.standing_now, issue.status_words),
        extra=extra,
        self_found=issue.source == Source.SELF_FOUND,
        measures=tuple(_measure(measure) for measure in issue.shown),
    )


def _measure(measure: Any) -> ToldMeasure:
    extra = {name: value for name, value in measure.further.items() if value}
    extra["完成进度"] = str(measure.percent)
    named = (("涉及单位", measure.involved_units), ("责任分工原文", measure.responsible_words))
    extra |= {name: value for name, value in named if value}
    if measure.completed_on:
        extra["实际完成日期"] = measure.completed_on.isoformat()
    return ToldMeasure(
        number=measure.number or str(measure.serial),
        text=measure.text,
        target=measure.target,
        leaders=_named(measure.responsible_leader),
        supervising=_named(measure.supervising_leader),
        lead=_named(measure.lead_department),
        assist=tuple(str(each.department) for each in measure.assisting),
        persons=tuple(str(each.person) for each in measure.answering),
        due=_due(getattr(measure, "deadline", None)),
        standing=measure.standing,
        standing_words=_own_words(measure.standing, measure.status_words),
        progress=measure.newest_progress or "",
        task=str(measure.task) if measure.task else "",
        extra=extra,
    )


def _beside(number: str, title: str) -> str:
    """A heading's number without the mark behind it, if the title does not begin with it itself."""
    return "" if number and title.startswith(number) else number.rstrip("、.．，")


def _own_words(standing: str, words: str) -> str:
    """The office's words for a standing; our own name for it is none of them."""
    return "" if words == Standing(standing).label else words


def _named(thing: Any) -> tuple[str, ...]:
    return (str(thing),) if thing is not None else ()


def _due(deadline: Deadline | None) -> Due | None:
    if deadline is None:
        return None
    return Due(due_words(deadline), deadline.due_on, deadline.long_term)


def as_read(recognised: Recognised) -> list[ToldIssue]:
    """What was read."""
    return [
        *(_read_issue(issue, self_found=False) for issue in recognised.issues),
        *(_read_issue(issue, self_found=True) for issue in recognised.offered),
    ]


def _read_issue(issue: FoundIssue, *, self_found: bool) -> ToldIssue:
    return ToldIssue(
        path=tuple((_beside(step.number, step.heading), step.heading) for step in issue.categories),
        number=issue.number,
        title=issue.title,
        text=issue.text,
        cause=issue.cause or "",
        target=issue.target or "",
        wider=issue.wider or "",
        pace=issue.kind,
        leaders=issue.responsible.leaders,
        lead=issue.responsible.lead,
        due=_read_due(issue.deadline),
        standing=issue.status.value if issue.status else "",
        standing_words=issue.status_words or "",
        extra=dict(issue.extra),
        self_found=self_found,
        measures=tuple(_read_measure(measure) for measure in issue.measures),
    )


def _read_measure(measure: FoundMeasure) -> ToldMeasure:
    named = measure.responsible
    return ToldMeasure(
        number=measure.number,
        text=measure.text,
        target=measure.target or "",
        leaders=named.leaders,
        supervising=named.sub_leaders,
        lead=named.lead,
        assist=named.assist,
        persons=named.persons,
        due=_read_due(measure.deadline),
        standing=measure.status.value if measure.status else "",
        standing_words=measure.status_words or "",
        progress=measure.progress or "",
        task=measure.task or "",
        extra=dict(measure.extra),
    )


def _read_due(meaning: DeadlineMeaning | None) -> Due | None:
    return Due(meaning.words, meaning.on, meaning.long_term) if meaning else None
