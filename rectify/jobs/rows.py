"""Which jobs somebody may see, and which have stopped moving."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.jobs.enums import JobState
from rectify.kernel import clock

if TYPE_CHECKING:
    from rectify.people.models import Person

SILENCE = timedelta(seconds=90)
"""How long a running job may be silent before it counts as dead."""

PATIENCE = timedelta(seconds=20)
"""How long a job may wait before it is sent again (the broker may have lost it)."""


class JobQuerySet(models.QuerySet[Any]):
    """Jobs."""

    def visible_to(self, person: Person) -> Self:
        """A person's own jobs: their results may speak of things only he may see."""
        return self.filter(asked_by=person)

    def stuck(self) -> Self:
        """Jobs nobody works on: silent while running, or waiting for too long."""
        now = clock.now()
        return self.filter(
            Q(state=JobState.RUNNING, heartbeat_at__lt=now - SILENCE)
            | Q(state=JobState.WAITING, asked_at__lt=now - PATIENCE)
        )
