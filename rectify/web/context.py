"""The frame around every page: places, unit, round, person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from rectify.access.permissions import Permission
from rectify.people.models import Person
from rectify.people.rules import may_anywhere, may_in_round, may_in_unit, role_titles
from rectify.rounds.models import Round
from rectify.web.fetch import current_round
from rectify.web.waiting import waiting_count


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the left rail."""

    name: str
    url: str
    icon: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A name and where it leads."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What `base.html` shows around a page; made only for signed-in persons."""

    places: list[Place]
    unit_name: str
    round: Link | None
    rounds: list[Link]
    search_url: str
    bell_count: int
    bell_url: str
    person: Person
    roles: list[str]
    sign_out_url: str
    account_url: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame`, lazily, so that partials that never use it pay nothing."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person) or getattr(request, "htmx", False):
        return {}
    return {"frame": _frame(request, person)}


def _frame(request: HttpRequest, person: Person) -> Frame:
    reads = may_anywhere(person, Permission.READ_CASE)
    round_ = current_round(request) if reads else None
    waiting = waiting_count(person) if reads else 0
    return Frame(
        places=[*_case_places(request, person, round_, waiting), *_administration(request, person)],
        unit_name=_unit_name(person, round_),
        round=Link(round_.name, reverse("ledger", args=[round_.pk])) if round_ else None,
        rounds=_other_rounds(person, round_) if reads else [],
        search_url=reverse("search") if reads else "",
        bell_count=waiting,
        bell_url=reverse("todo") if reads else "",
        person=person,
        roles=role_titles(person),
        sign_out_url=reverse("sign-out"),
        account_url=reverse("password"),
    )


FAMILIES = {
    "ledger": {
        *("ledger", "issue", "measure", "issue-new", "issue-edit"),
        *("measure-progress", "extension-new", "bulk", "issue-instruct", "measure-instruct"),
        *("measure-renumber", "issue-renumber"),
        *("measure-move", "measure-split", "measure-merge", "issue-split", "issue-merge"),
        *("ledger-then", "issue-then"),
        *("category-new", "category-edit", "category-withdraw", "measure-new", "measure-edit"),
        *("category-up", "category-down", "task-up", "task-down"),
        *("issue-withdraw", "measure-withdraw", "withdrawn", "measure-gone"),
    },
    "outcomes": {"outcomes", "outcome", "outcome-new", "outcome-edit", "outcome-withdraw"},
    "reports": {"reports", "report"},
    "papers": {
        *("papers", "paper", "paper-confirm", "paper-withdraw", "planned-issue", "planned-reshape"),
        *("fill-in", "fill-in-return", "fill-in-confirm"),
    },
    "rounds": {
        *("rounds", "round", "round-new", "round-edit", "receipt", "pledge", "group"),
        *("scheme", "scheme-edit", "scheme-comparison", "opinion", "lookback", "takeover"),
        *("assessment", "assessment-edit", "scale", "archive", "review-chains"),
        *("handovers", "hand-over", "handover", "duty-rules", "duty-rules-units"),
    },
    "todo": {
        *("todo", "measure-hand-back", "measure-assign", "instruction-answer", "extension-decide"),
        *("submission-review", "submission-enter", "measure-submit", "issue-close"),
        *("measure-remind", "round-remind"),
    },
    "units": {"units", "unit", "unit-new", "unit-edit", "person", "person-new", "department"},
    "grants": {"grants", "grant-new"},
}
"""Which pages belong to a place of the rail, where it is more than the place's own page."""


def _place(request: HttpRequest, name: str, icon: str, view: str, *args: Any, **more: Any) -> Place:
    match = request.resolver_match
    current = match is not None and match.url_name in FAMILIES.get(view, {view})
    return Place(name, reverse(view, args=args), icon, current=current, **more)


def _case_places(
    request: HttpRequest, person: Person, round_: Round | None, waiting: int
) -> list[Place]:
    if not may_anywhere(person, Permission.READ_CASE):
        return []
    places = [_place(request, "待办", "inbox", "todo", count=waiting or None)]
    if round_ is not None:
        places += [
            _place(request, "看板", "chart", "dashboard", round_.pk),
            _place(request, "台账", "list", "ledger", round_.pk),
            _place(request, "成果", "check", "outcomes", round_.pk),
        ]
        if may_in_unit(person, Permission.READ_CASE, round_.unit_id):
            places.append(_place(request, "报告", "document", "reports", round_.pk))
        if may_in_round(person, Permission.EDIT_LEDGER, round_):
            places.append(_place(request, "导入", "import", "papers", round_.pk))
    return [*places, _place(request, "轮次", "layers", "rounds")]


def _administration(request: HttpRequest, person: Person) -> list[Place]:
    table = (
        (Permission.MANAGE_ACCOUNTS, "单位与人员", "people", "units"),
        (Permission.MANAGE_GRANTS, "角色授予", "key", "grants"),
        (Permission.READ_TRAIL, "操作记录", "clock", "trail"),
    )
    return [
        _place(request, name, icon, view)
        for permission, name, icon, view in table
        if may_anywhere(person, permission)
    ]


def _unit_name(person: Person, round_: Round | None) -> str:
    if round_ is not None:
        return str(round_.unit)
    return str(person.unit) if person.unit is not None else "系统管理"


def _other_rounds(person: Person, round_: Round | None) -> list[Link]:
    rounds: Any = Round.objects.all()
    visible = rounds.visible_to(person).select_related("unit")[:30]
    several_units = len({r.unit_id for r in visible}) > 1
    return [
        Link(f"{r.unit} · {r.name}" if several_units else r.name, reverse("ledger", args=[r.pk]))
        for r in visible
        if round_ is None or r.pk != round_.pk
    ]
