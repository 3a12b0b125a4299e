"""Which outcomes somebody may see, and which he may change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.access.permissions import Permission
from rectify.issues.models import Issue
from rectify.issues.rows import writable
from rectify.kernel.searching import holding
from rectify.measures.models import Measure
from rectify.people.reach import reach_of
from rectify.rounds.rows import unclosed

if TYPE_CHECKING:
    from rectify.people.models import Person

READING = frozenset({Permission.READ_CASE, Permission.EXPORT})
"""What holds for an outcome through the issues and measures that it is attached to."""


class OutcomeQuerySet(models.QuerySet[Any]):
    """Outcomes."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Outcomes over which `person` has `permission`.

        He reads what is attached to an issue or measure that he may read, and what his department
        has entered; only its own department and the unit's office change an outcome.
        """
        reach = reach_of(person, permission)
        allowed = Q(round__unit_id__in=reach.units) | Q(department_id__in=reach.departments)
        if permission in READING and not reach.empty:
            allowed |= Q(pk__in=self._attached(person, permission))
        return self.filter(allowed & self._writable(person, permission))

    def _writable(self, person: Person, permission: Permission) -> Q:
        """Outcomes of open rounds, and those attached to nothing but what a look-back has opened again."""
        if permission in READING:
            return Q()
        again = Q(pk__in=self._attached(person, permission)) & ~Q(pk__in=self._sealed(permission))
        return unclosed(permission) | again

    def _sealed(self, permission: Permission) -> Any:
        """Ids of outcomes attached to an issue, or to a measure of one, that is closed for good."""
        issues = Issue.with_withdrawn.exclude(writable(permission, Issue)).values("pk")
        bearings: Any = self.model._meta.get_field("bearings").related_model
        attached = Q(issue_id__in=issues) | Q(measure__issue_id__in=issues)
        rows = bearings._default_manager.filter(attached, ended_on__isnull=True)
        return rows.values("outcome_id")

    def _attached(self, person: Person, permission: Permission) -> Any:
        """Ids of outcomes attached to an issue or a measure over which `person` has `permission`."""
        issues: Any = Issue.objects.all()
        measures: Any = Measure.objects.filter(issue__withdrawn_at__isnull=True)
        bearings: Any = self.model._meta.get_field("bearings").related_model
        return bearings._default_manager.filter(
            Q(issue_id__in=issues.open_to(person, permission).values("pk"))
            | Q(measure_id__in=measures.open_to(person, permission).values("pk")),
            ended_on__isnull=True,
        ).values("outcome_id")

    def visible_to(self, person: Person) -> Self:
        """Outcomes that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def current(self) -> Self:
        """Outcomes that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def mentioning(self, words: str) -> Self:
        """Outcomes whose text holds every one of the blank-separated `words`."""
        found: Self = holding(self, words)
        return found


class BearingQuerySet(models.QuerySet[Any]):
    """Attachments of outcomes."""

    def current(self) -> Self:
        """Those that hold."""
        return self.filter(ended_on__isnull=True)
