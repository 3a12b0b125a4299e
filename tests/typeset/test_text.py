"""The words of a paper: given back exactly, cleaned, broken where Chinese breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rectify.typeset.document import Document, Heading, Paragraph, plain, runs
from rectify.typeset.wording import BREAK, JOIN, breakable, cells, clean
from tests.typeset import papers
from tests.typeset.conftest import Printed, Printer
from tests.typeset.measuring import body, facts_of, pages, poppler, text_of

CLOSING, OPENING = "。，、；：？！）》”’…—", "（《“‘〔"


def test_the_text_comes_back_exactly(printed: Printer) -> None:
    words = [papers.OPENING, papers.EFFECT, papers.MEASURE, papers.RULES] * 4
    marks = "（一）〔2026〕12号①②③㎡℃‰×÷≥“‘引’”《〈书〉》——……·、；：？！【】％＋－＝Ⅰ〇"
    paper = Document(title=papers.TITLE, blocks=tuple(Paragraph(text) for text in [*words, marks]))
    expected = papers.TITLE + "".join(words) + marks
    assert text_of(printed(paper)) == "".join(expected.split())


def test_every_word_of_a_report_is_in_it(report: Printed) -> None:
    text = text_of(report.path)
    for words in (papers.TITLE, "（送审稿）", "附件：1.清河县水务局巡察反馈问题整改台账"):
        assert words in text
    assert text.count("".join(papers.MEASURE.split())) >= 4
    assert "2.巡察整改工作领导小组成员名单中共清河县水务局党组2026年11月21日" in text


def test_names_with_rare_characters_come_back(printed: Printer) -> None:
    names = "喆堃犇祎珺瑄昇燚骉翀旻彧曌䶮"
    assert text_of(printed(Document(title="", blocks=(Paragraph(names),)))) == names


def test_no_line_begins_or_ends_with_a_mark_that_may_not(report: Printed) -> None:
    sheets = [sheet for sheet in pages(report.path) if len(sheet) > 15]
    for line in (line for sheet in sheets[:5] for line in body(sheet)):
        assert line.text[0] not in CLOSING
        assert line.text[-1] not in OPENING


def test_figures_keep_their_units_and_quotation_marks_let_go_of_their_neighbours() -> None:
    marked = breakable("清退资金100.00万元，2026年，率96.5%，第3轮，关于“清单”的")
    shown = marked.replace(BREAK, "|").replace(JOIN, "_")
    assert shown == "清退资金100.00_万_元，2026_年，率96.5_%，第_3_轮，关于|“清单”|的"


def test_quotation_marks_cling_to_marks_beside_them() -> None:
    assert BREAK not in breakable("（“清单”）、“台账”。")[1:-1].replace(f"、{BREAK}“", "、“")


@given(st.text(alphabet="整改“”‘’（）《》，。、20.5%年万元第个abc—… ", max_size=60))
def test_marks_change_nothing_that_is_read(text: str) -> None:
    assert breakable(text).replace(BREAK, "").replace(JOIN, "") == text


def test_a_line_never_ends_between_a_figure_and_its_unit(printed: Printer) -> None:
    blocks = tuple(
        Paragraph("整" * at + "清退资金100.00万元，2026年完成。") for at in range(10, 26)
    )
    lines = [
        line.text for sheet in pages(printed(Document(title="", blocks=blocks))) for line in sheet
    ]
    assert not [line for line in lines if line.startswith(("万元", "元", "年"))]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("整\x00改\x07", "整改"),
        ("整\ufeff改\u200e", "整改"),
        ("整\t改", "整 改"),
        ("组  长", "组\u3000长"),
        ("上\r\n下", "上\n下"),
        ("\ud800整\uffff", "整"),
        ("\U0003134a", "\U0003134a"),
        ("\u2f00\uf9f4", "一林"),
    ],
)
def test_what_cannot_be_printed_is_taken_out_and_what_is_only_rare_is_kept(
    typed: str, kept: str
) -> None:
    assert clean(typed) == kept


def test_control_characters_do_not_stop_a_paper(printed: Printer) -> None:
    assert text_of(printed(Document(title="报\x00告", blocks=(Paragraph("正\x1b文\x08。"),)))) == (
        "报告正文。"
    )


def test_markup_in_text_is_text(printed: Printer) -> None:
    words = '<b>甲</b>&amp;<img src="file:///etc/passwd"><!--'
    assert text_of(printed(Document(title=words, blocks=(Paragraph(words),)))) == 2 * "".join(
        words.split()
    )


def test_a_forced_break_begins_a_new_line(printed: Printer) -> None:
    lines = pages(printed(Document(title="", blocks=(Paragraph("第一行\n第二行"),))))[0]
    assert [line.text for line in body(lines)] == ["第一行", "第二行"]


def test_the_outline_is_made_of_title_headings_and_annexes(report: Printed) -> None:
    outline = poppler("pdftohtml", "-xml", "-stdout", "-i", str(report.path)).partition("<outline>")
    for words in (
        papers.TITLE,
        "一、整改取得的成效",
        "1.压实整改责任。",
        "巡察整改工作领导小组成员名单",
    ):
        assert words in outline[2]


def test_the_file_says_what_it_is(report: Printed) -> None:
    facts = facts_of(report.path)
    assert {name: facts[name] for name in ("Title", "Author", "Subject", "Keywords", "Tagged")} == {
        "Title": papers.TITLE,
        "Author": "中共清河县水务局党组",
        "Subject": "巡察整改",
        "Keywords": "巡察, 整改",
        "Tagged": "yes",
    }
    assert facts["CreationDate"].startswith("D:20261121093000")


def test_texts_may_be_strings_runs_or_both() -> None:
    assert plain("甲") == plain(("甲",)) == "甲"
    assert runs("") == ()


def test_headings_have_four_levels() -> None:
    with pytest.raises(ValueError, match="levels 1 to 4"):
        Heading(5, "①")


def test_widths_are_counted_in_hanzi() -> None:
    assert cells("2026年11月“一”日") == 9
