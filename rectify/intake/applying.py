"""A confirmed plan written into the ledger: all of it in bulk, with histories, inside one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from rectify.deadlines.enums import Counted
from rectify.deadlines.models import Deadline
from rectify.intake.matching import stated_of
from rectify.intake.models import Origin, Paper
from rectify.intake.plan import Due, Duty, Plan, PlannedCategory, PlannedIssue, PlannedMeasure
from rectify.issues.enums import Pace, Standing
from rectify.issues.models import Category, Issue
from rectify.kernel.text import search_key
from rectify.measures.models import Assistance, Measure, Responsible
from rectify.people.models import Department, Person
from rectify.rounds.models import Round
from rectify.trail.rows import create_many, lock

HEADER_FIELDS = (
    ("inspector", "inspector"),
    ("document_number", "document_number"),
    ("inspected_from", "inspected_from"),
    ("inspected_to", "inspected_to"),
    ("feedback_on", "feedback_on"),
)


@dataclass
class Staff:
    """The unit's people and departments by every name that a paper may use for them."""

    persons: dict[str, Person]
    departments: dict[str, Department]

    @classmethod
    def of(cls, unit_id: int) -> Staff:
        """Read a unit's staff; a name that two share is nobody's."""
        persons: dict[str, Person] = {}
        shared: set[str] = set()
        for person in Person.objects.filter(unit_id=unit_id, is_active=True):
            key = search_key(person.name)
            shared |= {key} & persons.keys()
            persons[key] = person
        departments: dict[str, Department] = {}
        for department in Department.objects.filter(unit_id=unit_id, retired_on__isnull=True):
            for name in filter(None, (department.name, department.short_name)):
                departments.setdefault(search_key(name), department)
        return cls({k: p for k, p in persons.items() if k not in shared}, departments)

    def person(self, names: list[str]) -> Person | None:
        """The first of `names` that is known."""
        return next((self.persons[k] for n in names if (k := search_key(n)) in self.persons), None)

    def people(self, names: list[str]) -> list[Person]:
        """All of `names` that are known."""
        found = [self.persons[k] for n in names if (k := search_key(n)) in self.persons]
        return list(dict.fromkeys(found))

    def department(self, names: list[str]) -> Department | None:
        """The first of `names` that is known."""
        return next(iter(self.bodies(names)), None)

    def bodies(self, names: list[str]) -> list[Department]:
        """All of `names` that are known."""
        found = [self.departments[k] for n in names if (k := search_key(n)) in self.departments]
        return list(dict.fromkeys(found))


@dataclass
class Outcome:
    """How many rows were written, amended and left alone."""

    issues_new: int = 0
    issues_changed: int = 0
    issues_same: int = 0
    measures_new: int = 0
    categories_new: int = 0

    def to_json(self) -> dict[str, int]:
        """As the paper keeps it."""
        return dict(vars(self))


