"""The papers of the corpus: where each is, what kind it is, and what a clerk reads in it.

`NN-slug.expected.json` stands beside its paper: `.txt` (text), `.tsv` (cells pasted from a spreadsheet),
`.sheet.json` and `.doc.json` (descriptions of which `workbook` and `document` make real files).

An expected reading has the keys of `manage.py intake --json` that are compared, and `covers`, the rows of
the field it stands for. A key left out of `header`, `stated` or beside a name is not compared; null means
that there is nothing to read. How words are taken:

- A title is what stands in the quotation marks of 关于“…”的问题 and its kin, else the heading's words without
  关于 and 的问题, number and closing stop.
- A path holds the categories from the outermost inwards, as written without their numbers and without
  counts (共6条问题); a chapter of the paper is none, unless the chapters are the 方面 themselves.
- A status is null where nothing tells it; where a closing section names what is unfinished, or the totals
  say that all is done, the rest is done.
- A deadline's day is null where the words name none: immediate, periodic, conditional, masked.
- A measure's text is without its marker; a body without markers is one measure, its status sentence apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.intake.accuracy.facts import Reading, reading_of

FOLDER = Path(__file__).parents[1] / "corpus"
_EXPECTED = ".expected.json"


class Kind(StrEnum):
    """How a paper comes in."""

    TEXT = "text"
    CELLS = "cells"
    XLSX = "xlsx"
    DOCX = "docx"


_SUFFIXES = {
    ".txt": Kind.TEXT,
    ".tsv": Kind.CELLS,
    ".sheet.json": Kind.XLSX,
    ".doc.json": Kind.DOCX,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper and the JSON of its expected reading."""

    name: str
    kind: Kind
    source: Path
    expected: Mapping[str, Any]

    @property
    def reading(self) -> Reading:
        """What a clerk reads in it."""
        return reading_of(self.expected)

    def text(self) -> str:
        """The source as characters; offices still send GB18030."""
        raw = self.source.read_bytes()
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("gb18030")

    def description(self) -> Mapping[str, Any]:
        """What a file is made of, for kinds whose file is not kept itself."""
        found: Mapping[str, Any] = json.loads(self.source.read_text(encoding="utf-8"))
        return found


def papers(kinds: frozenset[Kind] = frozenset(Kind), starting: str = "") -> list[Paper]:
    """All papers of these kinds whose name begins so, in the order of their numbers."""
    found = []
    for beside in sorted(FOLDER.glob(f"{starting}*{_EXPECTED}")):
        name = beside.name.removesuffix(_EXPECTED)
        source, kind = _source(name)
        if kind in kinds:
            expected = json.loads(beside.read_text(encoding="utf-8"))
            found.append(Paper(name, kind, source, expected))
    return found


def _source(name: str) -> tuple[Path, Kind]:
    for suffix, kind in _SUFFIXES.items():
        source = FOLDER / f"{name}{suffix}"
        if source.exists():
            return source, kind
    raise FileNotFoundError(f"{name}{_EXPECTED} has no paper beside it.")
