"""The part of a text in which the words searched for stand, cut so that they can be marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rectify.kernel.text import search_key

BEFORE = 18
LONGEST = 110


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `hit` is one of the words searched for."""

    text: str
    hit: bool


def snippet(text: str, words: str) -> list[Piece]:
    """At most `LONGEST` characters around the first hit, in pieces; the beginning when none is in it."""
    flat = " ".join(text.split())
    spans = _spans(flat, [search_key(term) for term in words.split()])
    start = max(spans[0][0] - BEFORE, 0) if spans else 0
    end = min(start + LONGEST, len(flat))
    start = max(min(start, end - LONGEST), 0)
    inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
    return [
        *([Piece("…", hit=False)] if start else []),
        *_pieces(flat, start, end, inside),
        *([Piece("…", hit=False)] if end < len(flat) else []),
    ]


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for first, last in spans:
        if first > at:
            yield Piece(text[at:first], hit=False)
        yield Piece(text[first:last], hit=True)
        at = last
    if at < end:
        yield Piece(text[at:end], hit=False)


def _spans(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where the terms stand in the text, in order, overlapping ones joined.

    The search goes over the text's key, which has no blanks and punctuation: each of the key's
    characters knows from which of the text it came.
    """
    key, origin = [], []
    for place, character in enumerate(text):
        for one in search_key(character):
            key.append(one)
            origin.append(place)
    joined, found = "".join(key), []
    for term in filter(None, terms):
        at = joined.find(term)
        while at >= 0:
            found.append((origin[at], origin[at + len(term) - 1] + 1))
            at = joined.find(term, at + len(term))
    merged: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
