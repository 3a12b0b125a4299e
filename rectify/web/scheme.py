"""The 整改方案 of a round: its steps, the opinions asked for, the joint reviews."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.archive.history import history_of_row, history_of_step
from rectify.groundwork.enums import Purpose
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.people.rules import may
from rectify.rounds.models import Round
from rectify.scheme.enums import Adoption, Bodies, Grade, State
from rectify.scheme.models import JointReview, Opinion, Scheme
from rectify.scheme.operations import (
    amend_scheme,
    draft_scheme,
    keep_opinion,
    move_scheme,
    record_review,
)
from rectify.scheme.transitions import Verb, transitions_from
from rectify.web.fetch import found, person_of, show_round, whole_round
from rectify.web.forms import DayField, OfficeForm, is_stale
from rectify.web.groundwork import trail_to
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.historypart import history_on_page
from rectify.web.rowforms import LinesField
from rectify.web.scans import scan_groups
from rectify.web.withdrawals import show_refusal

EDIT = Permission.EDIT_LEDGER
STEPS = [state.label for state in State]


class SchemeForm(OfficeForm):
    """Title and explanation of the draft."""

    title = forms.CharField(label="方案名称", max_length=200)
    text = LinesField(label="起草说明", rows=5, required=False)


class MoveForm(OfficeForm):
    """A step, with what that step wants to know."""

    verb = forms.ChoiceField(choices=[(verb.value, verb.value) for verb in Verb])
    reason = LinesField(label="退回原因", required=False, max_length=2000)
    meeting = forms.CharField(label="审议会议", max_length=100, required=False)
    meeting_on = DayField(label="审议日期", required=False)
    number = forms.CharField(label="印发文号", max_length=60, required=False)
    issued_on = DayField(label="印发日期", required=False)


class OpinionForm(OfficeForm):
    """An opinion and what became of it."""

    source = forms.CharField(label="提出单位或人员", max_length=80)
    given_on = DayField(label="提出日期")
    text = LinesField(label="意见内容", max_length=5000)
    adoption = forms.ChoiceField(label="采纳情况", choices=Adoption.choices, initial=Adoption.OPEN)
    reply = LinesField(
        label="处理说明",
        required=False,
        max_length=2000,
        help_text="未采纳或部分采纳的，须说明理由。",
    )


class ReviewForm(OfficeForm):
    """A joint review of the present draft."""

    bodies = forms.ChoiceField(label="会审方式", choices=Bodies.choices)
    held_on = DayField(label="会审日期")
    grade = forms.ChoiceField(label="会审评价", choices=Grade.choices)
    reason = LinesField(
        label="会审意见",
        required=False,
        max_length=5000,
        help_text="评价为中、差或退回的须写明；评为退回的，方案回到起草环节。",
    )


@guarded(Permission.READ_CASE)
def scheme(request: HttpRequest, round_id: int) -> HttpResponse:
    """The plan as it stands."""
    return _page(request, whole_round(request, round_id))


@guarded(EDIT, methods=WRITES)
def draft(request: HttpRequest, round_id: int) -> HttpResponse:
    """Begin the plan under its usual title."""
    round_ = whole_round(request, round_id, EDIT)
    title = f"{round_.unit.name}落实{round_.name}反馈意见整改方案"
    draft_scheme(round_, title=title[:200], by=person_of(request))
    return redirect("scheme", round_.pk)


@guarded(EDIT, methods=BOTH)
def edit(request: HttpRequest, round_id: int) -> HttpResponse:
    """Change title and explanation; of two at once the second sees both."""
    round_ = whole_round(request, round_id, EDIT)
    row = _scheme(round_)
    if row is None:
        return redirect("scheme", round_.pk)
    initial = {"title": row.title, "text": row.text, "version": row.version}
    form = SchemeForm(request.POST or None, initial=initial)
    theirs: Scheme | None = None
    if request.method == "POST" and form.is_valid():
        try:
            amend_scheme(row, version=form.seen_version, **form.facts, by=person_of(request))
            return redirect("scheme", round_.pk)
        except Refused as refusal:
            form.show(refusal)
            theirs = _scheme(round_) if is_stale(refusal) else None
    context = {"form": form, "round": round_, "theirs": theirs, "trail": _trail(round_)}
    return render(request, "scheme/form.html", context, status=422 if form.errors else 200)


@guarded(EDIT, methods=WRITES)
def move(request: HttpRequest, round_id: int) -> HttpResponse:
    """Take the plan one step on, or back."""
    round_ = whole_round(request, round_id, EDIT)
    row = _scheme(round_)
    form = MoveForm(request.POST)
    if row is not None and form.is_valid():
        facts = form.facts
        verb = Verb(facts.pop("verb"))
        try:
            moved = move_scheme(
                row, verb, version=form.seen_version, **facts, by=person_of(request)
            )
            messages.success(request, f"整改方案现处于：{moved.get_state_display()}。")
            return redirect("scheme", round_.pk)
        except Refused as refusal:
            show_refusal(form, refusal, _scheme(round_))
    return _page(request, round_, move_form=form)


@guarded(EDIT, methods=WRITES)
def new_opinion(request: HttpRequest, round_id: int) -> HttpResponse:
    """Enter an opinion on the draft."""
    round_ = whole_round(request, round_id, EDIT)
    row = _scheme(round_)
    form = OpinionForm(request.POST)
    if row is not None and form.is_valid():
        try:
            keep_opinion(row, facts=form.facts, by=person_of(request))
            return redirect(f"{reverse('scheme', args=[round_.pk])}#opinions")
        except Refused as refusal:
            form.show(refusal)
    return _page(request, round_, opinion_form=form)


@guarded(EDIT, methods=BOTH)
def opinion(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """Say what became of an opinion; of two at once the second sees both."""
    row: Opinion = found(
        request, Opinion.objects.select_related("scheme__round__unit"), opinion_id, EDIT
    )
    round_ = row.scheme.round
    show_round(request, round_)
    names = ("source", "given_on", "text", "adoption", "reply", "version")
    form = OpinionForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    theirs: Opinion | None = None
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.seen_version
            keep_opinion(
                row.scheme, opinion=row, version=seen, facts=form.facts, by=person_of(request)
            )
            return redirect(f"{reverse('scheme', args=[round_.pk])}#opinions")
        except Refused as refusal:
            form.show(refusal)
            theirs = Opinion.objects.get(pk=row.pk) if is_stale(refusal) else None
    context = {"form": form, "round": round_, "theirs": theirs, "trail": _trail(round_)}
    context |= history_on_page(request, history_of_row(row))
    return render(request, "scheme/opinion.html", context, status=422 if form.errors else 200)


@guarded(EDIT, methods=WRITES)
def new_review(request: HttpRequest, round_id: int) -> HttpResponse:
    """Enter a joint review."""
    round_ = whole_round(request, round_id, EDIT)
    row = _scheme(round_)
    form = ReviewForm(request.POST)
    if row is not None and form.is_valid():
        try:
            record_review(row, version=form.seen_version, **form.facts, by=person_of(request))
            return redirect(f"{reverse('scheme', args=[round_.pk])}#reviews")
        except Refused as refusal:
            show_refusal(form, refusal, _scheme(round_))
    return _page(request, round_, review_form=form)


def _scheme(round_: Round) -> Scheme | None:
    return Scheme.objects.filter(round=round_).select_related("round__unit").first()


def _trail(round_: Round) -> list[tuple[str, str]]:
    return [*trail_to(round_), ("整改方案", reverse("scheme", args=[round_.pk]))]


def _page(request: HttpRequest, round_: Round, **given: OfficeForm) -> HttpResponse:
    row, today = _scheme(round_), clock.today()
    may_edit = may(person_of(request), EDIT, round_)
    version = {"version": row.version if row else 0}
    context = {
        "round": round_,
        "scheme": row,
        "trail": trail_to(round_),
        "steps": STEPS,
        "may_edit": may_edit,
        "transitions": transitions_from(row.state) if row and may_edit else [],
        "opinions": Opinion.objects.filter(scheme=row) if row else [],
        "reviews": JointReview.objects.filter(scheme=row).order_by("-held_on", "-pk"),
        "scan_groups": scan_groups(round_, Purpose.REVIEW, Purpose.MEETING, Purpose.SCHEME),
        "move_form": MoveForm(initial=version),
        "opinion_form": OpinionForm(initial={"given_on": today}),
        "review_form": ReviewForm(initial={"held_on": today, **version}),
        **_place(row),
        **history_on_page(request, history_of_step(round_, "scheme", person_of(request))),
        **given,
    }
    return render(request, "scheme/page.html", context, status=422 if given else 200)


def _place(row: Scheme | None) -> dict[str, Any]:
    """Which step the plan is at; one beyond the last once it is issued."""
    if row is None:
        return {"step": 1, "now": ""}
    place = State.values.index(row.state) + 1
    return {"step": place + (row.state == State.ISSUED), "now": row.state}


urlpatterns = [
    path("rounds/<int:round_id>/scheme/", scheme, name="scheme"),
    path("rounds/<int:round_id>/scheme/draft/", draft, name="scheme-draft"),
    path("rounds/<int:round_id>/scheme/edit/", edit, name="scheme-edit"),
    path("rounds/<int:round_id>/scheme/move/", move, name="scheme-move"),
    path("rounds/<int:round_id>/scheme/opinions/", new_opinion, name="opinion-new"),
    path("rounds/<int:round_id>/scheme/reviews/", new_review, name="review-new"),
    path("opinions/<int:opinion_id>/", opinion, name="opinion"),
]
