"""A line of thousands of blanks, brackets, commas or quotation marks is read in linear time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from rectify.kernel.text import search_key
from rectify.papers.evidence import heading_of
from rectify.papers.fields import fields_of
from rectify.papers.labels import labels_in
from tests.papers.reading import read

NASTY = (
    " ", "　", "（", "）", "“", "”", "，", "、", "。", "：", "《", "【", "<", "&", "#", "|", "—",
    "1", "一", "①", "*", "关于“", "针对“", "一是", "（1）", "问题：", "整改情况：", "已", "不",
)  # fmt: skip
FRONTS = ("", "县林业局党组巡察整改报告\n1.关于“护林不力", "反馈意见\n2025年3月1日至")
SHORT, TIMES = 1200, 4
SLOWEST = 11.0
"""Four times as many characters take four times as long; a quadratic reader takes sixteen times."""
LEAST = 0.01
REMEMBERING = (heading_of, labels_in, fields_of, search_key)
"""What remembers texts that it has read."""


def alike(mark: str, count: int) -> str:
    """The mark alone, over and over."""
    return mark * count


def mixed(mark: str, count: int) -> str:
    """The mark among letters that never come again in the same order."""
    drawn = random.Random(count)
    letters = "甲乙丙丁戊己庚辛壬癸"
    return "".join(mark + drawn.choice(letters) * drawn.randint(0, 2) for _ in range(count))


def spent(text: str) -> float:
    """The processor time that reading takes, the better of two tries, nothing remembered."""
    tries = []
    for _ in range(2):
        for kept in REMEMBERING:
            kept.cache_clear()
        began = time.process_time()
        read(text)
        tries.append(time.process_time() - began)
    return min(tries)


@pytest.mark.parametrize("front", FRONTS, ids=["bare", "report", "letter"])
@pytest.mark.parametrize("written", [alike, mixed])
@pytest.mark.parametrize("mark", NASTY)
def test_four_times_as_many_marks_take_about_four_times_as_long(
    mark: str, written: Callable[[str, int], str], front: str
) -> None:
    short = spent(front + written(mark, SHORT))
    long = spent(front + written(mark, SHORT * TIMES))
    assert long < SLOWEST * max(short, LEAST)
