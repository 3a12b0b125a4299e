"""Pure questions about a report and its sections."""

from __future__ import annotations

from datetime import date

from rectify.kernel.problems import Problem
from rectify.reports.enums import SectionKind
from rectify.reports.models import Report, Section
from rectify.reports.text import problems_of_text
from rectify.rounds.models import Round


def problems_of_day(round_: Round, day: date, today: date) -> list[Problem]:
    """Why a report cannot tell how things stood on `day`: it is to come, or before the letter."""
    if day > today:
        return [Problem("report.future", "数据截止日期不能晚于今天。", field="as_of")]
    if round_.feedback_on is not None and day < round_.feedback_on:
        return [Problem("report.early", "数据截止日期不能早于反馈日。", field="as_of")]
    return []


def problems_of_report(report: Report, today: date) -> list[Problem]:
    """What is wrong with a report's own facts, each beside its field."""
    problems = []
    if not report.title.strip():
        problems.append(Problem("report.title", "请填写报告标题。", field="title"))
    if report.signed_on is not None and report.signed_on < report.as_of:
        words = "成文日期不能早于数据截止日期，请改填，或留空按数据截止日期。"
        problems.append(Problem("report.signed", words, field="signed_on"))
    return problems + problems_of_day(report.round, report.as_of, today)


def problems_of_section(section: Section) -> list[Problem]:
    """What is wrong with a section: it is made from the ledger, it is empty, or names no figure."""
    if section.kind != SectionKind.TEXT:
        return [
            Problem("section.made", "本节由台账自动生成，请在台账中修改相应的问题和措施。", "body")
        ]
    problems = []
    if not section.body.strip():
        problems.append(Problem("section.body", "请填写本节正文。", field="body"))
    return problems + problems_of_text(section.body)
