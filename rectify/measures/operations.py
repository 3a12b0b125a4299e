"""Everything that changes tasks, measures, who works on them, and their progress."""

from __future__ import annotations

from datetime import date
from typing import Any

from rectify.access.permissions import Permission
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.models import CLAIM, Assistance, Measure, Progress, Responsible, Task
from rectify.measures.rules import (
    problems_of_claim,
    problems_of_measure,
    problems_of_progress,
    standing_after_progress,
)
from rectify.people.models import Department, Person
from rectify.people.reach import reach_of
from rectify.people.rules import demand
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock, sent_twice


@operation
def create_task(issue: Issue, *, text: str, number: str = "", by: Person | None) -> Task:
    """Add a task to an issue; refuses empty words; leaves `task.created`."""
    demand(by, Permission.EDIT_LEDGER, issue)
    if not text.strip():
        raise Refused(Problem("task.text", "请填写任务内容。", field="text"))
    task = Task(issue=issue, text=text.strip(), number=number)
    task.save()
    record(Act.TASK_CREATED, task, by=by)
    return task


@operation
def create_measure(
    issue: Issue,
    *,
    facts: dict[str, Any],
    assisting: list[Department] | None = None,
    responsible: list[Person] | None = None,
    by: Person | None,
) -> Measure:
    """Add a measure with the issue's next number from `facts` (the model's fields by name).

    The same measure sent again (a double click, a retry) gives back the one there is. Refuses empty
    words and people or departments from elsewhere; leaves `measure.created`.
    """
    demand(by, Permission.EDIT_LEDGER, issue)
    issue = lock(issue)
    measure = Measure(issue=issue, **facts)
    refuse_if(problems_of_measure(measure))
    same: Measure | None = sent_twice(Measure.objects.filter(issue=issue, **facts))
    if same is not None:
        record(Act.MEASURE_CREATED, same, by=by)
        return same
    issue.measures_numbered += 1
    issue.save_changes("measures_numbered")
    measure.serial = issue.measures_numbered
    measure.save()
    _set_assisting(measure, assisting or [])
    _set_responsible(measure, responsible or [])
    record(Act.MEASURE_CREATED, measure, by=by)
    return measure


