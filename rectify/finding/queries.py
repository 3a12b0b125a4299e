"""One search over issues, measures, progress, evidence and outcomes, of all rounds that a person may see."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from rectify.deadlines.queries import with_standing
from rectify.evidence.models import Evidence
from rectify.finding.snippets import Piece, snippet
from rectify.issues.models import Issue
from rectify.measures.models import Measure, Progress
from rectify.outcomes.models import Outcome
from rectify.people.models import Person
from rectify.rounds.models import Round

PAGE = 30
LONGEST_WORDS = 100


class What(StrEnum):
    """What is searched for."""

    ISSUES = "issues"
    MEASURES = "measures"
    PROGRESS = "progress"
    EVIDENCE = "evidence"
    OUTCOMES = "outcomes"


LABELS = {
    What.ISSUES: "问题",
    What.MEASURES: "措施",
    What.PROGRESS: "进展",
    What.EVIDENCE: "佐证材料",
    What.OUTCOMES: "成果",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One row found: its number, the words around the hit, where it stands, and its standing.

    `heading` is what the row is called, where the words stand in another of its texts.
    """

    what: What
    pk: int
    label: str
    pieces: Sequence[Piece]
    round: Round
    standing: str
    beside: str
    heading: str = ""


ISSUE_NUMBER = re.compile(r"(?:问题)?(?P<issue>[0-9]{1,6})", re.ASCII)
MEASURE_NUMBER = re.compile(r"(?:措施)?(?P<issue>[0-9]{1,6})\.(?P<measure>[0-9]{1,6})", re.ASCII)
"""How a row is called by its number in the ledger."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of one kind of hits, and how many of each kind there are."""

    words: str
    what: What
    counts: dict[What, int]
    hits: Sequence[Hit]
    page: int
    pages: int

    @property
    def total(self) -> int:
        """Hits of all kinds together."""
        return sum(self.counts.values())


def tidied(words: str) -> str:
    """What a person typed, without what cannot be searched for; at most `LONGEST_WORDS` long."""
    return " ".join(words.replace("\0", "").split())[:LONGEST_WORDS]


