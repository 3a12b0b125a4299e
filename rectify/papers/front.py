"""A paper's front and end: title, addressee, opening; and the closing lines that are no text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rectify.kernel.text import fold, similarity
from rectify.papers.markers import LISTS, leading_marker
from rectify.papers.paragraphs import Paragraph
from rectify.papers.sentences import without_tail
from rectify.papers.unnumbered import heads_in

_KIND_WORD = (
    r"(?:报告|通报|方案|意见|台账|清单|情况|函|通知|总结|说明|公告|公示|汇报|计划|反馈|进展"
    r"|材料|发言|讲话|一览表?|统计表|分解表|任务书|销号表)"
)
_TITLE = re.compile(rf"{_KIND_WORD}(?:[(][^()]*[)])?$")
_NUMBERED = re.compile(
    r"^[^,。;]{0,24}[(\[]\s*(?:\d{2,4}|20[\dXx*×]*|[\dXx*×]+)\s*[)\]]\s*[^,。;]{0,4}号$"
)
_GRADE = re.compile(
    r"^(?:绝密|机密|秘密|内部|特急|加急|平急|急件|公开)[★*\s\d年个月]*$|^\d{6}$|^(?:签发人|编号"
    r"|份号)[:]?.*$|^.{2,30}(?:文件|办公室文件)$|^(?:党内文件|内部(?:文件|资料|材料)"
    r"|注意(?:保存|保密)|不得(?:外传|翻印)|[(]?(?:征求意见稿|送审稿|讨论稿|公开稿|样本"
    r"|范文)[)]?|\s)+$"
)
_DATE_LINE = re.compile(
    r"^[(]?\s*[\d一二三四五六七八九十〇○零XxＸ*×]{2,4}\s*年\s*.{1,3}月\s*.{1,3}日\s*(?:.{0,16}(?:通过"
    r"|印发))?[)]?$"
)
_BULLET = re.compile(r"^[•●■◆·\-*\s]+")
_META = re.compile(
    r"^(?:信息)?(?:索引号|文件名称|名称|标题|发布机构|发文机关|发文机构|信息来源|来源"
    r"|成文日期|发文日期|发布日期|发布时间|日期|时间|公开方式|公开形式|文号|发文字号"
    r"|主题分类|体裁分类|有效性|分享|作者|浏览|点击|字体|信息分类|生成日期|主题词|关键词"
    r"|内容概述|责任编辑|编辑|审核|访问量|阅读)[^:]{0,4}\s*[:]"
)
_SENTENCE = re.compile(r"[。;]|^(?:根据|按照|为|现将|近期|自|经|在)")
_TAIL = re.compile(
    r"^(?:附件|附表|附)\s*\d*\s*[:]|^(?:联系(?:方式|人)|(?:[监联举受通来邮电办传咨征][^\s:,。;]{1,7})?"
    r"(?:电话|地址|信箱|邮箱|邮编|编码|传真|热线))\s*[:]"
    r"|^欢迎(?:广大|社会).{0,40}监督|^(?:特此|此致|专此).{0,8}(?:报告|通报|函)?[。.]?$"
    r"|^(?:以上|上述)(?:报告|情况|汇报|内容|意见)[^。]{0,16}。?$"
    r"|^(?:抄送|抄报|主送|印发)\s*[:]|^(?:中共|中国共产党)?[^,。;:]{2,30}(?:党组|党委"
    r"|委员会|办公室|局|公章)(?:[(].*[)])?$"
)


_OUTLOOK = re.compile(
    r"^(?:下一步|下一阶段|下步|今后|接下来),?(?!.{0,20}(?:该|此|本)问题)"
    r"(?:.{0,60}(?:整改|巡[察视])|[^。]{0,30}(?:以下|如下)[^。]{0,10}:)"
    r"|^[^。,;:]{0,24}将(?:以|把)[^。;]{0,24}(?:整改|巡[察视])[^。;]{0,10}(?:为|作为)(?:契机|起点|动力|抓手)"
)
"""A paper's last word on what comes, when no chapter is made of it."""


_TOP = 24
"""Among how many lines at the top a title is looked for."""


@dataclass(frozen=True, slots=True)
class Front:
    """Title and addressee of a paper, the lines above its text, and the text itself."""

    title: str | None
    addressee: str | None
    numbers: tuple[str, ...]
    text: tuple[Paragraph, ...]
    tail: tuple[Paragraph, ...]


