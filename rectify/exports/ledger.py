"""A round's ledger as a workbook: issues as merged blocks, one measure a row, marks in a hidden column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, Any

from rectify.exports.books import A3, Book, Page, Value, height_of, writing
from rectify.exports.columns import (
    Column,
    issue_columns,
    level_columns,
    measure_columns,
    number_column,
)
from rectify.exports.inverse import ISSUE_GROUP, MEASURE_GROUP
from rectify.exports.marks import Mark
from rectify.exports.queries import Selected, Tree
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.rounds.models import Round

SHEET = "整改台账"
HEAD_ROWS = 4
"""Title, a line of facts, and a heading of two rows."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns in their order: number, levels of categories, issue, measure; then the mark."""

    number: Column
    levels: list[Column]
    issue: list[Column]
    measure: list[Column]

    @classmethod
    def of(cls, selected: Selected, tree: Tree) -> Layout:
        """What the rows at hand need."""
        used = set(selected.issues.order_by().values_list("category_id", flat=True).distinct())
        return cls(
            number=number_column(),
            levels=level_columns(tree, tree.depth(used)),
            issue=issue_columns(selected),
            measure=measure_columns(selected),
        )

    @property
    def above(self) -> list[Column]:
        """The columns that tell of the issue."""
        return [self.number, *self.levels, *self.issue]

    @property
    def columns(self) -> list[Column]:
        """All columns but the mark's."""
        return [*self.above, *self.measure]


def write_ledger(target: IO[bytes], selected: Selected) -> None:
    """Write the selected part of a round's ledger into `target`."""
    tree = Tree.of(selected.round)
    layout = Layout.of(selected, tree)
    keys = selected.ordered(tree)
    with writing(target, selected.round.unit.name) as book:
        page = book.page(SHEET, paper=A3)
        counts = f"共{len(keys)}个问题、{selected.measures.count()}项措施"
        write_head(page, layout, title_of(selected.round), facts_of(selected.round, counts))
        writer = _Writer(book, page, layout, selected.round.pk, tree)
        for issue in selected.entries(keys):
            writer.write(issue)
        writer.finish()


def title_of(round_: Round) -> str:
    """What stands above the ledger."""
    return f"{round_.unit.name}落实{round_.name}反馈问题整改台账"


def facts_of(round_: Round, counts: str) -> str:
    """The line below the title: 反馈日, the day on which the ledger was written out, how many rows."""
    feedback = f"反馈日：{written(round_.feedback_on)}" if round_.feedback_on else ""
    parts = (feedback, f"截至{written(clock.today())}", counts)
    return "　　".join(part for part in parts if part)


def write_head(page: Page, layout: Layout, title: str, facts: str) -> None:
    """Title, facts and the heading of two rows; panes, print titles and the hidden last column."""
    book, width = page.book, len(layout.columns)
    for index, column in enumerate(layout.columns):
        page.sheet.set_column(index, index, column.width)
    page.sheet.set_column(width, width, 2, None, {"hidden": True})
    page.line(0, width, title, "title", 36)
    page.line(1, width, facts, "note", 20)
    page.sheet.set_row(2, 20)
    groups = ((0, len(layout.above), ISSUE_GROUP), (len(layout.above), width, MEASURE_GROUP))
    for first, end, name in groups:
        page.sheet.merge_range(2, first, 2, end - 1, name, book.style("group"))
    page.sheet.set_row(3, 32)
    for index, column in enumerate(layout.columns):
        page.write(3, index, column.heading, book.style("heading"))
    page.sheet.repeat_rows(2, 3)
    page.sheet.freeze_panes(HEAD_ROWS, len(layout.levels) + 2)


@dataclass
class _Writer:
    """Goes down the sheet, entry by entry; a block of a category ends where another one begins."""

    book: Book
    page: Page
    layout: Layout
    round_id: int
    tree: Tree
    row: int = HEAD_ROWS
    begun: list[tuple[int, int]] = field(default_factory=list)
    """For each level: the category of the open block (its key) and the block's first row."""

    def write(self, issue: Issue) -> None:
        """One issue with its measures."""
        self._turn([category.pk for category in self.tree.path(issue)])
        measures: list[Any] = getattr(issue, "shown", []) or [None]
        above: list[Value] = [column.value(issue) for column in self.layout.above]
        rows = [
            [column.value(measure) if measure else None for column in self.layout.measure]
            for measure in measures
        ]
        first = self.row
        for measure, values, height in zip(measures, rows, self._heights(above, rows), strict=True):
            self.page.sheet.set_row(self.row, height)
            top = self._top(above) if self.row == first else [None] * len(above)
            for index, (column, value) in enumerate(
                zip(self.layout.columns, [*top, *values], strict=True)
            ):
                self.page.write(self.row, index, value, self.book.style(column.style))
            mark = Mark(self.round_id, issue.pk, measure.pk if measure else None)
            self.page.write(self.row, len(self.layout.columns), mark.written, None)
            self.row += 1
        self._merge_entry(first)

    def finish(self) -> None:
        """End the open blocks."""
        self._turn([])

    def _heights(self, above: list[Value], rows: list[list[Value]]) -> list[float]:
        """The rows' heights: what the measures need, and more where the issue needs more."""
        own = [
            max(map(height_of, values, (column.width for column in self.layout.measure)))
            for values in rows
        ]
        levels = len(self.layout.levels) + 1
        shown = zip(self.layout.above, above, strict=True)
        needed = [height_of(v, c.width) for i, (c, v) in enumerate(shown) if not 0 < i < levels]
        lacking = max(needed) - sum(own)
        return [height + max(lacking, 0) / len(own) for height in own]

    def _top(self, above: list[Value]) -> list[Value]:
        """What stands in an entry's first row: a category only where its block begins."""
        levels = [
            above[level + 1]
            if level < len(self.begun) and self.begun[level][1] == self.row
            else None
            for level in range(len(self.layout.levels))
        ]
        return [above[0], *levels, *above[len(levels) + 1 :]]

    def _merge_entry(self, first: int) -> None:
        for index in range(len(self.layout.above)):
            if index == 0 or index > len(self.layout.levels):
                self.page.merge(first, index, self.row - 1)

    def _turn(self, path: list[int]) -> None:
        """End the blocks of categories that `path` leaves, begin those that it enters."""
        shared = 0
        while shared < min(len(path), len(self.begun)) and self.begun[shared][0] == path[shared]:
            shared += 1
        for level in range(shared, len(self.begun)):
            self.page.merge(self.begun[level][1], level + 1, self.row - 1)
        self.begun = self.begun[:shared] + [(key, self.row) for key in path[shared:]]
