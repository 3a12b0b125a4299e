"""Tables as HTML: fixed widths, a head that is repeated, cells that are rectangles of one grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rectify.typeset import document as doc
from rectify.typeset.wording import cells
from rectify.typeset.writing import element, inline, lines

Row = tuple[doc.Text | doc.Cell, ...]


WIDTHS = {False: 156.0, True: 225.0}
"""The width of the 版心 in mm, upright and turned; each one's height is the other one's width."""
POINTS = {
    doc.TextSize.FOUR: 14.0,
    doc.TextSize.SMALL_FOUR: 12.0,
    doc.TextSize.FIVE: 10.5,
    doc.TextSize.SMALL_FIVE: 9.0,
}
"""Sizes of text as layout.css has them."""
_PADDING = 2.6  # mm, of both sides of a cell and a line
_PITCH = 1.35  # of the lines, as layout.css has it


LONG = 0.5
"""Rows that belong together stay on one page unless they fill more than this share of one."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row written out, about how many lines high it is, and whether the next one belongs to it."""

    html: str
    height: float
    goes_on: bool


def table(given: doc.Table, *, landscape: bool = False) -> str:
    """A table with its caption above and its note below."""
    rooms = _rooms(given, landscape)
    parts = [_columns(given.columns)]
    if any(column.title for column in given.columns):
        heads = "".join(
            element("th", lines(_balanced(column.title, room)), scope="col")
            for column, room in zip(given.columns, rooms, strict=True)
        )
        parts.append(element("thead", element("tr", heads)))
    # Closes cells that go on over the page: the foot is repeated and has a line above only.
    parts.append(element("tfoot", element("tr", element("td", colspan=str(len(given.columns))))))
    parts += _bodies(given, rooms, _lines_of_page(given, landscape))
    made = element("table", "".join(parts), class_=f"size-{given.size.value}")
    above = element("p", lines(given.caption), class_="caption") if given.caption else ""
    below = element("p", lines(given.note), class_="note") if given.note else ""
    return above + made + below


def _bodies(given: doc.Table, rooms: list[int], page: float) -> Iterator[str]:
    """The rows in bodies: those that belong together in one that is not broken, if it is not long.

    Rows that stand alone share a body; one for each would take four times as long to lay out.
    """
    alone: list[str] = []
    for group in _groups(_rows(given, rooms)):
        short = sum(row.height for row in group) <= LONG * page
        written = "".join(row.html for row in group)
        if short and len(group) == 1:
            alone.append(written)
            continue
        yield element("tbody", "".join(alone)) if alone else ""
        alone = []
        kind = "together" if short else "long" if len(group) == 1 else "apart"
        yield element("tbody", written, class_=kind)
    yield element("tbody", "".join(alone)) if alone else ""


def _groups(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Rows that belong together."""
    group: list[_Row] = []
    for row in rows:
        group.append(row)
        if not row.goes_on:
            yield group
            group = []
    if group:
        yield group


def _lines_of_page(given: doc.Table, landscape: bool) -> float:
    """How many lines of the table's text a page holds."""
    return WIDTHS[not landscape] * 72 / 25.4 / (POINTS[given.size] * _PITCH)


def _columns(columns: tuple[doc.Column, ...]) -> str:
    whole = sum(column.width for column in columns) or 1
    shares = (f"width:{column.width / whole:.4%}" for column in columns)
    return element("colgroup", "".join(element("col", style=share) for share in shares))


def _rooms(given: doc.Table, landscape: bool) -> list[int]:
    """How many characters each column has room for on a line."""
    whole = sum(column.width for column in given.columns) or 1
    millimetres = (WIDTHS[landscape] * column.width / whole - _PADDING for column in given.columns)
    return [max(1, int(room * 72 / 25.4 / POINTS[given.size])) for room in millimetres]


def _balanced(title: str, room: int) -> str:
    """A head in lines of about the same length: 责任 over 领导, never 责任领 over 导."""
    if "\n" in title or cells(title) <= room or not title.isalpha():
        return title
    count = -(-len(title) // room)
    size = -(-len(title) // count)
    return "\n".join(title[at : at + size] for at in range(0, len(title), size))


def _rows(given: doc.Table, rooms: list[int]) -> Iterator[_Row]:
    """The rows, each cell knowing its column also below cells that span rows."""
    taken = [0] * len(given.columns)  # for how many more rows a cell from above holds the column
    for row in given.rows:
        taken = [max(0, rows - 1) for rows in taken]
        if len(row) == 1 and len(taken) > 1 and not any(taken) and not isinstance(row[0], doc.Cell):
            words = element("th", inline(row[0]), colspan=str(len(taken)), scope="rowgroup")
            yield _Row(element("tr", words, class_="group"), 1, goes_on=True)
            continue
        written, height, column = [], 1.0, 0
        for cell in (entry if isinstance(entry, doc.Cell) else doc.Cell(entry) for entry in row):
            column = next((at for at in range(column, len(taken)) if not taken[at]), len(taken))
            after = column + cell.columns
            if after > len(taken):
                raise ValueError(f"more cells than columns at {doc.plain(cell.text)[:20]!r}")
            written.append(_cell(cell, given.columns[column].align))
            height = max(height, _height(cell, sum(rooms[column:after])) / cell.rows)
            taken[column:after] = [cell.rows] * cell.columns
            column = after
        yield _Row(element("tr", "".join(written)), height + 0.4, goes_on=max(taken) > 1)


def _height(cell: doc.Cell, room: int) -> float:
    """About how many lines the text of a cell takes."""
    return sum(max(1.0, cells(part) / room) for part in doc.plain(cell.text).split("\n"))


def _cell(cell: doc.Cell, align: doc.Align) -> str:
    attributes = {"class_": (cell.align or align).value}
    if cell.columns > 1:
        attributes["colspan"] = str(cell.columns)
    if cell.rows > 1:
        attributes["rowspan"] = str(cell.rows)
    content = inline(cell.text)
    if cell.height or doc.plain(cell.foot):
        content = element("div", content, style=f"min-height:{cell.height:g}mm")
        content += element("p", inline(cell.foot), class_="foot")
    return element("th" if cell.label else "td", content, **attributes)
