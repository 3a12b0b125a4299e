"""A whole paper read: content in, facts out; nothing is written anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rectify.kernel.datewords import Counting
from rectify.papers.combining import Told, combine, with_totals
from rectify.papers.comparison import warnings
from rectify.papers.content import Content, Line
from rectify.papers.dirt import clean
from rectify.papers.entries import issue_in
from rectify.papers.front import Front, front_of
from rectify.papers.headers import header_of
from rectify.papers.issues import issue_of, path_of
from rectify.papers.kinds import kind_of_paper
from rectify.papers.ledgers import Ledger, captions_of, ledger_of
from rectify.papers.outline import Node, outline
from rectify.papers.paragraphs import paragraphs
from rectify.papers.recognised import PaperKind, Recognised, Stated
from rectify.papers.roles import Chosen, Reading, Zone, choose
from rectify.papers.statistics import stated_in
from rectify.papers.wording import Chapter, chapter_of

READINGS = (
    Reading(),
    Reading(points=True),
    Reading(pieces=False),
    Reading(nested=False),
    Reading(pieces=False, nested=False),
)
"""Ways to read nested points, the usual one first; the paper's own count decides between them."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """What the steps of reading share."""

    front: Front
    root: Node
    kind: PaperKind
    counting: Counting


def read_paper(
    content: Content | str,
    *,
    today: date,
    immediate_days: int | None = None,
    rectification_months: int | None = None,
    feedback_on: date | None = None,
) -> Recognised:
    """Recognise title, header, figures, issues and measures of a paper.

    `feedback_on`, `immediate_days` and `rectification_months` are what the round and the unit set;
    the paper's own 反馈日 goes before. `today` bounds what the paper's dates may mean.
    """
    if isinstance(content, str):
        content = Content.from_text(content)
    read = [(table, ledger_of(table)) for table in content.tables]
    ledgers = [ledger for _, ledger in read if ledger]
    named = [table for table, ledger in read if ledger] or content.tables
    captions = [Line(0, text) for table in named for text in captions_of(table)]
    lines, noise = clean(content.lines)
    front = front_of(paragraphs(lines or captions))
    root = outline(front.text)
    opening = _opening(front, root, captions)
    whole = "\n".join(p.text for p in front.text)
    kind = kind_of_paper(front.title, opening, whole)
    header = header_of(front, kind, opening, whole)
    counting = Counting(header.feedback_on or feedback_on, immediate_days, rectification_months)
    paper = _Paper(front, root, kind, counting)
    chosen, stated = _decide(paper)
    combined = combine([*_told(paper, chosen), *_told_in_ledgers(ledgers, counting)])
    issues = with_totals(combined, stated)
    return Recognised(
        kind=kind,
        title=front.title,
        addressee=front.addressee,
        header=header,
        stated=stated,
        issues=issues,
        offered=combined.offered,
        noise=tuple(noise),
        warnings=(
            *warnings(kind, header, stated, issues, _tallied(chosen)),
            *combined.conflicts,
        ),
    )


def _opening(front: Front, root: Node, captions: Sequence[Line]) -> str:
    """The text before the first heading; in papers that tell it there, the first chapter's too."""
    opening = [piece.text for piece in root.pieces] + [line.text for line in captions]
    first = root.children[0] if root.children else None
    if first is not None:
        opening += [piece.text for node in first.walk() for piece in node.pieces][:6]
    return "\n".join(opening)


def _decide(paper: _Paper) -> tuple[list[Chosen], Stated]:
    """The reading whose number of issues the paper itself states, else the usual one."""
    usual = choose(paper.root, paper.kind, READINGS[0])
    stated = stated_in(_outside(paper.root, usual))
    known = {stated.issues, *stated.other_issues} - {None}
    if not usual or not known or _count(usual) in known:
        return usual, _settled(stated, _count(usual))
    for reading in READINGS[1:]:
        other = choose(paper.root, paper.kind, reading)
        if _count(other) in known:
            return other, _settled(stated_in(_outside(paper.root, other)), _count(other))
    return usual, stated


def _settled(stated: Stated, count: int) -> Stated:
    """Of several counts of issues (12个问题，细化为39个) the one that is told one by one."""
    if stated.issues != count and count in stated.other_issues:
        return replace(stated, issues=count)
    return stated


def _count(chosen: Sequence[Chosen]) -> int:
    """The number of issues that are neither self-found nor mere mentions."""
    return sum(1 for each in chosen if each.zone not in {Zone.SELF_FOUND, Zone.LATER})


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


def _told(paper: _Paper, chosen: Sequence[Chosen]) -> Iterator[Told]:
    """The chosen parts as issues with where they stood."""
    holders = {id(each.above[1]) for each in chosen if len(each.above) > 1}
    for each in chosen:
        issue = issue_of(each, path_of(each, len(holders)), paper.kind, paper.counting)
        chapter = id(each.above[1]) if len(each.above) > 1 else 0
        yield Told(issue, chapter, each.zone, each.group is not None)


def _told_in_ledgers(ledgers: Sequence[Ledger], counting: Counting) -> Iterator[Told]:
    """The entries of all ledgers as issues."""
    for ledger in ledgers:
        for entry in ledger.entries:
            zone = Zone.SELF_FOUND if entry.block.self_found else Zone.ISSUES
            yield Told(issue_in(entry, counting), id(ledger), zone, grouped=False)


def _tallied(chosen: Sequence[Chosen]) -> list[tuple[str, int, int]]:
    """Each heading above issues with its text, its line and the number of issues under it."""
    groups: dict[int, tuple[str, int, int]] = {}
    for node in (node for each in chosen for node in each.above):
        if node.pieces and node.parent is not None:
            text = " ".join(piece.text for piece in node.pieces)
            _, _, number = groups.get(id(node), ("", 0, 0))
            groups[id(node)] = (text[:120], node.line, number + 1)
    return list(groups.values())
