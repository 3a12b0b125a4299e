"""Which evidence somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.access.permissions import Permission
from rectify.kernel.text import search_key
from rectify.people.reach import reach_of

if TYPE_CHECKING:
    from rectify.people.models import Person


class EvidenceQuerySet(models.QuerySet[Any]):
    """Evidence."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Evidence of measures over which `person` has `permission`."""
        measures = self.model._meta.get_field("measure").related_model._default_manager.all()
        return self.filter(measure_id__in=measures.open_to(person, permission).values("pk"))

    def visible_to(self, person: Person) -> Self:
        """Evidence that exists for `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def mentioning(self, words: str) -> Self:
        """Evidence whose name or note holds every one of the blank-separated `words`."""
        found = self
        for term in words.split():
            found = found.filter(search_text__contains=search_key(term))
        return found

    def withdrawable_by(self, person: Person) -> Self:
        """Evidence that `person` may take back.

        Who answers for the measure may take back any of it; an assisting department what it brought
        itself.
        """
        answered = self.open_to(person, Permission.SUBMIT).values("pk")
        reach = reach_of(person, Permission.WRITE_PROGRESS)
        own = Q(uploaded_by_id=person.pk) | Q(department_id__in=reach.departments)
        return self.open_to(person, Permission.WRITE_PROGRESS).filter(Q(pk__in=answered) | own)

    def current(self) -> Self:
        """Evidence that has not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)
