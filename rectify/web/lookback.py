"""回头看: choosing issues of earlier rounds, and what was found about each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.archive.history import history_of_row, history_of_step
from rectify.figures.takeovers import (
    Taken,
    TakeoverSelection,
    taken_counts,
    taken_of,
    words_of,
)
from rectify.issues.enums import Finding
from rectify.issues.models import Issue, Takeover
from rectify.kernel.parameters import whole_number
from rectify.kernel.problems import Refused
from rectify.lookback.operations import drop_takeover, judge_takeover, take_over
from rectify.lookback.queries import offered
from rectify.people.rules import may
from rectify.rounds.enums import Kind
from rectify.rounds.models import Round
from rectify.web.fetch import found, person_of, show_round, version_of, whole_round
from rectify.web.forms import OfficeForm, is_stale
from rectify.web.groundwork import trail_to
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.historypart import history_on_page
from rectify.web.rowforms import LinesField

EDIT = Permission.EDIT_LEDGER


class FindingForm(OfficeForm):
    """What the look-back found."""

    finding = forms.ChoiceField(label="核查结果", choices=Finding.choices, widget=forms.RadioSelect)
    note = LinesField(label="核查情况", rows=5, required=False, max_length=5000)
    reopens = forms.BooleanField(
        label="重新打开该问题，继续整改",
        required=False,
        help_text="仅限整改不到位或反弹的问题；原办结记录保留。",
    )


@guarded(Permission.READ_CASE, methods=BOTH)
def lookback(request: HttpRequest, round_id: int) -> HttpResponse:
    """What the round has in hand; a POST takes the chosen issues over, all or none."""
    writes = request.method == "POST"
    round_ = whole_round(request, round_id, EDIT if writes else Permission.READ_CASE)
    if round_.kind != Kind.LOOK_BACK:
        return redirect("round", round_.pk)
    problems: list[str] = []
    if writes:
        try:
            number = _take(request, round_)
        except Refused as refusal:
            problems = [problem.sentence for problem in refusal.problems]
        else:
            messages.success(request, f"已纳入{number}个问题。")
            return redirect("lookback", round_.pk)
    return _page(request, round_, problems)


@guarded(EDIT, methods=BOTH)
def takeover(request: HttpRequest, takeover_id: int) -> HttpResponse:
    """Enter what was found about one issue; of two at once the second sees both."""
    row = _takeover(request, takeover_id)
    initial = {"finding": row.finding, "note": row.note, "version": row.version}
    initial["reopens"] = row.reopened_at is not None
    form = FindingForm(request.POST or None, initial=initial)
    theirs: Takeover | None = None
    if request.method == "POST" and form.is_valid():
        try:
            judge_takeover(row, version=form.seen_version, **form.facts, by=person_of(request))
            return redirect("lookback", row.round_id)
        except Refused as refusal:
            form.show(refusal)
            theirs = _takeover(request, takeover_id) if is_stale(refusal) else None
    context = {
        "form": form,
        "takeover": row,
        "theirs": theirs,
        "trail": [*trail_to(row.round), ("回头看", reverse("lookback", args=[row.round_id]))],
        **history_on_page(request, history_of_row(row)),
    }
    return render(request, "lookback/finding.html", context, status=422 if form.errors else 200)


@guarded(EDIT, methods=WRITES)
def drop(request: HttpRequest, takeover_id: int) -> HttpResponse:
    """Leave an issue out again."""
    row = _takeover(request, takeover_id)
    drop_takeover(row, version=version_of(request), by=person_of(request))
    return redirect("lookback", row.round_id)


def _takeover(request: HttpRequest, takeover_id: int) -> Takeover:
    rows = Takeover.objects.select_related("round__unit", "issue__round")
    row: Takeover = found(request, rows, takeover_id, EDIT)
    show_round(request, row.round)
    return row


def _take(request: HttpRequest, round_: Round) -> int:
    """Take over the issues that were chosen; gives how many."""
    chosen = [whole_number(pk) or 0 for pk in request.POST.getlist("issue")]
    rows: Any = Issue.objects.filter(pk__in=chosen).select_related("round")
    issues = list(rows.visible_to(person_of(request)))
    with transaction.atomic():
        for issue in issues:
            take_over(round_, issue, by=person_of(request))
    return len(issues)


def taken_part(request: HttpRequest, taken: list[Taken], here: str) -> dict[str, Any]:
    """The table of what a look-back has taken over: the rows asked for, and the counts above them."""
    asked = TakeoverSelection.from_params(request.GET)
    return {
        "taken": asked.of(taken),
        "taken_any": bool(taken),
        "taken_asked": words_of(asked, taken) if asked.narrows else "",
        "taken_counts": taken_counts(taken),
        "taken_url": here,
    }


def _page(request: HttpRequest, round_: Round, problems: list[str]) -> HttpResponse:
    person = person_of(request)
    may_edit = may(person, EDIT, round_)
    taken = taken_of(round_, person)
    groups: dict[Round, list[Issue]] = {}
    for issue in offered(round_, person) if may_edit else []:
        groups.setdefault(issue.round, []).append(issue)
    context = {
        "round": round_,
        "trail": trail_to(round_),
        **taken_part(request, taken, request.path),
        "groups": list(groups.items()),
        "may_edit": may_edit,
        "problems": problems,
        **history_on_page(request, history_of_step(round_, "lookback", person)),
    }
    return render(request, "lookback/page.html", context, status=422 if problems else 200)


urlpatterns = [
    path("rounds/<int:round_id>/lookback/", lookback, name="lookback"),
    path("takeovers/<int:takeover_id>/", takeover, name="takeover"),
    path("takeovers/<int:takeover_id>/drop/", drop, name="takeover-drop"),
]
