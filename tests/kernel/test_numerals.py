"""Numbers as Chinese papers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rectify.kernel.numerals import read_number, write_number


@given(st.integers(min_value=0, max_value=99_999_999))
def test_a_number_written_in_chinese_reads_back(number: int) -> None:
    assert read_number(write_number(number)) == number


@given(st.integers(min_value=0, max_value=10**9))
def test_full_width_figures_read_like_half_width_ones(number: int) -> None:
    wide = "".join(chr(ord(figure) + 0xFEE0) for figure in str(number))
    assert read_number(wide) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零二", 102),
        ("两百", 200),
        ("二〇二四", 2024),
        ("二○二四", 2024),
        ("三千零五", 3005),
        ("一万二千", 12000),
        ("叁拾", 30),
        ("（三）", 3),
        ("㈢", 3),
        ("⑿", 12),
    ],
)
def test_chinese_figures_are_read(words: str, number: int) -> None:
    assert read_number(words) == number


@pytest.mark.parametrize("words", ["", "三清单", "第一", "X", "一二十", "3个"])
def test_what_is_no_number_reads_as_none(words: str) -> None:
    assert read_number(words) is None


@pytest.mark.parametrize(
    ("number", "words"), [(11, "十一"), (20, "二十"), (110, "一百一十"), (1001, "一千零一")]
)
def test_headings_count_without_a_spoken_one_before_ten(number: int, words: str) -> None:
    assert write_number(number) == words


def test_no_heading_counts_below_zero() -> None:
    with pytest.raises(ValueError, match="-1"):
        write_number(-1)


@pytest.mark.parametrize("figure", ["9", "九", "９"])
def test_an_endless_row_of_figures_is_no_number(figure: str) -> None:
    assert read_number(figure * 5000) is None
