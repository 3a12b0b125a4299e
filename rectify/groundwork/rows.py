"""Which rows of a round's groundwork somebody may see: whoever reads the whole round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from rectify.access.permissions import Permission
from rectify.people.reach import reach_of
from rectify.rounds.rows import unclosed

if TYPE_CHECKING:
    from rectify.people.models import Person


class OfRoundQuerySet(models.QuerySet[Any]):
    """Rows that hang on a round itself."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Those of units over all of which `person` has `permission`; of closed rounds to read."""
        rows = self.filter(round__unit_id__in=reach_of(person, permission).units)
        return rows.filter(unclosed(permission))

    def visible_to(self, person: Person) -> Self:
        """Those that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)


class ScanQuerySet(OfRoundQuerySet):
    """Scans."""

    def current(self) -> Self:
        """Those that were not taken out again."""
        return self.filter(withdrawn_at__isnull=True)
