"""Why a person should look at a planned row, each reason in one sentence; some keep the row out."""

from __future__ import annotations

from collections.abc import Iterator

from rectify.intake.plan import Due, PlannedIssue, PlannedMeasure, Remark, Verdict
from rectify.issues.enums import Standing
from rectify.measures.models import Measure
from rectify.rounds.models import Round

TITLE, NUMBER, WORDS, HEADING, NAME = 500, 20, 200, 300, 60
"""How long the ledger's columns are."""


def remark_on(row: PlannedIssue, round_: Round) -> None:
    """Put the remarks on an issue and its measures; a row that must be mended first is refused."""
    row.remarks = [*_stopping(row), *_of_due(row.due, round_), *_of_status(row.status, row)]
    row.remarks += _of_likeness(row)
    for measure in row.measures:
        measure.remarks = [
            *_stopping_measure(measure),
            *_of_due(measure.due, round_),
            *_of_status(measure.status, measure),
        ]
        if measure.keep and measure.stopped:
            measure.verdict = Verdict.REFUSED
    if row.stopped or any(measure.stopped for measure in row.kept_measures):
        row.verdict = Verdict.REFUSED


def remark_on_standings(row: PlannedIssue, known: dict[str, Measure]) -> None:
    """Say where a measure of the ledger stands otherwise: only a review moves it, never an import."""
    for planned in row.measures:
        measure = known.get(planned.id)
        if measure is not None and planned.status and planned.status != measure.standing:
            told, stands = Standing(planned.status).label, Standing(measure.standing).label
            sentence = f"材料写明“{told}”，台账为“{stands}”；措施状态须经审核认定，导入不改变。"
            planned.remarks.append(Remark(sentence, told=True))


def remark_double(row: PlannedIssue, earlier: PlannedIssue) -> None:
    """Say that a row repeats an earlier one of the same paper."""
    where = f"原文第{earlier.first}行" if earlier.first else "前面"
    row.remarks.append(Remark(f"与{where}的问题同名，如为同一问题，请合并或不导入其中一条。"))


def _stopping(row: PlannedIssue) -> Iterator[Remark]:
    if not row.title.strip():
        yield Remark("没有识别出问题标题，请填写。", stops=True)
    for value, limit, label in (
        (row.title, TITLE, "问题标题"),
        (row.number, NUMBER, "原文编号"),
        (row.due.words if row.due else "", WORDS, "时限原文"),
        *((category.title, HEADING, "所属类别") for category in row.path),
    ):
        if len(value) > limit:
            yield Remark(f"{label}超过{limit}字，请缩短。", stops=True)


def _stopping_measure(measure: PlannedMeasure) -> Iterator[Remark]:
    if not measure.text.strip():
        yield Remark("没有措施内容，请填写或不导入。", stops=True)
    for value, limit, label in (
        (measure.number, NUMBER, "措施编号"),
        (measure.due.words if measure.due else "", WORDS, "时限原文"),
    ):
        if len(value) > limit:
            yield Remark(f"{label}超过{limit}字，请缩短。", stops=True)


def _of_due(due: Due | None, round_: Round) -> Iterator[Remark]:
    if due is None:
        return
    for sentence in due.doubts:
        yield Remark(f"{sentence}，原文“{due.words}”已保留。")
    feedback = round_.feedback_on.isoformat() if round_.feedback_on else ""
    if due.on and feedback and due.on < feedback:
        yield Remark(f"到期日{due.on}早于反馈日{feedback}，请核对。")


def _of_status(status: str, row: PlannedIssue | PlannedMeasure) -> Iterator[Remark]:
    if not status and row.status_words:
        yield Remark(f"状态原文“{row.status_words}”未能归类，请选择状态。")
    if status and status not in Standing.values:
        yield Remark("状态不在五类之内，请重新选择。", stops=True)


def _of_likeness(row: PlannedIssue) -> Iterator[Remark]:
    for like in row.like[:1]:
        if row.issue_id == like.issue_id:
            yield Remark(f"标题与台账{like.label}“{like.title}”不同但相近，按同一问题更新。")
        elif row.issue_id is None and row.meant is None:
            yield Remark(f"与台账{like.label}“{like.title}”相近，请确认是否同一问题。")
