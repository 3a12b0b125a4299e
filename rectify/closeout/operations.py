"""Everything that changes submissions and their steps, and with them what is finished and closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from rectify.access.permissions import Permission
from rectify.closeout.chains import chain_version
from rectify.closeout.enums import WAITING, Chained, State
from rectify.closeout.judged import judged_facts, mark_of
from rectify.closeout.models import PROPOSED, ChainLink, Reopening, Sheet, Step, Submission
from rectify.closeout.onpaper import (
    author_names,
    entering_problems,
    judges_elsewhere,
    own_work_problems,
    signing_problems,
)
from rectify.closeout.readiness import problems_of
from rectify.closeout.rules import (
    conclusions_for,
    problems_of_chain,
    problems_of_entry,
    problems_of_reopening,
    problems_of_scan,
    problems_of_submission,
)
from rectify.closeout.stepping import (
    Entry,
    Judgement,
    end,
    judge,
    lay_steps,
    open_step,
)
from rectify.closeout.transitions import REVIEW_VERBS, SUBMITTED_BY, Verb
from rectify.closeout.when import first_day_of_issue, first_day_of_measure
from rectify.evidence.rules import clean_name
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.jobs.enums import JobKind
from rectify.jobs.models import Job
from rectify.jobs.operations import ask
from rectify.kernel import clock
from rectify.kernel.files import keep, upload_limit
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.models import Measure
from rectify.people.models import Person, Unit
from rectify.people.rules import demand, demand_in_unit, not_allowed
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock, stale


@operation
def set_chain(
    unit: Unit, chained: Chained, *, reviewers: Sequence[str], version: int, by: Person | None
) -> Unit:
    """Let exactly `reviewers`, in this order, review the unit's measures or the closing of issues.

    Submissions under way keep the steps they began with. Refuses an impossible chain, and one that
    somebody else changed meanwhile (`row.stale`); leaves `chain.set`.
    """
    demand_in_unit(by, Permission.EDIT_LEDGER, unit.pk)
    unit = lock(unit)
    if chain_version(unit.pk, chained) != version:
        raise Refused(stale())
    refuse_if(problems_of_chain(chained, reviewers))
    wanted = {reviewer: place for place, reviewer in enumerate(reviewers, 1)}
    links = {link.reviewer: link for link in ChainLink.objects.filter(unit=unit, chained=chained)}
    for link in links.values():
        # A place is given up before another takes it: no two may ever hold one.
        if link.position is not None and link.position != wanted.get(link.reviewer):
            link.position = None
            link.save_changes("position")
    for reviewer, place in wanted.items():
        link = links.get(reviewer) or ChainLink(unit=unit, chained=chained, reviewer=reviewer)
        if link.position != place:
            link.position = place
            link.save_changes("position") if link.pk else link.save()
    record(Act.CHAIN_SET, unit, by=by)
    return unit


@operation
def submit_measure(
    measure: Measure,
    *,
    proposed: str,
    statement: str,
    completed_on: date | None,
    by: Person,
) -> Submission:
    """Hand a measure in for the review of its unit's chain.

    Steps that fall to nobody but the submitter or an author pass unreviewed and are marked, never
    the last. The same words handed in again while they wait (a double click) give back the
    submission there is. Refuses what `readiness` finds, no words, a day to come or before the
    measure can have begun, a measure that is finished or already waits, and a last step that nobody
    else can judge; leaves `submission.made`.
    """
    demand(by, SUBMITTED_BY[Chained.MEASURE], measure)
    measure = lock(measure)
    made = Submission(measure=measure, proposed=proposed, completed_on=completed_on)
    if (same := _waiting_same(made, statement, by)) is not None:
        record(Act.SUBMISSION_MADE, same, by=by)
        return same
    if measure.standing == Standing.DONE:
        raise Refused(Problem("submission.finished", "该措施已认定完成，无需再次提交。"))
    problems = problems_of_submission(
        proposed=proposed,
        accepted=[one.value for one in PROPOSED],
        statement=statement,
        completed_on=completed_on,
        first=first_day_of_measure(measure),
        today=clock.today(),
    )
    refuse_if(problems_of(measure, proposed) + problems)
    _hand_in(made, statement, by)
    record(Act.SUBMISSION_MADE, made, by=by)
    return made


@operation
def submit_issue(
    issue: Issue,
    *,
    proposed: str,
    statement: str,
    completed_on: date | None,
    by: Person,
) -> Submission:
    """Hand an issue in for 销号 with one of its two conclusions (`conclusions_for`).

    The office or the head of its lead department does it, when its measures are finished. Refuses
    as `submit_measure` does, a completion before that of a measure or, with 取得阶段性成效, before any
    measure began; leaves `submission.made`.
    """
    demand(by, SUBMITTED_BY[Chained.ISSUE], issue)
    issue = lock(issue)
    made = Submission(issue=issue, proposed=proposed, completed_on=completed_on)
    if (same := _waiting_same(made, statement, by)) is not None:
        record(Act.SUBMISSION_MADE, same, by=by)
        return same
    if issue.stated == Standing.DONE:
        raise Refused(Problem("submission.finished", "该问题已销号，无需再次提交。"))
    problems = problems_of_submission(
        proposed=proposed,
        accepted=[value for value, _ in conclusions_for(issue.pace)],
        statement=statement,
        completed_on=completed_on,
        first=first_day_of_issue(issue, proposed),
        today=clock.today(),
    )
    refuse_if(problems_of(issue, proposed) + problems)
    _hand_in(made, statement, by)
    record(Act.SUBMISSION_MADE, made, by=by)
    return made


@operation
def review_submission(
    submission: Submission,
    verb: Verb,
    *,
    version: int,
    opinion: str = "",
    to: int | None = None,
    seen: str | None = None,
    by: Person,
) -> Submission:
    """Do `verb` at the open step, as the table of transitions allows.

    `to` is the position of the step to send back to, `seen` the mark of what the page showed
    (`judged.mark_of`), None where there was no page. Refuses whoever is not the step's reviewer,
    one's own work, a second step by the same person, a return without a reason, what was changed
    since the page was opened, and a submission that somebody else decided meanwhile (`row.stale`).
    The last agreement puts the proposed standing on the measure or issue. Leaves the transition's
    event.
    """
    verb = _review_verb(verb)
    submission, step = _locked(submission, version)
    _demand_step(step, submission, by)
    _demand_unchanged(submission, seen)
    done = judge(submission, step, Judgement(verb, opinion=opinion, to=to, by=by))
    record(done.act, submission, by=by)
    return submission


@operation
def enter_step(
    submission: Submission,
    verb: Verb,
    *,
    version: int,
    signer: str,
    signed_on: date | None,
    scan_name: str,
    scan: Iterable[bytes],
    opinion: str = "",
    to: int | None = None,
    seen: str | None = None,
    by: Person,
) -> Submission:
    """Enter the open step of a person or body from the signed paper (代录), with its scan.

    For reviewers without an account, and for those who signed on paper. Refuses whoever is not the
    office, who handed it in or wrote some of it where somebody can judge the step here, the office's
    own step, no scan, no signer, a signer who handed it in himself, wrote some of it or has judged
    another step, a day before the submission or to come, and whatever `review_submission` refuses of the verb; leaves
    `step.entered` and the transition's event.
    """
    verb = _review_verb(verb)
    demand(by, Permission.REVIEW_OFFICE, submission)
    submission, step = _locked(submission, version)
    _demand_unchanged(submission, seen)
    refuse_if(entering_problems(step, submission, by))
    # What is compared is what will be kept.
    signer = signer.strip()[:60].strip()
    problems = problems_of_entry(
        signer=signer,
        signed_on=signed_on,
        submitted_on=clock.day_of(submission.submitted_at),
        submitter=submission.submitted_by.name,
        authors=author_names(submission),
        elsewhere=judges_elsewhere(step),
        today=clock.today(),
    )
    stored = keep(scan, check=lambda file: problems + problems_of_scan(file, limit=upload_limit()))
    assert signed_on is not None
    entry = Entry(signer, signed_on, clean_name(scan_name), stored, by)
    done = judge(submission, step, Judgement(verb, opinion=opinion, to=to, entry=entry))
    record(Act.STEP_ENTERED, step, by=by)
    record(done.act, submission, by=by)
    return submission


@operation
def withdraw_submission(submission: Submission, *, version: int, by: Person) -> Submission:
    """Take back what one handed in, while nobody has decided it to the end.

    Refuses whoever did not hand it in and a submission that is over; leaves `submission.withdrawn`.
    """
    demand(by, SUBMITTED_BY[submission.chained], submission)
    submission, _ = _locked(submission, version)
    if submission.submitted_by_id != by.pk:
        raise Refused(Problem("submission.not_own", "只有提交人本人可以撤回，其他人可按环节退回。"))
    end(submission, State.WITHDRAWN, by=by)
    record(Act.SUBMISSION_WITHDRAWN, submission, by=by)
    return submission


@operation
def reopen_issue(issue: Issue, *, reason: str, by: Person | None) -> Reopening:
    """Open a closed issue again; its close-out stays as it was decided.

    A 回头看 calls this for the issues it takes over. Refuses an issue that is not closed or waits
    for review, and no reason; leaves `issue.reopened` and a row version of the issue.
    """
    demand(by, Permission.REOPEN_ISSUE, issue)
    issue = lock(issue)
    submissions = Submission.objects.filter(issue=issue).order_by("-pk")
    waits = submissions.filter(state__in=WAITING).exists()
    refuse_if(problems_of_reopening(standing=issue.stated, reason=reason, waits=waits))
    reopening = Reopening(
        issue=issue,
        submission=submissions.filter(state=State.ACCEPTED).first(),
        was=issue.stated,
        reason=reason.strip(),
        reopened_at=clock.now(),
        reopened_by=by,
    )
    reopening.save()
    issue.stated, issue.status_words = Standing.IN_PROGRESS, ""
    issue.save_changes("stated", "status_words")
    record(Act.ISSUE_REOPENED, reopening, by=by)
    return reopening


@operation
def ask_sheet(submission: Submission, *, by: Person | None) -> Job:
    """Ask for the 销号表 of a submission as PDF; one that is being made is given back instead.

    Leaves `sheet.asked`.
    """
    demand(by, Permission.EXPORT, submission)
    job = ask(JobKind.RENDER_SHEET, submission.pk, by=by)
    record(Act.SHEET_ASKED, submission, by=by)
    return job


@operation
def keep_sheet(
    submission: Submission, *, name: str, chunks: Iterable[bytes], pages: int, by: Person | None
) -> Sheet:
    """Keep a finished 销号表; refuses whoever may no longer export; leaves `sheet.made`."""
    demand(by, Permission.EXPORT, submission)
    stored = keep(chunks)
    sheet = Sheet(
        submission=submission,
        name=name,
        sha256=stored.sha256,
        size=stored.size,
        pages=pages,
        made_at=clock.now(),
        made_by=by,
    )
    sheet.save()
    record(Act.SHEET_MADE, sheet, by=by)
    return sheet


def _waiting_same(made: Submission, statement: str, by: Person) -> Submission | None:
    """The waiting submission that says the very same, by the same person; refuses any other."""
    own = {"measure": made.measure, "issue": made.issue}
    rows: Any = Submission.objects.filter(**own, state__in=WAITING)
    waiting: Submission | None = rows.first()
    if waiting is None:
        return None
    said = (made.proposed, made.completed_on, statement.strip(), by.pk)
    if said == (
        waiting.proposed,
        waiting.completed_on,
        waiting.statement,
        waiting.submitted_by_id,
    ):
        return waiting
    what = "该措施已提交审核" if made.measure is not None else "该问题已提交销号"
    raise Refused(Problem("submission.waiting", f"{what}，请等待审核结果。"))


def _hand_in(made: Submission, statement: str, by: Person) -> None:
    made.state, made.statement = State.WAITING, statement.strip()
    made.submitted_at, made.submitted_by = clock.now(), by
    made.save()
    lay_steps(made)


def _review_verb(verb: str) -> Verb:
    """The verb itself: below, verbs are told apart by identity, which a mere word would slip through."""
    if verb not in REVIEW_VERBS:
        raise Refused(Problem("submission.verb", "当前状态不能办理此操作，请刷新页面查看。"))
    return Verb(verb)


def _locked(submission: Submission, version: int) -> tuple[Submission, Step]:
    """The submission and its open step under their locks, what it is about first."""
    lock(submission.about)
    submission = lock(submission, version=version)
    return submission, open_step(submission)


def _demand_step(step: Step, submission: Submission, by: Person) -> None:
    """Refuse unless the open step falls to `by`, who neither handed it in nor wrote some of it, and
    has judged no other."""
    steps: Any = Step.objects.filter(pk=step.pk)
    if not steps.falling_to(by).exists():
        raise Refused(not_allowed())
    if by.pk == submission.submitted_by_id:
        sentence = "不能审核本人提交的事项，请由他人审核。"
        raise Refused(Problem("submission.own", sentence))
    refuse_if(own_work_problems(step, by))
    if not steps.waiting_for(by).exists():
        sentence = "您已审核过本次提交的另一环节，本环节请由他人审核，或由整改办凭签字纸件代录。"
        raise Refused(Problem("submission.judged_once", sentence))
    refuse_if(signing_problems(step, by))


def _demand_unchanged(submission: Submission, seen: str | None) -> None:
    """Refuse where the page showed something else than what would now be judged."""
    if seen is not None and seen != mark_of(judged_facts(submission)):
        sentence = "您打开此页后，提交的内容、佐证材料或成果有变化，请核对后再办理。"
        raise Refused(Problem("submission.changed", sentence))
