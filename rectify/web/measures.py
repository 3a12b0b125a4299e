"""One measure: its facts, progress, evidence, submission and review; made for a phone first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.closeout.enums import WAITING
from rectify.closeout.models import PROPOSED, Submission
from rectify.closeout.operations import review_submission, submit_measure
from rectify.closeout.transitions import Transition, Verb, transitions_from
from rectify.deadlines.rules import left_words, light_on
from rectify.evidence.rules import MAX_BYTES
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Assistance, Measure, Progress, Responsible
from rectify.people.models import Person
from rectify.people.rules import may
from rectify.web.dutyfacts import duties_of
from rectify.web.evidence import EvidenceForm, evidence_of
from rectify.web.fetch import found, person_of, show_round
from rectify.web.forms import DayField, OfficeForm
from rectify.web.guards import WRITES, guarded
from rectify.web.progress import progress_form


class SubmitForm(OfficeForm):
    """A measure handed in as finished, or as far as it will go."""

    proposed = forms.ChoiceField(
        label="申请认定", choices=[(s.value, s.label) for s in PROPOSED], initial=Standing.DONE
    )
    completed_on = DayField(label="完成日期", required=False)
    statement = forms.CharField(
        label="完成情况", widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )


class ReviewForm(OfficeForm):
    """A decision on a submission."""

    verb = forms.ChoiceField(choices=[(verb.value, verb.value) for verb in Verb])
    opinion = forms.CharField(
        label="审核意见",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text="退回须写明原因。",
    )


@guarded(Permission.READ_CASE)
def measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """The page of one measure."""
    return _page(request, _measure(request, measure_id))


@guarded(Permission.SUBMIT, methods=WRITES)
def submit(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Hand the measure in."""
    row = _measure(request, measure_id, Permission.SUBMIT)
    form = SubmitForm(request.POST)
    if form.is_valid():
        try:
            submit_measure(row, **form.facts, by=person_of(request))
            return redirect("measure", row.pk)
        except Refused as refusal:
            form.show(refusal)
    return _page(request, row, submit_form=form)


@guarded(Permission.REVIEW_DEPARTMENT, Permission.REVIEW_UNIT, methods=WRITES)
def review(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Decide a submission."""
    submission: Submission = found(request, Submission.objects, submission_id)
    form = ReviewForm(request.POST)
    if form.is_valid():
        facts = form.facts
        try:
            review_submission(
                submission,
                Verb(facts["verb"]),
                version=form.seen_version,
                opinion=facts["opinion"],
                by=person_of(request),
            )
            return redirect("todo")
        except Refused as refusal:
            form.show(refusal)
    return _page(request, _measure(request, submission.measure_id), review_form=form)


def _measure(
    request: HttpRequest, measure_id: int, permission: Permission | None = None
) -> Measure:
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


def _page(request: HttpRequest, row: Measure, **forms_given: OfficeForm) -> HttpResponse:
    person, today = person_of(request), clock.today()
    submissions = list(
        Submission.objects.filter(measure=row)
        .select_related("submitted_by", "passed_by", "decided_by")
        .order_by("-pk")
    )
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
        "submissions": submissions,
        "today": today,
        **_doors(person, row, submissions),
        **duties_of(person, row),
        **_progress(request, row),
        **_forms(row, today, submissions),
        **forms_given,
    }
    return render(request, "measures/page.html", context, status=422 if forms_given else 200)


def _progress(request: HttpRequest, row: Measure) -> dict[str, Any]:
    form, keeping = progress_form(request, row)
    return {"progress_form": form, "progress_keeping": keeping}


def _doors(person: Person, row: Measure, submissions: list[Submission]) -> dict[str, Any]:
    """What the person may do here now; the operations ask again."""
    waiting = submissions[0] if submissions and submissions[0].state in WAITING else None
    rows: Any = Submission.objects.all()
    decides = waiting is not None and rows.waiting_for(person).filter(pk=waiting.pk).exists()
    transitions: list[Transition] = transitions_from(waiting.state) if waiting and decides else []
    finished = row.standing == Standing.DONE
    return {
        "waiting": waiting,
        "transitions": transitions,
        "may_write": not finished and may(person, Permission.WRITE_PROGRESS, row),
        "may_submit": not finished and waiting is None and may(person, Permission.SUBMIT, row),
    }


def _forms(row: Measure, today: Any, submissions: list[Submission]) -> dict[str, OfficeForm]:
    version = submissions[0].version if submissions else 0
    return {
        "submit_form": SubmitForm(initial={"completed_on": today}),
        "review_form": ReviewForm(initial={"version": version}),
    }


urlpatterns = [
    path("measures/<int:measure_id>/", measure, name="measure"),
    path("measures/<int:measure_id>/submit/", submit, name="measure-submit"),
    path("submissions/<int:submission_id>/review/", review, name="submission-review"),
]
