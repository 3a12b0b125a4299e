"""A ledger's heading: which row (or rows) it is, and what each column holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rectify.kernel.datewords import Counted, read_deadline
from rectify.kernel.text import fold
from rectify.papers.content import Cell, Table
from rectify.papers.fields import Field, fields_of, likely_field
from rectify.papers.prose import kind_of

_SEARCHED_ROWS = 40
_CONTENT = {Field.ISSUE, Field.DETAIL, Field.MEASURE, Field.TASK, Field.CATEGORY}
_OWN_FOUND = re.compile(r"自查|自纠|自行|自身|查摆")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place, its heading as written, the facts it holds (none: it is kept aside)."""

    index: int
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that tell one issue in a row; a second block may tell the unit's own issues."""

    columns: tuple[Column, ...]
    self_found: bool = False

    def of(self, field: Field) -> Column | None:
        """The first column that holds a fact."""
        return next((column for column in self.columns if field in column.fields), None)


@dataclass(frozen=True, slots=True)
class Head:
    """A ledger's heading: its first row, the first row of data, the blocks of columns."""

    row: int
    data: int
    blocks: tuple[Block, ...]


def texts(row: Sequence[Cell]) -> list[str]:
    """A row's texts without blanks inside headings (整改\\n措施)."""
    return [re.sub(r"\s+", "", cell.text) for cell in row]


def head_of(table: Table) -> Head | None:
    """Find the heading of a ledger of issues; None when the table is something else."""
    best, place = 1, None
    for index, row in enumerate(table.rows[:_SEARCHED_ROWS]):
        known = Counter(f for text in set(texts(row)) if (fields := _fields(text)) for f in fields)
        score = len(known)
        if score > best and set(known) & _CONTENT and _is_heading_row(texts(row)):
            best, place = score, index
    if place is None:
        return None
    names, data = _names(table, place)
    columns = [_column(i, name, table, data) for i, name in enumerate(names)]
    columns = _one_deadline(columns, table, data)
    blocks = _blocks(columns, table, place)
    blocks = tuple(b for b in map(_promoted, blocks) if b.of(Field.ISSUE))
    return Head(place, data, blocks) if blocks and len(columns) >= 2 else None


def _column(index: int, name: str, table: Table, data: int) -> Column:
    """A column; 问题类别 holds the kind by time only when its values tell one, else the category."""
    fields = _fields(name)
    if Field.KIND in fields:
        values = [row[index].text for row in table.rows[data:] if row[index].text.strip()]
        if values and not any(kind_of(value) for value in values):
            fields = (Field.CATEGORY,)
    return Column(index, name, fields)


def _one_deadline(columns: list[Column], table: Table, data: int) -> list[Column]:
    """Of several columns of time (整改周期, 预计完成时间) the one with most days holds the deadline."""
    timed = [column for column in columns if Field.DEADLINE in column.fields]
    if len(timed) < 2:
        return columns
    days = {
        column.index: sum(_tells_day(row[column.index].text) for row in table.rows[data:])
        for column in timed
    }
    best = max(timed, key=lambda column: days[column.index])
    others = {column.index for column in timed if days[column.index] < days[best.index]}
    return [
        replace(column, fields=(Field.KIND,)) if column.index in others else column
        for column in columns
    ]


def _tells_day(value: str) -> bool:
    """Whether a value is a deadline with a day, month or length of time."""
    counted = read_deadline(value).counted if value.strip() else Counted.NONE
    return counted in {Counted.DAY, Counted.MONTH, Counted.QUARTER, Counted.YEAR, Counted.RELATIVE}


def _fields(name: str) -> tuple[Field, ...]:
    """The facts of a heading, exact or misspelt."""
    if not name or len(name) > 24:
        return ()
    exact = fields_of(name)
    if exact:
        return exact
    likely = likely_field(name)
    return (likely,) if likely else ()


def _is_heading_row(names: Sequence[str]) -> bool:
    """Whether a row's texts are short names, not data."""
    filled = [name for name in names if name]
    return bool(filled) and sum(len(name) for name in filled) / len(filled) <= 14


