"""Sentences, quotations and brackets: where a piece of official Chinese may be cut."""

from __future__ import annotations

from collections.abc import Iterator

_OPENING = {"“": "”", "‘": "’", "《": "》", "(": ")", "[": "]", "【": "】"}
_CLOSING = {close: opening for opening, close in _OPENING.items()}
TERMINALS = "。；;！!？?"


def depths(folded: str) -> list[int]:
    """For each character, how many quotations, titles and brackets are open around it.

    An opening mark that never closes, and a closing one that was never opened, count for nothing.
    """
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for place, character in enumerate(folded):
        if character in _OPENING:
            waiting.append((character, place))
        elif character in _CLOSING:
            opening = _CLOSING[character]
            for index in range(len(waiting) - 1, -1, -1):
                if waiting[index][0] == opening:
                    pairs.append((waiting[index][1], place))
                    del waiting[index:]
                    break
    return _levels(len(folded), pairs)


def _levels(length: int, pairs: list[tuple[int, int]]) -> list[int]:
    """Depth of each place between pairs of marks; the marks themselves are within."""
    steps = [0] * (length + 1)
    for start, end in pairs:
        steps[start] += 1
        steps[end + 1] -= 1
    level, levels = 0, []
    for step in steps[:length]:
        level += step
        levels.append(level)
    return levels


def sentences(folded: str, ends: str = TERMINALS) -> Iterator[tuple[int, int]]:
    """The spans of sentences, each with its final mark; marks within quotations do not end one."""
    start = 0
    level = depths(folded)
    for place, character in enumerate(folded):
        if character == "\n" or (character in ends and level[place] == 0):
            if folded[start:place].strip():
                yield start, place + 1
            start = place + 1
    if folded[start:].strip():
        yield start, len(folded)


def closing_of(folded: str, opening: int) -> int | None:
    """The place of the mark that closes the one at `opening`, or None."""
    open_mark = folded[opening]
    close_mark = _OPENING[open_mark]
    depth = 0
    for place in range(opening, len(folded)):
        if folded[place] == open_mark:
            depth += 1
        elif folded[place] == close_mark:
            depth -= 1
            if depth == 0:
                return place
    return None


def is_open(folded: str) -> bool:
    """Whether a quotation or bracket was opened and not closed by the end."""
    for opening, close in (("“", "”"), ("(", ")"), ("《", "》")):
        last = folded.rfind(opening)
        if last >= 0 and folded.count(opening) > folded.count(close) and close not in folded[last:]:
            return True
    return False


def without_tail(text: str) -> str:
    """`text` without punctuation and blanks at its ends."""
    return text.strip().rstrip(" \t\n\u3000\xa0。；;，,：:、.．").strip()
