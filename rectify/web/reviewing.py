"""Handing in, reviewing, entering from paper, withdrawing, reopening: for measures and for issues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.closeout.models import Step, Submission
from rectify.closeout.operations import (
    enter_step,
    reopen_issue,
    review_submission,
    submit_issue,
    submit_measure,
    withdraw_submission,
)
from rectify.closeout.transitions import Verb
from rectify.drafts.keeping import drop_draft
from rectify.kernel.problems import Problem, Refused
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.evidence import streamed
from rectify.web.fetch import found, person_of, version_of
from rectify.web.forms import OfficeForm, is_stale
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.inplace import htmx_of
from rectify.web.issues import issue_page, issue_row
from rectify.web.judging import ENTERED_HERE, FROM_PAPER, judging, page_of
from rectify.web.measures import measure_page, measure_row
from rectify.web.opening import done
from rectify.web.reporting import SUBMIT_PART
from rectify.web.reviewpart import SUBMIT, EntryForm, ReopenForm, ReviewForm, SubmitForm
from rectify.web.submitting import submitting

REVIEWERS = (
    Permission.REVIEW_DEPARTMENT,
    Permission.REVIEW_LED,
    Permission.REVIEW_OFFICE,
    Permission.REVIEW_SECRETARY,
    Permission.REVIEW_SUPERVISOR,
)


@guarded(Permission.SUBMIT, methods=BOTH)
def submit(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Hand a measure in: where it is listed, or on its page."""
    row = measure_row(request, measure_id, Permission.SUBMIT)
    if request.method != "POST":
        return submitting(request, row)
    form = SubmitForm.of(row, request.POST)
    if _done(form, lambda: submit_measure(row, **form.facts, by=person_of(request))):
        drop_draft(person_of(request), SUBMIT, row.pk)
        return done(request, reverse("measure", args=[row.pk]), f"措施{row.label}已提交审核。")
    on_page = not htmx_of(request) or htmx_of(request).target == SUBMIT_PART
    return (
        measure_page(request, row, submit_form=form) if on_page else submitting(request, row, form)
    )


@guarded(Permission.CLOSE_ISSUE, methods=BOTH)
def submit_closing(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Hand an issue in for 销号: where it is listed, or on its page."""
    row = issue_row(request, issue_id, Permission.CLOSE_ISSUE)
    if request.method != "POST":
        return submitting(request, row)
    form = SubmitForm.of(row, request.POST)
    if _done(form, lambda: submit_issue(row, **form.facts, by=person_of(request))):
        return done(request, reverse("issue", args=[row.pk]), f"问题{row.serial}已提交销号。")
    if htmx_of(request):
        return submitting(request, row, form)
    return issue_page(request, row, submit_form=form)


@guarded(*REVIEWERS, methods=BOTH)
def review(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Decide at the open step: where it is listed, or on the page of what was handed in."""
    row: Submission = found(request, Submission.objects, submission_id)
    if request.method != "POST":
        return judging(request, row, ENTERED_HERE)
    form = ReviewForm.of(row, request.POST)

    def act() -> None:
        version, seen = form.seen_version, form.facts["seen"]
        decision = form.decision
        review_submission(row, **decision, version=version, seen=seen, by=person_of(request))

    if _done(form, act):
        return done(request, reverse("todo"), _told(row, form))
    return (
        judging(request, row, ENTERED_HERE, form)
        if htmx_of(request)
        else _page(request, row, review_form=form)
    )


@guarded(Permission.REVIEW_OFFICE, methods=BOTH)
def enter(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Enter the open step from the signed paper."""
    row: Submission = found(request, Submission.objects, submission_id, Permission.REVIEW_OFFICE)
    if request.method != "POST":
        return judging(request, row, FROM_PAPER)
    form = EntryForm.of(row, request.POST, request.FILES, prefix="entry")

    def act() -> None:
        facts, scan = form.facts, form.facts["scan"]
        enter_step(
            row,
            **form.decision,
            version=form.seen_version,
            signer=facts["signer"],
            signed_on=facts["signed_on"],
            scan_name=scan.name,
            scan=scan.chunks(),
            seen=facts["seen"],
            by=person_of(request),
        )

    if _done(form, act):
        return done(request, page_of(row), _told(row, form))
    return (
        judging(request, row, FROM_PAPER, form)
        if htmx_of(request)
        else _page(request, row, entry_form=form)
    )


@guarded(Permission.SUBMIT, Permission.CLOSE_ISSUE, methods=WRITES)
def withdraw(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Take back what one handed in."""
    row: Submission = found(request, Submission.objects, submission_id)
    withdraw_submission(row, version=version_of(request), by=person_of(request))
    return redirect(page_of(row))


@guarded(Permission.REOPEN_ISSUE, methods=WRITES)
def reopen(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Open a closed issue again."""
    row = issue_row(request, issue_id, Permission.REOPEN_ISSUE)
    form = ReopenForm(request.POST)
    if _done(form, lambda: reopen_issue(row, **form.facts, by=person_of(request))):
        return redirect("issue", row.pk)
    return issue_page(request, row, reopen_form=form)


@guarded(Permission.READ_CASE)
def scan(request: HttpRequest, step_id: int) -> HttpResponseBase:
    """The scan of the paper from which a step was entered."""
    steps: Any = Step.kept.exclude(scan_sha256="")
    row: Step = found(request, steps.told_to(person_of(request)), step_id)
    response = streamed(
        row.scan_sha256,
        name=row.scan_name,
        content_type=row.scan_type,
        size=row.scan_size,
        inline="download" not in request.GET,
    )
    note(Act.SCAN_READ, row, by=person_of(request))
    return response


def _done(form: OfficeForm, act: Callable[[], Any]) -> bool:
    """Do it when the form holds; a refusal is shown in the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refusal:
        if any(problem.key == "access.refused" for problem in refusal.problems):
            raise
        form.show(_somebody_was_first() if is_stale(refusal) else refusal)
        return False
    return True


def _somebody_was_first() -> Refused:
    """Of a decision there is one text: who comes second meets what was decided, not two to compare."""
    words = "该事项已由他人先行办理，页面显示的是最新情况，您填写的内容仍予保留。"
    return Refused(Problem("row.stale", words))


def _told(row: Submission, form: ReviewForm) -> str:
    """What was decided, in one sentence."""
    decided = "已同意" if form.decision["verb"] is Verb.AGREE else "已退回"
    return f"{row.about.trail_label()}{decided}。"


def _page(request: HttpRequest, row: Submission, **forms_given: OfficeForm) -> HttpResponse:
    if row.measure_id is not None:
        return measure_page(request, measure_row(request, row.measure_id), **forms_given)
    return issue_page(request, issue_row(request, row.issue_id or 0), **forms_given)


urlpatterns = [
    path("measures/<int:measure_id>/submit/", submit, name="measure-submit"),
    path("issues/<int:issue_id>/close/", submit_closing, name="issue-close"),
    path("issues/<int:issue_id>/reopen/", reopen, name="issue-reopen"),
    path("submissions/<int:submission_id>/review/", review, name="submission-review"),
    path("submissions/<int:submission_id>/enter/", enter, name="submission-enter"),
    path("submissions/<int:submission_id>/withdraw/", withdraw, name="submission-withdraw"),
    path("steps/<int:step_id>/scan/", scan, name="step-scan"),
]
