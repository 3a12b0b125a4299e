"""Which reminders somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F

if TYPE_CHECKING:
    from rectify.people.models import Person


class ReminderQuerySet(models.QuerySet[Any]):
    """Reminders."""

    def visible_to(self, person: Person) -> Self:
        """Those of measures that exist for `person`."""
        measures = self.model._meta.get_field("measure").related_model._default_manager.all()
        return self.filter(measure_id__in=measures.visible_to(person).values("pk"))

    def counting(self) -> Self:
        """Those that still speak of the measure as it lies now: since it came to its department."""
        return self.filter(
            department=F("measure__lead_department"), day__gte=F("measure__assigned_on")
        )
