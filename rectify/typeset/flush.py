"""Lines that end flush, as official papers have them: the rest of a line is spread over its characters.

WeasyPrint widens nothing but spaces, and Chinese has none. It asks one function, `justify_line`, to
fill each line that has to be justified; `library.py` puts ours in its place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

WIDEST = 0.5
"""More than this share of a character between any two is worse than a ragged line."""


@dataclass(slots=True)
class Piece:
    """The text of one box in a line, and which of its characters are spread."""

    box: Any
    text: str

    @property
    def ends(self) -> tuple[bool, bool]:
        """Whether the first and the last character that can be seen are spread."""
        seen = [c for c in self.text if not invisible(c)]
        return spread(seen[0]), spread(seen[-1])

    @property
    def gaps(self) -> float:
        """How many gaps inside the box widen; Pango puts half a gap on each side of a character."""
        first, last = self.ends
        return sum(map(spread, self.text)) - first / 2 - last / 2


def spread(character: str) -> bool:
    """Whether room is put around `character`: hanzi and full-width marks, blanks, no figures."""
    return character == " " or unicodedata.east_asian_width(character) in {"W", "F", "A"}


def invisible(character: str) -> bool:
    """Whether `character` has no width at all (the marks of wording.py)."""
    return unicodedata.category(character) == "Cf"


def justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Spread `extra_width` over the line, between its first and its last visible character."""
    pieces = [Piece(box, box.text) for box in _texts(line) if box.text.strip("\u200b\u2060 ")]
    if not pieces:
        return
    # The library counts the tracking after the last character too, where it shows as nothing.
    tracking = pieces[-1].box.style["letter_spacing"]
    extra_width += 0 if tracking == "normal" else tracking
    between = sum(a.ends[1] / 2 + b.ends[0] / 2 for a, b in pairwise(pieces))
    gaps = sum(piece.gaps for piece in pieces) + between
    if gaps <= 0 or extra_width <= 0:
        return
    each = extra_width / gaps
    if each > WIDEST * line.style["font_size"]:
        return
    _Spreading({id(piece.box): piece for piece in pieces}, each).move(line)


def _texts(box: Any) -> Iterator[Any]:
    """The text boxes of a line in their order."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _texts(child)


class _Spreading:
    """One line being spread, from left to right."""

    def __init__(self, pieces: dict[int, Piece], each: float) -> None:
        self.pieces = pieces
        self.each = each
        self.moved = 0.0
        self.half_gap = 0.0  # what the character before the next box still has to its right

    def move(self, box: Any) -> None:
        """Move `box` to the right by what the boxes before it have grown, and widen it."""
        if piece := self.pieces.get(id(box)):
            first, last = piece.ends
            if self.moved or self.half_gap:
                self.moved += self.half_gap + self.each * first / 2
            box.position_x += self.moved
            box.width += self.each * piece.gaps
            box.pango_layout = Spread(box.pango_layout, self.each)
            self.moved += self.each * piece.gaps
            self.half_gap = self.each * last / 2
        elif children := self._inline(box):
            start = self.moved
            box.position_x += start
            for child in children:
                if child.is_in_normal_flow():
                    self.move(child)
            box.width += self.moved - start
        else:
            box.translate(self.moved, 0)

    @staticmethod
    def _inline(box: Any) -> Any:
        from weasyprint.formatting_structure import boxes

        return box.children if isinstance(box, boxes.LineBox | boxes.InlineBox) else None


class Spread:
    """A laid-out text that is drawn with more room around its Chinese characters.

    It stands where the library keeps its own layout object and passes everything on to that.
    """

    def __init__(self, plain: Any, each: float) -> None:
        self.plain = plain
        self.each = each

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)

    def reactivate(self, style: Any) -> None:
        """Called before drawing: lay the text out again, then widen."""
        self.plain.reactivate(style)
        tracking = 0 if style["letter_spacing"] == "normal" else style["letter_spacing"]
        self._widen(_drawable(tracking + self.each, style["font_size"]))

    def _widen(self, spacing: float) -> None:
        from weasyprint.text.ffi import TO_UNITS, ffi, pango

        layout = self.plain.layout
        attributes = pango.pango_layout_get_attributes(layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        for start, end in stretches(self.plain.text):
            attribute = pango.pango_attr_letter_spacing_new(round(spacing * TO_UNITS))
            attribute.start_index, attribute.end_index = start, end
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(layout, attributes)


def _drawable(spacing: float, size: float) -> float:
    """The nearest spacing that survives the drawing, which cuts it to thousandths of the size."""
    thousandths = round(spacing * 1000 / size)
    return (thousandths + (0.3 if thousandths >= 0 else -0.3)) * size / 1000


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of spread characters, as byte offsets in UTF-8."""
    start = at = 0
    inside = False
    for character in text:
        if spread(character) != inside:
            if inside:
                yield start, at
            start, inside = at, not inside
        at += len(character.encode())
    if inside:
        yield start, at
