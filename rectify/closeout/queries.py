"""What waits for somebody: the rows of his 待办, each with its date and light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from rectify.access.permissions import Permission
from rectify.closeout.enums import WAITING, State
from rectify.closeout.models import Submission
from rectify.closeout.returns import CameBack, why_back
from rectify.deadlines.enums import Light
from rectify.deadlines.rules import left_words, light_on
from rectify.evidence.models import Evidence
from rectify.issues.enums import OPEN, Standing
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.people.reach import reach_of

OFFICE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Duty:
    """A measure somebody has to bring forward: its date, its light, how many files
    prove it, why it came back to him."""

    measure: Measure
    due_on: date | None
    left_words: str
    light: Light
    last_state: str
    files: int
    came_back: CameBack | None = None


@dataclass(frozen=True, slots=True)
class Worklist:
    """A person's measures: handed back to him, to be brought forward, waiting elsewhere, kept up.

    What is `kept_up` (长期坚持) asks for nothing by a day.
    """

    returned: Sequence[Duty]
    duties: Sequence[Duty]
    waiting_elsewhere: Sequence[Duty]
    kept_up: Sequence[Duty]

    @property
    def empty(self) -> bool:
        """True when there is nothing to do and nothing under way."""
        return not (self.returned or self.duties or self.waiting_elsewhere)


def measures_with_last_submission(measures: Any) -> QuerySet[Measure]:
    """Measures with `last_id` and `last_state` of their newest submission, in one query."""
    newest = Submission.objects.filter(measure=OuterRef("pk")).order_by("-pk")
    annotated: QuerySet[Measure] = measures.annotate(
        last_id=Subquery(newest.values("pk")[:1]),
        last_state=Subquery(newest.values("state")[:1]),
    )
    return annotated


def worklist(person: Person, day: date) -> Worklist:
    """Everything that waits for `person` on `day`, the most urgent first.

    Who answers for a whole unit (整改办) is shown what is overdue or due within `OFFICE_DAYS`, and
    what he handed in himself and was sent back; the rest stands in the ledger and is its
    departments' business.
    """
    rows: Any = Measure.objects.all()
    own = measures_with_last_submission(
        rows.open_to(person, Permission.WRITE_PROGRESS)
        .exclude(standing=Standing.DONE)
        .exclude(_given_back(person))
        .select_related("issue__round__unit", "lead_department", "deadline")
        .annotate(files=_files())
    )
    if reach_of(person, Permission.WRITE_PROGRESS).units:
        soon = Q(standing__in=OPEN, deadline__due_on__lte=day + timedelta(days=OFFICE_DAYS))
        # By their ids first: the newest submission of every measure of a unit would be looked up else.
        mine = Submission.objects.filter(submitted_by=person, state=State.RETURNED)
        own = own.filter(soon | Q(pk__in=mine.values("measure"), last_state=State.RETURNED))
    listed: list[Any] = list(
        own.order_by(F("deadline__due_on").asc(nulls_last=True), "issue__serial", "serial")
    )
    back = why_back([row.last_id for row in listed if row.last_state == State.RETURNED], person)
    duties = [_duty(measure, day, back.get(measure.last_id)) for measure in listed]
    own_turn = [d for d in duties if d.last_state not in {State.RETURNED, *WAITING}]
    return Worklist(
        returned=[duty for duty in duties if duty.last_state == State.RETURNED],
        duties=[duty for duty in own_turn if duty.measure.standing in OPEN],
        waiting_elsewhere=[duty for duty in duties if duty.last_state in WAITING],
        kept_up=[duty for duty in own_turn if duty.measure.standing not in OPEN],
    )


def _given_back(person: Person) -> Q:
    """What has been given back: nobody's to bring forward until the office assigns it again."""
    rows: Any = Measure.objects.all()
    back = [
        rows.open_to(person, right).handed_back().order_by().values("pk")
        for right in (Permission.CLAIM, Permission.EDIT_LEDGER)
    ]
    return Q(pk__in=back[0]) | Q(pk__in=back[1])


def _files() -> Coalesce:
    """How many current files prove a measure, as part of another query."""
    rows: Any = Evidence.objects.filter(measure=OuterRef("pk"))
    counted = rows.current().order_by().values("measure").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def _duty(measure: Any, day: date, came_back: CameBack | None) -> Duty:
    deadline = getattr(measure, "deadline", None)
    due_on = deadline.due_on if deadline is not None else None
    light = light_on(day, due_on=due_on, standing=measure.standing)
    return Duty(
        measure=measure,
        due_on=due_on,
        left_words="" if light is Light.CLOSED else left_words(due_on, day),
        light=light,
        last_state=measure.last_state or "",
        files=measure.files,
        came_back=came_back,
    )
