"""What the page of a plan shows: the tree a part at a time, beside the lines it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from rectify.intake.enums import PaperState
from rectify.intake.headings import CHOICES
from rectify.intake.matching import held
from rectify.intake.models import Paper
from rectify.intake.plan import (
    VERDICT_TITLES,
    Plan,
    PlannedIssue,
    UnknownName,
    Verdict,
)
from rectify.intake.queries import lines_of
from rectify.intake.rules import doubts_of_paper
from rectify.intake.staff import DEPARTMENT
from rectify.kernel.parameters import FURTHEST_PAGE, whole_number
from rectify.people.models import Department, Person

ROWS_SHOWN = 60
LINES_SHOWN = 1500
"""So many at once: a paper of twenty pages is one page, a ledger of ten thousand rows is many."""

HEADER_LABELS = {
    "inspector": "巡察组",
    "document_number": "反馈文号",
    "inspected_from": "巡察起始日期",
    "inspected_to": "巡察结束日期",
    "feedback_on": "反馈日",
}


@dataclass(frozen=True)
class View:
    """Which part of the tree is before the person: rows of one verdict, a page of them."""

    show: str = ""
    page: int = 1

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> View:
        """Out of an address; what is no verdict and no number is left aside."""
        show, page = str(params.get("show", "")), whole_number(params.get("page"), FURTHEST_PAGE)
        known = show if show in {*map(str, Verdict), "out"} else ""
        return cls(known, page or 1)

    def address(self, paper: Paper, **changed: Any) -> str:
        """The paper's page with this view, or with a changed one."""
        facts = {"show": self.show, "page": self.page} | changed
        told = {name: value for name, value in facts.items() if value not in ("", 1)}
        url = reverse("paper", args=[paper.pk])
        return f"{url}?{urlencode(told)}" if told else url


@dataclass(frozen=True)
class Tab:
    """One choice of rows, with how many there are."""

    title: str
    url: str
    count: int
    current: bool


