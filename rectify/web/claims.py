"""认领: a department takes up what it was assigned, or gives it back; the office assigns again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.claims.operations import assign_measure, claim_measure, hand_back_measure
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.people.models import Department
from rectify.web.choosing import chosen_rows, each_measure
from rectify.web.fetch import found, person_of, show_round, version_of
from rectify.web.forms import OfficeForm, is_stale
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.opening import done, shown
from rectify.web.results import result_page


class HandBackForm(OfficeForm):
    """Why a department does not take a measure up."""

    reason = forms.CharField(
        label="退回原因", widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )


class AssignForm(OfficeForm):
    """Which department a measure goes to."""

    lead_department = forms.ModelChoiceField(label="责任部门", queryset=Department.objects.none())
    words = forms.CharField(
        label="交办说明",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        required=False,
        help_text="部门认领时可见。",
    )

    def __init__(self, measure: Measure, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: Any = Department.objects.filter(unit=measure.issue.round.unit_id)
        own = Department.objects.filter(pk__in=[measure.lead_department_id or 0])
        self.fields["lead_department"].queryset = rows.in_use() | own  # type: ignore[attr-defined]


@guarded(Permission.CLAIM, methods=WRITES)
def claim(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Take a measure up."""
    row = _measure(request, measure_id, Permission.CLAIM)
    claim_measure(row, version=version_of(request), by=person_of(request))
    return done(request, _back(request, row), f"措施{row.label}已认领。")


@guarded(Permission.CLAIM, methods=WRITES)
def claim_all(request: HttpRequest) -> HttpResponse:
    """Take up all measures that were listed, row by row."""
    person = person_of(request)
    rows: Any = Measure.objects.select_related("issue")
    listed = chosen_rows(request, rows.open_to(person, Permission.CLAIM))

    def act(row: Measure, version: int) -> str:
        claim_measure(row, version=version, by=person)
        return "已认领"

    outcomes = each_measure(listed, act)
    return result_page(request, "认领结果", outcomes, back=("待办", reverse("todo")))


@guarded(Permission.CLAIM, methods=BOTH)
def hand_back(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Give a measure back with a reason."""
    row = _measure(request, measure_id, Permission.CLAIM)
    form = HandBackForm(
        request.POST or None, initial={"version": row.version}, auto_id=f"back{row.pk}_%s"
    )
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            hand_back_measure(row, version=form.seen_version, **form.facts, by=person_of(request))
            return done(request, _back(request, row), f"措施{row.label}已退回整改办。")
        except Refused as refusal:
            form.show(refusal)
            theirs = {"version": row.version} if is_stale(refusal) else None
    return shown(
        request,
        "duties/hand_back.html",
        form,
        key=f"duty-{row.pk}",
        heading=f"措施{row.label}：退回认领",
        back=_back(request, row),
        measure=row,
        theirs=theirs,
    )


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def assign(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Give a measure to a department: another one, or again the one that gave it back."""
    row = _measure(request, measure_id, Permission.EDIT_LEDGER)
    initial = {"version": row.version, "lead_department": row.lead_department_id}
    form = AssignForm(row, request.POST or None, initial=initial, auto_id=f"assign{row.pk}_%s")
    theirs = None
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        words = facts.pop("words")
        try:
            assign_measure(
                row, version=form.seen_version, changes=facts, words=words, by=person_of(request)
            )
            department = facts["lead_department"]
            return done(request, _back(request, row), f"措施{row.label}已交办{department}。")
        except Refused as refusal:
            form.show(refusal)
            theirs = row if is_stale(refusal) else None
    return shown(
        request,
        "duties/assign.html",
        form,
        key=f"duty-{row.pk}",
        heading=f"措施{row.label}：重新交办",
        back=_back(request, row),
        measure=row,
        theirs=theirs,
    )


def _measure(request: HttpRequest, measure_id: int, permission: Permission) -> Measure:
    rows = Measure.objects.select_related(
        "issue__round__unit", "lead_department", "claimed_by", "handed_back_by"
    )
    row: Measure = found(request, rows, measure_id, permission)
    show_round(request, row.issue.round)
    return row


def _back(request: HttpRequest, row: Measure) -> str:
    """待办, or the measure's page when the act was asked for there."""
    here = reverse("measure", args=[row.pk])
    return here if here in request.headers.get("Referer", "") else reverse("todo")


urlpatterns = [
    path("measures/claim/", claim_all, name="claim-all"),
    path("measures/<int:measure_id>/claim/", claim, name="measure-claim"),
    path("measures/<int:measure_id>/hand-back/", hand_back, name="measure-hand-back"),
    path("measures/<int:measure_id>/assign/", assign, name="measure-assign"),
]
