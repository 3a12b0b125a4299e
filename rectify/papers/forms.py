"""A form of one issue (销号表): labels and values side by side in a table, turned into a ledger's row."""

from __future__ import annotations

from rectify.papers.columns import texts
from rectify.papers.content import Cell, Table
from rectify.papers.fields import Field, fields_of

_TELLS_ISSUE = {Field.ISSUE, Field.DETAIL}


def as_rows(table: Table) -> Table | None:
    """A ledger of one heading row and one row with what a form tells; None when it is no form.

    A form's labels stand left of their values, one or more pairs in a row; a value may lie in cells
    merged to the right.
    """
    pairs = [pair for row in table.rows for pair in _pairs(row)]
    known = {field for name, _ in pairs for field in fields_of(name.text.strip())}
    if len(known) < 3 or not known & _TELLS_ISSUE or len(pairs) < 3:
        return None
    head = tuple(Cell("".join(name.text.split()), name.at) for name, _ in pairs)
    return Table((head, tuple(value for _, value in pairs)), table.name)


def _pairs(row: tuple[Cell, ...]) -> list[tuple[Cell, Cell]]:
    """The labels of a row, each with the first filled cell to its right that is no label."""
    found: list[tuple[Cell, Cell]] = []
    label: Cell | None = None
    for cell, text in zip(row, texts(row), strict=True):
        if not text or cell.covered:
            continue
        if len(text) <= 14 and fields_of(text):
            label = cell
        elif label is not None:
            found.append((label, cell))
            label = None
    return found
