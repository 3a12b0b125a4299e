"""Numbering marks of official papers: 一、（一）1.（1）①, 第一方面，问题1：, 一是 — in any width.

A mark is known by its style and value; which styles lie above which is found out by the outline.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from rectify.kernel.numerals import CHINESE, read_number


class Style(IntEnum):
    """Styles of numbering, from the outermost to the innermost as papers mostly use them."""

    PART = 0
    CHINESE = 10
    ASPECT = 20
    CHINESE_BRACKET = 30
    PROBLEM = 38
    ARABIC = 40
    DECIMAL = 50
    DECIMAL_3 = 55
    ARABIC_BRACKET = 60
    AGAINST = 62
    STATED = 63
    TASK = 64
    MEASURE = 65
    CIRCLE = 70
    ORDINAL = 80
    ITEM = 90
    BULLET = 95


LISTS = {Style.CIRCLE, Style.ORDINAL, Style.ITEM, Style.BULLET, Style.MEASURE, Style.TASK}
"""Styles that enumerate within an issue and never head a chapter."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A mark at `start:end` of a line: its style, its value and how its number was written."""

    style: Style
    value: int
    number: str
    start: int
    end: int
    prefix: str = ""


_N = rf"(?P<n>\d{{1,3}}|[{CHINESE}]{{1,4}})"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚❶❷❸❹❺❻❼❽❾❿➀➁➂➃➄➅➆➇➈➉"
_DOTTED = "".join(chr(c) for c in range(0x2488, 0x249C))
_BRACKETED = "".join(chr(c) for c in range(0x2474, 0x2488))
_BRACKETED_CHINESE = "".join(chr(c) for c in range(0x3220, 0x322A))
_NOT_UNIT = r"(?!\s*(?:万|亿|元|%|‰|倍|个|米|公里|平方|吨|版|小时|分|度|折|GHz|G))"

_LEADING: tuple[tuple[Style, re.Pattern[str]], ...] = tuple(
    (style, re.compile(pattern))
    for style, pattern in (
        (Style.PART, rf"(?P<number>第\s*{_N}\s*(?:部分|章|篇|编))\s*[、:,.]?"),
        (
            Style.ASPECT,
            rf"[(]?(?P<number>第\s*{_N}\s*(?:个|大)?\s*(?:方面|层面|大类"
            rf"|类(?!似)))[)]?\s*[,:、.]?",
        ),
        (Style.ASPECT, rf"(?P<number>方面\s*{_N})\s*[,:、.]"),
        (
            Style.PROBLEM,
            rf"[【\[(]?(?P<number>(?:巡察|反馈|具体|存在|整改|突出|主要"
            rf"|的)*问题\s*(?:清单)?\s*[(]?{_N}[)]?)\s*(?:[】\])]\s*[:、.,]?|[:、.,]|\s(?=\S))",
        ),
        (Style.PROBLEM, rf"(?P<number>第\s*{_N}\s*[个条项]\s*(?:反馈|具体|整改)*问题)\s*[:,、.]"),
        (Style.PROBLEM, rf"(?P<number>(?:序号|编号)\s*[:]?\s*{_N})\s*[:、.,\s]"),
        (
            Style.MEASURE,
            rf"[【\[(]?(?P<number>(?:整改|具体)*(?:措施"
            rf"|举措)\s*[(]?{_N}[)]?)\s*(?:[】\])]\s*[:、.,]?|[:、.,]|\s(?=\S))",
        ),
        (
            Style.TASK,
            rf"[【\[(]?(?P<number>(?:整改|具体"
            rf"|工作)*任务\s*[(]?{_N}[)]?)\s*(?:[】\])]\s*[:、.,]?|[:、.,]|\s(?=\S))",
        ),
        (Style.ORDINAL, rf"(?P<number>第{_N})\s*[,、:](?!\d)"),
        (Style.ORDINAL, rf"(?P<number>其{_N})\s*[,、:是]"),
        (Style.ITEM, rf"(?P<number>{_N}是)(?!否|一)"),
        (Style.CHINESE, rf"(?P<number>(?P<n>[{CHINESE}]{{1,4}}))\s*(?:、|[.:,](?!\d))"),
        (
            Style.CHINESE_BRACKET,
            rf"(?P<number>[(【\[]\s*(?P<n>[{CHINESE}]{{1,4}})\s*[)】\]])\s*[、.,:]?",
        ),
        (Style.CHINESE_BRACKET, rf"(?P<number>(?P<n>[{CHINESE}]{{1,4}})\s*[)])\s*[、.,:]?"),
        (Style.CHINESE_BRACKET, rf"(?P<number>(?P<n>[{_BRACKETED_CHINESE}]))\s*[、.,:]?"),
        (
            Style.DECIMAL_3,
            rf"(?P<number>(?P<prefix>\d{{1,2}}\.\d{{1,2}})\.(?P<n>\d{{1,2}}))(?![\d%年月日])[.、\s]?{_NOT_UNIT}",
        ),
        (
            Style.DECIMAL,
            rf"(?P<number>(?P<prefix>\d{{1,2}})\.(?P<n>\d{{1,2}}))(?![\d%年月日前至讲])(?:[.、\s](?!\d))?{_NOT_UNIT}",
        ),
        (
            Style.ARABIC,
            r"(?P<number>(?P<n>\d{1,3}))\s*(?:、|\.(?:(?!\d)|(?=\d{4}\s*年|\d{3,}[\u4e00-\u9fff]))|[,:](?![\d\s]))",
        ),
        (Style.ARABIC, r"(?P<number>(?P<n>\d{1,2}))\s+(?=关于|针对|“|问题|对)"),
        (Style.ARABIC, r"(?P<number>(?P<n>\d{1,2}))\s+(?=[\u4e00-\u9fff]{4})"),
        (Style.ARABIC, rf"(?P<number>(?P<n>[{_DOTTED}]))\s*"),
        (Style.ARABIC_BRACKET, r"(?P<number>[(【\[]\s*(?P<n>\d{1,3})\s*[)】\]])\s*[、.,:]?"),
        (Style.ARABIC_BRACKET, r"(?P<number>(?P<n>\d{1,3})\s*[)])\s*[、.,:]?"),
        (Style.ARABIC_BRACKET, rf"(?P<number>(?P<n>[{_BRACKETED}]))\s*[、.,:]?"),
        (Style.CIRCLE, rf"(?P<number>(?P<n>[{_CIRCLES}]))\s*[、.,:]?"),
        (Style.BULLET, r"(?P<number>[●■◆▪•★☆◇□▲△➢➤✓√])\s*(?P<n>)"),
        (Style.BULLET, r"(?P<number>[·*+-])\s+(?P<n>)(?=[\u4e00-\u9fff“《])"),
    )
)

