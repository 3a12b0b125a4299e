"""Which saved filters somebody meets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.access.permissions import Permission
from rectify.people.reach import reach_of

if TYPE_CHECKING:
    from rectify.people.models import Person


class SavedFilterQuerySet(models.QuerySet[Any]):
    """Saved filters."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """His own, and those of units over all of which `person` has `permission`."""
        shared = Q(shared=True, unit_id__in=reach_of(person, permission).units)
        return self.filter(Q(owner_id=person.pk) | shared, removed_at__isnull=True)

    def visible_to(self, person: Person) -> Self:
        """His own, and the shared ones of units whose cases touch him."""
        units = reach_of(person, Permission.READ_CASE).touched_units
        mine = Q(owner_id=person.pk, unit_id__in=units)
        return self.filter(mine | Q(shared=True, unit_id__in=units), removed_at__isnull=True)
