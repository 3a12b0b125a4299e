"""Days counted from today, and the deadlines' words that must mean the same days to the reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from rectify.kernel.datewords import Counting, DeadlineMeaning, read_deadline
from rectify.kernel.days import add_months, month_end
from rectify.management.demonstration import material
from rectify.management.demonstration.days import MARK, Calendar, on_duty
from rectify.management.demonstration.material import MeasureMaterial, RoundMaterial

WORDS: dict[str, dict[str, Any]] = material.read_json("deadline-words.json")
"""What each deadline without a written date means, counted from the feedback day."""

TODAYS = [date(2026, 11, 21) + timedelta(days) for days in range(0, 400, 11)]


def meant(calendar: Calendar, due: str) -> date | None:
    """The day a deadline means, by the demonstration's own table."""
    mark = MARK.search(due)
    if mark is None:
        rule = WORDS[due]
        if "days" in rule:
            return calendar.feedback_on + timedelta(rule["days"])
        return add_months(calendar.feedback_on, rule["months"]) if "months" in rule else None
    day = calendar.day(int(mark["number"]))
    last = {
        "m": month_end(day.year, day.month),
        "q": month_end(day.year, (day.month - 1) // 3 * 3 + 3),
        "year": date(day.year, 12, 31),
        "third": day.replace(day=10 if day.day <= 10 else 20)
        if day.day <= 20
        else month_end(day.year, day.month),
    }
    return last.get(mark["kind"], day)


def read(given: RoundMaterial, calendar: Calendar, due: str) -> DeadlineMeaning:
    counting = Counting(calendar.feedback_on, 30, given.facts["months"])
    return read_deadline(calendar.fill(due), counting)


def dues() -> Iterator[tuple[RoundMaterial, str, MeasureMaterial | None]]:
    for given in material.rounds():
        for issue in given.issues:
            if issue.due:
                yield given, issue.due, None
            yield from ((given, measure.due, measure) for measure in issue.measures)


def test_offices_do_not_work_on_weekends_and_fixed_holidays() -> None:
    assert on_duty(date(2026, 11, 22)) == date(2026, 11, 20)
    assert on_duty(date(2026, 10, 5)) == date(2026, 9, 30)
    assert on_duty(date(2027, 1, 1)) == date(2026, 12, 31)
    assert on_duty(date(2026, 11, 20)) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{md:-8}，召开党组会议", "11月13日，召开党组会议"),
        ("{ymd:+25}前", "2026年12月16日前"),
        ("{iso:+30}", "2026-12-21"),
        ("{m:+5}底前", "11月底前"),
        ("{m:+55}底前", "2027年1月底前"),
        ("{third:+12}", "12月上旬"),
        ("{q:+75}内", "2027年第一季度内"),
        ("{year:+5}底前", "年底前"),
        ("{year:+50}底前", "2027年底前"),
        ("抽查{y:-1}年凭证", "抽查2025年凭证"),
    ],
)
def test_marks_become_days_as_an_office_writes_them(text: str, filled: str) -> None:
    calendar = Calendar.of_round(date(2026, 11, 21), -78)
    assert calendar.fill(text) == filled


def test_an_unknown_mark_is_an_error() -> None:
    with pytest.raises(KeyError):
        Calendar.of_round(date(2026, 11, 21), -78).fill("{week:+1}")


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_every_deadline_is_read_as_the_day_that_it_means(today: date) -> None:
    for given, due, _ in dues():
        calendar = Calendar.of_round(today, given.feedback_on)
        meaning = read(given, calendar, due)
        assert meaning.on == meant(calendar, due), (due, meaning)
        assert meaning.long_term == ("长期" in due or WORDS.get(due, {}).get("long_term", False))
        assert meaning.on is None or meaning.on >= calendar.feedback_on


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_on_whatever_day_it_is_loaded_the_same_measures_are_overdue(today: date) -> None:
    overdue = {}
    for given, due, measure in dues():
        if measure is None or measure.standing not in {"in_progress", "not_done", "partial"}:
            continue
        on = read(given, Calendar.of_round(today, given.feedback_on), due).on
        if on is not None and on < today:
            overdue[measure.text] = given.key
    by_round = [list(overdue.values()).count(key) for key in material.ROUNDS]
    assert by_round[0] == 0
    assert 7 <= by_round[1] <= 9
    assert 6 <= by_round[2] <= 8


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_nearly_everything_finished_was_finished_in_time(today: date) -> None:
    late = []
    for given, due, measure in dues():
        if measure is None or measure.standing != "done":
            continue
        calendar = Calendar.of_round(today, given.feedback_on)
        finished = [entry.day for entry in measure.log if entry.verb == "progress"][-1]
        on = read(given, calendar, due).on
        if on is not None and calendar.day(finished) > on:
            late.append(measure.text)
    assert len(late) <= 12
