"""Parts that only answer the heading above them: a short paper's chapters may be its issues themselves.

一、公交线网优化迟缓 （一）完成数据分析。（二）撤并线路6条。— where a heading tells a shortcoming and all beneath
it are steps of one sentence, the heading is the issue and the steps are its measures.
"""

from __future__ import annotations

from rectify.kernel.text import fold
from rectify.papers.anatomy import ATTRIBUTES
from rectify.papers.evidence import can_name, heading_of, is_labelled_part
from rectify.papers.labels import labels_in
from rectify.papers.markers import LISTS
from rectify.papers.outline import Node
from rectify.papers.wording import is_lacking, is_outcome, opens_as_step, tells_neither


def answered_chapters(root: Node) -> set[int]:
    """The outermost parts that are issues answered by steps, where a third of such parts lack.

    Of all their parts at least half are steps or figures reached, and at most a third sound like
    shortcomings: 撤并重复线路6条 names what was wrong.
    """
    named = [child for child in root.children if _names(child)]
    answered = [child for child in named if child.children and _all_alone(child)]
    lacking = sum(is_lacking(_words(child)) for child in answered)
    if lacking < 2 or 3 * lacking < len(answered) or 2 * len(answered) < len(named):
        return set()
    steps = [step for child in answered for step in child.children]
    if 3 * sum(map(_lacks, steps)) > len(steps) or 2 * sum(map(_steps, steps)) < len(steps):
        return set()
    return {id(child) for child in answered}


def _all_alone(node: Node) -> bool:
    """Whether all parts of a part are bare sentences."""
    return all(_stands_alone(child) for child in node.children)


def _lacks(node: Node) -> bool:
    """Whether a part tells a shortcoming, as far as its words show."""
    return is_lacking(_words(node)) and not opens_as_step(_words(node))


def _steps(node: Node) -> bool:
    """Whether a part tells what is done or a figure reached."""
    return opens_as_step(_words(node)) or is_outcome(_words(node))


def _names(node: Node) -> bool:
    """Whether a part's heading could be an issue's: a shortcoming, or neither step nor success."""
    words = _words(node)
    return can_name(node) and (is_lacking(words) or tells_neither(words))


def _words(node: Node) -> str:
    """A part's heading, folded."""
    return fold(heading_of(node.text).written)


def _stands_alone(node: Node) -> bool:
    """Whether a part is one sentence: no issue's heading, nothing beneath it but who answers and when."""
    heading = heading_of(node.text)
    if heading.explicit or is_labelled_part(node):
        return False
    if node.style in LISTS or node.inline:
        return all(child.style in LISTS for child in node.children)
    behind = [heading.body, *(piece.text for piece in node.pieces[1:])]
    return not node.children and all(_tells_attributes(t) for t in behind if t.strip())


def _tells_attributes(text: str) -> bool:
    """Whether a text holds nothing but labelled facts: 责任领导：…；完成时限：…。"""
    labels = labels_in(text)
    return bool(labels) and all(set(label.fields) <= ATTRIBUTES for label in labels)
