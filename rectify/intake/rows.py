"""Which papers somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from rectify.access.permissions import Permission
from rectify.people.reach import reach_of
from rectify.rounds.rows import unclosed

if TYPE_CHECKING:
    from rectify.people.models import Person


class PaperQuerySet(models.QuerySet[Any]):
    """Papers."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Papers of units of which `person` has `permission` over everything: a letter names all."""
        rows = self.filter(round__unit_id__in=reach_of(person, permission).units)
        return rows.filter(unclosed(permission))

    def visible_to(self, person: Person) -> Self:
        """Papers that exist for `person`: those he could enter himself, were the round not closed."""
        return self.filter(round__unit_id__in=reach_of(person, Permission.EDIT_LEDGER).units)
