"""The text of a report: lines with headings by their numbers, and figures by name in {braces}.

A line that begins with （一）, 1. or （1） is a heading up to its first full stop; every other line is
a paragraph. `{反馈问题数}` stands for the figure of that name on the report's day, `{截止日期}` for
the day itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rectify.figures.catalogue import BY_NAME, Figure
from rectify.figures.facts import LedgerFacts
from rectify.kernel.days import written
from rectify.kernel.problems import Problem

DAY_NAME = "截止日期"

_NAMED = re.compile(r"\{([^{}\n]*)\}")
_HEADINGS = (
    (2, re.compile(r"[（(][一二三四五六七八九十百]{1,4}[）)]")),
    (3, re.compile(r"\d{1,3}[.．、](?!\d)")),
    (4, re.compile(r"[（(]\d{1,3}[）)]")),
)


@dataclass(frozen=True, slots=True)
class FigureUse:
    """A figure where it stands in a text: which one, and what it says on the report's day."""

    figure: Figure
    words: str


Piece = str | FigureUse


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report: level 0 is a paragraph, 1 to 4 are headings 一、 （一） 1. （1）.

    A heading may be followed by text in the same line.
    """

    level: int
    pieces: tuple[Piece, ...]
    follows: tuple[Piece, ...] = ()


def paragraph(text: str) -> Line:
    """A paragraph without figures."""
    return Line(0, (text,))


def heading(level: int, text: str, follows: str = "") -> Line:
    """A heading without figures, perhaps with text that follows it."""
    return Line(level, (text,), (follows,) if follows else ())


def plain(pieces: Iterable[Piece]) -> str:
    """The characters of pieces, figures in their words."""
    return "".join(piece.words if isinstance(piece, FigureUse) else piece for piece in pieces)


def problems_of_text(text: str, field: str = "body") -> list[Problem]:
    """Names in braces that no figure bears, and braces without a partner."""
    unknown = [
        name
        for name in _NAMED.findall(text)
        if name.strip() not in BY_NAME and name.strip() != DAY_NAME
    ]
    problems = []
    if unknown:
        listed = "、".join(f"{{{name}}}" for name in dict.fromkeys(unknown))
        problems.append(
            Problem(
                "report.figure",
                f"没有名为{listed}的数据，请从“可用数据”中选用，或去掉花括号。",
                field=field,
            )
        )
    if "{" in _NAMED.sub("", text) or "}" in _NAMED.sub("", text):
        problems.append(Problem("report.braces", "花括号没有成对，请补齐或去掉。", field=field))
    return problems


def lines_of(text: str, facts: LedgerFacts) -> list[Line]:
    """The lines of an author's text with its figures filled in; unknown names stay as written."""
    known: dict[str, str] = {}
    return [_line(row.strip(), facts, known) for row in text.splitlines() if row.strip()]


def _line(row: str, facts: LedgerFacts, known: dict[str, str]) -> Line:
    level = next((level for level, mark in _HEADINGS if mark.match(row)), 0)
    head, stop, rest = row.partition("。")
    if not level or not stop:
        return Line(level, _pieces(row, facts, known))
    return Line(level, _pieces(head + stop, facts, known), _pieces(rest, facts, known))


def _pieces(text: str, facts: LedgerFacts, known: dict[str, str]) -> tuple[Piece, ...]:
    parts: Sequence[str] = _NAMED.split(text)
    pieces: list[Piece] = []
    for place, part in enumerate(parts):
        if place % 2:
            pieces.append(_named(part, facts, known))
        elif part:
            pieces.append(part)
    return tuple(pieces)


def _named(name: str, facts: LedgerFacts, known: dict[str, str]) -> Piece:
    if name.strip() == DAY_NAME:
        return written(facts.day)
    figure = BY_NAME.get(name.strip())
    if figure is None:
        return f"{{{name}}}"
    if figure.key not in known:
        known[figure.key] = figure.words(facts)
    return FigureUse(figure, known[figure.key])
