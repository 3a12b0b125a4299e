"""A paper's way in: given, planned, mended, applied, discarded or taken back.

Until `apply_paper` the ledger is untouched; what is written is the paper itself and its plan, so that
nothing a person pasted or mended is ever lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from rectify.access.permissions import Permission
from rectify.intake.applying import Application
from rectify.intake.enums import PaperState
from rectify.intake.matching import held
from rectify.intake.models import Paper
from rectify.intake.plan import Plan
from rectify.intake.rereading import carried_over
from rectify.intake.rules import problems_of_plan, problems_of_text
from rectify.intake.staff import DEPARTMENT, Staff, bare_name
from rectify.intake.withdrawing import Withdrawal
from rectify.jobs.enums import JobKind
from rectify.jobs.operations import ask
from rectify.kernel import clock
from rectify.kernel.files import keep
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.people.models import Person
from rectify.people.operations import create_department, create_person
from rectify.people.rules import demand, demand_in_round
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock, stale


@operation
def give_paper(
    round_: Round,
    *,
    name: str,
    text: str = "",
    file: tuple[str, bytes] | None = None,
    plan: Plan | None,
    by: Person | None,
) -> Paper:
    """Take a pasted text, or a file (its name and its bytes), for a round.

    With a `plan` it waits to be confirmed at once, without one it is left to a job: nothing is read
    while this transaction keeps others waiting. The same text or file given again while it waits
    gives back the paper that is there, with what was mended. Refuses an empty text, one beyond the
    limit and one with NUL characters. Leaves `paper.read`, or `paper.given` when it is read later.
    """
    demand_in_round(by, Permission.EDIT_LEDGER, round_)
    if file is None:
        refuse_if(problems_of_text(text))
    digest = hashlib.sha256(file[1] if file else text.encode()).hexdigest()
    if file is not None:
        keep([file[1]])
    round_ = lock(round_)
    waiting = (PaperState.PLANNED, PaperState.WAITING)
    known: Paper | None = Paper.objects.filter(
        round=round_, sha256=digest, state__in=waiting, given_by=by
    ).first()
    paper = known or Paper(
        round=round_,
        name=name.strip()[:200] or (file[0] if file else UNNAMED),
        text=text,
        sha256=digest,
        file_name=file[0][:200] if file else "",
        file_size=len(file[1]) if file else 0,
        state=PaperState.WAITING,
        given_at=clock.now(),
        given_by=by,
    )
    if known is None and plan is not None:
        _take_plan(paper, plan, round_)
    if known is None:
        paper.save()
    if paper.state == PaperState.WAITING:
        ask(JobKind.READ_PAPER, paper.pk, by=by)
    record(Act.PAPER_GIVEN if plan is None else Act.PAPER_READ, paper, by=by)
    return paper


@operation
def plan_paper(paper: Paper, plan: Plan, *, by: Person | None) -> Paper:
    """Put the plan of a paper that was left to a job in its place.

    Refuses a paper that is not waiting for it (another worker was faster); leaves `paper.read`.
    """
    round_ = lock(paper.round)
    paper = lock(paper)
    if paper.state != PaperState.WAITING:
        raise Refused(Problem("paper.planned", "这份材料已经识别，请刷新页面查看。"))
    _take_plan(paper, plan, round_)
    paper.save_changes("name", "plan", "text", "state")
    record(Act.PAPER_READ, paper, by=by)
    return paper


@operation
def give_up_paper(paper: Paper, *, reason: str, by: Person | None) -> Paper:
    """Say why a waiting paper could not be read; it stays, to be read again or put aside.

    Refuses a paper that is not waiting; leaves `paper.unreadable`.
    """
    paper = lock(paper)
    if paper.state != PaperState.WAITING:
        raise Refused(Problem("paper.planned", "这份材料已经识别，请刷新页面查看。"))
    paper.state, paper.failure = PaperState.FAILED, reason[:300]
    paper.save_changes("state", "failure")
    record(Act.PAPER_UNREADABLE, paper, by=by)
    return paper


@operation
def read_again(paper: Paper, *, version: int, by: Person | None) -> Paper:
    """Ask for a job once more, for a paper that waits for one or could not be read.

    Refuses a paper in any other state and an edit conflict; leaves `paper.given`.
    """
    demand(by, Permission.EDIT_LEDGER, paper)
    paper = lock(paper, version=version)
    if paper.state not in {PaperState.WAITING, PaperState.FAILED}:
        raise Refused(Problem("paper.planned", "这份材料已经识别，请刷新页面查看。"))
    paper.state, paper.failure = PaperState.WAITING, ""
    paper.save_changes("state", "failure")
    ask(JobKind.READ_PAPER, paper.pk, by=by)
    record(Act.PAPER_GIVEN, paper, by=by)
    return paper


@operation
def mend_plan(
    paper: Paper, change: Callable[[Plan], Any], *, version: int | None, by: Person | None
) -> Paper:
    """Let `change` alter the plan and hold it against the ledger anew.

    `version` None stands for a change that builds on nothing a person read before (taking one row
    in or out), so that two quick clicks are no conflict. Refuses when the plan is no longer waiting
    or somebody else mended it meanwhile (`row.stale`); leaves `paper.mended`.
    """
    demand(by, Permission.EDIT_LEDGER, paper)
    paper = _locked_waiting(paper, version)
    plan = Plan.from_json(paper.plan)
    change(plan)
    paper.plan = held(plan, paper.round).to_json()
    paper.save_changes("plan")
    record(Act.PAPER_MENDED, paper, by=by)
    return paper


@operation
def replan_paper(paper: Paper, fresh: Plan, *, version: int, by: Person | None) -> Paper:
    """Put a plan that was read once more in the place of the old one; mends are carried over.

    Refuses what `mend_plan` refuses; leaves `paper.mended`.
    """
    demand(by, Permission.EDIT_LEDGER, paper)
    paper = _locked_waiting(paper, version)
    plan, lost = carried_over(Plan.from_json(paper.plan), fresh)
    if lost:
        plan.warnings.append(f"有{lost}条修改过的问题在重新识别后没有对应的行，请重新核对。")
    _take_plan(paper, plan, paper.round)
    paper.save_changes("name", "plan", "text", "state")
    record(Act.PAPER_MENDED, paper, by=by)
    return paper


@operation
def apply_paper(paper: Paper, *, version: int, seal: str | None = None, by: Person | None) -> Paper:
    """Write the plan into the ledger: all of it or nothing, as one act.

    The plan is held against the ledger once more under the round's lock, so that what others entered
    meanwhile, or the same paper given twice, makes no doubles; `seal` is what a person saw that it
    would do (`Plan.seal`). Persons and departments that were asked for are created first. Refuses a
    plan that is no longer waiting (a second click is told so), one that somebody mended meanwhile,
    one that would now do something else than was seen, one of which nothing is kept, and one with a
    row that must be mended first. Leaves `paper.applied`.
    """
    demand(by, Permission.EDIT_LEDGER, paper)
    round_ = lock(paper.round)
    paper = _locked_waiting(paper, version)
    plan = held(Plan.from_json(paper.plan), round_)
    refuse_if(problems_of_plan(plan))
    if seal is not None and plan.seal != seal:
        sentence = "台账刚刚有变动，已重新比对，请核对下面的结果后再确认。"
        raise Refused(Problem("paper.ledger_moved", sentence))
    created = _create_names(plan, round_, by)
    if created:
        plan = held(plan, round_)
    paper.round = round_
    application = Application(paper, plan, round_, Staff.of(round_.unit))
    application.outcome.created = created
    paper.applied_at, paper.applied_by = clock.now(), by
    paper.outcome = application.run().to_json()
    paper.plan = plan.to_json()
    paper.state = PaperState.APPLIED
    paper.save_changes("outcome", "plan", "state", "applied_at", "applied_by")
    record(Act.PAPER_APPLIED, paper, by=by)
    return paper


@operation
def discard_paper(paper: Paper, *, version: int, by: Person | None) -> Paper:
    """Put a plan aside unapplied; its text stays. Leaves `paper.discarded`."""
    demand(by, Permission.EDIT_LEDGER, paper)
    paper = _locked_waiting(paper, version, (*_OPEN, PaperState.FAILED))
    paper.state = PaperState.DISCARDED
    paper.save_changes("state")
    record(Act.PAPER_DISCARDED, paper, by=by)
    return paper


@operation
def withdraw_paper(paper: Paper, *, version: int, by: Person | None) -> Paper:
    """Take an import back whole: its rows leave the ledger, changed rows hold what they held before.

    Refuses a paper that is not applied, an edit conflict, and one on which something has been built
    since: progress, evidence, a submission, a change of a row or of a date. Numbers once given are
    not given again; persons and departments that were created stay. Leaves `paper.withdrawn`.
    """
    demand(by, Permission.EDIT_LEDGER, paper)
    round_ = lock(paper.round)
    paper = lock(paper, version=version)
    if paper.state != PaperState.APPLIED:
        raise Refused(Problem("paper.not_applied", "这份材料没有导入台账，无需撤销。"))
    Withdrawal(paper, round_, by).run()
    paper.state = PaperState.WITHDRAWN
    paper.withdrawn_at, paper.withdrawn_by = clock.now(), by
    paper.save_changes("state", "withdrawn_at", "withdrawn_by")
    record(Act.PAPER_WITHDRAWN, paper, by=by)
    return paper


UNNAMED = "粘贴的材料"
"""What a pasted text is called that tells no title of its own."""

_OPEN = (PaperState.PLANNED, PaperState.WAITING)


def _take_plan(paper: Paper, plan: Plan, round_: Round) -> None:
    """Hold a plan against the ledger and keep it; a file's lines become the paper's text.

    A pasted text that nobody named is called by its own title.
    """
    if paper.file_name:
        paper.text = "\n".join(plan.lines)
    elif paper.name == UNNAMED and plan.title:
        paper.name = plan.title[:200]
    paper.plan = held(plan, round_).to_json()
    paper.state = PaperState.PLANNED


def _create_names(plan: Plan, round_: Round, by: Person | None) -> list[str]:
    """Create the persons and departments that were asked for; as the plan calls them."""
    wanted = [name for name in plan.unknown if name.choice == "new"]
    for name in wanted:
        if name.kind == DEPARTMENT:
            create_department(round_.unit, name=name.name[:60], by=by)
        else:
            create_person(round_.unit, name=bare_name(name.name)[:40], by=by)
    return [name.name for name in wanted]


def _locked_waiting(
    paper: Paper, version: int | None, states: tuple[str, ...] = (PaperState.PLANNED,)
) -> Paper:
    """The paper under its lock; that it is no longer waiting is told before any edit conflict."""
    paper = lock(paper)
    if paper.state == PaperState.APPLIED:
        raise Refused(Problem("paper.applied", "这份材料已经导入台账，无需再次确认。"))
    if paper.state == PaperState.WITHDRAWN:
        raise Refused(Problem("paper.closed", "这份材料的导入已撤销，如需导入请重新粘贴。"))
    if paper.state not in states:
        raise Refused(Problem("paper.closed", "这份材料已放弃导入，如需导入请重新粘贴。"))
    if version is not None and paper.version != version:
        raise Refused(stale())
    return paper
