"""What the columns of a paper's tables were taken for, and how a person takes them for something else.

A reader goes by the words of a heading. So another meaning is given by putting the heading's plain
word in its place before the paper is read once more; what is to be kept aside gets a word that means
nothing, and its own heading back afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rectify.intake.plan import PlannedColumn, PlannedTable
from rectify.papers.columns import head_of, texts
from rectify.papers.content import Cell, Content, Line, Table
from rectify.papers.fields import Field

MEANINGS: dict[str, tuple[str, str]] = {
    Field.NUMBER: ("序号", "序号"),
    Field.ASPECT: ("方面", "方面"),
    Field.CATEGORY: ("类别（大类）", "小类"),
    Field.ISSUE: ("问题", "反馈问题"),
    Field.DETAIL: ("问题具体表现", "问题具体表现"),
    Field.CAUSE: ("原因分析", "原因分析"),
    Field.TARGET: ("整改目标", "整改目标"),
    Field.TASK: ("整改任务", "整改任务"),
    Field.MEASURE_NUMBER: ("措施序号", "措施序号"),
    Field.MEASURE: ("整改措施", "整改措施"),
    Field.PROGRESS: ("整改情况", "整改情况"),
    Field.STATUS: ("整改状态", "整改状态"),
    Field.DEADLINE: ("整改时限", "整改时限"),
    Field.KIND: ("整改类型", "整改类型"),
    Field.LEADER: ("责任领导", "责任领导"),
    Field.SUB_LEADER: ("分管领导", "分管领导"),
    Field.LEAD: ("牵头部门", "牵头部门"),
    Field.OWNER: ("责任部门", "责任部门"),
    Field.ASSIST: ("配合部门", "配合部门"),
    Field.PERSON: ("责任人", "责任人"),
    Field.WIDER: ("举一反三", "举一反三"),
    Field.DONE_ON: ("实际完成日期", "实际完成日期"),
}
"""For each fact: what a person chooses, and the heading by which a reader knows it."""

ASIDE, UNREAD = "aside", "unread"
CHOICES = [
    *((str(key), label) for key, (label, _) in MEANINGS.items()),
    (ASIDE, "其他栏目（按原标题保留）"),
    (UNREAD, "不读取"),
]
"""Every meaning that a column can be given."""

SAMPLE_CHARACTERS = 24

Headings = Mapping[str, Mapping[str, str]]
"""Table's number to column's index to meaning, both as text since they come out of JSON."""


def tables_of(content: Content, chosen: Headings) -> list[PlannedTable]:
    """Every table with its headings and what each was taken for; those chosen by a person marked."""
    return [
        _planned(number, table, chosen.get(str(number), {}))
        for number, table in enumerate(content.tables)
        if table.rows
    ]


def _planned(number: int, table: Table, chosen: Mapping[str, str]) -> PlannedTable:
    head = head_of(with_headings(table, number, chosen))
    first, data = (head.row, head.data) if head else (_likely_head(table), _likely_head(table) + 1)
    meant: dict[int, str] = {}
    for block in head.blocks if head else ():
        for column in block.columns:
            meant[column.index] = str(column.fields[0]) if column.fields else ASIDE
    columns = []
    for index, heading in enumerate(_headings(table, first, data)):
        taken = chosen.get(str(index))
        if heading or taken:
            meaning = taken or meant.get(index, UNREAD)
            sample = _sample(table, data, index)
            columns.append(PlannedColumn(index, heading, meaning, sample, chosen=bool(taken)))
    return PlannedTable(number, table.name, head is not None, columns)


def _likely_head(table: Table) -> int:
    """The first row with three filled cells: where no heading was recognised, it may be that one."""
    for index, row in enumerate(table.rows[:40]):
        if len({cell.text for cell in row if cell.text.strip()}) >= min(3, len(row)):
            return index
    return 0


def _headings(table: Table, first: int, data: int) -> list[str]:
    """The words of each column's heading, those of two rows put together."""
    columns = zip(*(texts(row) for row in table.rows[first:data]), strict=True)
    return [" ".join(dict.fromkeys(text for text in column if text)) for column in columns]


def _sample(table: Table, data: int, index: int) -> str:
    """The first filled cell beneath a heading, so that a person sees what stands there."""
    for row in table.rows[data : data + 50]:
        text = " ".join(row[index].text.split())
        if text and not row[index].covered:
            return text[:SAMPLE_CHARACTERS]
    return ""


def remapped(content: Content, chosen: Headings) -> Content:
    """The content with the headings that a person has given other meanings."""
    if not any(chosen.values()):
        return content
    return Content(tuple(_blocks(content, chosen)))


def _blocks(content: Content, chosen: Headings) -> Iterator[Line | Table]:
    number = 0
    for block in content.blocks:
        if isinstance(block, Table):
            yield with_headings(block, number, chosen.get(str(number), {}))
            number += 1
        else:
            yield block


def with_headings(table: Table, number: int, chosen: Mapping[str, str]) -> Table:
    """A table whose heading cells say what `chosen` takes their columns for."""
    if not chosen:
        return table
    head = head_of(table)
    first, data = (head.row, head.data) if head else (_likely_head(table), _likely_head(table) + 1)
    rows = list(table.rows)
    for place in range(first, data):
        rows[place] = tuple(
            _renamed(cell, number, index, chosen.get(str(index)))
            for index, cell in enumerate(rows[place])
        )
    return replace(table, rows=tuple(rows))


def _renamed(cell: Cell, number: int, index: int, meaning: str | None) -> Cell:
    if meaning is None:
        return cell
    if meaning == UNREAD:
        return replace(cell, text="", origin=None)
    if meaning == ASIDE:
        return replace(cell, text=token(number, index), origin=None)
    return replace(cell, text=MEANINGS[meaning][1], origin=None)


def token(number: int, index: int) -> str:
    """A heading that means nothing, for a column that is to be kept aside."""
    return f"〖{number}·{index}〗"


def own_headings(tables: list[PlannedTable]) -> dict[str, str]:
    """From the tokens back to the headings as written."""
    return {
        token(table.number, column.index): column.heading or f"第{column.index + 1}列"
        for table in tables
        for column in table.columns
    }
