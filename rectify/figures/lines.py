"""Issues and measures as lines of the ledger: each with its date, light and last progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Subquery

from rectify.closeout.enums import WAITING, State
from rectify.closeout.models import Submission
from rectify.deadlines.enums import Light
from rectify.deadlines.models import Deadline
from rectify.deadlines.rules import left_words, light_on
from rectify.figures.dates import open_date_now
from rectify.figures.selection import Of, Selection
from rectify.issues.enums import Standing
from rectify.issues.models import Category, Issue
from rectify.kernel import clock
from rectify.measures.models import Assistance, Measure, Progress
from rectify.measures.rows import MeasureQuerySet
from rectify.people.models import Person
from rectify.rounds.models import Round

LOOSE = "c0"
"""The key of the group of issues without a category."""


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure as the ledger shows it, on `day` (today when None)."""

    measure: Measure
    deadline: Deadline | None
    light: Light
    left: str
    last_on: date | None
    claims_used: bool = True
    day: date | None = None

    @property
    def review(self) -> str:
        """That it waits for review, beside its standing."""
        return review_words(self.measure)

    @property
    def key(self) -> str:
        """The row's name on the page."""
        return f"m{self.measure.pk}"

    @property
    def due_on(self) -> date | None:
        """The measure's own date."""
        return self.deadline.due_on if self.deadline else None

    @property
    def untaken(self) -> str:
        """Whether the department has taken the measure up, where it has not."""
        measure = self.measure
        if measure.lead_department_id is None or measure.claimed_at or not self.claims_used:
            return ""
        if self.light is Light.CLOSED:
            return ""
        if measure.handed_back_at:
            return "退回认领"
        day = self.day or clock.today()
        days = (day - measure.assigned_on).days if measure.assigned_on else 0
        return f"未认领{days}天" if days else "未认领"

    @property
    def assisting(self) -> str:
        """The assisting departments in words."""
        rows: Any = self.measure.assistances
        names = "、".join(str(row.department) for row in rows.all())
        return f"配合：{names}" if names else ""


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue as the ledger shows it.

    `measures` are all that the person may see, and what the line tells comes from all of them;
    `listed` are those that stand below it.
    """

    issue: Issue
    standing: str
    deadline: Deadline | None
    light: Light
    left: str
    measures: Sequence[MeasureLine]
    listed: Sequence[MeasureLine]
    under: str = ""

    def placed(self, under: str) -> IssueLine:
        """The same line below the groups whose keys are `under`."""
        return replace(self, under=under)

    @property
    def review(self) -> str:
        """That its 销号 waits for review, beside its standing."""
        return review_words(self.issue)

    @property
    def key(self) -> str:
        """The name under which the issue's measures fold."""
        return f"i{self.issue.pk}"

    @property
    def toggles(self) -> str:
        """What folds with this line: nothing when no measure is listed."""
        return self.key if self.listed else ""

    @property
    def measures_under(self) -> str:
        """The keys of everything above the measures."""
        return f"{self.under} {self.key}".strip()

    @property
    def tasked(self) -> bool:
        """True when a listed measure stands below a task."""
        return any(line.measure.task_id for line in self.listed)

    @property
    def done(self) -> int:
        """How many of the measures are finished."""
        return sum(line.measure.standing == Standing.DONE for line in self.measures)

    @property
    def progress(self) -> str:
        """Finished of all measures, "2/5"."""
        return f"{self.done}/{len(self.measures)}" if self.measures else ""

    @property
    def due_on(self) -> date | None:
        """The issue's own date, else that of its measures: the next open one, or the last."""
        if self.deadline is not None and self.deadline.due_on is not None:
            return self.deadline.due_on
        dated = [(line.due_on, line.light) for line in self.measures if line.due_on is not None]
        if still := [day for day, light in dated if light is not Light.CLOSED]:
            return min(still)
        return max((day for day, _ in dated), default=None)

    @property
    def borrowed(self) -> bool:
        """True when the date shown is a measure's."""
        return self.due_on is not None and (self.deadline is None or self.deadline.due_on is None)

    @property
    def last_on(self) -> date | None:
        """The last day of progress on any measure."""
        return max((line.last_on for line in self.measures if line.last_on), default=None)


def waits_for_review(of: str) -> Exists:
    """Whether a measure or an issue has been handed in and is not decided."""
    return Exists(Submission.objects.filter(**{of: OuterRef("pk")}, state__in=WAITING))


def review_words(row: Any) -> str:
    """审核中 for a row annotated so by `waits_for_review`."""
    return str(State.WAITING.label) if getattr(row, "in_review", False) else ""


