"""催办: the office reminds departments of what they have not taken up, one measure or all of a round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.claims.operations import remind_measure
from rectify.claims.queries import Untaken, untaken_among
from rectify.claims.rules import BY_HAND_WORDS
from rectify.kernel import clock
from rectify.kernel.parameters import whole_number
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.people.models import Department, Person
from rectify.rounds.models import Round
from rectify.trail.many import each
from rectify.web.fetch import found, person_of, show_round, whole_round
from rectify.web.forms import OfficeForm
from rectify.web.guards import BOTH, guarded
from rectify.web.opening import done, shown
from rectify.web.results import result_page

MOST_LISTED = 100
"""Measures that the page of a round lists one by one; the ledger has the rest."""


class ReminderForm(OfficeForm):
    """What the department is told."""

    words = forms.CharField(
        label="催办说明",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        required=False,
        help_text=f"部门在待办中可见；不填写时为“{BY_HAND_WORDS}”",
    )


class RemindersForm(ReminderForm):
    """The same for all that lies with one department, or with all of them."""

    department = forms.ModelChoiceField(
        label="责任部门",
        queryset=Department.objects.none(),
        required=False,
        empty_label="全部部门",
    )

    def __init__(self, departments: set[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["department"].queryset = Department.objects.filter(pk__in=departments)


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """What lies untaken with one department."""

    department: Department
    count: int
    late: int
    longest: int
    reminded: int
    last_on: date | None


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def remind(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Remind the department of one measure."""
    rows = Measure.objects.select_related("issue__round__unit", "lead_department")
    row: Measure = found(request, rows, measure_id, Permission.EDIT_LEDGER)
    show_round(request, row.issue.round)
    here = reverse("measure", args=[row.pk])
    back = here if here in request.headers.get("Referer", "") else reverse("todo")
    form = ReminderForm(request.POST or None, auto_id=f"remind{row.pk}_%s")
    if request.method == "POST" and form.is_valid():
        try:
            remind_measure(row, words=form.cleaned_data["words"], by=person_of(request))
            sentence = f"已就措施{row.label}催办{row.lead_department}。"
            return done(request, back, sentence)
        except Refused as refusal:
            form.show(refusal)
    return shown(
        request,
        "duties/remind.html",
        form,
        key=f"duty-{row.pk}",
        heading=f"措施{row.label}：催办认领",
        back=back,
        measure=row,
    )


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def remind_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """Remind departments of all that lies untaken in a round, row by row."""
    round_, person = whole_round(request, round_id, Permission.EDIT_LEDGER), person_of(request)
    lying = _lying(round_, person)
    form = RemindersForm(
        {one.measure.lead_department_id or 0 for one in lying},
        request.POST or None,
        initial={"department": whole_number(request.GET.get("department"))},
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["department"]
        wanted = [row for row in lying if chosen in (None, row.measure.lead_department)]
        words = form.cleaned_data["words"]
        outcomes = each(
            wanted,
            lambda one: _reminded(one.measure, words, person),
            label=lambda one: f"措施{one.measure.label}",
        )
        back = ("催办认领", reverse("round-remind", args=[round_.pk]))
        return result_page(request, "催办结果", outcomes, back=back)
    context = {
        "form": form,
        "round": round_,
        "count": len(lying),
        "departments": _by_department(lying),
        "lying": lying[:MOST_LISTED],
        "limit": round_.unit.claim_days,
        "back_url": reverse("todo"),
        "trail": [("待办", reverse("todo"))],
    }
    return render(request, "duties/remind_round.html", context, status=422 if form.errors else 200)


def _lying(round_: Round, person: Person) -> list[Untaken]:
    rows: Any = Measure.objects.filter(issue__round=round_)
    return untaken_among(rows.open_to(person, Permission.EDIT_LEDGER), clock.today())


def _reminded(measure: Measure, words: str, by: Person) -> str:
    remind_measure(measure, words=words, by=by)
    return f"已催办{measure.lead_department}"


def _by_department(lying: list[Untaken]) -> list[DepartmentLine]:
    """One line for each department, the one with the oldest measure first."""
    of: dict[Department, list[Untaken]] = {}
    for one in lying:
        if one.measure.lead_department is not None:
            of.setdefault(one.measure.lead_department, []).append(one)
    return [
        DepartmentLine(
            department=department,
            count=len(rows),
            late=sum(bool(one.late) for one in rows),
            longest=max(one.days for one in rows),
            reminded=sum(one.reminded.times for one in rows if one.reminded),
            last_on=max(
                (clock.day_of(one.reminded.at) for one in rows if one.reminded), default=None
            ),
        )
        for department, rows in of.items()
    ]


urlpatterns = [
    path("measures/<int:measure_id>/remind/", remind, name="measure-remind"),
    path("rounds/<int:round_id>/remind/", remind_round, name="round-remind"),
]
