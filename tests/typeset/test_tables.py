"""Tables: heads repeated, nothing lost at a page's end, forms with room to write."""

from __future__ import annotations

import pytest

from rectify.typeset.document import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Document,
    Paragraph,
    Table,
    TextSize,
)
from rectify.typeset.html import html_of
from tests.typeset.conftest import Printed, Printer
from tests.typeset.measuring import MM, Line, body, pages, text_of


def wide(*blocks: Block) -> Document:
    return Document(title="台账", blocks=blocks, landscape=True)


def sentences(mark: str, count: int) -> str:
    return "".join(f"{mark}之{at}已整改。" for at in range(count))


def test_the_head_is_repeated_on_every_page(report: Printed) -> None:
    sheets = [sheet for sheet in pages(report.path) if any("已完成" in line.text for line in sheet)]
    with_ledger = [sheet for sheet in sheets if any("反馈问题" in line.text for line in sheet)]
    assert len(with_ledger) >= 3
    for sheet in with_ledger:
        assert any("整改措施" in line.text and "进展情况" in line.text for line in sheet)


def test_all_rows_of_a_long_ledger_are_there(printed: Printer) -> None:
    rows = tuple((str(at), f"问题{at}。", f"措施{at}。") for at in range(1, 201))
    columns = (Column("序号", 1, Align.CENTER), Column("问题", 3), Column("措施", 6))
    text = text_of(printed(wide(Table(columns, rows))))
    assert all(f"{at}问题{at}。措施{at}。" in text for at in range(1, 201))


@pytest.mark.parametrize("landscape", [True, False])
def test_nothing_is_lost_or_runs_over_where_cells_span_rows_and_pages(
    printed: Printer, landscape: bool
) -> None:
    columns = (Column("序号", 1, Align.CENTER), Column("反馈问题", 3), Column("整改措施", 6))
    rows: list[tuple[str | Cell, ...]] = []
    sizes = ((2, 25), (40, 3), (1, 90), (5, 12), (8, 1), (30, 4))
    for issue, (long, measures) in enumerate(sizes):
        opening = (
            Cell(str(issue), rows=measures),
            Cell(sentences(f"乙{issue}", long), rows=measures),
        )
        for at in range(measures):
            rest = (sentences(f"丙{issue}", 1 + at % 7 * 6),)
            rows.append((*opening, *rest) if at == 0 else rest)
    given = sum(
        str(cell.text if isinstance(cell, Cell) else cell).count("已整改。")
        for row in rows
        for cell in row
    )
    blocks = (Table(columns, tuple(rows)),)
    path = printed(Document(title="台账", blocks=blocks, landscape=landscape))
    assert text_of(path).count("。") == given
    lowest = 210 - 26 if landscape else 297 - 35
    assert max(line.bottom for sheet in pages(path) for line in body(sheet)) <= lowest


def test_an_issue_and_its_measures_stay_on_one_page_while_they_are_short(report: Printed) -> None:
    first_measures = 0
    for sheet in pages(report.path):
        text = "".join(line.text for line in sheet)
        assert text.count("（1）对全县") == text.count("（3）对全县")
        first_measures += text.count("（1）对全县")
    assert first_measures == 6


def test_a_row_longer_than_a_page_goes_on_below_the_head(printed: Printer) -> None:
    columns = (Column("问题"), Column("措施", 2))
    sheets = pages(printed(wide(Table(columns, (("短", sentences("甲", 600)),)))))
    assert len(sheets) >= 3
    assert all(any(line.text == "问题措施" for line in sheet) for sheet in sheets)
    assert any(line.text.startswith("甲之0") or "甲之0" in line.text for line in sheets[0])


def test_a_heading_inside_a_table_never_ends_a_page(printed: Printer) -> None:
    columns = (Column("序号"), Column("问题", 5))
    rows: list[tuple[str, ...]] = []
    for group in range(12):
        rows.append((f"第{group}方面",))
        rows += [(str(at), "问题说明。" * 9) for at in range(5)]
    for sheet in pages(printed(wide(Table(columns, tuple(rows))))):
        assert not body(sheet)[-1].text.endswith("方面")


def test_the_heads_of_narrow_columns_are_broken_in_the_middle(printed: Printer) -> None:
    columns = (Column("责任领导", 1), Column("反馈问题", 14))
    texts = [line.text for line in pages(printed(wide(Table(columns, (("甲", "乙"),)))))[0]]
    assert "责任" in texts
    assert "领导" in texts


def test_cells_are_aligned_as_their_columns_are_also_beside_spanning_ones(printed: Printer) -> None:
    columns = (Column("甲"), Column("乙", 1, Align.CENTER), Column("丙", 1, Align.END))
    rows = ((Cell("左", rows=2), "中", "右"), ("中二", "右二"))
    lines = pages(printed(Document(title="", blocks=(Table(columns, rows),))))[0]
    placed = {c["text"]: (c["x0"] / MM, c["x1"] / MM) for line in lines for c in line.characters}
    assert placed["左"][0] == pytest.approx(28 + 1.3, abs=0.3)
    assert sum(placed["中"]) / 2 == pytest.approx(28 + 78, abs=3)
    assert placed["右"][1] < placed["二"][1] == pytest.approx(184 - 1.3, abs=0.3)


def test_forms_leave_room_for_writing_by_hand(printed: Printer) -> None:
    signing = Cell("同意销号。", columns=3, height=40, foot="签字：　　　年　月　日")
    rows = (
        (Cell("问题编号", label=True), "3", Cell("责任领导", label=True), "李国安"),
        (Cell("审核意见", label=True), signing),
    )
    columns = (Column(""), Column("", 2), Column(""), Column("", 2))
    table = Table(columns, rows, size=TextSize.SMALL_FOUR)
    lines = pages(printed(Document(title="销号申请表", blocks=(table,))))[0]
    opinion, foot = (find(lines, words) for words in ("同意销号", "签字"))
    assert foot.base - opinion.base == pytest.approx(40, abs=3)
    assert foot.right == pytest.approx(184 - 1.4, abs=0.5)
    assert not any("问题编号反馈" in line.text for line in lines)


def test_a_row_with_more_cells_than_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="more cells than columns at '三'"):
        html_of(wide(Table((Column("一"), Column("二")), (("一", "二", "三"),))))


def test_caption_stands_above_and_note_below(printed: Printer) -> None:
    table = Table((Column("姓名"),), (("周明远",),), caption="名单", note="注：以任职文件为准。")
    texts = [line.text for line in body(pages(printed(Document(title="", blocks=(table,))))[0])]
    assert texts == ["名单", "姓名", "周明远", "注：以任职文件为准。"]


def test_an_annex_names_itself_in_the_corner_of_a_new_page(printed: Printer) -> None:
    paper = Document(
        title="报告",
        blocks=(Paragraph("正文。"),),
        annexes=(Annex("问题清单", (Paragraph("内容。"),)),),
    )
    first, second = pages(printed(paper))
    assert [line.text for line in body(first)] == ["报告", "正文。", "附件：问题清单"]
    corner, title, text = body(second)
    assert (corner.text, title.text, text.text) == ("附件", "问题清单", "内容。")
    assert corner.left == pytest.approx(28, abs=0.1)
    assert corner.top == pytest.approx(39, abs=2)
    assert title.base - corner.base == pytest.approx(2 * 225 / 22, abs=1)


def find(lines: list[Line], start: str) -> Line:
    return next(line for line in lines if start in line.text)
