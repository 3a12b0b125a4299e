"""屡改屡犯: while an issue is being entered, issues elsewhere that say the same; a hint, never a stop."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from rectify.access.permissions import Permission
from rectify.issues.queries import repeats
from rectify.web.fetch import person_of, round_of
from rectify.web.guards import guarded

SHORTEST = 6
"""Below so many characters a title is still being typed."""


@guarded(Permission.EDIT_LEDGER)
def repeated(request: HttpRequest, round_id: int) -> HttpResponse:
    """Issues that resemble `?title=`."""
    round_ = round_of(request, round_id, Permission.EDIT_LEDGER)
    title = request.GET.get("title", "").strip()[:500]
    asked = [title] if len(title) >= SHORTEST else []
    found = repeats(asked, round_, person_of(request))
    return render(request, "issues/repeats.html", {"repeats": found[0] if found else []})


urlpatterns = [path("rounds/<int:round_id>/repeats/", repeated, name="repeats")]
