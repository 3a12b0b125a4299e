"""What a cell may hold: text that stays text, and nothing that breaks a file for everybody."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from rectify.exports.books import writing
from rectify.exports.cells import CUT, LIMIT, cell_text
from rectify.exports.marks import Mark, check_of
from rectify.intake.files import read_bytes


def through_a_workbook(*texts: str) -> bytes:
    target = BytesIO()
    with writing(target, "测试") as book:
        page = book.page("表")
        for row, text in enumerate(texts):
            page.write(row, 0, text, book.style("text"))
    return target.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "=SUM(A1:A9)",
        "+1",
        "-1",
        "@x",
        '=HYPERLINK("http://example.test","点此")',
        "{=1}",
        "http://example.test/",
        "0012",
        "2026-08-12",
        "<r><t>x</t></r>",
        "<b>&amp;\"'</b>",
        "'前导撇号",
    ],
)
def test_text_stays_the_text_that_it_is(text: str) -> None:
    data = through_a_workbook(text)
    cell = load_workbook(BytesIO(data)).active["A1"]
    assert (cell.data_type, str(cell.value).strip()) == ("s", text)
    assert cell.hyperlink is None
    assert read_bytes(data).tables[0].rows[0][0].text == text


def test_what_looks_like_an_escape_of_the_file_format_is_read_as_it_was_written() -> None:
    data = through_a_workbook("_x0041_", "_x000D_甲")
    assert [row[0].text for row in read_bytes(data).tables[0].rows] == ["_x0041_", "_x000D_甲"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("甲\x00乙\x07丙\x1b丁", "甲乙丙丁"),
        ("一行\r\n二行\r三行", "一行\n二行\n三行"),
        ("半个\ud83d字", "半个字"),
        ("非字符\ufffe\uffff", "非字符"),
        ("制\t表", "制 表"),
    ],
)
def test_what_breaks_a_file_is_taken_out(text: str, kept: str) -> None:
    assert cell_text(text) == kept
    assert read_bytes(through_a_workbook(text)).tables[0].rows[0][0].text == kept


def test_a_text_too_long_for_a_cell_ends_in_words_that_say_so() -> None:
    shown = cell_text("长" * (LIMIT + 1))
    assert len(shown) == LIMIT
    assert shown.endswith(CUT)
    assert cell_text("长" * LIMIT) == "长" * LIMIT


@given(st.lists(st.text(max_size=60), min_size=1, max_size=20))
def test_any_texts_make_a_file_that_opens_with_the_same_texts(texts: list[str]) -> None:
    sheet = load_workbook(BytesIO(through_a_workbook(*texts))).active
    shown = [sheet.cell(row, 1).value or "" for row in range(1, len(texts) + 1)]
    assert shown == [cell_text(text) for text in texts]


@given(
    st.builds(
        Mark,
        st.integers(1, 10**15),
        *[st.none() | st.integers(1, 10**15)] * 3,
        st.sampled_from(["", check_of(["某项措施"])]),
    )
)
def test_a_mark_reads_back_as_itself(mark: Mark) -> None:
    assert Mark.read(mark.written) == mark


@pytest.mark.parametrize("text", ["", "R", "3.2", "R3-X1", "R3-I1-I2", "开展清查", "R" + "9" * 30])
def test_other_texts_are_no_mark(text: str) -> None:
    assert Mark.read(text) is None


def test_the_check_overlooks_blanks_and_nothing_else() -> None:
    assert check_of(["修订制度", "一行\n二行"]) == check_of(["修订 制度", "一行 \r\n二行"])
    assert check_of(["修订制度"]) != check_of(["修订制度。"])
    assert check_of(["甲", "乙"]) != check_of(["甲乙"])
