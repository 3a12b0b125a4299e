"""The 销号表 of one submission: what was found and done, the evidence, the whole chain, room to sign.

One that still waits has empty cells to be signed on paper, from which the office then enters steps.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from rectify.closeout.enums import StepState
from rectify.closeout.models import Sheet, Submission
from rectify.closeout.operations import keep_sheet
from rectify.closeout.reviews import ShownStep, ShownSubmission, shown_submission
from rectify.deadlines.models import Deadline
from rectify.evidence.models import Evidence
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.measures.models import Measure, Progress
from rectify.people.models import Person
from rectify.typeset import document as doc
from rectify.typeset.pdf import render_pdf

COLUMNS = (
    doc.Column("", 1.35),
    doc.Column("", 3),
    doc.Column("", 1.35),
    doc.Column("", 3),
)
ROOM_TO_SIGN = 24.0
"""Millimetres of an empty cell that is signed by hand."""

Row = tuple[doc.Cell, ...]


def sheet_of(shown: ShownSubmission) -> doc.Document:
    """The 销号表 as a document to be typeset."""
    submission = shown.submission
    about = submission.about
    issue = about.issue if isinstance(about, Measure) else about
    rows = (
        *_head(issue, about),
        *_done(shown, about),
        _wide("佐证材料", _evidence_lines(about)),
        _wide("提交结论", f"{shown.conclusion}。", foot=_submitter(submission)),
        *(_step_row(step) for step in shown.chain if step.state != StepState.DROPPED),
        *_before(shown),
    )
    return doc.Document(
        title=_title(about),
        blocks=(doc.Table(COLUMNS, rows, size=doc.TextSize.SMALL_FOUR),),
        metadata=doc.Metadata(author=issue.round.unit.name, subject=issue.round.name),
    )


def make_sheet(submission_id: int, *, progress: Callable[[int], None], by: Person | None) -> Sheet:
    """Typeset the 销号表 of a submission and keep the file; refuses as `typeset.render_pdf` does."""
    shown = shown_submission(submission_id)
    with tempfile.TemporaryDirectory(prefix="rectify-sheet-") as folder:
        target = Path(folder) / "sheet.pdf"
        facts = render_pdf(sheet_of(shown), target, progress=progress)
        return keep_sheet(
            shown.submission,
            name=f"{_title(shown.submission.about)}（{clock.today():%Y%m%d}）.pdf",
            chunks=[target.read_bytes()],
            pages=facts.pages,
            by=by,
        )


def _title(about: Measure | Issue) -> str:
    if isinstance(about, Measure):
        return f"整改措施{about.label}办结审核表"
    return f"问题{about.serial}整改销号表"


def _head(issue: Issue, about: Measure | Issue) -> tuple[Row, ...]:
    """Whose, which, and who answers for it."""
    measure = about if isinstance(about, Measure) else None
    department = measure.lead_department if measure else issue.lead_department
    leader = measure.responsible_leader if measure else issue.lead_leader
    rows = [
        _pair("单位", issue.round.unit.name, "巡察轮次", issue.round.name),
        _wide(f"问题{issue.serial}", issue.title),
    ]
    if measure is not None:
        rows.append(_wide(f"措施{measure.label}", measure.text))
    department_label = "责任部门" if measure else "牵头部门"
    rows += [
        _pair(department_label, str(department or ""), "责任领导", str(leader or "")),
        _pair("问题来源", str(issue.get_source_display()), "整改时限", _due(about)),
    ]
    return tuple(rows)


def _done(shown: ShownSubmission, about: Measure | Issue) -> tuple[Row, ...]:
    """What was done: in the submitter's words, and measure by measure or entry by entry."""
    submission = shown.submission
    day = written(submission.completed_on) if submission.completed_on else ""
    if isinstance(about, Measure):
        entries = Progress.objects.filter(measure=about, correction=None).order_by(
            "happened_on", "pk"
        )
        lines = [f"{written(one.happened_on)}：{one.text}" for one in entries]
        label = "主要进展"
    else:
        measures = Measure.objects.filter(issue=about).order_by("serial")
        lines = [
            f"{about.serial}.{one.serial} {one.text}（{one.get_standing_display()}）"
            for one in measures
        ]
        label = "整改措施"
    return (
        _wide(label, "\n".join(lines) or "无"),
        _wide("完成情况", submission.statement),
        _wide("完成日期", day or "未填写"),
    )


def _evidence_lines(about: Measure | Issue) -> str:
    """The evidence as it stands, numbered, with its kind."""
    files: Any = Evidence.objects.all()
    rows = files.current()
    if isinstance(about, Measure):
        rows = rows.filter(measure=about)
    else:
        rows = rows.filter(measure__issue=about, measure__withdrawn_at__isnull=True)
    listed = rows.order_by("measure__serial", "uploaded_at", "pk")
    lines = [f"{n}. {one.name}（{one.get_kind_display()}）" for n, one in enumerate(listed, 1)]
    return "\n".join(lines) or "无"


def _step_row(step: ShownStep) -> Row:
    """A step as it was decided, or room to sign it."""
    label = f"{step.title}\n意见"
    if not step.decided:
        return _wide(label, "", foot="签字：        年    月    日", room=True)
    if step.state == StepState.OWN:
        return _wide(label, "本人提交，未另行审核。")
    said = f"{step.act}：{step.opinion}" if step.state == StepState.RETURNED else step.opinion
    day = step.signed_on or _day(step)
    mark = "（据签字纸件代录）" if step.signed_on else ""
    return _wide(label, said or step.act, foot=f"{step.who}{mark}  {written(day)}")


def _before(shown: ShownSubmission) -> tuple[Row, ...]:
    """What was judged before it was sent back, with the opinions and reasons."""
    newest = {step.pk for step in shown.chain}
    lines = [
        f"{written(_day(step))}，{step.title}{step.who}{step.act}"
        + (f"：{step.opinion}" if step.opinion else "。")
        for step in shown.told
        if step.pk not in newest and step.state != StepState.OWN
    ]
    return (_wide("此前办理", "\n".join(lines)),) if lines else ()


def _day(step: ShownStep) -> date:
    assert step.at is not None
    return clock.day_of(step.at)


def _submitter(submission: Submission) -> str:
    day = clock.day_of(submission.submitted_at)
    return f"{submission.submitted_by}  {written(day)}"


def _due(about: Measure | Issue) -> str:
    deadline: Deadline | None = getattr(about, "deadline", None)
    return str(deadline) if deadline is not None else ""


def _pair(*texts: str) -> Row:
    """Two labels with their values."""
    return tuple(
        doc.Cell(text, label=place % 2 == 0, align=doc.Align.CENTER if place % 2 == 0 else None)
        for place, text in enumerate(texts)
    )


def _wide(label: str, text: str, *, foot: str = "", room: bool = False) -> Row:
    """A label and a text over the rest of the width."""
    return (
        doc.Cell(label, label=True, align=doc.Align.CENTER),
        doc.Cell(text, columns=3, foot=foot, height=ROOM_TO_SIGN if room else 0),
    )
