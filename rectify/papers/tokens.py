"""Paragraphs cut at every mark that is one: which marks begin a line, which stand within it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rectify.papers.markers import Marker, Style, inline_markers, leading_marker, stated_problem
from rectify.papers.paragraphs import Paragraph, label_name
from rectify.papers.sentences import depths
from rectify.papers.unnumbered import Head, heads_in
from rectify.papers.wording import begins_issue, is_lone_heading


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text behind its mark, the same with its mark, and the lines it stands on."""

    line: int
    last: int
    text: str
    raw: str
    begins_line: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A mark with the text up to the next one; `lone` is a heading without a number."""

    marker: Marker | None
    piece: Piece
    inline: bool = False
    lone: bool = False
    level: int | None = None
    head: Head | None = None


def tokens_of(paragraphs: Sequence[Paragraph]) -> Iterator[Token]:
    """The paragraphs cut at every accepted mark."""
    last: dict[Style, int] = {}
    heads = heads_in(paragraphs)
    for index, paragraph in enumerate(paragraphs):
        if index in heads:
            text = paragraph.text
            piece = Piece(paragraph.number, paragraph.last, text.strip(), text, True)
            yield Token(None, piece, lone=True, head=heads[index])
            continue
        folded = paragraph.folded
        lead = leading_marker(folded, paragraph.text) or stated_problem(folded, 0)
        if lead is not None and not _plausible(lead, last):
            lead = None
        if lead is not None:
            last[lead.style] = lead.value
        after = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        marks = [m for m in [lead] if m]
        marks += _accepted(paragraph, lead.end if lead else 0, last)
        yield from _cut(paragraph, marks, lone=lead is None and _is_lone(paragraph, after))


def _plausible(marker: Marker, last: dict[Style, int]) -> bool:
    """Whether a decimal mark is no quantity and no date: 2.1 must follow another or begin."""
    if marker.style not in {Style.DECIMAL, Style.DECIMAL_3}:
        return True
    return marker.value == 1 or last.get(marker.style) == marker.value - 1


def _is_lone(paragraph: Paragraph, after: Paragraph | None) -> bool:
    """Whether an unnumbered line is a heading: by Word's hint, or short and telling, before a list."""
    if paragraph.level is not None:
        return True
    if len(paragraph.text) > 45 or label_name(paragraph.folded):
        return False
    following = leading_marker(after.folded, after.text) if after else None
    return following is not None and is_lone_heading(paragraph.folded)


def _accepted(paragraph: Paragraph, after: int, last: dict[Style, int]) -> list[Marker]:
    """The marks within a paragraph that carry on a list or begin one that goes on."""
    folded = paragraph.folded
    level = depths(folded)
    found = [
        marker
        for marker in inline_markers(folded, paragraph.text, after)
        if level[marker.start] == 0 or _own_bracket(folded, level, marker)
    ]
    final = {(marker.style, marker.value): marker.start for marker in found}
    accepted: list[Marker] = []
    for marker in found:
        if accepted and marker.start < accepted[-1].end:
            continue
        goes_on = final.get((marker.style, marker.value + 1), 0) > marker.start
        if _fits(marker, folded, last, goes_on=goes_on):
            last[marker.style] = marker.value
            accepted.append(marker)
    return accepted


def _own_bracket(folded: str, level: Sequence[int], marker: Marker) -> bool:
    """Whether the only bracket around a mark is the mark's own, as in （1）."""
    return level[marker.start] == 1 and folded[marker.start] in "([【"


def _fits(marker: Marker, folded: str, last: dict[Style, int], *, goes_on: bool) -> bool:
    """Whether a mark within a line is one: it continues, or begins what is continued."""
    explicit = begins_issue(folded[marker.end : marker.end + 200])
    continues = last.get(marker.style) == marker.value - 1
    if marker.style in {Style.ITEM, Style.CIRCLE}:
        return marker.value == 1 or continues
    if marker.style in {Style.AGAINST, Style.STATED}:
        return True
    if marker.style in {Style.PROBLEM, Style.ASPECT, Style.TASK, Style.MEASURE}:
        return marker.value == 1 or continues
    if marker.value == 1:
        return goes_on or explicit
    if marker.style in {Style.CHINESE, Style.ARABIC} and not explicit:
        return continues and folded[marker.start - 1 : marker.start] in "。；;”)!? \t:"
    return continues or explicit


def _cut(paragraph: Paragraph, marks: Sequence[Marker], *, lone: bool) -> Iterator[Token]:
    """A paragraph as tokens, the first of them with or without a mark."""
    starts = [mark.start for mark in marks]
    if not starts or paragraph.text[: starts[0]].strip():
        end = starts[0] if starts else len(paragraph.text)
        raw = paragraph.text[:end]
        piece = Piece(paragraph.number, paragraph.last, raw.strip(), raw, True)
        yield Token(None, piece, lone=lone, level=paragraph.level)
    for index, mark in enumerate(marks):
        end = starts[index + 1] if index + 1 < len(starts) else len(paragraph.text)
        text = paragraph.text[mark.end : end].strip()
        first = mark.start == 0 or not paragraph.text[: mark.start].strip()
        raw = paragraph.text[0 if first else mark.start : end]
        piece = Piece(paragraph.number, paragraph.last, text, raw, first)
        yield Token(mark, piece, not first, level=paragraph.level if first else None)
