"""The three administrators' pages: accounts, grants, and the trail."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from rectify.people.models import Grant, Person, Unit
from rectify.trail.models import Event
from tests.factories import Office, make_administrators, make_office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def administrators() -> dict[str, Person]:
    return make_administrators()


def test_a_unit_a_department_and_an_account_are_made(administrators: dict[str, Person]) -> None:
    client = signed_in(administrators["system_admin"])
    client.post(
        "/administration/units/new/",
        {"name": "东岭县医保局党组", "short_name": "县医保局", "immediate_days": 30},
    )
    unit = Unit.objects.get(name="东岭县医保局党组")
    client.post(f"/administration/units/{unit.pk}/departments/new/", {"name": "基金股"})
    page = client.post(
        f"/administration/units/{unit.pk}/persons/new/",
        {"name": "任立", "username": "renli", "department": unit.departments.get().pk},
    ).content.decode()
    person = Person.objects.get(username="renli")
    secret = re.findall(r"\b[A-Za-z0-9]{14}\b", page)
    assert any(person.check_password(word) for word in secret)
    assert person.must_change_password
    assert person.name_initials == "rl"


def test_a_doubled_username_is_refused_beside_its_field(
    office: Office, administrators: dict[str, Person]
) -> None:
    response = signed_in(administrators["system_admin"]).post(
        f"/administration/units/{office.unit.pk}/persons/new/",
        {"name": "任立", "username": "qs_office"},
    )
    assert response.status_code == 422
    assert "此登录名已被使用" in response.content.decode()
    assert 'value="任立"' in response.content.decode()


def test_an_account_taken_out_of_use_is_signed_out_at_once(
    office: Office, administrators: dict[str, Person]
) -> None:
    client = signed_in(office.handler)
    assert client.get("/todo/").status_code == 200
    signed_in(administrators["system_admin"]).post(
        f"/administration/persons/{office.handler.pk}/switch/",
        {"version": Person.objects.get(pk=office.handler.pk).version},
    )
    assert client.get("/todo/").status_code == 302


def grant(client: Client, person: Person, role: str, **more: object) -> int:
    facts = {"person": person.pk, "role": role, **more}
    return client.post("/administration/grants/new/", facts).status_code


def test_a_role_is_given_and_taken_back_at_once(
    office: Office, administrators: dict[str, Person]
) -> None:
    client = signed_in(administrators["security_admin"])
    assert grant(client, office.handler, "secretary", unit=office.unit.pk) == 302
    given = Grant.objects.get(person=office.handler, role="secretary")
    round_ = office.round()
    assert signed_in(office.handler).get(f"/rounds/{round_.pk}/reports/").status_code == 200
    client.post(f"/administration/grants/{given.pk}/end/")
    assert signed_in(office.handler).get(f"/rounds/{round_.pk}/reports/").status_code == 404


@pytest.mark.parametrize("role", ["auditor", "system_admin"])
def test_no_administrators_role_beside_a_case_role(
    office: Office, administrators: dict[str, Person], role: str
) -> None:
    client = signed_in(administrators["security_admin"])
    assert grant(client, office.handler, role) == 422
    assert grant(client, administrators["auditor"], "office", unit=office.unit.pk) == 422


def test_a_department_role_wants_its_department(
    office: Office, administrators: dict[str, Person]
) -> None:
    client = signed_in(administrators["security_admin"])
    assert grant(client, office.leader, "handler", unit=office.unit.pk) == 422


def test_nobody_grants_himself_a_role(administrators: dict[str, Person]) -> None:
    security = administrators["security_admin"]
    assert grant(signed_in(security), security, "auditor") == 422


def test_the_trail_shows_acts_and_no_case_text(
    office: Office, administrators: dict[str, Person]
) -> None:
    office.issue(office.round(), title="公务接待超标")
    page = signed_in(administrators["auditor"]).get("/administration/trail/").content.decode()
    assert "新增问题" in page
    assert "公务接待超标" not in page


def test_the_auditor_sees_that_the_chain_was_broken(administrators: dict[str, Person]) -> None:
    client = signed_in(administrators["auditor"])
    assert "记录完整" in client.post("/administration/trail/check/").content.decode()
    Event.objects.filter(position=2).update(actor_name="别人")
    assert "第2条记录" in client.post("/administration/trail/check/").content.decode()


def test_refused_access_stands_in_the_trail(office: Office) -> None:
    assert signed_in(office.handler).get("/administration/units/").status_code == 404
    event = Event.objects.latest("position")
    assert (event.act, event.actor_name) == ("access.refused", office.handler.name)
