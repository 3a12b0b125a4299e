"""Every address × every role: who lacks the permission, or serves another unit, meets a 404."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rectify.access.permissions import ADMINISTRATION
from rectify.access.roles import ROLES
from rectify.people.models import Person
from tests.architecture.doors import Door, doors
from tests.architecture.things import one_of_each
from tests.factories import Office, make_administrators, make_office, signed_in

pytestmark = [pytest.mark.once, pytest.mark.urls("tests.architecture.bare")]

DOORS = doors()
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "auditor"})


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_every_address_has_a_guard(door: Door) -> None:
    assert door.guard is not None


def test_only_the_sign_in_page_is_open_to_all() -> None:
    assert [d.name for d in DOORS if d.guard and d.guard.public] == ["sign-in"]


def test_no_two_addresses_share_a_name() -> None:
    names = [door.name for door in DOORS]
    assert sorted(set(names)) == sorted(names)


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def values(office: Office) -> dict[str, Any]:
    return one_of_each(office)


def everybody(office: Office) -> dict[str, Person]:
    return {**office.people, **make_administrators()}


def test_whoever_lacks_the_permission_meets_a_404(office: Office, values: dict[str, Any]) -> None:
    wrong = []
    for key, person in everybody(office).items():
        client = signed_in(person)
        for door in DOORS:
            assert door.guard is not None
            held = ROLES[key].permissions & set(door.guard.permissions)
            if held or not door.guard.permissions:
                continue
            method = client.get if "GET" in door.guard.methods else client.post
            status = method(door.url(values)).status_code
            if status != 404:
                wrong.append((key, door.name, status))
    assert wrong == []


def test_another_units_people_meet_a_404_at_everything_of_this_unit(
    office: Office, values: dict[str, Any]
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    wrong = []
    for key, person in other.people.items():
        client = signed_in(person)
        for door in DOORS:
            assert door.guard is not None
            if not door.arguments or set(door.guard.permissions) & ADMINISTRATION:
                continue
            for method, send in (("GET", client.get), ("POST", client.post)):
                if method not in door.guard.methods:
                    continue
                status = send(door.url(values)).status_code
                if status != 404:
                    wrong.append((key, method, door.name, status))
    assert wrong == []


def test_nobody_signed_in_is_sent_to_the_sign_in_page(values: dict[str, Any]) -> None:
    client = Client()
    for door in DOORS:
        assert door.guard is not None
        if door.guard.public:
            continue
        response = client.get(door.url(values))
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/sign-in/")


def test_the_office_can_open_everything_of_its_unit(office: Office, values: dict[str, Any]) -> None:
    client = signed_in(office.office)
    wrong = []
    for door in DOORS:
        assert door.guard is not None
        held = ROLES["office"].permissions & set(door.guard.permissions)
        if not held or "GET" not in door.guard.methods:
            continue
        status = client.get(door.url(values)).status_code
        if status not in {200, 302}:
            wrong.append((door.name, status))
    assert wrong == []


def test_administrators_reach_no_case_content(office: Office, values: dict[str, Any]) -> None:
    for key, person in make_administrators().items():
        assert key in ADMINISTRATORS
        client = signed_in(person)
        for name in ("rounds", "todo"):
            door = next(d for d in DOORS if d.name == name)
            assert client.get(door.url(values)).status_code == 404
