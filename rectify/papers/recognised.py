"""What was recognised in a paper: plain facts, each with its place and the paper's own words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from rectify.kernel.datewords import DeadlineMeaning
from rectify.papers.dirt import Noise
from rectify.papers.statuses import Status


class PaperKind(StrEnum):
    """The kinds of paper that are read differently."""

    LETTER = "letter"
    PLAN = "plan"
    LEDGER = "ledger"
    REPORT = "report"
    LEADER = "leader"
    FRAGMENT = "fragment"
    OTHER = "other"


class IssueKind(StrEnum):
    """Kinds of issue by time."""

    IMMEDIATE = "immediate"
    LIMITED = "limited"
    LONG_TERM = "long_term"


@dataclass(frozen=True, slots=True)
class PathStep:
    """A heading above an issue: its words, its number; a status group makes no category."""

    heading: str
    number: str = ""
    status_group: bool = False


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for an issue or measure, as named; 分管领导 apart where both columns stand."""

    leaders: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    assist: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    sub_leaders: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.leaders, self.lead, self.assist, self.persons, self.sub_leaders))

    def to_json(self) -> dict[str, list[str]] | None:
        """The four lists of the intake format; 分管领导 stand with the leaders there."""
        if not self:
            return None
        leaders = dict.fromkeys([*self.leaders, *self.sub_leaders])
        return {
            "leaders": list(leaders),
            "lead": list(self.lead),
            "assist": list(self.assist),
            "persons": list(self.persons),
        }


@dataclass(frozen=True, slots=True)
class FoundMeasure:
    """A measure taken or to be taken, its words and place."""

    number: str
    text: str
    at: str
    target: str | None = None
    deadline: DeadlineMeaning | None = None
    responsible: Responsible = field(default_factory=Responsible)
    status: Status | None = None
    status_words: str | None = None
    progress: str | None = None
    task: str | None = None
    extra: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The measure in the intake format."""
        return {
            "number": self.number,
            "text": self.text,
            "target": self.target,
            "deadline": _deadline_json(self.deadline),
            "responsible": self.responsible.to_json(),
            "at": self.at,
        }


@dataclass(frozen=True, slots=True)
class FoundIssue:
    """An issue with all that the paper tells of it; `heading` is its heading as written."""

    number: str
    title: str
    at: str
    path: tuple[PathStep, ...] = ()
    heading: str = ""
    text: str = ""
    end_at: str = ""
    status: Status | None = None
    status_words: str | None = None
    deadline: DeadlineMeaning | None = None
    responsible: Responsible = field(default_factory=Responsible)
    measures: tuple[FoundMeasure, ...] = ()
    kind: IssueKind | None = None
    cause: str | None = None
    target: str | None = None
    wider: str | None = None
    progress: str | None = None
    detail: str | None = None
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def categories(self) -> tuple[PathStep, ...]:
        """The headings above that make categories in the ledger."""
        return tuple(step for step in self.path if not step.status_group)

    def to_json(self) -> dict[str, Any]:
        """The issue in the intake format."""
        return {
            "path": [step.heading for step in self.path],
            "number": self.number,
            "title": self.title,
            "status": self.status.value if self.status else None,
            "status_words": self.status_words,
            "deadline": _deadline_json(self.deadline),
            "responsible": self.responsible.to_json(),
            "text": self.text,
            "measures": [measure.to_json() for measure in self.measures],
            "at": self.at,
        }


@dataclass(frozen=True, slots=True)
class Header:
    """Who inspected whom and when, as the paper's opening tells it."""

    unit: str | None = None
    inspector: str | None = None
    round: str | None = None
    document_number: str | None = None
    inspected_from: date | None = None
    inspected_to: date | None = None
    feedback_on: date | None = None
    as_of: date | None = None

    def to_json(self) -> dict[str, str | None]:
        """The header in the intake format."""
        days = ("inspected_from", "inspected_to", "feedback_on", "as_of")
        told = {
            name: getattr(self, name) for name in ("unit", "inspector", "round", "document_number")
        }
        return told | {day: d.isoformat() if (d := getattr(self, day)) else None for day in days}


COUNTS = (
    "aspects",
    "categories",
    "issues",
    "manifestations",
    "tasks",
    "measures",
    "done",
    "partial",
    "in_progress",
    "long_term",
    "not_done",
    "rate",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """The figures that the paper itself gives; standings are those of issues.

    `measure_standings` holds standings told of measures or tasks, which are never mixed with them.
    """

    aspects: int | None = None
    categories: int | None = None
    issues: int | None = None
    manifestations: int | None = None
    tasks: int | None = None
    measures: int | None = None
    done: int | None = None
    partial: int | None = None
    in_progress: int | None = None
    long_term: int | None = None
    not_done: int | None = None
    rate: float | None = None
    rate_of: str | None = None
    measure_standings: tuple[tuple[Status, int], ...] = ()
    other_issues: tuple[int, ...] = ()
    all_done: bool = False
    rest_done: bool = False

    def to_json(self) -> dict[str, float | str | None]:
        """The figures in the intake format; an unknown one is null."""
        figures: dict[str, float | str | None] = {name: getattr(self, name) for name in COUNTS}
        return figures | {"rate_of": self.rate_of}


@dataclass(frozen=True, slots=True)
class Recognised:
    """All that was read from one paper."""

    kind: PaperKind = PaperKind.OTHER
    title: str | None = None
    addressee: str | None = None
    header: Header = field(default_factory=Header)
    stated: Stated = field(default_factory=Stated)
    issues: tuple[FoundIssue, ...] = ()
    offered: tuple[FoundIssue, ...] = ()
    noise: tuple[Noise, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The result in the format of `manage.py intake --json`."""
        return {
            "title": self.title,
            "addressee": self.addressee,
            "header": self.header.to_json(),
            "stated": self.stated.to_json(),
            "issues": [issue.to_json() for issue in self.issues],
            "offered": [issue.to_json() for issue in self.offered],
            "noise": [piece.text for piece in self.noise],
            "warnings": list(self.warnings),
        }


def _deadline_json(meaning: DeadlineMeaning | None) -> dict[str, Any] | None:
    """A deadline in the intake format."""
    if meaning is None:
        return None
    on = meaning.on.isoformat() if meaning.on else None
    return {"words": meaning.words, "on": on, "long_term": meaning.long_term}
