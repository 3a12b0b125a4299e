"""Outcomes: one list for each kind with its filters, sums and workbook, and the page of one outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.closeout.history import history_of_outcome
from rectify.exports.names import file_name
from rectify.exports.outcomes import Column, columns_of, write_outcomes
from rectify.figures.outcomes import OUTCOME_COUNTS, OutcomeFact, OutcomeSelection, outcome_facts
from rectify.figures.selection import NOBODY
from rectify.kernel import clock
from rectify.kernel.parameters import FURTHEST_PAGE, whole_number
from rectify.kernel.problems import Problem
from rectify.outcomes.enums import FORMS, OutcomeKind, RegulationState
from rectify.outcomes.models import Outcome
from rectify.outcomes.queries import attached_ids, changing_problems, with_attached
from rectify.outcomes.rules import TITLES
from rectify.people.models import Department, Person
from rectify.people.rules import may, may_in_unit
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.downloads import written_file
from rectify.web.fetch import found, person_of, round_of, show_round
from rectify.web.forms import DayInput
from rectify.web.guards import guarded
from rectify.web.historypart import history_on_page
from rectify.web.outcomeforms import WithdrawForm

PAGE = 100


class FilterForm(forms.Form):
    """The controls of the filter bar; read by `OutcomeSelection`, never validated here."""

    q = forms.CharField(label="搜索", required=False, widget=forms.TextInput({"type": "search"}))
    form = forms.ChoiceField(label="形式", required=False)
    state = forms.ChoiceField(label="状态", required=False)
    department = forms.ChoiceField(label="部门", required=False)
    since = forms.DateField(label="自", required=False, widget=DayInput())
    until = forms.DateField(label="至", required=False, widget=DayInput())

    def __init__(self, selection: OutcomeSelection, departments: list[tuple[str, str]]) -> None:
        super().__init__(initial=dict(selection.to_params()), auto_id="filter_%s")
        offered: dict[str, list[tuple[str, str]]] = {
            "form": [(one.value, one.label) for one in FORMS[selection.kind]],
            "state": [(one.value, one.label) for one in RegulationState],
            "department": departments,
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = [("", "全部"), *_with_chosen(choices, self.initial.get(name, ""))]


def _with_chosen(choices: list[tuple[str, str]], chosen: str) -> list[tuple[str, str]]:
    """The choices, and several chosen together by an address as one more."""
    known = dict(choices)
    if not chosen or chosen in known:
        return choices
    words = "、".join(known[one] for one in chosen.split(",") if one in known)
    return [*choices, (chosen, words)] if words else choices


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over what is listed, with the address of exactly the rows it counts."""

    name: str
    value: str
    unit: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One outcome of the list: its cells beyond the name, each in words with its column."""

    outcome: Outcome
    cells: list[tuple[Column, str]]

    @classmethod
    def of(cls, row: Any) -> Line:
        """The cells of a row out of `with_attached`."""
        columns = [column for column in columns_of(row.kind)[1:] if column.listed]
        return cls(row, [(column, _in_words(column.value(row))) for column in columns])


def _in_words(value: Any) -> str:
    """A cell as a page shows it: days in figures, amounts with their thousands parted."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:,.2f}" if isinstance(value, Decimal) else str(value)


@guarded(Permission.READ_CASE)
def outcomes(request: HttpRequest, round_id: int) -> HttpResponse:
    """One kind of outcomes, as filtered."""
    person, round_ = person_of(request), round_of(request, round_id)
    selection = OutcomeSelection.from_params(request.GET)
    rows = selection.rows(person, round_)
    page = whole_number(request.GET.get("page"), FURTHEST_PAGE) or 1
    columns = [c for c in columns_of(selection.kind) if c.listed]
    shown: Any = with_attached(rows, person).select_related("round__unit", "department")
    ordered = shown.order_by("-dated_on", "-pk")[(page - 1) * PAGE : page * PAGE]
    count = rows.count()
    context = {
        "round": round_,
        "selection": selection,
        "kind": selection.kind,
        "lines": [Line.of(row) for row in ordered],
        "columns": columns,
        "count": count,
        "tabs": list(_tabs(person, round_, selection, request.path)),
        "totals": list(_totals(person, round_, selection, request.path)),
        "filters": FilterForm(selection, _departments(person, round_, selection)),
        "may_enter": _may_enter(person, round_),
        "enter_label": f"登记{selection.kind.label}",
        "empty_title": f"还没有登记{selection.kind.label}",
        "may_export": may_in_unit(person, Permission.EXPORT, round_.unit_id),
        "plain_url": f"{request.path}?kind={selection.kind}",
        **_pages(request.path, selection, page, count),
    }
    return render(request, "outcomes/list.html", context)


