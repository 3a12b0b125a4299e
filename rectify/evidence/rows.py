"""Which evidence somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from rectify.access.permissions import Permission
from rectify.kernel.searching import holding

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
        found: Self = holding(self, words)
        return found

    def current(self) -> Self:
        """Evidence that was neither withdrawn nor replaced by a newer version."""
        return self.filter(withdrawn_at__isnull=True, replaced_at__isnull=True)


class KeptEvidence(EvidenceQuerySet):
    """Evidence, that of measures which have left the ledger among it: to be read, never changed."""

    def visible_to(self, person: Person) -> Self:
        """Evidence of measures that exist for `person`, or did while they stood in the ledger."""
        measures = self.model._meta.get_field("measure").related_model.with_withdrawn.all()
        return self.filter(measure_id__in=measures.visible_to(person).values("pk"))
