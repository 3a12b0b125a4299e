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
from rectify.closeout.history import history_until
from rectify.closeout.models import Sheet
from rectify.closeout.reviews import ShownSubmission, reopenings_of
from rectify.deadlines.enums import Light
from rectify.figures.catalogue import TASKS, valued
from rectify.figures.facts import facts_of
from rectify.figures.history import rows_on
from rectify.figures.lines import IssueLine, MeasureLine, by_task, deadline_of, path_of
from rectify.figures.past import (
    BelowThen,
    below_on,
    lines_on,
    sees_whole_then,
    tasks_on,
)
from rectify.figures.selection import Of
from rectify.issues.models import Category, Issue
from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.people.models import Person
from rectify.people.rules import may_in_unit
from rectify.reports.facts import Group, Told, told_on
from rectify.rounds.models import Round
from rectify.rounds.rules import stage_on
from rectify.scheme.models import Scheme
from rectify.web.evidence import ShownFile
from rectify.web.fetch import found, person_of, round_of, show_round
from rectify.web.forms import DayField
from rectify.web.gonemeasure import DOORS
from rectify.web.guards import guarded
from rectify.web.historypart import history_on_page
from rectify.web.issues import sources_of
from rectify.web.kin import kin_of
from rectify.web.outcomeparts import shown_outcomes
from rectify.web.progress import log_kept


class DayForm(forms.Form):
    """The day asked for; a day to come is today."""

    day = DayField(label="日期")

    @property
    def chosen(self) -> date:
        """The day, today when none (or none that can be read) was given."""
        given = self.cleaned_data.get("day") if self.is_valid() else None
        return min(given or clock.today(), clock.today())


@guarded(Permission.READ_CASE)
def ledger_then(request: HttpRequest, round_id: int) -> HttpResponse:
    """The whole ledger as it stood at the end of a day."""
    round_, person = round_of(request, round_id), person_of(request)
    form = DayForm(request.GET or None, initial={"day": clock.today()})
    day = form.chosen
    told = told_on(round_, day, person)
    lines = lines_on(told.facts, round_)
    context = {
        "round": round_,
        "form": form,
        "day": day,
        "rows": list(_rows(told, lines)),
        "counted": _counted(told),
        "late": _late(lines),
        "outcome_count": len(told.facts.outcomes),
        **_place(round_, day, person),
        "heading": f"{written(day)}的台账",
        "trail": [("台账", reverse("ledger", args=[round_.pk]))],
    }
    return render(request, "past/ledger.html", context)


@dataclass(frozen=True, slots=True)
class Row:
    """A heading of that day's tree, or an issue with its measures."""

    level: str
    words: str
    line: IssueLine | None = None


def _rows(told: Told, lines: dict[int, IssueLine]) -> Iterator[Row]:
    for group in told.groups:
        yield from _group(group, lines, "aspect")


def _group(group: Group, lines: dict[int, IssueLine], level: str) -> Iterator[Row]:
    yield Row(level, f"{group.number}{group.title}" or "未归类")
    for issue in group.issues:
        if line := lines.get(issue.id):
            yield Row("issue", "", line)
    for below in group.groups:
        yield from _group(below, lines, "category")


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


def _late(lines: dict[int, IssueLine]) -> dict[str, int]:
    """How many issues and measures showed a red light, and how many a yellow one."""
    measures = [measure for line in lines.values() for measure in line.measures]
    return {
        f"{light.value}_{name}": sum(one.light is light for one in rows)
        for light in (Light.RED, Light.YELLOW)
        for name, rows in (("issues", list(lines.values())), ("measures", measures))
    }


def _place(round_: Round, day: date, person: Person) -> dict[str, Any]:
    """Where the round stood, and its plan for whoever reads the whole of it."""
    then = rows_on(Round, day).filter(id=round_.pk).first()
    if then is None:
        return {"stage": "", "scheme_state": ""}
    plan = None
    if may_in_unit(person, Permission.READ_CASE, round_.unit_id):
        plan = rows_on(Scheme, day).filter(round=round_.pk).first()
    return {
        "stage": "已办结归档" if then.closed_at else str(stage_on(then, day).label),
        "scheme_state": plan.get_state_display() if plan else "",
    }


