"""The ledger's columns: what each is called, what it shows, when it is left out.

The names are those that offices use and that our own reader knows; the heading above them tells
whether a column speaks of the issue or of one measure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from rectify.exports.books import Value
from rectify.exports.queries import Selected, Tree
from rectify.exports.wording import due_words, heading_words, standing_cell, title_words
from rectify.issues.enums import Source
from rectify.issues.models import Issue
from rectify.measures.models import Measure

LEVELS = ("反馈重点方面", "反馈重点内容")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in half characters, its style, what it shows of a row.

    `when` is the condition that at least one row must meet for the column to be written; None:
    always.
    """

    heading: str
    width: float
    value: Callable[[Any], Value]
    style: str = "text"
    when: Q | None = None


def _name(attribute: str) -> Callable[[Any], Value]:
    """What an attribute, or the thing it leads to, is called."""

    def value(row: Any) -> Value:
        found = getattr(row, attribute)
        return str(found) if found is not None else ""

    return value


def _due(row: Any) -> Value:
    return due_words(getattr(row, "deadline", None))


def _due_on(row: Any) -> Value:
    deadline = getattr(row, "deadline", None)
    return deadline.due_on if deadline is not None else None


def _filled(field: str) -> Q:
    return ~Q(**{field: ""})


DATED = Q(deadline__due_on__isnull=False)

ISSUE_COLUMNS = (
    Column("反馈具体问题", 26, lambda issue: title_words(issue.title)),
    Column("问题具体内容", 34, _name("text"), when=_filled("text")),
    Column(
        "问题来源",
        10,
        lambda issue: issue.get_source_display(),
        "centre",
        ~Q(source=Source.FEEDBACK),
    ),
    Column("整改类型", 10, lambda issue: issue.get_pace_display(), "centre"),
    Column("原因分析", 24, _name("cause"), when=_filled("cause")),
    Column("整改目标", 24, _name("target"), when=_filled("target")),
    Column("举一反三", 20, _name("wider_check"), when=_filled("wider_check")),
    Column("牵头领导", 10, _name("lead_leader"), "centre", Q(lead_leader__isnull=False)),
    Column("牵头部门", 12, _name("lead_department"), "centre", Q(lead_department__isnull=False)),
    Column("整改时限", 14, _due, "centre", Q(deadline__isnull=False)),
    Column("到期日", 11, _due_on, "date", DATED),
    Column(
        "整改状态",
        11,
        lambda issue: standing_cell(issue.standing_now, issue.status_words),
        "centre",
    ),
)

MEASURE_COLUMNS = (
    Column("措施序号", 8, lambda row: row.number or str(row.serial), "centre"),
    Column("整改任务", 20, _name("task"), when=Q(task__isnull=False)),
    Column("整改措施", 34, _name("text")),
    Column("目标要求", 20, _name("target"), when=_filled("target")),
    Column("责任领导", 10, _name("responsible_leader"), "centre"),
    Column(
        "分管领导", 10, _name("supervising_leader"), "centre", Q(supervising_leader__isnull=False)
    ),
    Column("责任部门", 12, _name("lead_department"), "centre"),
    Column(
        "配合部门",
        14,
        lambda row: "、".join(str(each.department) for each in row.assisting),
        "centre",
        Q(assistances__isnull=False, assistances__ended_on__isnull=True),
    ),
    Column(
        "责任人",
        10,
        lambda row: "、".join(str(each.person) for each in row.answering),
        "centre",
        Q(responsibles__isnull=False, responsibles__ended_on__isnull=True),
    ),
    Column("涉及单位", 12, _name("involved_units"), when=_filled("involved_units")),
    Column("责任分工原文", 16, _name("responsible_words"), when=_filled("responsible_words")),
    Column("完成时限", 14, _due, "centre"),
    Column("到期日", 11, _due_on, "date", DATED),
    Column("完成状态", 11, lambda row: standing_cell(row.standing, row.status_words), "centre"),
    Column("完成进度", 9, lambda row: row.percent, "percent"),
    Column("进展情况", 32, lambda row: row.newest_progress or ""),
    Column("实际完成日期", 12, lambda row: row.completed_on, "date", Q(completed_on__isnull=False)),
)


def number_column() -> Column:
    """The issue's number in its paper, else in the system."""
    return Column("序号", 6, lambda issue: issue.number or str(issue.serial), "centre")


def level_columns(tree: Tree, depth: int) -> list[Column]:
    """One column for each level of categories; below the second, levels are counted."""
    return [
        Column(LEVELS[i] if i < len(LEVELS) else f"第{i + 1}级类别", 16, _level(tree, i))
        for i in range(depth)
    ]


def _level(tree: Tree, index: int) -> Callable[[Any], Value]:
    def value(issue: Any) -> Value:
        path = tree.path(issue)
        return heading_words(path[index].number, path[index].title) if index < len(path) else ""

    return value


def issue_columns(selected: Selected) -> list[Column]:
    """The columns behind the categories that tell of issues, those of the office's own at the end."""
    rows = selected.issues
    told = rows.order_by().values_list("stated", "status_words").distinct()
    chosen = [*_present(ISSUE_COLUMNS, rows), *_words_column(told, "standing_now")]
    return [*chosen, *_further(rows, Issue)]


def measure_columns(selected: Selected) -> list[Column]:
    """The columns that tell of measures, those of the office's own at the end."""
    rows = selected.measures
    told = rows.order_by().values_list("standing", "status_words").distinct()
    chosen = [*_present(MEASURE_COLUMNS, rows), *_words_column(told, "standing")]
    return [*chosen, *_further(rows, Measure)]


def _present(columns: Iterable[Column], rows: QuerySet[Any]) -> list[Column]:
    """The columns of which at least one row has something to show."""
    return [c for c in columns if c.when is None or rows.filter(c.when).exists()]


def _words_column(told: Iterable[tuple[str, str]], standing: str) -> list[Column]:
    """A column for the office's words where the standing's own cell cannot hold them."""

    def apart(key: str, words: str) -> bool:
        return bool(words.strip()) and (not key or standing_cell(key, words) != words)

    def value(row: Any) -> Value:
        words: str = row.status_words
        return words if apart(getattr(row, standing), words) else ""

    return [Column("状态原文", 14, value)] if any(apart(*pair) for pair in told) else []


def _further(rows: QuerySet[Any], model: type[Issue] | type[Measure]) -> list[Column]:
    """Columns that fitted nothing when they were read: written out under their own headings."""
    names: dict[str, None] = {}
    for kept in rows.order_by("pk").exclude(further={}).values_list("further", flat=True):
        names |= dict.fromkeys(kept)
    return [Column(name, 14, _kept(name)) for name in names]


def _kept(name: str) -> Callable[[Any], Value]:
    return lambda row: str(row.further.get(name, ""))
