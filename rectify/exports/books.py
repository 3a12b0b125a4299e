"""Workbooks as offices print them: fonts, borders, row heights, paper; rows go out as they come.

XlsxWriter's constant_memory mode keeps one row in memory, so rows are written from the top down and a
merged block is declared only once its last row stands.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import IO, Any

from xlsxwriter import Workbook

from rectify.exports.cells import cell_text
from rectify.kernel import clock

Value = str | int | Decimal | date | None

A4, A3 = 9, 8
LINE, TALLEST = 15.0, 400.0
"""Height of a line in points, and about the tallest row that a spreadsheet allows."""

_BODY: dict[str, Any] = {
    "font_name": "宋体",
    "font_size": 10,
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {
        "font_name": "方正小标宋简体",
        "font_size": 20,
        "align": "center",
        "valign": "vcenter",
    },
    "note": {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True},
    "group": _BODY | {"font_name": "黑体", "align": "center", "bg_color": "#D9DEE4"},
    "heading": _BODY | {"font_name": "黑体", "align": "center", "bg_color": "#EDEFF2"},
    "text": _BODY,
    "centre": _BODY | {"align": "center"},
    "date": _BODY | {"align": "center", "num_format": "yyyy-mm-dd"},
    "number": _BODY | {"align": "center", "num_format": "0"},
    # A cell's number holds fifteen figures, as many as an amount may have.
    "money": _BODY | {"align": "right", "num_format": "#,##0.00"},
    # The sign is part of the picture, not of the value: 80 is shown as 80%.
    "percent": _BODY | {"align": "center", "num_format": '0"%"'},
}
ENTRY = {"locked": False, "bg_color": "#FFFBE6"}
"""What a cell that a department fills in has on top."""


class Book:
    """A workbook being written; `style` gives its cell formats by name."""

    def __init__(self, target: IO[bytes], author: str) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": tempfile.gettempdir(),
        }
        self.book = Workbook(target, options)
        self.book.set_properties({"author": author, "created": clock.now().replace(tzinfo=None)})
        self._formats: dict[tuple[str, bool], Any] = {}

    def style(self, name: str, *, entry: bool = False) -> Any:
        """The format called `name`; with `entry` that of a cell that may be filled in."""
        if (name, entry) not in self._formats:
            facts = _STYLES[name] | (ENTRY if entry else {})
            self._formats[name, entry] = self.book.add_format(facts)
        return self._formats[name, entry]

    def page(self, name: str, *, paper: int = A4) -> Page:
        """A new sheet on landscape paper, as wide as the paper and as long as it takes."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(paper)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return Page(self, sheet)


class Page:
    """A sheet being written from the top down."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book, self.sheet = book, sheet

    def write(self, row: int, column: int, value: Value, style: Any) -> None:
        """Put a value into a cell: text stays text whatever it looks like."""
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, cell_text(value), style)
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a cell knows no zone
            self.sheet.write_datetime(row, column, moment, style)
        else:
            self.sheet.write_number(row, column, value, style)

    def line(self, row: int, width: int, text: str, style: str, height: float) -> None:
        """One text over the whole width, as titles and notes stand."""
        self.sheet.set_row(row, height)
        if width > 1:
            self.sheet.merge_range(row, 0, row, width - 1, cell_text(text), self.book.style(style))
        else:
            self.write(row, 0, text, self.book.style(style))

    def merge(self, first: int, column: int, last: int) -> None:
        """Declare a block of a column, whose cells are written already, as one cell.

        `merge_range` would write them itself, which it cannot once their rows have gone out.
        """
        if last > first:
            self.sheet.merge.append([first, column, last, column])


def height_of(value: Value, width: float) -> float:
    """The height in points that a value needs in a column of `width` half characters."""
    if not isinstance(value, str):
        return LINE
    room = max(width - 1.5, 2)
    lines = sum(max(1, ceil(2 * len(line) / room)) for line in value.split("\n"))
    return min(LINE * lines + 4, TALLEST)


@contextmanager
def writing(target: IO[bytes], author: str) -> Iterator[Book]:
    """Write a workbook into `target`; it is complete when the block ends without an error."""
    book = Book(target, author)
    yield book
    book.book.close()