@operation
def amend_measure(
    measure: Measure,
    *,
    version: int,
    changes: dict[str, Any],
    assisting: list[Department] | None = None,
    responsible: list[Person] | None = None,
    by: Person | None,
) -> Measure:
    """Change named fields of a measure; lists given replace who assists and who answers.

    Refuses when somebody else changed it meanwhile (`row.stale`), and what `create_measure`
    refuses; leaves `measure.amended` and a row version. `standing` is no business of this
    operation: only the review finishes a measure.
    """
    demand(by, Permission.EDIT_LEDGER, measure)
    measure = lock(measure, version=version)
    for field, value in changes.items():
        setattr(measure, field, value)
    refuse_if(problems_of_measure(measure))
    measure.save_changes(*changes)
    if assisting is not None:
        _set_assisting(measure, assisting)
    if responsible is not None:
        _set_responsible(measure, responsible)
    record(Act.MEASURE_AMENDED, measure, by=by)
    return measure


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
    gave back, with the office's `words`. Refuses what `amend_measure` refuses and a department that
    is dissolved; leaves `measure.assigned`.
    """
    demand(by, Permission.EDIT_LEDGER, measure)
    measure = lock(measure, version=version)
    for field, value in changes.items():
        setattr(measure, field, value)
    refuse_if(problems_of_measure(measure))
    department = measure.lead_department
    if "lead_department" in changes and department is not None and department.retired_on:
        raise Refused(
            Problem("measure.retired", "该部门已撤销，请选择其他部门。", "lead_department")
        )
    measure.derive()  # another department: nobody has taken it up
    if "lead_department" in changes and measure.handed_back_at is not None:
        measure.unclaim()
        measure.assigned_on = clock.today()
    if words.strip():
        measure.assigned_words = words.strip()[:300]
    measure.save_changes(*changes)
    if responsible is not None:
        _set_responsible(measure, responsible)
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
    _take_up(measure, by)
    measure.save_changes(*CLAIM)
    record(Act.MEASURE_CLAIMED, measure, by=by)
    return measure


@operation
def hand_back_measure(measure: Measure, *, version: int, reason: str, by: Person | None) -> Measure:
    """Give a measure that was assigned, and not taken up, back to the office.

    Refuses what `claim_measure` refuses, and no reason; leaves `measure.handed_back`.
    """
    demand(by, Permission.CLAIM, measure)
    measure = lock(measure)
    refuse_if(problems_of_claim(measure, version))
    if not reason.strip():
        raise Refused(Problem("claim.reason", "请填写退回的原因。", field="reason"))
    measure.handed_back_at, measure.handed_back_by = clock.now(), by
    measure.handed_back_why = reason.strip()
    measure.save_changes(*CLAIM)
    record(Act.MEASURE_HANDED_BACK, measure, by=by)
    return measure


@operation
def log_progress(
    measure: Measure,
    *,
    text: str,
    percent: int | None,
    happened_on: date | None,
    on_behalf_of: Department | None = None,
    source: str = "",
    by: Person | None,
) -> Progress:
    """Add an entry to the progress log, in the name of the lead or the assisting department.

    The measure's own share follows the lead's entries, an assisting department's its own. The office
    may enter what a department handed in on paper (`on_behalf_of`); `source` is then kept with the
    row's history. The same words for the same day sent again (a double click, a retry) give back the
    entry there is. Refuses empty words, a share outside 0–100, a day to come, a department that
    neither leads nor assists; leaves `progress.logged`.
    """
    demand(
        by, Permission.WRITE_PROGRESS if on_behalf_of is None else Permission.EDIT_LEDGER, measure
    )
    measure = lock(measure)
    refuse_if(
        problems_of_progress(
            text=text, percent=percent, happened_on=happened_on, today=clock.today()
        )
    )
    assert percent is not None
    assert happened_on is not None
    assistance = _assistance_for(on_behalf_of, measure, by)
    entry = Progress(
        measure=measure,
        department=assistance.department if assistance else measure.lead_department,
        text=text.strip(),
        percent=percent,
        happened_on=happened_on,
        logged_at=clock.now(),
        logged_by=by,
    )
    same = _same_entry(entry)
    if same is not None:
        record(Act.PROGRESS_LOGGED, same, by=by)
        return same
    entry._change_reason = source[:100] or None  # type: ignore[attr-defined]
    entry.save()
    if assistance is not None:
        assistance.percent = percent
        assistance.save_changes("percent")
    _start(measure, happened_on, None if assistance else percent, by)
    record(Act.PROGRESS_LOGGED, entry, by=by)
    return entry


def _same_entry(entry: Progress) -> Progress | None:
    """The entry that says the very same already, by the same person for the same department."""
    told = ("measure", "department", "text", "percent", "happened_on", "logged_by")
    return Progress.objects.filter(**{name: getattr(entry, name) for name in told}).first()


def _start(measure: Measure, day: date, percent: int | None, by: Person | None) -> None:
    if percent is not None:
        measure.percent = percent
    measure.standing = standing_after_progress(measure.standing)
    measure.started_on = min(measure.started_on or day, day)
    own = percent is not None and measure.lead_department_id is not None
    if own and measure.claimed_at is None:
        # Whoever reports work on a measure has taken it up.
        _take_up(measure, by)
    measure.save_changes("percent", "standing", "started_on", *CLAIM)


def _take_up(measure: Measure, by: Person | None) -> None:
    measure.unclaim()
    measure.claimed_at, measure.claimed_by = clock.now(), by


def _assistance_of(by: Person | None, measure: Measure) -> Assistance | None:
    """The assistance in whose name `by` writes, or None when he writes for the lead department."""
    if by is None:
        return None
    reach = reach_of(by, Permission.WRITE_PROGRESS)
    leads = measure.lead_department_id in reach.departments
    if leads or measure.issue.round.unit_id in reach.units:
        return None
    rows = Assistance.objects.filter(measure=measure, ended_on__isnull=True)
    return _lock_first(rows.filter(department_id__in=reach.departments))


def _assistance_for(
    department: Department | None, measure: Measure, by: Person | None
) -> Assistance | None:
    """The assistance of a named department, None when it leads; where none is named, that of `by`."""
    if department is None:
        return _assistance_of(by, measure)
    if department.pk == measure.lead_department_id:
        return None
    rows = Assistance.objects.filter(measure=measure, ended_on__isnull=True)
    found = _lock_first(rows.filter(department=department))
    if found is None:
        raise Refused(
            Problem("progress.department", f"{department}不承担该措施，请核对责任部门和配合部门。")
        )
    return found


def _lock_first(rows: Any) -> Assistance | None:
    """The first of `rows` under a row lock, or None."""
    found: Assistance | None = rows.select_for_update(of=("self",)).order_by("pk").first()
    return found


def _set_assisting(measure: Measure, departments: list[Department]) -> None:
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


def _set_responsible(measure: Measure, persons: list[Person]) -> None:
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
