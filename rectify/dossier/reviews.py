"""审核记录: how each submission went through its chain, with every opinion, and what was reopened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rectify.closeout.basis import Basis
from rectify.closeout.differences import differences
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
    before: Basis | None = None
    for step in shown.told:
        assert step.at is not None
        said = lines(_opinion(step), *_judged(step, before))
        yield step.at, (moment(step.at), about, step.title, step.who, said)
        before = step.basis or before
    if submission.state == State.WITHDRAWN:
        by, at = submission.decided_by, submission.decided_at
        yield at, (moment(at), about, "撤回提交", str(by), "")


def _opinion(step: ShownStep) -> str:
    signed = f"签字日期：{day_words(step.signed_on)}" if step.signed_on else ""
    repeated = step.opinion.startswith(step.act)
    return lines(
        step.opinion if repeated else f"{step.act}。{step.opinion}",
        *step.marks,
        signed,
        labelled("扫描件", step.scan_name),
    )


def _judged(step: ShownStep, before: Basis | None) -> Iterator[str]:
    """What the step judged (审核依据), where it is not the same as at the step before, and what was changed since."""
    basis = step.basis
    if basis is None:
        return
    if before is not None and not differences(before, basis):
        yield "审核依据同上一环节。"
    else:
        yield from _told(basis)
    yield labelled("审核后有修改", step.since)


def _told(basis: Basis) -> Iterator[str]:
    if basis.of_issue:
        yield f"审核时问题：{basis.title}"
    yield from (f"审核时措施{one.label}：{one.text}" for one in basis.measures)
    if count := sum(len(one.progress) for one in basis.measures):
        yield f"审核时进展{count}条"
    names = "、".join(one.name for one in basis.files)
    if outcomes := basis.outcome_words:
        yield f"审核时成果{len(outcomes)}项：{'、'.join(outcomes)}"
    yield f"审核时佐证材料{len(basis.files)}份：{names}" if names else "审核时无佐证材料"


def _reopening(row: ShownReopening) -> tuple[datetime, Row]:
    return row.at, (moment(row.at), "问题", "重新开启", row.who, row.reason)
