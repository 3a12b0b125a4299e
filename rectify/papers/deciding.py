"""Which of several ways to read nested points is meant: the paper's own count decides.

An outline may leave open whether a heading or the points under it are the issues. The usual way is
taken unless the paper states a number of issues that only another way yields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rectify.kernel.datewords import Counting
from rectify.papers.combining import Combined, Told, combine
from rectify.papers.entries import issue_in
from rectify.papers.issues import issue_of, path_of
from rectify.papers.ledgers import Ledger
from rectify.papers.outline import Node
from rectify.papers.recognised import PaperKind, Stated
from rectify.papers.roles import Chosen, Reading, Zone, choose
from rectify.papers.statistics import stated_in
from rectify.papers.wording import Chapter, chapter_of

READINGS = (
    Reading(),
    Reading(points=True),
    Reading(pieces=False),
    Reading(nested=False),
    Reading(pieces=False, nested=False),
    Reading(leaves=False),
    Reading(answered=False),
    Reading(chapters=False),
)
"""Ways to read nested points, the usual one first; the paper's own count decides between them."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is read: the outline, the ledgers beside it, the kind of paper, how deadlines count."""

    root: Node
    ledgers: tuple[Ledger, ...]
    kind: PaperKind
    counting: Counting


@dataclass(frozen=True, slots=True)
class Decision:
    """One way of reading: the parts chosen, the issues they make, the figures stated beside them."""

    chosen: tuple[Chosen, ...]
    combined: Combined
    stated: Stated

    @property
    def agrees(self) -> bool:
        """Whether it yields as many issues as the paper states."""
        known = {self.stated.issues, *self.stated.other_issues} - {None}
        return len(self.combined.issues) in known


def decide(source: Source) -> Decision:
    """The reading whose number of issues the paper itself states, else the usual one."""
    usual = _read(source, READINGS[0])
    if usual.stated.issues is None or usual.agrees:
        return usual
    others = (_read(source, reading) for reading in READINGS[1:])
    return next((other for other in others if other.agrees), usual)


def _read(source: Source, reading: Reading) -> Decision:
    """Read in one way."""
    chosen = tuple(choose(source.root, source.kind, reading))
    told = [*_told(source, chosen), *_told_in_ledgers(source.ledgers, source.counting)]
    combined = combine(told)
    stated = stated_in(_outside(source.root, chosen))
    return Decision(chosen, combined, _settled(stated, len(combined.issues)))


def _settled(stated: Stated, count: int) -> Stated:
    """Of several counts of issues (12个问题，细化为39个) the one that is told one by one."""
    if stated.issues != count and count in stated.other_issues:
        return replace(stated, issues=count)
    return stated


def _outside(root: Node, chosen: Sequence[Chosen]) -> Iterator[str]:
    """The text outside issues and outside the headings that group them."""
    inside = {id(each.node) for each in chosen}
    groups = {
        id(n) for each in chosen for n in each.above if n.parent is not None and n.parent.parent
    }
    yield from (piece.text for piece in root.pieces)
    for child in root.children:
        if chapter_of(child.text) is not Chapter.NEXT:
            yield from _outside_in(child, inside, groups)


def _outside_in(node: Node, inside: set[int], groups: set[int]) -> Iterator[str]:
    """The text of a part outside issues."""
    if id(node) in inside:
        return
    if id(node) not in groups:
        yield from (piece.text for piece in node.pieces)
    for child in node.children:
        yield from _outside_in(child, inside, groups)


def _told(source: Source, chosen: Sequence[Chosen]) -> Iterator[Told]:
    """The chosen parts as issues with where they stood."""
    holders = {id(each.above[0]) for each in chosen if each.above and not each.group}
    for each in chosen:
        issue = issue_of(each, path_of(each, len(holders)), source.kind, source.counting)
        chapter = id(each.above[0]) if each.above else 0
        yield Told(issue, chapter, each.zone, each.group is not None)


def _told_in_ledgers(ledgers: Sequence[Ledger], counting: Counting) -> Iterator[Told]:
    """The entries of all ledgers as issues."""
    for ledger in ledgers:
        for entry in ledger.entries:
            zone = Zone.SELF_FOUND if entry.block.self_found else Zone.ISSUES
            yield Told(issue_in(entry, counting), id(ledger), zone, grouped=False)