def _names(table: Table, place: int) -> tuple[list[str], int]:
    """The columns' names, of one row or of two put together, and the first row of data."""
    upper = texts(table.rows[place])
    origins = [cell.covered for cell in table.rows[place]]
    if place + 1 < len(table.rows):
        lower_row = table.rows[place + 1]
        lower = texts(lower_row)
        known = [name for name in lower if name and _fields(name)]
        spread = [
            i for i, name in enumerate(upper) if not name or origins[i] or upper.count(name) > 1
        ]
        fills = [i for i in spread if lower[i] and _fields(lower[i])]
        if len(set(known)) >= 2 and fills and _is_heading_row(lower):
            return [
                _of_two(u, low) for u, low in zip(_spread(upper), lower, strict=True)
            ], place + 2
    if place > 0:
        above = texts(table.rows[place - 1])
        if len({name for name in above if name and _fields(name)}) >= 2:
            return [low or u for u, low in zip(above, upper, strict=True)], place + 1
    return upper, place + 1


def _spread(names: Sequence[str]) -> list[str]:
    """Names with that of a heading over several columns given to each of them."""
    spread: list[str] = []
    for name in names:
        spread.append(name or (spread[-1] if spread else ""))
    return spread


def _of_two(upper: str, lower: str) -> str:
    """The name of a column with a heading of two rows."""
    if not lower or lower == upper:
        return upper
    if fields_of(lower):
        return lower
    return upper + lower if fields_of(upper + lower) else lower


def _blocks(columns: list[Column], table: Table, place: int) -> tuple[Block, ...]:
    """Columns parted where the same shape begins again to the right."""
    starts = [c.index for c in columns if Field.ISSUE in c.fields]
    numbers = [c.index for c in columns if Field.NUMBER in c.fields]
    if len(starts) < 2 or not _repeats(columns, starts):
        return (_single(columns),)
    second = starts[1]
    before = [n for n in numbers if starts[0] < n < second]
    cut = before[-1] if before else second
    own = any(_OWN_FOUND.search(t) for t in _above(table, place, cut))
    left = Block(tuple(_distinct(columns[:cut])))
    return left, Block(tuple(_distinct(columns[cut:])), self_found=own)


def _repeats(columns: Sequence[Column], starts: Sequence[int]) -> bool:
    """Whether the columns from the second issue column on repeat those from the first."""
    first = {f for c in columns[starts[0] : starts[1]] for f in c.fields}
    second = {f for c in columns[starts[1] :] for f in c.fields}
    return len(first & second) >= 2


def _above(table: Table, place: int, cut: int) -> list[str]:
    """The texts over and in the headings of a second block."""
    return [text for row in table.rows[: place + 2] for text in texts(row)[cut:]]


def _single(columns: Sequence[Column]) -> Block:
    """All columns as one block."""
    return Block(tuple(_distinct(columns)))


def _distinct(columns: Sequence[Column]) -> list[Column]:
    """Columns of which only the first of a kind keeps its meaning; later ones are kept aside.

    责任领导 beside 分管领导 and 责任部门 beside 牵头部门 are different kinds already.
    """
    seen: set[Field] = set()
    made: list[Column] = []
    for column in columns:
        fresh = tuple(f for f in column.fields if f not in seen)
        if Field.MEASURE in column.fields and Field.MEASURE in seen:
            fresh = ()
        seen |= set(fresh)
        made.append(replace(column, fields=fresh))
    return made


def _promoted(block: Block) -> Block:
    """A block in which the column nearest to an issue is taken for it where none is so called."""
    if block.of(Field.ISSUE):
        return block
    for field in (Field.DETAIL, Field.CATEGORY, Field.TASK):
        column = block.of(field)
        if column is not None and (field is not Field.CATEGORY or block.of(Field.MEASURE)):
            changed = replace(column, fields=(Field.ISSUE,))
            return Block(
                tuple(changed if c is column else c for c in block.columns), block.self_found
            )
    return block


def is_repeated_heading(row: Sequence[Cell], head: Head) -> bool:
    """Whether a row prints the heading once more, as on a new page."""
    names = {c.name for block in head.blocks for c in block.columns if c.name}
    filled = [text for text in texts(row) if text]
    return len(filled) >= 2 and sum(text in names for text in filled) >= 0.8 * len(filled)


def is_total(row: Sequence[Cell]) -> bool:
    """Whether a row sums up the table."""
    first = next((text for text in texts(row) if text), "")
    return re.fullmatch(r"(?:合计|总计|小计|共计|累计)[::]?", fold(first)) is not None


def is_note(text: str) -> bool:
    """Whether a single text in a row is a note under the table, not a category."""
    folded = fold(text)
    return (
        re.match(
            r"\s*(?:注|备注|说明|填表|填报|制表|审核|合计|总计|小计|联系)(?:人|单位|日期"
            r"|时间)?\s*(?:[:、]|$|\d)",
            folded,
        )
        is not None
    )
