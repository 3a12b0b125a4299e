"""Everything that changes tasks, measures, who works on them, and their progress."""

from __future__ import annotations

from datetime import date
from typing import Any

from rectify.access.permissions import Permission
from rectify.issues.amending import keep_reason
from rectify.issues.enums import OPEN, Departure, Standing
from rectify.issues.models import Issue
from rectify.issues.reviewing import under_review
from rectify.issues.rules import problems_of_reason
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.following import follow, lock_first
from rectify.measures.models import Assistance, Measure, Progress, Responsible
from rectify.measures.queries import demand_open, demand_unbuilt, handed_in
from rectify.measures.rules import (
    PLANNED_FIELDS,
    problems_of_adding,
    problems_of_dropping,
    problems_of_leaving,
    problems_of_measure,
    problems_of_progress,
)
from rectify.measures.staffing import set_assisting, set_responsible
from rectify.people.models import Department, Person
from rectify.people.reach import reach_of
from rectify.people.rules import demand, may, not_allowed
from rectify.rounds.rules import first_day_to_work
from rectify.trail.acting import because
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock, sent_twice


@operation
def create_measure(
    issue: Issue,
    *,
    facts: dict[str, Any],
    assisting: list[Department] | None = None,
    responsible: list[Person] | None = None,
    reason: str = "",
    by: Person | None,
) -> Measure:
    """Add a measure with the issue's next number from `facts` (the model's fields by name).

    The same measure sent again (a double click, a retry) gives back the one there is. Refuses empty
    words, people or departments from elsewhere, an issue that is finished or waits for its 销号, and
    once the plan is issued no `reason`; leaves `measure.created`.
    """
    demand(by, Permission.EDIT_LEDGER, issue)
    round_ = lock(issue.round)
    issue = lock(issue)
    measure = Measure(issue=issue, **facts)
    _demand_sound(measure)
    refuse_if(problems_of_adding(issue, waits=under_review(issue)))
    same: Measure | None = sent_twice(Measure.objects.filter(issue=issue, **facts))
    if same is not None:
        record(Act.MEASURE_CREATED, same, by=by)
        return same
    issue.measures_numbered += 1
    issue.save_changes("measures_numbered")
    measure.serial = issue.measures_numbered
    measure.save()
    set_assisting(measure, assisting or [])
    set_responsible(measure, responsible or [])
    serial = measure.serial
    keep_reason(round_, issue, Departure.ADDED, reason=reason, measure_serial=serial, by=by)
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
    reason: str = "",
    by: Person | None,
) -> Measure:
    """Change named fields of a measure; lists given replace who assists and who answers.

    Refuses when somebody else changed it meanwhile (`row.stale`), what `create_measure` refuses, and
    what departs from the issued plan without a `reason`; leaves `measure.amended` and a row version.
    `standing` is no business of this operation: only the review finishes a measure.
    """
    demand(by, Permission.EDIT_LEDGER, measure)
    round_ = lock(measure.issue.round)
    measure = lock(measure, version=version)
    departs = _departs(measure, changes, assisting, responsible)
    for field, value in changes.items():
        setattr(measure, field, value)
    _demand_sound(measure)
    measure.save_changes(*changes)
    if assisting is not None:
        set_assisting(measure, assisting)
    if responsible is not None:
        set_responsible(measure, responsible)
    if departs:
        serial = measure.serial
        keep_reason(
            round_, measure.issue, Departure.CHANGED, reason=reason, measure_serial=serial, by=by
        )
    record(Act.MEASURE_AMENDED, measure, by=by)
    return measure


@operation
def drop_measure(measure: Measure, *, version: int, reason: str, by: Person | None) -> Measure:
    """Take a measure out of the ledger; the row with all that hangs on it stays in the database.

    Refuses no reason, a finished measure, one that waits for review or whose issue's 销号 waits, one
    on which an extension is undecided or an instruction unanswered, and one that somebody else
    changed meanwhile (`row.stale`); leaves `measure.dropped`.
    """
    demand(by, Permission.EDIT_LEDGER, measure)
    round_ = lock(measure.issue.round)
    issue = lock(measure.issue)
    measure = lock(measure, version=version)
    refuse_if(problems_of_dropping(measure, pending=_pending(measure), reason=reason))
    refuse_if(problems_of_leaving(issue, waits=under_review(issue)))
    measure.withdraw(reason=reason.strip(), by=by)
    serial = measure.serial
    keep_reason(
        round_, measure.issue, Departure.DROPPED, reason=reason, measure_serial=serial, by=by
    )
    record(Act.MEASURE_DROPPED, measure, by=by)
    return measure


