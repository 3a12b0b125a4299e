"""成效评估: the scored table of a round with its deductions, and the count of voices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from rectify.access.permissions import Permission
from rectify.archive.history import history_of_step
from rectify.assessment.models import Assessment, Deduction, Satisfaction
from rectify.assessment.operations import (
    amend_assessment,
    begin_assessment,
    count_satisfaction,
    deduct,
    withdraw_deduction,
)
from rectify.assessment.queries import deductions_of, score_of
from rectify.assessment.rules import share, written
from rectify.groundwork.enums import Purpose
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.people.rules import may
from rectify.rounds.models import Round
from rectify.web.fetch import found, person_of, whole_round
from rectify.web.forms import DayField, OfficeForm, is_stale
from rectify.web.groundwork import trail_to
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.historypart import history_on_page
from rectify.web.rowforms import LinesField
from rectify.web.scans import scan_groups

EDIT = Permission.EDIT_LEDGER
COUNTS = ("sent", "returned", "satisfied", "fairly", "dissatisfied")


class BeginForm(OfficeForm):
    """Who assesses, and when."""

    assessor = forms.CharField(label="评估单位", max_length=100, required=False)
    assessed_on = DayField(label="评估日期")


class AssessmentForm(BeginForm):
    """The same, and the general remark."""

    note = LinesField(label="综合评价", rows=4, required=False, max_length=5000)


class DeductionForm(OfficeForm):
    """Points off one item, and why."""

    item = forms.TypedChoiceField(label="评分项目", coerce=int)
    points = forms.DecimalField(
        label="扣分", max_digits=4, decimal_places=1, min_value=Decimal("0.1")
    )
    reason = LinesField(label="扣分理由", max_length=2000)

    def __init__(self, assessment: Assessment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items: Any = self.fields["item"]
        items.choices = [(i, item["name"]) for i, item in enumerate(assessment.items)]


class SatisfactionForm(OfficeForm):
    """How many voices, and how they spoke."""

    held_on = DayField(label="测评日期")
    sent = forms.IntegerField(label="发放（份）", min_value=1)
    returned = forms.IntegerField(label="收回（份）", min_value=0)
    satisfied = forms.IntegerField(label="满意", min_value=0)
    fairly = forms.IntegerField(label="基本满意", min_value=0)
    dissatisfied = forms.IntegerField(label="不满意", min_value=0)


@guarded(Permission.READ_CASE)
def assessment(request: HttpRequest, round_id: int) -> HttpResponse:
    """The grade, how it came about, and the voices."""
    return _page(request, whole_round(request, round_id))


@guarded(EDIT, methods=WRITES)
def begin(request: HttpRequest, round_id: int) -> HttpResponse:
    """Begin the assessment with the unit's table."""
    round_ = whole_round(request, round_id, EDIT)
    form = BeginForm(request.POST)
    if form.is_valid():
        try:
            begin_assessment(round_, **form.facts, by=person_of(request))
            return redirect("assessment", round_.pk)
        except Refused as refusal:
            form.show(refusal)
    return _page(request, round_, begin_form=form)


@guarded(EDIT, methods=BOTH)
def edit(request: HttpRequest, round_id: int) -> HttpResponse:
    """Change who assessed, when, and the general remark."""
    round_ = whole_round(request, round_id, EDIT)
    row = _assessment(round_)
    if row is None:
        return redirect("assessment", round_.pk)
    names = ("assessor", "assessed_on", "note", "version")
    initial = {name: getattr(row, name) for name in names}
    form = AssessmentForm(request.POST or None, initial=initial)
    theirs: Assessment | None = None
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.seen_version
            amend_assessment(row, version=seen, changes=form.facts, by=person_of(request))
            return redirect("assessment", round_.pk)
        except Refused as refusal:
            form.show(refusal)
            theirs = _assessment(round_) if is_stale(refusal) else None
    context = {"form": form, "round": round_, "theirs": theirs, "trail": trail_to(round_)}
    return render(request, "assessment/form.html", context, status=422 if form.errors else 200)


@guarded(EDIT, methods=WRITES)
def new_deduction(request: HttpRequest, round_id: int) -> HttpResponse:
    """Take points off."""
    round_ = whole_round(request, round_id, EDIT)
    row = _assessment(round_)
    if row is None:
        return redirect("assessment", round_.pk)
    form = DeductionForm(row, request.POST)
    if form.is_valid():
        try:
            deduct(row, **form.facts, by=person_of(request))
            return redirect("assessment", round_.pk)
        except Refused as refusal:
            form.show(refusal)
    return _page(request, round_, deduction_form=form)


