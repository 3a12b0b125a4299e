"""A heading read: where it ends and the body begins, and the issue's own words within it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from rectify.kernel.text import fold
from rectify.papers.fields import Field, fields_of
from rectify.papers.sentences import closing_of, depths, without_tail
from rectify.papers.statuses import group_of
from rectify.papers.wording import aims_at, is_lacking, is_topic


class Form(StrEnum):
    """How a heading names an issue."""

    ABOUT = "about"
    AGAINST = "against"
    QUOTED = "quoted"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as written, the issue's words within it, its form, and the text that follows it."""

    written: str
    title: str
    form: Form
    body: str

    @property
    def explicit(self) -> bool:
        """Whether the heading says by its form that it names an issue."""
        return self.form is not Form.PLAIN


_TOLD_BY = r"(?:巡[察视](?:组)?(?:反馈)?(?:意见)?|反馈(?:意见)?)(?:中)?(?:反馈|指出|提出|发现|存在)?(?:的)?"
_OPENING = re.compile(
    r"\s*(?:(?:巡察组?|巡视组?|反馈|指出|整改|落实|的)*(?P<word>关于|针对|对于|对"
    rf"|就)(?:{_TOLD_BY}|(?:指出|提出|存在)的?(?=“))?)?\s*"
)
_PROBLEM = r"(?:的|等|这一|方面|之类|，|,|\s)*(?:具体|突出|主要|反馈|整改|有关)*问题"
_AFTER = re.compile(
    r"(?:的)?(?:整改|落实|办理|处理|解决)?(?:落实|进展|完成|推进|整改|工作)*(?:情况|成效|结果)?"
)
_UNQUOTED = re.compile(
    r"(?P<title>.{3,160}?)(?:的|等)?(?:具体|突出|主要|反馈)*问题(?=(?:的)?(?:整改|落实)"
    r"|[。.:;,，(\s]|$)"
)
_END = re.compile(r"\s*(?:——|[。.:;,、])?\s*")
_LEAD = re.compile(
    r"\s*(?:[【\[(](?P<note>[^【】\[\]()]{2,16})[】\])]|(?:(?:巡察|反馈|具体|存在|整改|主要"
    r"|的)*问题(?:描述|表现|内容)?|(?:巡察|反馈)(?:组)?(?:反馈)?意见|反馈内容)\s*:)\s*(?=\S)"
)
_ASPECT_NUMBER = re.compile(r"\s*[(]?(?:第.{1,3}(?:个|大)?(?:方面|层面|大类|类)|方面.{1,3})[)]?")
_WRAPPED = re.compile(
    r"(?P<title>.{3,160}?)(?:(?:的|等)*问题(?:的)?(?:整改|落实|办理|处理|解决)?|(?:的)?整改)"
    r"(?:落实|进展|完成|推进|整改|工作)*(?:情况|成效|结果)?"
)
_GENERAL = re.compile(
    r"(?:本轮|上轮|县委|市委|省委|区委|巡[察视](?:组)?|反馈|指出|发现|移交|存在|主要|具体|突出|重点|有关"
    r"|上述|各类|全部|已|完成|整改|持续|推进|正在|需|长期|坚持|的|意见|方面|个|项|条|\d|[一二三四五六七八九十])+"
)
"""The issue's words in front of what only says that an issue is told: …问题整改情况."""
_AIMED = re.compile(
    r"\s*(?:围绕|聚焦|紧盯|紧扣|着力解决|重点解决)(?:巡察)?(?:反馈|指出)?(?:的)?"
    r"(?P<title>[^。;,:]{4,60}?)(?:的)?(?:突出|具体|等)*问题(?=[。;,:])"
)
_NOTE = re.compile(r"[(\[【](?P<inner>[^()\[\]【】]+)[)\]】]$")
_KIND = re.compile(
    r"^(?:立行立改|限期整改|分阶段整改|长期(?:坚持|整改)|持续整改|共?\d+[个条项].{0,4})$"
)


_FURTHEST = 600
"""No heading is longer; what a line holds further on is its body."""
_LEADS = 3
"""How many labels and brackets (【已完成】, 存在问题：) may stand in front of a heading."""


