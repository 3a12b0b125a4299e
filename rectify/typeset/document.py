"""What a printed paper consists of: one tree of frozen dataclasses for every printed thing.

Text arrives finished: figures are filled in, and headings carry their own numbers (一、 （一） 1.
（1）), because the author's numbers are part of the text. Nothing here knows of HTML, PDF or fonts.
A line feed inside a text is a forced break of the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from rectify.kernel import days


class Emphasis(StrEnum):
    """The faces that official papers use inside a text; neither bold nor italics are among them."""

    NONE = "none"
    HEI = "hei"
    KAI = "kai"
    SONG = "song"
    UNDERLINE = "underline"


class Align(StrEnum):
    """Where text stands in its cell."""

    START = "start"
    CENTER = "center"
    END = "end"


class TextSize(StrEnum):
    """Sizes of text in tables: 四号 14 pt, 小四 12 pt, 五号 10.5 pt, 小五 9 pt."""

    FOUR = "four"
    SMALL_FOUR = "small-four"
    FIVE = "five"
    SMALL_FIVE = "small-five"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face."""

    text: str
    emphasis: Emphasis = Emphasis.NONE


Text = str | Run | Sequence[str | Run]
"""What may be given wherever text is wanted: a string, a run, or several of them."""


def runs(text: Text) -> tuple[Run, ...]:
    """`text` as a tuple of runs, without empty ones."""
    parts: Sequence[str | Run] = [text] if isinstance(text, str | Run) else text
    made = (Run(part) if isinstance(part, str) else part for part in parts)
    return tuple(run for run in made if run.text)


def plain(text: Text) -> str:
    """The bare characters of `text`."""
    return "".join(run.text for run in runs(text))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, its first line two characters in unless `indent` is False."""

    text: Text
    indent: bool = True
    align: Align = Align.START


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 一、 2 （一） 3 1. or 4 （1）.

    With `follows` it is a run-in heading: that text goes on in the same paragraph, in the body's
    face. `outlined` headings make the PDF's outline.
    """

    level: int
    text: str
    follows: Text = ""
    outlined: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError(f"headings have levels 1 to 4, not {self.level}")


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue in a report: its heading, the sentence on its status, and what was done about it.

    With `run_in` the status sentence follows the heading in the same paragraph (整改情况一句话),
    without it the status is a line of its own.
    """

    heading: str
    status: Text = ""
    paragraphs: tuple[Paragraph, ...] = ()
    level: int = 3
    run_in: bool = True


@dataclass(frozen=True, slots=True)
class List:
    """Items one below the other, each with its own number or mark in its text."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """Labels with what belongs to them (组长：…), all texts beginning at the same place."""

    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its share of the width, and how its cells are aligned."""

    title: str
    width: float = 1
    align: Align = Align.START


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is more than its text: it spans, is aligned otherwise, or is a label in 黑体.

    In forms `height` (mm) leaves room for writing by hand, and `foot` is a line at the end of that
    room, on the right (签字、日期).
    """

    text: Text = ""
    columns: int = 1
    rows: int = 1
    align: Align | None = None
    label: bool = False
    height: float = 0
    foot: Text = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with fixed column widths; its head is repeated on every page.

    `rows` hold strings or `Cell`s; a row of a single string in a table of several columns is a
    heading across the whole width (a 方面 in a ledger). A cell that spans rows must be left out of
    the rows below. Without any column title there is no head, as in forms.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text | Cell, ...], ...]
    caption: str = ""
    note: str = ""
    size: TextSize = TextSize.FIVE


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Paragraph | Heading | Issue | List | Entries | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Annex:
    """A 附件 on its own pages, with its own title; `landscape` turns its pages.

    Listed annexes stand in the 附件说明 below the body, in this order.
    """

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """署名 and 成文日期; `sealed` leaves the room that a seal over them needs."""

    names: tuple[str, ...]
    on: date | str | None = None
    sealed: bool = False

    @property
    def day(self) -> str:
        """The date as it is printed; a date given in words stays as it is."""
        return days.written(self.on) if isinstance(self.on, date) else self.on or ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """版头: the issuing body in red, the paper's number, and what else may stand above the rule."""

    issuer: str
    number: str = ""
    signatory: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记: who gets copies, who printed the paper and when; on the foot of the last page."""

    printed_by: str
    printed_on: date | str
    copies_to: str = ""

    @property
    def day(self) -> str:
        """The date of printing as it stands in the 版记."""
        on = self.printed_on
        return f"{days.written(on)}印发" if isinstance(on, date) else on


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says about itself; without `made_at` it bears no date."""

    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One paper. Only the title is required; line feeds in it are the author's own line breaks.

    `contact` is the 附注, printed in （） below the date.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    subtitle: str = ""
    addressee: str = ""
    signature: Signature | None = None
    contact: str = ""
    annexes: tuple[Annex, ...] = ()
    letterhead: Letterhead | None = None
    imprint: Imprint | None = None
    landscape: bool = False
    metadata: Metadata = field(default_factory=Metadata)

    def listed_annexes(self) -> tuple[Annex, ...]:
        """The annexes that the 附件说明 names."""
        return tuple(annex for annex in self.annexes if annex.listed)
