"""版头 and 版记, which papers may have: places, colours, even pages, no number beside a lone 版记."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rectify.typeset.document import (
    Annex,
    Document,
    Imprint,
    Letterhead,
    Paragraph,
    Signature,
)
from tests.typeset import papers
from tests.typeset.conftest import Printer
from tests.typeset.measuring import Line, body, is_number, pages

CELL = 156 / 28
PITCH = 225 / 22
ON = date(2026, 11, 21)
IMPRINT = Imprint("中共清河县水务局党组办公室", ON, "县委办公室，县纪委监委，县委巡察办")


def paper(paragraphs: int = 1, **parts: object) -> Document:
    blocks = (Paragraph(papers.EFFECT),) * paragraphs
    return Document(title="关于巡察整改情况的报告", blocks=blocks, **parts)  # type: ignore[arg-type]


def line(path: Path, start: str) -> Line:
    return next(x for sheet in pages(path) for x in sheet if x.text.startswith(start))


def test_the_issuing_body_stands_in_red_35_mm_below_the_top_of_the_type_area(
    printed: Printer,
) -> None:
    head = Letterhead("中共清河县水务局党组文件", "清水党组〔2026〕12号")
    path = printed(paper(letterhead=head))
    issuer = line(path, head.issuer)
    red, green, blue = issuer.characters[0]["non_stroking_color"]
    assert red > 0.8
    assert max(green, blue) < 0.1
    assert issuer.top == pytest.approx(37 + 35, abs=4)
    assert issuer.left - 28 == pytest.approx(184 - issuer.right, abs=0.3)
    number = line(path, head.number)
    assert number.left - 28 == pytest.approx(184 - number.right, abs=0.3)
    assert line(path, "关于巡察").base - number.base > 3 * PITCH


def test_an_upward_paper_names_who_signed_it(printed: Printer) -> None:
    head = Letterhead("中共清河县水务局党组", "清水党组〔2026〕12号", signatory="周明远")
    row = line(printed(paper(letterhead=head)), head.number)
    assert row.text == "清水党组〔2026〕12号签发人：周明远"
    assert row.left == pytest.approx(28 + CELL, abs=0.1)
    assert row.right == pytest.approx(184 - CELL, abs=0.2)


def test_copy_number_secrecy_and_urgency_stand_in_the_upper_left(printed: Printer) -> None:
    head = Letterhead("中共清河县水务局党组文件", "〔2026〕1号", "", "000001", "秘密★1年", "特急")
    sheet = pages(printed(paper(letterhead=head)))[0]
    assert [x.text for x in sheet[:3]] == ["000001", "秘密★1年", "特急"]
    assert {round(x.left, 1) for x in sheet[:3]} == {28.0}


def test_the_imprint_of_a_one_page_paper_stands_alone_on_the_second(printed: Printer) -> None:
    first, second = pages(printed(paper(imprint=IMPRINT)))
    assert is_number(first[-1])
    assert [x.text for x in second] == [
        "抄送：县委办公室，县纪委监委，县委巡察办。",
        "中共清河县水务局党组办公室2026年11月21日印发",
    ]
    assert 262 - 8 < second[-1].bottom < 262


def test_the_imprint_of_a_two_page_paper_stands_below_its_text(printed: Printer) -> None:
    _, second = pages(printed(paper(5, imprint=IMPRINT)))
    assert second[0].text in "".join([papers.EFFECT] * 2)
    assert [x.text for x in second if is_number(x)] == ["— 2 —"]
    assert second[-2].text.endswith("印发")


def test_an_imprint_without_room_leaves_a_blank_page_before_it(printed: Printer) -> None:
    hanzi = "清" * (28 * 22 * 2 - 2 - 28)
    full = Document(title="", blocks=(Paragraph(hanzi),), imprint=IMPRINT)
    sheets = pages(printed(full))
    assert len(sheets) == 4
    assert [len(body(sheet)) for sheet in sheets] == [22, 21, 0, 2]
    assert [any(map(is_number, sheet)) for sheet in sheets] == [True, True, False, False]


def test_the_imprint_follows_the_annexes(printed: Printer) -> None:
    annex = Annex("问题清单", (Paragraph("内容。"),), landscape=True)
    sheets = pages(printed(paper(annexes=(annex,), imprint=IMPRINT)))
    assert [any("印发" in x.text for x in sheet) for sheet in sheets] == [False, False, False, True]


@pytest.mark.parametrize(
    ("name", "indent"),
    [
        ("中共清河县水务局党组", 2.0),
        ("县水务局", 2.0 + 7 - 4 + 2),  # the date is the longer one and stands 2 字 in
    ],
)
def test_the_longer_of_name_and_date_places_the_other(
    printed: Printer, name: str, indent: float
) -> None:
    path = printed(paper(signature=Signature((name,), ON)))
    signed, day = line(path, name), line(path, "2026年11月21日")
    assert day.left - signed.left == pytest.approx(2 * CELL, abs=0.1)
    assert (184 - signed.right) / CELL == pytest.approx(indent, abs=0.2)


@pytest.mark.parametrize("name", ["县水务局", "中共清河县水务局党组"])
def test_under_a_seal_the_name_is_centred_over_the_date(printed: Printer, name: str) -> None:
    path = printed(paper(signature=Signature((name,), ON, sealed=True)))
    signed, day = line(path, name), line(path, "2026年11月21日")
    assert (signed.left + signed.right) / 2 == pytest.approx((day.left + day.right) / 2, abs=0.2)
    assert min(184 - signed.right, 184 - day.right) / CELL == pytest.approx(4, abs=0.2)


def test_a_signature_never_stands_alone_on_a_page(printed: Printer) -> None:
    for characters in range(28 * 17 - 2, 28 * 22, 28):
        full = Document(
            title="",
            blocks=(Paragraph("清" * characters),),
            signature=Signature(("中共清河县水务局党组",), ON),
        )
        last = body(pages(printed(full))[-1])
        assert last[0].text.startswith("清")
        assert last[-1].text == "2026年11月21日"


def test_several_annexes_are_numbered_and_turned_lines_align(printed: Printer) -> None:
    long = "清河县水务局巡察反馈问题整改任务清单责任清单和销号情况汇总表"
    annexes = (Annex(long, (Paragraph("甲。"),)), Annex("名单", (Paragraph("乙。"),)))
    first, turned, second = body(pages(printed(paper(annexes=annexes)))[0])[-3:]
    assert first.text + turned.text == "附件：1." + long
    assert second.text == "2.名单"
    assert first.left == pytest.approx(28 + 2 * CELL, abs=0.1)
    assert second.left == pytest.approx(28 + 5 * CELL, abs=0.1)
    assert turned.left == pytest.approx(28 + 6 * CELL, abs=0.1)
