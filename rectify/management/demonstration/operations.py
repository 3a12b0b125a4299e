"""The three acts that only a demonstration needs."""

from __future__ import annotations

from rectify.people.models import Person, Unit
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record


@operation
def mark_demonstration(unit: Unit, *, by: Person | None) -> Unit:
    """Let a unit be known as one of the demonstration, which may be wiped; leaves `unit.amended`."""
    unit.demonstration = True
    unit.save_changes("demonstration")
    record(Act.UNIT_AMENDED, unit, by=by)
    return unit


@operation
def open_account(person: Person, hashed: str, *, by: Person | None) -> Person:
    """Give a person the ready hash of a password, not to be changed at the first sign-in.

    Leaves `person.password_set`. People's own passwords go through `people.operations.set_password`.
    """
    person.password = hashed
    person.save_changes("password")
    record(Act.PERSON_PASSWORD_SET, person, by=by)
    return person


@operation
def record_loading(*, by: Person | None) -> None:
    """Leave in the trail that all before it is a demonstration; leaves `demo.loaded`."""
    record(Act.DEMO_LOADED, by=by)
