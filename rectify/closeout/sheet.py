"""The 销号表 of one submission: what was found and done, the evidence, the whole chain, room to sign.

One that still waits has empty cells to be signed on paper, from which the office then enters steps: it
shows how all stands now. One that is over shows what its last step judged, and in a line of its own
what was changed since; where no step has kept what it judged, it says that instead. A step that judged
something else than what is shown says so itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rectify.closeout.basis import Basis
from rectify.closeout.differing import differences
from rectify.closeout.enums import StepState
from rectify.closeout.models import Sheet, Submission
from rectify.closeout.operations import keep_sheet
from rectify.closeout.reviews import (
    NOT_KEPT,
    WROTE_HIMSELF,
    ShownStep,
    ShownSubmission,
    shown_submission,
)
from rectify.deadlines.models import Deadline
from rectify.deadlines.rules import deadline_words
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.measures.models import Measure
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
    round_ = (about.issue if isinstance(about, Measure) else about).round
    last = shown.last_judged if shown.open_step is None else None
    unkept = shown.unkept if shown.open_step is None else None
    told = last or unkept
    basis = (told and (told.basis or told.then)) or shown.now
    rows = (
        _pair("单位", round_.unit.name, "巡察轮次", round_.name),
        *_head(basis, _due(about, basis, told.at if told is not None else None)),
        *(_unkept(submission, basis) if unkept is not None else _contents(submission, basis)),
        _wide("提交结论", f"{shown.conclusion}。", foot=_submitter(submission)),
        *(_step_row(step, basis) for step in shown.chain if step.state != StepState.DROPPED),
        *_before(shown, basis),
        *(_since(basis, shown.now) if unkept is None else ()),
    )
    return doc.Document(
        title=_title(basis),
        blocks=(doc.Table(COLUMNS, rows, size=doc.TextSize.SMALL_FOUR),),
        metadata=doc.Metadata(author=round_.unit.name, subject=round_.name),
    )


def make_sheet(submission_id: int, *, progress: Callable[[int], None], by: Person | None) -> Sheet:
    """Typeset the 销号表 of a submission and keep the file; refuses as `typeset.render_pdf` does."""
    shown = shown_submission(submission_id)
    with tempfile.TemporaryDirectory(prefix="rectify-sheet-") as folder:
        target = Path(folder) / "sheet.pdf"
        document = sheet_of(shown)
        facts = render_pdf(document, target, progress=progress)
        return keep_sheet(
            shown.submission,
            name=f"{document.title}（{clock.today():%Y%m%d}）.pdf",
            chunks=[target.read_bytes()],
            pages=facts.pages,
            by=by,
        )


def _title(basis: Basis) -> str:
    if basis.of_issue:
        return f"问题{basis.serial}整改销号表"
    return f"整改措施{basis.measures[0].label}办结审核表"


def _head(basis: Basis, due: str) -> tuple[Row, ...]:
    """Which it is, and who answers for it."""
    answering = basis.answering
    rows = [_wide(f"问题{basis.serial}", basis.title)]
    if basis.of_issue:
        label, department = "牵头部门", basis.department
    else:
        label, department = "责任部门", answering.department
        rows.append(_wide(f"措施{basis.measures[0].label}", basis.measures[0].text))
    rows += [
        _pair(label, department, "责任领导", answering.leader),
        _pair("问题来源", basis.source, "整改时限", due),
    ]
    return tuple(rows)


def _due(about: Measure | Issue, basis: Basis, at: datetime | None) -> str:
    """The deadline at that moment, today's for None; an issue without one has its measures' last."""
    if isinstance(about, Measure):
        return _due_of(at, measure=about.pk)
    if own := _due_of(at, issue=about.pk):
        return own
    last = _due_of(at, measure__in=[one.pk for one in basis.measures])
    return f"措施最晚：{last}" if last else ""


def _due_of(at: datetime | None, **whose: Any) -> str:
    """The latest of these deadlines as they were at that moment, in words."""
    versions: Any = Deadline.history.filter(**whose)
    if at is not None:
        versions = versions.filter(history_date__lte=at)
    rows = {version.id: version.instance for version in versions.order_by("history_id")}
    dated = [row for row in rows.values() if row.due_on is not None]
    told = [max(dated, key=lambda row: row.due_on)] if dated else list(rows.values())
    return deadline_words(told[0]) if told else ""


def _done(submission: Submission, basis: Basis) -> tuple[Row, ...]:
    """What was done: in the submitter's words, and measure by measure or entry by entry."""
    day = written(submission.completed_on) if submission.completed_on else ""
    if basis.of_issue:
        label = "整改措施"
        lines = [f"{one.label} {one.text}（{one.standing}）" for one in basis.measures]
    else:
        label = "主要进展"
        lines = [f"{written(day)}：{text}" for one in basis.measures for day, text in one.progress]
    return (
        _wide(label, "\n".join(lines) or "无"),
        _wide("完成情况", submission.statement),
        _wide("完成日期", day or "未填写"),
    )


