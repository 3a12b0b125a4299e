"""Everything that changes a submission, and with it a measure's standing."""

from __future__ import annotations

from datetime import date

from rectify.access.permissions import Permission
from rectify.closeout.enums import WAITING, State
from rectify.closeout.models import Submission
from rectify.closeout.rules import problems_of_submission
from rectify.closeout.transitions import Verb, transition_for
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.people.rules import demand, may
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock


@operation
def submit_measure(
    measure: Measure,
    *,
    proposed: str,
    statement: str,
    completed_on: date | None,
    by: Person,
) -> Submission:
    """Hand a measure in for review.

    A department's handler hands in to its head; a head (his own step passes unreviewed) and the
    office hand in to the unit's review. Refuses no words, no evidence, a day to come or before the
    measure began, a measure that is finished or already waits; leaves `submission.made`.
    """
    demand(by, Permission.SUBMIT, measure)
    measure = lock(measure)
    if measure.standing == Standing.DONE:
        raise Refused(Problem("submission.finished", "该措施已认定完成，无需再次提交。"))
    if Submission.objects.filter(measure=measure, state__in=WAITING).exists():
        raise Refused(Problem("submission.waiting", "该措施已提交审核，请等待审核结果。"))
    refuse_if(
        problems_of_submission(
            proposed=proposed,
            statement=statement,
            completed_on=completed_on,
            started_on=measure.started_on,
            evidence_count=measure.evidence.filter(withdrawn_at__isnull=True).count(),
            today=clock.today(),
        )
    )
    submission = Submission(
        measure=measure,
        state=_first_state(by, measure),
        proposed=proposed,
        completed_on=completed_on,
        statement=statement.strip(),
        submitted_at=clock.now(),
        submitted_by=by,
    )
    submission.save()
    record(Act.SUBMISSION_MADE, submission, by=by)
    return submission


@operation
def review_submission(
    submission: Submission, verb: Verb, *, version: int, opinion: str = "", by: Person
) -> Submission:
    """Do `verb` to a waiting submission, as the table of transitions allows.

    Refuses a verb out of place, a reviewer without the permission, one's own work, a return without
    a reason, and a submission that somebody else decided meanwhile (`row.stale`). Acceptance puts
    the proposed standing on the measure. Leaves the transition's event.
    """
    lock(submission.measure)
    submission = lock(submission, version=version)
    transition = transition_for(verb, submission.state)
    if transition is None:
        raise Refused(Problem("submission.verb", "当前状态不能办理此操作，请刷新页面查看。"))
    demand(by, transition.permission, submission.measure)
    if by.pk in {submission.submitted_by_id, submission.passed_by_id}:
        raise Refused(Problem("submission.own", "不能审核本人提交或已审核的事项，请由他人审核。"))
    if transition.needs_opinion and not opinion.strip():
        raise Refused(Problem("submission.opinion", "退回须写明原因。", field="opinion"))
    submission.state = transition.target
    if opinion.strip():
        submission.opinion = opinion.strip()
    if transition.target == State.AT_UNIT:
        submission.passed_at, submission.passed_by = clock.now(), by
    else:
        submission.decided_at, submission.decided_by = clock.now(), by
    submission.save_changes(
        "state", "opinion", "passed_at", "passed_by", "decided_at", "decided_by"
    )
    if transition.target == State.ACCEPTED:
        _settle(submission)
    record(transition.act, submission, by=by)
    return submission


def _settle(submission: Submission) -> None:
    """Put the accepted standing on the measure."""
    measure = lock(submission.measure)
    measure.standing = submission.proposed
    measure.completed_on = submission.completed_on
    if submission.proposed == Standing.DONE:
        measure.percent = 100
    measure.save_changes("standing", "completed_on", "percent")


def _first_state(by: Person, measure: Measure) -> State:
    heads = may(by, Permission.REVIEW_DEPARTMENT, measure)
    office = may(by, Permission.EDIT_LEDGER, measure)
    return State.AT_UNIT if heads or office else State.AT_DEPARTMENT
