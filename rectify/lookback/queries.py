"""What a look-back page lists: what it took over, and what it could still take over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rectify.deadlines.queries import with_standing
from rectify.issues.enums import OPEN, Finding
from rectify.issues.models import Issue, Takeover
from rectify.people.models import Person
from rectify.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Taken:
    """A takeover with the standing that its issue now has."""

    row: Takeover
    standing: str

    @property
    def open_again(self) -> bool:
        """True while a reopened issue waits to be closed again."""
        return self.row.reopened_at is not None and self.standing in OPEN


def taken_of(round_: Round, person: Person) -> list[Taken]:
    """The issues that a look-back round has in hand, as far as they exist for `person`."""
    rows: Any = Takeover.objects.filter(round=round_)
    taken = list(
        rows.current()
        .visible_to(person)
        .select_related("issue__round", "judged_by", "reopened_by", "round")
        .order_by("issue__round", "issue__serial")
    )
    issues: Any = Issue.objects.filter(pk__in=[row.issue_id for row in taken])
    standing = dict(with_standing(issues).values_list("pk", "standing_now"))
    return [Taken(row, standing.get(row.issue_id, "")) for row in taken]


def counted(taken: Sequence[Taken]) -> list[tuple[str, int]]:
    """How many of each finding, those not judged yet last."""
    numbers = [
        (finding.label, sum(one.row.finding == finding for one in taken)) for finding in Finding
    ]
    return [*numbers, ("待核查", sum(not one.row.finding for one in taken))]


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
