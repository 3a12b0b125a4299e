"""The list of one kind of outcomes: its columns, for the page as for the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from rectify.exports.books import Page, Value, height_of, writing
from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.outcomes.enums import OutcomeKind
from rectify.outcomes.queries import numbers_of
from rectify.outcomes.rules import COUNTS, FIELDS, TITLES, day_name
from rectify.rounds.models import Round

HEAD_ROWS = 3
MOST_AT_ONCE = 200
"""Outcomes that are held in memory while a workbook is written."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its value, how it looks in a sheet, and whether it is summed up."""

    heading: str
    value: Callable[[Any], Value]
    width: int = 12
    style: str = "centre"
    summed: bool = False
    listed: bool = True
    """Shown on the page too; the rest stands in the workbook alone."""


FORM_NAMES = {
    OutcomeKind.MEETING: "会议类别",
    OutcomeKind.ACCOUNTABILITY: "处理形式",
    OutcomeKind.FUNDS: "处理方式",
}
OWN: dict[str, Column] = {
    "state": Column("状态", lambda row: row.get_state_display(), 9),
    "document_number": Column("文号", lambda row: row.document_number, 18),
    "issuer": Column("制定单位", lambda row: row.issuer or str(row.round.unit), 20, "text"),
    "chair": Column("主持人", lambda row: row.chair, 10),
    "authority": Column("处理机关", lambda row: row.authority, 18, "text"),
    "amount": Column("金额（元）", lambda row: row.amount, 16, "money", summed=True),
}
"""The columns of single kinds; counts are made from their names."""


def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns of one kind, the name first."""
    form = FORM_NAMES.get(OutcomeKind(kind), "形式")
    return (
        Column(TITLES[kind], lambda row: row.title, 40, "text"),
        Column(form, lambda row: row.get_form_display(), 14),
        *(OWN[name] if name in OWN else _count(name) for name in FIELDS[kind]),
        Column(day_name(kind), lambda row: row.dated_on, 12, "date"),
        Column("责任部门", lambda row: str(row.department or ""), 14),
        Column("对应措施、问题", lambda row: numbers_of(row.shown), 14),
        Column("佐证材料", _files, 24, "text", listed=False),
        Column("说明", lambda row: row.note, 24, "text", listed=False),
        Column("登记人", lambda row: str(row.entered_by or "命令行"), 10, listed=False),
    )


def _count(name: str) -> Column:
    return Column(COUNTS[name], lambda row: getattr(row, name), 8, "number", summed=True)


def _files(row: Any) -> str:
    return "\n".join(proof.evidence.name for proof in row.proven)


def write_outcomes(target: IO[bytes], round_: Round, kind: str, rows: Any) -> None:
    """Write outcomes of one kind (out of `queries.with_attached`) into `target`, with their sums."""
    columns, name = columns_of(kind), OutcomeKind(kind).label
    with writing(target, round_.unit.name) as book:
        page = book.page(name)
        _write_head(page, columns, f"{round_.unit.name}{round_.name}整改成果清单（{name}）")
        row, sums = HEAD_ROWS, [Decimal(0)] * len(columns)
        for outcome in rows.iterator(chunk_size=MOST_AT_ONCE):
            values = [column.value(outcome) for column in columns]
            _write_row(page, row, columns, [row - HEAD_ROWS + 1, *values])
            for place, (column, value) in enumerate(zip(columns, values, strict=True)):
                if column.summed and isinstance(value, int | Decimal):
                    sums[place] += value
            row += 1
        if row > HEAD_ROWS and any(column.summed for column in columns):
            _write_row(page, row, columns, ["合计", *_totals(columns, sums)])


def _totals(columns: Iterable[Column], sums: list[Decimal]) -> list[Value]:
    return [total if column.summed else None for column, total in zip(columns, sums, strict=True)]


def _write_head(page: Page, columns: tuple[Column, ...], title: str) -> None:
    book, width = page.book, len(columns) + 1
    page.sheet.set_column(0, 0, 6)
    for index, column in enumerate(columns, 1):
        page.sheet.set_column(index, index, column.width)
    page.line(0, width, title, "title", 36)
    page.line(1, width, f"截至{written(clock.today())}", "note", 20)
    page.sheet.set_row(2, 24)
    for index, heading in enumerate(("序号", *(column.heading for column in columns))):
        page.write(2, index, heading, book.style("heading"))
    page.sheet.repeat_rows(2)
    page.sheet.freeze_panes(HEAD_ROWS, 2)


def _write_row(page: Page, row: int, columns: tuple[Column, ...], values: list[Value]) -> None:
    widths = (6, *(column.width for column in columns))
    page.sheet.set_row(row, max(map(height_of, values, widths)))
    styles = ("centre", *(column.style for column in columns))
    for index, (value, style) in enumerate(zip(values, styles, strict=True)):
        page.write(row, index, value, page.book.style(style))
