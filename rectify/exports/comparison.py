"""方案对照表 as a workbook: what was issued beside what now stands, who changed it, when and why."""

from __future__ import annotations

from typing import IO

from django.utils import timezone

from rectify.exports.books import A3, height_of, writing
from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.scheme.models import Scheme
from rectify.scheme.queries import Comparison, Difference

COLUMNS = (
    ("编号", 10),
    ("变更", 8),
    ("项目", 12),
    ("方案印发时", 50),
    ("现在", 50),
    ("变更理由", 36),
    ("变更人", 12),
    ("变更时间", 18),
)
Row = tuple[str, str, str, str, str, str, str, str]


def write_comparison(target: IO[bytes], scheme: Scheme, compared: Comparison) -> None:
    """Write all differences into `target`, one changed field a row."""
    with writing(target, scheme.round.unit.name) as book:
        page = book.page("方案对照", paper=A3)
        for index, (_, width) in enumerate(COLUMNS):
            page.sheet.set_column(index, index, width)
        page.line(0, len(COLUMNS), f"{scheme.title}对照表", "title", 36)
        issued = written(scheme.issued_on) if scheme.issued_on else ""
        facts = f"{scheme.number}　　{issued}印发　　截至{written(clock.today())}"
        page.line(1, len(COLUMNS), facts, "note", 20)
        for index, (heading, _) in enumerate(COLUMNS):
            page.write(2, index, heading, book.style("heading"))
        rows = [row for one in compared.differences for row in _rows(one)]
        for number, row in enumerate(rows, start=3):
            widths = [width for _, width in COLUMNS]
            page.sheet.set_row(number, max(map(height_of, row, widths)))
            for index, value in enumerate(row):
                page.write(number, index, value, book.style("text"))
        page.sheet.repeat_rows(2, 2)
        page.sheet.freeze_panes(3, 1)


def _rows(one: Difference) -> list[Row]:
    """A changed field a row; an added or dropped measure is one row."""
    why = "\n".join(reason.words for reason in one.reasons)
    who = "、".join(dict.fromkeys(reason.by for reason in one.reasons))
    last = one.reasons[-1].at if one.reasons else None
    when = timezone.localtime(last).strftime("%Y-%m-%d %H:%M") if last else ""
    kind = one.departure.label
    told = [(change.label, change.old, change.new) for change in one.changes]
    if not told:
        told = [
            ("内容", str((one.old or {}).get("text", "")), str((one.new or {}).get("text", "")))
        ]
    return [(one.label, str(kind), label, old, new, why, who, when) for label, old, new in told]
