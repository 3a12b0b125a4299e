"""A whole paper read: content in, facts out; nothing is written anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rectify.kernel.datewords import Counting
from rectify.papers.beneath import with_tables
from rectify.papers.celllines import with_cell_tables
from rectify.papers.combining import with_totals
from rectify.papers.comparison import warnings
from rectify.papers.content import Content, Line
from rectify.papers.deciding import Source, decide
from rectify.papers.dirt import Noise, clean, without_repetition
from rectify.papers.front import Front, front_of
from rectify.papers.headers import header_of
from rectify.papers.kinds import kind_of_paper
from rectify.papers.ledgers import captions_of, ledger_of
from rectify.papers.outline import Node, outline
from rectify.papers.paragraphs import paragraphs
from rectify.papers.recognised import Recognised
from rectify.papers.roles import Chosen
from rectify.papers.unread import nothing_read, unread_labels


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
    the paper's own 反馈日 goes before. A date after `today` is reported.
    """
    if isinstance(content, str):
        content = Content.from_text(content)
    content = Content(tuple(with_cell_tables(content.blocks)))
    content, repeated = without_repetition(content)
    read = [(table, ledger_of(table)) for table in content.tables]
    ledgers = tuple(ledger for _, ledger in read if ledger)
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
    decision = decide(Source(root, ledgers, kind, counting))
    issues = with_totals(decision.combined, decision.stated)
    issues = with_tables(issues, content, counting)
    told = (
        *warnings(kind, header, decision.stated, issues, _tallied(decision.chosen), today=today),
        *decision.combined.conflicts,
        *unread_labels(root, decision.chosen),
    )
    unread = not (issues or decision.combined.offered or any("读出" in each for each in told))
    if unread:
        told += (*nothing_read(root, len(content.tables)),)
    return Recognised(
        kind=kind,
        title=front.title,
        addressee=front.addressee,
        header=header,
        stated=decision.stated,
        issues=issues,
        offered=decision.combined.offered,
        noise=(
            *repeated,
            *noise,
            *(Noise(0, note, "表注") for ledger in ledgers for note in ledger.notes),
        ),
        warnings=told,
    )


def _opening(front: Front, root: Node, captions: Sequence[Line]) -> str:
    """The text before the first heading; in papers that tell it there, the first chapter's too."""
    opening = [piece.text for piece in root.pieces] + [line.text for line in captions]
    first = root.children[0] if root.children else None
    if first is not None:
        opening += [piece.text for node in first.walk() for piece in node.pieces][:6]
    return "\n".join(opening)


def _tallied(chosen: Sequence[Chosen]) -> list[tuple[str, int, int]]:
    """Each heading above issues with its text, its line and the number of issues under it."""
    groups: dict[int, tuple[str, int, int]] = {}
    for node in (node for each in chosen for node in each.above):
        if node.pieces and node.parent is not None:
            text = " ".join(piece.text for piece in node.pieces)
            _, _, number = groups.get(id(node), ("", 0, 0))
            groups[id(node)] = (text[:120], node.line, number + 1)
    return list(groups.values())
