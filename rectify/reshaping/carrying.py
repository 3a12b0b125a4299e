"""What goes along when a measure goes: its people, its date, and what was written and proven for it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from rectify.closeout.enums import WAITING
from rectify.closeout.models import Submission
from rectify.deadlines.enums import ExtensionState
from rectify.deadlines.models import EXTENDED, Deadline, Extension
from rectify.deadlines.operations import set_deadline
from rectify.evidence.models import Evidence
from rectify.instructions.models import Addressee, Instruction
from rectify.issues.amending import keep_reason
from rectify.issues.enums import Departure
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused
from rectify.measures.models import Assistance, Measure, Progress, Responsible
from rectify.outcomes.models import Bearing
from rectify.people.models import Department, Person
from rectify.trail.rows import lock


def refuse_waiting(measures: list[Measure], *issues: Issue) -> None:
    """Refuse while a measure, its issue or one of `issues` waits for a review.

    Who reviews must find what was handed in.
    """
    concerned = {measure.issue_id for measure in measures} | {issue.pk for issue in issues}
    of_issues = Q(issue__in=concerned)
    waiting = Submission.objects.filter(Q(measure__in=measures) | of_issues, state__in=WAITING)
    named = [row.trail_label() for row in waiting.select_related("measure__issue", "issue")]
    if named:
        sentence = f"{'、'.join(named)}正在审核，请待审核结束或撤回提交后再办理。"
        raise Refused(Problem("reshaping.waiting", sentence))


def refuse_asking(measures: list[Measure]) -> None:
    """Refuse while an extension of one of these is undecided: nobody could decide it afterwards."""
    asking = Extension.objects.filter(measure__in=measures, state=ExtensionState.OPEN)
    named = [row.trail_label() for row in asking.select_related("measure__issue")]
    if named:
        sentence = f"{'、'.join(named)}有待审批的延期申请，请先审批或撤回申请，再合并。"
        raise Refused(Problem("reshaping.asking", sentence))


def locked(rows: list[Any]) -> list[Any]:
    """The rows afresh under their locks, taken in the order of their ids like everywhere."""
    fresh = {row.pk: lock(row) for row in sorted(rows, key=lambda row: row.pk)}
    return [fresh[row.pk] for row in rows]


def next_measure_serial(issue: Issue) -> int:
    """Take the next measure number of a locked issue; a number once given is not given again."""
    issue.measures_numbered += 1
    issue.save_changes("measures_numbered")
    return issue.measures_numbered


def put_under(
    measure: Measure, issue: Issue, *, with_task: bool = False, by: Person | None
) -> None:
    """Let a locked measure belong to another locked issue, with a number of that issue.

    Once the plan is issued the reason of the act under way is kept for both places.
    """
    left, serial = measure.issue, measure.serial
    measure.issue = issue
    measure.serial = next_measure_serial(issue)
    if not with_task:
        measure.task = None
    measure.save_changes("issue", "serial", "task")
    moves = ((left, serial, Departure.DROPPED), (issue, measure.serial, Departure.ADDED))
    for owner, number, departure in moves:
        keep_reason(owner.round, owner, departure, reason="", measure_serial=number, by=by)


def people_of(measure: Measure) -> tuple[list[Department], list[Person]]:
    """Who assists in a measure and who answers for it today."""
    assisting = Assistance.objects.filter(measure=measure, ended_on__isnull=True)
    answering = Responsible.objects.filter(measure=measure, ended_on__isnull=True)
    return (
        [row.department for row in assisting.select_related("department")],
        [row.person for row in answering.select_related("person")],
    )


def date_alike(source: Issue | Measure, copy: Issue | Measure, *, by: Person | None) -> None:
    """Give `copy` the deadline of `source`, if that has one, with all that it was extended."""
    owner = {"issue": source} if isinstance(source, Issue) else {"measure": source}
    deadline = Deadline.objects.filter(**owner).first()
    if deadline is None or not (deadline.words or deadline.due_on or deadline.long_term):
        return
    dated = set_deadline(
        copy,
        words=deadline.words,
        due_on=deadline.due_on,
        long_term=deadline.long_term,
        counted=deadline.counted,
        by=by,
    )
    if deadline.extended_times:
        for name in EXTENDED:
            setattr(dated, name, getattr(deadline, name))
        dated.save_changes(*EXTENDED)


def carry_work(source: Measure, target: Measure) -> None:
    """Let what was written, proven and asked for `source` count for `target`.

    The same file counts once; an instruction goes along while somebody has to answer it.
    """
    carry_instructions(source, target)
    for entry in Progress.objects.select_for_update().filter(measure=source):
        entry.measure = target
        entry.save_changes("measure")
    known = set(Evidence.objects.filter(measure=target).values_list("sha256", flat=True))
    files = Evidence.objects.select_for_update().filter(measure=source, withdrawn_at__isnull=True)
    for file in files:
        if file.sha256 not in known:
            known.add(file.sha256)
            file.measure = target
            file.save_changes("measure")
    _carry_outcomes(source, target)


def remember_assistance(gone: list[Measure], target: Measure) -> None:
    """Let who once assisted in one of `gone` count so for `target`: his entries are not the lead's."""
    known = set(Assistance.objects.filter(measure=target).values_list("department_id", flat=True))
    known.add(target.lead_department_id)
    for row in Assistance.objects.filter(measure__in=gone, ended_on__isnull=False):
        if row.department_id not in known:
            known.add(row.department_id)
            kept = {"department_id": row.department_id, "ended_on": row.ended_on}
            Assistance(measure=target, percent=row.percent, **kept).save()


def carry_instructions(source: Issue | Measure, target: Issue | Measure) -> None:
    """Let the instructions on `source` that somebody has still to answer stand on `target`."""
    kind = "issue" if isinstance(source, Issue) else "measure"
    rows: Any = Addressee.objects.all()
    open_ones = rows.standing().filter(**{f"instruction__{kind}": source})
    waiting = Instruction.objects.filter(pk__in=open_ones.values("instruction_id"))
    for instruction in waiting.select_for_update().order_by("pk"):
        setattr(instruction, kind, target)
        instruction.save_changes(kind)


def _carry_outcomes(source: Measure, target: Measure) -> None:
    """Let the outcomes of `source` be outcomes of `target`; one that is so already only lets go."""
    known = set(Bearing.objects.filter(measure=target).values_list("outcome_id", flat=True))
    for bearing in Bearing.objects.select_for_update().filter(measure=source, ended_on=None):
        if bearing.outcome_id in known:
            bearing.ended_on = clock.today()
            bearing.save_changes("ended_on")
        else:
            bearing.measure = target
            bearing.save_changes("measure")
