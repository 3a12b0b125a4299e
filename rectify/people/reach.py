"""How far a person's roles reach: the one answer that every `visible_to` starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from rectify.access.permissions import Permission
from rectify.access.roles import ROLES, Extent
from rectify.kernel import clock

if TYPE_CHECKING:
    from rectify.people.models import Department, Grant, Person


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one permission of one person holds.

    `units`: ids of units of which every row is open; `departments`: ids of departments (with all
    below them) whose rows are; `led`: ids of units in which what `person_id` leads is; `system`:
    the administrators' reach, over accounts and trail of every unit but over no case content.
    """

    person_id: int
    units: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    led: frozenset[int] = frozenset()
    home_units: frozenset[int] = frozenset()
    system: bool = False

    @property
    def empty(self) -> bool:
        """True when the permission holds nowhere."""
        return not (self.units or self.departments or self.led or self.system)

    @property
    def touched_units(self) -> frozenset[int]:
        """Ids of all units in which the permission holds over anything."""
        return self.units | self.led | self.home_units


def grants_of(person: Person) -> list[Grant]:
    """The person's grants in force today, read once for each person object."""
    today = clock.today()
    day, known = getattr(person, "_grants_on", (None, []))
    if day != today:
        rows: Any = person.grants.all()
        known = list(
            rows.holding_on(today).select_related("department", "unit").order_by("role", "id")
        )
        person._grants_on = (today, known)  # type: ignore[attr-defined]
        person._reaches = {}  # type: ignore[attr-defined]
    return cast("list[Grant]", known)


def reach_of(person: Person, permission: Permission) -> Reach:
    """Where `permission` holds for `person` today, over all his grants together."""
    grants = grants_of(person)
    known: dict[Permission, Reach] = person._reaches  # type: ignore[attr-defined]
    if permission not in known:
        known[permission] = _reach(person, permission, grants)
    return known[permission]


def _reach(person: Person, permission: Permission, grants: list[Grant]) -> Reach:
    if not person.is_active:
        return Reach(person.pk)
    giving = [g for g in grants if permission in ROLES[g.role].permissions]
    by_extent: dict[Extent, list[Grant]] = {extent: [] for extent in Extent}
    for grant in giving:
        by_extent[ROLES[grant.role].extent].append(grant)
    homes = [g.department for g in by_extent[Extent.DEPARTMENT] if g.department]
    return Reach(
        person_id=person.pk,
        units=frozenset(g.unit_id for g in by_extent[Extent.UNIT] if g.unit_id),
        departments=_with_all_below(homes),
        led=frozenset(g.unit_id for g in by_extent[Extent.LED] if g.unit_id),
        home_units=frozenset(department.unit_id for department in homes),
        system=bool(by_extent[Extent.SYSTEM]),
    )


def _with_all_below(departments: list[Department]) -> frozenset[int]:
    if not departments:
        return frozenset()
    rows: Any = type(departments[0])._default_manager.all()
    return frozenset(rows.within({department.pk for department in departments}))
