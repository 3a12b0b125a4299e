"""One measure: its facts, progress, evidence, submission and review; made for a phone first."""

from __future__ import annotations

from django import forms
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.deadlines.rules import left_words, light_on
from rectify.evidence.rules import MAX_BYTES
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Assistance, Measure, Progress, Responsible
from rectify.measures.operations import log_progress
from rectify.people.rules import may
from rectify.web.evidence import EvidenceForm, evidence_of
from rectify.web.fetch import found, person_of, show_round
from rectify.web.forms import DayField, OfficeForm
from rectify.web.guards import WRITES, guarded
from rectify.web.reviewpart import review_part


class ProgressForm(OfficeForm):
    """One entry of the progress log."""

    text = forms.CharField(
        label="进展情况", widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )
    percent = forms.IntegerField(label="完成进度（%）", min_value=0, max_value=100)
    happened_on = DayField(label="进展日期")


@guarded(Permission.READ_CASE)
def measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """The page of one measure."""
    return measure_page(request, measure_row(request, measure_id))


@guarded(Permission.WRITE_PROGRESS, methods=WRITES)
def progress(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Log progress."""
    row = measure_row(request, measure_id, Permission.WRITE_PROGRESS)
    form = ProgressForm(request.POST)
    if form.is_valid():
        try:
            log_progress(row, **form.facts, by=person_of(request))
            return redirect("measure", row.pk)
        except Refused as refusal:
            form.show(refusal)
    return measure_page(request, row, progress_form=form)


def measure_row(
    request: HttpRequest, measure_id: int, permission: Permission | None = None
) -> Measure:
    """The measure with everything that its page shows, if it exists for the person."""
    rows = Measure.objects.select_related(
        "issue__round__unit",
        "issue__category",
        "deadline",
        "task",
        "lead_department",
        "responsible_leader",
        "supervising_leader",
    ).prefetch_related(
        Prefetch(
            "assistances",
            Assistance.objects.filter(ended_on__isnull=True).select_related("department"),
        ),
        Prefetch(
            "responsibles",
            Responsible.objects.filter(ended_on__isnull=True).select_related("person"),
        ),
    )
    row: Measure = found(request, rows, measure_id, permission)
    show_round(request, row.issue.round)
    return row


def measure_page(request: HttpRequest, row: Measure, **forms_given: OfficeForm) -> HttpResponse:
    """The page of one measure; a form given to it was refused and is shown with what was typed."""
    person, today = person_of(request), clock.today()
    deadline = getattr(row, "deadline", None)
    due_on = deadline.due_on if deadline else None
    context = {
        "measure": row,
        "deadline": deadline,
        "light": light_on(today, due_on=due_on, standing=row.standing),
        "left_words": left_words(due_on, today),
        "log": Progress.objects.filter(measure=row)
        .select_related("department", "logged_by")
        .order_by("-happened_on", "-pk"),
        "evidence": evidence_of(row),
        "evidence_form": EvidenceForm(),
        "upload_limit": MAX_BYTES,
        "measure_title": f"措施{row.label}",
        "trail": [
            ("台账", reverse("ledger", args=[row.issue.round_id])),
            (f"问题{row.issue.serial}", reverse("issue", args=[row.issue_id])),
        ],
        "today": today,
        "may_write": row.standing != Standing.DONE and may(person, Permission.WRITE_PROGRESS, row),
        "progress_form": ProgressForm(initial={"percent": row.percent, "happened_on": today}),
        **review_part(person, row, forms_given),
        **{name: form for name, form in forms_given.items() if name == "progress_form"},
    }
    return render(request, "measures/page.html", context, status=422 if forms_given else 200)


urlpatterns = [
    path("measures/<int:measure_id>/", measure, name="measure"),
    path("measures/<int:measure_id>/progress/", progress, name="measure-progress"),
]
