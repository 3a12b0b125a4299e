"""The rows that are counted, as bare facts, as they stood on a day.

Today they come from the rows, a past day from the row history; what counts is asked of the same
facts either way, so that a report of last month and the page of today follow one rule.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from rectify.deadlines.models import Deadline
from rectify.figures.history import rows_on
from rectify.figures.outcomes import OutcomeFact, outcome_facts
from rectify.figures.selection import Selection, visible_measures
from rectify.issues.enums import OPEN, Standing
from rectify.issues.models import Category, Issue
from rectify.kernel import clock
from rectify.measures.models import Assistance, Measure
from rectify.people.models import Person
from rectify.rounds.models import Round


@dataclass(frozen=True, slots=True)
class MeasureFact:
    """What counting asks of a measure."""

    id: int
    issue_id: int
    standing: Standing
    due_on: date | None
    departments: frozenset[int]
    task_id: int | None = None

    def overdue_on(self, day: date) -> bool:
        """Open though its date has passed."""
        return self.standing in OPEN and self.due_on is not None and self.due_on < day

    def due_between(self, first: date, last: date) -> bool:
        """Open, and its date falls between the two days, both included."""
        return self.standing in OPEN and self.due_on is not None and first <= self.due_on <= last


@dataclass(frozen=True, slots=True)
class IssueFact:
    """What counting asks of an issue; the dates of its visible measures hang over it too."""

    id: int
    standing: Standing
    due_on: date | None
    category_id: int | None
    source: str
    measures: tuple[MeasureFact, ...]

    @property
    def open_date(self) -> date | None:
        """The date that hangs over it: its own, or an open measure's when that comes sooner."""
        dates = [m.due_on for m in self.measures if m.standing in OPEN and m.due_on]
        return min([*dates, *([self.due_on] if self.due_on else [])], default=None)

    def overdue_on(self, day: date) -> bool:
        """Open, and its own date or that of an open measure has passed."""
        late = self.due_on is not None and self.due_on < day
        return self.standing in OPEN and (late or any(m.overdue_on(day) for m in self.measures))

    def due_between(self, first: date, last: date) -> bool:
        """Open, and its own date or that of an open measure falls between the two days."""
        own = self.due_on is not None and first <= self.due_on <= last
        soon = any(m.due_between(first, last) for m in self.measures)
        return self.standing in OPEN and (own or soon)


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """All issues and measures of a round that somebody may see, as of a day.

    An issue's standing is its own, whoever looks; its dates are those that the person may see, as
    the ledger's own filters have it. `parents` has the category above each category of the round;
    `outcomes` are the visible ones that stood on the day.
    """

    day: date
    issues: tuple[IssueFact, ...]
    measures: tuple[MeasureFact, ...]
    parents: dict[int, int | None]
    outcomes: tuple[OutcomeFact, ...] = ()

    def path(self, issue: IssueFact) -> tuple[int, ...]:
        """The keys of the categories above an issue, the topmost first."""
        found: list[int] = []
        category = issue.category_id
        while category is not None and category in self.parents and category not in found:
            found.insert(0, category)
            category = self.parents[category]
        return tuple(found)


def facts_of(person: Person | None, round_: Round, day: date | None = None) -> LedgerFacts:
    """The facts of `round_` that `person` may see, as of `day` (today when None).

    `person` None is an administrator at the command line, who is shown the whole round.
    """
    today = clock.today()
    day = day or today
    past = day < today
    issue_ids, measure_ids = _visible_then(person, round_) if past else _visible(person, round_)
    rows = _Then(day) if past else _Live()
    issue_rows = rows.issues(issue_ids)
    shown = {row["id"] for row in issue_rows}
    of_issues, of_measures = rows.dues(issue_ids)
    assisting = rows.assisting(issue_ids)
    measures = [
        MeasureFact(
            id=row["id"],
            issue_id=row["issue_id"],
            standing=Standing(row["standing"]),
            due_on=of_measures.get(row["id"]),
            departments=frozenset({row["lead_department_id"], *assisting[row["id"]]} - {None}),
            task_id=row["task_id"],
        )
        for row in rows.measures(issue_ids)
        # One that has come to an issue since belonged elsewhere then.
        if row["issue_id"] in shown
    ]
    below: dict[int, list[MeasureFact]] = defaultdict(list)
    for measure in measures:
        below[measure.issue_id].append(measure)
    visible = set(measure_ids.values_list("pk", flat=True))
    issues = tuple(
        IssueFact(
            id=row["id"],
            standing=_standing(row["stated"], below[row["id"]]),
            due_on=of_issues.get(row["id"]),
            category_id=row["category_id"],
            source=row["source"],
            measures=tuple(one for one in below[row["id"]] if one.id in visible),
        )
        for row in issue_rows
    )
    seen = tuple(measure for measure in measures if measure.id in visible)
    outcomes = outcome_facts(person, round_, day)
    return LedgerFacts(day, issues, seen, _parents(round_, day), outcomes)


def _parents(round_: Round, day: date) -> dict[int, int | None]:
    """The tree as it stood on the day."""
    rows = rows_on(Category, day).filter(round=round_.pk, withdrawn_at__isnull=True)
    return dict(rows.values_list("id", "parent_id"))


