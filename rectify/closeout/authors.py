"""Who wrote what a submission hands in, and therefore judges no step of it.

Of a measure that is whoever wrote its current progress, brought its current evidence or entered its
outcomes. Of an issue's own 销号 it is whoever entered an outcome of the issue itself, or did any of this
for a measure after the last review that accepted it: what such a review has judged, somebody else has
judged already. Who handed it in is no author by that; the callers ask for him beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value

from rectify.evidence.models import Evidence
from rectify.issues.models import Issue
from rectify.measures.models import Measure, Progress
from rectify.outcomes.models import Bearing


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of rows that are judged: what counts of it, who wrote it, and when."""

    name: str
    model: Any
    current: Q
    author: str
    at: str


PROGRESS = _Kind("进展", Progress, Q(correction=None), "logged_by", "logged_at")
EVIDENCE = _Kind(
    "佐证材料",
    Evidence,
    Q(withdrawn_at__isnull=True, replaced_at__isnull=True),
    "uploaded_by",
    "uploaded_at",
)
OUTCOMES = _Kind(
    "成果",
    Bearing,
    Q(ended_on__isnull=True, outcome__withdrawn_at__isnull=True),
    "outcome__entered_by",
    "outcome__entered_at",
)


def wrote(person: Any, *, measure: Any, issue: Any) -> Any:
    """Whether `person` wrote some of it, as a condition: all three are ids or outer references."""
    found = Q(pk__in=())
    for told in (_of_measure(measure), _of_issue(issue)):
        for kind, rows in told:
            found |= Q(Exists(rows.filter(**{kind.author: person})))
    return found


def authors_of(about: Measure | Issue) -> dict[int, tuple[str, ...]]:
    """The ids of all authors, each with the names of what he wrote."""
    told = _of_measure(about.pk) if isinstance(about, Measure) else _of_issue(about.pk)
    first, *others = [
        rows.order_by().exclude(**{kind.author: None}).values_list(Value(place), kind.author)
        for place, (kind, rows) in enumerate(told)
    ]
    names = (PROGRESS.name, EVIDENCE.name, OUTCOMES.name)
    found: dict[int, tuple[str, ...]] = {}
    for place, pk in sorted(first.union(*others)):
        found[pk] = (*found.get(pk, ()), names[place])
    return found


def _of_measure(measure: Any) -> Iterator[tuple[_Kind, Any]]:
    for kind in (PROGRESS, EVIDENCE, OUTCOMES):
        yield kind, kind.model._default_manager.filter(kind.current, measure=measure)


def _of_issue(issue: Any) -> Iterator[tuple[_Kind, Any]]:
    for kind in (PROGRESS, EVIDENCE, OUTCOMES):
        rows = kind.model._default_manager.filter(kind.current)
        below = Q(measure__issue=issue, measure__withdrawn_at__isnull=True)
        unjudged = below & ~Q(Exists(_accepted_since(kind.at)))
        yield kind, rows.filter(unjudged | Q(issue=issue) if kind is OUTCOMES else unjudged)


def _accepted_since(moment: str) -> Any:
    """The accepted submissions of a row's measure that were made after the row."""
    # The submissions' own queries ask here, so that their model is not known yet when this is read.
    submissions: Any = Measure._meta.get_field("submissions").related_model
    return submissions._default_manager.filter(
        measure=OuterRef("measure"), state="accepted", submitted_at__gte=OuterRef(moment)
    )
