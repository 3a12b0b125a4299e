"""Text compared: folding of widths for reading, one key for searching, likeness of two wordings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

_NOT_WORDS = re.compile(r"[\W_]+")
_STOP = re.compile(
    r"(?<=[\u4e00-\u9fff%)”》])\.(?=\s*(?:[\u4e00-\u9fff“\"(《①-⑳]|\d+\.|$))", re.MULTILINE
)
_HEADING_NUMBER = re.compile(r"(?:^|[\s。;(])[(]?[一二三四五六七八九十]{1,3}[)]?$|[(]\d{1,2}[)]$")
_LINKS = re.compile(r"[的地得之了]")


class _Folding(dict[int, str]):
    """Every character to its plain form of the same length, found out once for each character."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = self[code] = _fold_character(character)
        return folded


def _fold_character(character: str) -> str:
    """NFKC where that keeps one character for one and does not lose a circle or a superscript."""
    if unicodedata.category(character) == "No":
        return character
    if unicodedata.category(character) in {"Zs", "Cc"} and character != "\n":
        return " "
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


_FOLDING = _Folding()
_FOLDING.update(dict(zip(map(ord, "「『〝﹁﹃"), "“" * 5, strict=True)))
_FOLDING.update(dict(zip(map(ord, "」』〞﹂﹄"), "”" * 5, strict=True)))
_FOLDING.update({ord("〔"): "(", ord("〕"): ")", ord("﹝"): "(", ord("﹞"): ")"})


def _full_stop(match: re.Match[str]) -> str:
    """。 for a half-width stop, unless it stands behind the number of a heading (一.提高)."""
    before = match.string[max(match.start() - 8, 0) : match.start()]
    return "." if _HEADING_NUMBER.search(before) else "。"


def fold(text: str) -> str:
    """`text` with one plain character for each: half-width figures, brackets, commas, spaces.

    The length stays the same, so that a place found in the folded text is the place in the text.
    Straight quotation marks open and close by turns, a half-width full stop that ends a Chinese
    sentence becomes one (。). Circled figures (①) stay as they are.
    """
    folded = text.translate(_FOLDING)
    if "." in folded:
        folded = _STOP.sub(_full_stop, folded)
    if '"' in folded:
        pieces = folded.split('"')
        joints = ("“" if i % 2 == 0 else "”" for i in range(len(pieces) - 1))
        folded = "".join(p + j for p, j in zip(pieces, [*joints, ""], strict=True))
    return folded


def storable(text: str) -> str:
    """`text` without what no database keeps and no page shows: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


@lru_cache(maxsize=65536)
def search_key(text: str) -> str:
    """The letters, figures and characters of `text` alone, NFKC and lower case, for substring search.

    Both the stored column and what a person types go through this, so that widths, blanks and
    punctuation never keep the two apart.
    """
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _pairs(key: str) -> Counter[str]:
    """The pairs of neighbouring characters of a key; a single character counts as itself."""
    return Counter(key[i : i + 2] for i in range(max(len(key) - 1, 1)))


def similarity(one: str, other: str) -> float:
    """How alike two wordings are, 0 to 1: the share of character pairs that both have (Dice).

    Widths, punctuation and the little words 的地得之了 make no difference. Two empty wordings are
    not alike, since nothing speaks for it.
    """
    first, second = (_LINKS.sub("", search_key(text)) for text in (one, other))
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    left, right = _pairs(first), _pairs(second)
    shared = sum((left & right).values())
    return 2 * shared / (left.total() + right.total())


def containment(one: str, other: str) -> float:
    """How much of the shorter wording stands in the longer one, 0 to 1, in character pairs."""
    first, second = (_LINKS.sub("", search_key(text)) for text in (one, other))
    if not first or not second:
        return 0.0
    left, right = _pairs(first), _pairs(second)
    return sum((left & right).values()) / min(left.total(), right.total())