def front_of(paragraphs: Sequence[Paragraph]) -> Front:
    """Part a paper's head and end from its text."""
    numbers: list[str] = []
    title: list[str] = []
    addressee = None
    first = _first_title(paragraphs)
    heads = heads_in(paragraphs[: first + _TOP])
    for place, paragraph in enumerate(paragraphs[first:], start=first):
        if place in heads:
            break
        folded = paragraph.folded.strip()
        if _NUMBERED.match(folded.strip("()")):
            numbers.append(paragraph.text.strip(" （）()"))
        elif _GRADE.match(folded) and not title:
            pass
        elif _is_addressee(folded):
            addressee = without_tail(paragraph.text)
            first += 1
            break
        elif _is_meta(folded, title):
            pass
        elif not _is_title_line(paragraph, title):
            break
        elif not any(similarity(paragraph.text, line) > 0.9 for line in title):
            title.append(re.sub(r"^[•●■◆·]\s*", "", paragraph.text.strip()))
        first += 1
    text, tail = _part_tail(paragraphs[first:])
    return Front(_title_of(title), addressee, tuple(numbers), text, tail)


def _is_meta(folded: str, title: Sequence[str]) -> bool:
    """Whether a line tells of the paper and is none of its own: its date, where it was published."""
    dated = bool(title) and _DATE_LINE.match(folded) is not None
    return dated or _META.match(folded) is not None or folded == "朗读"


def _first_title(paragraphs: Sequence[Paragraph]) -> int:
    """Where the title begins: a web page's facts about the paper (文件名称、发布机构) stand before it.

    Only short lines may be passed over, and only when a title follows that stands as a line alone.
    """
    meta, found = 0, 0
    for index, paragraph in enumerate(paragraphs[:_TOP]):
        folded = _BULLET.sub("", paragraph.folded.strip())
        if len(folded) > 60 or re.search(r"[。;]", folded):
            break
        if _META.match(folded):
            meta = index + 1
        elif _TITLE.search(folded) and (found < meta or not found):
            found = index
    return found if meta and found else 0


def _is_addressee(folded: str) -> bool:
    """Whether a line names whom the paper is sent to: 市委巡察办："""
    return (
        folded.endswith(":")
        and len(folded) <= 40
        and leading_marker(folded, folded) is None
        and re.search(r"如下|情况|问题|[。;]|^(?:根据|按照|现)", folded) is None
        and re.search(r"[委办局组党厅院校部会室处科司]|单位|公司|领导|同志", folded) is not None
    )


def _is_title_line(paragraph: Paragraph, title: Sequence[str]) -> bool:
    """Whether a line at the top belongs to the title."""
    folded = _BULLET.sub("", paragraph.folded.strip())
    if len(folded) > 60 or _SENTENCE.search(folded) or leading_marker(folded, folded):
        return False
    if folded.endswith((":", ",", "、")):
        return False
    complete = bool(title) and _TITLE.search(fold("".join(title))) is not None
    return not complete or _TITLE.search(folded) is not None or folded.startswith("(")


def _title_of(lines: Sequence[str]) -> str | None:
    """The title put together from its lines, printed once however often it stands there."""
    joined = ""
    for line in lines:
        if joined and (line in joined or similarity(line, joined) > 0.9):
            continue
        if joined and joined in line:
            joined = ""
        joined += line
    return joined or None


def _outlook_before(paragraphs: Sequence[Paragraph], end: int) -> int:
    """Where a paper's last word on what comes begins: told once, with nothing but points behind it."""
    told = [i for i, each in enumerate(paragraphs[:end]) if _OUTLOOK.match(each.folded.strip())]
    if len(told) != 1:
        return end
    marks = [leading_marker(each.folded, each.text) for each in paragraphs[told[0] + 1 : end]]
    return told[0] if all(mark is None or mark.style in LISTS for mark in marks) else end


def _part_tail(
    paragraphs: Sequence[Paragraph],
) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """The text, and the lines of signature, date, annexes and contact that end a paper."""
    end = len(paragraphs)
    for index in range(len(paragraphs) - 1, -1, -1):
        folded = paragraphs[index].folded.strip()
        if leading_marker(folded, folded) and not _TAIL.match(folded):
            break
        outlook = _OUTLOOK.match(folded) and end == index + 1
        if _TAIL.match(folded) or _DATE_LINE.match(folded) or outlook:
            end = index
        elif len(folded) > 60 or folded.endswith("。"):
            break
    end = _outlook_before(paragraphs, end)
    return tuple(paragraphs[:end]), tuple(paragraphs[end:])
