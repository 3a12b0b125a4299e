"""What a returned form says, row by row: the inverse of `fillin`, knowing no ledger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from rectify.exports.fillin import DONE_ON, OUTCOME, PERCENT, PROGRESS, PROTECTED
from rectify.exports.marks import Mark, marks_in
from rectify.kernel.text import fold
from rectify.kernel.writtendates import find_dates
from rectify.papers.content import Cell, Content, Table

T = TypeVar("T")

ENTERED = (PROGRESS, PERCENT, DONE_ON, OUTCOME)
SHOWN = tuple(column.heading for column in PROTECTED)
LONGEST_TEXT = 5000
SEARCHED_ROWS = 40
DAY_ZERO = date(1899, 12, 30)
"""From which a spreadsheet counts the days that it keeps as numbers."""


class Wrong(Exception):
    """Why a row cannot be taken, and the cell that it is about; the other rows are not touched by it."""

    def __init__(self, at: str, reason: str) -> None:
        super().__init__(f"{at}：{reason}")
        self.at, self.reason = at, reason


@dataclass(frozen=True, slots=True)
class Entry:
    """What a department has entered in a row; None where it left share or day open."""

    text: str
    percent: int | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a returned form; `mark` is None where a row has been typed in."""

    cells: dict[str, Cell]
    mark: Mark | None

    def text(self, name: str) -> str:
        """What stands in the column called `name`."""
        cell = self.cells.get(name)
        return cell.text.strip() if cell else ""

    def at(self, name: str) -> str:
        """The place of the cell in the column called `name`."""
        return self.cells.get(name, self.cells[PROGRESS]).at

    @property
    def filled(self) -> bool:
        """Whether anything has been entered."""
        return any(self.text(name) for name in ENTERED)

    @property
    def shown(self) -> list[str]:
        """The texts that must not be changed, as they came back."""
        return [self.text(name) for name in SHOWN]

    def entry(self, today: date) -> Entry:
        """What has been entered; raises `Wrong` with the first thing that is wrong with it."""
        progress, outcome = self.text(PROGRESS), self.text(OUTCOME)
        text = "\n".join(filter(None, (progress, outcome and f"成果：{outcome}")))
        if not text:
            raise Wrong(self.at(PROGRESS), "填了进度或日期，但没有写进展情况，请补充。")
        if len(text) > LONGEST_TEXT:
            raise Wrong(self.at(PROGRESS), "进展情况和成果超过5000字，请精简。")
        percent = self._read(PERCENT, share_of, "不是0至100的整数，请改正，例如80。")
        done_on = self._read(DONE_ON, day_of, "不是完整的日期，请写成2026-08-12的样子。")
        if done_on is not None and done_on > today:
            raise Wrong(self.at(DONE_ON), "完成日期晚于今天，请核对。")
        if done_on is not None and percent not in {None, 100}:
            raise Wrong(self.at(DONE_ON), "填了完成日期，但进度不是100，请核对。")
        return Entry(text, 100 if done_on else percent, done_on)

    def _read(self, name: str, read: Callable[[str], T], reason: str) -> T:
        """What `read` makes of a column's text; `Wrong` with the text and `reason` where it fails."""
        text = self.text(name)
        try:
            return read(text)
        except ValueError as error:
            raise Wrong(self.at(name), f"“{text[:20]}”{reason}") from error


def form_rows(content: Content) -> list[FormRow] | None:
    """The rows of all forms in a file, in their order; None when it holds no form of ours."""
    found = [rows for table in content.tables if (rows := _rows_of(table)) is not None]
    return [row for rows in found for row in rows] if found else None


def _rows_of(table: Table) -> list[FormRow] | None:
    """The rows below the heading that names our columns, wherever they have been moved to."""
    for index, row in enumerate(table.rows[:SEARCHED_ROWS]):
        places = {re.sub(r"\s+", "", cell.text): place for place, cell in enumerate(row)}
        if {PROGRESS, PERCENT} <= places.keys():
            columns = {name: places[name] for name in (*SHOWN, *ENTERED) if name in places}
            return list(_below(table, index + 1, columns))
    return None


def _below(table: Table, first: int, columns: dict[str, int]) -> Iterator[FormRow]:
    """The rows with a mark, and those without one in which something has been entered."""
    marks = {id(row): mark for row, mark in marks_in(table)}
    for cells in table.rows[first:]:
        row = FormRow({name: cells[at] for name, at in columns.items()}, marks.get(id(cells)))
        if row.mark is not None or row.filled:
            yield row


def share_of(text: str) -> int | None:
    """A share as typed (80, 80%, 80.0), None where nothing is; raises ValueError for anything else."""
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,3})(?:\.0+)?\s*%?", fold(text).strip())
    if match is None or int(match[1]) > 100:
        raise ValueError(text)
    return int(match[1])


def day_of(text: str) -> date | None:
    """A day in any notation that names its year, None where nothing is; else raises ValueError."""
    if not text:
        return None
    plain = fold(text).strip()
    if re.fullmatch(r"[3-6]\d{4}", plain):
        return DAY_ZERO + timedelta(days=int(plain))
    found = find_dates(plain)
    day = found[0].on() if len(found) == 1 and found[0].precision == "day" else None
    if day is None:
        raise ValueError(text)
    return day