@dataclass
class Application:
    """One plan on its way into one locked round."""

    paper: Paper
    plan: Plan
    round: Round
    outcome: Outcome = field(default_factory=Outcome)

    def run(self) -> Outcome:
        """Write everything; the caller holds the transaction and the round's lock."""
        self.staff = Staff.of(self.round.unit_id)
        if self.plan.fill_round:
            self._fill_round()
        self._load_categories()
        fresh = [row for row in self.plan.kept if row.issue_id is None]
        pairs = list(zip(fresh, self._new_issues(fresh), strict=True))
        self.outcome.issues_new = len(pairs)
        for row in self.plan.kept:
            if row.issue_id is not None:
                pairs.append((row, self._amended(row)))
        self._new_measures(pairs)
        return self.outcome

    def _fill_round(self) -> None:
        """Facts of the paper's preamble go where the round has none yet; nothing is overwritten."""
        filled = []
        for source, name in HEADER_FIELDS:
            told: Any = self.plan.header.get(source)
            if told and not getattr(self.round, name):
                value = date.fromisoformat(told) if name.endswith(("_on", "_from", "_to")) else told
                setattr(self.round, name, value)
                filled.append(name)
        if filled:
            self.round.save_changes(*filled)

    def _load_categories(self) -> None:
        rows = Category.objects.filter(round=self.round)
        self.categories = {(c.parent_id, search_key(c.title)): c for c in rows}

    def _category(self, path: list[PlannedCategory]) -> Category | None:
        parent: Category | None = None
        for planned in path:
            key = (parent.pk if parent else None, search_key(planned.title))
            known = self.categories.get(key)
            if known is None:
                known = Category(
                    round=self.round,
                    parent=parent,
                    title=planned.title[:300],
                    number=planned.number[:20],
                    position=len(self.categories) + 1,
                )
                known.save()
                self.categories[key] = known
                self.outcome.categories_new += 1
            parent = known
        return parent

    def _new_issues(self, rows: list[PlannedIssue]) -> list[Issue]:
        first = self.round.issues_numbered + 1
        issues = create_many(Issue, [self._issue(row, first + i) for i, row in enumerate(rows)])
        if issues:
            self.round.issues_numbered += len(issues)
            self.round.save_changes("issues_numbered")
        create_many(Deadline, self._deadlines([row.due for row in rows], issues, "issue"))
        create_many(
            Origin,
            [
                Origin(paper=self.paper, issue=issue, place=row.at[:60], words=row.words)
                for row, issue in zip(rows, issues, strict=True)
            ],
        )
        return issues

    def _issue(self, row: PlannedIssue, serial: int) -> Issue:
        duty = row.duty or Duty()
        return Issue(
            round=self.round,
            category=self._category(row.path),
            serial=serial,
            number=row.number[:20],
            title=row.title[:500],
            text=row.text,
            source="self_found" if row.id.startswith("o") else "feedback",
            pace=row.pace if row.pace in Pace.values else Pace.TIMED,
            cause=row.cause,
            target=row.target,
            stated=stated_of(row),
            status_words=row.status_words[:200],
            lead_leader=self.staff.person(duty.leaders),
            lead_department=self.staff.department(duty.lead),
            further=row.further,
        )

    def _amended(self, row: PlannedIssue) -> Issue:
        issue = lock(Issue(pk=row.issue_id))
        if row.differences:
            for difference in row.differences:
                limit = 200 if difference.field == "status_words" else None
                setattr(issue, difference.field, difference.new[:limit])
            issue.save_changes(*(difference.field for difference in row.differences))
        fresh = any(m.keep and m.measure_id is None for m in row.measures)
        if row.differences or fresh:
            self.outcome.issues_changed += 1
        else:
            self.outcome.issues_same += 1
        return issue

    def _new_measures(self, pairs: list[tuple[PlannedIssue, Issue]]) -> None:
        planned: list[PlannedMeasure] = []
        dues: list[Due | None] = []
        rows: list[Measure] = []
        counted: list[Issue] = []
        for row, issue in pairs:
            fresh = [m for m in row.measures if m.keep and m.measure_id is None]
            if not fresh:
                continue
            for measure in fresh:
                issue.measures_numbered += 1
                rows.append(self._measure(row, measure, issue))
            planned += fresh
            # A date told once for the issue holds for each of its measures that has none.
            dues += [measure.due or row.due for measure in fresh]
            counted.append(issue)
        for issue in counted:
            issue.save_changes("measures_numbered")
        measures = create_many(Measure, rows)
        self.outcome.measures_new = len(measures)
        create_many(Deadline, self._deadlines(dues, measures, "measure"))
        create_many(Assistance, self._assistances(planned, measures))
        create_many(Responsible, self._responsibles(planned, measures))
        create_many(
            Origin,
            [
                Origin(paper=self.paper, measure=measure, place=row.at[:60], words=row.text)
                for row, measure in zip(planned, measures, strict=True)
            ],
        )

    def _measure(self, row: PlannedIssue, planned: PlannedMeasure, issue: Issue) -> Measure:
        duty = planned.duty or row.duty or Duty()
        standing = planned.status or row.status or Standing.NOT_DONE
        return Measure(
            issue=issue,
            serial=issue.measures_numbered,
            number=planned.number[:20],
            text=planned.text,
            target=planned.target,
            responsible_leader=self.staff.person(duty.leaders),
            lead_department=self.staff.department(duty.lead),
            responsible_words=duty.words[:300],
            standing=standing,
            percent=100 if standing == Standing.DONE else 0,
            further=planned.further,
        )

    def _assistances(
        self, planned: list[PlannedMeasure], measures: list[Measure]
    ) -> list[Assistance]:
        return [
            Assistance(measure=measure, department=department)
            for row, measure in zip(planned, measures, strict=True)
            if row.duty
            for department in self.staff.bodies(row.duty.assist)
            if department.pk != measure.lead_department_id
        ]

    def _responsibles(
        self, planned: list[PlannedMeasure], measures: list[Measure]
    ) -> list[Responsible]:
        return [
            Responsible(measure=measure, person=person)
            for row, measure in zip(planned, measures, strict=True)
            if row.duty
            for person in self.staff.people(row.duty.persons)
        ]

    def _deadlines(self, dues: list[Due | None], owners: list[Any], kind: str) -> list[Deadline]:
        return [
            self._deadline(due, **{kind: owner})
            for due, owner in zip(dues, owners, strict=True)
            if due and (due.words or due.on or due.long_term)
        ]

    def _deadline(self, due: Due, **owner: Any) -> Deadline:
        due_on = date.fromisoformat(due.on) if due.on else None
        counted = due.counted
        if due_on is None and counted == Counted.IMMEDIATE and self.round.feedback_on:
            due_on = self.round.feedback_on + timedelta(days=self.round.unit.immediate_days)
        return Deadline(
            words=due.words[:200],
            due_on=due_on,
            long_term=due.long_term,
            counted=counted if due_on and counted in Counted.values else Counted.NONE,
            **owner,
        )
