"""A paper's outline: numbered headings and lists as a tree, levels found out from the paper itself.

No level is fixed beforehand. A mark continues the list that waits for its value; a mark that begins
a list goes inside or beside the open ones by what comes after it, and by custom only in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rectify.kernel.text import fold
from rectify.papers.markers import LISTS, Marker, Style
from rectify.papers.paragraphs import Paragraph, label_name
from rectify.papers.statuses import group_heading
from rectify.papers.tokens import Piece, Token, tokens_of
from rectify.papers.unnumbered import Head
from rectify.papers.wording import begins_issue

_DEEPEST = 20
"""No paper nests deeper."""
_LOOKED_AHEAD = 400
"""How many marks further on a list is looked for again."""


@dataclass(eq=False, slots=True)
class Node:
    """A numbered or unnumbered part of the paper: its mark, its own text, the parts within it.

    `parts` holds further text and parts within as they follow one another in the paper.
    """

    marker: Marker | None
    pieces: list[Piece] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    parts: list[Piece | Node] = field(default_factory=list)
    parent: Node | None = None
    inline: bool = False
    rank: float = -1.0
    head: Head | None = None

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.pieces[0].line if self.pieces else 0

    @property
    def text(self) -> str:
        """Its first stretch of text, which bears the heading."""
        return self.pieces[0].text if self.pieces else ""

    @property
    def style(self) -> Style | None:
        """The style of its mark."""
        return self.marker.style if self.marker else None

    def walk(self) -> Iterator[Node]:
        """Itself and all parts within, in the order of the paper."""
        yield self
        for child in self.children:
            yield from child.walk()


def outline(paragraphs: Sequence[Paragraph]) -> Node:
    """The tree of a paper; text before the first heading belongs to the root."""
    return _Builder(list(tokens_of(paragraphs))).build()


class _Builder:
    """Puts tokens into a tree; `path` runs from the root to the node that is open innermost."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.root = Node(None)
        self.path = [self.root]
        self.ended: dict[Style, int] = {}

    def build(self) -> Node:
        """Place every token."""
        for index, token in enumerate(self.tokens):
            if token.marker is None:
                self._plain(token, index)
            else:
                self._marked(token, token.marker, index)
        return self.root

    def _plain(self, token: Token, index: int) -> None:
        """Text without a mark: a heading of its own, or more text of the open node."""
        if token.head is not None:
            rank = self._head_rank(token.head)
            while len(self.path) > 1 and self.path[-1].rank >= rank:
                self.path.pop()
            self._open(self.path[-1], token, rank)
            return
        following = self._next_marker(index)
        leads = following is not None and self._restarts_under(token, following, index)
        if not (token.lone or leads) or (following is None and token.level is None):
            while self.path[-1].inline and self.path[-1].style in LISTS:
                self.path.pop()  # a new paragraph belongs to no point inside the last one
            self.path[-1].pieces.append(token.piece)
            self.path[-1].parts.append(token.piece)
            return
        rank = self._lone_rank(token, following)
        while len(self.path) > 1 and self.path[-1].rank >= rank:
            self.path.pop()
        self._open(self.path[-1], token, rank)

    def _next_marker(self, index: int) -> Marker | None:
        """The mark of the next token, when that begins a line."""
        after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        return after.marker if after else None

    def _head_rank(self, head: Head) -> float:
        """How deep a heading without a number lies: as the last of its kind, else innermost."""
        for node in self.path:
            if node.head is head:
                return node.rank
        above = [node.rank for node in self.path if node.head is None]
        return max(above) + (0.5 if head is Head.ISSUE else 0.25)

    def _lone_rank(self, token: Token, following: Marker | None) -> float:
        """How deep an unnumbered heading lies: as Word says, else just above what it heads."""
        if token.level is not None:
            return {1: 9.0, 2: 29.0, 3: 39.0}.get(token.level, 59.0)
        assert following is not None
        beneath = following.style - 1.0
        if group_heading(token.piece.text) is not None:
            # A group of a standing never stands inside an issue, whatever numbers its items bear.
            beneath = min(beneath, Style.PROBLEM - 1.0)
        return beneath

    def _restarts_under(self, token: Token, following: Marker, index: int) -> bool:
        """Whether a line ending in a colon heads a list that begins again beside the open one."""
        if not fold(token.piece.text).endswith(":") or label_name(fold(token.piece.text)):
            return False
        open_list = self._open_node(following.style)
        if following.value != 1 or open_list is None or following.style in LISTS:
            return False
        return not self._resumes(index + 2, open_list)

    def _resumes(self, index: int, open_node: Node) -> bool:
        """Whether the open list goes on after the one that begins just before token `index`."""
        assert open_node.marker is not None
        inner = 1
        for token in self.tokens[index:]:
            marker = token.marker
            if marker is None or marker.style > open_node.marker.style:
                continue
            if marker.style < open_node.marker.style:
                return False
            if marker.value == inner + 1:
                inner = marker.value
            else:
                return marker.value == open_node.marker.value + 1
        return False

    def _open_node(self, style: Style) -> Node | None:
        """The innermost open node of a style."""
        for node in reversed(self.path):
            if node.style is style:
                return node
        return None

    def _marked(self, token: Token, marker: Marker, index: int) -> None:
        """A token with a mark: under the node whose list it continues or begins."""
        parent = self._continued(token, marker) or self._begun(token, marker, index)
        while self.path[-1] is not parent:
            self.path.pop()
        self._open(parent, token, float(marker.style))

    def _open(self, parent: Node, token: Token, rank: float) -> None:
        """A new innermost node."""
        node = Node(token.marker, [token.piece], parent=parent, inline=token.inline, rank=rank)
        node.head = token.head
        parent.children.append(node)
        parent.parts.append(node)
        self.path.append(node)

    def _continued(self, token: Token, marker: Marker) -> Node | None:
        """The open node whose list of this style waits for this value, the likeliest first."""
        if marker.style in {Style.AGAINST, Style.STATED, Style.BULLET}:
            return None
        waiting = [
            (node, last)
            for node in reversed(self.path)
            if (last := _last_of(node, marker.style))
            and last.marker
            and last.marker.value + 1 == marker.value
            and last.marker.prefix == marker.prefix
        ]
        if len(waiting) > 1:
            form = begins_issue(fold(token.piece.text))
            for node, last in waiting:
                if begins_issue(fold(last.text)) == form:
                    return node
        return waiting[0][0] if waiting else None

    def _begun(self, token: Token, marker: Marker, index: int) -> Node:
        """The node within which a new list begins, or in which a broken one goes on."""
        same = self._open_node(marker.style)
        if marker.style in {Style.AGAINST, Style.STATED}:
            return same.parent if same and same.parent else self._by_rank(marker)
        if same is not None and same.parent is not None:
            nested = marker.value == 1 and self._nests(same, token, index)
            return self.path[-1] if nested else self._deepest_for(same.parent, marker)
        if marker.style in {Style.DECIMAL, Style.DECIMAL_3}:
            return self._numbered(marker) or self._by_rank(marker)
        if self._runs_in(token, marker):
            return self._innermost()
        if group_heading(token.piece.text) is not None:
            return self._by_rank(marker)  # a group of a standing never stands inside an issue
        follows = self._by_what_follows(marker, index) if marker.value == 1 else None
        return follows or self._beside_problem(marker) or self._by_rank(marker)

    def _runs_in(self, token: Token, marker: Marker) -> bool:
        """Whether a list begins within a paragraph: it belongs to what that paragraph tells."""
        plain = marker.style in {Style.ARABIC, Style.ARABIC_BRACKET}
        return token.inline and plain and marker.value == 1 and not begins_issue(token.piece.text)

    def _innermost(self) -> Node:
        """The innermost open node that is no point of a list within a paragraph."""
        return next(n for n in reversed(self.path) if not (n.inline and n.style in LISTS))

    def _deepest_for(self, parent: Node, marker: Marker) -> Node:
        """An unnumbered heading opened since takes the restarted list, else the list's own parent."""
        for node in reversed(self.path):
            if node.marker is None and node.parent is parent and node.rank < marker.style:
                return node
        return parent

    def _nests(self, same: Node, token: Token, index: int) -> bool:
        """Whether a list of the open list's own style begins inside its last item."""
        if len(self.path) > _DEEPEST:
            return False
        below = self.path[self.path.index(same) :]
        if any(node.marker is None for node in below):
            return False
        if token.inline and self.path[-1] is same:
            return True
        ending = fold(below[-1].pieces[-1].text)
        labelled = label_name(ending.rsplit("\n", 1)[-1]) is not None and len(ending) <= 40
        return labelled or ending.endswith(":") or self._resumes(index + 1, same)

    def _numbered(self, marker: Marker) -> Node | None:
        """The open node whose own number a decimal number begins with."""
        for node in reversed(self.path):
            if node.marker and re.sub(r"\D", "", node.marker.number) == marker.prefix:
                return node
        return None

    def _by_what_follows(self, marker: Marker, index: int) -> Node | None:
        """For the beginning of a list: the innermost open part that goes on after it, or None.

        Custom would close that part, but its number comes on: 问题1 （一）（二） 问题2 （一）.
        """
        for node in reversed(self.path):
            if node.marker is None or node.rank < marker.style:
                continue
            if self._goes_on(node, node.marker, min(marker.style, node.marker.style), index):
                return node
        return None

    def _goes_on(self, node: Node, last: Marker, outer: Style, index: int) -> bool:
        """Whether the next mark of a part's own style continues it before anything further out."""
        for token in self.tokens[index + 1 : index + _LOOKED_AHEAD]:
            if token.marker is None:
                continue
            if token.marker.style is last.style:
                return token.marker.value == last.value + 1
            if token.marker.style < outer:
                return False
        return False

    def _beside_problem(self, marker: Marker) -> Node | None:
        """Where 问题N： meets Arabic numbers: it stands under a bare heading, and they stand under it."""
        if marker.style is Style.PROBLEM:
            last = self.path[-1]
            bare = last.style in {Style.ARABIC, Style.DECIMAL} and len(last.pieces) == 1
            return last if bare and not _has_body(last) else None
        inner = {Style.CHINESE_BRACKET, Style.ARABIC, Style.ARABIC_BRACKET}
        if marker.style in inner and marker.value == 1:
            return self._open_node(Style.PROBLEM)
        return None

    def _by_rank(self, marker: Marker) -> Node:
        """By custom: under the innermost open node whose style lies further out."""
        for node in reversed(self.path):
            if node.rank < marker.style:
                return node
        return self.root


def _has_body(node: Node) -> bool:
    """Whether a heading's line goes on after its first sentence."""
    return re.search(r"[。;:].", fold(node.text)) is not None


def _last_of(node: Node, style: Style) -> Node | None:
    """The last part of a node that bears a mark of a style."""
    for child in reversed(node.children):
        if child.style is style:
            return child
    return None
