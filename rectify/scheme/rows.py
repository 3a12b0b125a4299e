"""Which rows of a plan somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from rectify.access.permissions import Permission
from rectify.people.reach import reach_of
from rectify.rounds.rows import unclosed

if TYPE_CHECKING:
    from rectify.people.models import Person


class OfSchemeQuerySet(models.QuerySet[Any]):
    """Opinions and joint reviews."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Those of units over all of which `person` has `permission`; of closed rounds to read."""
        rows = self.filter(scheme__round__unit_id__in=reach_of(person, permission).units)
        return rows.filter(unclosed(permission, "scheme__round"))

    def visible_to(self, person: Person) -> Self:
        """Those that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)
