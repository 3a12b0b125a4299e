"""What waits for a person beside reviews: measures to take up, instructions, extensions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import caches
from django.db.models import Count, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce

from rectify.access.permissions import Permission
from rectify.claims.queries import Untaken, untaken_of, with_reminders
from rectify.closeout.models import Submission
from rectify.closeout.onpaper import waiting_on_paper
from rectify.deadlines.enums import Light
from rectify.deadlines.models import Extension
from rectify.deadlines.rules import light_on
from rectify.instructions.models import Addressee
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.people.reach import reach_of
from rectify.rounds.models import Round
from rectify.trail.queries import chain_head

MOST_SHOWN = 30
"""Rows of the office's own lists; the ledger has the rest."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A measure to take up, with its light."""

    untaken: Untaken
    light: Light


@dataclass(frozen=True, slots=True)
class Asked:
    """An instruction to answer, with its light."""

    addressee: Addressee
    light: Light
    due_on: date | None

    @property
    def round(self) -> Round:
        """The round of the row that the instruction is written on."""
        on = self.addressee.instruction.on
        return on.issue.round if isinstance(on, Measure) else on.round


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything of this kind for one person."""

    claims: list[Claim]
    asked: list[Asked]
    extensions: list[Extension]
    handed_back: list[Measure]
    untaken: list[Untaken]
    untaken_count: int

    @property
    def empty(self) -> bool:
        """True when nothing waits."""
        return not (
            self.claims or self.asked or self.extensions or self.handed_back or self.untaken
        )


def waiting_for(person: Person, day: date) -> Waiting:
    """What waits for `person` on `day`."""
    rows: Any = Measure.objects.select_related(
        "issue__round__unit", "lead_department", "deadline", "handed_back_by"
    ).filter(issue__withdrawn_at__isnull=True)
    ordered = rows.order_by("assigned_on", "issue__serial", "serial")
    mine = ordered.open_to(person, Permission.CLAIM).untaken()
    kept = ordered.open_to(person, Permission.EDIT_LEDGER)
    untaken = kept.untaken()
    shown = with_reminders(untaken)[:MOST_SHOWN]
    extensions: Any = Extension.objects.select_related(
        "measure__issue__round__unit", "measure__lead_department", "requested_by"
    )
    return Waiting(
        claims=[_claim(row, day) for row in with_reminders(mine)],
        asked=_asked(person, day),
        extensions=list(extensions.waiting_for(person).order_by("requested_at")),
        handed_back=list(kept.handed_back()),
        untaken=[untaken_of(row, day) for row in shown],
        untaken_count=untaken.count(),
    )


def _claim(measure: Any, day: date) -> Claim:
    deadline = getattr(measure, "deadline", None)
    due_on = deadline.due_on if deadline is not None else None
    light = light_on(day, due_on=due_on, standing=measure.standing)
    return Claim(untaken_of(measure, day), light)


def _asked(person: Person, day: date) -> list[Asked]:
    rows: Any = Addressee.objects.select_related(
        "instruction__leader",
        "instruction__issue__round__unit",
        "instruction__measure__issue__round__unit",
        "person",
        "department",
    )
    waiting = rows.waiting_for(person).order_by("instruction__due_on", "instruction__given_at")
    return [
        Asked(row, light_on(day, due_on=due, standing=Standing.IN_PROGRESS), due)
        for row in waiting
        for due in (row.instruction.due_on,)
    ]


def waiting_count(person: Person) -> int:
    """How much is the person's own to do, reviews too; the frame shows it on every page.

    It is counted once for each state of the trail: without an event nothing changes but the day.
    """
    _, head = chain_head()
    key = f"waiting-{person.pk}-{head}-{clock.today():%Y%m%d}"
    known: int | None = caches["near"].get(key)
    if known is None:
        known = _counted(person)
        caches["near"].set(key, known)
    return known


def _counted(person: Person) -> int:
    measures: Any = Measure.objects.filter(issue__withdrawn_at__isnull=True)
    addressees: Any = Addressee.objects.all()
    extensions: Any = Extension.objects.all()
    submissions: Any = Submission.objects.all()
    waiting = (
        submissions.waiting_for(person),
        measures.open_to(person, Permission.CLAIM).untaken(),
        measures.open_to(person, Permission.EDIT_LEDGER).handed_back(),
        addressees.waiting_for(person),
        extensions.waiting_for(person),
        *([waiting_on_paper(person)] if reach_of(person, Permission.REVIEW_OFFICE).units else []),
    )
    counts = Person.objects.filter(pk=person.pk).values_list(*(_count(rows) for rows in waiting))
    return sum(counts.get())


def _count(rows: Any) -> Any:
    """How many rows there are, as part of another query."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)
