"""The words in one cell of our own ledger as facts: the inverse of `wording`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rectify.kernel.datewords import Counted, Counting, DeadlineMeaning, read_deadline
from rectify.kernel.text import fold
from rectify.papers.comparison import LABELS
from rectify.papers.entries import standing_in
from rectify.papers.headings import read_heading
from rectify.papers.markers import leading_marker
from rectify.papers.names import names_in
from rectify.papers.recognised import PathStep, Responsible
from rectify.papers.statuses import Status

_WRAPPED = re.compile(r"关于“(?P<title>.+)”的问题", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STATUS_OF = {label: status for status, label in LABELS.items()}


def path_in(above: Sequence[str]) -> tuple[PathStep, ...]:
    """The categories in the cells of a row: 一、党的建设方面 is number and title."""
    steps = []
    for words in filter(None, above):
        marker = leading_marker(fold(words), words)
        plain = words[marker.end :].strip() if marker else ""
        steps.append(
            PathStep(plain, marker.number) if marker is not None and plain else PathStep(words)
        )
    return tuple(steps)


def title_in(words: str, number: str, *, by_hand: bool) -> tuple[str, str, str]:
    """(number, title, further words) of an issue's cell; one typed by hand may be a whole paragraph."""
    number = re.sub(r"\.0$", "", number)
    wrapped = _WRAPPED.fullmatch(words)
    if wrapped is not None:
        return number, wrapped["title"], ""
    if not by_hand:
        return number, words, ""
    marker = leading_marker(fold(words), words)
    plain = words[marker.end :].strip() if marker else words
    heading = read_heading(" ".join(plain.split()))
    body = heading.body if heading.explicit else plain if heading.body else ""
    return number or (marker.number if marker else ""), heading.title, body


def told_standing(label: str, words: str) -> tuple[Status | None, str | None]:
    """The standing, and the office's own words for it where it is not called by our name for it."""
    if not label:
        return None, words or None
    if label in STATUS_OF:
        return STATUS_OF[label], words or None
    told = standing_in(label)
    return (told.status if told else None), words or label


def own_deadline(words: str, day: str, counting: Counting) -> DeadlineMeaning | None:
    """The words with the day of its own column; where that is empty, the day that the words mean."""
    if not words and not day:
        return None
    meaning = read_deadline(" ".join(words.split()), counting)
    on = date.fromisoformat(day[:10]) if _DAY.match(day) else None
    if on is not None and on != meaning.on:
        return replace(meaning, on=on, counted=Counted.DAY, flags=frozenset())
    if on is None and day:
        # Typed over by hand: 12月底前 in the column of days.
        return read_deadline(day, counting)
    return meaning


def duty_in(
    *, leaders: str = "", sub: str = "", lead: str = "", assist: str = "", persons: str = ""
) -> Responsible:
    """The names in the columns of those who answer, each column for itself."""
    return Responsible(
        leaders=tuple(names_in(leaders)),
        lead=tuple(names_in(lead)),
        assist=tuple(names_in(assist)),
        persons=tuple(names_in(persons)),
        sub_leaders=tuple(names_in(sub)),
    )
