"""Lines end flush with the edge, and what that stands on in the library is still there."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rectify.typeset import flush, library
from rectify.typeset.document import Document, Emphasis, Heading, Paragraph, Run
from tests.typeset import papers
from tests.typeset.conftest import Printer
from tests.typeset.measuring import Line, body, pages

RIGHT = 184.0


def paragraph_lines(printed: Printer, *blocks: Paragraph | Heading) -> list[Line]:
    return [
        line for sheet in pages(printed(Document(title="", blocks=blocks))) for line in body(sheet)
    ]


def is_last(line: Line) -> bool:
    """The last line of a paragraph ends with its full stop."""
    return line.text.endswith("。") and line.right < RIGHT - 0.5


def test_all_lines_but_the_last_ones_end_at_the_right_edge(printed: Printer) -> None:
    words = (papers.OPENING, papers.EFFECT, papers.MEASURE, papers.RULES)
    lines = paragraph_lines(printed, *(Paragraph(text) for text in words * 3))
    ragged = [line.text for line in lines if not is_last(line) and abs(line.right - RIGHT) > 0.2]
    assert ragged == []
    assert len(lines) > 60


def test_a_line_in_several_faces_ends_flush_too(printed: Printer) -> None:
    text = (
        Run("一是", Emphasis.KAI),
        papers.RULES[:70],
        Run("2026年", Emphasis.HEI),
        Run("重点工作", Emphasis.UNDERLINE),
        papers.MEASURE[:90],
    )
    lines = paragraph_lines(printed, Paragraph(text), Heading(3, "1.压实责任。", papers.EFFECT))
    ragged = [line.text for line in lines if not is_last(line) and abs(line.right - RIGHT) > 0.2]
    assert len(ragged) <= 1  # the first paragraph's own last line
    assert len(lines) > 8


def test_room_is_put_between_hanzi_and_not_into_figures(printed: Printer) -> None:
    line = paragraph_lines(printed, Paragraph(papers.OPENING))[0]
    inside, between = [], []
    for one, other in pairwise(line.characters):
        gap = other["x0"] - one["x1"]
        if one["text"].isdigit() and other["text"].isdigit():
            inside.append(gap)
        elif not one["text"].isdigit() and not other["text"].isdigit():
            between.append(gap)
    assert max(inside) < 0  # tracked as all text is
    assert min(between) > -0.1
    assert max(between) - min(between) < 0.8


def test_a_line_that_would_be_torn_apart_is_left_ragged(printed: Printer) -> None:
    word = "a" * 50
    lines = paragraph_lines(printed, Paragraph(f"见{word}，其余从略。"))
    assert lines[0].text == "见"
    assert lines[0].right < 60


def test_the_library_still_has_all_that_is_stood_on() -> None:
    assert library.changed() == []


def test_a_library_that_has_changed_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.layout import inline

    def another(context: object, line: object) -> None:
        """As a later version might have it."""

    monkeypatch.setattr(inline, "justify_line", another)
    assert library.changed() == ["weasyprint.layout.inline.justify_line"]
    assert library.adapt() is False
    assert inline.justify_line is another


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("整改", [(0, 6)]),
        ("共26个", [(0, 3), (5, 8)]),
        ("的\u200b“好”", [(0, 3), (6, 15)]),
        ("PDF", []),
    ],
)
def test_figures_and_marks_without_width_are_not_spread(
    text: str, expected: list[tuple[int, int]]
) -> None:
    assert list(flush.stretches(text)) == expected
