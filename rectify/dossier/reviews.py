"""审核记录: how each submission went through its chain, with every opinion, and what was reopened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rectify.closeout.enums import State
from rectify.closeout.reviews import (
    ShownReopening,
    ShownStep,
    ShownSubmission,
    reopenings_of,
    submissions_through,
)
from rectify.dossier.folder import (
    CENTER,
    Chapter,
    Folder,
    day_words,
    labelled,
    lines,
    moment,
    table,
)
from rectify.typeset import document as doc

COLUMNS = (
    doc.Column("时间", 1.2, CENTER),
    doc.Column("对象", 0.85, CENTER),
    doc.Column("环节", 1.5, CENTER),
    doc.Column("办理人", 1, CENTER),
    doc.Column("意见", 4),
)
Row = tuple[str, ...]


def reviews(folder: Folder) -> Chapter:
    """The submissions of the measures and of the issue's own 销号, step by step, the earliest first."""
    shown = submissions_through(folder.issue, folder.measure_ids, folder.reader)
    told: list[tuple[datetime, Row]] = []
    for one in shown:
        told += _submission(folder, one)
    told += [_reopening(one) for one in reopenings_of(folder.issue, folder.reader)]
    rows = [row for _, row in sorted(told, key=lambda pair: pair[0])]
    return Chapter("审核记录", f"提交{len(shown)}次", table(COLUMNS, rows))


def _submission(folder: Folder, shown: ShownSubmission) -> Iterator[tuple[datetime, Row]]:
    submission: Any = shown.submission
    about = f"措施{folder.label(submission.measure_id)}" if submission.measure_id else "问题销号"
    at = submission.submitted_at
    said = lines(
        labelled("结论", shown.conclusion),
        labelled("完成日期", day_words(submission.completed_on)),
        shown.statement,
    )
    yield at, (moment(at), about, "提交", str(submission.submitted_by), said)
    for step in shown.told:
        assert step.at is not None
        yield step.at, (moment(step.at), about, step.title, step.who, _opinion(step))
    if submission.state == State.WITHDRAWN:
        by, at = submission.decided_by, submission.decided_at
        yield at, (moment(at), about, "撤回提交", str(by), "")


def _opinion(step: ShownStep) -> str:
    signed = f"签字日期：{day_words(step.signed_on)}" if step.signed_on else ""
    return lines(
        f"{step.act}。{step.opinion}",
        *step.marks,
        signed,
        labelled("扫描件", step.scan_name),
    )


def _reopening(row: ShownReopening) -> tuple[datetime, Row]:
    return row.at, (moment(row.at), "问题", "重新开启", row.who, row.reason)
