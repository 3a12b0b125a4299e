"""审核记录: how each submission went through its review, with every opinion."""

from __future__ import annotations

from typing import Any

from rectify.closeout.models import Submission
from rectify.dossier.chapters import CENTER, table
from rectify.dossier.folder import Chapter, Folder, day_words, labelled, lines, moment
from rectify.typeset import document as doc

COLUMNS = (
    doc.Column("时间", 1.2, CENTER),
    doc.Column("对象", 0.85, CENTER),
    doc.Column("环节", 1.3, CENTER),
    doc.Column("办理人", 1, CENTER),
    doc.Column("意见", 4),
)


def reviews(folder: Folder) -> Chapter:
    """Each submission of a measure with the steps that followed it, the earliest first."""
    submissions: Any = (
        Submission.objects.filter(measure__in=folder.measure_ids)
        .select_related("submitted_by", "passed_by", "decided_by")
        .order_by("submitted_at", "pk")
    )
    rows = [row for submission in submissions for row in _steps(folder, submission)]
    return Chapter("审核记录", f"提交{len(submissions)}次", table(COLUMNS, rows))


def _steps(folder: Folder, submission: Submission) -> list[tuple[str, ...]]:
    about = f"措施{folder.label(submission.measure_id)}"
    said = lines(
        f"申请认定：{submission.get_proposed_display()}",
        labelled("完成日期", day_words(submission.completed_on)),
        submission.statement,
    )
    rows: list[tuple[str, ...]] = [
        (moment(submission.submitted_at), about, "提交", str(submission.submitted_by), said)
    ]
    if submission.passed_by is not None:
        rows.append(
            (moment(submission.passed_at), about, "部门审核", str(submission.passed_by), "同意上报")
        )
    if submission.decided_by is not None:
        outcome = submission.get_state_display()
        opinion = submission.opinion or outcome
        who = str(submission.decided_by)
        rows.append((moment(submission.decided_at), about, outcome, who, opinion))
    return rows
