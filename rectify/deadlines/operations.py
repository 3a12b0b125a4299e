"""Setting a due date, and moving it on request."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rectify.access.permissions import Permission
from rectify.deadlines.enums import Counted, ExtensionState
from rectify.deadlines.models import EXTENDED, Deadline, Extension
from rectify.deadlines.queries import approving_problems
from rectify.deadlines.rules import problems_of_extension, problems_of_limits
from rectify.issues.amending import keep_reason
from rectify.issues.enums import Departure
from rectify.issues.models import Issue
from rectify.issues.reviewing import under_review
from rectify.kernel import clock
from rectify.kernel.files import keep, upload_limit
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.kernel.uploads import clean_name, problems_of_file
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
    A date of the issued plan that is put off counts as an extension and keeps the first date.
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
    if round_.planned_at is not None:
        _put_off(deadline, until_on=due_on)
    deadline.words, deadline.due_on = words.strip(), due_on
    deadline.long_term = long_term
    deadline.counted = Counted.NONE if due_on is None else counted
    if deadline.pk is None:
        deadline.save()
    else:
        deadline.save_changes("words", "due_on", "long_term", "counted", *EXTENDED)
    if was != (deadline.words, due_on, long_term):
        serial = None if isinstance(of, Issue) else of.serial
        keep_reason(round_, issue, Departure.MOVED, reason=reason, measure_serial=serial, by=by)
    record(Act.DEADLINE_SET, deadline, by=by)
    return deadline


@operation
def request_extension(
    measure: Measure,
    *,
    until_on: date | None,
    reason: str,
    name: str,
    chunks: Iterable[bytes],
    version: int,
    by: Person,
) -> Extension:
    """Ask for a later date, with a reason and a file that shows it.

    `version` is that of the deadline which the person had before his eyes. The same request sent
    again (a double click, a retry) gives back the one that waits. Refuses a measure without a date,
    settled, under review, or with a request that waits already, a day that is no later, more times or days than
    the unit allows, a file that cannot be kept; one asked for after the date has passed is marked.
    Leaves `extension.requested`.
    """
    demand(by, Permission.SUBMIT, measure)
    stored = keep(chunks, check=lambda file: problems_of_file(file, limit=upload_limit()))
    measure = lock(measure)
    rows = Extension.objects.filter(measure=measure, state=ExtensionState.OPEN)
    waiting: Extension | None = rows.first()
    if waiting is not None and _same(waiting, until_on, reason, stored.sha256, by):
        record(Act.EXTENSION_REQUESTED, waiting, by=by)
        return waiting
    if waiting is not None:
        raise Refused(Problem("extension.waiting", "该措施已有待审批的延期申请，请等待审批结果。"))
    deadline = Deadline.objects.filter(measure=measure).first()
    if deadline is not None and deadline.version != version:
        raise Refused(stale())
    today, waits = clock.today(), under_review(measure)
    refuse_if(problems_of_extension(measure, deadline, until_on, reason, day=today, waiting=waits))
    assert deadline is not None
    assert deadline.due_on is not None
    assert until_on is not None
    refuse_if(problems_of_limits(deadline, until_on, measure.issue.round.unit))
    extension = Extension(
        measure=measure,
        reason=reason.strip(),
        from_on=deadline.due_on,
        until_on=until_on,
        late=deadline.due_on < today,
        file_name=clean_name(name),
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        requested_at=clock.now(),
        requested_by=by,
    )
    extension.save()
    record(Act.EXTENSION_REQUESTED, extension, by=by)
    return extension


@operation
def decide_extension(
    extension: Extension, *, approve: bool, version: int, opinion: str = "", by: Person
) -> Extension:
    """Approve a request, which moves the date, or turn it down with a reason.

    The first date stays with the deadline, times and days are counted. Refuses one's own request,
    one that somebody else has decided meanwhile (`row.stale`), and to approve one whose measure is
    settled or waits for its review, whose deadline was changed since, or which the unit's limits no
    longer allow; leaves `extension.approved` or `extension.refused`.
    """
    demand(by, Permission.DECIDE_EXTENSION, extension)
    round_ = lock(extension.measure.issue.round)
    measure = lock(extension.measure)
    extension = lock(extension, version=version)
    _refuse_ended(extension)
    if extension.requested_by_id == by.pk:
        raise Refused(Problem("extension.own", "不能审批本人提出的申请，请由他人审批。"))
    if not approve and not opinion.strip():
        raise Refused(Problem("extension.opinion", "不批准的，请写明原因。", field="opinion"))
    if approve:
        refuse_if(approving_problems(measure))
        _extend(extension)
        moved, serial = extension.measure.issue, extension.measure.serial
        why = f"批准延期：{extension.reason}"
        keep_reason(round_, moved, Departure.MOVED, reason=why, measure_serial=serial, by=by)
    state = ExtensionState.APPROVED if approve else ExtensionState.REFUSED
    _end(extension, state, opinion, by)
    act = Act.EXTENSION_APPROVED if approve else Act.EXTENSION_REFUSED
    record(act, extension, by=by)
    return extension


@operation
def withdraw_extension(extension: Extension, *, version: int, by: Person) -> Extension:
    """Take back a request that is not decided yet; leaves `extension.withdrawn`.

    Refuses one that is decided, and anybody but its department (and the office).
    """
    demand(by, Permission.SUBMIT, extension)
    lock(extension.measure)
    extension = lock(extension, version=version)
    _refuse_ended(extension)
    _end(extension, ExtensionState.WITHDRAWN, "", by)
    record(Act.EXTENSION_WITHDRAWN, extension, by=by)
    return extension


def _same(waiting: Extension, until_on: date | None, reason: str, sha256: str, by: Person) -> bool:
    asked = (waiting.until_on, waiting.reason, waiting.sha256, waiting.requested_by_id)
    return asked == (until_on, reason.strip(), sha256, by.pk)


def _refuse_ended(extension: Extension) -> None:
    if extension.state != ExtensionState.OPEN:
        words = extension.get_state_display()
        raise Refused(Problem("extension.ended", f"该延期申请{words}，无需再办理。"))


def _end(extension: Extension, state: ExtensionState, opinion: str, by: Person) -> None:
    extension.state, extension.opinion = state, opinion.strip()
    extension.ended_at, extension.ended_by = clock.now(), by
    extension.save_changes("state", "opinion", "ended_at", "ended_by")


def _extend(extension: Extension) -> None:
    """Move the deadline as asked; it says from now on that it was moved, and from when."""
    deadline = lock(extension.measure.deadline)
    if deadline.due_on != extension.from_on:
        raise Refused(
            Problem("extension.moved", "申请后到期日已被调整，请不予批准，由责任部门重新申请。")
        )
    refuse_if(problems_of_limits(deadline, extension.until_on, extension.measure.issue.round.unit))
    _put_off(deadline, until_on=extension.until_on)
    deadline.due_on, deadline.counted = extension.until_on, Counted.EXTENDED
    deadline.save_changes("due_on", "counted", *EXTENDED)


def _put_off(deadline: Deadline, *, until_on: date | None) -> None:
    """Count one more extension, if `until_on` is later than the day there is; the first one is kept."""
    if deadline.due_on is None or until_on is None or until_on <= deadline.due_on:
        return
    deadline.first_due_on = deadline.first_due_on or deadline.due_on
    deadline.extended_times += 1
    deadline.extended_days += (until_on - deadline.due_on).days
