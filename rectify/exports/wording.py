"""How the ledger's facts are worded in a cell, so that our own reader takes them for the same facts.

Where several wordings would do, the reader is asked which of them it takes for what is meant.
"""

from __future__ import annotations

from rectify.deadlines.models import Deadline
from rectify.issues.enums import Standing
from rectify.kernel.datewords import read_deadline
from rectify.kernel.days import written
from rectify.kernel.text import fold
from rectify.papers.entries import standing_in
from rectify.papers.headings import read_heading
from rectify.papers.markers import leading_marker

SEPARATORS = ("", "、", ".", "，", " ")
"""What may part a number from the words behind it; nothing, where the number brings its own mark."""


def heading_words(number: str, title: str) -> str:
    """A category's number and title in one cell: 一、党的建设方面."""
    if not number or title.startswith(number):
        return title
    for separator in SEPARATORS:
        words = f"{number}{separator}{title}"
        marker = leading_marker(fold(words), words)
        if marker and number.startswith(marker.number) and words[marker.end :].strip() == title:
            return words
    return title


def title_words(title: str) -> str:
    """An issue's title, as 关于“…”的问题 where a reader would cut the bare words or lose a part."""
    plain = " ".join(title.split())
    bare = leading_marker(fold(plain), plain) is None and read_heading(plain)
    if bare and bare.title == plain and not bare.body:
        return plain
    return f"关于“{plain}”的问题"


def standing_cell(standing: str, words: str) -> str:
    """The office's own words for a standing where they tell it, else the standing's name."""
    told = standing_in(words) if words.strip() else None
    if told is not None and (told.status.value, told.words) == (standing, words.strip()):
        return words
    return str(Standing(standing).label)


def due_words(deadline: Deadline | None) -> str:
    """The office's words for a date; where it wrote none, the date itself or 长期坚持."""
    if deadline is None:
        return ""
    words = deadline.words.strip()
    if not words and deadline.due_on is not None:
        words = written(deadline.due_on)
    if deadline.long_term and not (words and read_deadline(words).long_term):
        words = f"{words}，长期坚持" if words else "长期坚持"
    return words
