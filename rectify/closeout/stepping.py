"""How a submission goes from step to step: laid down, opened, judged, sent back, settled.

Only the operations call this, with the submission and what it is about under their locks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rectify.closeout.authors import authors_of
from rectify.closeout.chains import chain_for
from rectify.closeout.enums import JUDGED, State, StepState
from rectify.closeout.holders import judges_of
from rectify.closeout.judged import judged_facts
from rectify.closeout.models import Step, Submission
from rectify.closeout.onpaper import judged_by_elsewhere
from rectify.closeout.readiness import problems_of
from rectify.closeout.rules import passed_unreviewed
from rectify.closeout.transitions import Transition, Verb, transition_for
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.files import StoredFile
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.trail.rows import lock


@dataclass(frozen=True, slots=True)
class Entry:
    """A step taken from a signed paper: who signed when, and the scan."""

    signer: str
    signed_on: date
    name: str
    scan: StoredFile
    by: Person


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is done at the open step, by whom or from which paper."""

    verb: Verb
    opinion: str = ""
    to: int | None = None
    by: Person | None = None
    entry: Entry | None = None

    @property
    def actor(self) -> Person | None:
        """Who acts here: the reviewer, or who enters the paper that he signed."""
        return self.entry.by if self.entry is not None else self.by


def lay_steps(submission: Submission) -> None:
    """Lay down the steps of the unit's chain as it is now, and open the first."""
    for position, reviewer in enumerate(chain_for(submission.about), 1):
        Step(submission=submission, position=position, reviewer=reviewer).save()
    _go_on(submission)


def open_step(submission: Submission) -> Step:
    """The step that waits; refuses a submission that nobody has to decide."""
    waiting = Step.objects.filter(submission=submission, state=StepState.OPEN)
    step: Step | None = waiting.first()
    if submission.state != State.WAITING or step is None:
        raise Refused(Problem("submission.verb", "当前状态不能办理此操作，请刷新页面查看。"))
    return lock(step)


def judge(submission: Submission, step: Step, judgement: Judgement) -> Transition:
    """Decide the open step, and move the submission as the table of transitions says."""
    if judgement.verb is Verb.SEND_BACK:
        _refuse_unless_earlier(step, judgement.to)
    last = judgement.verb is Verb.AGREE and not _left(submission)
    transition = transition_for(judgement.verb, submission.state, reviewer=step.reviewer, last=last)
    if transition is None:
        raise Refused(Problem("submission.verb", "当前状态不能办理此操作，请刷新页面查看。"))
    if transition.needs_reason and not judgement.opinion.strip():
        raise Refused(Problem("submission.opinion", "退回须写明原因。", field="opinion"))
    _decide(submission, step, judgement)
    if judgement.verb is Verb.SEND_BACK:
        _begin_anew(submission, step, judgement.to or 1)
    submission.opinion = judgement.opinion.strip() or submission.opinion
    if judgement.verb is Verb.RETURN:
        end(submission, State.RETURNED, by=judgement.actor)
    elif not _go_on(submission):
        refuse_if(problems_of(submission.about, submission.proposed))
        end(submission, State.ACCEPTED, by=judgement.actor)
        _settle(submission)
    else:
        # The version tells the next reviewer's page from this one.
        submission.save_changes("opinion")
    return transition


def end(submission: Submission, state: State, *, by: Person | None) -> None:
    """End a submission; steps that nobody has come to stay as not done."""
    for step in _turn(submission).filter(state__in=(StepState.PENDING, StepState.OPEN)):
        step.state = StepState.DROPPED
        step.save_changes("state")
    submission.state = state
    submission.decided_at, submission.decided_by = clock.now(), by
    submission.save_changes("state", "opinion", "decided_at", "decided_by")


def _turn(submission: Submission) -> Any:
    """The steps of the last turn, in their order."""
    steps = Step.objects.filter(submission=submission)
    last = steps.order_by("-turn").values("turn")[:1]
    return steps.filter(turn=last).order_by("position")


def _left(submission: Submission) -> bool:
    """Whether a step will still have to be judged by somebody after the open one."""
    return bool(_turn(submission).filter(state=StepState.PENDING).exists())


