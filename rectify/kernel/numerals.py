"""Numbers as Chinese papers write them: 一百零二, 〇, ２３, ①, ㈠, and back again."""

from __future__ import annotations

import unicodedata

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}

CHINESE = "".join([*DIGITS, *UNITS]).replace("○", "")
"""The characters of a Chinese integer below ten thousand, for use inside a regular expression."""
INTEGER = rf"(?:\d+|[{CHINESE}]+)"
"""A regular expression for a folded Arabic or a Chinese integer."""

LONGEST = 40
"""No paper writes a number of more figures; a longer row of them is no number."""


def read_number(words: str) -> int | None:
    """The integer that `words` write, in Arabic (any width), Chinese or circled figures, or None.

    Chinese figures may be told with units (二十三, 一百零二) or digit by digit (二〇二三).
    """
    plain = unicodedata.normalize("NFKC", words).strip("()（）. ").replace(" ", "")
    if len(plain) > LONGEST:
        return None
    if plain.isascii():
        return int(plain) if plain.isdigit() else None
    if not all(c in DIGITS or c in UNITS or c in MYRIADS for c in plain):
        return None
    if all(c in DIGITS for c in plain):
        return int("".join(str(DIGITS[c]) for c in plain))
    return _read_with_units(plain)


def _read_with_units(words: str) -> int | None:
    """A Chinese integer with units; None when the order of its parts makes no number."""
    total = section = 0
    digit: int | None = None
    for character in words:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
        elif character in UNITS:
            # 十 alone begins a number with an unspoken one: 十二 is 12.
            section += (1 if digit is None else digit) * UNITS[character]
            digit = None
        else:
            total = (total + section + (digit or 0)) * MYRIADS[character]
            section, digit = 0, None
    return total + section + (digit or 0)


def write_number(number: int) -> str:
    """`number` (0 to 99,999,999) in Chinese figures as headings count: 十一, 二十, 一百零二."""
    if not 0 <= number < MYRIADS["亿"]:
        raise ValueError(f"no heading counts to {number}")
    if number >= MYRIADS["万"]:
        upper, rest = divmod(number, MYRIADS["万"])
        zero = "零" if 0 < rest < 1000 else ""
        return write_number(upper) + "万" + zero + (write_number(rest) if rest else "")
    words = _write_section(number)
    return words[1:] if words.startswith("一十") else words


def _write_section(number: int) -> str:
    """An integer below ten thousand, every unit spoken."""
    figures = "零一二三四五六七八九"
    if number < 10:
        return figures[number]
    for unit, size in (("千", 1000), ("百", 100), ("十", 10)):
        if number >= size:
            count, rest = divmod(number, size)
            zero = "零" if 0 < rest < size // 10 else ""
            return figures[count] + unit + zero + (_write_section(rest) if rest else "")
    raise AssertionError("unreachable")
