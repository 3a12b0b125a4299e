"""Deadlines as offices write them, and the day they mean, when they mean one.

The office's words are always kept beside the day. What is masked, broken or hangs on a condition
never becomes a day: it is flagged for a person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from rectify.kernel.days import LATEST, add_months
from rectify.kernel.numerals import INTEGER, read_number
from rectify.kernel.text import fold
from rectify.kernel.writtendates import MASK, WrittenDate, find_dates


class Counted(StrEnum):
    """How the day of a deadline was come by."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RELATIVE = "relative"
    IMMEDIATE = "immediate"
    LONG_TERM = "long_term"
    PERIODIC = "periodic"
    DONE = "done"
    NONE = "none"


class Flag(StrEnum):
    """Why a person should look at the words of a deadline."""

    MASKED = "masked"
    BROKEN = "broken"
    CONDITIONAL = "conditional"
    YEAR_IMPLIED = "year_implied"
    NO_FEEDBACK_DAY = "no_feedback_day"
    OTHER_START = "other_start"
    SEVERAL = "several"
    UNSET = "unset"
    UNREAD = "unread"


SENTENCES = {
    Flag.MASKED: "时限中有被遮盖的数字，不能确定日期",
    Flag.BROKEN: "时限中的日期残缺或不存在，不能确定日期",
    Flag.CONDITIONAL: "时限以其他条件为前提，不能确定日期",
    Flag.YEAR_IMPLIED: "时限未写年份，按反馈日之后最近的年份计",
    Flag.NO_FEEDBACK_DAY: "时限从反馈日起算，但反馈日不详",
    Flag.OTHER_START: "时限不从反馈日起算，起算日不详",
    Flag.SEVERAL: "时限中有多个日期，按最后一个计",
    Flag.UNSET: "本单位未设置该期限的长度",
    Flag.UNREAD: "时限的写法未能识别",
}
"""Each flag as one sentence for the person who looks."""


@dataclass(frozen=True, slots=True)
class DeadlineMeaning:
    """What the words of a deadline mean: a day or none, long-term or not, and how it was counted."""

    words: str
    on: date | None
    long_term: bool
    counted: Counted
    flags: frozenset[Flag] = field(default_factory=frozenset)

    @property
    def sentences(self) -> list[str]:
        """The flags as sentences, in a fixed order."""
        return [sentence for flag, sentence in SENTENCES.items() if flag in self.flags]


@dataclass(frozen=True, slots=True)
class Counting:
    """What deadlines are counted from: the 反馈日 and the unit's settings; None where not known."""

    feedback_on: date | None = None
    immediate_days: int | None = None
    rectification_months: int | None = None
    add_workdays: Callable[[date, int], date] | None = None


_Outcome = tuple[date | None, Counted, set[Flag]]

LONGEST = 400
"""Characters; what is longer tells many things, of which none is the deadline."""

FARTHEST = 100 * 366
"""Days; a length of time beyond a hundred years is a slip of the pen."""

_LONG_TERM = re.compile(
    r"长期|常态|长效|(?:持续|不断)(?:推进|整改|坚持|巩固|改进|加强|深化|落实|跟进|用力|抓好"
    r"|开展|完善|关注)?"
)
_IMMEDIATE = re.compile(
    r"立行立改|[即立随][知查行审]?即[改查行]|立[知查审]立改|马上[就即]?改|立即|立刻|即刻|即时|当即"
    r"|立改|边[查学]边改|即改"
)
_DONE = re.compile(
    r"^(?:现?已|已经)?(?:全部|全面|基本)?(?:整改)?(?:完成|完毕|到位|办结|销号)(?:整改)?"
)
_PERIODIC = re.compile(r"每(?!项|个问题)|逐[月季年]|按[月季年]|双月|定期|常年|节点|季度报|月报")
_CONDITION = re.compile(
    r"[待俟]|视.{0,12}(?:情况|进展|安排)|如.{1,12}则|若|根据.{1,14}(?:安排|部署|进度|情况)"
)
_NO_DATE = re.compile(
    r"按.{0,6}(?:计划|序时|进度|时序|步骤|要求)|适时|择期|尽快|逐步|分[阶步期]|限期|无$|^无"
)
_BROKEN = re.compile(rf"\d{{3,}}\s*[日号月]|\d\s*年\s*\d{{3,}}|(?<![\d{MASK}月])[年月]\s*[日号]")
_PERIOD = re.compile(
    rf"(?:(?P<number>{INTEGER})|(?P<half>半))\s*(?:个)?\s*(?P<more>半)?"
    r"(?P<unit>工作日|星期|礼拜|季度|月|周|天|日|年)(?P<more2>半)?\s*(?P<within>(?:之"
    r"|以)?内|左右|期)?"
)
DAYS_IN = {
    "工作日": 1,
    "天": 1,
    "日": 1,
    "周": 7,
    "星期": 7,
    "礼拜": 7,
    "月": 30,
    "季度": 91,
    "年": 365,
}
_PHASE = re.compile(r"集中(?:整改|攻坚)(?:期|阶段|时间)?(?:限)?|整改期(?:限)?内")
_START = re.compile(r"(?P<event>.{0,24}?)(?:之日|之后|以后|当日|次日)?(?:起|后)")


