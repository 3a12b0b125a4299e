"""Which rounds somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.access.permissions import READING, Permission
from rectify.people.reach import reach_of
from rectify.rounds.enums import Kind

if TYPE_CHECKING:
    from rectify.people.models import Person


def unclosed(permission: Permission, path: str = "round") -> Q:
    """Rows whose round (`path` leads there) is not closed; all of them, where one only reads."""
    return Q() if permission in READING else Q(**{f"{path}__closed_at__isnull": True})


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Rounds of the units in which `person` has `permission` over anything; closed ones to read."""
        rows = self.filter(unit_id__in=reach_of(person, permission).touched_units)
        return rows if permission in READING else rows.filter(closed_at__isnull=True)

    def visible_to(self, person: Person) -> Self:
        """Rounds of the units whose cases touch `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def worked_on(self) -> Self:
        """Rounds that are not closed and have issues of their own."""
        return self.filter(closed_at__isnull=True).exclude(kind=Kind.LOOK_BACK)
