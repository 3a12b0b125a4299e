"""Which measures and progress entries somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.access.permissions import Permission
from rectify.issues.enums import OPEN
from rectify.kernel.text import search_key
from rectify.people.reach import reach_of

if TYPE_CHECKING:
    from rectify.people.models import Person


class MeasureQuerySet(models.QuerySet[Any]):
    """Measures."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Measures over which `person` has `permission`.

        A department reads what it leads or assists, and all measures of an issue that it leads; it
        writes where it leads or assists, and submits and reviews only where it leads. A leader has
        what names him, and all measures of an issue that he leads.
        """
        reach = reach_of(person, permission)
        allowed = Q(issue__round__unit_id__in=reach.units)
        if reach.departments:
            allowed |= self._concerning(reach.departments, permission)
        if reach.led:
            allowed |= Q(issue__round__unit_id__in=reach.led) & (
                Q(responsible_leader_id=person.pk)
                | Q(supervising_leader_id=person.pk)
                | Q(issue__lead_leader_id=person.pk)
            )
        return self.filter(allowed)

    def _concerning(self, departments: frozenset[int], permission: Permission) -> Q:
        concerned = Q(lead_department_id__in=departments)
        if permission in {Permission.READ_CASE, Permission.WRITE_PROGRESS}:
            assisted = self.model._default_manager.filter(
                assistances__department_id__in=departments, assistances__ended_on__isnull=True
            )
            concerned |= Q(pk__in=assisted.values("pk"))
        if permission is Permission.READ_CASE:
            concerned |= Q(issue__lead_department_id__in=departments)
        return concerned

    def visible_to(self, person: Person) -> Self:
        """Measures that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def untaken(self) -> Self:
        """Open measures that their department has neither taken up nor given back."""
        return self._unclaimed().filter(handed_back_at__isnull=True)

    def handed_back(self) -> Self:
        """Open measures that their department has given back to the office."""
        return self._unclaimed().filter(handed_back_at__isnull=False)

    def _unclaimed(self) -> Self:
        return self.filter(
            lead_department__isnull=False,
            claimed_at__isnull=True,
            standing__in=OPEN,
            issue__round__unit__claims_used=True,
        )

    def mentioning(self, words: str) -> Self:
        """Measures whose text holds every one of the blank-separated `words`."""
        found = self
        for term in words.split():
            found = found.filter(search_text__contains=search_key(term))
        return found


class AssistanceQuerySet(models.QuerySet[Any]):
    """Assisting departments."""

    def current(self) -> Self:
        """Those that still assist."""
        return self.filter(ended_on__isnull=True)


class ProgressQuerySet(models.QuerySet[Any]):
    """Progress entries."""

    def visible_to(self, person: Person) -> Self:
        """Entries of measures that exist for `person`."""
        measures = self.model._meta.get_field("measure").related_model._default_manager.all()
        return self.filter(measure_id__in=measures.visible_to(person).values("pk"))


class LivingMeasures(models.Manager.from_queryset(MeasureQuerySet)):  # type: ignore[misc]
    """Measures but those of an import that was undone."""

    def get_queryset(self) -> MeasureQuerySet:
        return MeasureQuerySet(self.model, using=self._db).filter(withdrawn_at__isnull=True)
