"""Who wrote what a submission hands in, and therefore judges no step of it.

Of a measure that is whoever wrote its current progress, brought its current evidence, entered its
outcomes or changed them. Of an issue's own 销号 it is whoever entered or changed an outcome of the issue
itself, or did any of this for a measure after the last review that accepted it: what such a review has
judged, somebody else has judged already. Who handed it in is no author by that; the callers ask for him
beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, Value

from rectify.evidence.models import Evidence
from rectify.issues.models import Issue
from rectify.measures.models import Measure, Progress
from rectify.outcomes.models import Bearing, Outcome


class _Kind(NamedTuple):
    """A kind of rows that hang on a measure and are judged: what counts of it, who wrote it, and when."""

    name: str
    model: Any
    current: Q
    author: str
    at: str


WRITTEN = (
    _Kind("进展", Progress, Q(correction=None), "logged_by", "logged_at"),
    _Kind(
        "佐证材料",
        Evidence,
        Q(withdrawn_at__isnull=True, replaced_at__isnull=True),
        "uploaded_by",
        "uploaded_at",
    ),
)

OUTCOMES = "成果"

_HELD = Q(ended_on__isnull=True, outcome__withdrawn_at__isnull=True)

_Rows = Iterator[tuple[str, str, Any]]
"""For each kind its name, the column that names the author, and the rows."""


def wrote(person: Any, *, measure: Any, issue: Any) -> Any:
    """Whether `person` wrote some of it, as a condition: all three are ids or outer references."""
    found = Q(pk__in=())
    for told in (_of_measure(measure), _of_issue(issue)):
        for _, author, rows in told:
            found |= Q(Exists(rows.filter(**{author: person})))
    return found


def authors_of(about: Measure | Issue) -> dict[int, tuple[str, ...]]:
    """The ids of all authors, each with the names of what he wrote."""
    told = list(_of_measure(about.pk) if isinstance(about, Measure) else _of_issue(about.pk))
    first, *others = [
        rows.order_by().exclude(**{author: None}).values_list(Value(place), author)
        for place, (_, author, rows) in enumerate(told)
    ]
    found: dict[int, tuple[str, ...]] = {}
    for place, pk in sorted(first.union(*others)):
        found[pk] = (*found.get(pk, ()), told[place][0])
    return found


def _of_measure(measure: Any) -> _Rows:
    for kind in WRITTEN:
        rows = kind.model._default_manager.filter(kind.current, measure=measure)
        yield kind.name, kind.author, rows
    yield OUTCOMES, *_versions(Q(measure=_outside(measure)))


def _of_issue(issue: Any) -> _Rows:
    for kind in WRITTEN:
        rows = kind.model._default_manager.filter(kind.current, _below(issue))
        yield kind.name, kind.author, rows.exclude(Exists(_accepted_since(OuterRef(kind.at))))
    above = _outside(issue)
    judged = Exists(_accepted_since(_outside(OuterRef("history_date"))))
    yield OUTCOMES, *_versions(Q(issue=above) | _below(above) & ~Q(judged))


def _below(issue: Any) -> Q:
    """What hangs on a measure of the issue."""
    return Q(measure__issue=issue, measure__withdrawn_at__isnull=True)


def _versions(attached: Q) -> tuple[str, Any]:
    """The versions of the outcomes that are so attached, with the column that says who wrote one."""
    held = Bearing.objects.filter(_HELD, attached, outcome=OuterRef("id"))
    return "history_user_id", Outcome.history.filter(Exists(held))


def _outside(reference: Any) -> Any:
    """The same row, asked for from one query further within."""
    return OuterRef(reference) if isinstance(reference, OuterRef) else reference


def _accepted_since(moment: OuterRef) -> Any:
    """The accepted submissions of a row's measure that were made after the row."""
    # The submissions' own queries ask here, so that their model is not known yet when this is read.
    submissions: Any = Measure._meta.get_field("submissions").related_model
    return submissions._default_manager.filter(
        measure=OuterRef("measure"), state="accepted", submitted_at__gte=moment
    )
