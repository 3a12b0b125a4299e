"""Fetch and guard in one line: the row, or 404 as if it did not exist."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from rectify.access.permissions import Permission
from rectify.kernel.parameters import whole_number
from rectify.people.models import Person
from rectify.people.rules import demand_unsealed, may_in_unit
from rectify.rounds.models import Round
from rectify.web.guards import note_refusal

ROUND_IN_SESSION = "round"


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; only behind a guard."""
    return cast("Person", request.user)


def version_of(request: HttpRequest) -> int:
    """The version that the person had before his eyes; 0 (never current) when it is missing."""
    return whole_number(request.POST.get("version")) or 0


def found(request: HttpRequest, rows: Any, pk: int, permission: Permission | None = None) -> Any:
    """The row `pk` out of `rows` if it exists for the person (and is open to `permission`).

    Otherwise 404, as for a row that is not there; that somebody tried stays in the trail. Of a closed
    round, where the row may only be read: the one sentence that says so.
    """
    person = person_of(request)
    queryset: QuerySet[Any] = rows.all() if hasattr(rows, "all") else rows
    visible = queryset.visible_to(person)  # type: ignore[attr-defined]
    opened = visible if permission is None else visible.open_to(person, permission)
    row = opened.filter(pk=pk).first()
    if row is None and permission is not None:
        known = visible.filter(pk=pk).first()
        if known is not None:
            demand_unsealed(known, permission)
    if row is None:
        if queryset.filter(pk=pk).exists():
            note_refusal(request)
        raise Http404
    return row


def merged_into(request: HttpRequest, model: Any, pk: int) -> Any:
    """The row that the merged row `pk` has gone into at last, or 404 as if neither existed."""
    row = model.with_withdrawn.filter(pk=pk).first()
    seen: set[int] = set()
    while row is not None and row.merged_into_id and row.pk not in seen:
        seen.add(row.pk)
        row = model.with_withdrawn.filter(pk=row.merged_into_id).first()
    if row is None or row.pk == pk:
        raise Http404
    return found(request, model.objects, row.pk)


def round_of(request: HttpRequest, pk: int, permission: Permission | None = None) -> Round:
    """The round `pk`, which from now on is the one that the frame shows."""
    round_: Round = found(request, Round.objects.select_related("unit"), pk, permission)
    show_round(request, round_)
    return round_


def whole_round(
    request: HttpRequest, pk: int, permission: Permission = Permission.READ_CASE
) -> Round:
    """The round `pk`, for whoever has `permission` over all of it; of a closed one, to read."""
    round_ = round_of(request, pk)
    if not may_in_unit(person_of(request), permission, round_.unit_id):
        raise Http404
    demand_unsealed(round_, permission)
    return round_


def show_round(request: HttpRequest, round_: Round) -> None:
    """Let the frame around the page speak of `round_`, and remember it for pages without one."""
    request.current_round = round_  # type: ignore[attr-defined]
    if request.session.get(ROUND_IN_SESSION) != round_.pk:
        request.session[ROUND_IN_SESSION] = round_.pk


def current_round(request: HttpRequest) -> Round | None:
    """The round of this page, else the last one visited, else the newest that is worked on.

    A 回头看 has no issues but those that it takes over, and a closed round is only looked up.
    """
    known: Round | None = getattr(request, "current_round", None)
    if known is not None:
        return known
    rounds: Any = Round.objects.all()
    visible = rounds.visible_to(person_of(request)).select_related("unit")
    last = request.session.get(ROUND_IN_SESSION)
    chosen: Round | None = visible.filter(pk=last).first() if last else None
    chosen = chosen or visible.worked_on().first() or visible.first()
    request.current_round = chosen  # type: ignore[attr-defined]
    return chosen
