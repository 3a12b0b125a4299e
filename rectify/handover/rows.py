"""Which handings over somebody may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from rectify.access.permissions import Permission
from rectify.people.reach import reach_of

if TYPE_CHECKING:
    from rectify.people.models import Person


class HandoverQuerySet(models.QuerySet[Any]):
    """Handings over."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Those of units over all of which `person` has `permission`."""
        return self.filter(unit_id__in=reach_of(person, permission).units)

    def visible_to(self, person: Person) -> Self:
        """Those that whoever keeps the ledger may read."""
        return self.open_to(person, Permission.EDIT_LEDGER)
