"""What a paper says otherwise than the ledger, field by field; what it leaves out is no difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rectify.deadlines.models import Deadline
from rectify.exports.wording import due_words
from rectify.intake.plan import Difference, Due, Duty, PlannedIssue, PlannedMeasure
from rectify.intake.planning import PROGRESS
from rectify.intake.staff import Staff
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel.text import search_key
from rectify.measures.models import Measure

DUE = "due"
FURTHER = "further."
CHOSEN = {"stated": dict(Standing.choices)}
"""Fields that hold a key: how each is called to a person."""


def stated_of(row: PlannedIssue) -> str:
    """What the office has found of the issue; the rest is told by its measures."""
    begun = any((m.status or row.status) != Standing.NOT_DONE for m in row.kept_measures)
    told_by_measures = Standing.IN_PROGRESS if begun else Standing.NOT_DONE
    return "" if row.status == told_by_measures else row.status


def differences_of(row: PlannedIssue, issue: Issue, staff: Staff) -> list[Difference]:
    """What the paper says of an issue that the ledger says otherwise or not at all."""
    told = (
        ("title", "问题", issue.title, row.title),
        ("stated", "认定状态", issue.stated, stated_of(row)),
        ("status_words", "状态原文", issue.status_words, row.status_words[:200]),
        ("cause", "原因分析", issue.cause, row.cause),
        ("target", "整改目标", issue.target, row.target),
        ("wider_check", "举一反三", issue.wider_check, row.wider),
    )
    duty = row.duty or Duty()
    return [
        *_in_words(told),
        *_in_heading(row, issue),
        *_in_rows("lead_leader", "责任领导", issue.lead_leader, staff.person(duty.leaders)),
        *_in_rows("lead_department", "牵头部门", issue.lead_department, staff.leading(duty)),
        *_in_due(row.due, deadline_of(issue)),
        *_in_further(row.further, issue.further),
    ]


def measure_differences(
    planned: PlannedMeasure,
    measure: Measure,
    row: PlannedIssue,
    staff: Staff,
    *,
    told_as_done: bool,
) -> list[Difference]:
    """The same of a measure; a report's words on a measure tell what was done, not what is planned."""
    words = [] if told_as_done else [("text", "整改措施", measure.text, planned.text)]
    further = dict(planned.further)
    if told_as_done and search_key(planned.text) != search_key(measure.text):
        further.setdefault(PROGRESS, planned.text)
    duty = planned.duty or Duty()
    leaders = (
        ("responsible_leader", "责任领导", measure.responsible_leader, staff.person(duty.leaders)),
        ("supervising_leader", "分管领导", measure.supervising_leader, staff.person(duty.sub)),
        ("lead_department", "责任部门", measure.lead_department, staff.leading(duty)),
    )
    return [
        *_in_words((*words, ("target", "整改目标", measure.target, planned.target))),
        *(found for told in leaders for found in _in_rows(*told)),
        *_in_due(planned.due_in(row), deadline_of(measure)),
        *_in_further(further, measure.further),
    ]


def deadline_of(owner: Issue | Measure) -> Deadline | None:
    """The owner's deadline, None when it has none that says anything."""
    deadline: Deadline | None = getattr(owner, "deadline", None)
    return deadline if deadline is not None and str(deadline.counted) != "withdrawn" else None


def _in_words(told: tuple[tuple[str, str, str, str], ...]) -> Iterator[Difference]:
    for name, label, old, new in told:
        if new and search_key(new) != search_key(old):
            named = CHOSEN.get(name, {})
            yield Difference(name, label, str(named.get(old, old)), str(named.get(new, new)))


def _in_heading(row: PlannedIssue, issue: Issue) -> Iterator[Difference]:
    """Another heading counts only when a person gave it: papers group one issue in many ways."""
    old = issue.category.title if issue.category else ""
    if row.mended and row.path and search_key(row.path[-1].title) != search_key(old):
        yield Difference("category", "所属类别", old, row.path[-1].title)


def _in_rows(name: str, label: str, old: Any, new: Any) -> Iterator[Difference]:
    if new is not None and old != new:
        yield Difference(name, label, str(old or ""), str(new), raw=new.pk)


def _in_due(due: Due | None, deadline: Deadline | None) -> Iterator[Difference]:
    if due is None or not (due.words or due.on or due.long_term):
        return
    on = deadline.due_on.isoformat() if deadline is not None and deadline.due_on else None
    # Where the office wrote no words, our own ledger tells the day in words.
    words = {search_key(deadline.words), search_key(due_words(deadline))} if deadline else set()
    known = deadline is not None and (on, deadline.long_term) == (due.on, due.long_term)
    if not known or search_key(due.words) not in words:
        old = words_of(deadline.words, on) if deadline else ""
        yield Difference(DUE, "整改时限", old, words_of(due.words, due.on))


def words_of(words: str, on: str | None) -> str:
    """A deadline in one line: the office's words, and the day where they are no day themselves."""
    return f"{words}（{on}）" if words and on else words or on or "长期坚持"


def _in_further(told: dict[str, str], known: dict[str, str]) -> Iterator[Difference]:
    for name, new in told.items():
        old = known.get(name, "")
        if new and search_key(new) != search_key(old):
            yield Difference(f"{FURTHER}{name}", name, old, new)
