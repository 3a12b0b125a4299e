"""Rows of the ledger taken back: the form that asks why, and the list of what was taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django_htmx.http import HttpResponseClientRefresh

from rectify.access.permissions import Permission
from rectify.figures.withdrawn import withdrawn_in
from rectify.issues.models import Issue
from rectify.issues.rules import LONGEST_REASON
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import withdraw_issue, withdraw_measure
from rectify.rounds.models import Round
from rectify.web.fetch import found, person_of, round_of, show_round
from rectify.web.forms import OfficeForm, is_stale
from rectify.web.guards import BOTH, guarded
from rectify.web.inplace import htmx_of, opened, saved

EDIT = Permission.EDIT_LEDGER
FIELDS = "ledger/withdraw_fields.html"


class WithdrawForm(OfficeForm):
    """Why a row is taken back."""

    reason = forms.CharField(
        label="撤回原因",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：重复录入；与反馈意见原文不符。",
    )


@guarded(EDIT, methods=BOTH)
def issue_withdraw(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Take back an issue with its measures."""
    rows = Issue.objects.select_related("round__unit", "category__parent")
    row: Issue = found(request, rows, issue_id, EDIT)
    show_round(request, row.round)
    form = withdraw_form(request, row, f"i{row.pk}")
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_issue(row, version=form.seen_version, **form.facts, by=person_of(request))
            return withdrawn(request, row.round, f"问题{row.serial}")
        except Refused as refusal:
            show_refusal(form, refusal, Issue.objects.get(pk=issue_id))
    along = Measure.objects.filter(issue=row).count()
    heading = f"撤回问题{row.serial}"
    return opened(
        request, FIELDS, form, row.round, heading=heading, issue=row, what=row.title, along=along
    )


@guarded(EDIT, methods=BOTH)
def measure_withdraw(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Take back a measure."""
    rows = Measure.objects.select_related("issue__round__unit", "issue__category__parent")
    row: Measure = found(request, rows, measure_id, EDIT)
    issue = row.issue
    show_round(request, issue.round)
    form = withdraw_form(request, row, f"m{row.pk}")
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_measure(row, version=form.seen_version, **form.facts, by=person_of(request))
            if not htmx_of(request):
                messages.success(request, f"已撤回措施{row.label}。")
            return saved(request, issue, f"i{issue.pk}")
        except Refused as refusal:
            show_refusal(form, refusal, Measure.objects.get(pk=measure_id))
    heading = f"撤回措施{row.label}"
    return opened(request, FIELDS, form, issue.round, heading=heading, issue=issue, what=row.text)


@guarded(Permission.READ_CASE)
def withdrawn_list(request: HttpRequest, round_id: int) -> HttpResponse:
    """What was taken back out of the ledger, by whom and why."""
    round_ = round_of(request, round_id)
    trail = [("台账", reverse("ledger", args=[round_.pk]))]
    rows = withdrawn_in(round_, person_of(request))
    context = {"round": round_, "rows": rows, "trail": trail}
    return render(request, "ledger/withdrawn.html", context)


def withdraw_form(request: HttpRequest, row: Any, key: str) -> WithdrawForm:
    """The form, made for the row as the person saw it."""
    return WithdrawForm(request.POST or None, initial={"version": row.version}, auto_id=f"{key}_%s")


def show_refusal(form: OfficeForm, refusal: Refused, row: Any) -> None:
    """Say why; of a row changed meanwhile the person has now seen that and may go on."""
    form.show(refusal)
    if is_stale(refusal):
        form.look_at(row.version)


def withdrawn(request: HttpRequest, round_: Round, what: str) -> HttpResponse:
    """The ledger without the row, with the filters that were in force."""
    messages.success(request, f"已撤回{what}。")
    if htmx_of(request):
        return HttpResponseClientRefresh()
    return redirect("ledger", round_.pk)


urlpatterns = [
    path("issues/<int:issue_id>/withdraw/", issue_withdraw, name="issue-withdraw"),
    path("measures/<int:measure_id>/withdraw/", measure_withdraw, name="measure-withdraw"),
    path("rounds/<int:round_id>/withdrawn/", withdrawn_list, name="withdrawn"),
]
