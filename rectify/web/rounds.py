"""The inspection rounds: the list, a new one, and its facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from rectify.access.permissions import Permission
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.people.models import Person, Unit
from rectify.people.reach import reach_of
from rectify.rounds.enums import Kind, Level
from rectify.rounds.models import Round
from rectify.rounds.operations import amend_round, create_round
from rectify.rounds.rules import concentrated_until, stage_on
from rectify.web.fetch import found, person_of, round_of, show_round
from rectify.web.forms import DayField, OfficeForm, is_stale
from rectify.web.guards import BOTH, guarded

FACTS = (
    "name",
    "level",
    "kind",
    "inspector",
    "inspected_from",
    "inspected_to",
    "feedback_on",
    "document_number",
    "months",
)


class RoundForm(OfficeForm):
    """The facts of a round, as the first page of the letter gives them."""

    name = forms.CharField(label="轮次名称", max_length=80)
    level = forms.ChoiceField(label="级别", choices=Level.choices, initial=Level.COUNTY)
    kind = forms.ChoiceField(label="类型", choices=Kind.choices, initial=Kind.REGULAR)
    inspector = forms.CharField(label="巡察组", max_length=80, required=False)
    inspected_from = DayField(label="巡察起始日期", required=False)
    inspected_to = DayField(label="巡察结束日期", required=False)
    feedback_on = DayField(label="反馈日", required=False)
    document_number = forms.CharField(label="反馈文号", max_length=60, required=False)
    months = forms.IntegerField(label="集中整改期（月）", min_value=1, max_value=24, initial=3)


class NewRoundForm(RoundForm):
    """A round's facts and, for one who serves several units, the unit."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(pk__in=reach_of(person, Permission.EDIT_LEDGER).units)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.order_fields(["unit", *FACTS])
        if units.count() == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.initial.setdefault("unit", units.get().pk)


@dataclass(frozen=True, slots=True)
class Listed:
    """A round in the list: its stage today, and how many issues it has, for who sees them all.

    `kept` says that the person keeps its ledger.
    """

    round: Round
    stage: str
    until: date | None
    issues: int | None
    kept: bool


@guarded(Permission.READ_CASE)
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds the person may see, with their stage today."""
    person, today = person_of(request), clock.today()
    whole, kept = (
        reach_of(person, permission).units
        for permission in (Permission.READ_CASE, Permission.EDIT_LEDGER)
    )
    rows: Any = Round.objects.select_related("unit")
    counted = Count("issues", filter=Q(issues__withdrawn_at__isnull=True))
    listed = [
        Listed(
            round_,
            stage=stage_on(round_, today).label,
            until=concentrated_until(round_),
            issues=round_.issue_count if round_.unit_id in whole else None,
            kept=round_.unit_id in kept,
        )
        for round_ in rows.visible_to(person).annotate(issue_count=counted)
    ]
    return render(
        request,
        "rounds/list.html",
        {
            "listed": listed,
            "own_units": Unit.objects.filter(pk__in=kept),
            "may_add": bool(kept),
            "counts_any": any(one.issues is not None for one in listed),
        },
    )


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def new_round(request: HttpRequest) -> HttpResponse:
    """Open a round; the next step is to paste the letter."""
    person = person_of(request)
    form = NewRoundForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        try:
            round_ = create_round(facts.pop("unit"), facts=facts, by=person)
        except Refused as refusal:
            form.show(refusal)
        else:
            show_round(request, round_)
            return redirect("papers", round_.pk)
    return render(request, "rounds/form.html", {"form": form}, status=422 if form.errors else 200)


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def edit_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """Change a round's facts; of two at once the second sees both."""
    round_ = round_of(request, round_id, Permission.EDIT_LEDGER)
    initial = {name: getattr(round_, name) for name in FACTS} | {"version": round_.version}
    form = RoundForm(request.POST or None, initial=initial)
    theirs: Round | None = None
    if request.method == "POST" and form.is_valid():
        try:
            amend_round(
                round_, version=form.seen_version, changes=form.facts, by=person_of(request)
            )
            return redirect("round", round_.pk)
        except Refused as refusal:
            form.show(refusal)
            theirs = found(request, Round.objects, round_id) if is_stale(refusal) else None
    context = {"form": form, "round": round_, "theirs": theirs}
    return render(request, "rounds/form.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("", rounds, name="rounds"),
    path("new/", new_round, name="round-new"),
    path("<int:round_id>/edit/", edit_round, name="round-edit"),
]
