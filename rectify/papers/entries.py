"""An entry of a ledger made into an issue with its measures."""

from __future__ import annotations

import re
from dataclasses import replace

from rectify.kernel.datewords import Counting, DeadlineMeaning, read_deadline
from rectify.kernel.text import fold
from rectify.papers.cells import Part, lines_in, parts_of
from rectify.papers.columns import Column
from rectify.papers.content import Cell
from rectify.papers.fields import Field
from rectify.papers.headings import read_heading
from rectify.papers.ledgers import Entry, Row, rows_with
from rectify.papers.markers import leading_marker
from rectify.papers.names import responsible
from rectify.papers.prose import Values, kind_of
from rectify.papers.recognised import FoundIssue, FoundMeasure, Responsible
from rectify.papers.statuses import Told, group_heading, group_of, status_words, told_in

DUTY = (Field.LEADER, Field.SUB_LEADER, Field.LEAD, Field.OWNER, Field.ASSIST, Field.PERSON)
_ATTACHED = (*DUTY, Field.DEADLINE, Field.STATUS, Field.TARGET, Field.PROGRESS)
_YES_NO = {"是": "已完成", "否": "未完成", "√": "已完成", "×": "未完成"}


def issue_in(entry: Entry, counting: Counting) -> FoundIssue:
    """The issue that an entry's rows tell."""
    _, cell = next(rows_with(entry, Field.ISSUE))
    number, title, body = _named(entry, cell)
    shared = _shared(entry)
    told = _standing(entry)
    group = next((step for step in entry.steps if step.status_group), None)
    status, words = (told.status, told.words) if told else (None, None)
    if told is None and group is not None:
        grouped = group_heading(group.heading)
        status, words = (grouped.status, grouped.words) if grouped else (None, None)
    detail = _joined(entry, Field.DETAIL)
    return FoundIssue(
        number=number,
        title=title,
        at=cell.at,
        path=entry.steps,
        heading=" ".join(cell.text.split()),
        text=body or detail or cell.text.strip(),
        end_at=_end(entry, cell),
        status=status,
        status_words=words,
        deadline=_deadline(shared, counting),
        responsible=responsible(shared),
        measures=tuple(_measures(entry, counting)),
        kind=kind_of(_joined(entry, Field.KIND)) or kind_of(_joined(entry, Field.DEADLINE)),
        cause=_joined(entry, Field.CAUSE),
        target=_joined(entry, Field.TARGET),
        wider=_joined(entry, Field.WIDER),
        progress=_joined(entry, Field.PROGRESS),
        detail=detail,
        extra=_extra(entry),
    )


def _named(entry: Entry, cell: Cell) -> tuple[str, str, str]:
    """Number, title and remaining text of the issue's cell."""
    text = cell.text.strip()
    marker = leading_marker(fold(text), text)
    words = text[marker.end :].strip() if marker else text
    numbered = next(rows_with(entry, Field.NUMBER), None)
    number = numbered[1].text.strip() if numbered else (marker.number if marker else "")
    number = re.sub(r"\.0$", "", number)
    heading = read_heading(_in_one_line(words))
    if heading.explicit or not heading.body:
        return number, heading.title, heading.body
    return number, heading.title, words


def _in_one_line(words: str) -> str:
    """A cell's words with the line breaks inside a sentence taken out."""
    return re.sub(r"(?<![。；;！!])\s*\n\s*", "", words)


def _joined(entry: Entry, wanted: Field) -> str | None:
    """The distinct texts of a column over all rows of the entry."""
    found = dict.fromkeys(cell.text.strip() for _, cell in rows_with(entry, wanted))
    return "\n".join(found) or None


def _end(entry: Entry, first: Cell) -> str:
    """The place of the entry's last row."""
    last = entry.rows[-1].cells
    column = entry.block.of(Field.ISSUE)
    return last[column.index].at if column else first.at


def _shared(entry: Entry) -> Values:
    """Values told of the whole issue: merged over its rows, filled in once, or alike in all rows."""
    values: Values = []
    for column in _attached(entry):
        filled = [row.text(column.index) for row in entry.rows if row.text(column.index)]
        if filled and (len(set(filled)) == 1):
            values.append((column.fields, filled[0]))
    return values


def _attached(entry: Entry) -> list[Column]:
    """The columns that may tell of an issue or of single measures."""
    return [c for c in entry.block.columns if set(c.fields) & set(_ATTACHED)]


def _deadline(values: Values, counting: Counting) -> DeadlineMeaning | None:
    """The deadline among values."""
    for fields, value in values:
        if Field.DEADLINE in fields:
            return read_deadline(" ".join(value.split()), counting)
    return None


