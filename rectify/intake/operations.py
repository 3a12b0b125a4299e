"""A paper's way in: given, planned, mended, applied or discarded.

Until `apply_paper` the ledger is untouched; what is written is the paper itself and its plan, so that
nothing a person pasted or mended is ever lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from rectify.access.permissions import Permission
from rectify.intake.applying import Application
from rectify.intake.enums import PaperState
from rectify.intake.matching import Ledger, hold_against
from rectify.intake.models import Paper
from rectify.intake.plan import Plan
from rectify.intake.planning import Shown, plan_of
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused
from rectify.papers.content import Content
from rectify.people.models import Person
from rectify.people.rules import demand, demand_in_unit
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock, stale

MAX_CHARACTERS = 2_000_000
"""Some 2,000 pages: no letter is longer, and what is longer is no letter."""


@operation
def give_paper(
    round_: Round, *, name: str, text: str = "", content: Content | None = None, by: Person | None
) -> Paper:
    """Take a pasted text, or a file's content, for a round and plan it; the ledger is untouched.

    Refuses an empty text, one beyond `MAX_CHARACTERS` and one with NUL characters. The same text
    given again while its plan waits gives back the paper that is there, with what was mended.
    Leaves `paper.read`.
    """
    demand_in_unit(by, Permission.EDIT_LEDGER, round_.unit_id)
    if content is not None:
        text = "\n".join(Shown.of(content).lines)
    _refuse_unreadable(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    round_ = lock(round_)
    waiting = Paper.objects.filter(
        round=round_, sha256=digest, state=PaperState.PLANNED, given_by=by
    ).first()
    paper = waiting or Paper(
        round=round_,
        name=name.strip()[:200] or "粘贴的材料",
        text=text,
        sha256=digest,
        state=PaperState.PLANNED,
        given_at=clock.now(),
        given_by=by,
    )
    if waiting is None:
        plan = plan_of(content or Content.from_text(text), today=clock.today())
        hold_against(plan, Ledger.of(round_))
        paper.plan = plan.to_json()
        paper.save()
    record(Act.PAPER_READ, paper, by=by)
    return paper


@operation
def mend_plan(
    paper: Paper, change: Callable[[Plan], None], *, version: int, by: Person | None
) -> Paper:
    """Let `change` alter the plan and hold it against the ledger anew.

    Refuses when the plan is no longer waiting or somebody else mended it meanwhile (`row.stale`);
    leaves `paper.mended`.
    """
    demand(by, Permission.EDIT_LEDGER, paper)
    paper = _locked_waiting(paper, version)
    plan = Plan.from_json(paper.plan)
    change(plan)
    paper.plan = hold_against(plan, Ledger.of(paper.round)).to_json()
    paper.save_changes("plan")
    record(Act.PAPER_MENDED, paper, by=by)
    return paper


@operation
def apply_paper(paper: Paper, *, version: int, by: Person | None) -> Paper:
    """Write the plan into the ledger: all of it or nothing, as one act.

    The plan is held against the ledger once more under the round's lock, so that what others entered
    meanwhile, or the same paper given twice, makes no doubles. Refuses a plan that is no longer
    waiting (a second click is told so), one that somebody mended meanwhile, and one of which nothing
    is kept. Leaves `paper.applied`.
    """
    demand(by, Permission.EDIT_LEDGER, paper)
    round_ = lock(paper.round)
    paper = _locked_waiting(paper, version)
    plan = hold_against(Plan.from_json(paper.plan), Ledger.of(round_))
    if not plan.kept:
        raise Refused(Problem("paper.empty", "没有可导入的问题，请先保留至少一个问题。"))
    if any(not row.title.strip() for row in plan.kept):
        raise Refused(Problem("paper.untitled", "有问题尚无标题，请补充标题或不导入该条。"))
    paper.round = round_
    paper.outcome = Application(paper, plan, round_).run().to_json()
    paper.plan = plan.to_json()
    paper.state = PaperState.APPLIED
    paper.applied_at, paper.applied_by = clock.now(), by
    paper.save_changes("outcome", "plan", "state", "applied_at", "applied_by")
    record(Act.PAPER_APPLIED, paper, by=by)
    return paper


@operation
def discard_paper(paper: Paper, *, version: int, by: Person | None) -> Paper:
    """Put a plan aside unapplied; its text stays. Leaves `paper.discarded`."""
    demand(by, Permission.EDIT_LEDGER, paper)
    paper = _locked_waiting(paper, version)
    paper.state = PaperState.DISCARDED
    paper.save_changes("state")
    record(Act.PAPER_DISCARDED, paper, by=by)
    return paper


def _locked_waiting(paper: Paper, version: int) -> Paper:
    """The paper under its lock; that it is no longer waiting is told before any edit conflict."""
    paper = lock(paper)
    if paper.state == PaperState.APPLIED:
        raise Refused(Problem("paper.applied", "这份材料已经导入台账，无需再次确认。"))
    if paper.state != PaperState.PLANNED:
        raise Refused(Problem("paper.closed", "这份材料已放弃导入，如需导入请重新粘贴。"))
    if paper.version != version:
        raise Refused(stale())
    return paper


def _refuse_unreadable(text: str) -> None:
    if not text.strip():
        raise Refused(Problem("paper.blank", "请粘贴反馈意见、整改方案或整改报告的全文。", "text"))
    if len(text) > MAX_CHARACTERS:
        raise Refused(Problem("paper.long", "内容超过200万字，请分份粘贴。", "text"))
    if "\x00" in text:
        raise Refused(
            Problem("paper.binary", "内容含有无法识别的字符，请从原文件重新复制粘贴。", "text")
        )