@guarded(EDIT, methods=WRITES)
def drop_deduction(request: HttpRequest, deduction_id: int) -> HttpResponse:
    """Take a deduction back."""
    rows = Deduction.objects.select_related("assessment__round")
    row: Deduction = found(request, rows, deduction_id, EDIT)
    withdraw_deduction(row, by=person_of(request))
    return redirect("assessment", row.assessment.round_id)


@guarded(EDIT, methods=WRITES)
def satisfaction(request: HttpRequest, round_id: int) -> HttpResponse:
    """Enter the count of voices."""
    round_ = whole_round(request, round_id, EDIT)
    form = SatisfactionForm(request.POST)
    theirs: Satisfaction | None = None
    if form.is_valid():
        facts = form.facts
        counts = {name: facts[name] for name in COUNTS}
        try:
            count_satisfaction(
                round_,
                version=form.seen_version,
                held_on=facts["held_on"],
                counts=counts,
                by=person_of(request),
            )
            messages.success(request, "已保存满意度测评结果。")
            return redirect("assessment", round_.pk)
        except Refused as refusal:
            form.show(refusal)
            theirs = _voices_of(round_) if is_stale(refusal) else None
    return _page(request, round_, voices_form=form, voices_theirs=theirs)


def _assessment(round_: Round) -> Assessment | None:
    return Assessment.objects.filter(round=round_).first()


def _voices_of(round_: Round) -> Satisfaction | None:
    return Satisfaction.objects.filter(round=round_).first()


def _page(request: HttpRequest, round_: Round, **given: Any) -> HttpResponse:
    row, today = _assessment(round_), clock.today()
    voices = _voices_of(round_)
    context: dict[str, Any] = {
        "round": round_,
        "assessment": row,
        "trail": trail_to(round_),
        "may_edit": may(person_of(request), EDIT, round_),
        "voices": voices,
        "shares": _shares(voices),
        "scan_groups": scan_groups(round_, Purpose.ASSESSMENT),
        "begin_form": BeginForm(initial={"assessed_on": today}),
        "voices_form": SatisfactionForm(initial={"held_on": today} | _voices(voices)),
        **(_scored(row) if row else {}),
        **history_on_page(request, history_of_step(round_, "assessment", person_of(request))),
        **given,
    }
    return render(request, "assessment/page.html", context, status=422 if given else 200)


def _scored(row: Assessment) -> dict[str, Any]:
    """The table with its sums, each item with its deductions."""
    deductions = deductions_of(row)
    score = score_of(row, deductions)
    lines = [
        (
            item,
            written(score.items[place].left) if score is not None else "",
            [(d, written(d.points)) for d in deductions if d.item == place],
        )
        for place, item in enumerate(row.items)
    ]
    grades = sorted(row.grades, key=lambda grade: -int(grade["least"]))
    thresholds = [f"{grade['name']}：{grade['least']}分以上" for grade in grades[:-1]]
    thresholds.append(f"{grades[-1]['name']}：不足{grades[-2]['least']}分")
    return {
        "score": score,
        "total": written(score.total) if score is not None else "",
        "lines": lines,
        "thresholds": "，".join(thresholds),
        "deduction_form": DeductionForm(row),
    }


def _shares(row: Satisfaction | None) -> list[tuple[str, int, str]]:
    """Label, number and share of each answer, of what came back; the return of what was sent."""
    if row is None:
        return []
    of = row.returned
    return [
        ("收回", of, share(of, row.sent)),
        ("满意", row.satisfied, share(row.satisfied, of)),
        ("基本满意", row.fairly, share(row.fairly, of)),
        ("不满意", row.dissatisfied, share(row.dissatisfied, of)),
    ]


def _voices(row: Satisfaction | None) -> dict[str, Any]:
    if row is None:
        return {"version": 0}
    return {name: getattr(row, name) for name in (*COUNTS, "held_on", "version")}


urlpatterns = [
    path("rounds/<int:round_id>/assessment/", assessment, name="assessment"),
    path("rounds/<int:round_id>/assessment/begin/", begin, name="assessment-begin"),
    path("rounds/<int:round_id>/assessment/edit/", edit, name="assessment-edit"),
    path("rounds/<int:round_id>/assessment/deductions/", new_deduction, name="deduction-new"),
    path("deductions/<int:deduction_id>/withdraw/", drop_deduction, name="deduction-withdraw"),
    path("rounds/<int:round_id>/satisfaction/", satisfaction, name="satisfaction"),
]
