"""Everything that changes tables, assessments and counts of voices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from rectify.access.permissions import Permission
from rectify.assessment.models import Assessment, Deduction, Satisfaction, Scale
from rectify.assessment.rules import (
    USUAL_GRADES,
    USUAL_ITEMS,
    USUAL_NAME,
    Items,
    problems_of_deduction,
    problems_of_satisfaction,
    problems_of_scale,
)
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.people.models import Person, Unit
from rectify.people.rules import demand, demand_in_unit
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock, stale


@operation
def set_scale(
    unit: Unit, *, version: int, name: str, items: Items, grades: Items, by: Person | None
) -> Scale:
    """Set a unit's table, or change it for assessments to come (`version` 0: there was none).

    Refuses points that are not 100 together, grades that leave a total without one, doubled names;
    leaves `scale.set`.
    """
    demand_in_unit(by, Permission.EDIT_LEDGER, unit.pk)
    lock(unit)
    refuse_if(problems_of_scale(name, items, grades))
    scale = Scale.objects.filter(unit=unit).first() or Scale(unit=unit)
    if version != (scale.version if scale.pk else 0):
        raise Refused(stale())
    scale.name, scale.items, scale.grades = name.strip(), list(items), list(grades)
    if scale.pk is None:
        scale.save()
    else:
        scale.save_changes("name", "items", "grades")
    record(Act.SCALE_SET, scale, by=by)
    return scale


@operation
def begin_assessment(
    round_: Round,
    *,
    assessed_on: date,
    assessor: str = "",
    by: Person | None,
) -> Assessment:
    """Begin a round's assessment with the unit's table as it now is; a second click gives the first.

    Refuses a day to come; leaves `assessment.begun`.
    """
    demand(by, Permission.EDIT_LEDGER, round_)
    lock(round_)
    _demand_past(assessed_on, "评估日期", "assessed_on")
    assessment = Assessment.objects.filter(round=round_).first()
    if assessment is None:
        scale = Scale.objects.filter(unit_id=round_.unit_id).first()
        assessment = Assessment(
            round=round_,
            name=scale.name if scale else USUAL_NAME,
            items=scale.items if scale else list(USUAL_ITEMS),
            grades=scale.grades if scale else list(USUAL_GRADES),
            assessed_on=assessed_on,
            assessor=assessor.strip(),
        )
        assessment.save()
    record(Act.ASSESSMENT_BEGUN, assessment, by=by)
    return assessment


@operation
def amend_assessment(
    assessment: Assessment, *, version: int, changes: dict[str, Any], by: Person | None
) -> Assessment:
    """Change who assessed, when, or the general remark.

    Refuses a day to come and an edit conflict (`row.stale`); leaves `assessment.amended`.
    """
    demand(by, Permission.EDIT_LEDGER, assessment)
    assessment = lock(assessment, version=version)
    for name, value in changes.items():
        setattr(assessment, name, value)
    _demand_past(assessment.assessed_on, "评估日期", "assessed_on")
    assessment.save_changes(*changes)
    record(Act.ASSESSMENT_AMENDED, assessment, by=by)
    return assessment


@operation
def deduct(
    assessment: Assessment, *, item: int, points: Decimal | None, reason: str, by: Person | None
) -> Deduction:
    """Take points off an item; the same deduction entered again (a double click) is the one there is.

    Refuses no reason, and more points than the item has left; leaves `assessment.deducted`.
    """
    demand(by, Permission.EDIT_LEDGER, assessment)
    assessment = lock(assessment)
    standing = Deduction.objects.filter(assessment=assessment, item=item, withdrawn_at__isnull=True)
    same = standing.filter(points=points, reason=reason.strip()).first()
    if same is None:
        taken = sum((row.points for row in standing), Decimal(0))
        refuse_if(
            problems_of_deduction(
                assessment.items, place=item, points=points, reason=reason, taken=taken
            )
        )
        assert points is not None
        same = Deduction(assessment=assessment, item=item, points=points, reason=reason.strip())
        same.save()
    record(Act.POINTS_DEDUCTED, same, by=by)
    return same


@operation
def withdraw_deduction(deduction: Deduction, *, by: Person | None) -> Deduction:
    """Take a deduction back; the row stays. Leaves `assessment.deduction_withdrawn`."""
    demand(by, Permission.EDIT_LEDGER, deduction)
    deduction = lock(deduction)
    if deduction.withdrawn_at is not None:
        raise Refused(Problem("deduction.withdrawn", "该项扣分已经撤销，请刷新页面查看。"))
    deduction.withdrawn_at, deduction.withdrawn_by = clock.now(), by
    deduction.save_changes("withdrawn_at", "withdrawn_by")
    record(Act.DEDUCTION_WITHDRAWN, deduction, by=by)
    return deduction


@operation
def count_satisfaction(
    round_: Round, *, version: int, held_on: date, counts: dict[str, int], by: Person | None
) -> Satisfaction:
    """Enter the count of voices, or correct it; `counts` has sent, returned and the three answers.

    Refuses numbers that do not add up and a day to come; leaves `satisfaction.counted`.
    """
    demand(by, Permission.EDIT_LEDGER, round_)
    lock(round_)
    _demand_past(held_on, "测评日期", "held_on")
    refuse_if(problems_of_satisfaction(**counts))
    row = Satisfaction.objects.filter(round=round_).first() or Satisfaction(round=round_)
    if version != (row.version if row.pk else 0):
        raise Refused(stale())
    row.held_on = held_on
    for name, value in counts.items():
        setattr(row, name, value)
    if row.pk is None:
        row.save()
    else:
        row.save_changes("held_on", *counts)
    record(Act.SATISFACTION_COUNTED, row, by=by)
    return row


def _demand_past(day: date, name: str, field: str) -> None:
    if day > clock.today():
        raise Refused(Problem("assessment.day", f"{name}不能晚于今天。", field=field))
