"""A source document as blocks: lines of text and tables of cells, each with its place.

Readers of .docx, .xlsx and pasted text all hand over a `Content`; what follows knows no file format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rectify.kernel.text import fold

_PIPES = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^[\s|:+-]+$")
_ITEM = re.compile(r"^\s*(?:[(]?[\d一二三四五六七八九十]{1,3}[).、]?|[①-⑳•●■-])\s*$")

LONGEST_CELL = 200
"""Lines; more do not stand in one cell that was copied out of a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph: its 1-based number and, from Word, heading level and automatic number."""

    number: int
    text: str
    level: int | None = None
    auto_number: str | None = None

    @property
    def at(self) -> str:
        """Its place, as shown to a person."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text, place ("台账!F6"), and the place of the merged block that covers it, if any."""

    text: str
    at: str
    origin: str | None = None

    @property
    def covered(self) -> bool:
        """Whether a merged block that begins elsewhere covers this cell."""
        return self.origin is not None and self.origin != self.at


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all of one length; `name` is that of the sheet or the caption."""

    rows: tuple[tuple[Cell, ...], ...]
    name: str = ""

    @classmethod
    def of(cls, rows: Iterable[Iterable[Cell]], name: str = "") -> Table:
        """A table of rows of unequal length, filled up with empty cells."""
        listed = [list(row) for row in rows]
        width = max((len(row) for row in listed), default=0)
        for row in listed:
            at = row[-1].at if row else ""
            row.extend(Cell("", at) for _ in range(width - len(row)))
        return cls(tuple(tuple(row) for row in listed), name)


@dataclass(frozen=True, slots=True)
class Content:
    """A whole document in the order of reading."""

    blocks: tuple[Line | Table, ...]

    @classmethod
    def from_text(cls, text: str) -> Content:
        """Pasted or plain text; runs of tab-separated lines become tables, placed by their lines."""
        lines = [
            Line(number, line)
            for number, line in enumerate(re.split(r"\r\n|[\n\r\v\f\u2028\u2029]", text), start=1)
        ]
        return cls(tuple(_tables_found(lines)))

    @property
    def lines(self) -> list[Line]:
        """The lines without the tables."""
        return [block for block in self.blocks if isinstance(block, Line)]

    @property
    def tables(self) -> list[Table]:
        """The tables without the lines."""
        return [block for block in self.blocks if isinstance(block, Table)]


def _tables_found(lines: list[Line]) -> Iterator[Line | Table]:
    """The same lines with tab- or pipe-separated stretches put together as tables."""
    index = 0
    while index < len(lines):
        rows, after = _rows_from(lines, index)
        if len(rows) >= 2 and _is_table(rows):
            yield Table.of(rows)
            index = after
        else:
            yield lines[index]
            index += 1


def _rows_from(lines: list[Line], index: int) -> tuple[list[list[Cell]], int]:
    """The rows of cells that begin at a line, and the line after them."""
    rows: list[list[Cell]] = []
    while index < len(lines):
        line = lines[index]
        if _PIPES.match(line.text):
            if not _RULE.match(line.text):
                parts = line.text.strip().strip("|").split("|")
                rows.append([Cell(part.strip(), line.at) for part in parts])
            index += 1
        elif "\t" in line.text.strip(" "):
            text, index = _quoted_over_lines(lines, index)
            rows.append([Cell(_unquoted(part), line.at) for part in text.split("\t")])
        else:
            break
    return rows, index


def _quoted_over_lines(lines: list[Line], index: int) -> tuple[str, int]:
    """A row whose last quoted cell runs on over following lines, joined, and the next line.

    A quotation mark that nobody closes is a mark like any other: the row ends with its line.
    """
    parts, after = [lines[index].text], index + 1
    is_open = _is_open(parts[0])
    while is_open:
        if after == len(lines) or after - index > LONGEST_CELL:
            return parts[0], index + 1
        line = lines[after].text
        is_open = _is_open(line) if "\t" in line else line.count('"') % 2 == 0
        parts.append(line)
        after += 1
    return "\n".join(parts), after


def _is_open(text: str) -> bool:
    """Whether the last cell begins with a quotation mark that a spreadsheet has not closed."""
    last = text.rsplit("\t", 1)[-1]
    return last.startswith('"') and last.count('"') % 2 == 1


def _unquoted(cell: str) -> str:
    """A cell without the quotation marks that a spreadsheet puts round line breaks."""
    if len(cell) >= 2 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"').strip()
    return cell.strip()


def _is_table(rows: list[list[Cell]]) -> bool:
    """Whether rows are more than a numbered list whose numbers were pasted with a tab."""
    if max(len(row) for row in rows) >= 3:
        return True
    return not any(_ITEM.match(fold(row[0].text)) for row in rows)
