"""The ledger of a round: 方面 → 大类 → 问题 → 措施 as one table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from rectify.access.permissions import Permission
from rectify.figures.selection import Selection
from rectify.issues.models import Issue
from rectify.web.fetch import found, person_of, round_of, show_round
from rectify.web.guards import guarded


@guarded(Permission.READ_CASE)
def ledger(request: HttpRequest, round_id: int) -> HttpResponse:
    """The ledger's page."""
    round_ = round_of(request, round_id)
    selection = Selection.from_params(request.GET)
    context = {"round": round_, "issues": selection.issues(person_of(request), round_)[:100]}
    return render(request, "ledger/page.html", context)


@guarded(Permission.READ_CASE)
def issue(request: HttpRequest, issue_id: int) -> HttpResponse:
    """The page of one issue."""
    row: Issue = found(request, Issue.objects.select_related("round__unit"), issue_id)
    show_round(request, row.round)
    return render(request, "issues/page.html", {"issue": row})


urlpatterns = [
    path("rounds/<int:round_id>/ledger/", ledger, name="ledger"),
    path("issues/<int:issue_id>/", issue, name="issue"),
]
