"""The sections that are made from the ledger: the issues found, what was done, and the ledger itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rectify.kernel.numerals import write_number
from rectify.reports.facts import Group, IssueTold, MeasureTold, Told
from rectify.reports.results import outcomes_sentence
from rectify.reports.text import Line, heading, paragraph
from rectify.reports.wording import (
    about,
    bare,
    due_words,
    measures_told,
    ordinal,
    original,
    sentence,
    status_sentence,
)
from rectify.typeset import document as doc

DEEPEST = 4
"""Headings end at （1）; what lies deeper in the tree is told at that level."""

OTHER = "其他问题"

_Row = tuple[doc.Text | doc.Cell, ...]
_Teller = Callable[[IssueTold, int, int, Told], Iterator[Line]]


def issues_found(told: Told) -> Iterator[Line]:
    """存在的主要问题: the issues by 方面 in the paper's own words, then why they came about."""
    number = 0
    for number, group in enumerate(_grouped(told), 1):
        yield from _group(group, 2, number, told, _found)
    if not _has_groups(told):
        number = len(told.issues)
        yield from _all_issues(told, 2, _found)
    yield from _causes(told, number + 1)
    if not told.issues:
        yield paragraph("台账中尚无问题。")


def rectified(told: Told) -> Iterator[Line]:
    """问题整改落实情况: each issue with its standing in a sentence, its measures and results."""
    for number, group in enumerate(_grouped(told), 1):
        yield from _group(group, 2, number, told, _mended)
    if not _has_groups(told):
        yield from _all_issues(told, 2, _mended)
    if not told.issues:
        yield paragraph("台账中尚无问题。")


def _has_groups(told: Told) -> bool:
    return any(group.title for group in told.groups)


def _grouped(told: Told) -> Sequence[Group]:
    """The 方面 with the issues of none under a heading of their own; nothing without any 方面."""
    return told.groups if _has_groups(told) else ()


def _all_issues(told: Told, level: int, tell: _Teller) -> Iterator[Line]:
    for number, issue in enumerate(told.issues, 1):
        yield from tell(issue, level, number, told)


def _group(group: Group, level: int, number: int, told: Told, tell: _Teller) -> Iterator[Line]:
    """A heading, the group's own issues, then the groups below, all numbered in one row."""
    yield heading(level, f"{mark(level, number)}{bare(group.title) or OTHER}")
    below = min(level + 1, DEEPEST)
    at = 0
    flat = group.issues if level + 1 < DEEPEST else list(group.everything())
    for at, issue in enumerate(flat, 1):
        yield from tell(issue, below, at, told)
    if level + 1 < DEEPEST:
        for place, inner in enumerate(group.groups, at + 1):
            yield from _group(inner, below, place, told, tell)


def mark(level: int, number: int) -> str:
    """The number of a heading as its level writes it: 一、（一）1.（1）."""
    return {
        1: f"{write_number(number)}、",
        2: f"（{write_number(number)}）",
        3: f"{number}.",
        4: f"（{number}）",
    }[level]


def _found(issue: IssueTold, level: int, number: int, told: Told) -> Iterator[Line]:
    yield heading(level, f"{mark(level, number)}{sentence(issue.title)}", original(issue))


def _mended(issue: IssueTold, level: int, number: int, told: Told) -> Iterator[Line]:
    yield heading(
        level, f"{mark(level, number)}{about(issue.title)}", status_sentence(issue, told.day)
    )
    if issue.measures:
        yield paragraph(measures_told(issue.measures))
    if words := outcomes_sentence(issue.outcomes):
        yield paragraph(words)


def _causes(told: Told, number: int) -> Iterator[Line]:
    """原因分析 as the last point: by 方面 where there are several, without repeats."""
    groups = [(group, _of_group(group)) for group in told.groups]
    groups = [(group, causes) for group, causes in groups if causes]
    if not groups:
        return
    yield heading(2, f"{mark(2, number)}原因分析")
    for place, (group, causes) in enumerate(groups, 1):
        if len(groups) == 1:
            yield paragraph(_counted(causes))
        else:
            yield heading(3, f"{mark(3, place)}{bare(group.title) or OTHER}。", _counted(causes))


def _of_group(group: Group) -> list[str]:
    causes = (sentence(issue.cause) for issue in group.everything())
    return list(dict.fromkeys(cause for cause in causes if cause))


def _counted(sentences: Sequence[str]) -> str:
    """一是…二是…; a single one is not counted."""
    if len(sentences) == 1:
        return sentences[0]
    return "".join(f"{ordinal(n)}{text}" for n, text in enumerate(sentences, 1))


COLUMNS = (
    doc.Column("序号", 0.5, doc.Align.CENTER),
    doc.Column("反馈问题", 2.2),
    doc.Column("整改措施", 3.3),
    doc.Column("责任领导", 0.9, doc.Align.CENTER),
    doc.Column("责任部门", 1.25, doc.Align.CENTER),
    doc.Column("完成时限", 1.7, doc.Align.CENTER),
    doc.Column("措施状态", 0.9, doc.Align.CENTER),
    doc.Column("进展情况", 3.3),
    doc.Column("问题状态", 1.0, doc.Align.CENTER),
)


def ledger_table(told: Told) -> doc.Table:
    """整改台账: one row for each measure, the issue's own cells beside all of its rows."""
    rows: list[_Row] = []
    for group in told.groups:
        if group.title:
            rows.append((bare(group.title),))
        for issue in group.everything():
            rows += _issue_rows(issue)
    return doc.Table(COLUMNS, tuple(rows), size=doc.TextSize.SMALL_FIVE)


def _issue_rows(issue: IssueTold) -> Iterator[_Row]:
    high = max(1, len(issue.measures))
    first = (
        doc.Cell(str(issue.serial), rows=high),
        doc.Cell(bare(issue.title), rows=high),
    )
    last = (doc.Cell(issue.status_words or issue.standing.label, rows=high),)
    if not issue.measures:
        nothing = ("", issue.leader, issue.department, due_words(issue.due), "", "")
        yield (*first, *nothing, *last)
    for place, measure in enumerate(issue.measures):
        row = _measure_row(measure)
        yield (*first, *row, *last) if place == 0 else row


def _measure_row(measure: MeasureTold) -> _Row:
    return (
        sentence(measure.text),
        measure.leader,
        measure.department,
        due_words(measure.due),
        measure.standing.label,
        sentence(measure.progress),
    )
