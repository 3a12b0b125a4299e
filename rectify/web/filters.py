"""The ledger's filter bar: what can be chosen, what is chosen, and the address of each choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef

from rectify.deadlines.enums import Light
from rectify.figures.selection import NOBODY, Claim, Of, Selection, visible_measures
from rectify.issues.enums import Source, Standing
from rectify.issues.models import Category, Issue
from rectify.measures.models import Assistance
from rectify.people.models import Department, Person
from rectify.rounds.models import Round
from rectify.web.forms import DayInput

Choices = list[tuple[str, str]]

NOT_FOUND = "未找到"

CLAIMS = {
    Claim.UNTAKEN: "未认领",
    Claim.LYING: "逾认领期限",
    Claim.HANDED_BACK: "退回认领",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force and the address without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen from: only what stands in rows that the person may see."""

    departments: Choices
    leaders: Choices
    categories: Choices


class FilterForm(forms.Form):
    """The controls of the filter bar; read by `Selection`, never validated here."""

    q = forms.CharField(
        label="搜索", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    of = forms.ChoiceField(
        label="对象", required=False, choices=[("", "问题"), (Of.MEASURES.value, "措施")]
    )
    status = forms.ChoiceField(label="状态", required=False)
    light = forms.ChoiceField(label="预警", required=False, choices=[("", "全部"), *Light.choices])
    department = forms.ChoiceField(label="责任部门", required=False)
    leader = forms.ChoiceField(label="责任领导", required=False)
    category = forms.ChoiceField(label="类别", required=False)
    source = forms.ChoiceField(label="来源", required=False)
    due_before = forms.DateField(label="时限早于", required=False, widget=DayInput)
    claim = forms.ChoiceField(
        label="认领",
        required=False,
        choices=[("", "全部"), *((key.value, words) for key, words in CLAIMS.items())],
    )

    def __init__(self, selection: Selection, offered: Offered) -> None:
        super().__init__(initial=_chosen(selection), auto_id="filter_%s")
        self._offer("status", _with_joined(Standing.choices, selection.statuses))
        self._offer("source", _with_joined(Source.choices, selection.sources))
        self._offer("department", [("", "全部"), *offered.departments])
        self._offer("leader", [("", "全部"), *offered.leaders])
        self._offer("category", [("", "全部"), *offered.categories])

    def _offer(self, name: str, choices: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = choices


def _with_joined(choices: Any, chosen: tuple[Standing, ...] | tuple[Source, ...]) -> Choices:
    """The choices, and several together when an address has asked for several."""
    offered: Choices = [("", "全部"), *choices]
    if len(chosen) > 1:
        offered.append((",".join(chosen), "、".join(str(one.label) for one in chosen)))
    return offered


def _chosen(selection: Selection) -> dict[str, str]:
    chosen = dict(selection.to_params())
    several = {"status": selection.statuses, "source": selection.sources}
    return chosen | {name: ",".join(values) for name, values in several.items()}


def offered_to(person: Person, round_: Round, categories: list[Category]) -> Offered:
    """Departments, leaders and categories that occur in what `person` sees of the round."""
    rows: Any = Issue.objects.filter(round=round_)
    issues = rows.visible_to(person)
    measures = visible_measures(person, round_)
    here = OuterRef("pk")
    assisting = Assistance.objects.filter(ended_on__isnull=True, department=here)
    # Asked of each name, not collected from all rows: few names, and each is soon found.
    departments = Department.objects.filter(
        Exists(issues.filter(lead_department=here))
        | Exists(measures.filter(lead_department=here))
        | Exists(assisting.filter(measure__in=measures)),
        unit=round_.unit_id,
    )
    leaders = Person.objects.filter(
        Exists(issues.filter(lead_leader=here))
        | Exists(measures.filter(responsible_leader=here))
        | Exists(measures.filter(supervising_leader=here)),
        unit=round_.unit_id,
    )
    nobody = (str(NOBODY), "未明确")
    return Offered(
        departments=[*((str(row.pk), row.name) for row in departments), nobody],
        leaders=[*((str(row.pk), row.name) for row in leaders), nobody],
        categories=[*_indented(categories, None, ""), (str(NOBODY), "未归类")],
    )


def _indented(
    categories: list[Category], parent: int | None, indent: str
) -> Iterator[tuple[str, str]]:
    known = {category.pk for category in categories}
    for category in categories:
        above = category.parent_id if category.parent_id in known else None
        if above == parent:
            yield str(category.pk), f"{indent}{category.number}{category.title}"
            yield from _indented(categories, category.pk, f"{indent}\u3000")


def chips_of(selection: Selection, offered: Offered, path: str) -> list[Chip]:
    """Every filter in force, each with the address that drops it alone."""

    def chip(label: str, value: str, **without: Any) -> Chip:
        return Chip(label, value, address(path, selection.but(**without)))

    chips = [chip("搜索", selection.q, q="")] if selection.q else []
    if selection.of is Of.MEASURES:
        chips.append(chip("对象", "措施", of=Of.ISSUES))
    for one in selection.statuses:
        rest = tuple(other for other in selection.statuses if other != one)
        chips.append(chip("状态", str(one.label), statuses=rest))
    for found_by in selection.sources:
        others = tuple(other for other in selection.sources if other != found_by)
        chips.append(chip("来源", str(found_by.label), sources=others))
    if selection.claim is not None:
        chips.append(chip("认领", CLAIMS[selection.claim], claim=None))
    chips += [chip(label, value, **without) for label, value, without in _in_time(selection)]
    named = (
        ("department", "责任部门", offered.departments),
        ("leader", "责任领导", offered.leaders),
        ("category", "类别", offered.categories),
    )
    for name, label, choices in named:
        chosen = getattr(selection, name)
        if chosen is not None:
            words = dict(choices).get(str(chosen), NOT_FOUND).strip()
            chips.append(chip(label, words, **{name: None}))
    return chips


def _in_time(selection: Selection) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The filters that speak of dates: label, value, and what drops them."""
    if selection.light is not None:
        yield "预警", str(selection.light.label), {"light": None}
    if selection.overdue:
        yield "预警", str(Light.RED.label), {"overdue": False}
    if selection.due_within is not None:
        yield "时限", f"{selection.due_within}天内到期", {"due_within": None}
    if selection.due_before is not None:
        yield "时限早于", selection.due_before.isoformat(), {"due_before": None}


def address(path: str, selection: Selection, **more: Any) -> str:
    """The ledger's address with a selection."""
    beside = [(name, str(value)) for name, value in more.items() if value]
    query = urlencode([*selection.to_params(), *beside])
    return f"{path}?{query}" if query else path
