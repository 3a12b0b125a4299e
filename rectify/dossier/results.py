"""成果: what the rectification of the issue has brought about."""

from __future__ import annotations

from typing import Any

from rectify.dossier.folder import CENTER, Chapter, Folder, day_words, labelled, lines, table
from rectify.outcomes.queries import numbers_of, outcomes_of_issue
from rectify.outcomes.rules import measured
from rectify.typeset import document as doc

COLUMNS = (
    doc.Column("序号", 0.6, CENTER),
    doc.Column("类别", 1.1, CENTER),
    doc.Column("名称", 3.2),
    doc.Column("日期", 1.1, CENTER),
    doc.Column("数量、文号", 1.8),
    doc.Column("所属", 0.9, CENTER),
)


def results(folder: Folder) -> Chapter:
    """The current outcomes of the issue and of its measures, by kind and day."""
    rows: Any = outcomes_of_issue(folder.issue, folder.reader)
    told = [
        (
            str(place),
            lines(row.get_kind_display(), row.get_form_display()),
            lines(row.title, row.note),
            day_words(row.dated_on),
            lines(
                measured(row),
                row.document_number,
                row.get_state_display(),
                labelled("主持人", row.chair),
                labelled("处理机关", row.authority),
            ),
            numbers_of(row.shown),
        )
        for place, row in enumerate(rows, 1)
    ]
    return Chapter("整改成果", f"{len(told)}项", table(COLUMNS, told))
