"""Which requests for an extension somebody may see, and which wait for him."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from rectify.access.permissions import Permission
from rectify.deadlines.enums import ExtensionState
from rectify.issues.enums import OPEN

if TYPE_CHECKING:
    from rectify.people.models import Person


class ExtensionQuerySet(models.QuerySet[Any]):
    """Requests for an extension."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Requests for measures over which `person` has `permission`."""
        measures = self.model._meta.get_field("measure").related_model._default_manager.all()
        return self.filter(measure_id__in=measures.open_to(person, permission).values("pk"))

    def visible_to(self, person: Person) -> Self:
        """Requests that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def waiting_for(self, person: Person) -> Self:
        """Requests that `person` may decide now; never his own, nor those that a settled measure
        has made void."""
        return (
            self.open_to(person, Permission.DECIDE_EXTENSION)
            .filter(state=ExtensionState.OPEN, measure__standing__in=OPEN)
            .exclude(requested_by_id=person.pk)
        )


class KeptExtensions(ExtensionQuerySet):
    """Requests, those for measures which have left the ledger among them: to be read."""

    def visible_to(self, person: Person) -> Self:
        """Requests for measures that exist for `person`, or did while they stood in the ledger."""
        measures = self.model._meta.get_field("measure").related_model.with_withdrawn.all()
        return self.filter(measure_id__in=measures.visible_to(person).values("pk"))
