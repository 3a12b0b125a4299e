"""看板: where a round stands today, every number a link to exactly the rows it counts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.dashboard.queries import dashboard_of
from rectify.kernel import clock
from rectify.people.models import Person
from rectify.people.rules import may_in_round
from rectify.rounds.models import Round
from rectify.rounds.rules import concentrated_until, stage_on
from rectify.web.fetch import person_of, round_of
from rectify.web.guards import guarded

MOST_ROUNDS = 30


@guarded(Permission.READ_CASE)
def dashboard(request: HttpRequest, round_id: int) -> HttpResponse:
    """The dashboard of one round."""
    round_, today = round_of(request, round_id), clock.today()
    until = concentrated_until(round_)
    context = {
        "round": round_,
        "board": dashboard_of(person_of(request), round_, today),
        "stage": stage_on(round_, today),
        "until": until,
        "days_left": (until - today).days if until is not None else None,
        "ledger_url": reverse("ledger", args=[round_.pk]),
        "may_remind": may_in_round(person_of(request), Permission.EDIT_LEDGER, round_),
        "others": _other_rounds(person_of(request), round_),
    }
    return render(request, "dashboard/page.html", context)


def _other_rounds(person: Person, round_: Round) -> list[tuple[str, str]]:
    """Names and dashboards of the other rounds, with their unit for one who serves several."""
    rows: Any = Round.objects.select_related("unit")
    visible = list(rows.visible_to(person)[:MOST_ROUNDS])
    several = len({row.unit_id for row in visible}) > 1
    return [
        (f"{row.unit} · {row.name}" if several else row.name, reverse("dashboard", args=[row.pk]))
        for row in visible
        if row.pk != round_.pk
    ]


urlpatterns = [path("rounds/<int:round_id>/dashboard/", dashboard, name="dashboard")]