def read_heading(text: str, *, leads: int = _LEADS) -> Heading:
    """Cut a text behind its mark into heading and body.

    The title is X in 关于“X”的问题, 针对“X”问题 and 关于X的问题 (quotation marks inside X are kept),
    and otherwise the heading's own words without closing punctuation.
    """
    lead = _LEAD.match(fold(text)) if leads else None
    note = lead["note"] if lead else None
    naming = note is not None and Field.ISSUE in fields_of(note)
    if lead and (not note or naming or tells_facts(note)):
        heading = read_heading(text[lead.end() :], leads=leads - 1)
        if heading.title:
            kept = note and not naming
            told = f"（{text[lead.start('note') : lead.end('note')]}）" if kept else ""
            return replace(heading, body=told + heading.body)
    folded = fold(text)
    return _explicit(text, folded) or _aimed(text, folded) or _plain(text, folded)


def _aimed(text: str, folded: str) -> Heading | None:
    """A heading that names the shortcoming it is directed at (围绕学用脱节问题，深化理论武装)."""
    match = _AIMED.match(folded)
    if match is None or not is_lacking(match["title"]) or is_topic(match["title"]):
        return None
    first, last = match.span("title")
    title = _balanced(text[first:last])
    return Heading(
        without_tail(text[: match.end()]), title, Form.AGAINST, _body(text, folded, match.end())
    )


def _explicit(text: str, folded: str) -> Heading | None:
    """A heading that wraps the issue's words in 关于…问题 or its kin."""
    opening = _OPENING.match(folded)
    assert opening is not None
    start = opening.end()
    form = {"关于": Form.ABOUT, None: Form.QUOTED}.get(opening["word"], Form.AGAINST)
    if folded[start : start + 1] == "“":
        span = _quoted(folded, start)
    elif form in {Form.ABOUT, Form.AGAINST} and opening["word"] in {"关于", "针对"}:
        span = _unquoted(folded, start)
    else:
        span = None
    if span is None:
        return None
    (first, last), end = span
    title = _balanced(without_tail(text[first:last]))
    if not title:
        return None
    return Heading(without_tail(text[:end]), title, form, _body(text, folded, end))


def _quoted(folded: str, start: int) -> tuple[tuple[int, int], int] | None:
    """The words between the outer quotation marks before 问题, and the end of the heading."""
    place = start
    while True:
        close = closing_of(folded, place)
        if close is None:
            break
        match = re.compile(_PROBLEM).match(folded, close + 1)
        if match and not _ends(folded, match.end()):
            return None
        if match:
            first = start if place != start else start + 1
            last = close if place == start else close + 1
            return (first, last), _end_of(folded, match.end())
        following = re.compile(r"[、和及与,“]{0,2}(?=“)").match(folded, close + 1)
        if following is None or folded[following.end() : following.end() + 1] != "“":
            return _quoted_within(folded, start, close)
        place = following.end()
    # One of the marks is missing or unbalanced: the last one before 问题 closes.
    match = re.compile(rf"[^。]{{2,200}}?”{_PROBLEM}").match(folded, start + 1)
    if match is None:
        return _unquoted(folded, start + 1)
    last = match.group().rfind("”")
    return (start + 1, start + 1 + last), _end_of(folded, match.end())


def _ends(folded: str, end: int) -> bool:
    """Whether the naming of an issue ends here; “靠企吃企”问题整治不彻底 goes on to be another."""
    stop = _end_of(folded, end)
    rest = folded[stop:]
    return stop > end or not rest or rest[0] in "。.:;,、!)( \n—-" or not is_lacking(_clause(rest))


def _clause(folded: str) -> str:
    """The words up to the next mark."""
    return re.split(r"[。.:;,、\n]", folded, maxsplit=1)[0]


def _quoted_within(folded: str, start: int, close: int) -> tuple[tuple[int, int], int] | None:
    """“三会一课”制度落实不到位的问题: the quotation is a part of the words, not their wrapping."""
    if close + 1 >= len(folded) or folded[close + 1] in "。;:,":
        return None
    return _unquoted(folded, start)