def _contents(submission: Submission, basis: Basis) -> tuple[Row, ...]:
    """What was done, what proves it, and what it brought about."""
    evidence = _wide("佐证材料", _evidence_lines(basis))
    return (*_done(submission, basis), evidence, *_outcomes(basis))


def _unkept(submission: Submission, basis: Basis) -> tuple[Row, ...]:
    """The same where nothing was kept: the submitter's words, and that no more is known."""
    label = "整改措施" if basis.of_issue else "主要进展"
    _, words, day = _done(submission, basis)
    lost = f"{NOT_KEPT}。"
    return _wide(label, lost), words, day, _wide("佐证材料", lost), _wide("整改成果", lost)


def _evidence_lines(basis: Basis) -> str:
    """The evidence, numbered, with its kind."""
    lines = [f"{n}. {one.name}（{one.kind}）" for n, one in enumerate(basis.files, 1)]
    return "\n".join(lines) or "无"


def _outcomes(basis: Basis) -> tuple[Row, ...]:
    """What was brought about, where anything was."""
    lines = [f"{n}. {words}" for n, words in enumerate(basis.outcome_words, 1)]
    return (_wide("整改成果", "\n".join(lines)),) if lines else ()


def _step_row(step: ShownStep, basis: Basis) -> Row:
    """A step as it was decided, or room to sign it."""
    label = f"{step.title}\n意见"
    if not step.decided:
        return _wide(label, "", foot="签字：        年    月    日", room=True)
    if step.state == StepState.OWN:
        return _wide(label, f"{step.act}。", foot=step.who)
    said = f"{step.act}：{step.opinion}" if step.state == StepState.RETURNED else step.opinion
    day = step.signed_on or _day(step)
    mark = "（据签字纸件代录）" if step.signed_on else ""
    noted = [f"（{one}。）" for one in (WROTE_HIMSELF, NOT_KEPT) if one in step.marks]
    text = "\n".join(one for one in (said or step.act, *noted, _otherwise(step, basis)) if one)
    return _wide(label, text, foot=f"{step.who}{mark}  {written(day)}")


def _otherwise(step: ShownStep, basis: Basis) -> str:
    """In what a step judged something else than what the sheet shows."""
    found = differences(step.basis, basis) if step.basis is not None else []
    return f"（本环节审核时：{'；'.join(one.was for one in found)}。）" if found else ""


def _before(shown: ShownSubmission, basis: Basis) -> tuple[Row, ...]:
    """What was judged before it was sent back, with the opinions and reasons."""
    newest = {step.pk for step in shown.chain}
    lines = [
        f"{written(_day(step))}，{_whose(step)}{step.act}"
        + (f"：{step.opinion}" if step.opinion else "。")
        + _otherwise(step, basis)
        for step in shown.told
        if step.pk not in newest and step.state != StepState.OWN
    ]
    return (_wide("此前办理", "\n".join(lines)),) if lines else ()


def _whose(step: ShownStep) -> str:
    """A step's reviewer with the name of who acted, which may stand in the title already."""
    return step.title if step.title.endswith(f" {step.who}") else f"{step.title}{step.who}"


def _since(basis: Basis, now: Basis) -> tuple[Row, ...]:
    """What was changed after the last step, which the sheet does not show."""
    found = differences(basis, now) if basis is not now else []
    if not found:
        return ()
    told = "，".join(one.since for one in found)
    return (_wide("审核后\n有修改", f"{told}。本表所列均为审核时的内容。"),)


def _day(step: ShownStep) -> date:
    assert step.at is not None
    return clock.day_of(step.at)


def _submitter(submission: Submission) -> str:
    day = clock.day_of(submission.submitted_at)
    return f"{submission.submitted_by}  {written(day)}"


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
