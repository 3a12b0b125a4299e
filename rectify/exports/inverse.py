"""What our own ledger says when it comes back: the inverse of `ledger` and of `template`.

Its heading of two rows tells which columns speak of the issue and which of one measure, and its rows
bear marks; so nothing has to be guessed as with foreign ledgers. Knows no models and no database: it
runs where files are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rectify.exports.entrywords import duty_in, own_deadline, path_in, title_in, told_standing
from rectify.exports.marks import Mark
from rectify.kernel.datewords import Counting
from rectify.kernel.text import search_key
from rectify.papers.cells import parts_of
from rectify.papers.comparison import warnings
from rectify.papers.content import Cell, Content, Line, Table
from rectify.papers.prose import kind_of
from rectify.papers.reading import read_paper
from rectify.papers.recognised import (
    FoundIssue,
    FoundMeasure,
    PaperKind,
    PathStep,
    Recognised,
)

ISSUE_GROUP, MEASURE_GROUP = "反馈问题", "整改措施"
TITLE, MEASURE = "反馈具体问题", "整改措施"
LEVEL = re.compile(r"反馈重点方面|反馈重点内容|第\d{1,2}级类别")
SOURCE, FEEDBACK, SELF_FOUND = "问题来源", "巡察反馈", "自查"
WORDS, DUE_ON = "状态原文", "到期日"
ISSUE_NAMES = frozenset(
    {"序号", TITLE, "问题具体内容", "整改类型", "原因分析", "整改目标", "举一反三", "牵头领导"}
    | {"牵头部门", "整改时限", DUE_ON, "整改状态", WORDS, SOURCE}
)
MEASURE_NAMES = frozenset(
    {"措施序号", "整改任务", MEASURE, "目标要求", "责任领导", "分管领导", "责任部门", "配合部门"}
    | {"责任人", "完成时限", DUE_ON, "完成状态", WORDS, "进展情况"}
)
HELD_ELSEWHERE = frozenset(
    {SOURCE, "涉及单位", "责任分工原文", "完成进度", "进展情况", "实际完成日期"}
)
"""Columns of facts that an import has no place for: read back into the round they came from (a mark
tells which), they are no news; read into any other round they are kept under their headings."""

SEARCHED_ROWS = 12


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A sheet of ours: its captions, the columns of both groups by name, the rows below."""

    table: Table
    captions: tuple[str, ...]
    issue: dict[str, int]
    measure: dict[str, int]
    rows: tuple[OwnRow, ...]

    @property
    def levels(self) -> list[int]:
        """The columns of categories, the outermost first."""
        return [place for name, place in self.issue.items() if LEVEL.fullmatch(name)]


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row with its mark, if it bears one; what a merged block covers is empty but for categories."""

    cells: Sequence[Cell]
    mark: Mark | None

    def text(self, place: int | None) -> str:
        """What stands in a column's cell itself."""
        if place is None or self.cells[place].covered:
            return ""
        return self.cells[place].text.strip()


def recognised_in(
    content: Content, *, today: date, feedback_on: date | None, **setting: int | None
) -> Recognised | None:
    """What our own ledgers in a file tell, None when it holds none; other content is read as ever.

    `setting` is what `read_paper` takes beside the 反馈日.
    """
    own = {id(table): found for table in content.tables if (found := own_table(table)) is not None}
    if not own:
        return None
    rest = Content(tuple(_without(own, content)))
    paper = read_paper(rest, today=today, feedback_on=feedback_on, **setting)
    start = paper.header.feedback_on or feedback_on
    counting = Counting(start, setting["immediate_days"], setting["rectification_months"])
    told = [pair for table in own.values() for pair in _entries(table, counting)]
    issues = (*(issue for issue, self_found in told if not self_found), *paper.issues)
    offered = (*(issue for issue, self_found in told if self_found), *paper.offered)
    every = (*issues, *offered)
    doubts = warnings(PaperKind.LEDGER, paper.header, paper.stated, every, (), today=today)
    return replace(
        paper, kind=PaperKind.LEDGER, issues=issues, offered=offered, warnings=tuple(doubts)
    )


