"""The tests' own small writer: a ledger written out as a report in any listing style.

It knows nothing of the reader. A style is four choices, as an office makes them: how an issue is
headed, what groups the issues, how they are numbered, where the standing is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rectify.kernel.numerals import write_number


class Headed(StrEnum):
    """How an issue is headed."""

    ABOUT = "关于“{}”的问题。"
    ABOUT_RECTIFIED = "关于“{}”问题的整改"
    AGAINST = "针对“{}”问题。"
    PROBLEM = "问题{number}：{}。"
    BARE = "{}。"


class Grouped(StrEnum):
    """What groups the issues."""

    TREE = "tree"
    DEEP = "deep"
    ASPECTS = "aspects"
    STATUS = "status"
    NOT = "not"


class Told(StrEnum):
    """Where the standing is told."""

    SENTENCE = "sentence"
    LINE = "line"
    GROUP = "group"
    CLOSING = "closing"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Written:
    """One issue of the ledger to be written."""

    aspect: str
    category: str
    title: str
    done: bool
    measures: tuple[str, ...]


@dataclass(frozen=True)
class ListingStyle:
    """The four choices, and whether the paper has a chapter on organisation."""

    headed: Headed
    grouped: Grouped
    run_on: bool
    told: Told
    organisation: bool
    full_width: bool


DONE, OPEN = "已完成整改", "正在整改"
STATUS_GROUPS = {True: "已完成的整改事项", False: "正在推进的整改事项"}
_POINTS = ("一是", "二是", "三是", "四是")


def write_report(ledger: list[Written], style: ListingStyle) -> str:
    """The ledger as a report."""
    done = sum(each.done for each in ledger)
    lines = ["某某县水务局党组关于巡察整改进展情况的报告"]
    lines.append(
        "2024年3月1日至4月20日，县委第二巡察组对县水务局党组开展了巡察，5月10日反馈了巡察意见。"
        f"巡察反馈的{len(ledger)}个具体问题，已完成整改{done}个，正在整改{len(ledger) - done}个。"
        "现将整改情况报告如下。"
    )
    if style.organisation:
        lines += ["一、加强组织领导，压实整改责任", "局党组先后召开会议5次，专题研究整改工作。"]
        lines.append("二、反馈问题整改落实情况")
    else:
        lines.append("一、反馈问题整改落实情况")
    lines += _listing(ledger, style)
    last = "三" if style.organisation else "二"
    lines += [f"{last}、下一步工作打算", "（一）持续抓好整改。巩固成果，防止反弹。"]
    return "\n".join(lines)


def _listing(ledger: list[Written], style: ListingStyle) -> list[str]:
    """The chapter that tells the issues."""
    lines: list[str] = []
    number = 0
    heading = ""
    outer = inner = 0
    for each in ordered(ledger, style):
        group = _group(each, style)
        if group != heading and style.grouped is not Grouped.NOT:
            heading, inner = group, 0
            outer += 1
            lines.append(_group_line(group, outer, style))
            number = number if style.run_on else 0
        number += 1
        if style.grouped is Grouped.DEEP and each.category != _last_category(lines):
            inner += 1
            lines.append(f"{inner}.{each.category}")
            number = 1
        lines += _issue(each, number, style)
    if style.told is Told.CLOSING and any(not each.done for each in ledger):
        lines += _closing(ledger, style, outer + 1)
    return lines


def ordered(ledger: list[Written], style: ListingStyle) -> list[Written]:
    """The issues in the order in which a style lists them."""
    if style.grouped is Grouped.STATUS:
        return sorted(ledger, key=lambda each: not each.done)
    if style.grouped is Grouped.NOT:
        return list(ledger)
    places = {each.aspect: i for i, each in reversed(list(enumerate(ledger)))}
    inner = {each.category: i for i, each in reversed(list(enumerate(ledger)))}
    return sorted(ledger, key=lambda each: (places[each.aspect], inner[each.category]))


def _group(each: Written, style: ListingStyle) -> str:
    """The heading of the group that an issue belongs to."""
    if style.grouped is Grouped.STATUS:
        return STATUS_GROUPS[each.done]
    return each.aspect


def _group_line(group: str, place: int, style: ListingStyle) -> str:
    """A group's heading with its number."""
    if style.grouped is Grouped.ASPECTS:
        return f"第{write_number(place)}方面，{group}。"
    return f"（{write_number(place)}）{group}"


def _last_category(lines: list[str]) -> str:
    """The category under which the last issue was listed since the last group's heading."""
    for line in reversed(lines):
        if line.startswith("（") and not line[1].isdigit():
            return ""
        if line[0].isdigit() and line[1] == ".":
            return line[2:]
    return ""


def _issue(each: Written, number: int, style: ListingStyle) -> list[str]:
    """An issue's heading and body."""
    labelled = style.headed is Headed.PROBLEM
    mark = _mark(number, style)
    heading = mark + style.headed.value.format(each.title, number=number)
    status = DONE if each.done else OPEN
    body = _measures(each)
    if style.told is Told.SENTENCE:
        body = f"此问题{status}。" + body
    lines = [f"{heading}", f"整改情况：{body}"] if labelled else [heading + body]
    if style.headed is Headed.ABOUT_RECTIFIED:
        lines = [heading, body]
    if style.told is Told.LINE:
        lines.append(f"完成情况：{status}")
    return [line for line in lines if line]


def _mark(number: int, style: ListingStyle) -> str:
    """An issue's number."""
    if style.headed is Headed.PROBLEM:
        return ""
    if style.grouped is Grouped.DEEP:
        return f"（{number}）"
    return f"{number}．" if style.full_width else f"{number}."


def _measures(each: Written) -> str:
    """The measures as points, or one as plain text."""
    if len(each.measures) == 1:
        return each.measures[0] + "。"
    points = zip(_POINTS, each.measures, strict=False)
    return "".join(f"{point}{text}。" for point, text in points)


def _closing(ledger: list[Written], style: ListingStyle, place: int) -> list[str]:
    """The section that names what is unfinished."""
    if style.grouped is Grouped.ASPECTS:
        lines = ["尚未完成整改任务的具体项目"]
    else:
        lines = [f"（{write_number(place)}）尚未完成整改任务的具体项目"]
    unfinished = [each for each in ledger if not each.done]
    lines += [f"{i}.{each.title}。{OPEN}。" for i, each in enumerate(unfinished, start=1)]
    return lines
