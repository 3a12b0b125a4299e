"""The mends a person makes in a plan before confirming it; each refuses what cannot be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from rectify.intake.headings import ASIDE, CHOICES, UNREAD
from rectify.intake.plan import (
    DUTY_LABELS,
    Due,
    Duty,
    Plan,
    PlannedCategory,
    PlannedIssue,
    PlannedMeasure,
    PlannedTable,
)
from rectify.intake.planning import due_of
from rectify.issues.enums import Pace, Standing
from rectify.kernel.datewords import Counting, read_deadline
from rectify.kernel.problems import Problem, Refused
from rectify.trail.rows import stale

_PARTED = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True)
class DueWritten:
    """A deadline as it was typed: the words, and the day, both perhaps empty."""

    words: str = ""
    on: str = ""


@dataclass(frozen=True)
class MeasureWritten:
    """A measure as it was typed; `duty` holds names by list, parted as people part them."""

    text: str
    keep: bool = True
    due: DueWritten = field(default_factory=DueWritten)
    duty: dict[str, str] = field(default_factory=dict)


def keep_issue(plan: Plan, row_id: str, keep: bool) -> None:
    """Take an issue into the import or leave it out."""
    issue_of(plan, row_id).keep = keep


def mean_issue(plan: Plan, row_id: str, issue_id: int | None) -> None:
    """Say which issue of the ledger a row repeats; 0 for none, None to leave it to the matching."""
    issue_of(plan, row_id).meant = issue_id


def mend_issue(
    plan: Plan,
    row_id: str,
    *,
    title: str,
    path: str,
    status: str,
    number: str = "",
    pace: str = "",
    due: DueWritten | None = None,
    duty: dict[str, str] | None = None,
    counting: Counting | None = None,
) -> None:
    """Change an issue's title, headings ("方面 > 大类"), status, number, pace, deadline and names.

    Refuses an empty title, an unknown status and a day that is none. A heading that stood there
    keeps its number; the row moves to the others under its heading.
    """
    if not title.strip():
        raise Refused(Problem("plan.title", "请填写问题标题。", field="title"))
    if status and status not in Standing.values:
        raise Refused(Problem("plan.status", "请选择列出的状态。", field="status"))
    row = issue_of(plan, row_id)
    row.title, row.number, row.status = title.strip(), number.strip(), status
    row.pace = pace if pace in Pace.values else row.pace
    if due is not None:
        row.due = _due(row.due, due, counting or Counting())
    if duty is not None:
        row.duty = _duty(row.duty, duty)
    headings = _path(plan, path)
    if [c.title for c in headings] != [c.title for c in row.path]:
        row.path = headings
        _regroup(plan, row)
    row.mended = True


def mend_measures(
    plan: Plan,
    row_id: str,
    written: dict[str, MeasureWritten],
    *,
    counting: Counting | None = None,
) -> None:
    """Change an issue's measures, by id; a new id with words adds one at the end.

    Refuses empty words on one that is kept, and a day that is none.
    """
    row = issue_of(plan, row_id)
    known = {measure.id: measure for measure in row.measures}
    for measure_id, facts in written.items():
        measure = known.get(measure_id)
        if measure is None and not facts.text.strip():
            continue
        if measure is None:
            measure = PlannedMeasure(id=plan.new_id(f"{row.id}m"), text="", at=row.at)
            row.measures.append(measure)
        if facts.keep and not facts.text.strip():
            raise Refused(Problem("plan.measure", "请填写措施内容，或不导入该措施。"))
        before = (measure.text, measure.keep, measure.due, measure.duty)
        measure.text, measure.keep = facts.text.strip() or measure.text, facts.keep
        measure.due = _due(measure.due, facts.due, counting or Counting())
        measure.duty = _duty(measure.duty, facts.duty)
        after = (measure.text, measure.keep, measure.due, measure.duty)
        measure.mended = measure.mended or before != after


def fill_round(plan: Plan, fill: bool) -> None:
    """Let the paper's preamble fill what the round does not know yet, or not."""
    plan.fill_round = fill


def answer_name(plan: Plan, key: str, choice: str) -> None:
    """Say of an unknown name that it is to be created at the confirmation ("new"), or left as words."""
    if choice not in {"new", "leave", ""}:
        raise Refused(Problem("plan.name", "请为该名称选择“新建”“对应到”或“只保留原文”。"))
    plan.answers[key] = choice


