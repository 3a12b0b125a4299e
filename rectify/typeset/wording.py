"""Text made ready for the line breaker: cleaned of what cannot be printed, told where it may break.

The marks that are put in (U+200B, U+2060) have no glyph and do not appear in text taken from the PDF.
"""

from __future__ import annotations

import re
import unicodedata

BREAK = "\u200b"
"""Zero width space: a line may break here."""
JOIN = "\u2060"
"""Word joiner: a line must not break here."""

_UNPRINTABLE = {"Cc", "Cf", "Cs"}
_LOOKALIKES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_BLANKS = re.compile(r" {2,}")
_OPENING, _CLOSING = "“‘", "”’"
_BEFORE_OPENING = re.compile(rf"(?<=[^\s{BREAK}“‘（《〈【〔〖「『(\[])([{_OPENING}])")
_AFTER_CLOSING = re.compile(rf"([{_CLOSING}])(?=[^\s“”‘’，。、；：？！…—）》〉】〕〗」』)\]])")
_UNITS = (
    r"(?:万亿|亿|万|千万|千|百万|百)?(?:人民币|美元|公里|公斤|人次|元|吨|亩|米)"
    r"|[年月日号时分秒岁届次轮批个项条名人份件起处户家所场篇期类组张万亿千百章节级层位只台套辆栋本部]"
)
_NUMBER_AND_UNIT = re.compile(rf"(?<=[0-9０-９])(?:([%％‰])|(?={_UNITS}))({_UNITS})?")
_ORDINAL = re.compile(r"第(?=[0-9０-９])")


def clean(text: str) -> str:
    """`text` without control and other invisible characters; tabs and NBSP become spaces.

    Line feeds stay: they are forced line breaks. Two blanks become a full-width one, as they are
    typed to keep two words a character apart. Radicals and compatibility forms, which come with text
    copied out of other PDFs and look like hanzi, become the hanzi.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\t", " ").replace("\u00a0", " ").replace("\u2028", "\n")
    text = "".join(c for c in text if c == "\n" or _printable(c))
    text = _LOOKALIKES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return _BLANKS.sub(lambda blanks: "\u3000" * (len(blanks[0]) // 2), text)


def _printable(character: str) -> bool:
    """Whether `character` means something on paper; one that is merely unknown is kept, so that it
    is missed in the fonts and named, and not left out of somebody's name in silence."""
    noncharacter = ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"
    return not noncharacter and unicodedata.category(character) not in _UNPRINTABLE


def breakable(text: str) -> str:
    """Cleaned text with marks where Chinese rules and Unicode's line breaking differ.

    Quotation marks: a line may break before an opening and after a closing one (Unicode forbids
    both, not knowing which is which). Figures stay with their unit: 100.00万元, 2024年, 第3.
    """
    text = _BEFORE_OPENING.sub(rf"{BREAK}\1", text)
    text = _AFTER_CLOSING.sub(rf"\1{BREAK}", text)
    text = _NUMBER_AND_UNIT.sub(_join, text)
    return _ORDINAL.sub(f"第{JOIN}", text)


def _join(match: re.Match[str]) -> str:
    percent, unit = match[1] or "", match[2] or ""
    return "".join(JOIN + JOIN.join(part) for part in (percent, unit) if part)


def cells(text: str) -> float:
    """The width of `text` in characters: a hanzi or full-width mark is 1, others are half as wide."""
    wide = {"W", "F", "A"}
    return sum(1 if unicodedata.east_asian_width(c) in wide else 0.5 for c in text)
