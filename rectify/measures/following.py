"""What follows a measure's log of progress: its share, standing and first day, and the shares of who assists."""

from __future__ import annotations

from datetime import date
from typing import Any

from rectify.issues.enums import Standing
from rectify.measures.models import Assistance, Measure, Progress
from rectify.measures.rules import entries_in_order, first_day, standing_after_progress
from rectify.people.models import Department


def follow(
    measure: Measure, department: Department | None, *, instead_of: date | None = None
) -> None:
    """Let share, standing and first day of the measure (or of who assists) follow the log.

    `instead_of` is the day of an entry that was corrected: a beginning on that day is told anew.
    """
    entries = entries_in_order(list(Progress.objects.filter(measure=measure)))
    assisting = Assistance.objects.filter(measure=measure)
    aside = set(assisting.values_list("department_id", flat=True)) - {measure.lead_department_id}
    if department is not None and department.pk in aside:
        assistance = lock_first(assisting.filter(department=department))
        assert assistance is not None
        assistance.percent = [e for e in entries if e.department_id == department.pk][-1].percent
        assistance.save_changes("percent")
    elif measure.standing != Standing.DONE:
        measure.percent = [e for e in entries if e.department_id not in aside][-1].percent
    measure.started_on = first_day(measure, entries, instead_of)
    measure.standing = standing_after_progress(measure.standing)
    measure.save_changes("percent", "standing", "started_on")


def follow_whole_log(measure: Measure) -> None:
    """Let a locked measure and whoever assists in it follow a log that another one's has joined."""
    logged = Progress.objects.filter(measure=measure).select_related("department")
    departments = {entry.department_id: entry.department for entry in logged}
    for _, department in sorted(departments.items(), key=lambda pair: pair[0] or 0):
        follow(measure, department)


def lock_first(rows: Any) -> Assistance | None:
    """The first of `rows` under a row lock, or None."""
    found: Assistance | None = rows.select_for_update(of=("self",)).order_by("pk").first()
    return found
