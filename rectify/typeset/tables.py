"""Tables as HTML: fixed widths, a head that is repeated, cells that are rectangles of one grid."""

from __future__ import annotations

from collections.abc import Iterator

from rectify.typeset import document as doc
from rectify.typeset.writing import element, inline, lines

Row = tuple[doc.Text | doc.Cell, ...]


def table(given: doc.Table) -> str:
    """A table with its caption above and its note below."""
    parts = [_columns(given.columns)]
    if any(column.title for column in given.columns):
        heads = "".join(element("th", lines(c.title), scope="col") for c in given.columns)
        parts.append(element("thead", element("tr", heads)))
    parts.append(element("tbody", "".join(_rows(given))))
    made = element("table", "".join(parts), class_=f"size-{given.size.value}")
    above = element("p", lines(given.caption), class_="caption") if given.caption else ""
    below = element("p", lines(given.note), class_="note") if given.note else ""
    return above + made + below


def _columns(columns: tuple[doc.Column, ...]) -> str:
    whole = sum(column.width for column in columns) or 1
    shares = (f"width:{column.width / whole:.4%}" for column in columns)
    return element("colgroup", "".join(element("col", style=share) for share in shares))


def _rows(given: doc.Table) -> Iterator[str]:
    """The rows, each cell knowing its column also below cells that span rows."""
    taken = [0] * len(given.columns)  # for how many more rows a cell from above holds the column
    for row in given.rows:
        if len(row) == 1 and len(taken) > 1 and not isinstance(row[0], doc.Cell):
            words = element("th", inline(row[0]), colspan=str(len(taken)), scope="rowgroup")
            yield element("tr", words, class_="group")
            continue
        written, column = [], 0
        taken = [max(0, rows - 1) for rows in taken]
        for entry in row:
            cell = entry if isinstance(entry, doc.Cell) else doc.Cell(entry)
            while column < len(taken) and taken[column]:
                column += 1
            if column + cell.columns > len(taken):
                raise ValueError(f"row with more cells than columns: {doc.plain(cell.text)!r}")
            written.append(_cell(cell, given.columns[column].align))
            taken[column : column + cell.columns] = [cell.rows] * cell.columns
            column += cell.columns
        yield element("tr", "".join(written))


def _cell(cell: doc.Cell, align: doc.Align) -> str:
    attributes = {"class_": (cell.align or align).value}
    if cell.columns > 1:
        attributes["colspan"] = str(cell.columns)
    if cell.rows > 1:
        attributes["rowspan"] = str(cell.rows)
    return element("th" if cell.label else "td", inline(cell.text), **attributes)
