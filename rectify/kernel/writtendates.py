"""Days and months as they stand in a text: found, with what is missing, masked or broken in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rectify.kernel.days import month_end
from rectify.kernel.numerals import CHINESE, read_number
from rectify.kernel.text import fold

MASK = r"Xx×*✕╳○●□■某_?#"
_M = rf"[{re.escape(MASK)}]"
_YEAR = rf"(?:\d|{_M}|[{CHINESE}]){{2,4}}|今|本|当|明|次|去|上|同|{_M}"
_SMALL = rf"\d{{1,2}}|[{CHINESE}]{{1,3}}|(?:\d|{_M}){{1,4}}"
PART = {"底": 31, "末": 31, "初": 10, "上旬": 10, "中旬": 20, "下旬": 31, "中下旬": 31}
"""The last day that a part of a month reaches; 31 stands for the month's own last day."""

_WORDED = re.compile(
    rf"(?:(?P<year>{_YEAR})\s*年(?:度)?\s*)?(?<![第\d个{CHINESE}])"
    rf"(?P<month>{_SMALL})\s*月(?!内|之内|度)\s*(?:份)?\s*"
    rf"(?:(?P<part>底|末|初|上旬|中下旬|中旬|下旬)|(?P<day>{_SMALL})\s*[日号])?"
)
_FIGURES = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d{2})\s*(?P<sep>[-./])\s*(?P<month>\d{1,2})"
    r"(?:\s*(?P=sep)\s*(?P<day>\d{1,2}))?(?![\d%])\s*(?P<part>底|末)?"
)
_COMPACT = re.compile(r"(?<!\d)(?P<year>20\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)")
_SHORT = re.compile(
    r"(?<![\d.])(?P<month>\d{1,2})\.(?P<day>\d{1,2})(?![\d.%])(?P<part>)(?=[前日]|$|\s*[-—~至])"
)
_QUARTER = re.compile(
    rf"(?:(?P<year>{_YEAR})\s*年\s*)?(?:第?\s*(?P<quarter>[一二三四1-4])\s*季度"
    rf"|(?P<half>[上下])半年)"
)
_YEAR_END = re.compile(rf"(?P<year>{_YEAR})\s*年\s*(?:度)?\s*(?P<end>底|末|内|年底)?")
_BARE_YEAR_END = re.compile(r"(?<![\d半])年\s*(?P<end>底|末|内)")
_RELATIVE_YEARS = {"今": 0, "本": 0, "当": 0, "同": 0, "明": 1, "次": 1, "去": -1, "上": -1}


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day, month, quarter or year found at `start:end` of a text.

    `month` and `day` are the last that the words reach (下旬 and 底 reach day 31, meaning the month's
    own last). `shift` counts years from the year of reference where the words say 今年 or 明年.
    `broken` tells that something is masked or impossible: then no date may be made of it.
    """

    start: int
    end: int
    precision: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    shift: int | None = None
    broken: bool = False

    def on(self, year: int | None = None) -> date | None:
        """The day itself, its own year before the given one; None where no such day is known."""
        year = self.year if self.year is not None else year
        if year is None or self.month is None or self.broken:
            return None
        last = month_end(year, self.month)
        if self.day is None or (self.day == 31 and self.precision != "day"):
            return last
        return date(year, self.month, self.day) if self.day <= last.day else None


def _whole(words: str | None, lowest: int, highest: int) -> tuple[int | None, bool]:
    """A figure within its bounds, and whether the words are broken (masked or out of bounds)."""
    if words is None:
        return None, False
    number = read_number(words)
    if number is None or not lowest <= number <= highest:
        return None, True
    return number, False


def _read_year(words: str | None) -> tuple[int | None, int | None, bool]:
    """Year, shift from the year of reference, broken."""
    if words is None:
        return None, None, False
    if words in _RELATIVE_YEARS:
        return None, _RELATIVE_YEARS[words], False
    number, broken = _whole(words, 1949, 2199)
    return number, None, broken


def _of_month(match: re.Match[str]) -> WrittenDate:
    """A match that names a month, perhaps with a day or a part of the month."""
    groups = match.groupdict()
    year, shift, bad_year = _read_year(groups.get("year"))
    month, bad_month = _whole(groups["month"], 1, 12)
    day, bad_day = _whole(groups.get("day"), 1, 31)
    precision = "day" if groups.get("day") else "month"
    broken = bad_year or bad_month or bad_day
    if groups.get("part"):
        day = PART[groups["part"]]
    elif precision == "day" and month and day and not broken:
        broken = day > month_end(year or 2024, month).day
    return WrittenDate(*match.span(), precision, year, month, day, shift, broken)


def _of_quarter(match: re.Match[str]) -> WrittenDate:
    """A quarter or half of a year, reaching its last day."""
    year, shift, broken = _read_year(match["year"])
    halves = {"上": 6, "下": 12}
    month = halves.get(match["half"]) or 3 * (read_number(match["quarter"]) or 0)
    return WrittenDate(*match.span(), "quarter", year, month, 31, shift, broken)


def _of_year(match: re.Match[str]) -> WrittenDate:
    """A year, reaching 31 December; 年底 alone is the year of reference."""
    year, shift, broken = _read_year(match.groupdict().get("year"))
    return WrittenDate(*match.span(), "year", year, 12, 31, shift, broken)


_READERS = (
    (_WORDED, _of_month),
    (_QUARTER, _of_quarter),
    (_FIGURES, _of_month),
    (_COMPACT, _of_month),
    (_SHORT, _of_month),
    (_YEAR_END, _of_year),
    (_BARE_YEAR_END, _of_year),
)


@lru_cache(maxsize=8192)
def find_dates(text: str) -> tuple[WrittenDate, ...]:
    """All days, months, quarters and years in `text`, in order, none within another.

    A span of days (3月至6月) gives two; a day without its month after 至 takes the month before it.
    """
    folded = fold(text)
    found: list[WrittenDate] = []
    taken = [False] * len(folded)
    for pattern, read in _READERS:
        for match in pattern.finditer(folded):
            if not any(taken[match.start() : match.end()]):
                found.append(read(match))
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    return tuple(sorted(found, key=lambda written: written.start))
