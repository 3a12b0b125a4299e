"""Tables of measures that stand beneath an issue told in the text: 措施 | 责任人 | 时限, no issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rectify.kernel.datewords import Counting
from rectify.papers.columns import texts
from rectify.papers.content import Cell, Content, Line, Table
from rectify.papers.entries import issue_in
from rectify.papers.fields import Field, fields_of
from rectify.papers.ledgers import ledger_of
from rectify.papers.recognised import FoundIssue, FoundMeasure

_WHOSE = "上列问题"


def with_tables(
    issues: Sequence[FoundIssue], content: Content, counting: Counting
) -> tuple[FoundIssue, ...]:
    """The issues with the measures of the tables that follow them in the document."""
    whole = list(issues)
    line = 0
    for block in content.blocks:
        if isinstance(block, Line):
            line = block.number
            continue
        above = _last_before(whole, line)
        measures = _measures_in(block, counting) if above is not None else ()
        if above is not None and measures:
            found = whole[above]
            whole[above] = replace(found, measures=(*found.measures, *measures))
    return tuple(whole)


def _last_before(issues: Sequence[FoundIssue], line: int) -> int | None:
    """The place of the last issue that the text tells up to a line."""
    told = [i for i, issue in enumerate(issues) if issue.at.isdigit() and int(issue.at) <= line]
    return max(told, key=lambda place: int(issues[place].at)) if told else None


def _measures_in(table: Table, counting: Counting) -> tuple[FoundMeasure, ...]:
    """The measures of a table that has a column of measures and none of issues."""
    if ledger_of(table) is not None:
        return ()
    for index, row in enumerate(table.rows[:4]):
        named = {field for text in texts(row) for field in fields_of(text)}
        if Field.MEASURE in named and len(named) >= 2:
            rows = [
                (Cell("反馈问题" if place == index else _WHOSE, cells[0].at), *cells)
                for place, cells in enumerate(table.rows)
                if place >= index
            ]
            ledger = ledger_of(Table(tuple(rows), table.name))
            return issue_in(ledger.entries[0], counting).measures if ledger else ()
    return ()
