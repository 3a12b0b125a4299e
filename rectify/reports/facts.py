"""What a report tells: the round's tree of issues and measures with their words, as of a day.

Standings come from the figures' facts, so that what a report tells of an issue and what it counts
cannot differ; the words come from the rows, or from their history for an earlier day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rectify.deadlines.models import Deadline
from rectify.figures.facts import IssueFact, LedgerFacts, MeasureFact, facts_of
from rectify.figures.history import rows_on
from rectify.figures.outcomes import OutcomeFact
from rectify.issues.enums import OPEN, Standing
from rectify.issues.models import Category, Issue
from rectify.measures.models import Measure, Progress
from rectify.outcomes.models import Bearing
from rectify.people.models import Department, Person
from rectify.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Due:
    """A date, the office's words for it, and whether it is followed on for long."""

    on: date | None = None
    words: str = ""
    long_term: bool = False


@dataclass(frozen=True, slots=True)
class MeasureTold:
    """A measure with what a report tells of it; `progress` is the newest entry's words."""

    id: int
    serial: int
    text: str
    standing: Standing
    completed_on: date | None
    due: Due
    leader: str
    department: str
    assisting: tuple[str, ...]
    progress: str

    @property
    def open(self) -> bool:
        """True while something remains to be done by a date."""
        return self.standing in OPEN


@dataclass(frozen=True, slots=True)
class IssueTold:
    """An issue with what a report tells of it."""

    id: int
    serial: int
    title: str
    text: str
    cause: str
    standing: Standing
    status_words: str
    due: Due
    open_date: date | None
    department: str
    leader: str
    measures: tuple[MeasureTold, ...]
    outcomes: tuple[OutcomeFact, ...] = ()

    @property
    def open(self) -> bool:
        """True while the issue is not settled."""
        return self.standing in OPEN


@dataclass(slots=True)
class Group:
    """A 方面 or 大类 with its own issues and the groups below it; without a title: of no category."""

    title: str
    number: str = ""
    issues: list[IssueTold] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def everything(self) -> Iterator[IssueTold]:
        """All issues at and below this group, in the tree's order."""
        yield from self.issues
        for group in self.groups:
            yield from group.everything()


@dataclass(frozen=True, slots=True)
class Told:
    """A round on a day, ready to be told: the figures' facts, and the tree with its words."""

    round: Round
    day: date
    facts: LedgerFacts
    groups: tuple[Group, ...]

    @property
    def issues(self) -> list[IssueTold]:
        """All issues in the tree's order."""
        return [issue for group in self.groups for issue in group.everything()]

    @property
    def measures(self) -> list[MeasureTold]:
        """All measures in the tree's order."""
        return [measure for issue in self.issues for measure in issue.measures]


def told_on(round_: Round, day: date, person: Person | None = None) -> Told:
    """The round as it stood at the end of `day`: the whole of it, or what `person` may see."""
    facts = facts_of(person, round_, day)
    told = _Telling(round_, day).issues(facts)
    return Told(round_, day, facts, tuple(_tree(round_, day, facts, told)))


def _tree(
    round_: Round, day: date, facts: LedgerFacts, told: dict[int, IssueTold]
) -> Iterator[Group]:
    """The groups that hold anything, in the ledger's order; issues of no category come last."""
    rows = rows_on(Category, day).filter(round=round_.pk).order_by("position", "id")
    groups = {row.id: Group(row.title, row.number) for row in rows}
    parents = {row.id: row.parent_id for row in rows}
    loose = Group("")
    for fact in facts.issues:
        if fact.id in told:
            groups.get(fact.category_id or 0, loose).issues.append(told[fact.id])
    for pk, group in groups.items():
        parent = groups.get(parents[pk] or 0)
        if parent is not None:
            parent.groups.append(group)
    for group in groups.values():
        group.groups = [below for below in group.groups if any(below.everything())]
    tops = [group for pk, group in groups.items() if (parents[pk] or 0) not in groups]
    yield from (group for group in [*tops, loose] if any(group.everything()))


