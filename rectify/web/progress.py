"""The log of a measure's progress as its page shows it, and the correction of an entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure, Progress
from rectify.measures.operations import correct_progress
from rectify.measures.queries import HandedIn
from rectify.measures.rules import entries_in_order
from rectify.people.models import Person
from rectify.web.fetch import found, person_of, show_round
from rectify.web.forms import DayField, OfficeForm
from rectify.web.guards import BOTH, guarded


class CorrectionForm(OfficeForm):
    """An entry as it should have been, and why it is corrected."""

    text = forms.CharField(
        label="进展情况", widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )
    percent = forms.IntegerField(label="完成进度（%）", min_value=0, max_value=100)
    happened_on = DayField(label="进展日期")
    reason = forms.CharField(
        label="更正原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="原记录保留，可在本条之下查看。",
    )


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry that counts, and the versions that it has corrected, the newest first."""

    entry: Progress
    earlier: list[Progress]
    may_correct: bool


def log_of(
    measure: Measure, person: Person, *, handed: HandedIn | None, may_edit: bool
) -> list[LogLine]:
    """The log of a measure, newest first; a correction stands where the first version stood.

    `handed` tells, where the person may write at all, what has been handed in. Who may edit the
    measure corrects every entry, who only writes his own.
    """

    def may_correct(row: Progress) -> bool:
        if handed is None or handed.judged_what_is_of(row.logged_at):
            return False
        return may_edit or row.logged_by_id == person.pk

    rows = Progress.objects.filter(measure=measure).select_related("department", "logged_by")
    return [LogLine(row, earlier, may_correct(row)) for row, earlier in _in_order(rows)]


def log_kept(entries: Iterable[Progress]) -> list[LogLine]:
    """The same of `entries`, only to be read."""
    return [LogLine(row, earlier, False) for row, earlier in _in_order(entries)]


def _in_order(entries: Iterable[Progress]) -> list[tuple[Progress, list[Progress]]]:
    rows = list(entries)
    known = {row.pk: row for row in rows}
    return [(row, _earlier(row, known)) for row in reversed(entries_in_order(rows))]


def _earlier(row: Progress, known: dict[int, Progress]) -> list[Progress]:
    found_rows: list[Progress] = []
    while row.corrects_id in known:
        row = known[row.corrects_id]
        found_rows.append(row)
    return found_rows


@guarded(Permission.WRITE_PROGRESS, methods=BOTH)
def progress_correct(request: HttpRequest, progress_id: int) -> HttpResponse:
    """Put a corrected version in the place of an entry."""
    rows = Progress.objects.select_related("measure__issue__round", "logged_by", "department")
    entry: Progress = found(request, rows, progress_id)
    show_round(request, entry.measure.issue.round)
    names = ("text", "percent", "happened_on")
    form = CorrectionForm(
        request.POST or None, initial={name: getattr(entry, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        try:
            correct_progress(entry, **form.facts, by=person_of(request))
            messages.success(request, "已更正，原记录保留。")
            return redirect(f"{reverse('measure', args=[entry.measure_id])}#log")
        except Refused as refusal:
            if refusal.problems[0].key == "access.refused":
                raise
            form.show(refusal)
    return render(
        request,
        "measures/correct.html",
        _context(entry, form),
        status=422 if form.errors else 200,
    )


def _context(entry: Progress, form: CorrectionForm) -> dict[str, Any]:
    back = reverse("measure", args=[entry.measure_id])
    return {
        "form": form,
        "entry": entry,
        "back_url": back,
        "trail": [(f"措施{entry.measure.label}", back)],
    }


urlpatterns = [
    path("progress/<int:progress_id>/correct/", progress_correct, name="progress-correct"),
]
