"""The plan: what a paper would write into the ledger, as a tree that a person mends first.

It is kept as JSON on the paper. Nothing here touches the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What confirming would do with a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"


VERDICT_TITLES = {
    Verdict.NEW: "新增",
    Verdict.CHANGED: "更新",
    Verdict.SAME: "已有",
    Verdict.DOUBTFUL: "待核",
}


@dataclass
class Due:
    """A deadline as the paper words it, and the day it means (ISO), if it means one."""

    words: str = ""
    on: str | None = None
    long_term: bool = False
    counted: str = "none"


@dataclass
class Duty:
    """Who is named, as written."""

    leaders: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    assist: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All names in one line, for the ledger's own column of words."""
        parts = (
            ("责任领导", self.leaders),
            ("责任部门", self.lead),
            ("配合部门", self.assist),
            ("责任人", self.persons),
        )
        return "；".join(f"{label}：{'、'.join(names)}" for label, names in parts if names)


@dataclass
class PlannedCategory:
    """One heading on the way to an issue."""

    number: str
    title: str


@dataclass
class Difference:
    """One field of a row that is there already: what the ledger says, what the paper says."""

    field: str
    label: str
    old: str
    new: str


@dataclass
class PlannedMeasure:
    """One measure of a planned issue."""

    id: str
    text: str
    number: str = ""
    target: str = ""
    status: str = ""
    due: Due | None = None
    duty: Duty | None = None
    at: str = ""
    keep: bool = True
    verdict: str = Verdict.NEW
    measure_id: int | None = None
    further: dict[str, str] = field(default_factory=dict)


@dataclass
class PlannedIssue:
    """One issue with its measures; `issue_id` is the row of the ledger that it repeats, if any."""

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
    due: Due | None = None
    duty: Duty | None = None
    at: str = ""
    first: int = 0
    last: int = 0
    keep: bool = True
    verdict: str = Verdict.NEW
    issue_id: int | None = None
    differences: list[Difference] = field(default_factory=list)
    measures: list[PlannedMeasure] = field(default_factory=list)
    further: dict[str, str] = field(default_factory=dict)

    @property
    def verdict_title(self) -> str:
        """What confirming would do with it, in a word."""
        return VERDICT_TITLES[Verdict(self.verdict)]

    @property
    def anchor(self) -> str:
        """Its address within the page."""
        return f"#{self.id}"

    @property
    def place(self) -> str:
        """The path's titles in one line, as it is typed when it is mended."""
        return " > ".join(category.title for category in self.path)


@dataclass
class Plan:
    """A whole paper's plan."""

    title: str = ""
    header: dict[str, str | None] = field(default_factory=dict)
    stated: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)
    issues: list[PlannedIssue] = field(default_factory=list)
    offered: list[PlannedIssue] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    fill_round: bool = True

    def to_json(self) -> dict[str, Any]:
        """The plan as the paper keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Plan:
        """The plan out of what `to_json` gave."""
        facts = dict(kept)
        for name in ("issues", "offered"):
            facts[name] = [_issue(row) for row in facts.get(name, ())]
        return cls(**facts)

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


def _issue(kept: dict[str, Any]) -> PlannedIssue:
    facts = dict(kept)
    facts["path"] = [PlannedCategory(**category) for category in facts["path"]]
    facts["differences"] = [Difference(**one) for one in facts["differences"]]
    facts["measures"] = [_measure(row) for row in facts["measures"]]
    return PlannedIssue(**_with_due_and_duty(facts))


def _measure(kept: dict[str, Any]) -> PlannedMeasure:
    return PlannedMeasure(**_with_due_and_duty(dict(kept)))


def _with_due_and_duty(facts: dict[str, Any]) -> dict[str, Any]:
    facts["due"] = Due(**facts["due"]) if facts.get("due") else None
    facts["duty"] = Duty(**facts["duty"]) if facts.get("duty") else None
    return facts