class _Telling:
    """The words of a round's rows on a day: one query for each kind of row."""

    def __init__(self, round_: Round, day: date) -> None:
        self.round, self.day = round_, day
        self.persons: dict[int, str] = dict(
            Person.objects.filter(unit=round_.unit_id).values_list("pk", "name")
        )
        self.departments: dict[int, str] = dict(
            Department.objects.filter(unit=round_.unit_id).values_list("pk", "name")
        )
        self.due_issues = self._dues("issue", issue__round=round_.pk)
        self.due_measures = self._dues("measure", measure__issue__round=round_.pk)

    def issues(self, facts: LedgerFacts) -> dict[int, IssueTold]:
        """Every issue of the facts, told."""
        below, outcomes = self._measures(facts), self._outcomes(facts)
        rows = {row.id: row for row in rows_on(Issue, self.day).filter(round=self.round.pk)}
        return {
            fact.id: self._issue(
                rows[fact.id], fact, tuple(below[fact.id]), tuple(outcomes[fact.id])
            )
            for fact in facts.issues
            if fact.id in rows
        }

    def _issue(
        self,
        row: Any,
        fact: IssueFact,
        measures: tuple[MeasureTold, ...],
        outcomes: tuple[OutcomeFact, ...],
    ) -> IssueTold:
        return IssueTold(
            id=row.id,
            serial=row.serial,
            title=row.title,
            text=row.text,
            cause=row.cause,
            standing=fact.standing,
            status_words=row.status_words if row.stated else "",
            due=self.due_issues.get(row.id, Due()),
            open_date=fact.open_date,
            department=self.departments.get(row.lead_department_id, ""),
            leader=self.persons.get(row.lead_leader_id, ""),
            measures=measures,
            outcomes=outcomes,
        )

    def _measures(self, facts: LedgerFacts) -> dict[int, list[MeasureTold]]:
        known = {fact.id: fact for fact in facts.measures}
        progress = self._progress()
        found: dict[int, list[MeasureTold]] = defaultdict(list)
        rows = rows_on(Measure, self.day).filter(issue__round=self.round.pk)
        for row in rows.order_by("issue_id", "serial"):
            if row.id in known:
                told = self._measure(row, known[row.id], progress.get(row.id, ""))
                found[row.issue_id].append(told)
        return found

    def _measure(self, row: Any, fact: MeasureFact, progress: str) -> MeasureTold:
        assisting = fact.departments - {row.lead_department_id}
        return MeasureTold(
            id=row.id,
            serial=row.serial,
            text=row.text,
            standing=fact.standing,
            completed_on=row.completed_on,
            due=self.due_measures.get(row.id, Due()),
            leader=self.persons.get(row.responsible_leader_id, ""),
            department=self.departments.get(row.lead_department_id, ""),
            assisting=tuple(self.departments[pk] for pk in sorted(assisting)),
            progress=progress,
        )

    def _outcomes(self, facts: LedgerFacts) -> dict[int, list[OutcomeFact]]:
        """The outcomes of each issue and its measures, each once, in their kinds' order."""
        rows = rows_on(Bearing, self.day).filter(outcome__round=self.round.pk, ended_on=None)
        issue_of = {measure.id: measure.issue_id for measure in facts.measures}
        held: dict[int, set[int]] = defaultdict(set)
        for outcome, issue, measure in rows.values_list("outcome_id", "issue_id", "measure_id"):
            held[outcome].add(issue or issue_of.get(measure, 0))
        found: dict[int, list[OutcomeFact]] = defaultdict(list)
        for fact in facts.outcomes:
            for issue in held[fact.id]:
                found[issue].append(fact)
        return found

    def _progress(self) -> dict[int, str]:
        """The newest entry of each measure; an assisting department's when no other is newer."""
        rows = rows_on(Progress, self.day).filter(measure__issue__round=self.round.pk)
        corrected = rows.filter(corrects__isnull=False).order_by().values("corrects_id")
        ordered = rows.exclude(id__in=corrected).order_by("happened_on", "id")
        return dict(ordered.values_list("measure_id", "text"))

    def _dues(self, of: str, **where: Any) -> dict[int, Due]:
        rows = rows_on(Deadline, self.day).filter(**where)
        columns = (f"{of}_id", "due_on", "words", "long_term")
        return {
            pk: Due(on, words, lasting) for pk, on, words, lasting in rows.values_list(*columns)
        }
