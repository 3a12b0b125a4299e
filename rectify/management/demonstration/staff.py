"""The demonstration's offices and people: created, granted their roles, found again by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from rectify.access.roles import ROLES, Extent, RoleKey
from rectify.management.demonstration import material
from rectify.management.demonstration.operations import mark_demonstration, open_account
from rectify.people.models import Department, Person, Unit
from rectify.people.operations import create_department, create_person, create_unit, grant_role

PASSWORD = "yanshi-zhenggai"  # noqa: S105 - printed for all to see; it opens demonstration data only


@dataclass(slots=True)
class Office:
    """One unit with its departments and persons by name."""

    unit: Unit
    departments: dict[str, Department] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    in_charge: dict[str, str] = field(default_factory=dict)
    by_role: dict[tuple[str, str], Person] = field(default_factory=dict)

    @property
    def office(self) -> Person:
        """Who acts for the 整改办."""
        return self.by_role[RoleKey.OFFICE, ""]

    def leader_of(self, department: str) -> Person | None:
        """The 分管领导 of a department."""
        return self.persons.get(self.in_charge[department])

    def handler(self, department: str) -> Person:
        """The 经办人 of a department."""
        return self.by_role[RoleKey.HANDLER, department]

    def head(self, department: str) -> Person:
        """The 负责人 of a department."""
        return self.by_role[RoleKey.DEPARTMENT_HEAD, department]


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the table of demonstration accounts."""

    username: str
    name: str
    role: str
    scope: str


def hire() -> dict[str, Office]:
    """Create all units, departments, persons and grants; gives the offices by their key."""
    offices: dict[str, Office] = {}
    for given in material.units():
        offices[given["key"]] = _found_office(given, offices)
    hashed = make_password(PASSWORD)  # once: each hashing is slow on purpose
    for given in material.units():
        for person in given["persons"]:
            _employ(person, offices[given["key"]], offices, hashed)
    return offices


def _found_office(given: dict[str, Any], offices: dict[str, Office]) -> Office:
    above = offices.get(given.get("parent", ""))
    unit = create_unit(
        given["name"],
        short_name=given["short_name"],
        parent=above.unit if above else None,
        by=None,
    )
    office = Office(mark_demonstration(unit, by=None))
    for position, department in enumerate(given["departments"], start=1):
        office.departments[department["name"]] = create_department(
            office.unit,
            name=department["name"],
            parent=office.departments.get(department.get("parent", "")),
            position=position,
            by=None,
        )
        office.in_charge[department["name"]] = department.get("in_charge", "")
    return office


def _employ(given: dict[str, Any], office: Office, offices: dict[str, Office], hashed: str) -> None:
    """Create a person, give him his roles and, if he has an account, the one password."""
    department = office.departments.get(given.get("department", ""))
    person = create_person(
        office.unit,
        name=given["name"],
        post=given["post"],
        department=department,
        username=given.get("username"),
        by=None,
    )
    if person.username:
        person = open_account(person, hashed, by=None)
    office.persons[person.name] = person
    for key in given.get("supervises", ()):
        grant_role(person, RoleKey.SUPERVISOR, unit=offices[key].unit, by=None)
    for role in given.get("roles", ()):
        within = department if ROLES[role].extent is Extent.DEPARTMENT else None
        system = ROLES[role].extent is Extent.SYSTEM
        grant_role(person, role, unit=None if system else office.unit, department=within, by=None)
        office.by_role[role, within.name if within else ""] = person


@cache
def accounts() -> tuple[Account, ...]:
    """All accounts of the demonstration in the order of roles, unit after unit."""
    places = {role: place for place, role in enumerate(ROLES)}
    found = []
    for order, unit in enumerate(material.units()):
        for person in unit["persons"]:
            if "username" in person:
                role = (*person.get("roles", ()), RoleKey.SUPERVISOR)[0]
                account = Account(
                    person["username"], person["name"], ROLES[role].title, _scope(unit, person)
                )
                found.append((order == 0, order, places[role], account))
    return tuple(line[-1] for line in sorted(found, key=lambda line: line[:-1]))


def _scope(unit: dict[str, Any], person: dict[str, Any]) -> str:
    """What an account reaches, in the words of the table."""
    names = {given["key"]: given["short_name"] for given in material.units()}
    if "supervises" in person:
        return "、".join(names[key] for key in person["supervises"])
    if ROLES[person["roles"][0]].extent is Extent.SYSTEM:
        return "全系统"
    if ROLES[person["roles"][0]].extent is Extent.DEPARTMENT:
        return f"{unit['short_name']}{person['department']}"
    return str(unit["short_name"])
