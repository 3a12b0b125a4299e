"""Deadlines in words: every way of DOMAIN, part 2, and what never becomes a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rectify.kernel.datewords import SENTENCES, Counted, Counting, Flag, read_deadline

FEEDBACK = date(2025, 5, 12)
COUNTING = Counting(FEEDBACK, immediate_days=30, rectification_months=3)


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("2026年8月12日前", date(2026, 8, 12)),
        ("8月12日前", date(2025, 8, 12)),
        ("3月1日前", date(2026, 3, 1)),
        ("2026-06-30", date(2026, 6, 30)),
        ("2026.6.30", date(2026, 6, 30)),
        ("2026/6/30", date(2026, 6, 30)),
        ("20260630", date(2026, 6, 30)),
        ("6.30前", date(2025, 6, 30)),
        ("2026年6 月15日前", date(2026, 6, 15)),
        ("２０２６年６月１５日", date(2026, 6, 15)),
        ("二〇二六年六月十五日", date(2026, 6, 15)),
        ("46203", date(2026, 6, 30)),
        ("7月17日至30日", date(2025, 7, 30)),
    ],
)
def test_a_day(words: str, on: date) -> None:
    meaning = read_deadline(words, COUNTING)
    assert (meaning.on, meaning.counted, meaning.words) == (on, Counted.DAY, words)


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("2026年2月", date(2026, 2, 28)),
        ("2028年2月底", date(2028, 2, 29)),
        ("9月底", date(2025, 9, 30)),
        ("2026年10月底以前", date(2026, 10, 31)),
        ("2025年12月底前", date(2025, 12, 31)),
        ("拟于11月完成", date(2025, 11, 30)),
        ("12月上旬", date(2025, 12, 10)),
        ("12月中旬", date(2025, 12, 20)),
        ("12月下旬", date(2025, 12, 31)),
        ("2月下旬", date(2026, 2, 28)),
        ("2025年9月至2026年3月", date(2026, 3, 31)),
        ("2025年11月—2月", date(2026, 2, 28)),
    ],
)
def test_a_month_and_its_parts(words: str, on: date) -> None:
    meaning = read_deadline(words, COUNTING)
    assert (meaning.on, meaning.counted) == (on, Counted.MONTH)


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("2026年第一季度内", date(2026, 3, 31)),
        ("三季度", date(2025, 9, 30)),
        ("2026年上半年", date(2026, 6, 30)),
        ("2026年底前", date(2026, 12, 31)),
        ("年内", date(2025, 12, 31)),
        ("年底前", date(2025, 12, 31)),
        ("今年年底前", date(2025, 12, 31)),
        ("明年6月底前", date(2026, 6, 30)),
    ],
)
def test_a_quarter_or_a_year(words: str, on: date) -> None:
    assert read_deadline(words, COUNTING).on == on


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("2个月内", date(2025, 7, 12)),
        ("三个月内", date(2025, 8, 12)),
        ("90天内", FEEDBACK + timedelta(90)),
        ("半年之内", date(2025, 11, 12)),
        ("1年之内", date(2026, 5, 12)),
        ("反馈后1个月内", date(2025, 6, 12)),
        ("反馈之日起六个月内", date(2025, 11, 12)),
        ("一周内", FEEDBACK + timedelta(7)),
        ("两周内", FEEDBACK + timedelta(14)),
        ("集中整改期内", date(2025, 8, 12)),
    ],
)
def test_a_length_of_time_counts_from_the_feedback_day(words: str, on: date) -> None:
    meaning = read_deadline(words, COUNTING)
    assert (meaning.on, meaning.counted) == (on, Counted.RELATIVE)


@pytest.mark.parametrize("words", ["立行立改", "即知即改", "立即整改", "马上就改"])
def test_immediate_is_the_feedback_day_plus_the_units_setting(words: str) -> None:
    meaning = read_deadline(words, COUNTING)
    assert (meaning.on, meaning.counted) == (FEEDBACK + timedelta(30), Counted.IMMEDIATE)


def test_immediate_is_no_day_where_the_units_setting_is_not_known() -> None:
    meaning = read_deadline("立行立改", Counting(FEEDBACK))
    assert meaning.on is None
    assert meaning.flags == {Flag.UNSET}


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("2026年底前，并长期坚持", date(2026, 12, 31)),
        ("6月底前并长期坚持", date(2025, 6, 30)),
        ("立行立改，长期坚持", FEEDBACK + timedelta(30)),
    ],
)
def test_a_day_and_long_term_after_it(words: str, on: date) -> None:
    meaning = read_deadline(words, COUNTING)
    assert meaning.on == on
    assert meaning.long_term


@pytest.mark.parametrize("words", ["长期坚持", "持续推进", "常态长效", "已经完成，长期坚持"])
def test_long_term_alone_is_no_day(words: str) -> None:
    meaning = read_deadline(words, COUNTING)
    assert (meaning.on, meaning.long_term) == (None, True)
    assert meaning.counted is Counted.LONG_TERM


@pytest.mark.parametrize("words", ["每季度", "每月", "10月10日、11月10日、12月20日等节点"])
def test_what_recurs_is_no_day(words: str) -> None:
    meaning = read_deadline(words, COUNTING)
    assert (meaning.on, meaning.counted) == (None, Counted.PERIODIC)


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("2025年X月X日", Flag.MASKED),
        ("*月*日", Flag.MASKED),
        ("20*年", Flag.MASKED),
        ("X月底前", Flag.MASKED),
        ("2025717日至830日", Flag.BROKEN),
        ("2025年2月30日", Flag.BROKEN),
        ("13月底", Flag.BROKEN),
        ("待新站建成后", Flag.CONDITIONAL),
        ("待批复后，2026年底前", Flag.CONDITIONAL),
        ("方案印发后15日内", Flag.OTHER_START),
        ("15个工作日内", Flag.UNSET),
        ("近期", Flag.UNREAD),
    ],
)
def test_what_cannot_be_known_is_never_guessed(words: str, flag: Flag) -> None:
    meaning = read_deadline(words, COUNTING)
    assert meaning.on is None
    assert flag in meaning.flags
    assert SENTENCES[flag] in meaning.sentences


def test_a_plan_without_a_day_is_no_doubtful_one() -> None:
    meaning = read_deadline("按计划推进", COUNTING)
    assert (meaning.on, meaning.counted, meaning.flags) == (None, Counted.NONE, frozenset())


def test_done_is_no_day() -> None:
    assert read_deadline("已完成", COUNTING).counted is Counted.DONE


def test_without_a_feedback_day_a_year_left_out_stays_open() -> None:
    meaning = read_deadline("8月12日前")
    assert meaning.on is None
    assert meaning.flags == {Flag.NO_FEEDBACK_DAY}


def test_of_several_days_the_last_is_taken_and_flagged() -> None:
    meaning = read_deadline("6月底前修订制度，12月底前全部完成", COUNTING)
    assert meaning.on == date(2025, 12, 31)
    assert Flag.SEVERAL in meaning.flags


def test_working_days_count_by_the_calendar_that_is_given() -> None:
    counting = Counting(FEEDBACK, add_workdays=lambda day, number: day + timedelta(number * 2))
    assert read_deadline("15个工作日内", counting).on == FEEDBACK + timedelta(30)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_written_day_reads_back(day: date) -> None:
    for words in (f"{day.year}年{day.month}月{day.day}日前", day.isoformat(), f"{day:%Y.%m.%d}"):
        assert read_deadline(words).on == day


@given(
    st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31)),
    st.integers(min_value=1, max_value=12),
)
def test_a_month_without_a_year_is_never_before_the_feedback_day(day: date, month: int) -> None:
    on = read_deadline(f"{month}月底前", Counting(day)).on
    assert on is not None
    assert timedelta(0) <= on - day <= timedelta(366)


@pytest.mark.parametrize("words", ["99999年内", "9999999个月内", "999999999天内", "九千九百周内"])
def test_a_length_of_time_beyond_any_calendar_is_flagged(words: str) -> None:
    meaning = read_deadline(words, Counting(FEEDBACK))
    assert meaning.on is None
    assert meaning.flags == {Flag.BROKEN}


@given(st.text(max_size=40))
def test_any_words_are_read_without_an_error_and_kept(words: str) -> None:
    assert read_deadline(words, COUNTING).words == words.strip()


@pytest.mark.parametrize(
    "words",
    [
        "99999个月内",
        "99999999999天内",
        "10000000周内",
        "９９９９９９９９９个月内",
        "2026年6月底前，99999个月内",
        f"{'9' * 300}天内",
        f"{'9' * 5000}天内",
    ],
)
def test_a_length_of_time_that_nobody_can_mean_is_kept_as_words(words: str) -> None:
    meaning = read_deadline(words, COUNTING)
    assert (meaning.words, meaning.on) == (words, None)
    assert meaning.flags & {Flag.BROKEN, Flag.UNREAD}


@given(
    st.text("0123456789九十百千万半个", min_size=1, max_size=30),
    st.sampled_from(["年", "季度", "个月", "周", "天", "个工作日"]),
)
def test_any_length_of_time_is_a_day_or_is_flagged(number: str, unit: str) -> None:
    meaning = read_deadline(f"反馈后{number}{unit}内", COUNTING)
    assert meaning.on is not None or meaning.flags
