"""Filters kept by name: for oneself, for the unit; who meets them, who takes them away."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from rectify.finding.models import SavedFilter
from rectify.finding.operations import remove_filter, save_filter
from rectify.kernel.problems import Refused
from rectify.people.models import Person
from rectify.rounds.models import Round
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db

LATE = "of=measures&overdue=1"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    round_ = office.round()
    office.measure(office.issue(round_))
    return round_


def names(person: Person) -> list[str]:
    rows: Any = SavedFilter.objects.all()
    return [kept.name for kept in rows.visible_to(person)]


def test_a_filter_is_kept_from_the_ledger_and_used_again(office: Office, round_: Round) -> None:
    client = signed_in(office.handler)
    url = reverse("filter-save", args=[round_.pk])
    answer = client.post(url, {"name": "逾期措施", "query": f"{LATE}&page=3&foo=1"}, follow=True)
    assert "已保存常用筛选“逾期措施”" in answer.content.decode()
    kept = SavedFilter.objects.get()
    assert (kept.query, kept.shared, kept.owner) == (LATE, False, office.handler)
    ledger = client.get(reverse("ledger", args=[round_.pk])).content.decode()
    assert f"ledger/?{LATE.replace('&', '&amp;')}" in ledger


def test_mine_is_mine_and_the_units_is_everybodys(office: Office, round_: Round) -> None:
    save_filter(office.unit, name="我的", query=LATE, by=office.handler)
    save_filter(office.unit, name="大家的", query=LATE, shared=True, by=office.office)
    assert names(office.handler) == ["大家的", "我的"]
    assert names(office.secretary) == ["大家的"]
    assert names(make_office("bh", "碧湖县水务局党组").office) == []


def test_only_the_office_shares_with_the_unit(office: Office, round_: Round) -> None:
    for role in ("handler", "department_head", "leader", "secretary", "supervisor"):
        with pytest.raises(Refused, match="权限"):
            save_filter(office.unit, name="甲", query=LATE, shared=True, by=office.people[role])
    assert SavedFilter.objects.count() == 0


def test_the_same_name_is_given_the_new_filter(office: Office, round_: Round) -> None:
    save_filter(office.unit, name="我的", query=LATE, by=office.handler)
    save_filter(office.unit, name="我的", query="status=done", by=office.handler)
    assert [kept.query for kept in SavedFilter.objects.all()] == ["status=done"]


@pytest.mark.parametrize(("name", "query"), [("", LATE), ("长" * 41, LATE), ("空的", "")])
def test_a_filter_needs_a_name_and_something_to_filter(
    office: Office, round_: Round, name: str, query: str
) -> None:
    with pytest.raises(Refused, match=r"名称|筛选条件"):
        save_filter(office.unit, name=name, query=query, by=office.handler)


def test_who_takes_a_filter_away(office: Office, round_: Round) -> None:
    mine = save_filter(office.unit, name="我的", query=LATE, by=office.handler)
    shared = save_filter(office.unit, name="共用", query=LATE, shared=True, by=office.office)
    for kept, by in ((mine, office.office), (shared, office.handler)):
        with pytest.raises(Refused, match="权限"):
            remove_filter(kept, by=by)
    client = signed_in(office.handler)
    assert client.post(reverse("filter-remove", args=[shared.pk])).status_code == 404
    client.post(reverse("filter-remove", args=[mine.pk]))
    remove_filter(shared, by=office.office)
    assert names(office.handler) == []
    assert SavedFilter.objects.count() == 2


def test_another_units_person_keeps_nothing_here(office: Office, round_: Round) -> None:
    stranger = make_office("bh", "碧湖县水务局党组").office
    with pytest.raises(Refused, match="权限"):
        save_filter(office.unit, name="甲", query=LATE, by=stranger)
