"""The figures of GB/T 9704-2012, measured on the page in millimetres."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rectify.typeset import fonts
from rectify.typeset.document import Document, Emphasis, Paragraph, Run
from tests.typeset import papers
from tests.typeset.conftest import Printed, Printer
from tests.typeset.measuring import Line, body, facts_of, number, pages

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
CELL = 156 / 28
PITCH = 225 / 22


@pytest.fixture(scope="module")
def sheets(report: Printed) -> list[list[Line]]:
    return pages(report.path)


def find(sheets: list[list[Line]], start: str) -> Line:
    """The first line that begins with these words."""
    return next(line for sheet in sheets for line in sheet if line.text.startswith(start))


def upright(sheets: list[list[Line]]) -> list[list[Line]]:
    return [sheet for sheet in sheets if number(sheet).upright]


def test_pages_are_a4(report: Printed) -> None:
    facts = facts_of(report.path)
    assert (facts["Page size"], facts["Pages"]) == (
        "595.276 x 841.89 pts (A4)",
        str(report.facts.pages),
    )


def test_nothing_stands_outside_the_type_area(sheets: list[list[Line]]) -> None:
    for sheet in upright(sheets):
        for line in body(sheet):
            assert line.left >= LEFT - 0.05
            assert line.right <= RIGHT + 0.25
            assert TOP <= line.top < line.bottom <= BOTTOM


def test_a_full_page_has_22_lines_of_28_characters(printed: Printer) -> None:
    first, second, *_ = pages(printed(papers.prose(22 * 28 * 2 + 100)))
    for sheet in (first, second):
        lines = body(sheet)
        assert len(lines) == 22
        full = lines[1:] if sheet is first else lines
        assert {len(line.text) for line in full} == {28}
        assert len(lines[0].text) == (26 if sheet is first else 28)
        for line in full:
            assert line.left == pytest.approx(LEFT, abs=0.05)
            assert line.right == pytest.approx(RIGHT, abs=0.2)
        for upper, lower in pairwise(lines):
            assert lower.base - upper.base == pytest.approx(PITCH, abs=0.03)
    assert body(first)[0].left == pytest.approx(LEFT + 2 * CELL, abs=0.05)


def test_body_is_3_hao_fangsong(sheets: list[list[Line]]) -> None:
    line = find(sheets, "根据县委统一部署")
    assert line.size == 16.0
    assert line.face == installed_face(fonts.Role.FANG)


@pytest.mark.parametrize(
    ("start", "role"),
    [
        ("一、整改取得的成效", fonts.Role.HEI),
        ("（一）政治站位", fonts.Role.KAI),
        ("1.以更严要求", fonts.Role.FANG),
        ("（1）深入一线", fonts.Role.FANG),
    ],
)
def test_headings_have_the_face_of_their_level(
    sheets: list[list[Line]], start: str, role: fonts.Role
) -> None:
    line = find(sheets, start)
    assert (line.size, line.face) == (16.0, installed_face(role))
    assert line.left == pytest.approx(LEFT + 2 * CELL, abs=0.05)


def test_the_title_is_2_hao_and_centred_above_one_blank_line(printed: Printer) -> None:
    paper = Document(title=papers.TITLE, addressee="中共清河县委：", blocks=(Paragraph("正文。"),))
    first, second, addressee, *_ = pages(printed(paper))[0]
    assert (first.size, second.size) == (22.0, 22.0)
    assert first.face.startswith(installed_face(fonts.Role.TITLE))
    for line in (first, second):
        assert line.left - LEFT == pytest.approx(RIGHT - line.right, abs=0.1)
    assert addressee.text == "中共清河县委："
    assert addressee.left == pytest.approx(LEFT, abs=0.05)
    # Faces and sizes sit differently on their lines.
    assert addressee.base - second.base == pytest.approx(2 * PITCH, abs=2)


def test_a_title_takes_whole_lines_so_that_the_body_stays_on_the_grid(
    sheets: list[list[Line]],
) -> None:
    first, second = find(sheets, "根据县委统一部署"), body(sheets[1])[0]
    lines = (first.base - second.base) / PITCH
    assert lines == pytest.approx(round(lines), abs=0.01)


def test_emphasis_is_a_change_of_face(printed: Printer) -> None:
    words = (Run("一是", Emphasis.KAI), "落实责任，", Run("重点", Emphasis.HEI), "抓整改。")
    line = pages(printed(Document(title="", blocks=(Paragraph(words),))))[0][0]
    assert line.text == "一是落实责任，重点抓整改。"
    assert faces_in(line) == [fonts.Role.KAI, fonts.Role.FANG, fonts.Role.HEI, fonts.Role.FANG]


def test_page_numbers_stand_on_the_outer_side_one_character_in(sheets: list[list[Line]]) -> None:
    for at, sheet in enumerate(sheets, 1):
        line = number(sheet)
        assert line.text == f"— {at} —"
        assert line.face == installed_face(fonts.Role.SONG)
        if not line.upright:
            continue
        assert line.size == 14.0
        if at % 2:
            assert line.right == pytest.approx(RIGHT - CELL, abs=0.1)
        else:
            assert line.left == pytest.approx(LEFT + CELL, abs=0.1)
        # The dash lies a little above the middle of its line.
        assert middle(line) == pytest.approx(BOTTOM + 7, abs=1)


def test_a_wide_page_keeps_its_number_where_an_upright_one_has_it(report: Printed) -> None:
    turned = [
        (at, number(sheet))
        for at, sheet in enumerate(pages(report.path), 1)
        if not number(sheet).upright
    ]
    assert len(turned) >= 2
    for at, line in turned:
        # Upright, the foot is the left margin: 7 mm from the 版心, which begins 35 mm in.
        assert (line.left + line.right) / 2 == pytest.approx(35 - 7, abs=1)
        if at % 2:
            assert line.bottom == pytest.approx(210 - 26 - CELL, abs=0.1)
        else:
            assert line.top == pytest.approx(28 + CELL, abs=0.1)


def test_wide_pages_are_turned_upright_pages(sheets: list[list[Line]]) -> None:
    for sheet in sheets:
        if number(sheet).upright:
            continue
        for line in body(sheet):
            assert 35 - 0.1 <= line.left < line.right <= 297 - 37 + 0.1
            assert 28 <= line.top < line.bottom <= 210 - 26


def test_no_heading_is_the_last_line_of_its_page(sheets: list[list[Line]]) -> None:
    for sheet in upright(sheets):
        last = body(sheet)[-1]
        heads = (fonts.Role.HEI, fonts.Role.KAI)
        assert last.face not in {installed_face(role) for role in heads}


def test_the_date_begins_two_characters_right_of_the_name(sheets: list[list[Line]]) -> None:
    (sheet,) = [sheet for sheet in sheets if any(x.text == "2026年11月21日" for x in sheet)]
    name, day, contact = body(sheet)[-3:]
    assert (name.text, day.text) == ("中共清河县水务局党组", "2026年11月21日")
    assert name.right == pytest.approx(RIGHT - 2 * CELL, abs=0.2)
    assert day.left - name.left == pytest.approx(2 * CELL, abs=0.1)
    assert day.base - name.base == pytest.approx(PITCH, abs=0.05)
    assert contact.text == "（联系人：办公室，联系电话：0000-0000000）"


def middle(line: Line) -> float:
    return (line.top + line.bottom) / 2


def installed_face(role: fonts.Role) -> str:
    """The face in use for a role, as its name stands in the PDF."""
    face = fonts.installed().face(role)
    assert face is not None
    return face.family.replace(" ", "")


def faces_in(line: Line) -> list[fonts.Role]:
    """The roles of the faces of a line, one after the other."""
    names = {
        installed_face(role): role for role in (fonts.Role.FANG, fonts.Role.KAI, fonts.Role.HEI)
    }
    found: list[fonts.Role] = []
    for character in line.characters:
        role = names[str(character["fontname"]).partition("+")[2].replace("-", "")]
        if not found or found[-1] is not role:
            found.append(role)
    return found
