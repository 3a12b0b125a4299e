"""The dashboard of a round: every number a link to the rows it counts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from rectify.access.permissions import Permission
from rectify.web.fetch import round_of
from rectify.web.guards import guarded


@guarded(Permission.READ_CASE)
def dashboard(request: HttpRequest, round_id: int) -> HttpResponse:
    """The round in numbers."""
    round_ = round_of(request, round_id)
    return render(request, "dashboard/page.html", {"round": round_})


urlpatterns = [path("rounds/<int:round_id>/dashboard/", dashboard, name="dashboard")]
