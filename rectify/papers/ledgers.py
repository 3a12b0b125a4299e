"""A ledger's rows read: heading rows, cells merged downwards, an issue of several rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rectify.kernel.numerals import CHINESE
from rectify.kernel.text import fold, search_key
from rectify.papers.columns import Block, Head, head_of, is_note, is_repeated_heading, is_total
from rectify.papers.content import Cell, Table
from rectify.papers.fields import Field
from rectify.papers.forms import as_rows
from rectify.papers.markers import Style, leading_marker
from rectify.papers.recognised import PathStep
from rectify.papers.statuses import group_heading
from rectify.papers.wording import without_tail_count

_CHINESE_NUMBER = re.compile(rf"[(]?[{CHINESE}]{{1,3}}[)、]?")


@dataclass(slots=True)
class Row:
    """One row of data: the cell of each column, blank ones and covered ones empty."""

    cells: dict[int, Cell]
    merged: set[int] = field(default_factory=set)

    def text(self, index: int) -> str:
        """The text of a column's cell, empty where a merged block covers it."""
        cell = self.cells.get(index)
        return "" if cell is None or index in self.merged else cell.text.strip()


@dataclass(slots=True)
class Entry:
    """The rows that tell one issue, and the headings above it."""

    block: Block
    rows: list[Row]
    steps: tuple[PathStep, ...]
    above: dict[Field, str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table as a ledger: its entries in order, and its notes."""

    entries: tuple[Entry, ...]
    notes: tuple[str, ...]


def ledger_of(table: Table) -> Ledger | None:
    """Read a table as a ledger of issues, a form of one issue as its only row; None when neither."""
    head = head_of(table)
    if head is None:
        form = as_rows(table)
        head = head_of(form) if form else None
        table = form or table
    if head is None:
        return None
    entries: list[Entry] = []
    notes: list[str] = []
    for block in head.blocks:
        reader = _Rows(table, head, block)
        entries += reader.entries()
        notes += reader.notes
    return Ledger(tuple(entries), tuple(dict.fromkeys(notes)))


def captions_of(table: Table) -> list[str]:
    """The texts above a table's heading: its name, who filled it in, when."""
    head = head_of(table)
    above = table.rows[: head.row] if head else table.rows[:1]
    if not table.rows or (
        head is None and len({cell.text.strip() for cell in table.rows[0]} - {""}) > 1
    ):
        return []
    return list(dict.fromkeys(text for row in above if (text := _only_text(row))))


def _only_text(row: Sequence[Cell]) -> str:
    """The distinct texts of a row above the heading, as one line."""
    return " ".join(dict.fromkeys(cell.text.strip() for cell in row if cell.text.strip()))


class _Rows:
    """Goes down one block of columns."""

    def __init__(self, table: Table, head: Head, block: Block) -> None:
        self.table, self.head, self.block = table, head, block
        self.steps: list[tuple[float, PathStep]] = []
        self.above: dict[Field, str] = {}
        self.notes: list[str] = []

    def entries(self) -> list[Entry]:
        """All issues of the block."""
        found: list[Entry] = []
        for cells in self.table.rows[self.head.data :]:
            row = self._row(cells)
            single = self._single(cells)
            if not any(cell.text.strip() for cell in row.cells.values()):
                continue
            if is_repeated_heading(cells, self.head) or is_total(cells):
                continue
            if single is not None:
                self._heading(single)
            elif self._begins(row, found[-1] if found else None):
                found.append(Entry(self.block, [row], self._path(), dict(self.above)))
            elif found:
                found[-1].rows.append(row)
        return found

    def _row(self, cells: Sequence[Cell]) -> Row:
        """The block's cells of one row."""
        own = {column.index: cells[column.index] for column in self.block.columns}
        return Row(own, {index for index, cell in own.items() if cell.covered})

    def _single(self, cells: Sequence[Cell]) -> str | None:
        """The text of a row that holds one text over all columns or in its first cell alone."""
        texts = {cell.text.strip() for cell in cells if cell.text.strip()}
        if len(texts) == 2 and (headed := self._numbered_heading(cells)):
            return headed
        if len(texts) != 1:
            return None
        text = texts.pop()
        filled = [c for c in cells if c.text.strip()]
        alone = len(cells) > 2 and (len(filled) > 1 or filled[0] is self._first(cells))
        numeric = text.replace(".", "").isdigit()
        return text if alone and not numeric and not any(c.covered for c in filled[:1]) else None

    def _numbered_heading(self, cells: Sequence[Cell]) -> str | None:
        """A row of a Chinese number and a name (一 | 党的领导方面), which heads the rows below it."""
        number, *rest = [cell.text.strip() for cell in cells if cell.text.strip()]
        if not _CHINESE_NUMBER.fullmatch(fold(number)) or not rest:
            return None
        return number + ("" if number.endswith(("、", "）", ")")) else "、") + rest[0]

    def _first(self, cells: Sequence[Cell]) -> Cell:
        """The cell in which a heading row's text stands."""
        return next(c for c in cells if c.text.strip()) if cells[0].text.strip() else cells[0]

    def _heading(self, text: str) -> None:
        """A row that heads the following ones: a category, a group of a standing, or a note."""
        if is_note(text):
            self.notes.append(text)
            return
        marker = leading_marker(fold(text), text)
        rank = float(marker.style) if marker else float(Style.CHINESE)
        words = without_tail_count(text[marker.end :] if marker else text)
        self.steps = [(r, step) for r, step in self.steps if r < rank]
        group = group_heading(words) is not None
        self.steps.append((rank, PathStep(words, marker.number if marker else "", group)))
        self.above = {}

    def _path(self) -> tuple[PathStep, ...]:
        """The headings above: heading rows first, then the columns of fields and categories."""
        steps = [step for _, step in self.steps]
        for wanted in (Field.ASPECT, Field.CATEGORY):
            words = self.above.get(wanted, "")
            marker = leading_marker(fold(words), words)
            plain = without_tail_count(words[marker.end :] if marker else words)
            if plain and plain not in [step.heading for step in steps]:
                steps.append(PathStep(plain, marker.number if marker else ""))
        return tuple(steps)

    def _begins(self, row: Row, last: Entry | None) -> bool:
        """Whether a row begins another issue than the one above it."""
        fresh = self._take_over(row)
        issue = self.block.of(Field.ISSUE)
        assert issue is not None
        title = row.text(issue.index)
        if last is None:
            return bool(title)
        if not title:
            return False
        number = self._text(row, Field.NUMBER)
        known = search_key(self._text(last.rows[0], Field.ISSUE))
        same_number = not number or number == self._text(last.rows[0], Field.NUMBER)
        return search_key(title) != known or not same_number or fresh

    def _take_over(self, row: Row) -> bool:
        """Remember fields and categories; true when a new one begins."""
        fresh = False
        for wanted in (Field.ASPECT, Field.CATEGORY):
            words = self._text(row, wanted)
            if words and search_key(words) != search_key(self.above.get(wanted, "")):
                self.above[wanted] = " ".join(words.split())
                fresh = True
                if wanted is Field.ASPECT:
                    self.above.pop(Field.CATEGORY, None)
        return fresh

    def _text(self, row: Row, wanted: Field) -> str:
        """The text of the column that holds a fact."""
        column = self.block.of(wanted)
        return row.text(column.index) if column else ""


def rows_with(entry: Entry, wanted: Field) -> Iterator[tuple[Row, Cell]]:
    """The rows of an entry in which a fact is filled in, with its cell."""
    column = entry.block.of(wanted)
    for row in entry.rows if column else []:
        assert column is not None
        if row.text(column.index):
            yield row, row.cells[column.index]
