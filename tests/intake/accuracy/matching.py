"""Which issue read is which issue expected: one to one, by equal words after light normalisation."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import TypeVar

from tests.intake.accuracy.facts import Deadline, Issue, Measure

Item = TypeVar("Item", Issue, Measure)

_QUOTES = str.maketrans(dict.fromkeys("“”‘’「」『』'", '"'))
_CLOSING = "。；;,.、:"
_AROUND_A_DATE = re.compile(
    r"^(?:计划于|计划|拟于|拟|预计于|预计|力争|确保|于)|(?:完成整改|整改到位|完成)$"
)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SERIAL = re.compile(r"[34]\d{4}")
_NEAR = 0.6


def plain(words: str | None) -> str:
    """Words without what carries no meaning: blanks, widths, kinds of quotation mark, last stop."""
    text = unicodedata.normalize("NFKC", words or "").translate(_QUOTES)
    return "".join(text.split()).rstrip(_CLOSING)


def plain_path(path: Sequence[str]) -> tuple[str, ...]:
    """A path whose steps are in plain words."""
    return tuple(plain(step) for step in path)


def plain_deadline(deadline: Deadline) -> str:
    """A deadline's words without the verbs around them (拟于11月完成 is 11月).

    A whole day is the same in every notation, also as the serial number a spreadsheet keeps.
    """
    words = _AROUND_A_DATE.sub("", plain(deadline.words))
    if day := _DAY.fullmatch(words):
        return date(*map(int, day.groups())).isoformat()
    if _SERIAL.fullmatch(words):
        return (date(1899, 12, 30) + timedelta(days=int(words))).isoformat()
    return words


def pair_issues(
    expected: Sequence[Issue], read: Sequence[Issue]
) -> tuple[list[tuple[Issue, Issue]], list[Issue], list[Issue]]:
    """Pairs of equal titles, then what was missed, then what was read too many.

    Where a title stands more than once, issues with the same path go together first.
    """
    pairs, missed, extra = _pair(
        expected, read, lambda issue: (plain(issue.title), plain_path(issue.path))
    )
    more, missed, extra = _pair(missed, extra, lambda issue: plain(issue.title))
    return pairs + more, missed, extra


def pair_measures(
    expected: Sequence[Measure], read: Sequence[Measure]
) -> tuple[list[tuple[Measure, Measure]], list[Measure], list[Measure]]:
    """Pairs of equal texts, then what was missed, then what was read too many."""
    return _pair(expected, read, lambda measure: plain(measure.text))


def _pair(
    expected: Sequence[Item], read: Sequence[Item], key: Callable[[Item], object]
) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    waiting: dict[object, list[Item]] = defaultdict(list)
    for each in read:
        waiting[key(each)].append(each)
    pairs, missed = [], []
    for each in expected:
        if waiting[key(each)]:
            pairs.append((each, waiting[key(each)].pop(0)))
        else:
            missed.append(each)
    left = {id(each) for rest in waiting.values() for each in rest}
    return pairs, missed, [each for each in read if id(each) in left]


def invented(extra: Sequence[Issue], missed: Sequence[Issue]) -> list[Issue]:
    """Issues read that are no issue of the paper, not even one whose title was cut wrongly.

    Each issue that was missed excuses one that is like it, no more.
    """
    excuses = [plain(issue.title) for issue in missed]
    without_excuse = []
    for issue in extra:
        title = plain(issue.title)
        excuse = next((each for each in excuses if _alike(title, each)), None)
        if excuse is None:
            without_excuse.append(issue)
        else:
            excuses.remove(excuse)
    return without_excuse


def _alike(one: str, other: str) -> bool:
    if one and other and (one in other or other in one):
        return True
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEAR
