"""Which submissions somebody may see, and which wait for him."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.access.permissions import Permission
from rectify.closeout.enums import State

if TYPE_CHECKING:
    from rectify.people.models import Person


class SubmissionQuerySet(models.QuerySet[Any]):
    """Submissions."""

    def _of_measures(self, person: Person, permission: Permission) -> Q:
        measures = self.model._meta.get_field("measure").related_model._default_manager.all()
        return Q(measure_id__in=measures.open_to(person, permission).values("pk"))

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Submissions of measures over which `person` has `permission`."""
        return self.filter(self._of_measures(person, permission))

    def visible_to(self, person: Person) -> Self:
        """Submissions that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def waiting_for(self, person: Person) -> Self:
        """Submissions that `person` may decide now; never his own, nor one he has passed on."""
        department = Q(state=State.AT_DEPARTMENT) & self._of_measures(
            person, Permission.REVIEW_DEPARTMENT
        )
        unit = Q(state=State.AT_UNIT) & self._of_measures(person, Permission.REVIEW_UNIT)
        return (
            self.filter(department | unit)
            .exclude(submitted_by_id=person.pk)
            .exclude(Q(passed_by_id=person.pk) & Q(passed_by_id__isnull=False))
        )