@guarded(Permission.EXPORT)
def outcomes_export(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The list as a workbook, cut down by the same parameters as its page."""
    round_, person = round_of(request, round_id, Permission.EXPORT), person_of(request)
    selection = OutcomeSelection.from_params(request.GET)
    rows = selection.rows(person, round_).open_to(person, Permission.EXPORT)
    told: Any = with_attached(rows, person).select_related(
        "round__unit", "department", "entered_by"
    )
    ordered = told.order_by("dated_on", "pk")
    name = file_name(round_, f"整改成果清单（{selection.kind.label}）")
    response = written_file(
        lambda target: write_outcomes(target, round_, selection.kind, ordered), name
    )
    note(Act.OUTCOMES_EXPORTED, round_, by=person)
    return response


@guarded(Permission.READ_CASE)
def outcome(request: HttpRequest, outcome_id: int) -> HttpResponse:
    """The page of one outcome."""
    return outcome_page(request, outcome_of(request, outcome_id))


def outcome_page(request: HttpRequest, row: Any, form: WithdrawForm | None = None) -> HttpResponse:
    """The facts of an outcome, what it is attached to, its files, and what was changed."""
    person = person_of(request)
    back = f"{reverse('outcomes', args=[row.round_id])}?kind={row.kind}"
    changes = row.withdrawn_at is None and may(person, Permission.WRITE_PROGRESS, row)
    against = _standing_against(row, person) if changes else []
    context = {
        "outcome": row,
        "facts": [(column.heading, words) for column, words in Line.of(row).cells[:-1]],
        "may_change": changes and not against,
        "standing_against": against,
        **history_on_page(request, history_of_outcome(row, person)),
        "withdraw_form": form or WithdrawForm(initial={"version": row.version}),
        "withdrawing": form is not None,
        "trail": [("成果", back)],
        "title_name": TITLES[row.kind],
    }
    return render(request, "outcomes/page.html", context, status=422 if form else 200)


def outcome_of(request: HttpRequest, outcome_id: int, permission: Permission | None = None) -> Any:
    """The outcome with what the person may see of its attachments; its round in the frame."""
    rows: Any = with_attached(Outcome.objects.all(), person_of(request))
    row = found(
        request,
        rows.select_related("round__unit", "department", "entered_by", "withdrawn_by"),
        outcome_id,
        permission,
    )
    show_round(request, row.round)
    return row


def _standing_against(row: Outcome, person: Person) -> list[Problem]:
    """Why whoever may change the outcome leaves it as it is."""
    keeps = may_in_unit(person, Permission.EDIT_LEDGER, row.round.unit_id)
    return changing_problems(*attached_ids(row), keeps=keeps, by=person)


def _may_enter(person: Person, round_: Round) -> bool:
    rounds: Any = Round.objects.filter(pk=round_.pk)
    return bool(rounds.open_to(person, Permission.WRITE_PROGRESS).exists())


def _pages(path: str, selection: OutcomeSelection, page: int, count: int) -> dict[str, str]:
    def at(number: int) -> str:
        there = number >= 1 and (number - 1) * PAGE < count
        return f"{path}?{selection.query}&page={number}" if there else ""

    first, last = (page - 1) * PAGE + 1, min(page * PAGE, count)
    shown = f"第{first}—{last}项，共{count}项"
    return {"newer": at(page - 1), "older": at(page + 1), "paged": shown}


def _tabs(
    person: Person, round_: Round, selection: OutcomeSelection, path: str
) -> Iterator[tuple[str, str, bool, int]]:
    """Every kind with how many outcomes it has; department and period go along."""
    rows: Any = Outcome.objects.filter(round=round_)
    visible = rows.visible_to(person).current().order_by().values_list("kind")
    counts = dict(visible.annotate(Count("pk", distinct=True)))
    for kind in OutcomeKind:
        kept = selection.but(kind=kind, forms=(), states=(), q="")
        current = kind == selection.kind
        yield str(kind.label), f"{path}?{kept.query}", current, counts.get(kind.value, 0)


def _totals(
    person: Person, round_: Round, selection: OutcomeSelection, path: str
) -> Iterator[Total]:
    """The figures of the kind over what is listed, each leading to its rows."""
    wide = selection.but(forms=(), states=())
    ids = set(wide.rows(person, round_).order_by().values_list("pk", flat=True))
    facts: list[OutcomeFact] = [
        fact for fact in outcome_facts(person, round_, clock.today()) if fact.id in ids
    ]
    for count in OUTCOME_COUNTS:
        if count.selection.kind != selection.kind:
            continue
        merged = selection.but(
            forms=count.selection.forms or selection.forms,
            states=count.selection.states or selection.states,
        )
        held = [fact for fact in facts if merged.holds(fact)]
        if held or not count.selection.forms:
            value = count.value(held)
            yield Total(count.name, value, count.unit, f"{path}?{merged.query}")


def _departments(
    person: Person, round_: Round, selection: OutcomeSelection
) -> list[tuple[str, str]]:
    """The departments whose outcomes of this kind the person may see."""
    rows: Any = Outcome.objects.filter(round=round_, kind=selection.kind.value)
    held = rows.visible_to(person).current().order_by().values("department_id")
    named = Department.objects.filter(pk__in=held)
    return [*((str(row.pk), row.name) for row in named), (str(NOBODY), "未明确")]


urlpatterns = [
    path("rounds/<int:round_id>/outcomes/", outcomes, name="outcomes"),
    path("rounds/<int:round_id>/outcomes/export/", outcomes_export, name="outcomes-export"),
    path("outcomes/<int:outcome_id>/", outcome, name="outcome"),
]
