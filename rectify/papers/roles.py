"""What each part of an outline is: chapter, category, group of a standing, issue, or a part of one.

Nothing is taken for an issue because of a phrase alone. A part counts by the strength of what speaks
for it: a heading that wraps an issue's words, labels and standings beneath it, a shortcoming told
where issues are due; and by being a leaf of the tree in a chapter that holds issues.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rectify.kernel.text import fold
from rectify.papers.answering import answered_chapters
from rectify.papers.evidence import (
    can_name,
    group_told,
    group_told_first,
    has_numbered,
    heading_of,
    heads_issues,
    holds_shortcomings,
    in_measures,
    is_labelled_part,
    is_piece,
    is_root,
    most_lack,
    shortcomings_in,
    states_issue,
    under_issue,
)
from rectify.papers.fields import Field
from rectify.papers.headings import Form, Heading
from rectify.papers.labels import labels_in
from rectify.papers.markers import LISTS, Style
from rectify.papers.outline import Node
from rectify.papers.recognised import PaperKind
from rectify.papers.statuses import Told, group_heading, told_in
from rectify.papers.unnumbered import Head
from rectify.papers.wording import (
    Chapter,
    chapter_of,
    is_lacking,
    is_outcome,
    is_step,
    is_topic,
    opens_with_preposition,
    organises,
    tells_neither,
)


class Zone(StrEnum):
    """What may be found in a part of the paper."""

    ISSUES = "issues"
    SELF_FOUND = "self_found"
    OPEN = "open"
    CLOSED = "closed"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a paper where its form allows more: which of nested points are the issues."""

    pieces: bool = True
    points: bool = False
    nested: bool = True
    leaves: bool = True
    answered: bool = True
    chapters: bool = True


@dataclass(frozen=True, slots=True)
class Chosen:
    """A part taken for an issue: the parts above it, how strongly it counts, its group's standing."""

    node: Node
    above: tuple[Node, ...]
    strength: int
    zone: Zone
    group: Told | None = None


EXPLICIT, TOLD, LACKING, LEAF = 3, 2, 1, 0
_OF_ISSUE = {Field.MEASURE, Field.PROGRESS, Field.STATUS, Field.CAUSE, Field.TARGET}


_TELLING = {PaperKind.REPORT, PaperKind.PLAN, PaperKind.LEDGER}
"""Papers whose opening only tells; points in it are no issues unless they are headed as such."""
_OTHERWISE = {
    Chapter.NEXT,
    Chapter.SELF_FOUND,
    Chapter.CAUSES,
    Chapter.ADVICE,
    Chapter.PRAISE,
}
"""Chapters whose headings never list feedback issues, whatever they look like."""
_FOUND_IN = {PaperKind.OTHER: Zone.SELF_FOUND}


def choose(root: Node, kind: PaperKind, reading: Reading) -> list[Chosen]:
    """The parts of a paper that are issues, in its order, under one way of reading it."""
    if kind is PaperKind.LEADER:
        return []
    chooser = _Chooser(kind, reading)
    chooser.listing = _listing_styles(root) if reading.answered else set()
    if reading.chapters and kind in _TELLING:
        chooser.chapters = answered_chapters(root)
    chooser.survey(root, Zone.ISSUES, None, ())
    return chooser.within(root, (), Zone.ISSUES, None)


def _listing_styles(root: Node) -> set[Style]:
    """The styles of numbered headings that, over the whole paper, are answered by steps."""
    levels: dict[Style, list[int]] = {}
    for chapter in root.children:
        if chapter_of(fold(heading_of(chapter.text).written)) in _OTHERWISE:
            continue
        for style, figures in shortcomings_in(chapter).items():
            summed = levels.setdefault(style, [0, 0, 0])
            levels[style] = [one + more for one, more in zip(summed, figures, strict=True)]
    return {
        style
        for style, (number, lacking, told) in levels.items()
        if number > 2 and lacking and 5 * told >= 4 * number
    }


