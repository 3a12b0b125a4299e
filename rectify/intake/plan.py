"""The plan: what a paper would write into the ledger, as a tree that a person mends first.

It is kept as JSON on the paper. Nothing here touches the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")


class Verdict(StrEnum):
    """What confirming would do with a row; `doubtful` stands beside the others, not instead."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    DOUBTFUL = "doubtful"


VERDICT_TITLES = {
    Verdict.NEW: "新增",
    Verdict.CHANGED: "更新",
    Verdict.SAME: "已有",
    Verdict.REFUSED: "不能导入",
    Verdict.DOUBTFUL: "待核",
}


@dataclass
class Remark:
    """Why a person should look at a row; one that `stops` keeps it out, one that is `told` only
    explains what confirming does not do, and leaves nothing to decide.
    """

    words: str
    stops: bool = False
    told: bool = False


@dataclass
class Due:
    """A deadline as the paper words it, and the day it means (ISO), if it means one."""

    words: str = ""
    on: str | None = None
    long_term: bool = False
    counted: str = "none"
    doubts: list[str] = field(default_factory=list)


@dataclass
class Duty:
    """Who is named, as written; 分管领导 apart from 责任领导."""

    leaders: list[str] = field(default_factory=list)
    sub: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    assist: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All names in one line, for the ledger's own column of words."""
        told = ((label, getattr(self, name)) for name, label in DUTY_LABELS)
        return "；".join(f"{label}：{'、'.join(names)}" for label, names in told if names)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name, _ in DUTY_LABELS)


DUTY_LABELS = (
    ("leaders", "责任领导"),
    ("sub", "分管领导"),
    ("lead", "责任部门"),
    ("assist", "配合部门"),
    ("persons", "责任人"),
)


@dataclass
class PlannedCategory:
    """One heading on the way to an issue."""

    number: str
    title: str


@dataclass
class Difference:
    """One field of a row that is there already: what the ledger says, what the paper says.

    `raw` is what will be written where that is no text: a person's or department's id.
    """

    field: str
    label: str
    old: str
    new: str
    raw: int | None = None


class _Judged:
    """What planned issues and measures share: remarks, and the words of a verdict."""

    verdict: str
    differences: list[Difference]
    remarks: list[Remark]

    @property
    def verdict_title(self) -> str:
        """What confirming would do with it, in a word."""
        return VERDICT_TITLES[Verdict(self.verdict)]

    @property
    def stopped(self) -> bool:
        """Whether something must be mended before the row can be written."""
        return any(remark.stops for remark in self.remarks)


@dataclass
class PlannedMeasure(_Judged):
    """One measure of a planned issue; `line` is where it begins in the source shown beside.

    `marked` is the measure of the ledger that a row of our own export came from; such a row is told
    `alone`: what stands for the issue does not hold for it.
    """

    id: str
    text: str
    number: str = ""
    target: str = ""
    task: str = ""
    status: str = ""
    status_words: str = ""
    due: Due | None = None
    duty: Duty | None = None
    at: str = ""
    line: int = 0
    keep: bool = True
    mended: bool = False
    verdict: str = Verdict.NEW
    measure_id: int | None = None
    differences: list[Difference] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    further: dict[str, str] = field(default_factory=dict)
    marked: int | None = None
    alone: bool = False

    def due_in(self, row: PlannedIssue) -> Due | None:
        """Its deadline: one told once for the issue holds for each of its measures that has none."""
        return self.due if self.due or self.alone else row.due

    def duty_in(self, row: PlannedIssue) -> Duty:
        """Who answers: who is named for the issue answers for each measure that names nobody."""
        return self.duty or (None if self.alone else row.duty) or Duty()


@dataclass
class Likeness:
    """A row of the ledger that a planned issue may repeat."""

    issue_id: int
    label: str
    title: str


@dataclass
class PlannedIssue(_Judged):
    """One issue with its measures; `issue_id` is the row of the ledger that it repeats, if any.

    `meant` is what a person has said of that: an id, 0 for none, None for nothing said; `marked` is
    the issue that a row of our own export came from. `version` is
    the row's own, so that two who mend different rows of one plan are in nobody's way.
    """

    id: str
    title: str
    path: list[PlannedCategory] = field(default_factory=list)
    number: str = ""
    text: str = ""
    words: str = ""
    status: str = ""
    status_words: str = ""
    pace: str = "timed"
    cause: str = ""
    target: str = ""
    wider: str = ""
    due: Due | None = None
    duty: Duty | None = None
    at: str = ""
    first: int = 0
    last: int = 0
    keep: bool = True
    mended: bool = False
    meant: int | None = None
    verdict: str = Verdict.NEW
    issue_id: int | None = None
    differences: list[Difference] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    like: list[Likeness] = field(default_factory=list)
    measures: list[PlannedMeasure] = field(default_factory=list)
    further: dict[str, str] = field(default_factory=dict)
    marked: int | None = None
    version: int = 1

    @property
    def self_found(self) -> bool:
        """Whether the unit itself found it: no issue of the letter."""
        return self.id.startswith("o")

    @property
    def anchor(self) -> str:
        """Its address within the page."""
        return f"#{self.id}"

    @property
    def place(self) -> str:
        """The path's titles in one line, as it is typed when it is mended."""
        return " > ".join(category.title for category in self.path)

    @property
    def verdicts(self) -> set[str]:
        """All verdicts under which it is counted and found."""
        remarks = (remark for part in (self, *self.kept_measures) for remark in part.remarks)
        doubtful = any(not remark.told for remark in remarks)
        return {self.verdict, *({Verdict.DOUBTFUL} if doubtful else ())}

    @property
    def kept_measures(self) -> list[PlannedMeasure]:
        """The measures that would be written or compared."""
        return [measure for measure in self.measures if measure.keep]


