"""How many queries each list costs: a committed number, the same for few rows as for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.operations import log_progress
from rectify.people.models import Person
from rectify.people.operations import create_person
from rectify.reports.operations import draft_report
from rectify.rounds.models import Round
from tests.factories import Office, make_administrators, make_office, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FEW, MANY = 1, 6

BUDGETS = {
    "rounds": 9,
    "ledger": 21,
    "dashboard": 25,
    "todo": 18,
    "issue": 44,
    "measure": 33,
    "withdrawn": 11,
    "reports": 9,
    "report": 30,
    "papers": 9,
    "fill-in": 11,
    "units": 6,
    "unit": 7,
    "grants": 6,
    "trail": 5,
}
"""The most that a page may ask of the database, its frame and its session included."""

ADMINISTRATORS = {
    "units": "system_admin",
    "unit": "system_admin",
    "grants": "security_admin",
    "trail": "auditor",
}


@pytest.fixture
def office() -> Office:
    return make_office()


def add_work(office: Office, round_: Round, count: int) -> Issue:
    """Issues with measures, dates, assistants, progress, evidence and staff, so many of each."""
    for place in range(count):
        issue = office.issue(round_, f"问题{place}", lead_leader=office.leader)
        for number in range(2):
            day = clock.today() + timedelta(days=place - 5)
            measure = office.measure(
                issue, f"措施{place}{number}", due_on=day, assisting=[office.personnel]
            )
        log_progress(measure, text="已办", percent=5, happened_on=clock.today(), by=office.handler)
        office.evidence(measure, f"%PDF-1.4 {place}".encode())
        create_person(office.unit, name=f"人员{place}", department=office.finance, by=None)
    return issue


def address(name: str, office: Office, issue: Issue) -> str:
    measure = issue.measures.first()
    wanted: dict[str, list[Any]] = {
        "issue": [issue.pk],
        "measure": [measure.pk] if measure else [],
        "report": [issue.round.reports.get().pk],
        "unit": [office.unit.pk],
    }
    of_round = {"ledger", "dashboard", "reports", "papers", "fill-in", "withdrawn"}
    return reverse(name, args=wanted.get(name, [issue.round_id] if name in of_round else []))


def asked(person: Person) -> Callable[[str], int]:
    """Counts the queries of a page that has been opened before."""
    client = signed_in(person)

    def count(url: str) -> int:
        assert client.get(url).status_code == 200, url
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url)
        return len(queries)

    return count


def test_no_list_costs_more_than_its_budget_however_many_rows_it_has(office: Office) -> None:
    administrators = make_administrators()
    round_ = office.round()
    issue = add_work(office, round_, FEW)
    draft_report(round_, by=office.office)

    def costs() -> dict[str, int]:
        found = {}
        for name in BUDGETS:
            person = administrators.get(ADMINISTRATORS.get(name, ""), office.office)
            found[name] = asked(person)(address(name, office, issue))
        return found

    few = costs()
    issue = add_work(office, round_, MANY)
    many = costs()
    assert {name: (few[name], many[name]) for name in BUDGETS if many[name] > few[name]} == {}
    assert {name: cost for name, cost in many.items() if cost > BUDGETS[name]} == {}, many


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "secretary", "supervisor"])
def test_nor_for_any_other_role(office: Office, who: str) -> None:
    round_ = office.round()
    add_work(office, round_, MANY)
    count = asked(office.people[who])
    for name in ("ledger", "dashboard", "todo"):
        url = reverse(name, args=[] if name == "todo" else [round_.pk])
        assert count(url) <= BUDGETS[name], name
