"""Titles in lines: a trapezium or a lozenge, and no word is torn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rectify.typeset.title import FULL_LINE, title_lines
from rectify.typeset.wording import cells


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("整改台账", ["整改台账"]),
        (
            "中共清河县水务局党组关于巡察整改落实情况的报告",
            ["中共清河县水务局党组", "关于巡察整改落实情况的报告"],
        ),
        (
            "中共清河县水务局党组关于落实县委第三巡察组巡察反馈意见整改情况的报告",
            ["中共清河县水务局党组关于落实县委", "第三巡察组巡察反馈意见整改情况的报告"],
        ),
        (
            "清河县水利工程建设管理中心党支部关于十四届县委第七轮巡察反馈问题整改进展情况的报告",
            [
                "清河县水利工程建设管理中心党支部",
                "关于十四届县委第七轮巡察反馈问题",
                "整改进展情况的报告",
            ],
        ),
        (
            "关于全县农村饮水安全工程领域突出问题专项督查情况的报告",
            ["关于全县农村饮水安全工程领域突出问题", "专项督查情况的报告"],
        ),
    ],
)
def test_titles_are_broken_where_a_clerk_would(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines


def test_the_authors_own_breaks_are_kept() -> None:
    assert title_lines("中共清河县水务局党组\n关于巡察整改情况的报告\n") == [
        "中共清河县水务局党组",
        "关于巡察整改情况的报告",
    ]


def test_a_line_of_the_author_that_is_too_long_is_broken() -> None:
    lines = title_lines(
        "清河县水务局\n" + "关于农村供水工程建后管护责任落实不到位问题整改情况的报告"
    )
    assert lines[0] == "清河县水务局"
    assert len(lines) == 3


@pytest.mark.parametrize(
    "title",
    [
        "中共临江市教育局党组关于市委巡察反馈意见集中整改进展情况的通报",
        "关于清河县水务局党组主要负责人组织落实巡察整改情况的报告",
        "中共清河县卫生健康局委员会关于县委巡察“回头看”反馈意见整改落实情况及下一步工作打算的报告",
        "清河县人民政府办公室关于印发《巡察反馈问题整改工作方案》的通知",
    ],
)
def test_no_word_name_or_quotation_is_torn(title: str) -> None:
    seams = "|".join(title_lines(title))
    whole = ("关于", "巡察", "整改", "反馈", "情况", "党组", "报告", "负责人", "办公室", "“回头看”")
    for word in (word for word in whole if word in title):
        assert word in seams
    assert not any(line[0] in "的”》、，" for line in seams.split("|"))


def test_lines_are_never_an_hourglass() -> None:
    title = "清河县水利工程建设管理中心党支部关于十四届县委第七轮巡察反馈问题整改进展情况的报告"
    widths = [cells(line) for line in title_lines(title)]
    assert not widths[0] > widths[1] < widths[2]


@given(
    st.text(
        alphabet="关于巡察整改落实情况的报告中共清河县水务局党组“”《》，2026年PDF ", max_size=130
    )
)
def test_lines_fit_and_nothing_is_lost(title: str) -> None:
    lines = title_lines(title)
    assert "".join("".join(lines).split()) == "".join(title.split())
    assert all(cells(line) <= FULL_LINE + 1 for line in lines)


def test_a_whole_paragraph_given_as_title_is_filled_line_by_line() -> None:
    lines = title_lines("县委巡察组反馈意见指出的问题" * 20)
    assert [cells(line) for line in lines[:-1]] == [FULL_LINE] * 13
