"""Persons found while a form is filled in: by name, initials, post; of one's own units alone."""

from __future__ import annotations

from typing import Any

import pytest

from rectify.people.models import Person
from rectify.people.operations import amend_person, create_person
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import ask, options

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    made = make_office()
    for name, post in (("曾国良", "办公室主任"), ("查理达", ""), ("陈卫东", "副局长")):
        create_person(made.unit, name=name, post=post, department=made.finance, by=None)
    return made


def found(person: Person, unit_id: Any, words: str) -> list[tuple[str, str]]:
    answer = signed_in(person).get("/persons/find/", {"unit": unit_id, "q": words})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return [(one["name"], one["note"]) for one in answer.json()["found"]]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("曾", ["曾国良"]),
        ("zgl", ["曾国良"]),
        ("Z", ["查理达", "曾国良"]),
        ("cwd", ["陈卫东"]),
        ("主任", ["曾国良"]),
        ("无此人", []),
        ("", []),
        ("\0", []),
        ("%", []),
        ("陈" * 500, []),
    ],
)
def test_a_person_is_found_by_what_is_known_of_him(
    office: Office, words: str, names: list[str]
) -> None:
    told = [name for name, _ in found(office.office, office.unit.pk, words)]
    assert sorted(told) == sorted(names)


def test_post_or_department_tells_persons_apart(office: Office) -> None:
    assert found(office.office, office.unit.pk, "曾") == [("曾国良", "办公室主任")]
    assert found(office.office, office.unit.pk, "查") == [("查理达", "财务科")]


def test_who_has_left_is_not_found(office: Office) -> None:
    person = Person.objects.get(name="曾国良")
    amend_person(person, version=person.version, changes={"is_active": False}, by=None)
    assert found(office.office, office.unit.pk, "zgl") == []


def test_asked_for_no_unit_nobody_is_found(office: Office) -> None:
    answer = signed_in(office.office).get("/persons/find/", {"q": "曾"})
    assert (answer.status_code, answer.json()) == (200, {"found": []})


@pytest.mark.parametrize("unit", ["abc", "0", "999999", "９"])
def test_a_unit_that_is_none_of_ones_own_is_not_there(office: Office, unit: str) -> None:
    client = signed_in(office.office)
    answer = client.get("/persons/find/", {"unit": unit, "q": "曾"})
    assert answer.status_code == 404


def test_another_unit_is_told_of_nobody(office: Office) -> None:
    stranger = signed_in(make_office("bh", "碧湖县水务局党组").office)
    answer = stranger.get("/persons/find/", {"unit": str(office.unit.pk), "q": "曾"})
    assert answer.status_code == 404


@pytest.mark.parametrize("key", ["handler", "department_head", "leader", "secretary", "supervisor"])
def test_who_keeps_no_ledger_finds_nobody(office: Office, key: str) -> None:
    client = signed_in(office.people[key])
    assert client.get("/persons/find/", {"unit": str(office.unit.pk), "q": "曾"}).status_code == 404


def test_of_a_large_unit_the_form_offers_a_part_and_who_is_named(office: Office) -> None:
    last = create_person(office.unit, name="邹最后", by=None)
    for number in range(210):
        create_person(office.unit, name=f"丁一{number}", by=None)
    issue = office.issue(office.round(), lead_leader=last)
    page = ask(office.office, f"/issues/{issue.pk}/edit/").content.decode()
    offered = options(page, "lead_leader")
    assert len(offered) < 210
    assert "邹最后" in offered
    assert f'data-finds="/persons/find/?unit={office.unit.pk}"' in page


def test_a_person_who_was_not_offered_may_be_chosen(office: Office) -> None:
    issue = office.issue(office.round())
    for number in range(210):
        create_person(office.unit, name=f"丁一{number}", by=None)
    chosen = create_person(office.unit, name="邹最后", by=None)
    facts = {
        "title": issue.title,
        "source": issue.source,
        "pace": issue.pace,
        "version": issue.version,
        "lead_leader": chosen.pk,
    }
    ask(office.office, f"/issues/{issue.pk}/edit/", facts)
    issue.refresh_from_db()
    assert issue.lead_leader == chosen
