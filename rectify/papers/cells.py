"""What stands in one cell: several values joined by lines, bars or numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rectify.kernel.text import fold
from rectify.papers.markers import leading_marker
from rectify.papers.outline import Node, outline
from rectify.papers.paragraphs import Paragraph

_ENDS_OPEN = re.compile(r"[，、,：:（(“]$")


@dataclass(frozen=True, slots=True)
class Part:
    """One of several values in a cell, with its number when it bears one."""

    number: str
    text: str


def lines_in(text: str) -> list[str]:
    """The values of a cell joined by line breaks or bars; a broken sentence is put together."""
    joined: list[str] = []
    for line in (part.strip() for part in re.split(r"\n|\s[|｜]\s|[|｜]", text)):
        if not line:
            continue
        if joined and (_ENDS_OPEN.search(joined[-1]) and leading_marker(fold(line), line) is None):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def parts_of(text: str) -> list[Part]:
    """The enumerated points of a cell, or its lines, or its whole text as the only part."""
    lines = lines_in(text)
    if not lines:
        return []
    paragraphs = [Paragraph(1, 1, line) for line in lines]
    root = outline(paragraphs)
    top = root.children
    marks = [node for node in top if node.marker is not None]
    if marks and (len(marks) > 1 or len(lines) == 1 or marks[0].style is not None):
        return [_part(node) for node in marks]
    return [Part("", line) for line in lines]


def _part(node: Node) -> Part:
    """A numbered part with everything below it, as written."""
    assert node.marker is not None
    rest = [piece.text for piece in node.pieces]
    rest += [
        piece.raw for child in node.children for inner in child.walk() for piece in inner.pieces
    ]
    text = (
        "".join(rest)
        if len(rest) == 1
        else rest[0] + "".join(part if _follows(part) else "\n" + part for part in rest[1:])
    )
    return Part(node.marker.number, text.strip().rstrip("；;"))


def _follows(part: str) -> bool:
    """Whether a piece carries on the same line."""
    return bool(part) and leading_marker(fold(part), part) is not None
