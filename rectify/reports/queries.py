"""What stands behind a report's numbers: every figure's value, and the rows one of them counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rectify.figures.catalogue import CATALOGUE, TASKS, Figure
from rectify.figures.facts import LedgerFacts
from rectify.figures.history import rows_on
from rectify.figures.outcomes import OutcomeFact
from rectify.figures.selection import Of
from rectify.issues.enums import Standing
from rectify.issues.models import Category
from rectify.measures.models import Task
from rectify.outcomes.enums import OutcomeForm, OutcomeKind
from rectify.outcomes.rules import measured
from rectify.reports.facts import told_on
from rectify.reports.models import Report
from rectify.reports.text import DAY_NAME


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A name that an author may write in braces, and what it says on the report's day."""

    name: str
    words: str
    meaning: str

    @property
    def braced(self) -> str:
        """The name as it is written in a text."""
        return f"{{{self.name}}}"


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One row behind a number, as it stood on the report's day."""

    kind: str
    id: int
    number: str
    text: str
    standing: Standing | None = None
    due_on: date | None = None
    department: str = ""
    kind_words: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows behind a number."""

    figure: Figure
    words: str
    rows: tuple[CountedRow, ...]


def figure_values(facts: LedgerFacts) -> list[FigureValue]:
    """Everything that may be named in a text."""
    day = FigureValue(DAY_NAME, facts.day.isoformat(), "数据截止日期")
    told = (f for f in CATALOGUE.values() if f.key != TASKS or f.ids(facts))
    return [day, *(FigureValue(f.name, f.words(facts), f.meaning) for f in told)]


def told_name(row: Any) -> str:
    """The words of a category's or a task's row version."""
    return str(row.text if hasattr(row, "text") else row.title)


def counted_rows(report: Report, key: str) -> Counted | None:
    """The rows that the figure `key` counts on the report's day; None when there is no such figure."""
    figure = CATALOGUE.get(key)
    if figure is None:
        return None
    told = told_on(report.round, report.as_of)
    wanted = set(figure.ids(told.facts))
    if figure.groups:
        model: Any = Task if key == TASKS else Category
        found = [
            CountedRow(model._meta.model_name, row.id, row.number, told_name(row))
            for row in rows_on(model, report.as_of).filter(id__in=wanted).order_by("id")
        ]
    elif figure.outcomes is not None:
        found = [_outcome_row(fact) for fact in told.facts.outcomes if fact.id in wanted]
    elif figure.of is Of.ISSUES:
        found = [
            CountedRow("issue", i.id, str(i.serial), i.title, i.standing, i.open_date, i.department)
            for i in told.issues
            if i.id in wanted
        ]
    else:
        found = [
            CountedRow(
                "measure",
                m.id,
                f"{i.serial}.{m.serial}",
                m.text,
                m.standing,
                m.due.on,
                m.department,
            )
            for i in told.issues
            for m in i.measures
            if m.id in wanted
        ]
    return Counted(figure, figure.words(told.facts), tuple(found))


def _outcome_row(fact: OutcomeFact) -> CountedRow:
    kind = f"{OutcomeKind(fact.kind).label} · {OutcomeForm(fact.form).label}"
    return CountedRow(
        "outcome",
        fact.id,
        str(fact.id),
        fact.title,
        due_on=fact.dated_on,
        kind_words=kind,
        amount=measured(fact),
    )