@operation
def withdraw_measure(measure: Measure, *, version: int, reason: str, by: Person | None) -> Measure:
    """Take back a measure that was entered by mistake; it stays with its number and its history.

    Refuses one without a reason, one on which anything has been built (progress, evidence, a
    submission), one whose issue's 销号 waits, and one that somebody else changed meanwhile; leaves
    `measure.withdrawn`.
    """
    demand(by, Permission.EDIT_LEDGER, measure)
    round_ = lock(measure.issue.round)
    issue = lock(measure.issue)
    measure = lock(measure, version=version)
    refuse_if(problems_of_reason(reason))
    refuse_if(problems_of_leaving(issue, waits=under_review(issue)))
    demand_unbuilt(measure)
    measure.withdraw(reason=reason.strip(), by=by)
    serial = measure.serial
    keep_reason(
        round_, measure.issue, Departure.DROPPED, reason=reason, measure_serial=serial, by=by
    )
    record(Act.MEASURE_WITHDRAWN, measure, by=by)
    return measure


@operation
def withdraw_issue(issue: Issue, *, version: int, reason: str, by: Person | None) -> Issue:
    """Take back an issue that was entered by mistake, with its measures; their numbers stay taken.

    Refuses one without a reason, one of which a measure has been built on, and one that somebody
    else changed meanwhile; leaves `issue.withdrawn` and `measure.withdrawn` for each measure.
    """
    demand(by, Permission.EDIT_LEDGER, issue)
    round_ = lock(issue.round)
    issue = lock(issue, version=version)
    refuse_if(problems_of_reason(reason))
    demand_unbuilt(issue)
    measures: Any = Measure.objects.select_for_update(of=("self",)).filter(issue=issue)
    for measure in measures.order_by("pk"):
        demand_unbuilt(measure)
        measure.withdraw(reason=reason.strip(), by=by)
        record(Act.MEASURE_WITHDRAWN, measure, by=by)
    issue.withdraw(reason=reason.strip(), by=by)
    keep_reason(round_, issue, Departure.DROPPED, reason=reason, by=by)
    record(Act.ISSUE_WITHDRAWN, issue, by=by)
    return issue


def _pending(measure: Measure) -> list[str]:
    """What is still to be decided or answered on a measure, in words."""
    held: Any = measure
    unanswered = {"ended_at__isnull": True, "addressees__done_at__isnull": True}
    # A request for a later date says nothing once no date hangs over the measure.
    asking = Standing(measure.standing) in OPEN and held.extensions.filter(state="open").exists()
    found = (
        ("正在进行的审核", under_review(measure)),
        ("待审批的延期申请", asking),
        ("未办结的批示", held.instructions.filter(**unanswered).exists()),
    )
    return [words for words, there in found if there]