def read_deadline(words: str, counting: Counting | None = None) -> DeadlineMeaning:
    """What `words` mean as a deadline, counted with `counting` (feedback day and settings).

    底 is the last day, 上旬 the 10th, 中旬 the 20th; a year left out is the one nearest after the
    feedback day; 立行立改 is the feedback day plus the unit's setting. Rules: DOMAIN, part 2.
    """
    words = words.strip()
    counting = counting or Counting()
    if len(words) > LONGEST:
        return DeadlineMeaning(words, None, False, Counted.NONE, frozenset({Flag.UNREAD}))
    folded = fold(words)
    long_term = bool(_LONG_TERM.search(folded))
    on, counted, flags = _read(folded, counting)
    if on is None and long_term and counted in {Counted.NONE, Counted.DONE}:
        counted = Counted.LONG_TERM
        flags -= {Flag.UNREAD}
    return DeadlineMeaning(words, on, long_term, counted, frozenset(flags))


def _read(folded: str, counting: Counting) -> _Outcome:
    """The day, how it was counted, and the flags."""
    dates, period = find_dates(folded), _period(folded)
    hindered = _hindered(folded, dates, period)
    if hindered is not None:
        return hindered
    if period is not None:
        return _relative(period, folded, counting)
    if dates and not folded.startswith("起", dates[-1].end):
        return _dated(dates, folded, counting)
    if _PHASE.search(folded):
        return _phase(counting)
    return _undated(folded, counting)


def _hindered(
    folded: str, dates: Sequence[WrittenDate], period: re.Match[str] | None
) -> _Outcome | None:
    """What keeps words from meaning one day: masks, damage, a condition, a period; else None."""
    if any(written.broken for written in dates) and period is None:
        masked = any(character in MASK for character in folded)
        return None, Counted.NONE, {Flag.MASKED if masked else Flag.BROKEN}
    if _BROKEN.search(folded):
        return None, Counted.NONE, {Flag.BROKEN}
    if _CONDITION.search(folded):
        return None, Counted.NONE, {Flag.CONDITIONAL}
    return (None, Counted.PERIODIC, set()) if _PERIODIC.search(folded) else None


def _undated(folded: str, counting: Counting) -> _Outcome:
    """Words without any day or length of time, or a bare number that a spreadsheet calls a day."""
    if re.fullmatch(r"(?:3[6-9]|[4-6]\d)\d{3}(?:\.0)?", folded):
        return date(1899, 12, 30) + timedelta(int(folded[:5])), Counted.DAY, set()
    if _IMMEDIATE.search(folded):
        return _immediate(counting)
    if _DONE.search(folded):
        return None, Counted.DONE, set()
    if any(character in MASK for character in folded):
        return None, Counted.NONE, {Flag.MASKED}
    return None, Counted.NONE, set() if _NO_DATE.search(folded) else {Flag.UNREAD}


def _immediate(counting: Counting) -> _Outcome:
    """立行立改: the feedback day plus the unit's setting."""
    if counting.immediate_days is None:
        return None, Counted.IMMEDIATE, {Flag.UNSET}
    if counting.feedback_on is None:
        return None, Counted.IMMEDIATE, {Flag.NO_FEEDBACK_DAY}
    return counting.feedback_on + timedelta(counting.immediate_days), Counted.IMMEDIATE, set()


def _period(folded: str) -> re.Match[str] | None:
    """A length of time (三个月内, 90天) that is not part of a written date."""
    for match in _PERIOD.finditer(folded):
        whole = match.group().strip() == folded.strip(" 内前")
        days = match["unit"] in {"日", "年"} and not match["within"]  # 5日, 2024年
        if (match["within"] or whole) and not days and not _is_date_part(match):
            return match
        if re.match(r".{0,3}集中整改", folded[match.end() :]) and match["unit"] == "月":
            return match
    return None