@dataclass
class PlannedColumn:
    """One column of a table: its heading, what it was taken for, and whether a person said so."""

    index: int
    heading: str
    meaning: str
    sample: str = ""
    chosen: bool = False


@dataclass
class PlannedTable:
    """One table of the paper, by its number in it (from 0); `found` tells whether it was read."""

    number: int
    name: str
    found: bool
    columns: list[PlannedColumn] = field(default_factory=list)


@dataclass
class UnknownName:
    """A name that is nobody's in the unit: who it may be, and what a person has said of it.

    `kind` is "person" or "department", `choice` "new", "leave" or nothing.
    """

    kind: str
    name: str
    count: int
    choice: str = ""
    guess: int | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """How answers name it."""
        return f"{self.kind}:{self.name}"


@dataclass
class Missing:
    """A row of the ledger that the paper does not mention; it is told, and nothing more."""

    label: str
    title: str
    issue_id: int


@dataclass
class Plan:
    """A whole paper's plan."""

    title: str = ""
    kind: str = ""
    header: dict[str, str | None] = field(default_factory=dict)
    stated: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)
    issues: list[PlannedIssue] = field(default_factory=list)
    offered: list[PlannedIssue] = field(default_factory=list)
    tables: list[PlannedTable] = field(default_factory=list)
    headings: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    unknown: list[UnknownName] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    fill_round: bool = True
    numbered: int = 0

    def to_json(self) -> dict[str, Any]:
        """The plan as the paper keeps it; the lines are the paper's own text."""
        return asdict(self) | {"lines": []}

    def to_reader(self) -> dict[str, Any]:
        """The plan as the reading process hands it over: with the lines."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Plan:
        """The plan out of what `to_json` gave."""
        facts = dict(kept)
        for name in ("issues", "offered"):
            facts[name] = [_issue(row) for row in facts.get(name, ())]
        facts["tables"] = [_table(table) for table in facts.get("tables", ())]
        facts["unknown"] = _all(UnknownName, facts.get("unknown", ()))
        facts["missing"] = _all(Missing, facts.get("missing", ()))
        return _made(cls, facts)

    def rows(self) -> Iterator[PlannedIssue]:
        """All issues, the paper's own first and the offered ones after them."""
        yield from self.issues
        yield from self.offered

    def issue(self, row_id: str) -> PlannedIssue | None:
        """The issue with this id."""
        return next((row for row in self.rows() if row.id == row_id), None)

    @property
    def kept(self) -> list[PlannedIssue]:
        """The issues that confirming would write or compare."""
        return [row for row in self.rows() if row.keep]

    @property
    def seal(self) -> str:
        """A word for what confirming would do now: another one as soon as the ledger is another."""
        told = [
            [row.id, row.verdict, row.issue_id]
            + [[m.id, m.verdict, m.measure_id] for m in row.kept_measures]
            + [[d.field, d.old] for part in (row, *row.kept_measures) for d in part.differences]
            for row in self.kept
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]

    def new_id(self, prefix: str) -> str:
        """An id that no row of the plan has had."""
        self.numbered += 1
        return f"{prefix}x{self.numbered}"


def _made(kind: type[T], facts: dict[str, Any]) -> T:
    """An object of the facts it knows; those of an older form of the plan are left aside."""
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in facts.items() if name in known})


def _all(kind: type[T], kept: Any) -> list[T]:
    return [_made(kind, one) for one in kept]


def _table(kept: dict[str, Any]) -> PlannedTable:
    return _made(PlannedTable, dict(kept) | {"columns": _all(PlannedColumn, kept["columns"])})


def _issue(kept: dict[str, Any]) -> PlannedIssue:
    facts = _row(kept)
    facts["path"] = _all(PlannedCategory, facts["path"])
    facts["like"] = _all(Likeness, facts.get("like", ()))
    facts["measures"] = [_made(PlannedMeasure, _row(row)) for row in facts["measures"]]
    return _made(PlannedIssue, facts)


def _row(kept: dict[str, Any]) -> dict[str, Any]:
    facts = dict(kept)
    facts["due"] = _made(Due, facts["due"]) if facts.get("due") else None
    facts["duty"] = _made(Duty, facts["duty"]) if facts.get("duty") else None
    facts["differences"] = _all(Difference, facts.get("differences", ()))
    facts["remarks"] = _all(Remark, facts.get("remarks", ()))
    return facts