def _unquoted(folded: str, start: int) -> tuple[tuple[int, int], int] | None:
    """The words before 问题 where no quotation marks wrap them."""
    match = _UNQUOTED.match(folded, start)
    if match is None or "。" in match["title"] or ";" in match["title"]:
        return None
    return match.span("title"), _end_of(folded, match.end())


def _end_of(folded: str, end: int) -> int:
    """The end of the heading behind 问题: 的整改情况 belongs to it."""
    match = _AFTER.match(folded, end)
    stop = match.end() if match else end
    follows = folded[stop : stop + 1]
    return stop if not follows or follows in "。.:;,、( \n—" else end


def _body(text: str, folded: str, end: int) -> str:
    """What follows a heading, without the mark that parts them."""
    gap = _END.match(folded, end)
    return text[gap.end() if gap else end :].strip()


def _plain(text: str, folded: str) -> Heading:
    """A heading that is the first sentence, or the words before a colon."""
    end = _first_end(folded)
    body = _body(text, folded, end)
    written = without_tail(text[:end])
    note = _NOTE.search(fold(written))
    if note and note.start() >= 4 and tells_facts(note["inner"]):
        body = f"{written[note.start() :]}{body}"
        written = without_tail(written[: note.start()])
    wrapped = _wrapped(written)
    folded = fold(wrapped or "")
    names = wrapped and is_lacking(folded) and not aims_at(folded)
    return Heading(
        written, _unwrapped(wrapped or written), Form.ABOUT if names else Form.PLAIN, body
    )


def _wrapped(written: str) -> str | None:
    """The words in front of 问题整改情况, 的问题 or 整改情况 at a heading's end, or None.

    What stands there must be the issue's own words: a shortcoming, or in front of 问题整改情况 no
    mere 反馈, 主要 or a field.
    """
    folded = fold(written)
    match = _WRAPPED.fullmatch(folded)
    if match is None or is_topic(match["title"]) or _GENERAL.fullmatch(match["title"]):
        return None
    told = re.search(r"问题(?:的)?(?:整改|落实|办理)", folded[match.end("title") :])
    return written[: match.end("title")] if told or is_lacking(match["title"]) else None


def tells_facts(folded: str) -> bool:
    """Whether what a bracket holds is a standing, a kind, a count or labelled facts."""
    if group_of(folded) or _KIND.search(folded):
        return True
    return any(
        fields_of(name) for name in re.findall(r"(?:^|[;,。、\s])([^\s:;,。、]{2,12})\s*:", folded)
    )


def _balanced(words: str) -> str:
    """Words without a single closing or opening quotation mark that lost its partner."""
    folded = fold(words)
    if folded.endswith("”") and "“" not in folded:
        return words[:-1]
    return words[1:] if folded.startswith("“") and "”" not in folded else words


def _unwrapped(written: str) -> str:
    """A heading's words without quotation marks that enclose all of them."""
    folded = fold(written)
    if folded.startswith("“") and closing_of(folded, 0) == len(folded) - 1:
        return written[1:-1]
    return written


def _first_end(folded: str) -> int:
    """Where the first sentence of a text ends."""
    near = folded[:_FURTHEST]
    level = depths(near)
    for place, character in enumerate(near):
        if level[place] or character not in _MAY_END:
            continue
        if character in "。;\n" or (place > 3 and _ends_heading(near, place)):
            return place
    return len(near)


_MAY_END = frozenset("。;\n: —!?.")


def _ends_heading(folded: str, place: int) -> bool:
    """Whether a heading ends at a mark that more often does not end one."""
    character, before = folded[place], folded[:place]
    if character == ":":
        return bool(folded[place + 1 :].strip()) and not _ASPECT_NUMBER.fullmatch(before)
    if character == " ":
        return _parts_heading(folded, place)
    if folded.startswith("——", place):
        return is_lacking(before)
    return character in "!?" or (character == "." and not before[-1].isascii())


def _parts_heading(folded: str, place: int) -> bool:
    """Whether a blank parts a heading from a body: 学习不深入　2023年以来，…。"""
    return is_lacking(folded[:place]) and len(folded) - place > 20 and "。" in folded[place:]
