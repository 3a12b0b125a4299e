"""Which rounds somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from rectify.access.permissions import Permission
from rectify.people.reach import reach_of

if TYPE_CHECKING:
    from rectify.people.models import Person


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Rounds of the units in which `person` has `permission` over anything."""
        return self.filter(unit_id__in=reach_of(person, permission).touched_units)

    def visible_to(self, person: Person) -> Self:
        """Rounds of the units whose cases touch `person`."""
        return self.open_to(person, Permission.READ_CASE)
