"""Everything that changes what a look-back round has taken over."""

from __future__ import annotations

from rectify.access.permissions import Permission
from rectify.closeout.operations import reopen_issue
from rectify.issues.enums import REOPENING, Finding
from rectify.issues.models import Issue, Takeover
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.lookback.rules import problems_of_finding, problems_of_taking
from rectify.people.models import Person
from rectify.people.rules import demand
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock


@operation
def take_over(round_: Round, issue: Issue, *, by: Person | None) -> Takeover:
    """Let a look-back round check an issue of an earlier round; taken twice it is the one row.

    Refuses a round that is no look-back, an issue of another unit or of the same round, and one that
    another running look-back has in hand; leaves `takeover.taken`.
    """
    demand(by, Permission.EDIT_LEDGER, round_)
    demand(by, Permission.READ_CASE, issue)
    round_ = lock(round_)
    rows = Takeover.objects.filter(issue=issue, dropped_at__isnull=True)
    elsewhere = rows.exclude(round=round_).filter(round__closed_at__isnull=True).exists()
    refuse_if(problems_of_taking(round_, issue, elsewhere=elsewhere))
    row = rows.filter(round=round_).first()
    if row is None:
        row = Takeover(round=round_, issue=issue, taken_at=clock.now(), taken_by=by)
        row.save()
    record(Act.ISSUE_TAKEN_OVER, row, by=by)
    return row


@operation
def drop_takeover(row: Takeover, *, version: int, by: Person | None) -> Takeover:
    """Leave an issue out again that was not judged yet; the row stays.

    Refuses one that was judged; leaves `takeover.dropped`.
    """
    demand(by, Permission.EDIT_LEDGER, row)
    row = lock(row, version=version)
    if row.finding or row.dropped_at is not None:
        raise Refused(Problem("takeover.judged", "该问题已登记核查结果或已移出，不能移出。"))
    row.dropped_at, row.dropped_by = clock.now(), by
    row.save_changes("dropped_at", "dropped_by")
    record(Act.TAKEOVER_DROPPED, row, by=by)
    return row


@operation
def judge_takeover(
    row: Takeover,
    *,
    version: int,
    finding: str,
    note: str,
    reopens: bool = False,
    by: Person | None,
) -> Takeover:
    """Enter what the look-back found; with `reopens` the issue is open again and keeps its close-out.

    Refuses no finding, a bad one without its facts, reopening what is in place, and taking back the
    reopening of an issue; leaves `takeover.judged`, and the reopening's own event.
    """
    demand(by, Permission.EDIT_LEDGER, row)
    row = lock(row, version=version)
    # Before the trail's chain, which whoever hands the issue in locks last.
    lock(row.issue)
    refuse_if(problems_of_finding(row, finding=finding, note=note, reopens=reopens))
    row.finding, row.note = Finding(finding), note.replace("\r\n", "\n").strip()
    row.judged_at, row.judged_by = clock.now(), by
    first = reopens and row.reopened_at is None and finding in REOPENING
    if first:
        row.reopened_at, row.reopened_by = clock.now(), by
    row.save_changes("finding", "note", "judged_at", "judged_by", "reopened_at", "reopened_by")
    record(Act.TAKEOVER_JUDGED, row, by=by)
    if first:
        told = f"{row.round}核查结果：{Finding(finding).label}。{row.note}"
        reopen_issue(row.issue, reason=told, by=by)
    return row
