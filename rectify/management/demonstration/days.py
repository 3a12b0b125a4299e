"""Days of the demonstration: counted from today, never on a day off, and written into its texts.

Texts hold marks such as {md:-12}, which become the day twelve days ago as an office writes it, so
that the words of a deadline, of a minute and of a progress entry agree with the rows' own dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from rectify.kernel.days import written

MARK = re.compile(r"\{(?P<kind>[a-z]+):(?P<number>[+-]?\d+)\}")

QUARTERS = "一二三四"

HOLIDAYS = frozenset(
    {(1, 1), *((5, day) for day in range(1, 6)), *((10, day) for day in range(1, 8))}
)
"""Month and day of the holidays that fall on the same days each year."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns offsets into days: `today` is day 0, `feedback_on` decides which years are written."""

    today: date
    feedback_on: date

    @classmethod
    def of_round(cls, today: date, feedback: int) -> Calendar:
        """The calendar of a round whose feedback was at offset `feedback`."""
        return cls(today, on_duty(today + timedelta(feedback)))

    def day(self, offset: int) -> date:
        """The day at `offset` from today, or the last day before it on which offices work."""
        return on_duty(self.today + timedelta(offset))

    def fill(self, text: str) -> str:
        """Put days in place of the marks; raises `KeyError` for a kind of mark that is unknown."""
        return MARK.sub(lambda mark: self._worded(mark["kind"], int(mark["number"])), text)

    def _worded(self, kind: str, number: int) -> str:
        if kind == "y":
            return str(self.feedback_on.year + number)
        return WORDINGS[kind](self, self.day(number))

    def year_if_other(self, day: date) -> str:
        """The year, as official papers write it, where it is not the feedback's own."""
        return "" if day.year == self.feedback_on.year else f"{day.year}年"


def _third(calendar: Calendar, day: date) -> str:
    part = "上旬" if day.day <= 10 else "中旬" if day.day <= 20 else "下旬"
    return f"{calendar.year_if_other(day)}{day.month}月{part}"


def _quarter(calendar: Calendar, day: date) -> str:
    return f"{calendar.year_if_other(day)}第{QUARTERS[(day.month - 1) // 3]}季度"


WORDINGS: dict[str, Callable[[Calendar, date], str]] = {
    "md": lambda calendar, day: f"{day.month}月{day.day}日",
    "ymd": lambda calendar, day: written(day),
    "iso": lambda calendar, day: day.isoformat(),
    "m": lambda calendar, day: f"{calendar.year_if_other(day)}{day.month}月",
    "third": _third,
    "q": _quarter,
    "year": lambda calendar, day: calendar.year_if_other(day) or "年",
}
"""How each kind of mark is written: day, day with year, ISO, month, third of a month, quarter, year."""


def on_duty(day: date) -> date:
    """`day`, or the last day before it that is neither a weekend nor a fixed holiday."""
    while day.weekday() >= 5 or (day.month, day.day) in HOLIDAYS:
        day -= timedelta(1)
    return day
