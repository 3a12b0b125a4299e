"""The pages of rounds: what is refused beside its field."""

from __future__ import annotations

import re
from datetime import date

import pytest

from rectify.access.roles import RoleKey
from rectify.kernel.problems import Refused
from rectify.people.operations import grant_role
from rectify.rounds.models import Round
from rectify.rounds.operations import create_round
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db

FAR = ["9999-12-31", "0001-01-01", "2200-01-01", "10000-01-01", "99999999-01-01"]


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize("field", ["feedback_on", "inspected_from", "inspected_to"])
def test_a_day_out_of_all_range_is_refused_and_what_was_typed_is_kept(
    office: Office, field: str, day: str
) -> None:
    facts = {"unit": office.unit.pk, "name": "市委巡察", "level": "city", "kind": "regular"}
    facts |= {"months": 3, field: day}
    response = signed_in(office.office).post("/rounds/new/", facts)
    page = response.content.decode()
    assert response.status_code == 422
    assert "请填写有效日期" in page
    assert f'value="{day}"' in page
    assert not Round.objects.exists()


def test_the_operation_refuses_it_too(office: Office) -> None:
    facts = {"name": "又一轮", "feedback_on": date(9999, 12, 31)}
    with pytest.raises(Refused, match="请填写有效日期"):
        create_round(office.unit, facts=facts, by=None)


@pytest.mark.parametrize(
    "query",
    [
        *(f"due_before={day}" for day in FAR),
        "due_within=99999999999999999999",
        "due_within=3660",
        "page=99999999999999999999",
        "at=99999999999999999999",
    ],
)
def test_filters_out_of_all_range_ask_for_nothing_and_break_nothing(
    office: Office, query: str
) -> None:
    round_ = office.round()
    office.measure(office.issue(round_))
    client = signed_in(office.office)
    assert client.get(f"/rounds/{round_.pk}/ledger/?{query}").status_code == 200


@pytest.mark.parametrize("words", ["99999年内", "9999999个月内"])
def test_deadline_words_beyond_any_calendar_are_a_hint_not_an_error(
    office: Office, words: str
) -> None:
    round_ = office.round()
    client = signed_in(office.office)
    hint = client.get(f"/rounds/{round_.pk}/deadline-hint/", {"words": words})
    assert hint.status_code == 200
    assert "不能确定日期" in hint.content.decode()


@pytest.mark.parametrize("pk", ["9" * 18, "9" * 25])
def test_an_issue_of_a_number_out_of_all_range_is_not_there(office: Office, pk: str) -> None:
    assert signed_in(office.office).get(f"/issues/{pk}/").status_code == 404
    assert signed_in(office.office).get(f"/rounds/{pk}/ledger/").status_code == 404


def test_issues_are_counted_of_the_rounds_of_which_one_sees_all(office: Office) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    here, there = office.round(), other.round(name="市委第三轮巡察")
    office.issue(here)
    for place in range(7):
        other.issue(there, f"问题{place}")
    person = office.office
    grant_role(person, RoleKey.HANDLER, unit=other.unit, department=other.finance, by=None)
    page = read(person, "/rounds/")
    told = {text_of(row) for row in re.findall(r"<tr>.*?</tr>", page, re.S)[1:]}
    counted = {row.split()[0]: re.findall(r"(?<= )\d+(?= 台账| *$)", row) for row in told}
    assert counted == {here.name: ["1"], there.name: []}
    assert f"/rounds/{here.pk}/edit/" in page
    assert f"/rounds/{there.pk}/edit/" not in page


@pytest.mark.parametrize("who", ["office", "secretary", "supervisor"])
def test_who_reads_a_whole_unit_is_told_how_many_issues(office: Office, who: str) -> None:
    office.issue(office.round())
    assert "问题数" in read(office.people[who], "/rounds/")


@pytest.mark.parametrize("who", ["handler", "department_head", "leader"])
def test_who_reads_a_part_is_not(office: Office, who: str) -> None:
    office.issue(office.round())
    assert "问题数" not in read(office.people[who], "/rounds/")