class _Chooser:
    """Walks the tree from the leaves up."""

    def __init__(self, kind: PaperKind, reading: Reading) -> None:
        self.kind = kind
        self.reading = reading
        self.levels: dict[tuple[object, ...], list[int]] = {}
        self.level_of: dict[int, tuple[object, ...]] = {}
        self.certain: dict[int, bool] = {}
        self.listing: set[Style] = set()
        self.chapters: set[int] = set()

    def survey(self, node: Node, zone: Zone, group: Told | None, above: tuple[object, ...]) -> None:
        """Count for each level of each chapter (the styles from it down) its parts and its issues."""
        for child in node.children:
            inner = self._zone(child, zone)
            told = group_told(child) if inner is not Zone.LATER else None
            level = (*above, child.style)
            strength = None if told else self._strength(child, inner, group)
            parts = self.levels.setdefault(level, [0, 0, 0])
            parts[0] += 1
            certain = strength is not None and (strength > LEAF or self._listing(child))
            parts[1] += certain
            parts[2] += certain and not has_numbered(child)
            self.level_of[id(child)] = level
            self.certain[id(child)] = certain
            beneath = level if above and not told else (id(child), child.style)
            self.survey(child, Zone.ISSUES if told else inner, told or group, beneath)

    def _listing(self, node: Node) -> bool:
        """Whether a part stands in a paper that does nothing but list issues, and is no mere point."""
        fragment = self.kind is PaperKind.FRAGMENT and node.parent is not None and node.parent.text
        return (self.kind is PaperKind.LETTER or bool(fragment)) and node.style not in LISTS

    def _regular(self, node: Node) -> bool:
        """Whether most parts of a part's level, throughout its chapter, are issues."""
        parts, certain, _ = self.levels[self.level_of[id(node)]]
        return (certain >= 2 and certain * 2 >= parts) or (
            node.style in self.listing and tells_neither(fold(heading_of(node.text).written))
        )

    def _mostly_leaves(self, node: Node) -> bool:
        """Whether most issues of a part's level have no parts of their own: theirs is the level."""
        _, certain, leaves = self.levels[self.level_of[id(node)]]
        return node.style not in LISTS and not node.inline and certain > 2 and 2 * leaves > certain

    def _by_kin(self, node: Node, zone: Zone) -> bool:
        """Whether a part without evidence of its own is an issue because its level is one of issues."""
        if zone is Zone.LATER or node.style in LISTS or not self._regular(node):
            return False
        if zone is Zone.CLOSED and not self._told(node, Zone.ISSUES):
            return False
        words = fold(heading_of(node.text).written)
        if not can_name(node) or in_measures(node) or is_outcome(words):
            return False
        kin = (
            [child for child in node.parent.children if child.style is node.style]
            if node.parent
            else []
        )
        certain = sum(self.certain[id(child)] for child in kin)
        return 2 * certain >= len(kin) or not is_step(words)

    def within(
        self, node: Node, above: tuple[Node, ...], zone: Zone, group: Told | None
    ) -> list[Chosen]:
        """The issues among a part's children, leaves without other evidence judged by their kin."""
        found = [self.visit(child, above, zone, group) for child in node.children]
        certain = sum(1 for chosen in found if any(c.strength > LEAF for c in chosen))
        listing = any(self._listing(child) for child in node.children)
        kin = certain * 2 >= len(node.children) or listing or self.reading.points
        return [
            each
            for chosen in found
            for each in chosen
            if kin
            or each.strength > LEAF
            or each.node.parent is not node
            or self._regular(each.node)
        ]

    def visit(
        self, node: Node, above: tuple[Node, ...], zone: Zone, group: Told | None
    ) -> list[Chosen]:
        """The issues in one part: itself, those within it, or none."""
        if id(node) in self.chapters:
            return [Chosen(node, above, TOLD, Zone.ISSUES, group)]
        zone = self._zone(node, zone)
        told = group_told(node) if zone is not Zone.LATER else None
        deeper = self.within(node, (*above, node), Zone.ISSUES if told else zone, told or group)
        if told:
            return deeper
        strength = self._strength(node, zone, group)
        if not strength and self._by_kin(node, zone):
            strength = LACKING
        if strength is None or self._gives_way(node, strength, deeper):
            return deeper
        return [Chosen(node, above, strength, zone, group)]

    def _zone(self, node: Node, zone: Zone) -> Zone:
        """What may be found in a part, by its heading where that is a chapter's."""
        if node.style in LISTS | {Style.AGAINST, Style.STATED, Style.PROBLEM} or not node.text:
            return zone
        heading = heading_of(node.text)
        words = fold(heading.written)
        chapter = chapter_of(words)
        if chapter in {Chapter.SELF_FOUND, Chapter.CAUSES} and not heading.explicit:
            return self._chapter_zone(chapter, zone, top=True)
        if (
            heading.explicit
            or is_topic(words)
            or is_lacking(words)
            or group_heading(heading.written)
        ):
            return Zone.ISSUES if zone in {Zone.OPEN} else zone
        top = node.parent is None or node.parent.parent is None or node.rank <= Style.CHINESE
        found = self._chapter_zone(chapter, zone, top=top)
        weak = found is Zone.OPEN or (chapter is Chapter.ORGANISATION and not organises(words))
        if weak and self.kind is not PaperKind.OTHER and holds_shortcomings(node, self.listing):
            return Zone.ISSUES
        return found

    def _chapter_zone(self, chapter: Chapter, zone: Zone, *, top: bool) -> Zone:
        """The zone that a chapter's heading opens."""
        report, other = self.kind is PaperKind.REPORT, self.kind is PaperKind.OTHER
        told = {
            Chapter.NEXT: Zone.LATER if top or zone is not Zone.ISSUES else zone,
            Chapter.CAUSES: Zone.CLOSED,
            Chapter.SELF_FOUND: Zone.SELF_FOUND if report or other else Zone.ISSUES,
            Chapter.ISSUES: Zone.ISSUES if zone is not Zone.LATER else zone,
            Chapter.FOUND: zone if zone is Zone.LATER else _FOUND_IN.get(self.kind, Zone.ISSUES),
        }
        if chapter in told or not top:
            return told.get(chapter, zone)
        if chapter is Chapter.OTHER and not other:
            return Zone.OPEN if report else zone
        return Zone.CLOSED

    def _strength(self, node: Node, zone: Zone, group: Told | None) -> int | None:
        """How strongly a part counts as an issue; None where it cannot be one."""
        if not can_name(node):
            return None
        heading = heading_of(node.text)
        words = fold(heading.written)
        if node.style in {Style.STATED, Style.AGAINST}:
            return self._unnumbered(node, zone)
        if heading.explicit or node.style is Style.PROBLEM or node.head is Head.ISSUE:
            return self._explicit(node, zone, heading)
        return self._implied(node, zone, group, words)

    def _unnumbered(self, node: Node, zone: Zone) -> int | None:
        """An issue opened by 反馈问题：… or 针对“…”问题 without a number."""
        if node.style is Style.STATED:
            allowed = zone is not Zone.CLOSED and states_issue(node)
        else:
            allowed = self.reading.pieces and zone in {Zone.ISSUES, Zone.OPEN}
        return EXPLICIT if allowed else None

    def _explicit(self, node: Node, zone: Zone, heading: Heading) -> int | None:
        """An issue named by its heading: anywhere but in prose of organisation or of what comes."""
        if node.style in LISTS and (heading.form is Form.AGAINST or node.inline):
            allowed = (
                self.reading.pieces and zone is Zone.ISSUES and heading.form is not Form.QUOTED
            )
            return EXPLICIT if allowed else None
        return None if zone is Zone.CLOSED and node.inline else EXPLICIT

    def _implied(self, node: Node, zone: Zone, group: Told | None, words: str) -> int | None:
        """An issue by what stands in and around it."""
        point, lacking = node.style in LISTS or node.inline, is_lacking(words)
        prose = node.inline and self.kind in _TELLING and is_root(node.parent)
        if zone is Zone.LATER or prose or in_measures(node):
            return None
        if zone is Zone.CLOSED or (node.style is Style.CHINESE and not group):
            # Neither prose of organisation nor a chapter is an issue, unless all speaks for it.
            told = lacking and not point and (self._told(node, zone) or self._is_short(node))
            return TOLD if told else None
        if not point and (group or self._told(node, zone)):
            return None if is_step(words) and under_issue(node) else TOLD
        listed = not point or self._lists_issues(node, zone)
        if lacking and zone is not Zone.OPEN and (listed or most_lack(node)):
            return LACKING
        step = (is_step(words) and not opens_with_preposition(words)) or is_outcome(words)
        leaf = zone in {Zone.ISSUES, Zone.SELF_FOUND} and not step
        return LEAF if listed and leaf and not has_numbered(node) else None

    def _is_short(self, node: Node) -> bool:
        """Whether a chapter of a letter is itself one issue: a shortcoming without parts."""
        return self.kind is PaperKind.LETTER and not node.children and is_root(node.parent)

    def _lists_issues(self, node: Node, zone: Zone) -> bool:
        """Whether points (一是…二是…) stand where issues are due: right under a chapter or field."""
        above = node.parent
        if self.reading.points and zone is Zone.ISSUES:
            return True
        if (self.kind is not PaperKind.LETTER and zone is not Zone.SELF_FOUND) or above is None:
            return False
        words = fold(heading_of(above.text).written) if above.text else ""
        return (
            not words or is_topic(words) or (above.rank <= Style.CHINESE and not is_lacking(words))
        )

    def _told(self, node: Node, zone: Zone) -> bool:
        """Whether labels or a standing beneath a heading speak of an issue."""
        own = [heading_of(node.text).body, *(piece.text for piece in node.pieces[1:])]
        own += [c.text for c in node.children if c.style in LISTS or is_labelled_part(c)]
        if any(set(label.fields) & _OF_ISSUE for text in own for label in labels_in(text)):
            return True
        if zone is Zone.OPEN and not tells_neither(fold(heading_of(node.text).written)):
            return False
        if zone not in {Zone.ISSUES, Zone.OPEN}:
            return False
        return group_told_first(own[0]) or any(told_in(text) for text in own[:2] if text)

    def _gives_way(self, node: Node, strength: int, deeper: Sequence[Chosen]) -> bool:
        """Whether the parts within are the issues and the part itself is their category."""
        if not deeper:
            return False
        best = max(chosen.strength for chosen in deeper)
        points = all(c.node.style in LISTS or c.node.inline for c in deeper)
        pieces = all(is_piece(chosen.node) for chosen in deeper)
        if best < EXPLICIT and not points and self._mostly_leaves(node):
            return False
        if strength == EXPLICIT:
            regular = all(self._regular(chosen.node) for chosen in deeper)
            heads = (
                self.reading.leaves and regular and heads_issues(node, {id(c.node) for c in deeper})
            )
            return not pieces and (best == EXPLICIT or heads)
        return best == EXPLICIT or self._yields(strength, best, points=points)

    def _yields(self, strength: int, best: int, *, points: bool) -> bool:
        """Whether a part without 关于“…”的问题 yields to parts within that have none either."""
        if strength == TOLD:
            return best == TOLD and not points
        if points:
            return self.reading.points or strength == LEAF
        return self.reading.nested
