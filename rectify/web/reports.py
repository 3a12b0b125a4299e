"""The reports of a round: drafted from the ledger, edited, exported."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from rectify.access.permissions import Permission
from rectify.people.rules import may_in_unit
from rectify.reports.models import Report
from rectify.rounds.models import Round
from rectify.web.fetch import found, person_of, round_of, show_round
from rectify.web.guards import guarded


@guarded(Permission.READ_CASE)
def reports(request: HttpRequest, round_id: int) -> HttpResponse:
    """The reports of a round."""
    round_ = _whole_round(request, round_id)
    rows = Report.objects.filter(round=round_)
    return render(request, "reports/list.html", {"round": round_, "reports": rows})


@guarded(Permission.READ_CASE)
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report."""
    row: Report = found(request, Report.objects.select_related("round__unit"), report_id)
    show_round(request, row.round)
    return render(request, "reports/page.html", {"report": row})


def _whole_round(request: HttpRequest, round_id: int) -> Round:
    """The round, for whoever reads all of it: a report tells the whole."""
    round_ = round_of(request, round_id)
    if not may_in_unit(person_of(request), Permission.READ_CASE, round_.unit_id):
        raise Http404
    return round_


urlpatterns = [
    path("rounds/<int:round_id>/reports/", reports, name="reports"),
    path("reports/<int:report_id>/", report, name="report"),
]
