"""Reporting progress on a measure: from its own page, or where it lies in 待办."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.drafts.keeping import drop_draft
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.files import upload_limit
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import log_progress
from rectify.measures.queries import handed_in
from rectify.people.rules import rights_over
from rectify.web.drafted import Keeping, drafted, keep_typing
from rectify.web.evidence import EvidenceForm, evidence_of
from rectify.web.fetch import found, person_of, show_round
from rectify.web.forms import DayField, OfficeForm
from rectify.web.guards import BOTH, guarded
from rectify.web.inplace import htmx_of
from rectify.web.opening import done, shown
from rectify.web.outcomeparts import outcomes_on_measure
from rectify.web.reviewpart import SUBMIT, review_part

FORM = "measure-progress"

PART = "progress-form"
"""The part of the measure's own page in which the form stands."""

SUBMIT_PART = "submit-form"
"""The same for handing in."""


@drafted(FORM)
class ProgressForm(OfficeForm):
    """One entry of the progress log."""

    text = forms.CharField(
        label="进展情况", widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )
    percent = forms.IntegerField(label="完成进度（%）", min_value=0, max_value=100)
    happened_on = DayField(label="进展日期")


@guarded(Permission.WRITE_PROGRESS, methods=BOTH)
def progress(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Log progress; with what else a department does to a measure beside it."""
    row: Measure = found(request, _rows(), measure_id, Permission.WRITE_PROGRESS)
    show_round(request, row.issue.round)
    form, keeping = progress_form(request, row)
    if request.method == "POST" and form.is_valid():
        person = person_of(request)
        try:
            log_progress(row, **form.facts, by=person)
            drop_draft(person, FORM, row.pk)
            return done(request, _page(row), f"措施{row.label}的进展已保存。")
        except Refused as refusal:
            form.show(refusal)
    facts: dict[str, Any] = {"keeping": keeping, "measure": row}
    if htmx_of(request) and htmx_of(request).target == PART:
        return render(request, "duties/progress_part.html", {"form": form, **facts}, status=422)
    facts |= _beside(request, row)
    return shown(
        request,
        "duties/progress.html",
        form,
        key=f"duty-{row.pk}",
        heading=f"措施{row.label}：填报进展",
        back=_page(row),
        trail=[("待办", reverse("todo")), (f"措施{row.label}", _page(row))],
        **facts,
    )


def typing_on_page(request: HttpRequest, row: Measure, part: dict[str, Any]) -> dict[str, Any]:
    """The forms of the measure's own page whose typing is kept: progress, and handing in."""
    form, keeping = progress_form(request, row)
    found: dict[str, Any] = {"progress_form": form, "progress_keeping": keeping}
    if "submit_form" in part:
        found["submit_keeping"] = keep_typing(request, part["submit_form"], SUBMIT, row.pk)
    return found


def page_or_part(
    request: HttpRequest, context: dict[str, Any], given: dict[str, OfficeForm]
) -> HttpResponse:
    """The measure's page; a refused handing in by htmx is answered with its own part alone.

    Where nothing can be handed in any more the part says why and shows what was typed.
    """
    if not (htmx_of(request) and "submit_form" in given):
        return render(request, "measures/page.html", context, status=422 if given else 200)
    if context["may_submit"]:
        return render(request, "closeout/submit.html", context, status=422)
    return render(request, "closeout/refused.html", context, status=422)


def progress_form(request: HttpRequest, row: Measure) -> tuple[ProgressForm, Keeping]:
    """The form of one measure, with what the person had typed into it before."""
    initial = {"percent": row.percent, "happened_on": clock.today()}
    own = request.resolver_match is not None and request.resolver_match.url_name == FORM
    posted = request.POST if request.method == "POST" and own else None
    form = ProgressForm(posted, initial=initial, auto_id=f"progress{row.pk}_%s")
    return form, keep_typing(request, form, FORM, row.pk)


def _beside(request: HttpRequest, row: Measure) -> dict[str, Any]:
    """Evidence and the further doors of the opened row."""
    person = person_of(request)
    rights = rights_over(person, row, (Permission.WRITE_PROGRESS, Permission.SUBMIT))
    reviewing = review_part(person, row, {}, rights)
    still_open = row.standing != Standing.DONE and not reviewing["waiting"]
    may_write = still_open and Permission.WRITE_PROGRESS in rights
    return {
        "evidence": evidence_of(row, person, handed=handed_in(row) if may_write else None),
        "evidence_form": EvidenceForm(auto_id=f"evidence{row.pk}_%s"),
        "upload_limit": upload_limit(),
        "may_write": may_write,
        **outcomes_on_measure(
            row,
            person,
            writes=Permission.WRITE_PROGRESS in rights,
            waits=bool(reviewing["waiting"]),
        ),
        "may_submit": reviewing["may_submit"],
        "may_extend": not reviewing["waiting"] and Permission.SUBMIT in rights,
    }


def _rows() -> Any:
    return Measure.objects.select_related("issue__round__unit", "lead_department", "deadline")


def _page(row: Measure) -> str:
    return reverse("measure", args=[row.pk])


urlpatterns = [path("measures/<int:measure_id>/progress/", progress, name=FORM)]