def answer_rest(plan: Plan, choice: str) -> None:
    """Say the same of every unknown name of which nothing has been said yet."""
    for name in plan.unknown:
        if not name.choice:
            answer_name(plan, name.key, choice)


def headings_chosen(plan: Plan, number: int, wanted: dict[int, str]) -> dict[str, dict[str, str]]:
    """The meanings of all tables' columns once those of one table are changed to `wanted`.

    Refuses a meaning that is none and a table that is not there. Where a chosen column takes the
    meaning of another one, that one is kept aside.
    """
    table = next((table for table in plan.tables if table.number == number), None)
    if table is None or set(wanted.values()) - {key for key, _ in CHOICES}:
        raise Refused(Problem("plan.columns", "请为各栏选择列出的含义。"))
    chosen = {key: dict(columns) for key, columns in plan.headings.items()}
    of_table = chosen.setdefault(str(number), {})
    changed = {
        column.index: wanted[column.index]
        for column in table.columns
        if wanted.get(column.index, column.meaning) != column.meaning
    }
    of_table.update({str(index): meaning for index, meaning in changed.items()})
    for column in _displaced(table, changed):
        of_table[str(column)] = ASIDE
    return chosen


def _displaced(table: PlannedTable, changed: dict[int, str]) -> list[int]:
    """Columns whose meaning a changed one takes over; a second block of columns keeps its own."""
    taken = set(changed.values()) - {ASIDE, UNREAD}
    before = [column.meaning for column in table.columns]
    return [
        column.index
        for column in table.columns
        if column.index not in changed
        and column.meaning in taken
        and before.count(column.meaning) == 1
    ]


def demand_version(plan: Plan, row_id: str, version: int) -> None:
    """Refuse (`row.stale`) when somebody mended the row after it had the version that was seen."""
    row = issue_of(plan, row_id)
    if row.version != version:
        raise Refused(stale())
    row.version += 1


def issue_of(plan: Plan, row_id: str) -> PlannedIssue:
    """The plan's issue with this id; refuses one that is not there any more."""
    row = plan.issue(row_id)
    if row is None:
        raise Refused(Problem("plan.row", "该问题已不在识别结果中，请刷新页面。"))
    return row


def _path(plan: Plan, written: str) -> list[PlannedCategory]:
    numbers = {c.title: c.number for row in plan.rows() for c in row.path}
    titles = [part.strip() for part in re.split(r"[>＞]", written) if part.strip()]
    return [PlannedCategory(numbers.get(title, ""), title) for title in titles]


def _regroup(plan: Plan, row: PlannedIssue) -> None:
    """Put a row behind the last one under its heading; alone there, it stays where it is."""
    rows = plan.offered if row in plan.offered else plan.issues
    others = [other for other in rows if other is not row]
    under = [place for place, other in enumerate(others) if other.place == row.place]
    if under:
        others.insert(under[-1] + 1, row)
        rows[:] = others


def _due(known: Due | None, written: DueWritten, counting: Counting) -> Due | None:
    """The deadline as typed: a typed day holds, changed words without one are read as the paper's.

    A day that is taken out while the words stay is gone.
    """
    words, on = written.words.strip(), written.on.strip()
    if not words and not on:
        return None
    if known is not None and (known.words, known.on or "") == (words, on):
        return known
    same_words = known is not None and known.words == words
    if not on and same_words:
        return Due(words=words, long_term=known is not None and known.long_term)
    meant = due_of(read_deadline(words, counting)) if words else None
    if meant is not None and on in {"", meant.on, (known.on or "") if known else ""}:
        return meant
    try:
        date.fromisoformat(on)
    except ValueError:
        raise Refused(
            Problem("plan.due", "请填写有效日期，例如2026-08-12。", field="due_on")
        ) from None
    long_term = meant.long_term if meant is not None else False
    return Due(words=words, on=on, long_term=long_term, counted="by_office")


def _duty(known: Duty | None, written: dict[str, str]) -> Duty | None:
    """The names as typed; lists that were not on the form stay as they are."""
    duty = known or Duty()
    lists = {
        name: [part.strip() for part in _PARTED.split(written[name]) if part.strip()]
        if name in written
        else getattr(duty, name)
        for name, _ in DUTY_LABELS
    }
    return Duty(**lists) or None
