"""A PDF measured: its lines of text with their places in millimetres, and what poppler says of it."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber

MM = 72 / 25.4


@dataclass(frozen=True)
class Line:
    """Characters on one base line, from the left: where they begin and end, and in which face.

    `base` grows downwards from the foot of the page, so only differences of it mean something.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    base: float
    face: str
    size: float
    upright: bool
    characters: tuple[dict[str, Any], ...]


def pages(path: Path) -> list[list[Line]]:
    """The lines of each page from the top, the page number (turned or not) last."""
    with pdfplumber.open(path) as pdf:
        return [_lines(page.chars) for page in pdf.pages]


def _lines(characters: list[dict[str, Any]]) -> list[Line]:
    rows: dict[tuple[bool, int], list[dict[str, Any]]] = defaultdict(list)
    for character in characters:
        upright = bool(character["upright"])
        # Characters of a line share their base line, whatever their faces; a turned one its x.
        place = -character["matrix"][5] if upright else character["matrix"][4]
        rows[not upright, round(place)].append(character)
    return [_line(rows[key]) for key in sorted(rows)]


def _line(row: list[dict[str, Any]]) -> Line:
    row = sorted(row, key=lambda c: (c["x0"], c["top"]) if c["upright"] else (c["top"], c["x0"]))
    return Line(
        text="".join(c["text"] for c in row),
        left=min(c["x0"] for c in row) / MM,
        right=max(c["x1"] for c in row) / MM,
        top=min(c["top"] for c in row) / MM,
        bottom=max(c["bottom"] for c in row) / MM,
        base=-row[0]["matrix"][5] / MM,
        face=face_name(row[0]),
        size=round(float(row[0]["size"]), 1),
        upright=bool(row[0]["upright"]),
        characters=tuple(row),
    )


def face_name(character: dict[str, Any]) -> str:
    """The family of a character's font, without the subset's mark, blanks and hyphens."""
    return str(character["fontname"]).partition("+")[2].replace("-", "").replace(" ", "")


def body(lines: list[Line]) -> list[Line]:
    """The lines of the 版心, without the page number."""
    return [line for line in lines if not is_number(line)]


def number(lines: list[Line]) -> Line:
    """The page number."""
    (found,) = [line for line in lines if is_number(line)]
    return found


def is_number(line: Line) -> bool:
    """Whether this is a page number: figures between dashes."""
    return line.text.startswith("—") and line.text.strip("— ").isdigit()


def text_of(path: Path) -> str:
    """The text as poppler takes it out, without blanks and page numbers."""
    said = poppler("pdftotext", "-raw", str(path), "-")
    kept = [line for line in said.replace("\f", "\n").split("\n") if not _is_number(line)]
    return "".join("".join(kept).split())


def _is_number(line: str) -> bool:
    return line.strip().startswith("—") and line.strip("— ").isdigit()


def facts_of(path: Path) -> dict[str, str]:
    """What pdfinfo says."""
    rows = (line.partition(":") for line in poppler("pdfinfo", "-rawdates", str(path)).splitlines())
    return {name.strip(): value.strip() for name, _, value in rows}


def poppler(*command: str) -> str:
    """The output of one of poppler's tools."""
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
