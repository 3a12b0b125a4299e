"""The paper's own numbers can be mended and stay in the history; the ledger's serials stay as they are.

How a serial is changed: tests/reshaping/test_renumbering.py.
"""

from __future__ import annotations

import pytest

from rectify.closeout.history import history_of
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import ask, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def issue(office: Office) -> Issue:
    return office.issue(office.round(), number="3.")


@pytest.fixture
def measure(office: Office, issue: Issue) -> Measure:
    return office.measure(issue, number="（1）")


@pytest.mark.parametrize(("kind", "was", "now"), [("issue", "3.", "4."), ("measure", "（1）", "①")])
def test_the_papers_number_is_mended_and_the_serial_stays(
    office: Office, issue: Issue, measure: Measure, kind: str, was: str, now: str
) -> None:
    row: Issue | Measure = issue if kind == "issue" else measure
    url = f"/{kind}s/{row.pk}/edit/"
    opened = typed(ask(office.office, url).content.decode())
    assert opened["number"] == was
    answer = ask(office.office, url, opened | {"number": now, "serial": "99"})
    assert answer.status_code == 200
    row.refresh_from_db()
    assert (row.number, row.serial) == (now, 1)
    entry = history_of(issue, office.office)[0]
    assert [(one.label, one.old, one.new) for one in entry.changes] == [("原文编号", was, now)]
    assert entry.actor == office.office.name


def test_a_number_may_be_taken_away(office: Office, issue: Issue) -> None:
    url = f"/issues/{issue.pk}/edit/"
    ask(office.office, url, typed(ask(office.office, url).content.decode()) | {"number": ""})
    issue.refresh_from_db()
    assert (issue.number, issue.serial) == ("", 1)


def test_a_number_that_is_too_long_is_refused_and_kept_in_the_form(
    office: Office, issue: Issue
) -> None:
    url = f"/issues/{issue.pk}/edit/"
    long = "第" * 21
    facts = typed(ask(office.office, url).content.decode()) | {"number": long}
    answer = ask(office.office, url, facts)
    assert answer.status_code == 422
    assert long in answer.content.decode()
    issue.refresh_from_db()
    assert issue.number == "3."


def test_two_at_once_the_second_sees_both_numbers(office: Office, issue: Issue) -> None:
    url = f"/issues/{issue.pk}/edit/"
    first = typed(ask(office.office, url).content.decode())
    second = dict(first)
    ask(office.office, url, first | {"number": "4."})
    answer = ask(office.office, url, second | {"number": "5."})
    assert answer.status_code == 422
    assert "4." in answer.content.decode()
    assert "5." in answer.content.decode()
    issue.refresh_from_db()
    assert issue.number == "4."


def test_new_rows_take_the_papers_number(office: Office, issue: Issue) -> None:
    url = f"/issues/{issue.pk}/measures/new/"
    facts = typed(ask(office.office, url).content.decode())
    ask(office.office, url, facts | {"text": "建立台账", "number": "2."})
    made = Measure.objects.get()
    assert (made.number, made.serial) == ("2.", 1)


@pytest.mark.parametrize("key", ["handler", "department_head", "leader", "secretary", "supervisor"])
def test_nobody_but_the_office_renumbers(office: Office, issue: Issue, key: str) -> None:
    client = signed_in(office.people[key])
    answer = client.post(f"/issues/{issue.pk}/edit/", {"title": "改", "number": "9.", "version": 1})
    assert answer.status_code == 404
    issue.refresh_from_db()
    assert issue.number == "3."


def test_another_units_office_renumbers_nothing_here(office: Office, measure: Measure) -> None:
    client = signed_in(make_office("bh", "碧湖县水务局党组").office)
    answer = client.post(f"/measures/{measure.pk}/edit/", {"text": "改", "number": "9."})
    assert answer.status_code == 404
