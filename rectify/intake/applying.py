"""A confirmed plan written into the ledger: all of it in bulk, with histories, inside one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rectify.deadlines.models import Deadline
from rectify.intake.amending import Amending
from rectify.intake.deadlines import deadline_for
from rectify.intake.departing import departures_of
from rectify.intake.differences import stated_of
from rectify.intake.models import Origin, Paper
from rectify.intake.plan import Due, Duty, Plan, PlannedCategory, PlannedIssue, PlannedMeasure
from rectify.intake.staff import Staff
from rectify.issues.enums import Pace, Source, Standing
from rectify.issues.models import Category, Issue
from rectify.kernel.text import search_key
from rectify.measures.models import Assistance, Measure, Responsible, Task
from rectify.rounds.models import Round
from rectify.trail.rows import create_many

HEADER_FIELDS = {
    "inspector": 80,
    "document_number": 60,
    "inspected_from": None,
    "inspected_to": None,
    "feedback_on": None,
}
"""Facts of a preamble that a round keeps, and how long they may be."""


@dataclass
class Outcome:
    """How many rows were written, amended and left alone, and what undoing needs to know."""

    issues_new: int = 0
    issues_changed: int = 0
    issues_same: int = 0
    measures_new: int = 0
    measures_changed: int = 0
    tasks_new: int = 0
    categories_new: int = 0
    categories: list[int] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    filled: dict[str, str] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As the paper keeps it."""
        return dict(vars(self))