def _is_date_part(match: re.Match[str]) -> bool:
    """Whether 2024年内, 9月 or 第一季度 was met, which name a time and no length of time."""
    if match["unit"] == "年":
        return (read_number(match["number"] or "") or 0) > 100
    return match["unit"] in {"月", "季度"} and "个" not in match.group()


def _relative(match: re.Match[str], folded: str, counting: Counting) -> _Outcome:
    """A length of time counted from the feedback day, unless the words name another start."""
    start = _START.search(folded[: match.start()])
    if start and "反馈" not in start["event"]:
        return None, Counted.RELATIVE, {Flag.OTHER_START}
    if counting.feedback_on is None:
        return None, Counted.RELATIVE, {Flag.NO_FEEDBACK_DAY}
    try:
        on, counted, flags = _count(match, counting.feedback_on, counting)
    except (OverflowError, ValueError):  # 99999年内: beyond any calendar
        on, counted, flags = LATEST + timedelta(1), Counted.RELATIVE, set()
    return (
        (None, counted, {Flag.BROKEN}) if on is not None and on > LATEST else (on, counted, flags)
    )


def _count(match: re.Match[str], start: date, counting: Counting) -> _Outcome:
    """The feedback day plus a length of time; one that no office can mean is a slip of the pen."""
    number = read_number(match["number"] or "0")
    halves = bool(match["half"]) + bool(match["more"]) + bool(match["more2"])
    unit = match["unit"]
    if number is None or number * DAYS_IN[unit] > FARTHEST:
        return None, Counted.RELATIVE, {Flag.BROKEN}
    if unit == "工作日":
        if counting.add_workdays is None:
            return None, Counted.RELATIVE, {Flag.UNSET}
        return counting.add_workdays(start, number), Counted.RELATIVE, set()
    if unit in {"年", "季度", "月"}:
        months = {"年": 12, "季度": 3, "月": 1}[unit]
        day = add_months(start, number * months + halves * (months // 2))
        return day + timedelta(15 * halves if unit == "月" else 0), Counted.RELATIVE, set()
    days = 1 if unit in {"天", "日"} else 7
    return start + timedelta(number * days), Counted.RELATIVE, set()


def _phase(counting: Counting) -> _Outcome:
    """集中整改期内: the feedback day plus the round's months of 集中整改."""
    if counting.rectification_months is None:
        return None, Counted.RELATIVE, {Flag.UNSET}
    if counting.feedback_on is None:
        return None, Counted.RELATIVE, {Flag.NO_FEEDBACK_DAY}
    return (
        add_months(counting.feedback_on, counting.rectification_months),
        Counted.RELATIVE,
        set(),
    )


def _dated(dates: Sequence[WrittenDate], folded: str, counting: Counting) -> _Outcome:
    """One day or the last of several."""
    last = dates[-1]
    counted = Counted(last.precision)
    year, flags = _year_of(dates, counting)
    if len(dates) > 1 and not _is_span(folded[dates[-2].end : last.start]):
        flags.add(Flag.SEVERAL)
    tail = re.match(r"\s*(?:至|到|[-—~]+)\s*(\d{1,2})\s*[日号]", folded[last.end :])
    if tail and last.precision == "day":
        last = WrittenDate(last.start, last.end, "day", last.year, last.month, int(tail[1]))
    if year is None:
        return None, counted, flags | {Flag.NO_FEEDBACK_DAY}
    on = last.on(year)
    return on, counted, flags if on else flags | {Flag.BROKEN}


def _is_span(between: str) -> bool:
    """Whether two dates are the ends of one stretch of days."""
    return re.fullmatch(r"\s*(?:[起开始]*\s*(?:至|到|[-—~―]+))\s*", between) is not None


def _year_of(dates: Sequence[WrittenDate], counting: Counting) -> tuple[int | None, set[Flag]]:
    """The year of the last date: its own, one named before it, or the nearest after the feedback."""
    last = dates[-1]
    if last.year is not None:
        return last.year, set()
    named = [written for written in dates[:-1] if written.year is not None]
    if named and last.shift is None:
        year = named[-1].year or 0
        later = (last.month or 12) < (named[-1].month or 1)
        return year + later, set()
    if counting.feedback_on is None:
        return None, set()
    return implied_year(last, counting.feedback_on), {Flag.YEAR_IMPLIED}


def implied_year(written: WrittenDate, after: date) -> int:
    """The year of a date written without one: the nearest in which it does not lie before `after`."""
    if written.shift is not None:
        return after.year + written.shift
    this_year = written.on(after.year)
    return after.year if this_year is None or this_year >= after else after.year + 1
