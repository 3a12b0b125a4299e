"""Setting a due date."""

from __future__ import annotations

from datetime import date

from rectify.access.permissions import Permission
from rectify.deadlines.enums import Counted
from rectify.deadlines.models import Deadline
from rectify.issues.amending import keep_reason
from rectify.issues.enums import Departure
from rectify.issues.models import Issue
from rectify.kernel.problems import Problem, Refused
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.people.rules import demand
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock, stale


@operation
def set_deadline(
    of: Issue | Measure,
    *,
    words: str = "",
    due_on: date | None = None,
    long_term: bool = False,
    counted: str = Counted.BY_OFFICE,
    version: int | None = None,
    reason: str = "",
    by: Person | None,
) -> Deadline:
    """Give an issue or a measure its due date, or change it; the old one stays in the history.

    Refuses a deadline that says nothing (no words, no date, not long-term), a date before the
    feedback, where `version` is given (0: there was none) one that somebody else has set meanwhile
    (`row.stale`), and one moved without a `reason` once the plan is issued; leaves `deadline.set`.
    """
    demand(by, Permission.EDIT_LEDGER, of)
    issue = of if isinstance(of, Issue) else of.issue
    round_ = lock(issue.round)
    lock(of)
    if not words.strip() and due_on is None and not long_term:
        raise Refused(Problem("deadline.empty", "请填写到期日，或注明长期坚持。", field="due_on"))
    if due_on is not None and round_.feedback_on is not None and due_on < round_.feedback_on:
        raise Refused(Problem("deadline.before_feedback", "到期日不能早于反馈日。", field="due_on"))
    owner = {"issue": of} if isinstance(of, Issue) else {"measure": of}
    deadline = Deadline.objects.filter(**owner).first() or Deadline(**owner)
    if version is not None and version != (deadline.version if deadline.pk else 0):
        raise Refused(stale())
    was = (deadline.words, deadline.due_on, deadline.long_term)
    deadline.words, deadline.due_on = words.strip(), due_on
    deadline.long_term = long_term
    deadline.counted = Counted.NONE if due_on is None else counted
    if deadline.pk is None:
        deadline.save()
    else:
        deadline.save_changes("words", "due_on", "long_term", "counted")
    if was != (deadline.words, due_on, long_term):
        serial = None if isinstance(of, Issue) else of.serial
        keep_reason(round_, issue, Departure.MOVED, reason=reason, measure_serial=serial, by=by)
    record(Act.DEADLINE_SET, deadline, by=by)
    return deadline
