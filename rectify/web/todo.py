"""待办: what the person must do, by when, with its light."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from rectify.access.permissions import Permission
from rectify.closeout.queries import worklist
from rectify.kernel import clock
from rectify.people.reach import reach_of
from rectify.web.fetch import current_round, person_of
from rectify.web.guards import guarded


@guarded(Permission.READ_CASE)
def todo(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the person, the most urgent first."""
    person, today = person_of(request), clock.today()
    context = {
        "work": worklist(person, today),
        "today": today,
        "round": current_round(request),
        "whole_unit": bool(reach_of(person, Permission.WRITE_PROGRESS).units),
    }
    return render(request, "todo/page.html", context)


urlpatterns = [path("todo/", todo, name="todo")]
