"""What a look-back could still take over."""

from __future__ import annotations

from typing import Any

from rectify.deadlines.queries import with_standing
from rectify.issues.models import Issue, Takeover
from rectify.people.models import Person
from rectify.rounds.models import Round


def offered(round_: Round, person: Person) -> list[Issue]:
    """Issues of the unit's other rounds that no running look-back has in hand."""
    busy = Takeover.objects.filter(dropped_at__isnull=True, round__closed_at__isnull=True)
    rows: Any = Issue.objects.filter(round__unit_id=round_.unit_id)
    free = rows.exclude(round=round_).exclude(pk__in=busy.values("issue_id"))
    return list(
        with_standing(free.visible_to(person))
        .select_related("round")
        .order_by("-round__feedback_on", "round", "serial")
    )