def search(
    person: Person,
    words: str,
    *,
    what: What | None = None,
    round_: Round | None = None,
    page: int = 1,
) -> Found:
    """Everything that holds all of the blank-separated `words` and exists for `person`.

    Without `what` the first kind that has hits is shown. Issues and measures are also found by the
    names (and their initials) of who leads them. An empty search finds nothing.
    """
    words = tidied(words)
    rows = {one: kind(person, words, round_) for one, kind in KINDS.items()} if words else {}
    counts = {one: rows[one].count() if rows else 0 for one in What}
    shown = what or next((one for one in What if counts[one]), What.ISSUES)
    pages = max(1, -(-counts[shown] // PAGE))
    page = min(max(page, 1), pages)
    listed = rows[shown][(page - 1) * PAGE : page * PAGE] if rows else []
    hits = [TELL[shown](row, words) for row in listed]
    return Found(words, shown, counts, hits, page, pages)


def _within(rows: Any, path: str, round_: Round | None) -> Any:
    return rows.filter(**{path: round_.pk}) if round_ is not None else rows


def _issues(person: Person, words: str, round_: Round | None) -> QuerySet[Any]:
    rows: Any = Issue.objects.all()
    visible = _within(rows.visible_to(person), "round", round_)
    found = visible.mentioning(words) | _issues_called(visible, words)
    return (
        with_standing(found)
        .select_related("round__unit", "lead_department")
        .order_by("-round", "serial")
    )


def _measures(person: Person, words: str, round_: Round | None) -> QuerySet[Any]:
    rows: Any = Measure.objects.filter(issue__withdrawn_at__isnull=True)
    visible = _within(rows.visible_to(person), "issue__round", round_)
    found = visible.mentioning(words) | _measures_called(visible, words)
    told: QuerySet[Any] = found.select_related("issue__round__unit", "lead_department")
    return told.order_by("-issue__round", "issue__serial", "serial")


def _issues_called(visible: Any, words: str) -> Any:
    """The issue that a number names, 7 or 问题7: the one that has it or once had it."""
    match = ISSUE_NUMBER.fullmatch(words)
    return visible.called(int(match["issue"])) if match else visible.none()


def _measures_called(visible: Any, words: str) -> Any:
    """The measure that a number names, 7.2 or 措施7.2."""
    match = MEASURE_NUMBER.fullmatch(words)
    if match is None:
        return visible.none()
    return visible.called(int(match["issue"]), int(match["measure"]))


def _progress(person: Person, words: str, round_: Round | None) -> QuerySet[Any]:
    rows: Any = Progress.objects.all()
    visible = rows.visible_to(person).current()
    found = _within(visible, "measure__issue__round", round_).mentioning(words)
    told: QuerySet[Any] = found.select_related("measure__issue__round__unit", "logged_by")
    return told.order_by("-happened_on", "-pk")


def _evidence(person: Person, words: str, round_: Round | None) -> QuerySet[Any]:
    rows: Any = Evidence.objects.all()
    visible = _within(rows.visible_to(person), "measure__issue__round", round_).current()
    told: QuerySet[Any] = visible.mentioning(words).select_related(
        "measure__issue__round__unit", "uploaded_by"
    )
    return told.order_by("-uploaded_at", "-pk")


def _outcomes(person: Person, words: str, round_: Round | None) -> QuerySet[Any]:
    rows: Any = Outcome.objects.all()
    visible = _within(rows.visible_to(person), "round", round_).current()
    told: QuerySet[Any] = visible.mentioning(words).select_related("round__unit", "department")
    return told.order_by("-dated_on", "-pk")


KINDS: dict[What, Callable[[Person, str, Round | None], QuerySet[Any]]] = {
    What.ISSUES: _issues,
    What.MEASURES: _measures,
    What.PROGRESS: _progress,
    What.EVIDENCE: _evidence,
    What.OUTCOMES: _outcomes,
}


def _tell_issue(row: Any, words: str) -> Hit:
    said = _where_said(words, row.title, row.text, row.cause, row.target)
    return Hit(
        what=What.ISSUES,
        pk=row.pk,
        label=f"问题{row.serial}",
        pieces=snippet(said, words),
        round=row.round,
        standing=row.standing_now,
        beside=str(row.lead_department or ""),
        heading=row.title if said != row.title else "",
    )


def _tell_measure(row: Any, words: str) -> Hit:
    said = _where_said(words, row.text, row.target, row.responsible_words)
    return Hit(
        what=What.MEASURES,
        pk=row.pk,
        label=f"措施{row.label}",
        pieces=snippet(said, words),
        round=row.issue.round,
        standing=row.standing,
        beside=str(row.lead_department or ""),
        heading=row.text if said != row.text else "",
    )


def _tell_progress(row: Any, words: str) -> Hit:
    beside = f"{row.logged_by or ''} {row.happened_on:%Y-%m-%d}".strip()
    return _of_measure(What.PROGRESS, row, row.text, words, beside)


def _tell_evidence(row: Any, words: str) -> Hit:
    text = f"{row.name}（{row.note}）" if row.note else row.name
    return _of_measure(What.EVIDENCE, row, text, words, str(row.uploaded_by or ""))


def _tell_outcome(row: Any, words: str) -> Hit:
    beside = (row.document_number, row.issuer, row.chair, row.authority, row.note)
    pieces = snippet(_where_said(row.title, " ".join(filter(None, beside)), words), words)
    label, department = str(row.get_kind_display()), str(row.department or "")
    return Hit(What.OUTCOMES, row.pk, label, pieces, row.round, "", department)


def _of_measure(what: What, row: Any, text: str, words: str, beside: str) -> Hit:
    measure = row.measure
    label, pieces = f"措施{measure.label}", snippet(text, words)
    return Hit(what, measure.pk, label, pieces, measure.issue.round, "", beside)


def _where_said(words: str, first: str, *others: str) -> str:
    """The first of the texts in which one of the words stands; the very first where none has it."""
    texts = (first, *others)
    return next((one for one in texts if any(p.hit for p in snippet(one, words))), first)


TELL: dict[What, Callable[[Any, str], Hit]] = {
    What.ISSUES: _tell_issue,
    What.MEASURES: _tell_measure,
    What.PROGRESS: _tell_progress,
    What.EVIDENCE: _tell_evidence,
    What.OUTCOMES: _tell_outcome,
}
