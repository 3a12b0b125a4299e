"""What a paper holds and was not read is told: labels of an issue that stand in none, lists without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rectify.kernel.text import fold
from rectify.papers.fields import Field, fields_of
from rectify.papers.outline import Node
from rectify.papers.paragraphs import label_name
from rectify.papers.roles import Chosen
from rectify.papers.tokens import Piece

_OF_ISSUE = {Field.MEASURE, Field.PROGRESS}
_NAMED = 3
"""So many places are named one by one; more are summed up."""
_LISTED = 3
"""So many numbered parts make a list."""


def unread_labels(root: Node, chosen: Sequence[Chosen]) -> list[str]:
    """One sentence for each label outside the issues, and one for all further ones."""
    found = list(_outside(root, {id(each.node) for each in chosen}))
    told = [
        f"第{line}行写有“{name}”，但没有读出它所属的问题，请核对并手工补录。"
        for line, name in found[:_NAMED]
    ]
    if len(found) > _NAMED:
        told.append(f"另有{len(found) - _NAMED}处写有整改情况或整改措施，没有读出所属的问题。")
    return told


def nothing_read(root: Node, tables: int) -> list[str]:
    """One sentence for a paper that lists things or holds tables when no issue at all was read."""
    numbered = sum(1 for node in root.walk() if node.marker is not None)
    held = [f"{numbered}处编了序号的内容"] if numbered >= _LISTED else []
    held += [f"{tables}张表格"] if tables else []
    told = f"文中有{'、'.join(held)}，但没有读出问题；如其中列有反馈问题，请手工补录。"
    return [told] if held else []


def _outside(node: Node, issues: set[int]) -> Iterator[tuple[int, str]]:
    """Line and name of each such label in a part, without the issues in it."""
    if id(node) in issues:
        return
    for piece in node.pieces:
        yield from _labelled(piece)
    for child in node.children:
        yield from _outside(child, issues)


def _labelled(piece: Piece) -> Iterator[tuple[int, str]]:
    """The label that a stretch of text begins with, where it is one of an issue."""
    name = label_name(fold(piece.text))
    if name and set(fields_of(name)) & _OF_ISSUE:
        yield piece.line, name
