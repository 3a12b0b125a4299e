"""Assigning a measure, taking it up, giving it back; reminding of what lies."""

from __future__ import annotations

from typing import Any

from rectify.access.permissions import Permission
from rectify.claims.models import Reminder
from rectify.claims.rules import (
    BY_HAND_WORDS,
    problems_of_lying,
    problems_of_reminding,
    problems_of_repeating,
    words_by_itself,
)
from rectify.issues.reviewing import under_review
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.models import CLAIM, Measure
from rectify.measures.operations import amend_measure
from rectify.measures.rules import problems_of_claim, problems_of_handing_back
from rectify.people.models import Department, Person
from rectify.people.rules import demand, demand_unsealed
from rectify.trail.acting import Acting
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock, sent_twice


@operation
def assign_measure(
    measure: Measure,
    *,
    version: int,
    changes: dict[str, Any],
    responsible: list[Person] | None = None,
    words: str = "",
    by: Person | None,
) -> Measure:
    """Give a measure to a department, a leader, persons: `changes` names department and leaders.

    Another department finds the measure unclaimed; the same one is asked again to take up what it
    gave back, with the office's `words`, which are also the reason once the plan is issued. Refuses
    what `amend_measure` refuses and a department that is dissolved; leaves `measure.amended` and
    `measure.assigned`.
    """
    department: Department | None = changes.get("lead_department")
    if department is not None and department.retired_on:
        told = "该部门已撤销，请选择其他部门。"
        raise Refused(Problem("measure.retired", told, "lead_department"))
    measure = amend_measure(
        measure,
        version=version,
        changes=changes,
        responsible=responsible,
        reason=words,
        by=by,
    )
    again = department is not None and measure.handed_back_at is not None
    if again:
        measure.unclaim()
        measure.assigned_on = clock.today()
    if words.strip():
        measure.assigned_words = words.strip()[:300]
    if again or words.strip():
        measure.save_changes("assigned_words", "assigned_on", *CLAIM)
    record(Act.MEASURE_ASSIGNED, measure, by=by)
    return measure


@operation
def claim_measure(measure: Measure, *, version: int, by: Person | None) -> Measure:
    """Let the lead department take a measure up.

    Sent again by the same person it changes nothing. Refuses one that is taken up, given back or
    settled, or was changed meanwhile (`row.stale`); leaves `measure.claimed`.
    """
    demand(by, Permission.CLAIM, measure)
    measure = lock(measure)
    if by is not None and measure.claimed_by_id == by.pk:
        record(Act.MEASURE_CLAIMED, measure, by=by)
        return measure
    refuse_if(problems_of_claim(measure, version))
    measure.take_up(by)
    measure.save_changes(*CLAIM)
    record(Act.MEASURE_CLAIMED, measure, by=by)
    return measure


@operation
def hand_back_measure(measure: Measure, *, version: int, reason: str, by: Person | None) -> Measure:
    """Give a measure that was assigned, and not taken up, back to the office.

    Refuses what `claim_measure` refuses, one that waits for a review or whose issue's 销号 waits, and
    no reason; leaves `measure.handed_back`.
    """
    demand(by, Permission.CLAIM, measure)
    measure = lock(measure)
    refuse_if(problems_of_claim(measure, version))
    refuse_if(problems_of_handing_back(measure, waits=under_review(measure, measure.issue)))
    if not reason.strip():
        raise Refused(Problem("claim.reason", "请填写退回的原因。", field="reason"))
    measure.handed_back_at, measure.handed_back_by = clock.now(), by
    measure.handed_back_why = reason.strip()
    measure.save_changes(*CLAIM)
    record(Act.MEASURE_HANDED_BACK, measure, by=by)
    return measure


@operation
def remind_measure(measure: Measure, *, words: str = "", by: Person | None) -> Reminder:
    """Remind the department of a measure that it has neither taken up nor given back.

    Once a day; sent twice by the same person it is one. Refuses whoever does not keep the ledger, a
    measure of which nobody is to be reminded; leaves `measure.reminded`.
    """
    demand(by, Permission.EDIT_LEDGER, measure)
    measure = lock(measure)
    todays = _todays(measure)
    again = sent_twice(todays)
    if again is None:
        refuse_if(problems_of_reminding(measure))
        refuse_if(problems_of_repeating(todays[0] if todays else None))
    reminder = again or _remind(measure, words.strip() or BY_HAND_WORDS, by)
    record(Act.MEASURE_REMINDED, measure, by=by)
    return reminder


@operation
def remind_by_itself(measure: Measure, *, by: Acting) -> Reminder:
    """Remind the department of a measure that lies beyond its unit's limit; nobody has asked for it.

    Refuses a closed round, one that was taken up or given back meanwhile, and one of which somebody
    was faster to remind; leaves `measure.reminded`.
    """
    demand_unsealed(measure, Permission.EDIT_LEDGER)
    measure = lock(measure)
    todays = _todays(measure)
    refuse_if([*problems_of_reminding(measure), *problems_of_lying(measure, clock.today())])
    refuse_if(problems_of_repeating(todays[0] if todays else None))
    reminder = _remind(measure, words_by_itself(measure, clock.today()), None)
    record(Act.MEASURE_REMINDED, measure, by=by)
    return reminder


def _todays(measure: Measure) -> list[Reminder]:
    """Today's reminder of the department that has the locked measure, if there is one."""
    department, today = measure.lead_department, clock.today()
    return list(Reminder.objects.filter(measure=measure, department=department, day=today))


def _remind(measure: Measure, words: str, by: Person | None) -> Reminder:
    reminder = Reminder(
        measure=measure,
        department=measure.lead_department,
        day=clock.today(),
        words=words[:300],
        made_at=clock.now(),
        made_by=by,
    )
    reminder.save()
    return reminder
