"""Which rows of people somebody may meet: the QuerySets of units, departments, persons, grants."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.access.permissions import Permission
from rectify.access.roles import ROLES
from rectify.kernel import clock
from rectify.people.reach import reach_of

if TYPE_CHECKING:
    from rectify.people.models import Person


class UnitQuerySet(models.QuerySet[Any]):
    """Units."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """The units in which `person` has `permission` over anything."""
        reach = reach_of(person, permission)
        return self if reach.system else self.filter(pk__in=reach.touched_units)

    def visible_to(self, person: Person) -> Self:
        """The units whose cases touch `person`."""
        return self.open_to(person, Permission.READ_CASE)


class DepartmentQuerySet(models.QuerySet[Any]):
    """Departments."""

    def visible_to(self, person: Person) -> Self:
        """Departments whose names `person` may meet: all of the units he works in."""
        reach = reach_of(person, Permission.READ_CASE)
        return self.filter(unit_id__in=reach.touched_units)

    def in_use(self) -> Self:
        """Departments that are not dissolved."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=clock.today()))

    def named(self, term: str) -> Self:
        """Departments whose name or short name contains `term` (two characters or more)."""
        if len(term) < 2:
            return self.none()
        return self.filter(Q(name__contains=term) | Q(short_name__contains=term))

    def above(self, pk: int | None) -> set[int]:
        """Ids of the department `pk` and of every department above it, by one query for each."""
        found: set[int] = set()
        while pk is not None and pk not in found:
            found.add(pk)
            pk = self.filter(pk=pk).values_list("parent_id", flat=True).first()
        return found

    def within(self, roots: set[int]) -> set[int]:
        """Ids of `roots` and of every department below them, by one query for the whole tree."""
        if not roots:
            return set()
        units = self.filter(pk__in=roots).values("unit_id")
        pairs = self.filter(unit_id__in=units).values_list("pk", "parent_id")
        children: dict[int | None, list[int]] = {}
        for pk, parent in pairs:
            children.setdefault(parent, []).append(pk)
        found, queue = set(roots), list(roots)
        while queue:
            fresh = [pk for pk in children.get(queue.pop(), []) if pk not in found]
            found.update(fresh)
            queue.extend(fresh)
        return found


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons."""

    def visible_to(self, person: Person) -> Self:
        """Persons whose names `person` may meet: those of the units he works in, and himself."""
        reach = reach_of(person, Permission.READ_CASE)
        return self.filter(Q(unit_id__in=reach.touched_units) | Q(pk=person.pk))

    def in_use(self) -> Self:
        """Persons still with the unit."""
        return self.filter(is_active=True)

    def called(self, words: str) -> Self:
        """Persons whose name, its initials or their username contain `words`."""
        term = words.strip()
        return self.filter(
            Q(name__contains=term)
            | Q(name_initials__startswith=term.lower())
            | Q(username__icontains=term)
        )

    def named(self, term: str) -> Self:
        """Persons whose name contains `term`, or whose initials begin with it (two letters or more)."""
        if term.isascii():
            letters = term.isalpha() and len(term) > 1
            return self.filter(name_initials__startswith=term.lower()) if letters else self.none()
        return self.filter(name__contains=term)


class GrantQuerySet(models.QuerySet[Any]):
    """Grants."""

    def holding_on(self, day: date) -> Self:
        """Grants in force on `day`."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day)

    def lasting(self, day: date) -> Self:
        """Grants that hold on `day` or will hold later."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day))

    def administering(self, day: date) -> Self:
        """Those of the three administrators' roles that hold on `day` or will hold later."""
        roles = [key for key, role in ROLES.items() if role.administers]
        return self.lasting(day).filter(role__in=roles)


class AliasQuerySet(models.QuerySet[Any]):
    """Other names of persons and departments."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Those of units over all of which `person` has `permission`."""
        return self.filter(unit_id__in=reach_of(person, permission).units)

    def visible_to(self, person: Person) -> Self:
        """Those that `person` could have taught: they are there for whoever enters papers."""
        return self.open_to(person, Permission.EDIT_LEDGER)

    def in_use(self) -> Self:
        """Those that still hold, of persons and departments that are still there."""
        return (
            self.filter(ended_on__isnull=True)
            .exclude(person__is_active=False)
            .exclude(department__retired_on__isnull=False)
        )
