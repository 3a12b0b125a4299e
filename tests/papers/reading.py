"""Short ways for the tests to write a paper and to read it."""

from __future__ import annotations

from datetime import date

from rectify.papers.content import Content
from rectify.papers.reading import read_paper
from rectify.papers.recognised import FoundIssue, Recognised

TODAY = date(2026, 11, 21)
OPENING = "2025年3月3日至4月25日，县委第二巡察组对县林业局党组开展了巡察，5月12日反馈了巡察意见。"


def read(text: str) -> Recognised:
    """Read a pasted text."""
    return read_paper(Content.from_text(text), today=TODAY)


def report(*lines: str, title: str = "县林业局党组关于巡察整改情况的报告") -> Recognised:
    """Read a report whose second chapter holds `lines`."""
    head = [title, OPENING + "现将整改情况报告如下。", "一、加强组织领导", "召开专题会议三次。"]
    return read("\n".join([*head, "二、反馈问题整改落实情况", *lines]))


def plan(*lines: str) -> Recognised:
    """Read a plan whose second chapter holds `lines`."""
    head = ["县林业局党组巡察整改方案", OPENING, "一、总体要求", "坚持问题导向。", "二、整改任务"]
    return read("\n".join([*head, *lines]))


def only(recognised: Recognised) -> FoundIssue:
    """The one issue of a paper."""
    (issue,) = recognised.issues
    return issue


def titles(recognised: Recognised) -> list[str]:
    """The titles of all issues."""
    return [issue.title for issue in recognised.issues]


def path(issue: FoundIssue) -> list[str]:
    """The headings above an issue."""
    return [step.heading for step in issue.path]
