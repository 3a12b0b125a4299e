"""The three administrators' pages: accounts, grants, and the trail."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from rectify.kernel import clock
from rectify.people.models import Department, Grant, Person, Unit
from rectify.people.operations import create_department, create_person, grant_role
from rectify.trail.models import Event
from rectify.trail.rules import digest
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


def reset(by: Person, whose: Person) -> int:
    path = f"/administration/persons/{whose.pk}/password/"
    return signed_in(by).post(path).status_code


def switch(by: Person, whose: Person) -> int:
    version = Person.objects.get(pk=whose.pk).version
    path = f"/administration/persons/{whose.pk}/switch/"
    return signed_in(by).post(path, {"version": version}).status_code


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor"])
def test_an_administrators_account_is_not_another_administrators_alone(
    administrators: dict[str, Person], role: str
) -> None:
    whose = administrators[role]
    second = create_person(None, name="另一名管理员", username="second", by=None)
    grant_role(second, "system_admin", by=None)
    page = signed_in(second).get(f"/administration/persons/{whose.pk}/").content.decode()
    assert "须先由安全管理员收回其角色" in page
    assert "重置密码" not in page
    assert (reset(second, whose), switch(second, whose)) == (409, 409)
    facts = {"name": whose.name, "username": "renamed", "version": whose.version}
    path = f"/administration/persons/{whose.pk}/"
    assert signed_in(second).post(path, facts).status_code == 422
    unchanged = Person.objects.get(pk=whose.pk)
    assert unchanged.is_active
    assert (unchanged.password, unchanged.username) == (whose.password, whose.username)


def test_with_the_role_taken_back_by_the_second_administrator_it_is_an_ordinary_account(
    administrators: dict[str, Person],
) -> None:
    auditor, system = administrators["auditor"], administrators["system_admin"]
    held = Grant.objects.get(person=auditor)
    signed_in(administrators["security_admin"]).post(f"/administration/grants/{held.pk}/end/")
    assert (reset(system, auditor), switch(system, auditor)) == (200, 302)
    assert not Person.objects.get(pk=auditor.pk).is_active


def test_a_role_that_begins_later_protects_the_account_already(
    administrators: dict[str, Person],
) -> None:
    new = create_person(None, name="接任审计员", username="next", by=None)
    later = clock.today() + timedelta(days=7)
    grant_role(new, "auditor", from_on=later, by=None)
    assert reset(administrators["system_admin"], new) == 409


def test_a_name_or_a_post_of_an_administrator_is_mended_all_the_same(
    administrators: dict[str, Person],
) -> None:
    auditor = administrators["auditor"]
    facts = {"name": "改名", "username": auditor.username, "version": auditor.version}
    path = f"/administration/persons/{auditor.pk}/"
    response = signed_in(administrators["system_admin"]).post(path, facts)
    assert (response.status_code, Person.objects.get(pk=auditor.pk).name) == (302, "改名")


def test_a_case_users_password_is_reset_and_must_be_changed(
    office: Office, administrators: dict[str, Person]
) -> None:
    assert reset(administrators["system_admin"], office.handler) == 200
    assert Person.objects.get(pk=office.handler.pk).must_change_password


def fresh_person(office: Office, administrators: dict[str, Person], username: str) -> Person:
    """A person as the system administrator enters one, with an account or without."""
    facts = {"name": "任立", "username": username, "department": office.finance.pk}
    path = f"/administration/units/{office.unit.pk}/persons/new/"
    assert signed_in(administrators["system_admin"]).post(path, facts).status_code in {200, 302}
    return Person.objects.get(name="任立")


def name_account(by: Person, whose: Person, username: str) -> str:
    """What the page says to a username, "" when it is given."""
    whose.refresh_from_db()
    facts = {"name": whose.name, "username": username, "version": whose.version}
    answer = signed_in(by).post(f"/administration/persons/{whose.pk}/", facts)
    return answer.content.decode() if answer.status_code != 302 else ""


@pytest.mark.parametrize("begins", [0, 7])
def test_no_account_is_opened_for_one_who_holds_a_role_already(
    office: Office, administrators: dict[str, Person], begins: int
) -> None:
    system, security = administrators["system_admin"], administrators["security_admin"]
    person = fresh_person(office, administrators, "")
    day = clock.today() + timedelta(days=begins)
    held = grant_role(person, "secretary", unit=office.unit, from_on=day, by=security)
    told = name_account(system, person, "renli")
    assert "该人员没有账号但已担任党组书记，须先由安全管理员收回其角色" in told
    assert 'value="renli"' in told
    assert Person.objects.get(pk=person.pk).username is None
    assert reset(system, person) == 404
    signed_in(security).post(f"/administration/grants/{held.pk}/end/")
    assert name_account(system, person, "renli") == ""
    assert reset(system, person) == 200
    assert grant(signed_in(security), person, "secretary", unit=office.unit.pk) == 302


def test_account_first_then_role_then_a_new_password_goes_as_ever(
    office: Office, administrators: dict[str, Person]
) -> None:
    system, security = administrators["system_admin"], administrators["security_admin"]
    person = fresh_person(office, administrators, "renli")
    assert grant(signed_in(security), person, "handler", department=office.finance.pk) == 302
    assert reset(system, person) == 200
    assert name_account(system, person, "renli2") == ""


def test_a_person_without_roles_gets_an_account_later(
    office: Office, administrators: dict[str, Person]
) -> None:
    person = fresh_person(office, administrators, "")
    assert name_account(administrators["system_admin"], person, "renli") == ""


def move(by: Person, department: Department, parent: Department | None) -> str:
    """What the page says to a new place of a department, "" when it is moved."""
    department.refresh_from_db()
    facts = {"name": department.name, "version": department.version}
    facts |= {"parent": parent.pk} if parent else {}
    answer = signed_in(by).post(f"/administration/departments/{department.pk}/", facts)
    return answer.content.decode() if answer.status_code != 302 else ""


def test_a_department_is_not_moved_to_where_ungranted_eyes_would_see_its_measures(
    office: Office, administrators: dict[str, Person]
) -> None:
    system, security = administrators["system_admin"], administrators["security_admin"]
    below = create_department(office.unit, name="预算股", parent=office.finance, by=None)
    hidden = office.measure(office.issue(office.round()), lead_department=office.personnel)
    for parent in (office.finance, below):
        told = move(system, office.personnel, parent)
        assert "“财务科”已授予" in told
        assert "须先由安全管理员收回这些角色" in told
    assert signed_in(office.handler).get(f"/measures/{hidden.pk}/").status_code == 404
    for held in Grant.objects.filter(department=office.finance):
        signed_in(security).post(f"/administration/grants/{held.pk}/end/")
    assert move(system, office.personnel, below) == ""
    assert (
        grant(signed_in(security), office.handler, "handler", department=office.finance.pk) == 302
    )
    assert signed_in(office.handler).get(f"/measures/{hidden.pk}/").status_code == 200


def test_a_department_moves_on_among_those_who_see_it_already(
    office: Office, administrators: dict[str, Person]
) -> None:
    system = administrators["system_admin"]
    rest = create_department(office.unit, name="综合处", by=None)
    one = create_department(office.unit, name="预算股", parent=office.finance, by=None)
    other = create_department(office.unit, name="核算股", parent=office.finance, by=None)
    assert move(system, one, other) == ""
    assert move(system, one, office.finance) == ""
    assert move(system, one, None) == ""
    assert move(system, office.finance, rest) == ""
    assert "“财务科”已授予" in move(system, one, office.finance)


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
    told = client.post("/administration/trail/check/").content.decode()
    assert "记录完整" in told
    assert Event.objects.latest("position").hash in told
    Event.objects.filter(position=2).update(actor_name="别人")
    assert "从第2条起" in client.post("/administration/trail/check/").content.decode()


@pytest.mark.parametrize("cut", [1, 3])
def test_events_cut_off_at_the_end_show(administrators: dict[str, Person], cut: int) -> None:
    client = signed_in(administrators["auditor"])
    last = Event.objects.latest("position").position
    Event.objects.filter(position__gt=last - cut).delete()
    told = client.post("/administration/trail/check/").content.decode()
    assert f"从第{last - cut + 1}条起" in told


def test_an_event_put_in_the_place_of_the_last_one_shows(administrators: dict[str, Person]) -> None:
    event = Event.objects.latest("position")
    event.actor_name = "别人"
    event.hash = digest(event)
    event.save()
    told = signed_in(administrators["auditor"]).post("/administration/trail/check/")
    assert f"从第{event.position}条起" in told.content.decode()


def test_refused_access_stands_in_the_trail_with_its_page(office: Office) -> None:
    refused = signed_in(office.handler).get("/administration/units/?q=接待")
    event = Event.objects.latest("position")
    assert refused.status_code == 404
    assert (event.act, event.actor_name) == ("access.refused", office.handler.name)
    assert event.subject_label == "GET /administration/units/"


def test_so_does_the_try_to_open_what_belongs_to_others_but_not_what_is_not_there(
    office: Office,
) -> None:
    hidden = office.measure(office.issue(office.round()), lead_department=office.personnel)
    client = signed_in(office.handler)
    before = Event.objects.count()
    assert client.get(f"/measures/{hidden.pk + 100}/").status_code == 404
    assert Event.objects.count() == before
    assert client.post(f"/measures/{hidden.pk}/progress/").status_code == 404
    event = Event.objects.latest("position")
    assert (event.act, event.subject_label) == (
        "access.refused",
        f"POST /measures/{hidden.pk}/progress/",
    )


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1900-01-01"])
def test_the_trail_is_asked_for_a_day_out_of_all_range(
    administrators: dict[str, Person], day: str
) -> None:
    client = signed_in(administrators["auditor"])
    page = client.get("/administration/trail/", {"since": day, "until": day})
    assert page.status_code == 200
    assert "请填写有效日期" in page.content.decode()
    for before in ("9" * 30, "²", "1" * 18):
        assert client.get("/administration/trail/", {"before": before}).status_code == 200
