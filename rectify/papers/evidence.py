"""What stands in and around one part of an outline, as far as it tells whether the part is an issue."""

from __future__ import annotations

import re
from functools import lru_cache

from rectify.kernel.text import fold, search_key
from rectify.papers.fields import Field, fields_of
from rectify.papers.headings import Form, Heading, read_heading
from rectify.papers.labels import labels_in
from rectify.papers.markers import LISTS, Style
from rectify.papers.outline import Node
from rectify.papers.paragraphs import label_name
from rectify.papers.statuses import Told, group_heading, group_of
from rectify.papers.unnumbered import Head
from rectify.papers.wording import (
    is_lacking,
    is_topic,
    opens_as_step,
    tells_neither,
    without_tail_count,
)

_OF_ASPECT = re.compile(r"^\s*第.{1,3}(?:个|大)?(?:方面|部分|类)[，,、：:\s]*")
_BRACKETED = re.compile(r"\s*[(（【\[]([^()（）【】\[\]]{2,20})[)）】\]]")
_SHORTEST = 2
_NEVER = {Style.PART, Style.TASK, Style.MEASURE}


@lru_cache(maxsize=20000)
def heading_of(text: str) -> Heading:
    """The heading of a part's text, read once."""
    return read_heading(text)


def group_told(node: Node) -> Told | None:
    """The standing that a part's heading gives to all within, or None."""
    if not node.text or (node.inline and node.style in LISTS):
        return None
    return group_heading(_OF_ASPECT.sub("", heading_of(node.text).written))


def can_name(node: Node) -> bool:
    """Whether a part's heading can be that of an issue: words of its own, no field, no label."""
    if not node.text or (node.marker is None and node.head is not Head.ISSUE):
        return False
    heading = heading_of(node.text)
    words = fold(heading.written)
    if len(search_key(heading.title)) < _SHORTEST or fields_of(words) or is_topic(words):
        return False
    return node.style not in _NEVER and not is_labelled_part(node)


def is_labelled_part(node: Node) -> bool:
    """Whether a numbered label (1.存在问题：, 2.整改措施：) makes a part only a section of an issue."""
    name = label_name(fold(node.text))
    if name is None or node.parent is None:
        return False
    if Field.ISSUE not in fields_of(name):
        return True
    kin = (label_name(fold(child.text)) for child in node.parent.children if child is not node)
    return any(other and Field.ISSUE not in fields_of(other) for other in kin)


def under_issue(node: Node) -> bool:
    """Whether the part above names a shortcoming, so that steps within it are its measures."""
    above = node.parent
    if above is None or above.marker is None or not above.text:
        return False
    heading = heading_of(above.text)
    words = fold(heading.written)
    return not is_topic(words) and (heading.explicit or is_lacking(words))


def heads_issues(node: Node, chosen: set[int]) -> bool:
    """Whether 关于“…”的问题 only heads numbered issues: nothing of its own, most parts are issues."""
    numbered = [c for c in node.children if c.style not in LISTS and not c.inline]
    found = sum(1 for child in numbered if id(child) in chosen)
    own = [heading_of(node.text).body, *(piece.text for piece in node.pieces[1:])]
    told = any(without_tail_count("，" + text) not in {"", "，"} for text in own if text)
    return len(numbered) > 1 and 2 * found > len(numbered) and not told


def answered(node: Node) -> bool:
    """Whether a heading that tells neither step nor success is answered by steps: so is an issue."""
    heading = heading_of(node.text)
    if not tells_neither(fold(heading.written)):
        return False
    texts = [heading.body, *(piece.text for piece in node.pieces[1:])]
    texts += [child.text for child in node.children]
    first = next((text for text in texts if text.strip()), "")
    step = opens_as_step(fold(first)) and re.match(r"\s*[由为在]", first) is None
    return step or bool(labels_in(first)) or group_told_first(first)


def group_told_first(text: str) -> bool:
    """Whether a text opens with a standing of its own, as a sentence or in a bracket."""
    match = _BRACKETED.match(text)
    words = match[1] if match else re.split(r"[。；;]", text, maxsplit=1)[0]
    return group_of(words) is not None


def shortcomings_in(node: Node) -> dict[Style, tuple[int, int, int]]:
    """For each style of numbered headings within a part: how many, how many lack, are answered."""
    levels: dict[Style, tuple[int, int, int]] = {}
    for each in node.walk():
        style = each.style
        if each is node or style is None or style in LISTS or each.inline or not can_name(each):
            continue
        lacks = is_lacking(fold(heading_of(each.text).written)) and not in_measures(each)
        number, lacking, told = levels.get(style, (0, 0, 0))
        levels[style] = (number + 1, lacking + lacks, told + (lacks or answered(each)))
    return levels


def holds_shortcomings(node: Node, known: set[Style]) -> bool:
    """Whether most of a part's numbered headings, on some level of it, tell shortcomings.

    On a level `known` to list issues elsewhere in the paper it is enough that steps answer them.
    """
    return any(
        (number > 1 and 3 * lacking >= 2 * number) or (style in known and 2 * told >= number)
        for style, (number, lacking, told) in shortcomings_in(node).items()
    )


def is_root(node: Node | None) -> bool:
    """Whether a part is the paper itself, whose own text is its opening."""
    return node is not None and node.parent is None


def most_lack(node: Node) -> bool:
    """Whether most points of a list tell shortcomings, so that it is no list of steps."""
    kin = node.parent.children if node.parent else [node]
    told = [is_lacking(fold(heading_of(child.text).written)) for child in kin]
    return 2 * sum(told) > len(told)


def in_measures(node: Node) -> bool:
    """Whether a part stands behind the label 整改措施： or 整改情况： of the part above it."""
    above = node.parent
    if above is None or above.marker is None:
        return False
    if not any(labels_in(piece.text) for piece in above.pieces):
        return False
    before = above.parts[: above.parts.index(node)]
    texts = [above.text, *(part.text for part in before if not isinstance(part, Node))]
    named = [label for text in texts for label in labels_in(text)]
    return bool(named) and bool(set(named[-1].fields) & {Field.MEASURE, Field.PROGRESS})


def is_piece(node: Node) -> bool:
    """Whether a part only takes up a point of the issue it stands in: 针对“…”问题，…。"""
    against = node.style is Style.AGAINST or node.style in LISTS
    return against or heading_of(node.text).form is Form.AGAINST


def states_issue(node: Node) -> bool:
    """Whether 反馈问题：… opens an issue of its own, and does not describe the one it stands in.

    It describes when it stands alone under a numbered heading that is itself a shortcoming.
    """
    above = node.parent
    if above is None or above.marker is None or not above.text:
        return True
    kin = sum(1 for child in above.children if child.style is Style.STATED)
    heading = heading_of(above.text)
    words = fold(heading.written)
    return kin > 1 or not (heading.explicit or is_lacking(words) or above.rank > Style.ARABIC)


def has_numbered(node: Node) -> bool:
    """Whether a part has parts of its own that begin lines and are no mere points."""
    return any(not child.inline and child.style not in LISTS for child in node.children)
