"""How a report words things: titles in quotes, full sentences, lists, and what stands of an issue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rectify.issues.enums import Standing
from rectify.kernel.days import written
from rectify.kernel.numerals import write_number
from rectify.reports.facts import Due, IssueTold, MeasureTold

ENDS = "。！？"
_TAIL = re.compile(r"[\s。；;，,、.：:]+$")
_WRAPPED = re.compile(r"^关于[“\"]?(?P<title>.+?)[”\"]?的?问题$")


def sentence(text: str) -> str:
    """`text` on one line, closed by a full stop; nothing stays nothing."""
    joined = "".join(line.strip() for line in text.splitlines())
    if not joined or joined[-1] in ENDS or (joined[-1] == "”" and joined[-2:-1] in tuple(ENDS)):
        return joined
    return _TAIL.sub("", joined) + "。"


def bare(text: str) -> str:
    """`text` on one line without the mark at its end."""
    return _TAIL.sub("", "".join(line.strip() for line in text.splitlines()))


def quoted(title: str) -> str:
    """A title in quotation marks; marks inside it become single ones."""
    inner = bare(title)
    if match := _WRAPPED.match(inner):
        inner = match["title"]
    inner = inner.removesuffix("的问题")
    return f"“{inner.replace('“', '‘').replace('”', '’')}”"


def about(title: str) -> str:
    """An issue's heading: 关于“…”的问题。"""
    return f"关于{quoted(title)}的问题。"


def some(titles: Sequence[str], most: int = 3) -> str:
    """Titles in quotes one after the other, 等 after the last when there are more."""
    shown = "".join(quoted(title) for title in titles[:most])
    return f"{shown}等" if len(titles) > most else shown


def original(issue: IssueTold) -> str:
    """The paper's own words beyond the title."""
    rest = issue.text.strip()
    title = bare(issue.title)
    if rest.startswith(title):
        rest = rest[len(title) :].lstrip("。：:；，,. \n")
    return sentence(rest)


def status_sentence(issue: IssueTold, day: date) -> str:
    """How far an issue stands: the office's own words where it has written some, else ours."""
    if issue.status_words.strip():
        told = _own_words(bare(issue.status_words))
    else:
        told = {
            Standing.DONE: "此问题已整改完成",
            Standing.PARTIAL: "此问题已取得阶段性成效，仍在继续整改",
            Standing.IN_PROGRESS: "此问题正在整改",
            Standing.LONG_TERM: "此问题需要长期坚持，正在持续推进",
            Standing.NOT_DONE: "此问题尚未整改",
        }[issue.standing]
    return sentence(told + (_by_when(issue, day) if issue.open else ""))


def _own_words(words: str) -> str:
    """An office's word for a status as part of a sentence."""
    natural = words.startswith(("此", "该", "本", "目前", "截至"))
    return words if natural else f"此问题{words}"


def _by_when(issue: IssueTold, day: date) -> str:
    """Until when an open issue is to be mended, or since when it is late."""
    due = issue.open_date
    if due is None:
        return ""
    if due < day:
        return f"，已超过{written(due)}的时限，正在抓紧推进"
    return f"，计划于{written(due)}前完成"


def measures_told(measures: Sequence[MeasureTold]) -> str:
    """The measures of an issue in one paragraph: 一是…。二是…。; a single one is not counted."""
    if len(measures) == 1:
        return _measure(measures[0])
    return "".join(f"{ordinal(n)}{_measure(row)}" for n, row in enumerate(measures, 1))


def ordinal(number: int) -> str:
    """一是, 二是 and so on."""
    return f"{write_number(number)}是"


def _measure(measure: MeasureTold) -> str:
    return sentence(measure.text) + _how_far(measure)


def _how_far(measure: MeasureTold) -> str:
    """The newest progress; where none was written, what the standing says."""
    if measure.progress.strip():
        return sentence(measure.progress)
    if measure.standing is Standing.DONE:
        on = f"于{written(measure.completed_on)}" if measure.completed_on else ""
        return f"该项措施已{on}完成。"
    return {
        Standing.PARTIAL: "该项措施已阶段性完成。",
        Standing.IN_PROGRESS: "该项措施正在推进。",
        Standing.LONG_TERM: "该项措施需要长期坚持。",
        Standing.NOT_DONE: "该项措施尚未落实。",
    }[measure.standing]


def due_words(due: Due) -> str:
    """A deadline in a table's cell: the day, the office's words where there is none."""
    if due.on is None:
        return due.words or ("长期坚持" if due.long_term else "")
    return written(due.on) + ("，并长期坚持" if due.long_term else "")
