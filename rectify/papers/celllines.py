"""Tables whose cells stand one a line, as some word processors paste them, put together again."""

from __future__ import annotations

from collections.abc import Sequence

from rectify.kernel.numerals import read_number
from rectify.papers.content import Cell, Line, Table
from rectify.papers.fields import Field, fields_of

_LONGEST_NAME = 14
_LEAST = 3
_TELLS = {Field.ISSUE, Field.DETAIL}
_LONG_CELLS = (Field.MEASURE, Field.PROGRESS, Field.CAUSE, Field.DETAIL, Field.ISSUE)
"""Columns whose cells may hold several lines, the likeliest first."""


def with_cell_tables(blocks: Sequence[Line | Table]) -> list[Line | Table]:
    """The same blocks, runs of lines that are cells under column headings made into tables."""
    made: list[Line | Table] = []
    index = 0
    while index < len(blocks):
        names = _heading_from(blocks, index)
        table, after = _table(blocks, index, names) if names else (None, index)
        if table is not None:
            made.append(table)
            index = after
        else:
            made.append(blocks[index])
            index += 1
    return made


def _heading_from(blocks: Sequence[Line | Table], index: int) -> list[Line]:
    """The lines that follow one another as names of columns, or none."""
    names: list[Line] = []
    for block in blocks[index : index + 40]:
        if not isinstance(block, Line):
            break
        text = block.text.strip()
        if not text and names:
            continue
        if not text or len(text) > _LONGEST_NAME or not fields_of(text):
            break
        names.append(block)
    known = {field for name in names for field in fields_of(name.text.strip())}
    return names if len(known) >= _LEAST and known & _TELLS else []


def _table(
    blocks: Sequence[Line | Table], index: int, names: Sequence[Line]
) -> tuple[Table | None, int]:
    """The table under column names, and the block after it; None when the lines make no rows."""
    first = index + 1 + next(i for i, b in enumerate(blocks[index:]) if b is names[-1])
    last = next((i for i in range(first, len(blocks)) if isinstance(blocks[i], Table)), len(blocks))
    lines = [block for block in blocks[first:last] if isinstance(block, Line)]
    fields = [fields_of(name.text.strip()) for name in names]
    numbered = Field.NUMBER in fields[0]
    rows = _numbered_rows(lines, fields) if numbered else _even_rows(lines, len(names))
    if not rows:
        return None, index
    head = [Cell(name.text.strip(), name.at) for name in names]
    used = int(rows[-1][-1].at)
    after = next((i for i in range(first, last) if _number(blocks[i]) > used), last)
    return Table.of([head, *rows]), after


def _number(block: Line | Table) -> int:
    """The number of a line."""
    return block.number if isinstance(block, Line) else 0


def _numbered_rows(lines: Sequence[Line], fields: Sequence[tuple[Field, ...]]) -> list[list[Cell]]:
    """Rows that begin at 1, 2, 3 …; lines too many belong to the cell that may hold several."""
    starts: list[int] = []
    for place, line in enumerate(lines):
        text = line.text.strip()
        if len(text) <= 3 and read_number(text.rstrip("、.．")) == len(starts) + 1:
            starts.append(place)
    if not starts or any(line.text.strip() for line in lines[: starts[0]]):
        return []
    width = len(fields)
    rows: list[list[Cell]] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        row = [Cell(line.text.strip(), line.at) for line in lines[start:end]]
        while row and not row[-1].text and len(row) > width:
            row.pop()
        filled = [cell for cell in row if cell.text]
        if end == len(lines) and len(filled) > width and all(len(r) == width for r in rows):
            filled = row = filled[:width]
        if len(row) != width:
            row = filled
        rows.append(_fitted(row, fields))
    return rows


def _fitted(row: list[Cell], fields: Sequence[tuple[Field, ...]]) -> list[Cell]:
    """A row of as many cells as columns."""
    width = len(fields)
    if len(row) <= width:
        return row
    column = next(
        (i for wanted in _LONG_CELLS for i, each in enumerate(fields) if wanted in each), width - 1
    )
    rest = width - column - 1
    inner = row[column : len(row) - rest]
    joined = Cell("\n".join(cell.text for cell in inner), inner[0].at)
    return [*row[:column], joined, *(row[len(row) - rest :] if rest else [])]


def _even_rows(lines: Sequence[Line], width: int) -> list[list[Cell]]:
    """Rows of equal length, where the lines come out even; with empty cells or without."""
    filled = [Cell(line.text.strip(), line.at) for line in lines if line.text.strip()]
    if not filled or len(filled) % width:
        return []
    return [filled[i : i + width] for i in range(0, len(filled), width)]
