"""Persons found by typing: what `static/js/finder.js` asks for while somebody fills in a form."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.kernel.parameters import whole_number
from rectify.people.models import Person
from rectify.people.reach import reach_of
from rectify.web.fetch import person_of
from rectify.web.guards import guarded

MOST = 20
LONGEST = 40


@guarded(Permission.EDIT_LEDGER)
def find_persons(request: HttpRequest) -> JsonResponse:
    """The active persons of `unit` whom `q` names: by name, by its initials, by post or department.

    The unit is one whose ledger the person keeps; any other is not there. Asked for no unit, nobody
    is found.
    """
    found = [_told(row) for row in _asked(request)]
    response = JsonResponse({"found": found}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, no-store"
    return response


def finding_in(unit_id: int) -> str:
    """The address that a drop-down of a unit's persons asks."""
    return f"{reverse('persons-find')}?unit={unit_id}"


def _asked(request: HttpRequest) -> list[Person]:
    unit, words = request.GET.get("unit", ""), request.GET.get("q", "")
    if not unit:
        return []
    units = reach_of(person_of(request), Permission.EDIT_LEDGER).units
    unit_id = whole_number(unit)
    if unit_id is None or unit_id not in units:
        raise Http404
    return _called(unit_id, words[:LONGEST].strip())


def _called(unit_id: int, words: str) -> list[Person]:
    rows: Any = Person.objects.filter(unit=unit_id, is_active=True)
    if not words or "\0" in words:
        return []
    if words.isascii():
        # One letter is enough here: the list is short, and every further letter shortens it.
        named = rows.filter(name_initials__startswith=words.lower().replace(" ", ""))
    else:
        held = Q(name__contains=words) | Q(post__contains=words)
        named = rows.filter(held | Q(department__name__contains=words))
    return list(named.select_related("department").order_by("name_sort", "pk")[:MOST])


def _told(row: Person) -> dict[str, str]:
    note = row.post or str(row.department or "")
    return {"id": str(row.pk), "name": row.name, "note": note}


urlpatterns = [path("persons/find/", find_persons, name="persons-find")]