def _demand_sound(measure: Measure) -> None:
    """Refuse what is wrong with a measure; its task stays as it is until this is over."""
    if measure.task is not None:
        measure.task = lock(measure.task)
    refuse_if(problems_of_measure(measure))


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
    entry there is. Refuses empty words, a share outside 0–100, a day to come or before the
    inspection, a measure that is finished or waits for its review, a department that neither leads
    nor assists; leaves `progress.logged`.
    """
    demand(
        by, Permission.WRITE_PROGRESS if on_behalf_of is None else Permission.EDIT_LEDGER, measure
    )
    measure = lock(measure)
    demand_open(measure)
    refuse_if(
        problems_of_progress(
            text=text,
            percent=percent,
            happened_on=happened_on,
            first=first_day_to_work(measure.issue.round),
            today=clock.today(),
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
    with because(source):
        entry.save()
    if assistance is None:
        measure.take_up(by)
    follow(measure, entry.department)
    record(Act.PROGRESS_LOGGED, entry, by=by)
    return entry


@operation
def correct_progress(
    entry: Progress,
    *,
    text: str,
    percent: int | None,
    happened_on: date | None,
    reason: str,
    by: Person | None,
) -> Progress:
    """Put a corrected version in the place of an entry; the old one stays readable, marked.

    By who wrote it or by the office. The measure's or the assisting department's share and the day
    on which the measure began follow the corrected log. The same correction sent again gives back
    the one there is. Refuses no reason, what `log_progress` refuses, an entry that was corrected
    already, one that an accepted submission was judged by, and a measure that is finished or waits
    for its review; leaves `progress.corrected`.
    """
    demand(by, Permission.WRITE_PROGRESS, entry.measure)
    if by is not None and entry.logged_by_id != by.pk:
        _demand_office(by, entry.measure)
    measure = lock(entry.measure)
    entry = lock(entry)
    told = {"text": text.strip(), "percent": percent, "happened_on": happened_on}
    known = Progress.objects.filter(corrects=entry).first()
    if known is not None:
        return _same_correction(known, told, by)
    demand_open(measure)
    first = first_day_to_work(measure.issue.round)
    refuse_if(problems_of_progress(**told, first=first, today=clock.today()))  # type: ignore[arg-type]
    _refuse_correction(measure, entry, reason)
    new = Progress(
        measure=measure,
        department=entry.department,
        **told,
        logged_at=clock.now(),
        logged_by=by,
        corrects=entry,
        correction_reason=reason.strip()[:300],
    )
    new.save()
    follow(measure, entry.department, instead_of=entry.happened_on)
    record(Act.PROGRESS_CORRECTED, new, by=by)
    return new


def _demand_office(by: Person, measure: Measure) -> None:
    if not may(by, Permission.EDIT_LEDGER, measure):
        raise Refused(not_allowed())


def _refuse_correction(measure: Measure, entry: Progress, reason: str) -> None:
    if not reason.strip():
        raise Refused(Problem("progress.reason", "请填写更正原因。", field="reason"))
    if handed_in(measure).judged_what_is_of(entry.logged_at):
        raise Refused(
            Problem(
                "progress.judged",
                "该进展已随审核通过的提交归档，不能更正；如有新情况，请另行填报进展。",
            )
        )


def _same_correction(known: Progress, told: dict[str, Any], by: Person | None) -> Progress:
    """A retry of the correction there is; anything else comes too late."""
    if known.logged_by != by or any(getattr(known, name) != told[name] for name in told):
        raise Refused(
            Problem("progress.corrected", "该进展已被更正，请刷新页面，在新的版本上更正。")
        )
    record(Act.PROGRESS_CORRECTED, known, by=by)
    return known


def _same_entry(entry: Progress) -> Progress | None:
    """The entry that says the very same already, by the same person for the same department."""
    told = ("measure", "department", "text", "percent", "happened_on", "logged_by")
    same: Any = Progress.objects.filter(**{name: getattr(entry, name) for name in told})
    found: Progress | None = same.current().first()
    return found


def _assistance_of(by: Person | None, measure: Measure) -> Assistance | None:
    """The assistance in whose name `by` writes, or None when he writes for the lead department."""
    if by is None:
        return None
    reach = reach_of(by, Permission.WRITE_PROGRESS)
    leads = measure.lead_department_id in reach.departments
    if leads or measure.issue.round.unit_id in reach.units:
        return None
    rows = Assistance.objects.filter(measure=measure, ended_on__isnull=True)
    return lock_first(rows.filter(department_id__in=reach.departments))


def _assistance_for(
    department: Department | None, measure: Measure, by: Person | None
) -> Assistance | None:
    """The assistance of a named department, None when it leads; where none is named, that of `by`."""
    if department is None:
        return _assistance_of(by, measure)
    if department.pk == measure.lead_department_id:
        return None
    rows = Assistance.objects.filter(measure=measure, ended_on__isnull=True)
    found = lock_first(rows.filter(department=department))
    if found is None:
        raise Refused(
            Problem("progress.department", f"{department}不承担该措施，请核对责任部门和配合部门。")
        )
    return found


def _departs(
    measure: Measure,
    changes: dict[str, Any],
    assisting: list[Department] | None,
    responsible: list[Person] | None,
) -> bool:
    """True when the change touches what the plan says of the measure."""
    if any(getattr(measure, name) != changes[name] for name in PLANNED_FIELDS & changes.keys()):
        return True
    assist: Any = Assistance.objects.filter(measure=measure)
    answer = Responsible.objects.filter(measure=measure, ended_on__isnull=True)
    named = (
        (assisting, set(assist.current().values_list("department_id", flat=True))),
        (responsible, set(answer.values_list("person_id", flat=True))),
    )
    return any(rows is not None and {row.pk for row in rows} != held for rows, held in named)
