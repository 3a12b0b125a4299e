"""Whatever is pasted, the reader answers, in seconds, and says where things stood."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rectify.papers.content import Cell, Content, Table
from rectify.papers.reading import read_paper
from tests.papers.reading import TODAY, read

FRAGMENTS = st.sampled_from(
    [
        "一、", "（一）", "1.", "（1）", "①", "一是", "第一方面，", "问题1：", "针对“", "”问题", "关于“",
        "”的问题。", "整改情况：", "责任领导：", "完成时限：", "已完成整改。", "不到位", "\n", "\t", "。", "；",
        "2025年6月底前", "（", "）", "“", "”", "护林员", "整改措施：", "反馈问题：", "|", "\x00", "<p>",
    ]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=60).map("".join))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_mixture_of_marks_is_read_and_placed(text: str) -> None:
    recognised = read(text)
    lines = text.count("\n") + text.count("\x0b") + text.count("\x0c") + 1
    for issue in (*recognised.issues, *recognised.offered):
        assert issue.title
        assert 1 <= int(issue.at) <= lines
        assert int(issue.at) <= int(issue.end_at) <= lines
    assert recognised.to_json()["issues"] is not None


@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=12))
@settings(max_examples=200, deadline=None)
def test_any_table_is_read(rows: list[list[str]]) -> None:
    cells = [[Cell(text, f"A{number}") for text in row] for number, row in enumerate(rows)]
    read_paper(Content((Table.of(cells),)), today=TODAY)


def test_a_hundred_thousand_lines_take_seconds() -> None:
    began = time.monotonic()
    read("\n".join(f"第{number}行文字没有编号也没有句号" for number in range(100_000)))
    assert time.monotonic() - began < 60


def test_one_endless_line_takes_seconds() -> None:
    began = time.monotonic()
    read("一是加强学习，二是" * 20_000)
    read("1" * 200_000)
    read("关于“" * 20_000)
    assert time.monotonic() - began < 60
