"""A department's form as a department handles it: opened, filled in, saved, perhaps spoilt."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from rectify.exports.fillin import CONTEXT, ENTRIES, HEAD_ROWS, SHEET, Form, write_form
from rectify.intake.files import read_bytes
from rectify.papers.content import Content
from rectify.people.models import Department
from rectify.rounds.models import Round

NAMES = [column.heading for column in CONTEXT] + [name for name, _, _ in ENTRIES] + ["标识"]
FIRST = HEAD_ROWS + 1


def form_of(round_: Round, department: Department) -> bytes:
    """A department's form, as it goes out."""
    target = BytesIO()
    write_form(target, Form.of(round_, department))
    return target.getvalue()


def column(name: str) -> int:
    """The place of a column, from 1."""
    return NAMES.index(name) + 1


def changed(form: bytes, change: Callable[[Any], None]) -> bytes:
    """The form after somebody has changed its sheet and saved it."""
    book = load_workbook(BytesIO(form))
    change(book[SHEET])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def filled(form: bytes, *rows: dict[str, Any]) -> bytes:
    """The form with values typed into its rows, by the headings of the columns."""

    def fill(sheet: Any) -> None:
        for number, row in enumerate(rows, start=FIRST):
            for name, value in row.items():
                sheet.cell(number, column(name)).value = value

    return changed(form, fill)


def content(form: bytes) -> Content:
    """The form as the application reads it."""
    return read_bytes(form, "填报表.xlsx")
