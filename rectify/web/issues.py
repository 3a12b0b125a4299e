"""The page of one issue: its facts, its measures, where it comes from, and what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.closeout.history import history_of
from rectify.evidence.models import Evidence
from rectify.figures.lines import IssueLine, MeasureLine, deadline_of, issue_lines, path_of
from rectify.figures.selection import Selection
from rectify.intake.models import Origin
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.people.rules import may_in_unit
from rectify.web.dutyfacts import instructions_on
from rectify.web.fetch import found, person_of, show_round
from rectify.web.guards import guarded

FIRST_ENTRIES = 40
"""How much of the history is shown before somebody asks for all of it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a paper speaks of the issue or of one of its measures."""

    about: str
    paper: str
    place: str
    words: str
    url: str


@guarded(Permission.READ_CASE)
def issue(request: HttpRequest, issue_id: int) -> HttpResponse:
    """The page of one issue; a person meets only the measures and the history that he may see."""
    person, row = person_of(request), _issue(request, issue_id)
    may_edit = may_in_unit(person, Permission.EDIT_LEDGER, row.round.unit_id)
    line = issue_lines(Selection(), person, row.round, [row.pk])[row.pk]
    entries = history_of(row, person)
    whole = request.GET.get("history") == "all"
    context = {
        "issue": row,
        "round": row.round,
        "line": line,
        "deadline": deadline_of(row),
        "measures": _with_evidence(line.measures),
        "sources": _sources(row, line, may_edit),
        "category_path": path_of(row.category),
        "history": entries if whole else entries[:FIRST_ENTRIES],
        "further_entries": 0 if whole else max(0, len(entries) - FIRST_ENTRIES),
        "may_edit": may_edit,
        **instructions_on(person, row),
        "heading": f"问题{row.serial}",
        "trail": [("台账", f"{reverse('ledger', args=[row.round_id])}?at={row.pk}#i{row.pk}")],
    }
    return render(request, "issues/page.html", context)


def _issue(request: HttpRequest, issue_id: int) -> Issue:
    rows = Issue.objects.select_related(
        "round__unit", "category__parent", "deadline", "lead_department", "lead_leader"
    )
    row: Issue = found(request, rows, issue_id)
    show_round(request, row.round)
    return row


def _with_evidence(lines: Sequence[MeasureLine]) -> list[tuple[MeasureLine, int]]:
    """Each measure with how many files of evidence it has, by one query."""
    counted = (
        Evidence.objects.filter(
            measure__in=[line.measure.pk for line in lines], withdrawn_at__isnull=True
        )
        .order_by()
        .values_list("measure")
        .annotate(Count("pk"))
    )
    counts: dict[int, int] = dict(counted)
    return [(line, counts.get(line.measure.pk, 0)) for line in lines]


def _sources(row: Issue, line: IssueLine, may_edit: bool) -> list[Source]:
    """What papers say; their words only to who sees every measure, since they may tell of all."""
    shown = {one.measure.pk: one.measure.serial for one in line.measures}
    whole = Measure.objects.filter(issue=row).count() == len(shown)
    origins = Origin.objects.select_related("paper").filter(paper__withdrawn_at__isnull=True)
    of_issue = origins.filter(issue=row).order_by("paper__given_at", "pk")
    of_measures = origins.filter(measure__in=shown).order_by("paper__given_at", "pk")
    sources = [_source(origin, f"问题{row.serial}", whole, may_edit) for origin in of_issue]
    for origin in of_measures:
        about = f"措施{row.serial}.{shown[origin.measure_id or 0]}"
        sources.append(_source(origin, about, True, may_edit))
    return sources


def _source(origin: Any, about: str, with_words: bool, may_edit: bool) -> Source:
    place = f"第{origin.place}行" if origin.place.isdecimal() else origin.place
    return Source(
        about=about,
        paper=origin.paper.name,
        place=place,
        words=origin.words if with_words else "",
        url=reverse("paper", args=[origin.paper_id]) if may_edit else "",
    )


urlpatterns = [path("issues/<int:issue_id>/", issue, name="issue")]
