"""What lies untaken for too long, and how often its department was reminded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Subquery

from rectify.access.permissions import Permission
from rectify.claims.models import Reminder
from rectify.claims.rules import last_day_before, late_days
from rectify.issues.models import Issue
from rectify.issues.rows import writable
from rectify.measures.models import Measure
from rectify.measures.rules import untaken_days
from rectify.trail.acting import BY_ITSELF


@dataclass(frozen=True, slots=True)
class Reminded:
    """How often a department was reminded of a measure, and the last time: when, by whom, in which words."""

    times: int
    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Untaken:
    """A measure that nobody has taken up: for how many days, how many beyond the limit, reminded how often."""

    measure: Measure
    days: int
    late: int
    reminded: Reminded | None


@dataclass(frozen=True, slots=True)
class Urged:
    """How often departments were reminded of what lies untaken, and when last."""

    times: int
    last_on: date | None


def with_reminders(measures: Any) -> Any:
    """Measures with what `untaken_of` reads, by the same query."""
    counting: Any = Reminder.objects.filter(
        measure=OuterRef("pk"),
        department=OuterRef("lead_department"),
        day__gte=OuterRef("assigned_on"),
    )
    last = counting.order_by("-made_at", "-pk")
    times = counting.order_by().values("measure").annotate(times=Count("pk")).values("times")
    return measures.annotate(
        reminded_times=Subquery(times),
        reminded_at=Subquery(last.values("made_at")[:1]),
        reminded_by=Subquery(last.values("made_by__name")[:1]),
        reminded_words=Subquery(last.values("words")[:1]),
    )


def untaken_of(measure: Any, day: date) -> Untaken:
    """A measure out of `with_reminders`, with its round's unit, as it lies on `day`."""
    reminded = None
    if measure.reminded_times:
        reminded = Reminded(
            times=measure.reminded_times,
            at=measure.reminded_at,
            by=measure.reminded_by or BY_ITSELF.name,
            words=measure.reminded_words,
        )
    return Untaken(measure, untaken_days(measure, day), late_days(measure, day), reminded)


def untaken_among(measures: Any, day: date) -> list[Untaken]:
    """What of `measures` nobody has taken up, the oldest first."""
    rows: Iterable[Any] = with_reminders(
        measures.untaken()
        .filter(issue__withdrawn_at__isnull=True)
        .select_related("issue__round__unit", "lead_department")
        .order_by("assigned_on", "issue__serial", "serial")
    )
    return [untaken_of(row, day) for row in rows]


def urged(measures: Any) -> Urged:
    """How often departments were reminded of `measures`, and when last."""
    rows: Any = Reminder.objects.filter(measure__in=measures.order_by().values("pk"))
    told = rows.counting().aggregate(times=Count("pk"), last=Max("day"))
    return Urged(told["times"], told["last"])


def due_by_itself(day: date) -> Any:
    """Measures of open rounds of which a department is reminded on `day` without anybody's asking."""
    rows: Any = Measure.objects.all()
    lately = Reminder.objects.filter(
        measure=OuterRef("pk"),
        department=OuterRef("lead_department"),
        day__gte=last_day_before(day),
    )
    lying = rows.lying(day).filter(issue__withdrawn_at__isnull=True)
    lying = lying.filter(writable(Permission.EDIT_LEDGER, Issue, "issue__"))
    told = lying.exclude(Exists(lately.filter(day__gte=F("measure__assigned_on"))))
    return told.select_related("issue__round__unit").order_by(
        "issue__round", "issue__serial", "serial"
    )
