"""Word's automatic numbers, counted as Word counts them: the text of a .docx does not hold them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from rectify.kernel.numerals import write_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
CHINESE_FORMATS = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "koreanCounting",
}


@dataclass
class Level:
    """One level of a list: its format, the pattern of its number ("%1、"), where it starts."""

    form: str
    pattern: str
    start: int
    restart: int | None
    legal: bool
    style: str


@dataclass
class Numbering:
    """All lists of a document, with how far each has been counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: etree._Element | None) -> Numbering:
        """The lists that numbering.xml defines; none when there is no such part."""
        numbering = cls()
        if root is None:
            return numbering
        for abstract in root.findall(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            numbering.levels[key] = {
                int(level.get(f"{W}ilvl", "0")): _level(level)
                for level in abstract.findall(f"{W}lvl")
            }
        for num in root.findall(f"{W}num"):
            key = num.get(f"{W}numId", "")
            numbering.lists[key] = _value(num, "abstractNumId") or ""
            numbering.starts[key] = {
                int(override.get(f"{W}ilvl", "0")): int(start)
                for override in num.findall(f"{W}lvlOverride")
                if (start := _value(override, "startOverride")) and start.isdecimal()
            }
        return numbering

    def next(self, list_id: str, depth: int) -> str | None:
        """The number of the next paragraph on `depth` of a list, or None where it bears none."""
        abstract = self.lists.get(list_id)
        levels = self.levels.get(abstract or "", {})
        level = levels.get(depth)
        if abstract is None or level is None:
            return None
        counts = self.counted[abstract]
        if list_id not in self.begun:
            self.begun.add(list_id)
            for at, start in self.starts.get(list_id, {}).items():
                counts[at] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and depth < restart):
                del counts[deeper]
        return self._written(level, levels, counts)

    @staticmethod
    def _written(level: Level, levels: dict[int, Level], counts: dict[int, int]) -> str | None:
        if level.form in {"bullet", "none"} and "%" not in level.pattern:
            return None

        def number(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            of = levels.get(depth)
            if of is None:
                return ""
            form = "decimal" if level.legal else of.form
            return written(counts.get(depth, of.start), form)

        return re.sub(r"%([1-9])", number, level.pattern).strip() or None


def _level(element: etree._Element) -> Level:
    restart = _value(element, "lvlRestart")
    start = _value(element, "start") or "1"
    return Level(
        form=_format(element),
        pattern=_value(element, "lvlText") or "",
        start=int(start) if start.isdecimal() else 1,
        restart=int(restart) if restart and restart.isdecimal() else None,
        legal=element.find(f"{W}isLgl") is not None,
        style=_value(element, "pStyle") or "",
    )


def _format(level: etree._Element) -> str:
    found = level.find(f".//{W}numFmt")
    return found.get(f"{W}val", "decimal") if found is not None else "decimal"


def _value(element: etree._Element, name: str) -> str | None:
    found = element.find(f"{W}{name}")
    return found.get(f"{W}val") if found is not None else None


def written(number: int, form: str) -> str:
    """A count in one of Word's number formats; what a format cannot write is written in figures."""
    if form in CHINESE_FORMATS:
        return write_number(number)
    least, most, write = WRITERS.get(form, (0, 0, str))
    return write(number) if least <= number <= most else str(number)


def _roman(number: int) -> str:
    table = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    written_out = ""
    for value, letters in table:
        while number >= value:
            written_out, number = written_out + letters, number - value
    return written_out


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1)


WRITERS: dict[str, tuple[int, int, Callable[[int], str]]] = {
    "decimalEnclosedCircle": (1, 20, _circled),
    "decimalEnclosedCircleChinese": (1, 20, _circled),
    "ideographTraditional": (1, 10, lambda number: STEMS[number - 1]),
    "ideographZodiac": (1, 12, lambda number: BRANCHES[number - 1]),
    "decimalFullWidth": (0, 10**6, lambda n: "".join(chr(ord(c) + 0xFEE0) for c in str(n))),
    "decimalZero": (0, 9, lambda number: f"0{number}"),
    "upperLetter": (1, 780, _letters),
    "lowerLetter": (1, 780, lambda number: _letters(number).lower()),
    "upperRoman": (1, 3999, _roman),
    "lowerRoman": (1, 3999, lambda number: _roman(number).lower()),
}
"""For each format: the least and the most it can write, and how."""