_BOUNDARY = re.compile(r"(?:^|(?<=[。；;:!?”)】>…\s]))")
_INLINE_BOUNDED = {
    Style.ASPECT,
    Style.PROBLEM,
    Style.TASK,
    Style.MEASURE,
    Style.ORDINAL,
    Style.CHINESE,
    Style.CHINESE_BRACKET,
    Style.ARABIC,
    Style.ARABIC_BRACKET,
}
_ITEM_INLINE = re.compile(rf"(?:^|(?<=[。；;:,!?”)】>…\s]))(?P<number>{_N}是)(?!否)")
_AGAINST_INLINE = re.compile(
    r"(?:^|(?<=[。；;!\s]))\s*(?P<number>)(?=(?:二是|三是)?(?:针对|对于"
    r"|对)[^。；;,“”]{0,12}“[^。；;]{2,150}?”[^。,，；;:“”]{0,12}问题[,:。])"
)
_CIRCLE_INLINE = re.compile(rf"(?P<number>(?P<n>[{_CIRCLES}]))\s*[、.,:]?")


def _value(words: str) -> int | None:
    """The value of a number, also of one in a circle or bracket of its own."""
    if len(words) == 1 and unicodedata.category(words) == "No":
        return int(unicodedata.numeric(words))
    return read_number(words)


def _marker(style: Style, match: re.Match[str], written: str) -> Marker | None:
    """A mark from its match; `written` is the unfolded text, for the number as it was written."""
    value = 0 if style is Style.BULLET else _value(match["n"])
    if value is None or (value == 0 and style is not Style.BULLET):
        return None
    number = written[match.start("number") : match.end("number")].strip()
    prefix = match.groupdict().get("prefix") or ""
    # 第一方面，聚焦… is a heading only together with its number.
    end = match.start() if style is Style.ASPECT else match.end()
    return Marker(style, value, number, match.start(), end, prefix)


def leading_marker(folded: str, written: str) -> Marker | None:
    """The mark that a line begins with, or None; `folded` is the line folded, of equal length."""
    begin = len(folded) - len(folded.lstrip(" \u3000*"))
    for style, pattern in _LEADING:
        match = pattern.match(folded, begin)
        if match and match.end() <= len(folded):
            marker = _marker(style, match, written)
            if marker is not None:
                return marker
    return None


_STATED = re.compile(
    r"\s*(?P<number>)[【\[(]?(?:(?:巡察|反馈|具体|存在|整改|指出|发现|主要|组|的)*问题"
    r"(?:表现|描述|内容)?|反馈意见|巡察意见)[】\])]?\s*[:](?=\s*\S)"
)


def stated_problem(folded: str, place: int) -> Marker | None:
    """A label (反馈问题：) that may open an issue without a number, or None."""
    match = _STATED.match(folded, place)
    return Marker(Style.STATED, 1, "", match.start(), match.end()) if match else None


def inline_markers(folded: str, written: str, after: int) -> Iterator[Marker]:
    """Every place behind `after` that could be a mark within a line, in order of place."""
    found: dict[int, Marker] = {}
    for pattern, style in ((_ITEM_INLINE, Style.ITEM), (_CIRCLE_INLINE, Style.CIRCLE)):
        for match in pattern.finditer(folded, after):
            marker = _marker(style, match, written)
            if marker is not None:
                found[marker.start] = marker
    for boundary in _BOUNDARY.finditer(folded, after):
        marker = _bounded(folded, written, boundary.end())
        quoted = folded[boundary.end() - 1 : boundary.end()] in {"”", ")"}  # 针对“…”问题：
        if marker is None and boundary.end() > after and not quoted:
            marker = stated_problem(folded, boundary.end())
        if marker is not None:
            found.setdefault(marker.start, marker)
    for match in _AGAINST_INLINE.finditer(folded, after):
        if match.end() > after or after == 0:
            found.setdefault(match.end(), Marker(Style.AGAINST, 1, "", match.end(), match.end()))
    yield from (found[place] for place in sorted(found) if place >= after)


def _bounded(folded: str, written: str, place: int) -> Marker | None:
    """A mark that stands within a line only behind a sentence's end, at `place`, or None."""
    for style, pattern in _LEADING:
        match = pattern.match(folded, place) if style in _INLINE_BOUNDED else None
        marker = _marker(style, match, written) if match else None
        if marker is not None:
            return marker
    return None
