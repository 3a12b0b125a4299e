"""From what a person hands over to a paper with its plan: at once when it is short, else by a job.

Reading happens before any transaction is opened and in a process of its own (`intake.apart`), so that
nobody else waits for it and nothing is written when it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rectify.access.permissions import Permission
from rectify.evidence.rules import clean_name
from rectify.intake.apart import SECONDS_IN_BACKGROUND, Source, look_apart, plan_apart
from rectify.intake.enums import PaperState
from rectify.intake.files.legacy import converter_for, is_legacy
from rectify.intake.files.limits import MAX_FILE_BYTES
from rectify.intake.files.opening import too_large
from rectify.intake.headings import Headings
from rectify.intake.models import Paper
from rectify.intake.operations import give_paper, give_up_paper, plan_paper, replan_paper
from rectify.intake.plan import Plan
from rectify.intake.queries import setting_of
from rectify.intake.rules import problems_of_text
from rectify.kernel.files import read_checked, upload_limit
from rectify.kernel.problems import Refused, refuse_if
from rectify.people.models import Person
from rectify.people.rules import demand_in_round
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import note

LONG_TEXT = 100_000
LONG_FILE = 512 * 1024
LONG_PDF = 96 * 1024
"""From here on reading may take longer than a person waits before an empty page."""

Progress = Callable[[int, str], None]
"""Told how far the reading has come: percent and stage."""

STAGES = {"": (5, "准备"), "content": (15, "读取内容"), "issues": (45, "识别问题和措施")}
SECONDS_READ_AGAIN = 60
"""A person waits before a page that is there already, and knows what for."""

LAST_STAGE = (85, "与台账比对")


def take_in(
    round_: Round, *, name: str, text: str = "", source: Source | None = None, by: Person | None
) -> Paper:
    """Take a pasted text or a file for a round; what is long is kept first and read by a job.

    Refuses, before anything is written, what cannot be read: empty, broken, locked, dangerous or too
    large. Raises `Refused` with one sentence.
    """
    demand_in_round(by, Permission.EDIT_LEDGER, round_)
    if source is None:
        refuse_if(problems_of_text(text))
        source = Source.pasted(text)
    elif len(source.data) > file_limit():
        raise too_large(file_limit())
    later = is_long(source)
    setting = setting_of(round_)
    plan = None
    if not later:
        plan = plan_apart(source, setting)
    elif is_legacy(source.data):
        converter_for(source.data)
    elif source.is_file:
        look_apart(source)
    file = (clean_name(source.name), source.data) if source.is_file else None
    return give_paper(round_, name=name, text=text, file=file, plan=plan, by=by)


def take_now(round_: Round, *, source: Source, by: Person | None) -> Paper:
    """Take a file for a round and read it here, however long that takes: for the command line."""
    demand_in_round(by, Permission.EDIT_LEDGER, round_)
    try:
        plan = plan_apart(source, setting_of(round_), seconds=SECONDS_IN_BACKGROUND)
    except Refused:
        note(Act.PAPER_REFUSED, round_, by=by)
        raise
    file = (clean_name(source.name), source.data)
    return give_paper(round_, name=source.name, file=file, plan=plan, by=by)


def file_limit() -> int:
    """How many bytes a file may have that is to be read: what the office allows, or the reader can."""
    return min(MAX_FILE_BYTES, upload_limit())


def is_long(source: Source) -> bool:
    """Whether reading is left to a job."""
    if not source.is_file:
        return len(source.data) > 3 * LONG_TEXT
    if source.data.startswith(b"%PDF-"):
        return len(source.data) > LONG_PDF
    return len(source.data) > LONG_FILE or is_legacy(source.data)


def read_waiting(paper_id: int, progress: Progress) -> dict[str, int]:
    """Read a paper that was left to a job, and lay its plan down; gives what the job keeps.

    A paper that cannot be read keeps the reason; `Refused` goes on to the job. One that another
    worker has read already is no failure.
    """
    paper = Paper.objects.select_related("round__unit", "given_by").get(pk=paper_id)
    if paper.state != PaperState.WAITING:
        return {"paper": paper.pk}
    progress(*STAGES[""])
    try:
        plan = plan_apart(
            source_of(paper),
            setting_of(paper.round),
            seconds=SECONDS_IN_BACKGROUND,
            report=lambda stage: progress(*STAGES.get(stage, LAST_STAGE)),
        )
    except Refused as refusal:
        give_up_paper(paper, reason=refusal.problems[0].sentence, by=paper.given_by)
        raise
    progress(*LAST_STAGE)
    plan_paper(paper, plan, by=paper.given_by)
    return {"paper": paper.pk}


def read_with_headings(
    paper: Paper, headings: Headings, *, version: int, by: Person | None
) -> Paper:
    """Read a paper once more with columns taken otherwise; mends are kept where rows still match."""
    demand_in_round(by, Permission.EDIT_LEDGER, paper.round)
    setting = replace(setting_of(paper.round), headings=headings)
    fresh: Plan = plan_apart(source_of(paper), setting, seconds=SECONDS_READ_AGAIN)
    return replan_paper(paper, fresh, version=version, by=by)


def source_of(paper: Paper) -> Source:
    """What was given, as it was given; raises `Refused` when a kept file is damaged."""
    if paper.file_name:
        return Source(b"".join(read_checked(paper.sha256)), paper.file_name)
    return Source.pasted(paper.text)
