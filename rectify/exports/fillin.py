"""The form that a department fills in: its measures, read-only, and four empty columns beside them.

Every row bears a mark with a check over what must not be changed, so that what comes back is known
row by row, and a text that was altered on the way is seen.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from rectify.exports.books import Book, Page, Value, height_of, writing
from rectify.exports.cells import cell_text
from rectify.exports.columns import Column
from rectify.exports.marks import Mark, check_of
from rectify.exports.names import file_name
from rectify.exports.queries import duties_of, in_order
from rectify.exports.wording import due_words, standing_cell
from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.measures.models import Measure
from rectify.people.models import Department
from rectify.rounds.models import Round

SHEET, HELP_SHEET = "进展填报", "填写说明"
PROGRESS, PERCENT, DONE_ON, OUTCOME = "进展情况", "完成进度", "完成日期", "成果说明"
HEAD_ROWS = 4
IN_MEMORY = 4 * 1024 * 1024
EARLIEST = date(2000, 1, 1)

PROTECTED = (
    Column("编号", 7, lambda measure: measure.label, "centre"),
    Column("反馈问题", 28, lambda measure: measure.issue.title),
    Column("整改措施", 42, lambda measure: measure.text),
)
"""What a returned row is checked against; the rest of the context may have moved on meanwhile."""

CONTEXT = (
    *PROTECTED,
    Column("完成时限", 13, lambda measure: due_words(getattr(measure, "deadline", None)), "centre"),
    Column("目前状态", 11, lambda row: standing_cell(row.standing, row.status_words), "centre"),
    Column("最近进展", 32, lambda measure: measure.newest_progress or ""),
)
"""The columns before the entries; what the department has itself told last stands right before them."""

ENTRIES = (
    (PROGRESS, 44, "text"),
    (PERCENT, 10, "percent"),
    (DONE_ON, 12, "date"),
    (OUTCOME, 32, "text"),
)

EXPLAINED = (
    (PROGRESS, "写明做了什么、到了哪一步，注明时间、数量和依据。没有新进展的措施留空即可。"),
    (PERCENT, "填0至100的整数，例如80表示80%。不填的，进度保持不变。"),
    (DONE_ON, "措施全部完成的，填完成的日期，例如2026-08-12；未完成的留空。不能晚于今天。"),
    (OUTCOME, "取得的成果：建立的制度、清退的资金、处理的人数等。没有的留空。"),
)


@dataclass(frozen=True, slots=True)
class Form:
    """A department's form of one round, with the rows that it lists."""

    round: Round
    department: Department
    measures: Sequence[Any]

    @classmethod
    def of(cls, round_: Round, department: Department) -> Form:
        """The form of a department as the ledger stands now."""
        return cls(round_, department, list(in_order(duties_of(department, round_))))

    @property
    def file_name(self) -> str:
        """What the form is called when it goes out."""
        return file_name(self.round, f"{self.department.name}进展填报表")


def protected_texts(measure: Any) -> list[str]:
    """The texts of a row that a department must not change, as its form shows them."""
    return [cell_text(str(column.value(measure))) for column in PROTECTED]


def mark_of(measure: Measure, department_id: int, round_id: int) -> Mark:
    """The mark of a measure's row in a department's form."""
    check = check_of(protected_texts(measure))
    return Mark(round_id, measure_id=measure.pk, department_id=department_id, check=check)


def write_form(target: IO[bytes], form: Form) -> None:
    """Write a department's form into `target`."""
    with writing(target, form.round.unit.name) as book:
        page = book.page(SHEET)
        _write_head(page, form)
        for row, measure in enumerate(form.measures, start=HEAD_ROWS):
            _write_row(page, row, measure, form)
        _limit_entries(page, len(form.measures))
        _write_help(book)


def write_forms(target: IO[bytes], forms: Iterable[Form]) -> None:
    """Write the forms of several departments into one ZIP; each is on its own in memory or on disk."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for number, form in enumerate(forms, start=1):
            with SpooledTemporaryFile(max_size=IN_MEMORY) as one:
                write_form(one, form)
                one.seek(0)
                package.writestr(f"{number:02d}_{form.file_name}", one.read())


def _write_head(page: Page, form: Form) -> None:
    book, width = page.book, len(CONTEXT) + len(ENTRIES)
    columns = [(c.heading, c.width) for c in CONTEXT] + [(name, room) for name, room, _ in ENTRIES]
    for index, (_, room) in enumerate(columns):
        page.sheet.set_column(index, index, room)
    page.sheet.set_column(width, width, 2, None, {"hidden": True})
    page.line(0, width, f"{form.round.name}整改进展填报表", "title", 34)
    facts = (
        f"填报部门：{form.department.name}　　下发日期：{written(clock.today())}　　"
        f"共{len(form.measures)}项措施　　只填写浅黄色的格子，其余内容请勿改动，填好后交回整改办。"
    )
    page.line(1, width, facts, "note", 20)
    page.sheet.set_row(2, 20)
    for first, end, name in (
        (0, len(CONTEXT), "整改台账内容"),
        (len(CONTEXT), width, "由部门填写"),
    ):
        page.sheet.merge_range(2, first, 2, end - 1, name, book.style("group"))
    page.sheet.set_row(3, 24)
    for index, (name, _) in enumerate(columns):
        page.write(3, index, name, book.style("heading"))
    page.sheet.repeat_rows(2, 3)
    page.sheet.freeze_panes(HEAD_ROWS, 3)


def _write_row(page: Page, row: int, measure: Any, form: Form) -> None:
    book = page.book
    values: list[Value] = [column.value(measure) for column in CONTEXT]
    # Room to write in: the entries are empty now and full when the form comes back.
    needed = max(map(height_of, values, (column.width for column in CONTEXT)))
    page.sheet.set_row(row, max(needed, 64))
    for index, (column, value) in enumerate(zip(CONTEXT, values, strict=True)):
        page.write(row, index, value, book.style(column.style))
    for index, (_, _, style) in enumerate(ENTRIES, start=len(CONTEXT)):
        page.write(row, index, None, book.style(style, entry=True))
    mark = mark_of(measure, form.department.pk, form.round.pk)
    page.write(row, len(CONTEXT) + len(ENTRIES), mark.written, None)


def _limit_entries(page: Page, count: int) -> None:
    """Lock all but the entries, and let the program refuse what cannot be."""
    page.sheet.protect("", {"format_columns": True, "format_rows": True})
    if not count:
        return
    first, last = HEAD_ROWS, HEAD_ROWS + count - 1
    percent, done_on = len(CONTEXT) + 1, len(CONTEXT) + 2
    page.sheet.data_validation(
        first,
        percent,
        last,
        percent,
        {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": 100,
            "error_title": PERCENT,
            "error_message": "请填0至100的整数，例如80。",
        },
    )
    page.sheet.data_validation(
        first,
        done_on,
        last,
        done_on,
        {
            "validate": "date",
            "criteria": "between",
            "minimum": EARLIEST,
            "maximum": "=TODAY()",
            "error_title": DONE_ON,
            "error_message": "请填日期，例如2026-08-12，不能晚于今天。",
        },
    )


def _write_help(book: Book) -> None:
    page = book.page(HELP_SHEET)
    page.sheet.set_column(0, 0, 14)
    page.sheet.set_column(1, 1, 90)
    page.line(0, 2, HELP_SHEET, "title", 34)
    for row, (name, text) in enumerate(EXPLAINED, start=1):
        page.sheet.set_row(row, 34)
        page.write(row, 0, name, book.style("centre"))
        page.write(row, 1, text, book.style("text"))
    page.sheet.protect("")