@dataclass
class PlanPage:
    """The facts of one paper's page."""

    paper: Paper
    plan: Plan
    view: View
    rows: list[PlannedIssue] = field(default_factory=list)
    found: int = 0
    first: int = 0

    @classmethod
    def of(cls, paper: Paper, view: View, *, holding: str = "") -> PlanPage:
        """The page of a view; `holding` turns to the part in which a row stands.

        A waiting plan is held against the ledger once more: what is seen is what would be done.
        """
        plan = Plan.from_json(paper.plan)
        if paper.state == PaperState.PLANNED:
            held(plan, paper.round)
        page = cls(paper, plan, view)
        rows = [row for row in page.plan.rows() if page._is_shown(row)]
        page.found = len(rows)
        ids = [row.id for row in rows]
        last = max((len(rows) - 1) // ROWS_SHOWN + 1, 1)
        number = min(view.page, last)
        if holding in ids:
            number = ids.index(holding) // ROWS_SHOWN + 1
        page.view = View(view.show, number)
        page.first = (number - 1) * ROWS_SHOWN
        page.rows = rows[page.first : page.first + ROWS_SHOWN]
        return page

    def _is_shown(self, row: PlannedIssue) -> bool:
        if self.view.show == "out":
            return not row.keep
        return not self.view.show or (row.keep and self.view.show in row.verdicts)

    @property
    def waiting(self) -> bool:
        """Whether it can still be mended."""
        return self.paper.state == PaperState.PLANNED

    @property
    def tabs(self) -> list[Tab]:
        """All rows, those of each verdict that has any, and those left out."""
        counts = {"": sum(1 for _ in self.plan.rows())}
        for verdict in Verdict:
            counts[verdict] = sum(verdict in row.verdicts for row in self.plan.kept)
        counts["out"] = counts[""] - len(self.plan.kept)
        titles = {"": "全部", **{str(v): t for v, t in VERDICT_TITLES.items()}, "out": "不导入"}
        return [
            Tab(titles[key], self.view.address(self.paper, show=key, page=1), count, current)
            for key, count in counts.items()
            if (current := self.view.show == key) or count or not key
        ]

    @property
    def measure_count(self) -> int:
        """How many measures are kept."""
        return sum(len(row.kept_measures) for row in self.plan.kept)

    @property
    def groups(self) -> list[tuple[str, bool, list[PlannedIssue]]]:
        """(heading, whether self-found, rows) of the part before the person."""
        made: list[tuple[str, bool, list[PlannedIssue]]] = []
        for row in self.rows:
            heading = " ＞ ".join(f"{c.number}{_joint(c.number)}{c.title}" for c in row.path)
            if not made or made[-1][:2] != (heading, row.self_found):
                made.append((heading, row.self_found, []))
            made[-1][2].append(row)
        return made

    @property
    def older(self) -> str:
        """The address of the next part, empty at the end."""
        more = self.first + ROWS_SHOWN < self.found
        return self.view.address(self.paper, page=self.view.page + 1) if more else ""

    @property
    def newer(self) -> str:
        """The address of the part before, empty at the beginning."""
        return self.view.address(self.paper, page=self.view.page - 1) if self.first else ""

    @property
    def shown(self) -> str:
        """Which rows are shown, where not all are."""
        last = self.first + len(self.rows)
        return f"第{self.first + 1}—{last}个，共{self.found}个" if self.found > ROWS_SHOWN else ""

    @property
    def fills(self) -> list[tuple[str, str]]:
        """(label, value) of the preamble's facts that the round does not know yet."""
        return [
            (label, str(self.plan.header[name]))
            for name, label in HEADER_LABELS.items()
            if self.plan.header.get(name) and not getattr(self.paper.round, name)
        ]

    @property
    def doubts(self) -> list[str]:
        """What to look at before anything else: whether the paper belongs to this round at all."""
        return doubts_of_paper(self.plan, self.paper.round) if self.waiting else []

    @property
    def lines(self) -> Iterator[tuple[int, str, str]]:
        """(number, text, id of the issue that begins there) of the source beside the rows."""
        lines = lines_of(self.paper)
        begins = {row.first: row.id for row in reversed(list(self.plan.rows())) if row.first}
        first, last = 1, len(lines)
        if len(lines) > LINES_SHOWN and self.rows:
            first = max(min(row.first or 1 for row in self.rows) - 3, 1)
            last = min(max(row.last for row in self.rows) + 3, first + LINES_SHOWN)
        for number in range(first, last + 1):
            yield number, lines[number - 1], begins.get(number, "")


def _joint(number: str) -> str:
    """What stands between a heading's number and its words: 一、 1. but （一） alone."""
    if not number or not number[-1].isalnum():
        return ""
    if number.isdecimal():
        return "."
    return "、" if set(number) <= set("一二三四五六七八九十百") else "　"


@dataclass(frozen=True)
class NameChoice:
    """An unknown name with whom it may mean."""

    name: UnknownName
    label: str
    options: list[tuple[str, str]]


def name_choices(plan: Plan, unit_id: int) -> list[NameChoice]:
    """The unknown names with the unit's departments or persons to choose from, the likely one first."""
    if not plan.unknown:
        return []
    departments = list(Department.objects.filter(unit_id=unit_id, retired_on__isnull=True))
    persons = list(Person.objects.filter(unit_id=unit_id, is_active=True))
    bodies = [(row.pk, row.name) for row in departments]
    people = [(row.pk, f"{row.name}（{row.post}）" if row.post else row.name) for row in persons]
    made = []
    for name in plan.unknown:
        rows, label = (bodies, "部门") if name.kind == DEPARTMENT else (people, "人员")
        ordered = sorted(rows, key=lambda row: row[0] != name.guess)
        options = [(f"{name.kind}:{pk}", words) for pk, words in ordered]
        made.append(NameChoice(name, label, options))
    return made


def column_choices() -> list[tuple[str, str]]:
    """What a column can be taken for."""
    return CHOICES