@guarded(Permission.READ_CASE)
def issue_then(request: HttpRequest, issue_id: int) -> HttpResponse:
    """One issue with all that hung on it and its measures at the end of a day."""
    person = person_of(request)
    row = found(request, Issue.with_withdrawn.select_related("round__unit"), issue_id)
    show_round(request, row.round)
    form = DayForm(request.GET or None, initial={"day": clock.today()})
    day = form.chosen
    line = lines_on(facts_of(person, row.round, day), row.round).get(row.pk)
    context = {
        "issue": line.issue if line else row,
        "present": row,
        "round": row.round,
        "form": form,
        "day": day,
        "line": line,
        **(_issue(request, row, line, day) if line else {}),
        "heading": f"{written(day)}的问题{row.serial}",
        "trail": _trail(row),
    }
    return render(request, "past/issue.html", context)


def _trail(row: Issue) -> list[tuple[str, str]]:
    """The ledger and the issue's page, where it has one or leads to one."""
    there = row.withdrawn_at is None or row.merged_into_id is not None
    own = [(f"问题{row.serial}", reverse("issue", args=[row.pk]))] if there else []
    return [("台账", reverse("ledger", args=[row.round_id])), *own]


def _issue(request: HttpRequest, row: Issue, line: IssueLine, day: date) -> dict[str, Any]:
    """What the parts of an issue's page show, with no door open."""
    person = person_of(request)
    whole = sees_whole_then(line, day, person)
    below = below_on(line, day, person, whole=whole)
    end = clock.end_of(day)
    reopened = [one for one in reopenings_of(row, person) if one.at <= end]
    measures = by_task(line.measures)
    return {
        "deadline": deadline_of(line.issue),
        "category_path": _path(line.issue, day),
        "kin": kin_of(line.issue, person, day),
        "measures": [(one, len(below.files.get(one.measure.pk, ()))) for one in measures],
        "tasks": tasks_on(line, day, person),
        "outcomes": shown_outcomes(below.outcomes),
        "sources": sources_of(row, line, person, False, whole=whole, day=day),
        "instructions": below.instructions.get(None, []),
        "reopenings": reopened,
        "of_issue": True,
        **_reviews(below.submissions.get(None, []), person, day),
        "below": [_measure(one, below, person, day) for one in measures],
        **dict.fromkeys((*DOORS, "may_edit"), False),
        "person_id": 0,
        **history_on_page(request, history_until(row, person, end, whole=whole)),
    }


def _measure(line: MeasureLine, below: BelowThen, person: Person, day: date) -> dict[str, Any]:
    """What the parts of a measure's page show of one that stood then."""
    pk = line.measure.pk
    return {
        "line": line,
        "measure": line.measure,
        "deadline": line.deadline,
        "log": log_kept(below.log.get(pk, [])),
        "evidence": [ShownFile.of(one, person, handed=None) for one in below.files.get(pk, [])],
        "extensions": below.extensions.get(pk, []),
        "instructions": below.instructions.get(pk, []),
        **_reviews(below.submissions.get(pk, []), person, day),
    }


def _reviews(shown: list[ShownSubmission], person: Person, day: date) -> dict[str, Any]:
    """The submissions of a row, the newest first, and the papers that had been made of the newest."""
    newest = shown[0] if shown else None
    sheets: Any = Sheet.kept.filter(made_at__lte=clock.end_of(day))
    made = sheets.filter(submission_id=newest.submission.pk) if newest else sheets.none()
    return {
        "submissions": shown,
        "newest": newest,
        "waiting": newest if newest is not None and newest.open_step is not None else None,
        "sheets": list(made.visible_to(person).select_related("made_by")[:5]),
    }


def _path(issue: Issue, day: date) -> str:
    """The issue's category with all above it, as they were called then."""
    rows = {row.id: row for row in rows_on(Category, day).filter(round=issue.round_id)}
    known: dict[int, Category] = {}
    for pk, row in rows.items():
        known[pk] = Category(pk=pk, number=row.number, title=row.title)
    for pk, row in rows.items():
        known[pk].parent = known.get(row.parent_id)
    return path_of(known.get(issue.category_id or 0))


urlpatterns = [
    path("rounds/<int:round_id>/ledger/as-of/", ledger_then, name="ledger-then"),
    path("issues/<int:issue_id>/as-of/", issue_then, name="issue-then"),
]
