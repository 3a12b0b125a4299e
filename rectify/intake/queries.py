"""What pages and commands ask about papers: where rows came from, how a paper is read."""

from __future__ import annotations

from datetime import date

from rectify.intake.models import Paper
from rectify.intake.planning import Setting, Shown
from rectify.kernel import clock
from rectify.kernel.datewords import Counting
from rectify.papers.content import Content
from rectify.rounds.models import Round


def setting_of(round_: Round) -> Setting:
    """What the round and its unit set for the reading of papers."""
    return Setting(
        today=clock.today(),
        feedback_on=round_.feedback_on,
        immediate_days=round_.unit.immediate_days,
        months=round_.months,
        round_id=round_.pk,
    )


def counting_of(paper: Paper) -> Counting:
    """What deadlines typed into a plan are counted from: as when the paper itself was read."""
    round_, told = paper.round, paper.plan.get("header", {}).get("feedback_on")
    feedback_on = date.fromisoformat(told) if told else round_.feedback_on
    return Counting(feedback_on, round_.unit.immediate_days, round_.months)


def lines_of(paper: Paper) -> list[str]:
    """The paper as numbered lines beside its plan (the first is line 1)."""
    if paper.file_name:
        return paper.text.split("\n")
    return Shown.of(Content.from_text(paper.text)).lines
