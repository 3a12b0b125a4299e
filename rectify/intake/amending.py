"""What a plan changes in rows that are in the ledger already, and what they held before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rectify.deadlines.models import Deadline
from rectify.intake.deadlines import FACTS, deadline_for, facts_of, told_of
from rectify.intake.differences import DUE, FURTHER, stated_of
from rectify.intake.plan import (
    Difference,
    Due,
    Duty,
    Plan,
    PlannedCategory,
    PlannedIssue,
    PlannedMeasure,
)
from rectify.intake.staff import Staff
from rectify.issues.models import Category, Issue
from rectify.measures.models import Assistance, Measure, Responsible
from rectify.rounds.models import Round

ROWS = {
    "category",
    "lead_leader",
    "lead_department",
    "responsible_leader",
    "supervising_leader",
}
"""Fields that hold another row."""


class Amending:
    """The changes of one plan; `replaced` keeps what stood there, for undoing."""

    def __init__(
        self,
        plan: Plan,
        round_: Round,
        staff: Staff,
        category: Callable[[list[PlannedCategory]], Category | None],
    ) -> None:
        self.round, self.staff, self.category = round_, staff, category
        self.rows = [row for row in plan.kept if row.issue_id is not None]
        self.changed_measures: list[tuple[PlannedMeasure, Measure]] = []
        self.replaced: dict[tuple[type, int], dict[str, Any]] = {}

    def issues(self) -> list[tuple[PlannedIssue, Issue]]:
        """Change the issues that are there; gives each with its row, also where nothing changes."""
        issues = _locked(Issue, (row.issue_id for row in self.rows))
        pairs = [(row, issues[row.issue_id or 0]) for row in self.rows]
        deadlines = _deadlines("issue", issues)
        for row, issue in pairs:
            values = self._issue_values(row)
            if any(difference.field == "category" for difference in row.differences):
                category = self.category(row.path)
                values["category_id"] = category.pk if category else None
            self._change(issue, row.differences, values)
            if _of_due(row.differences):
                self._set_due(issue, row.due, deadlines.get(issue.pk), issue=issue)
        return pairs

    def measures(self) -> None:
        """Change the measures that are there."""
        changed = [
            (row, planned)
            for row in self.rows
            for planned in row.kept_measures
            if planned.measure_id is not None and planned.differences
        ]
        measures = _locked(Measure, (planned.measure_id for _, planned in changed))
        deadlines = _deadlines("measure", measures)
        self.assisting = _pairs(Assistance, "department_id", measures)
        self.answering = _pairs(Responsible, "person_id", measures)
        for row, planned in changed:
            measure = measures[planned.measure_id or 0]
            self._change(measure, planned.differences, self._measure_values(planned))
            if _of_due(planned.differences):
                due = planned.due_in(row)
                self._set_due(measure, due, deadlines.get(measure.pk), measure=measure)
            self._add_people(measure, planned.duty or Duty())
            self.changed_measures.append((planned, measure))

    def _issue_values(self, row: PlannedIssue) -> dict[str, Any]:
        return {
            "title": row.title,
            "stated": stated_of(row),
            "status_words": row.status_words[:200],
            "cause": row.cause,
            "target": row.target,
            "wider_check": row.wider,
        }

    def _measure_values(self, planned: PlannedMeasure) -> dict[str, Any]:
        return {"text": planned.text, "target": planned.target}

    def _change(
        self, row: Issue | Measure, differences: list[Difference], values: dict[str, Any]
    ) -> None:
        """Set the fields that differ, and keep what they held."""
        kept, before = self._replaced(row), dict[str, Any]()
        further = dict(row.further)
        for difference in differences:
            name = f"{difference.field}_id" if difference.field in ROWS else difference.field
            if name.startswith(FURTHER):
                before["further"] = dict(row.further)
                further[name.removeprefix(FURTHER)] = difference.new
            elif name != DUE:
                before[name] = getattr(row, name)
                setattr(row, name, values.get(name, difference.raw))
        row.further = further
        if before:
            row.save_changes(*before)
            kept["fields"] = before

    def _set_due(
        self, owner: Issue | Measure, due: Due | None, known: Deadline | None, **of: Any
    ) -> None:
        """Give the owner the date that the paper tells."""
        assert due is not None
        kept = self._replaced(owner)
        if known is None:
            made = deadline_for(due, self.round, **of)
            assert made is not None
            made.save()
            kept["deadline"], kept["deadline_version"] = None, made.version
            return
        told = told_of(known)
        kept["deadline"] = None if told["counted"] == "withdrawn" else told
        for name, value in facts_of(due, self.round).items():
            setattr(known, name, value)
        kept["deadline_version"] = known.save_changes(*FACTS).version

    def _add_people(self, measure: Measure, duty: Duty) -> None:
        """Assisting departments and answering persons that the paper names beside those there are."""
        kept = self._replaced(measure)
        for department in self.staff.bodies(duty.assist):
            pair = (measure.pk, department.pk)
            if department.pk != measure.lead_department_id and pair not in self.assisting:
                made = Assistance(measure=measure, department=department)
                made.save()
                kept.setdefault("assisting", []).append(made.pk)
        for person in self.staff.answering(duty):
            if (measure.pk, person.pk) not in self.answering:
                named = Responsible(measure=measure, person=person)
                named.save()
                kept.setdefault("answering", []).append(named.pk)

    def _replaced(self, row: Issue | Measure) -> dict[str, Any]:
        return self.replaced.setdefault((type(row), row.pk), {"version": row.version})


def _of_due(differences: list[Difference]) -> bool:
    return any(difference.field == DUE for difference in differences)


def _locked(model: Any, ids: Iterable[int | None]) -> dict[int, Any]:
    """Rows by id under their locks, taken in the order of the ids like everywhere."""
    rows = model.objects.filter(pk__in=list(ids)).select_for_update(of=("self",)).order_by("pk")
    return {row.pk: row for row in rows}


def _deadlines(kind: str, owners: dict[int, Any]) -> dict[int, Deadline]:
    rows = Deadline.objects.filter(**{f"{kind}_id__in": list(owners)}).select_for_update(
        of=("self",)
    )
    return {getattr(row, f"{kind}_id"): row for row in rows}


def _pairs(model: Any, name: str, measures: dict[int, Measure]) -> set[tuple[int, int]]:
    """(measure, department or person) of the rows that are there, ended ones among them."""
    rows = model.objects.filter(measure_id__in=list(measures))
    return set(rows.values_list("measure_id", name))
