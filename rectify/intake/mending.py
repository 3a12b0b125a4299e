"""The mends a person makes in a plan before confirming it; each refuses what cannot be."""

from __future__ import annotations

import re

from rectify.intake.plan import Due, Plan, PlannedCategory, PlannedIssue, PlannedMeasure
from rectify.issues.enums import Standing
from rectify.kernel.problems import Problem, Refused


def keep_issue(plan: Plan, row_id: str, keep: bool) -> None:
    """Take an issue into the import or leave it out."""
    _issue(plan, row_id).keep = keep


def mend_issue(
    plan: Plan,
    row_id: str,
    *,
    title: str,
    path: str,
    status: str,
    number: str = "",
    due_words: str = "",
    due_on: str = "",
) -> None:
    """Change an issue's title, headings ("方面 > 大类"), status, number and deadline.

    Refuses an empty title and an unknown status. A heading that stood there keeps its number.
    """
    if not title.strip():
        raise Refused(Problem("plan.title", "请填写问题标题。", field="title"))
    if status and status not in Standing.values:
        raise Refused(Problem("plan.status", "请选择列出的状态。", field="status"))
    row = _issue(plan, row_id)
    row.title, row.number, row.status = title.strip(), number.strip(), status
    row.path = _path(plan, path)
    row.due = _due(row.due, due_words.strip(), due_on)


def mend_measures(plan: Plan, row_id: str, texts: dict[str, tuple[str, bool]]) -> None:
    """Change an issue's measures: id to (words, whether it is kept).

    Refuses empty words on one that is kept, and a measure that is not there.
    """
    row = _issue(plan, row_id)
    for measure_id, (text, keep) in texts.items():
        measure = _measure(row, measure_id)
        if keep and not text.strip():
            raise Refused(Problem("plan.measure", "请填写措施内容，或不导入该措施。"))
        measure.text, measure.keep = text.strip() or measure.text, keep


def fill_round(plan: Plan, fill: bool) -> None:
    """Let the paper's preamble fill what the round does not know yet, or not."""
    plan.fill_round = fill


def _issue(plan: Plan, row_id: str) -> PlannedIssue:
    row = plan.issue(row_id)
    if row is None:
        raise Refused(Problem("plan.row", "该问题已不在识别结果中，请刷新页面。"))
    return row


def _measure(row: PlannedIssue, measure_id: str) -> PlannedMeasure:
    found = next((measure for measure in row.measures if measure.id == measure_id), None)
    if found is None:
        raise Refused(Problem("plan.measure", "该措施已不在识别结果中，请刷新页面。"))
    return found


def _path(plan: Plan, written: str) -> list[PlannedCategory]:
    numbers = {c.title: c.number for row in plan.rows() for c in row.path}
    titles = [part.strip() for part in re.split(r"[>＞]", written) if part.strip()]
    return [PlannedCategory(numbers.get(title, ""), title) for title in titles]


def _due(known: Due | None, words: str, on: str) -> Due | None:
    if not words and not on:
        return None
    if known is not None and (known.words, known.on or "") == (words, on):
        return known
    long_term = known.long_term if known is not None and known.words == words else False
    return Due(words=words, on=on or None, long_term=long_term, counted="by_office")