def _go_on(submission: Submission) -> bool:
    """Open the next step that somebody else can judge; False when none is left.

    One that falls to nobody but the submitter or an author passes unreviewed and is marked, but never
    the last: that waits for another, or for a signed paper.
    """
    written = authors_of(submission.about)
    turn = list(_turn(submission))
    barred = {submission.submitted_by_id, *written}
    for step in turn:
        if step.state != StepState.PENDING:
            continue
        judges = judges_of(step.reviewer, submission.about).keys()
        alone = judges & barred
        if step is turn[-1] or judges - barred - judged_by_elsewhere(step) or not alone:
            step.state = StepState.OPEN
            step.save_changes("state")
            return True
        _pass_unreviewed(step, submission, alone, written)
    return False


def _pass_unreviewed(
    step: Step, submission: Submission, holders: set[int], written: dict[int, tuple[str, ...]]
) -> None:
    """Let a step pass that falls to the submitter or to an author; its words say which, but for the
    submitter's, which the state says."""
    submitter = submission.submitted_by_id
    holder = submitter if submitter in holders else min(holders)
    step.state, step.decided_at, step.decided_by_id = StepState.OWN, clock.now(), holder
    if holder != submitter:
        step.opinion = passed_unreviewed(written[holder])
    step.save_changes("state", "decided_at", "decided_by", "opinion")


def _refuse_unless_earlier(step: Step, to: int | None) -> None:
    """Sending back goes to a step before this one that somebody has judged."""
    judged = Step.objects.filter(submission=step.submission, state__in=JUDGED)
    before = judged.filter(position__lt=step.position).values_list("position", flat=True)
    if to not in set(before):
        raise Refused(Problem("submission.to", "请选择要退回到的前面环节。", field="to"))


def _decide(submission: Submission, step: Step, judgement: Judgement) -> None:
    step.state = StepState.AGREED if judgement.verb is Verb.AGREE else StepState.RETURNED
    step.opinion = judgement.opinion.strip()
    step.judged = judged_facts(submission)
    step.sent_to = judgement.to if judgement.verb is Verb.SEND_BACK else None
    step.decided_at, step.decided_by = clock.now(), judgement.by
    names = ["state", "opinion", "judged", "sent_to", "decided_at", "decided_by"]
    if (entry := judgement.entry) is not None:
        step.entered_at, step.entered_by = clock.now(), entry.by
        step.signer, step.signed_on, step.scan_name = entry.signer, entry.signed_on, entry.name
        step.scan_type, step.scan_size = entry.scan.content_type, entry.scan.size
        step.scan_sha256 = entry.scan.sha256
        names += ["entered_at", "entered_by", "signer", "signed_on"]
        names += ["scan_name", "scan_type", "scan_size", "scan_sha256"]
    step.save_changes(*names)


def _begin_anew(submission: Submission, step: Step, to: int) -> None:
    """Lay the steps from `to` on down once more; those not come to are left as not done."""
    turn = list(_turn(submission))
    for one in turn:
        if one.state == StepState.PENDING:
            one.state = StepState.DROPPED
            one.save_changes("state")
    first = Step.objects.filter(submission=submission, turn=1, position__gte=to)
    for one in first.order_by("position"):
        Step(
            submission=submission,
            turn=step.turn + 1,
            position=one.position,
            reviewer=one.reviewer,
        ).save()


def _settle(submission: Submission) -> None:
    """Put the accepted standing on the measure or the issue."""
    if submission.measure is not None:
        _settle_measure(lock(submission.measure), submission)
    elif submission.issue is not None:
        _settle_issue(lock(submission.issue), submission)


def _settle_measure(measure: Measure, submission: Submission) -> None:
    measure.standing = submission.proposed
    measure.completed_on = submission.completed_on
    if submission.proposed == Standing.DONE:
        measure.percent = 100
    measure.save_changes("standing", "completed_on", "percent")


def _settle_issue(issue: Issue, submission: Submission) -> None:
    """The decision takes the place of whatever the office or a paper had stated."""
    issue.stated, issue.status_words = submission.proposed, ""
    issue.save_changes("stated", "status_words")
