"""The page of one issue: its facts, its measures, where it comes from, and what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.closeout.history import history_of
from rectify.evidence.models import Evidence
from rectify.figures.lines import IssueLine, MeasureLine, by_task, deadline_of, issue_lines, path_of
from rectify.figures.selection import Selection
from rectify.intake.models import Origin
from rectify.issues.models import Issue
from rectify.issues.queries import sees_whole
from rectify.kernel import clock
from rectify.people.models import Person
from rectify.people.rules import rights_over
from rectify.web.dossiers import dossiers_of
from rectify.web.dutyfacts import INSTRUCTING, instructions_on
from rectify.web.fetch import found, merged_into, person_of, show_round
from rectify.web.forms import OfficeForm
from rectify.web.guards import guarded
from rectify.web.historypart import history_on_page
from rectify.web.issuetasks import tasks_on_issue
from rectify.web.kin import former_numbers, kin_of
from rectify.web.outcomeparts import outcomes_on_issue
from rectify.web.reviewpart import CLOSING, review_part


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
    try:
        row = issue_row(request, issue_id)
    except Http404:
        return redirect("issue", merged_into(request, Issue, issue_id).pk)
    return issue_page(request, row)


def issue_page(request: HttpRequest, row: Issue, **forms_given: OfficeForm) -> HttpResponse:
    """The page of one issue; a form given to it was refused and is shown with what was typed."""
    person = person_of(request)
    rights = rights_over(person, row, (*INSTRUCTING, Permission.EXPORT, *CLOSING))
    # Of a closed round one issue may be open again.
    may_edit = Permission.EDIT_LEDGER in rights
    entries = history_of(row, person)
    line = issue_lines(Selection(), person, row.round, [row.pk])[row.pk]
    context = {
        "issue": row,
        "round": row.round,
        "kin": kin_of(row, person),
        "line": line,
        "deadline": deadline_of(row),
        "measures": _with_evidence(by_task(line.measures)),
        "tasks": tasks_on_issue(row, person),
        "sources": sources_of(row, line, person, may_edit, whole=sees_whole(person, row)),
        "category_path": path_of(row.category),
        "formerly": former_numbers(entries, row),
        **history_on_page(request, entries),
        "may_edit": may_edit,
        **instructions_on(person, row, rights),
        "heading": f"问题{row.serial}",
        **(dossiers_of(row, person) if Permission.EXPORT in rights else {}),
        **outcomes_on_issue(row, person),
        "trail": [("台账", f"{reverse('ledger', args=[row.round_id])}?at={row.pk}#i{row.pk}")],
        **review_part(person, row, forms_given, rights),
    }
    return render(request, "issues/page.html", context, status=422 if forms_given else 200)


def issue_row(request: HttpRequest, issue_id: int, permission: Permission | None = None) -> Issue:
    """The issue with everything that its page shows, if it exists for the person."""
    rows = Issue.objects.select_related(
        "round__unit", "category__parent", "deadline", "lead_department", "lead_leader"
    )
    row: Issue = found(request, rows, issue_id, permission)
    show_round(request, row.round)
    return row


def _with_evidence(lines: Sequence[MeasureLine]) -> list[tuple[MeasureLine, int]]:
    """Each measure with how many files of evidence it has, by one query."""
    counted = (
        Evidence.objects.filter(
            measure__in=[line.measure.pk for line in lines],
            withdrawn_at__isnull=True,
            replaced_at__isnull=True,
        )
        .order_by()
        .values_list("measure")
        .annotate(Count("pk"))
    )
    counts: dict[int, int] = dict(counted)
    return [(line, counts.get(line.measure.pk, 0)) for line in lines]


def sources_of(
    row: Issue,
    line: IssueLine,
    person: Person,
    may_edit: bool,
    *,
    whole: bool,
    day: date | None = None,
) -> list[Source]:
    """What papers say (of those that stood on `day`); their words only to who sees every measure
    (`whole`), since they may tell of all."""
    shown = {one.measure.pk: one.measure.serial for one in line.measures}
    origins = Origin.objects.select_related("paper").filter(_standing_papers(day))
    named = Q(issue=row) | Q(issue__merged_into=row)
    of_issue = origins.filter(named).order_by("paper__given_at", "pk")
    of_measures = origins.filter(measure__in=shown).order_by("paper__given_at", "pk")
    sources = [_source(origin, f"问题{row.serial}", whole, may_edit) for origin in of_issue]
    for origin in of_measures:
        about = f"措施{row.serial}.{shown[origin.measure_id or 0]}"
        sources.append(_source(origin, about, True, may_edit))
    return sources


def _standing_papers(day: date | None) -> Q:
    """Papers that had been given and not been taken back."""
    standing = Q(paper__withdrawn_at__isnull=True)
    if day is None:
        return standing
    end = clock.end_of(day)
    return Q(paper__given_at__lte=end) & (standing | Q(paper__withdrawn_at__gt=end))


def _source(origin: Any, about: str, with_words: bool, may_edit: bool) -> Source:
    return Source(
        about=about,
        paper=origin.paper.name,
        place=origin.place_words,
        words=origin.words if with_words else "",
        url=reverse("paper", args=[origin.paper_id]) if may_edit else "",
    )


urlpatterns = [path("issues/<int:issue_id>/", issue, name="issue")]
