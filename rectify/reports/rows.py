"""Which reports and files of reports somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from rectify.access.permissions import Permission
from rectify.people.reach import reach_of
from rectify.rounds.rows import unclosed

if TYPE_CHECKING:
    from rectify.people.models import Person


class ReportQuerySet(models.QuerySet[Any]):
    """Reports."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Reports of units of which `person` has `permission` over everything.

        A report tells the whole round, so one who sees only his department's part sees none.
        """
        rows = self.filter(round__unit_id__in=reach_of(person, permission).units)
        return rows.filter(unclosed(permission))

    def visible_to(self, person: Person) -> Self:
        """Reports that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)


class ReportFileQuerySet(models.QuerySet[Any]):
    """Files made of reports."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Files of reports over which `person` has `permission`."""
        rows = self.filter(report__round__unit_id__in=reach_of(person, permission).units)
        return rows.filter(unclosed(permission, "report__round"))

    def visible_to(self, person: Person) -> Self:
        """Files of reports that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)
