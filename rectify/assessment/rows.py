"""Which tables, assessments and counts somebody may see: whoever reads the whole unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

from rectify.access.permissions import Permission
from rectify.people.reach import reach_of
from rectify.rounds.rows import unclosed

if TYPE_CHECKING:
    from rectify.people.models import Person


class _OfRound(models.QuerySet[Any]):
    path: ClassVar[str] = "round"

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Rows of units over all of which `person` has `permission`; of closed rounds to read."""
        units = reach_of(person, permission).units
        rows = self.filter(**{f"{self.path}__unit_id__in": units})
        return rows.filter(unclosed(permission, self.path))

    def visible_to(self, person: Person) -> Self:
        """Rows that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)


class AssessmentQuerySet(_OfRound):
    """Assessments."""


class SatisfactionQuerySet(_OfRound):
    """Counts of voices."""


class DeductionQuerySet(_OfRound):
    """Deductions."""

    path = "assessment__round"

    def current(self) -> Self:
        """Those that hold."""
        return self.filter(withdrawn_at__isnull=True)


class ScaleQuerySet(models.QuerySet[Any]):
    """Tables; they belong to a unit and outlive its rounds."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Those of units over all of which `person` has `permission`."""
        return self.filter(unit_id__in=reach_of(person, permission).units)

    def visible_to(self, person: Person) -> Self:
        """Those that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)
