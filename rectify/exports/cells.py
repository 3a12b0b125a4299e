"""What may stand in a cell: text that no spreadsheet program takes for anything but text."""

from __future__ import annotations

import unicodedata

LIMIT = 32_767
"""What a cell may hold in any spreadsheet program."""

CUT = "……（内容过长，全文见系统）"


def cell_text(value: str) -> str:
    """`value` as a cell may hold it: lines parted by \\n, no control characters, at most `LIMIT` long.

    What begins with = + - @ needs no change: cells are written as strings, never guessed from their
    looks.
    """
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    plain = lines if lines.isprintable() else "".join(c for c in lines if _may_stand(c))
    if plain.startswith("<r>") and plain.endswith("</r>"):
        # XlsxWriter would take it for ready-made rich text and write it unescaped.
        plain += " "
    return plain if len(plain) <= LIMIT else plain[: LIMIT - len(CUT)] + CUT


def _may_stand(character: str) -> bool:
    """Whether XML and office programs take a character: no control, half pair or non-character."""
    return character == "\n" or unicodedata.category(character) not in {"Cc", "Cs", "Cn"}
