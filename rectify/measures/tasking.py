"""The tasks between an issue and its measures: added, changed, taken back."""

from __future__ import annotations

from rectify.access.permissions import Permission
from rectify.issues.amending import keep_reason
from rectify.issues.enums import Departure
from rectify.issues.models import Issue
from rectify.issues.ordering import changed_places
from rectify.issues.rules import problems_of_reason
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.models import IN_ORDER, Measure, Task
from rectify.measures.rules import problems_of_task
from rectify.people.models import Person
from rectify.people.rules import demand
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock


@operation
def create_task(
    issue: Issue, *, text: str, number: str = "", reason: str = "", by: Person | None
) -> Task:
    """Add a task to an issue; the same words again (a double click) give back the task there is.

    Refuses empty words, and once the plan is issued no `reason`; leaves `task.created`.
    """
    demand(by, Permission.EDIT_LEDGER, issue)
    round_ = lock(issue.round)
    issue = lock(issue)
    made = Task(issue=issue, text=text.strip(), number=number.strip())
    refuse_if(problems_of_task(made))
    same = Task.objects.filter(issue=issue, text=made.text, number=made.number).first()
    if same is None:
        made.save()
        keep_reason(round_, issue, Departure.ADDED, reason=reason, by=by)
    record(Act.TASK_CREATED, same or made, by=by)
    return same or made


@operation
def amend_task(
    task: Task, *, version: int, text: str, number: str, reason: str = "", by: Person | None
) -> Task:
    """Change a task's words and the paper's number of it.

    Refuses empty words, a task that somebody else changed meanwhile (`row.stale`), and once the plan
    is issued no `reason`; leaves `task.amended`.
    """
    demand(by, Permission.EDIT_LEDGER, task)
    round_ = lock(task.issue.round)
    task = lock(task, version=version)
    was = task.named
    task.text, task.number = text.strip(), number.strip()
    refuse_if(problems_of_task(task))
    task.save_changes("text", "number")
    if task.named != was:
        keep_reason(round_, task.issue, Departure.CHANGED, reason=reason, by=by)
    record(Act.TASK_AMENDED, task, by=by)
    return task


@operation
def move_task(task: Task, *, up: bool, version: int, by: Person | None) -> Task:
    """Let a task change places with the one before it below its issue, or with the one behind it.

    The plan says what is to be done, not in which order it is told: no reason is asked. Refuses what
    `move_category` refuses; leaves `task.moved`.
    """
    demand(by, Permission.EDIT_LEDGER, task)
    lock(task.issue.round)
    task = lock(task, version=version)
    siblings = Task.objects.filter(issue=task.issue_id).select_for_update(of=("self",))
    for moved in changed_places(siblings.order_by(*IN_ORDER), task, up=up, name="任务"):
        moved.save_changes("position")
    record(Act.TASK_MOVED, task, by=by)
    return task


@operation
def withdraw_task(task: Task, *, version: int, reason: str, by: Person | None) -> Task:
    """Take back a task that is not needed; it stays with its history.

    Refuses one without a reason, one with measures below it, and one that somebody else changed
    meanwhile; leaves `task.withdrawn`.
    """
    demand(by, Permission.EDIT_LEDGER, task)
    round_ = lock(task.issue.round)
    task = lock(task, version=version)
    refuse_if(problems_of_reason(reason))
    if Measure.objects.filter(task=task).exists():
        words = "该任务下还有措施，请先在措施中改选其他任务或选“无”。"
        raise Refused(Problem("task.built_on", words))
    task.withdraw(reason=reason.strip(), by=by)
    keep_reason(round_, task.issue, Departure.DROPPED, reason=reason, by=by)
    record(Act.TASK_WITHDRAWN, task, by=by)
    return task
