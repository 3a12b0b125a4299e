"""看板: where a round stands today, every number a link to exactly the rows it counts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.dashboard.queries import dashboard_of
from rectify.kernel import clock
from rectify.rounds.rules import concentrated_until, stage_on
from rectify.web.fetch import person_of, round_of
from rectify.web.guards import guarded


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
    }
    return render(request, "dashboard/page.html", context)


urlpatterns = [path("rounds/<int:round_id>/dashboard/", dashboard, name="dashboard")]
