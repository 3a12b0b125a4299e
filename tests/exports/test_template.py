"""The blank ledger: nothing in it is read as an issue, and what is typed into it is."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from rectify.exports.template import COLUMNS, HELP_SHEET, SHEET, write_template
from rectify.intake.files import read_bytes
from rectify.papers.reading import read_paper
from rectify.papers.recognised import Recognised
from tests.exports.reading_back import TODAY


def blank() -> bytes:
    target = BytesIO()
    write_template(target)
    return target.getvalue()


def typed(*rows: dict[str, str]) -> Recognised:
    """The blank ledger with these rows typed in, by the headings of its columns, and read."""
    book = load_workbook(BytesIO(blank()))
    names = [name for name, *_ in COLUMNS]
    for number, row in enumerate(rows, start=5):
        for name, text in row.items():
            book[SHEET].cell(number, names.index(name) + 1).value = text
    target = BytesIO()
    book.save(target)
    return read_paper(read_bytes(target.getvalue(), "空白台账.xlsx"), today=TODAY)


def test_an_untouched_blank_ledger_holds_no_issue() -> None:
    recognised = read_paper(read_bytes(blank()), today=TODAY)
    assert (recognised.issues, recognised.offered) == ((), ())


def test_every_column_is_explained_with_an_example() -> None:
    sheet = load_workbook(BytesIO(blank()))[HELP_SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert [row[0] for row in rows] == [name for name, *_ in COLUMNS]
    assert all(row[1] and row[2] for row in rows)


def test_statuses_and_kinds_are_chosen_from_lists_and_days_are_days() -> None:
    sheet = load_workbook(BytesIO(blank()))[SHEET]
    rules: list[Any] = sheet.data_validations.dataValidation
    lists = {rule.promptTitle: rule.formula1 for rule in rules if rule.type == "list"}
    assert lists.keys() == {"整改类型", "整改状态", "完成状态"}
    assert lists["整改状态"] == '"已完成,阶段性完成,整改中,长期坚持,未整改"'
    assert [rule.promptTitle for rule in rules if rule.type == "date"] == ["实际完成日期"]