def marks_by_place(content: Content) -> dict[str, Mark]:
    """For the cells of our own ledgers in which issues and measures stand the mark of their row."""
    return {
        row.cells[place].at: row.mark
        for table in content.tables
        if (own := own_table(table)) is not None
        for row in own.rows
        if row.mark is not None
        for place in (own.issue[TITLE], own.measure[MEASURE])
    }


def own_table(table: Table) -> OwnTable | None:
    """A sheet of ours, known by both rows of its heading wherever columns were moved; else None."""
    for index, row in enumerate(table.rows[:SEARCHED_ROWS]):
        names = [_plain(cell.text) for cell in row]
        if ISSUE_GROUP in names and MEASURE_GROUP in names and index + 1 < len(table.rows):
            below = [_plain(cell.text) for cell in table.rows[index + 1]]
            parted = names.index(MEASURE_GROUP)
            if TITLE in below[:parted] and MEASURE in below[parted:]:
                return _own(table, index, below, parted)
    return None


def _own(table: Table, index: int, names: list[str], parted: int) -> OwnTable:
    places = {"issue": range(parted), "measure": range(parted, len(names))}
    columns: dict[str, dict[str, int]] = {"issue": {}, "measure": {}}
    for group, within in places.items():
        for place in within:
            if names[place]:
                columns[group].setdefault(names[place], place)
    captions = dict.fromkeys(
        cell.text.strip() for row in table.rows[:index] for cell in row if cell.text.strip()
    )
    rows = (OwnRow(row, _mark_of(row)) for row in table.rows[index + 2 :])
    filled = tuple(row for row in rows if any(cell.text.strip() for cell in row.cells))
    return OwnTable(table, tuple(captions), columns["issue"], columns["measure"], filled)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _mark_of(row: Sequence[Cell]) -> Mark | None:
    return next((mark for cell in reversed(row) if (mark := Mark.read(cell.text))), None)


def _without(own: dict[int, OwnTable], content: Content) -> Iterator[Line | Table]:
    """The content with nothing of our own sheets but the lines above their headings."""
    number = 0
    for block in content.blocks:
        if id(block) not in own:
            yield block
            continue
        for caption in own[id(block)].captions:
            number += 1
            yield Line(number, caption)


@dataclass(slots=True)
class _Entry:
    """One issue's rows while going down the sheet."""

    path: tuple[PathStep, ...]
    rows: list[OwnRow]


def _entries(own: OwnTable, counting: Counting) -> Iterator[tuple[FoundIssue, bool]]:
    """Every issue of a sheet, and whether the unit found it itself."""
    above: list[str] = []
    entries: list[_Entry] = []
    for row in own.rows:
        above = _above(own, row, above)
        last = entries[-1] if entries else None
        if _begins(own, row, last):
            entries.append(_Entry(path_in(above), [row]))
        elif last is not None:
            last.rows.append(row)
    for entry in entries:
        source = _first(entry, own.issue.get(SOURCE))
        yield _issue(own, entry, counting), source == SELF_FOUND


def _above(own: OwnTable, row: OwnRow, before: list[str]) -> list[str]:
    """The categories above a row: those in its cells; an empty cell typed by hand repeats the last."""
    told: list[str] = []
    fresh = False
    for level, place in enumerate(own.levels):
        text = row.cells[place].text.strip()
        repeats = not text and row.mark is None and not fresh and level < len(before)
        told.append(before[level] if repeats else text)
        fresh = fresh or (bool(text) and text != (before[level] if level < len(before) else ""))
    return told