def keys_above(category: Category | None) -> str:
    """The keys of the groups that an issue of this category stands below, the highest first."""
    return " ".join(f"c{one.pk}" for one in _down_to(category)) or LOOSE


def path_of(category: Category | None) -> str:
    """A category with all above it, in words."""
    return " ＞ ".join(f"{one.number}{one.title}" for one in _down_to(category)) or "未归类"


def _down_to(category: Category | None) -> list[Category]:
    """A category and all above it, the highest first."""
    found: list[Category] = []
    while category is not None:
        found.insert(0, category)
        category = category.parent
    return found


def issue_lines(
    selection: Selection,
    person: Person,
    round_: Round,
    pks: Sequence[int],
    *,
    also: int | None = None,
) -> dict[int, IssueLine]:
    """The issues `pks` by id.

    `also` is a measure that is listed even though the selection no longer finds it: one that was
    changed a moment ago stays where the person is looking.
    """
    today, everything = clock.today(), Selection()
    measures = everything.measures(person, round_)
    rows: Any = (
        open_date_now(everything.issues(person, round_), measures)
        .filter(pk__in=pks)
        .annotate(in_review=waits_for_review("issue"))
        .select_related("deadline", "lead_department", "lead_leader", "category")
        .prefetch_related(Prefetch("measures", measures_told(measures)))
    )
    wanted = None
    if selection.of is Of.MEASURES and selection.narrows:
        found = selection.measures(person, round_).filter(issue__in=pks)
        wanted = {also, *found.values_list("pk", flat=True)}
    claims_used = round_.unit.claims_used
    return {row.pk: line_of(row, wanted, today, claims_used) for row in rows}


def measures_told(measures: MeasureQuerySet) -> MeasureQuerySet:
    """Measures with everything that a line shows, `last_on` among it, by one query and one more."""
    last = (
        Progress.objects.filter(measure=OuterRef("pk"), correction__isnull=True)
        .order_by()
        .values("measure")
        .annotate(last=Max("happened_on"))
        .values("last")
    )
    told: MeasureQuerySet = (
        measures.select_related("deadline", "lead_department", "responsible_leader", "task")
        .prefetch_related(
            Prefetch(
                "assistances",
                Assistance.objects.filter(ended_on__isnull=True).select_related("department"),
            )
        )
        .annotate(last_on=Subquery(last), in_review=waits_for_review("measure"))
        .order_by("issue", "serial")
    )
    return told


def measure_line(measure: Any, today: date, claims_used: bool = True) -> MeasureLine:
    """A measure (out of `measures_told`) with its light on `today`."""
    deadline = deadline_of(measure)
    due_on = deadline.due_on if deadline else None
    light = light_on(today, due_on=due_on, standing=measure.standing)
    note = _note(light, due_on, today)
    return MeasureLine(measure, deadline, light, note, measure.last_on, claims_used, today)


def by_task(lines: Sequence[MeasureLine]) -> list[MeasureLine]:
    """Measures of one task together, those of none last; otherwise in their order."""
    return sorted(lines, key=lambda line: _task_place(line.measure))


def _task_place(measure: Measure) -> tuple[bool, ...] | tuple[bool, bool, int, int]:
    return (True,) if measure.task is None else (False, *measure.task.place)


def deadline_of(row: Any) -> Deadline | None:
    """The deadline of an issue or a measure, None when there is none that says anything."""
    deadline: Deadline | None = getattr(row, "deadline", None)
    says = deadline and (deadline.words or deadline.due_on or deadline.long_term)
    return deadline if says else None


def line_of(
    issue: Any, wanted: set[int | None] | None, today: date, claims_used: bool
) -> IssueLine:
    light = light_on(today, due_on=issue.open_date, standing=issue.standing_now)
    measures = [measure_line(measure, today, claims_used) for measure in issue.measures.all()]
    line = IssueLine(
        issue=issue,
        standing=issue.standing_now,
        deadline=deadline_of(issue),
        light=light,
        left="",
        measures=measures,
        listed=by_task([one for one in measures if wanted is None or one.measure.pk in wanted]),
    )
    own = light_on(today, due_on=line.due_on, standing=line.standing)
    # A measure's date that has passed weighs more than the issue's own that has not.
    of_measure = own != light and light is not Light.NONE
    left = "（措施）" if of_measure else _note(light, line.due_on, today)
    return replace(line, left=left)


def _note(light: Light, due_on: date | None, today: date) -> str:
    """How many days late or left, where that presses."""
    return left_words(due_on, today) if light in {Light.RED, Light.YELLOW} else ""
