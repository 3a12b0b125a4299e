"""屡改屡犯: while issues are being entered, issues elsewhere that say the same; a hint, never a stop."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from rectify.access.permissions import Permission
from rectify.intake.models import Paper
from rectify.intake.plan import Plan
from rectify.issues.queries import repeats
from rectify.web.fetch import found, person_of, round_of
from rectify.web.guards import guarded

SHORTEST = 6
"""Below so many characters a title is still being typed."""


@guarded(Permission.EDIT_LEDGER)
def repeated(request: HttpRequest, round_id: int) -> HttpResponse:
    """Issues that resemble `?title=`."""
    round_ = round_of(request, round_id, Permission.EDIT_LEDGER)
    title = request.GET.get("title", "").strip()[:500]
    asked = [title] if len(title) >= SHORTEST else []
    told = repeats(asked, round_, person_of(request))
    return render(request, "issues/repeats.html", {"repeats": told[0] if told else []})


@guarded(Permission.EDIT_LEDGER)
def paper_repeats(request: HttpRequest, paper_id: int) -> HttpResponse:
    """For each new issue of a paper that waits to be confirmed the issues that resemble it."""
    rows = Paper.objects.select_related("round__unit")
    paper: Paper = found(request, rows, paper_id, Permission.EDIT_LEDGER)
    planned = Plan.from_json(paper.plan).kept if paper.plan else []
    fresh = [row for row in planned if row.issue_id is None and row.title]
    told = repeats([row.title for row in fresh], paper.round, person_of(request))
    pairs = [(row, likes) for row, likes in zip(fresh, told, strict=True) if likes]
    return render(request, "intake/repeats.html", {"pairs": pairs})


urlpatterns = [
    path("rounds/<int:round_id>/repeats/", repeated, name="repeats"),
    path("papers/<int:paper_id>/repeats/", paper_repeats, name="paper-repeats"),
]