def _visible(person: Person | None, round_: Round) -> tuple[Any, Any]:
    """Ids of what the person may see, as subqueries."""
    if person is None:
        issues: Any = Issue.objects.filter(round=round_, withdrawn_at__isnull=True)
        measures: Any = Measure.objects.filter(issue__in=issues, withdrawn_at__isnull=True)
    else:
        issues = Selection().issues(person, round_)
        measures = visible_measures(person, round_)
    return issues.order_by().values("pk"), measures.order_by().values("pk")


def _visible_then(person: Person | None, round_: Round) -> tuple[Any, Any]:
    """The same for a past day: what was withdrawn or merged away since stood in the ledger then."""
    issues: Any = Issue.with_withdrawn.filter(round=round_)
    measures: Any = Measure.with_withdrawn.filter(issue__round=round_)
    if person is not None:
        issues, measures = issues.visible_to(person), measures.visible_to(person)
    return issues.order_by().values("pk"), measures.order_by().values("pk")


def _standing(stated: str, measures: list[MeasureFact]) -> Standing:
    """The rule of `deadlines.queries.with_standing`, asked of facts."""
    if stated:
        return Standing(stated)
    begun = any(measure.standing is not Standing.NOT_DONE for measure in measures)
    return Standing.IN_PROGRESS if begun else Standing.NOT_DONE


ISSUE_FIELDS = ("id", "stated", "category_id", "source")
MEASURE_FIELDS = ("id", "issue_id", "standing", "lead_department_id", "task_id")
Dues = dict[int, date | None]


class _Live:
    """The rows as they stand."""

    def issues(self, ids: Any) -> list[dict[str, Any]]:
        rows = Issue.objects.filter(pk__in=ids).order_by("serial")
        return list(rows.values(*ISSUE_FIELDS))

    def measures(self, issue_ids: Any) -> list[dict[str, Any]]:
        rows = Measure.objects.filter(issue_id__in=issue_ids, withdrawn_at__isnull=True)
        return list(rows.order_by("issue__serial", "serial").values(*MEASURE_FIELDS))

    def dues(self, issue_ids: Any) -> tuple[Dues, Dues]:
        of_issues = Deadline.objects.filter(issue_id__in=issue_ids)
        of_measures = Deadline.objects.filter(measure__issue_id__in=issue_ids)
        return (
            dict(of_issues.values_list("issue_id", "due_on")),
            dict(of_measures.values_list("measure_id", "due_on")),
        )

    def assisting(self, issue_ids: Any) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        rows = Assistance.objects.filter(measure__issue_id__in=issue_ids, ended_on__isnull=True)
        for measure_id, department_id in rows.values_list("measure_id", "department_id"):
            found[measure_id].add(department_id)
        return found


class _Then:
    """The rows as they stood at the end of a past day, out of their history."""

    def __init__(self, day: date) -> None:
        self.day, self.moment = day, clock.end_of(day)

    def _versions(self, model: Any, fields: tuple[str, ...], **where: Any) -> list[dict[str, Any]]:
        """The last version of each row up to the moment; rows deleted by then are left out."""
        versions = model.history.filter(history_date__lte=self.moment, **where)
        last: dict[int, dict[str, Any]] = {}
        for version in versions.order_by("history_date", "history_id").values(
            *dict.fromkeys((*fields, "id", "history_type"))
        ):
            last[version["id"]] = version
        return [row for row in last.values() if row["history_type"] != "-"]

    def issues(self, ids: Any) -> list[dict[str, Any]]:
        rows = self._versions(Issue, (*ISSUE_FIELDS, "serial", "withdrawn_at"), id__in=ids)
        standing = [row for row in rows if row["withdrawn_at"] is None]
        return sorted(standing, key=lambda row: row["serial"])

    def measures(self, issue_ids: Any) -> list[dict[str, Any]]:
        fields = (*MEASURE_FIELDS, "serial", "withdrawn_at")
        rows = self._versions(Measure, fields, id__in=_ever_below(issue_ids))
        standing = [row for row in rows if row["withdrawn_at"] is None]
        return sorted(standing, key=lambda row: (row["issue_id"], row["serial"]))

    def dues(self, issue_ids: Any) -> tuple[Dues, Dues]:
        below = _ever_below(issue_ids)
        of_issues = self._versions(Deadline, ("issue_id", "due_on"), issue_id__in=issue_ids)
        of_measures = self._versions(Deadline, ("measure_id", "due_on"), measure_id__in=below)
        return (
            {row["issue_id"]: row["due_on"] for row in of_issues},
            {row["measure_id"]: row["due_on"] for row in of_measures},
        )

    def assisting(self, issue_ids: Any) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        fields = ("measure_id", "department_id", "ended_on")
        for row in self._versions(Assistance, fields, measure_id__in=_ever_below(issue_ids)):
            if row["ended_on"] is None or row["ended_on"] > self.day:
                found[row["measure_id"]].add(row["department_id"])
        return found


def _ever_below(issue_ids: Any) -> Any:
    """Ids of all measures that ever belonged to one of the issues, wherever they stand by now."""
    versions: Any = Measure.history
    return versions.filter(issue_id__in=issue_ids).order_by().values("id")
