"""A section of a report being written: its text beside what it will look like."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from rectify.access.permissions import Permission
from rectify.figures.facts import LedgerFacts, facts_of
from rectify.kernel.problems import Refused
from rectify.reports.drafting import draft_standard
from rectify.reports.enums import SectionKind
from rectify.reports.models import Section
from rectify.reports.operations import amend_section
from rectify.reports.outdated import outdated_in
from rectify.reports.queries import figure_values
from rectify.reports.text import lines_of, problems_of_text
from rectify.web.fetch import person_of
from rectify.web.forms import OfficeForm, is_stale
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.reports import report_of, trail_to


class SectionForm(OfficeForm):
    """Heading and text of a section."""

    heading = forms.CharField(label="标题", max_length=100, required=False)
    body = forms.CharField(
        label="正文", widget=forms.Textarea(attrs={"rows": 22}), max_length=100_000
    )


@guarded(Permission.DRAFT_REPORT, methods=BOTH)
def section(request: HttpRequest, section_id: int) -> HttpResponse:
    """Edit a section; `?redraft=1` puts a fresh draft into the field, saved only by the person."""
    row = _section(request, section_id)
    form = SectionForm(request.POST or None, initial=_initial(row, "redraft" in request.GET))
    theirs: Section | None = None
    if request.method == "POST" and form.is_valid():
        try:
            amend_section(row, version=form.seen_version, **form.facts, by=person_of(request))
            return redirect("report", row.report_id)
        except Refused as refusal:
            form.show(refusal)
            theirs = _section(request, section_id) if is_stale(refusal) else None
    facts = facts_of(None, row.report.round, row.report.as_of)
    values = figure_values(facts)
    context = {
        "form": form,
        "section": row,
        "report": row.report,
        "theirs": theirs,
        "outdated": outdated_in(row.report, [row]).get(row.position),
        "trail": trail_to(row.report),
        "section_title": row.heading or "导语",
        "values": (values[: len(values) // 2 + 1], values[len(values) // 2 + 1 :]),
        **_preview(str(form["body"].value() or ""), facts),
    }
    return render(request, "reports/section.html", context, status=422 if form.errors else 200)


@guarded(Permission.DRAFT_REPORT, methods=WRITES)
def preview(request: HttpRequest, section_id: int) -> HttpResponse:
    """What the text in the field will look like; nothing is saved."""
    row = _section(request, section_id)
    facts = facts_of(None, row.report.round, row.report.as_of)
    context = {"report": row.report, **_preview(request.POST.get("body", ""), facts)}
    return render(request, "reports/preview.html", context)


def _preview(body: str, facts: LedgerFacts) -> dict[str, Any]:
    return {"lines": lines_of(body, facts), "problems": problems_of_text(body)}


def _section(request: HttpRequest, section_id: int) -> Section:
    """A section of the author's own text; one made from the ledger cannot be edited here."""
    row = Section.objects.filter(pk=section_id, kind=SectionKind.TEXT).first()
    if row is None:
        raise Http404
    row.report = report_of(request, row.report_id, Permission.DRAFT_REPORT)
    return row


def _initial(row: Section, redraft: bool) -> dict[str, Any]:
    """What stands in the fields at first."""
    body = row.body
    if redraft:
        drafted = draft_standard(row.report.round, row.report.as_of).sections
        body = drafted[row.position - 1].body if row.position <= len(drafted) else body
    return {"heading": row.heading, "body": body, "version": row.version}


urlpatterns = [
    path("report-sections/<int:section_id>/", section, name="report-section"),
    path("report-sections/<int:section_id>/preview/", preview, name="report-section-preview"),
]
