"""Who assists in a measure and who answers for it; the operations on measures call this."""

from __future__ import annotations

from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused
from rectify.measures.models import Assistance, Measure, Responsible
from rectify.people.models import Department, Person


def set_assisting(measure: Measure, departments: list[Department]) -> None:
    """Let exactly `departments` assist; a row that ends is kept with its progress."""
    wanted = {d.pk: d for d in departments if d.pk != measure.lead_department_id}
    for department in wanted.values():
        if department.unit_id != measure.issue.round.unit_id:
            raise Refused(
                Problem("measure.assisting", "配合部门须为本单位部门。", field="assisting")
            )
    for row in Assistance.objects.filter(measure=measure):
        ended = None if wanted.pop(row.department_id, None) else clock.today()
        if (row.ended_on is None) != (ended is None):
            row.ended_on = ended
            row.save_changes("ended_on")
    for department in wanted.values():
        Assistance(measure=measure, department=department).save()


def set_responsible(measure: Measure, persons: list[Person]) -> None:
    """Let exactly `persons` answer for the measure; a row that ends is kept."""
    wanted = {p.pk: p for p in persons}
    for person in wanted.values():
        if person.unit_id != measure.issue.round.unit_id:
            raise Refused(
                Problem("measure.responsible", "责任人须为本单位人员。", field="responsible")
            )
    for row in Responsible.objects.filter(measure=measure):
        ended = None if wanted.pop(row.person_id, None) else clock.today()
        if (row.ended_on is None) != (ended is None):
            row.ended_on = ended
            row.save_changes("ended_on")
    for person in wanted.values():
        Responsible(measure=measure, person=person).save()