@dataclass
class Application:
    """One plan on its way into one locked round."""

    paper: Paper
    plan: Plan
    round: Round
    staff: Staff
    outcome: Outcome = field(default_factory=Outcome)

    def run(self) -> Outcome:
        """Write everything; the caller holds the transaction and the round's lock."""
        if self.plan.fill_round:
            self._fill_round()
        self._load_categories()
        self.amending = Amending(self.plan, self.round, self.staff, self.category)
        fresh = [row for row in self.plan.kept if row.issue_id is None]
        pairs = list(zip(fresh, self._new_issues(fresh), strict=True))
        pairs += self.amending.issues()
        self._new_measures(pairs)
        self.amending.measures()
        self._count(len(fresh))
        self._write_origins(pairs)
        changed = self.amending.changed_measures
        tasks = set(self.outcome.tasks)
        departures_of(self.paper, self.round, pairs, self.fresh, changed, tasks=tasks)
        return self.outcome

    def _fill_round(self) -> None:
        """Facts of the paper's preamble go where the round has none yet; nothing is overwritten."""
        for name in HEADER_FIELDS:
            told = self.plan.header.get(name)
            if told and not getattr(self.round, name):
                day = name.endswith(("_on", "_from", "_to"))
                value = date.fromisoformat(told) if day else told[: HEADER_FIELDS[name]]
                setattr(self.round, name, value)
                self.outcome.filled[name] = told if day else str(value)
        if self.outcome.filled:
            self.round.save_changes(*self.outcome.filled)

    def _load_categories(self) -> None:
        rows = Category.objects.filter(round=self.round)
        self.categories = {(c.parent_id, search_key(c.title)): c for c in rows}

    def category(self, path: list[PlannedCategory]) -> Category | None:
        """The category at the end of a path; what is not there yet is made."""
        parent: Category | None = None
        for planned in path:
            key = (parent.pk if parent else None, search_key(planned.title))
            known = self.categories.get(key)
            if known is None:
                known = Category(
                    round=self.round,
                    parent=parent,
                    title=planned.title,
                    number=planned.number[:20],
                    position=len(self.categories) + 1,
                )
                known.save()
                self.categories[key] = known
                self.outcome.categories.append(known.pk)
            parent = known
        return parent

    def _new_issues(self, rows: list[PlannedIssue]) -> list[Issue]:
        first = self.round.issues_numbered + 1
        issues = create_many(Issue, [self._issue(row, first + i) for i, row in enumerate(rows)])
        if issues:
            self.round.issues_numbered += len(issues)
            self.round.save_changes("issues_numbered")
        create_many(Deadline, self._deadlines([row.due for row in rows], issues, "issue"))
        return issues

    def _issue(self, row: PlannedIssue, serial: int) -> Issue:
        duty = row.duty or Duty()
        return Issue(
            round=self.round,
            category=self.category(row.path),
            serial=serial,
            number=row.number,
            title=row.title,
            text=row.text,
            source=Source.SELF_FOUND if row.self_found else Source.FEEDBACK,
            pace=row.pace if row.pace in Pace.values else Pace.TIMED,
            cause=row.cause,
            target=row.target,
            wider_check=row.wider,
            stated=stated_of(row),
            status_words=row.status_words[:200],
            lead_leader=self.staff.person(duty.leaders),
            lead_department=self.staff.leading(duty),
            further=row.further,
            measures_numbered=len(row.kept_measures),
        )

    def _new_measures(self, pairs: list[tuple[PlannedIssue, Issue]]) -> None:
        self.fresh: list[tuple[PlannedIssue, PlannedMeasure, Measure]] = []
        for row, issue in pairs:
            planned = [m for m in row.kept_measures if m.measure_id is None]
            known = row.issue_id is not None
            first = issue.measures_numbered + 1 if known else 1
            for serial, measure in enumerate(planned, start=first):
                self.fresh.append((row, measure, self._measure(row, measure, issue, serial)))
            if planned and known:
                issue.measures_numbered += len(planned)
                issue.save_changes("measures_numbered")
        self._put_under_tasks()
        measures = create_many(Measure, [measure for _, _, measure in self.fresh])
        # A date told once for the issue holds for each of its measures that has none.
        dues = [planned.due_in(row) for row, planned, _ in self.fresh]
        create_many(Deadline, self._deadlines(dues, measures, "measure"))
        create_many(Assistance, self._assistances())
        create_many(Responsible, self._responsibles())

    def _measure(
        self, row: PlannedIssue, planned: PlannedMeasure, issue: Issue, serial: int
    ) -> Measure:
        duty = planned.duty_in(row)
        standing = planned.status or row.status or Standing.NOT_DONE
        return Measure(
            issue=issue,
            serial=serial,
            number=planned.number,
            text=planned.text,
            target=planned.target,
            responsible_leader=self.staff.person(duty.leaders),
            supervising_leader=self.staff.person(duty.sub),
            lead_department=self.staff.leading(duty),
            responsible_words=duty.words[:300],
            standing=standing,
            status_words=planned.status_words[:200],
            percent=100 if standing == Standing.DONE else 0,
            further=planned.further,
        )

    def _put_under_tasks(self) -> None:
        """Give the new measures the tasks that the paper names above them, each made once an issue."""
        named = [(measure, planned.task) for _, planned, measure in self.fresh if planned.task]
        rows: Any = Task.objects.filter(issue_id__in={measure.issue_id for measure, _ in named})
        tasks = {(task.issue_id, search_key(task.text)): task for task in rows}
        new: dict[tuple[int, str], Task] = {}
        for measure, words in named:
            key = (measure.issue_id, search_key(words))
            if key not in tasks and key not in new:
                new[key] = Task(issue=measure.issue, text=words)
        tasks |= zip(new, create_many(Task, list(new.values())), strict=True)
        self.outcome.tasks = [tasks[key].pk for key in new]
        for measure, words in named:
            measure.task = tasks[measure.issue_id, search_key(words)]

    def _assistances(self) -> list[Assistance]:
        return [
            Assistance(measure=measure, department=department)
            for row, planned, measure in self.fresh
            for department in self.staff.bodies(planned.duty_in(row).assist)
            if department.pk != measure.lead_department_id
        ]

    def _responsibles(self) -> list[Responsible]:
        return [
            Responsible(measure=measure, person=person)
            for row, planned, measure in self.fresh
            for person in self.staff.answering(planned.duty_in(row))
        ]

    def _deadlines(self, dues: list[Due | None], owners: list[Any], kind: str) -> list[Deadline]:
        made = (
            deadline_for(due, self.round, **{kind: owner})
            for due, owner in zip(dues, owners, strict=True)
        )
        return [deadline for deadline in made if deadline is not None]

    def _count(self, issues_new: int) -> None:
        self.outcome.issues_new = issues_new
        self.outcome.issues_changed = sum(1 for row in self.amending.rows if row.verdict != "same")
        self.outcome.issues_same = len(self.amending.rows) - self.outcome.issues_changed
        self.outcome.measures_new = len(self.fresh)
        self.outcome.measures_changed = len(self.amending.changed_measures)
        self.outcome.tasks_new = len(self.outcome.tasks)
        self.outcome.categories_new = len(self.outcome.categories)

    def _write_origins(self, pairs: list[tuple[PlannedIssue, Issue]]) -> None:
        """Where each written row came from, once all are written: their versions are final now."""
        origins = [
            self._origin(row.at, row.words, issue=issue, added=row.issue_id is None)
            for row, issue in pairs
            if row.verdict != "same"
        ]
        origins += [self._origin(row.at, row.text, measure=made) for _, row, made in self.fresh]
        origins += [
            self._origin(row.at, row.text, measure=measure, added=False)
            for row, measure in self.amending.changed_measures
        ]
        create_many(Origin, origins)

    def _origin(self, place: str, words: str, *, added: bool = True, **of: Any) -> Origin:
        owner = next(iter(of.values()))
        replaced = {} if added else self.amending.replaced.get((type(owner), owner.pk), {})
        return Origin(
            paper=self.paper,
            place=place[:60],
            words=words,
            added=added,
            row_version=owner.version,
            replaced=replaced,
            **of,
        )
