"""As of a day: the ledger of a round, and one issue with all that belonged to it, as they stood then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.deadlines.enums import Light
from rectify.deadlines.rules import light_on
from rectify.evidence.models import Evidence
from rectify.figures.catalogue import TASKS, valued
from rectify.figures.history import rows_on
from rectify.figures.selection import Of
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.measures.models import Progress
from rectify.reports.facts import Due, Group, IssueTold, MeasureTold, Told, told_on
from rectify.web.fetch import found, person_of, round_of, show_round
from rectify.web.forms import DayField
from rectify.web.guards import guarded


class DayForm(forms.Form):
    """The day asked for; a day to come is today."""

    day = DayField(label="日期")

    @property
    def chosen(self) -> date:
        """The day, today when none (or none that can be read) was given."""
        given = self.cleaned_data.get("day") if self.is_valid() else None
        return min(given or clock.today(), clock.today())


@dataclass(frozen=True, slots=True)
class Row:
    """A group, an issue or a measure of that day, ready to be shown as one row."""

    level: str
    number: str
    words: str
    standing: str = ""
    light: Light | None = None
    due: Due | None = None
    department: str = ""
    leader: str = ""
    url: str = ""


@guarded(Permission.READ_CASE)
def ledger_then(request: HttpRequest, round_id: int) -> HttpResponse:
    """The whole ledger as it stood at the end of a day."""
    round_ = round_of(request, round_id)
    form = DayForm(request.GET or None, initial={"day": clock.today()})
    told = told_on(round_, form.chosen, person_of(request))
    context = {
        "round": round_,
        "form": form,
        "day": form.chosen,
        "rows": list(_rows(told)),
        "counted": _counted(told),
        "heading": f"{written(form.chosen)}的台账",
        "trail": [("台账", reverse("ledger", args=[round_.pk]))],
    }
    return render(request, "past/ledger.html", context)


@guarded(Permission.READ_CASE)
def issue_then(request: HttpRequest, issue_id: int) -> HttpResponse:
    """One issue with its measures, progress and evidence at the end of a day."""
    person, row = person_of(request), found(request, _issues(), issue_id)
    show_round(request, row.round)
    form = DayForm(request.GET or None, initial={"day": clock.today()})
    day = form.chosen
    told = {one.id: one for one in told_on(row.round, day, person).issues}.get(row.pk)
    version = rows_on(Issue, day).filter(id=row.pk).first()
    context = {
        "issue": row,
        "form": form,
        "day": day,
        "told": told,
        "version": version,
        "rows": [_measure(told, one, day) for one in told.measures] if told else [],
        "log": _log(told, day),
        "files": _files(told, day),
        "light": _light(told, day) if told else None,
        "heading": f"{written(day)}的问题{row.serial}",
        "trail": _trail(row),
    }
    return render(request, "past/issue.html", context)


def _issues() -> Any:
    return Issue.objects.select_related("round__unit")


def _trail(row: Issue) -> list[tuple[str, str]]:
    return [
        ("台账", reverse("ledger", args=[row.round_id])),
        (f"问题{row.serial}", reverse("issue", args=[row.pk])),
    ]


def _rows(told: Told) -> Iterator[Row]:
    for group in told.groups:
        yield from _group(group, told.day, "aspect")


def _group(group: Group, day: date, level: str) -> Iterator[Row]:
    yield Row(level, "", group.title or "未归类")
    for issue in group.issues:
        yield Row(
            level="issue",
            number=str(issue.serial),
            words=issue.title,
            standing=issue.standing,
            light=_light(issue, day),
            due=issue.due,
            department=issue.department,
            leader=issue.leader,
            url=f"{reverse('issue-then', args=[issue.id])}?day={day}",
        )
        yield from (_measure(issue, measure, day) for measure in issue.measures)
    for below in group.groups:
        yield from _group(below, day, "category")


def _measure(issue: IssueTold, measure: MeasureTold, day: date) -> Row:
    return Row(
        level="measure",
        number=f"{issue.serial}.{measure.serial}",
        words=measure.text,
        standing=measure.standing,
        light=light_on(day, due_on=measure.due.on, standing=measure.standing),
        due=measure.due,
        department=measure.department,
        leader=measure.leader,
    )


def _light(issue: IssueTold, day: date) -> Light:
    return light_on(day, due_on=issue.open_date, standing=issue.standing)


def _counted(told: Told) -> str:
    """How many there were, and how many of them were finished."""
    values = valued(told.facts)
    parts = ((Of.ISSUES, "问题", "个"), (Of.MEASURES, "措施", "项"))
    issues, measures = (
        f"{what}{values[f'{of}.total']}{unit}，已完成{values[f'{of}.done']}{unit}"
        for of, what, unit in parts
    )
    tasks = f"任务{values[TASKS]}项；" if values[TASKS] != "0" else ""
    return f"{issues}；{tasks}{measures}"


def _log(told: IssueTold | None, day: date) -> list[tuple[str, Any]]:
    """The progress entries of that day's measures, newest first, each with its share in words."""
    if told is None:
        return []
    entries = rows_on(Progress, day).filter(measure__in=[one.id for one in told.measures])
    corrected = entries.filter(corrects__isnull=False).order_by().values("corrects_id")
    told_then = entries.exclude(id__in=corrected).select_related("department", "logged_by")
    # A row version of the past is no Progress and has none of its words.
    return [(f"进度{row.percent}%", row) for row in told_then.order_by("-happened_on", "-id")]


def _files(told: IssueTold | None, day: date) -> list[Any]:
    """The files that then stood as evidence."""
    if told is None:
        return []
    files = rows_on(Evidence, day).filter(measure__in=[one.id for one in told.measures])
    return list(
        files.filter(withdrawn_at__isnull=True, replaced_at__isnull=True).order_by(
            "uploaded_at", "id"
        )
    )


urlpatterns = [
    path("rounds/<int:round_id>/ledger/as-of/", ledger_then, name="ledger-then"),
    path("issues/<int:issue_id>/as-of/", issue_then, name="issue-then"),
]
