"""A spreadsheet as content: one table for each sheet, with merged blocks and addresses.

python-calamine reads the values; before it opens anything, the cells' own addresses are looked over,
because one cell at a far corner would make any dense reader fill memory with emptiness.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from rectify.intake.files.limits import (
    broken,
    encrypted,
    open_package,
    read_member,
    refuse_declarations,
)
from rectify.kernel.problems import Problem, Refused
from rectify.papers.content import Cell, Content, Table

MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELLS = 1_000_000
MAX_CELL_CHARACTERS = 32_767
"""What a cell may hold in any spreadsheet program."""

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$")
_ADDRESS = re.compile(rb'<(?:x:)?c\b[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"')

_UNCALCULATED = re.compile(
    rb'<(?:x:)?c\b[^<>]{0,200}?\br="([A-Z]{1,3}\d{1,7})"[^<>]{0,200}>\s*'
    rb"<(?:x:)?f\b(?:[^<>]{0,200}/>|[^<]{0,9000}</(?:x:)?f>)\s*</(?:x:)?c>"
)
"""A cell that holds a formula and no value of it."""

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


INSTRUCTIONS = frozenset({"填写说明", "填表说明", "填报说明", "使用说明"})
"""Sheets that tell how to fill in the others; ours and offices' own. They are no content."""


def read_sheets(data: bytes) -> Content:
    """The content of an .xlsx: every sheet that holds anything, in order.

    Raises `Refused` for what is broken, locked, packed to burst, has macros, or reaches too far.
    """
    with open_package(data) as package:
        if "xl/workbook.xml" not in package.namelist():
            raise broken()
        refuse_declarations(package)
        _look_over(package)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [name for name in book.sheet_names if name.strip() not in INSTRUCTIONS]
        tables = [_table(book.get_sheet_by_name(name), name) for name in names]
    except PasswordError as error:
        raise encrypted() from error
    except (CalamineError, OSError, ValueError) as error:
        raise broken() from error
    return Content(tuple(table for table in tables if table is not None))


def _look_over(package: zipfile.ZipFile) -> None:
    """Look at the sheets' own XML before a dense reader sees them."""
    for name in package.namelist():
        if _SHEET.match(name):
            sheet = read_member(package, name)
            _refuse_far_corner(sheet)
            _refuse_uncalculated(sheet)


def _refuse_far_corner(sheet: bytes) -> None:
    """Refuse a sheet that reaches too far."""
    rows = columns = 0
    for match in _ADDRESS.finditer(sheet):
        rows = max(rows, int(match[2]))
        columns = max(columns, _column(match[1]))
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Refused(
            Problem(
                "file.far",
                "表格范围过大（有内容远离表格主体，或超过10万行），请删除多余单元格后再导入。",
            )
        )


def _refuse_uncalculated(sheet: bytes) -> None:
    """Refuse a formula without its value: it would be read as an empty cell, and silently lost."""
    found = _UNCALCULATED.search(sheet)
    if found is not None:
        cell = found[1].decode()
        raise Refused(
            Problem(
                "file.formula",
                f"单元格{cell}的公式没有计算结果，请在Excel或WPS中打开并保存后再导入。",
            )
        )


def _table(sheet: CalamineSheet, name: str) -> Table | None:
    values = sheet.to_python(skip_empty_area=False)
    if not any(value != "" for row in values for value in row):
        return None
    origins = _origins(sheet)
    rows = [
        [
            _cell(values, (row, column), origins.get((row, column)), name)
            for column in range(len(cells))
        ]
        for row, cells in enumerate(values)
    ]
    return Table.of(rows, name)


def _origins(sheet: CalamineSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """For every cell of a merged block, where the block begins (row, column, from 0)."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if (bottom - top + 1) * (right - left + 1) > MAX_CELLS:
            continue
        for place in _block(top, left, bottom, right):
            found[place] = (top, left)
    return found


def _block(top: int, left: int, bottom: int, right: int) -> Iterator[tuple[int, int]]:
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield row, column


def _cell(
    values: list[list[Value]], place: tuple[int, int], origin: tuple[int, int] | None, name: str
) -> Cell:
    row, column = origin or place
    inside = row < len(values) and column < len(values[row])
    text = written(values[row][column]) if inside else ""
    return Cell(text, _place(name, *place), _place(name, *origin) if origin else None)


def written(value: Value) -> str:
    """A cell's value as an office would read it: whole numbers without a point, days as days."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, dt.datetime):
        bare = value.time() == dt.time()
        return value.date().isoformat() if bare else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value).strip()[:MAX_CELL_CHARACTERS]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _place(name: str, row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{name}!{letters}{row + 1}"
