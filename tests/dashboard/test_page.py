"""The dashboard's page: every number is a link to exactly the rows it counts, for everybody."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils.datastructures import MultiValueDict

from rectify.figures.selection import Of, Selection
from rectify.kernel import clock
from rectify.rounds.models import Round
from tests.factories import Office, as_a_paper_says, make_office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    today = clock.today()
    round_ = office.round()
    for number, standing in enumerate(("done", "partial", "in_progress", "long_term", "")):
        issue = office.issue(round_, title=f"问题{number}")
        for days in (-3, 9, 40):
            office.measure(issue, text=f"措施{days}", due_on=today + timedelta(days=days))
        as_a_paper_says(issue, standing)
    office.measure(issue, text="人事科的措施", lead_department=office.personnel)
    return round_


LINK = re.compile(r'<a href="(/rounds/\d+/ledger/\?[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@pytest.mark.parametrize("who", ["office", "secretary", "department_head", "handler", "supervisor"])
def test_every_number_counts_the_rows_behind_its_link(
    office: Office, round_: Round, who: str
) -> None:
    person = office.people[who]
    page = signed_in(person).get(f"/rounds/{round_.pk}/dashboard/").content.decode()
    checked = 0
    for address, shown in LINK.findall(page):
        numbers = re.findall(r">\s*(\d+)\s*<", f">{shown}<")
        if len(numbers) != 1 or "%" in shown:
            continue
        params: MultiValueDict[str, str] = MultiValueDict()
        for name, value in parse_qsl(urlsplit(unescape(address)).query):
            params.appendlist(name, value)
        chosen = Selection.from_params(params)
        rows = (
            chosen.issues(person, round_)
            if chosen.of is Of.ISSUES
            else chosen.measures(person, round_)
        )
        assert int(numbers[0]) == rows.count(), address
        checked += 1
    assert checked >= 14


def test_a_department_counts_only_what_is_its_own(office: Office, round_: Round) -> None:
    page = signed_in(office.handler).get(f"/rounds/{round_.pk}/dashboard/").content.decode()
    assert "人事科" not in page


def test_another_unit_finds_no_dashboard(office: Office, round_: Round) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    for person in other.people.values():
        assert signed_in(person).get(f"/rounds/{round_.pk}/dashboard/").status_code == 404


def test_an_empty_round_shows_noughts_and_no_rate(office: Office) -> None:
    round_ = office.round()
    page = signed_in(office.secretary).get(f"/rounds/{round_.pk}/dashboard/").content.decode()
    assert "—" in page
    assert "没有未办结的措施" in page