def _begins(own: OwnTable, row: OwnRow, last: _Entry | None) -> bool:
    """Whether a row begins another issue than the one above it."""
    title, number = row.text(own.issue[TITLE]), row.text(own.issue.get("序号"))
    known = last.rows[0] if last is not None else None
    marked = known.mark.issue_id if known is not None and known.mark is not None else None
    if row.mark is not None and row.mark.issue_id != marked:
        return True
    if known is None or not title:
        return bool(title)
    alike = search_key(title) == search_key(known.text(own.issue[TITLE]))
    return not alike or number not in {"", known.text(own.issue.get("序号"))}


def _first(entry: _Entry, place: int | None) -> str:
    """What the first row says in which the column is filled."""
    return next((text for row in entry.rows if (text := row.text(place))), "")


def _issue(own: OwnTable, entry: _Entry, counting: Counting) -> FoundIssue:
    def told(name: str) -> str:
        return _first(entry, own.issue.get(name))

    first = entry.rows[0]
    cell = first.cells[own.issue[TITLE]]
    number, title, body = title_in(told(TITLE), told("序号"), by_hand=first.mark is None)
    standing, words = told_standing(told("整改状态"), told(WORDS))
    return FoundIssue(
        number=number,
        title=title,
        at=cell.at,
        path=entry.path,
        heading=title,
        text=told("问题具体内容") or body,
        end_at=entry.rows[-1].cells[own.issue[TITLE]].at,
        status=standing,
        status_words=words,
        deadline=own_deadline(told("整改时限"), told(DUE_ON), counting),
        responsible=duty_in(leaders=told("牵头领导"), lead=told("牵头部门")),
        measures=tuple(m for row in entry.rows for m in _measures(own, row, counting)),
        kind=kind_of(told("整改类型")),
        cause=told("原因分析") or None,
        target=told("整改目标") or None,
        wider=told("举一反三") or None,
        extra=(*_source(told(SOURCE)), *_extra(own.issue, ISSUE_NAMES, entry.rows)),
    )


def _source(source: str) -> Iterator[tuple[str, str]]:
    """Where the issue comes from, when it is neither of the two that an import knows."""
    if source not in {"", FEEDBACK, SELF_FOUND}:
        yield SOURCE, source


def _measures(own: OwnTable, row: OwnRow, counting: Counting) -> Iterator[FoundMeasure]:
    """The measure of a row; a cell typed by hand may number several."""
    text = row.text(own.measure[MEASURE])
    if not text and (row.mark is None or row.mark.measure_id is None):
        return
    parts = parts_of(text) if row.mark is None else []
    if len(parts) < 2 or not all(part.number for part in parts):
        yield _measure(own, row, row.text(own.measure.get("措施序号")), text, counting)
        return
    for part in parts:
        yield _measure(own, row, part.number, part.text, counting)


def _measure(
    own: OwnTable, row: OwnRow, number: str, text: str, counting: Counting
) -> FoundMeasure:
    def told(name: str) -> str:
        return row.text(own.measure.get(name))

    standing, words = told_standing(told("完成状态"), told(WORDS))
    return FoundMeasure(
        number=number,
        text=text,
        at=row.cells[own.measure[MEASURE]].at,
        target=told("目标要求") or None,
        deadline=own_deadline(told("完成时限"), told(DUE_ON), counting),
        responsible=duty_in(
            leaders=told("责任领导"),
            sub=told("分管领导"),
            lead=told("责任部门"),
            assist=told("配合部门"),
            persons=told("责任人"),
        ),
        status=standing,
        status_words=words,
        progress=told("进展情况") or None,
        task=told("整改任务") or None,
        extra=tuple(_extra(own.measure, MEASURE_NAMES, [row])),
    )


def _extra(
    columns: dict[str, int], known: frozenset[str], rows: Sequence[OwnRow]
) -> Iterator[tuple[str, str]]:
    """Columns of the office's own, and those that an import has no place for."""
    for name, place in columns.items():
        text = next((text for row in rows if (text := row.text(place))), "")
        if text and name not in known and not LEVEL.fullmatch(name) and not Mark.read(text):
            yield name, text
