"""A report put together: its sections as lines for the page, and as the document that is typeset."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rectify.reports.chapters import issues_found, ledger_table, mark, rectified
from rectify.reports.enums import SectionKind
from rectify.reports.facts import Told, told_on
from rectify.reports.results import accountability_table, regulations_table
from rectify.reports.text import Line, lines_of, plain
from rectify.rounds.models import Round
from rectify.typeset import document as doc


class AnySection(Protocol):
    """A stored section, or one that was only drafted."""

    @property
    def heading(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section as it is read: its numbered heading and its lines, or the ledger as a table."""

    section: AnySection
    heading: str
    lines: tuple[Line, ...]
    table: doc.Table | None = None

    @property
    def written(self) -> bool:
        """True for the author's own text, False for what is made from the ledger."""
        return self.section.kind == SectionKind.TEXT


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole report on its day."""

    title: str
    addressee: str
    signature: str
    as_of: date
    signed_on: date
    told: Told
    chapters: tuple[Chapter, ...]


ANNEXES: dict[str, Callable[[Told], doc.Table]] = {
    SectionKind.LEDGER_ANNEX: ledger_table,
    SectionKind.REGULATIONS: regulations_table,
    SectionKind.ACCOUNTABILITY: accountability_table,
}
"""The tables that are made from the ledger and follow the text."""


def paper_of(
    round_: Round,
    *,
    title: str,
    addressee: str,
    signature: str,
    as_of: date,
    signed_on: date,
    sections: Iterable[AnySection],
) -> Paper:
    """Fill the sections as of the report's day; sections with a heading are numbered 一、二、…"""
    told = told_on(round_, as_of)
    chapters = tuple(_chapters(sections, told))
    return Paper(title, addressee, signature, as_of, signed_on, told, chapters)


def _chapters(sections: Iterable[AnySection], told: Told) -> Iterable[Chapter]:
    number = 0
    sections = list(sections)
    tables = {id(one): ANNEXES[one.kind](told) for one in sections if one.kind in ANNEXES}
    annexes = [one for one in sections if id(one) in tables and tables[id(one)].rows]
    for section in sections:
        if section.kind in ANNEXES:
            table = tables[id(section)]
            # Without any row only the ledger is shown, as empty; it goes into no file.
            if table.rows or section.kind == SectionKind.LEDGER_ANNEX:
                place = annexes.index(section) + 1 if len(annexes) > 1 and table.rows else ""
                yield Chapter(section, f"附件{place}：{section.heading}", (), table)
            continue
        number += bool(section.heading)
        head = f"{mark(1, number)}{section.heading}" if section.heading else ""
        yield Chapter(section, head, tuple(section_lines(section, told)))


def section_lines(section: AnySection, told: Told) -> Iterable[Line]:
    """The lines of one section: the author's text, or what the ledger gives."""
    if section.kind == SectionKind.ISSUES:
        return issues_found(told)
    if section.kind == SectionKind.RECTIFIED:
        return rectified(told)
    return lines_of(section.body, told.facts)


def document_of(paper: Paper) -> doc.Document:
    """The report as an official paper: title, addressee, text, signature, annex."""
    blocks: list[doc.Block] = []
    annexes: list[doc.Annex] = []
    for chapter in paper.chapters:
        if chapter.table is not None:
            title = str(chapter.section.heading)
            landscape = chapter.section.kind == SectionKind.LEDGER_ANNEX
            if chapter.table.rows:
                annexes.append(doc.Annex(title, (chapter.table,), landscape=landscape))
            continue
        if chapter.heading:
            blocks.append(doc.Heading(1, chapter.heading))
        blocks += [_block(line) for line in chapter.lines]
    return doc.Document(
        title=paper.title,
        addressee=paper.addressee,
        blocks=tuple(blocks),
        signature=doc.Signature((paper.signature,) if paper.signature else (), paper.signed_on),
        annexes=tuple(annexes),
        metadata=doc.Metadata(author=paper.signature, subject=paper.title),
    )


def _block(line: Line) -> doc.Block:
    text = plain(line.pieces)
    if not line.level:
        return doc.Paragraph(text)
    return doc.Heading(line.level, text, plain(line.follows), outlined=line.level <= 2)