def _standing(entry: Entry) -> Told | None:
    """The standing of the issue: the one that all its rows tell."""
    told = []
    for _, cell in rows_with(entry, Field.STATUS):
        found = standing_in(cell.text)
        if found is None:
            return None
        told.append(found)
    if told and len({t.status for t in told}) == 1:
        return told[0]
    if not told:
        for _, cell in rows_with(entry, Field.PROGRESS):
            if found := told_in(cell.text):
                return found
    return None


def standing_in(value: str) -> Told | None:
    """The standing that a cell tells, as its whole text or in a sentence of it."""
    text = " ".join(value.split())
    if text in _YES_NO:
        status = group_of(_YES_NO[text])
        return Told(status, text) if status else None
    status = group_of(text)
    return Told(status, status_words(text)) if status else told_in(value)


def _measures(entry: Entry, counting: Counting) -> list[FoundMeasure]:
    """The measures of all rows; values filled in row by row belong to the row's measures."""
    wanted = _telling_measures(entry)
    if wanted is None:
        return []
    found: list[FoundMeasure] = []
    own = [c for c in _attached(entry) if _row_by_row(entry, c)]
    tasks = _tasks(entry) if wanted is Field.MEASURE else {}
    for row, cell in rows_with(entry, wanted):
        made = _of_row(entry, row, cell, own, counting)
        found += [replace(measure, task=tasks.get(id(row))) for measure in made]
    return found


def _telling_measures(entry: Entry) -> Field | None:
    """The column that tells the measures: their own, else the tasks, else what has been done."""
    if next(rows_with(entry, Field.MEASURE), None):
        return Field.MEASURE
    if entry.block.of(Field.MEASURE):
        return None
    return Field.TASK if next(rows_with(entry, Field.TASK), None) else Field.PROGRESS


def _tasks(entry: Entry) -> dict[int, str]:
    """The task of each row, by the row's identity: told once, it holds for the rows below it."""
    column = entry.block.of(Field.TASK)
    if column is None:
        return {}
    tasks: dict[int, str] = {}
    task = ""
    for row in entry.rows:
        task = _in_one_line(row.text(column.index)).strip() or task
        if task:
            tasks[id(row)] = task
    return tasks


def _row_by_row(entry: Entry, column: Column) -> bool:
    """Whether a column tells of single measures: filled in for more rows than the first."""
    if len(entry.rows) == 1:
        return True
    return any(row.text(column.index) for row in entry.rows[1:])


def _of_row(
    entry: Entry, row: Row, cell: Cell, own: list[Column], counting: Counting
) -> list[FoundMeasure]:
    """The measures of one cell with the values beside it, line by line where lines match."""
    parts = parts_of(cell.text)
    number = _measure_number(entry, row)
    measures = []
    for index, part in enumerate(parts):
        values = [(c.fields, _line(row.text(c.index), index, len(parts))) for c in own]
        measures.append(_measure(part, number if len(parts) == 1 else "", cell, values, counting))
    return measures


def _measure_number(entry: Entry, row: Row) -> str:
    """The measure's number from its own column."""
    column = entry.block.of(Field.MEASURE_NUMBER)
    return re.sub(r"\.0$", "", row.text(column.index)) if column else ""


def _line(value: str, index: int, count: int) -> str:
    """The line of a cell that belongs to one of several measures, or all of it."""
    lines = lines_in(value)
    return lines[index] if count > 1 and len(lines) == count else value


def _measure(
    part: Part, number: str, cell: Cell, values: Values, counting: Counting
) -> FoundMeasure:
    """One measure with its values."""
    told = next((standing_in(v) for f, v in values if Field.STATUS in f and v), None)
    return FoundMeasure(
        number=part.number or number,
        text=part.text,
        at=cell.at,
        target=_one(values, Field.TARGET),
        deadline=_deadline([(f, v) for f, v in values if v], counting),
        responsible=_duty(values),
        status=told.status if told else None,
        status_words=told.words if told else None,
        progress=_one(values, Field.PROGRESS),
    )


def _one(values: Values, wanted: Field) -> str | None:
    """The value of one fact."""
    return next((value for fields, value in values if wanted in fields and value), None)


def _duty(values: Values) -> Responsible:
    """Who answers, among values."""
    return responsible([(f, v) for f, v in values if set(f) & set(DUTY)])


def _extra(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Columns that fit nothing, under their own headings."""
    kept = []
    for column in entry.block.columns:
        if column.fields or not column.name:
            continue
        texts = dict.fromkeys(t for row in entry.rows if (t := row.text(column.index)))
        if texts:
            kept.append((column.name, "\n".join(texts)))
    return tuple(kept)
