"""审核记录: how each submission went through its review, with every opinion."""

from __future__ import annotations

from rectify.closeout.enums import State
from rectify.closeout.reviews import ShownSubmission, submissions_through
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
    """Each submission of the issue and its measures with the steps that followed it, in order."""
    submissions = submissions_through(folder.issue, folder.measure_ids)
    rows = [row for shown in submissions for row in _steps(folder, shown)]
    return Chapter("审核记录", f"提交{len(submissions)}次", table(COLUMNS, rows))


def _steps(folder: Folder, shown: ShownSubmission) -> list[tuple[str, ...]]:
    made = shown.submission
    about = f"措施{folder.label(made.measure_id)}" if made.measure_id else made.trail_label()
    said = lines(
        f"申请认定：{shown.conclusion}",
        labelled("完成日期", day_words(made.completed_on)),
        made.statement,
    )
    rows: list[tuple[str, ...]] = [
        (moment(made.submitted_at), about, "提交", str(made.submitted_by), said)
    ]
    for step in shown.told:
        opinion = lines(step.opinion or step.act, "、".join(step.marks))
        rows.append((moment(step.at), about, step.title, step.who, opinion))
    if made.state == State.WITHDRAWN:
        rows.append((moment(made.decided_at), about, "撤回", str(made.decided_by), ""))
    return rows
