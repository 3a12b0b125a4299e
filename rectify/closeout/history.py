"""What was done to one issue and everything below it: who, when, from what to what.

Told out of the row histories of the issue, its measures, their deadlines, people, progress, evidence,
outcomes and submissions; a person is told only of rows that he may see. What one act wrote into several rows
is told as one entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from rectify.closeout.hanging import ever_held, held, proofs_of, wanted_below
from rectify.closeout.oneact import ONE_ACT
from rectify.closeout.telling import Entry, entries_of, passed
from rectify.deadlines.models import Extension
from rectify.evidence.models import Evidence
from rectify.instructions.models import Addressee, Instruction
from rectify.issues.models import Issue
from rectify.issues.queries import sees_whole
from rectify.measures.models import Measure, Task
from rectify.outcomes.models import Bearing, Outcome, Proof
from rectify.people.models import Person
from rectify.trail.queries import RowChange, Wanted, changes_of_all

_CLOSING = frozenset({"提交", "审核环节办理", "重新开启"})
_WORDS = frozenset({"完成情况", "审核意见", "扫描件", "重新开启原因"})
"""What is said, in submissions, steps and reopenings; of an issue's own it may speak of every measure."""


def history_of(issue: Issue, person: Person) -> list[Entry]:
    """Everything that `person` may know of what happened to `issue`, newest first.

    Of measures that have left it too: of one that was dropped all, of one that belongs to another
    issue now what was done to it here.
    """
    return _history(issue, person, None, lambda: sees_whole(person, issue))


def history_until(issue: Issue, person: Person, end: datetime, *, whole: bool) -> list[Entry]:
    """The same as it was told at a moment; `whole` where `person` may be told of all measures."""
    return _history(issue, person, end, lambda: whole)


def _history(
    issue: Issue, person: Person, end: datetime | None, whole: Callable[[], bool]
) -> list[Entry]:
    gone = [one for one in _gone(issue, person) if end is None or one.until <= end]
    parts = _parts(Issue, issue, person)
    told = changes_of_all(_wanted(issue, person, gone, parts, end), person)
    own = f"问题{issue.serial}"
    if any(_closes(change, own) for change in told) and not whole():
        told = [_without_words(change) if _closes(change, own) else change for change in told]
    until = {one.label: one.until for one in gone}
    return entries_of(
        change
        for change in told
        if change.at <= min(until.get(change.label, change.at), end or change.at)
        and _of_row(change, "问题", parts)
    )


@dataclass(frozen=True, slots=True)
class _Gone:
    """A measure that was once of an issue and is of another now: what it was called, and until when."""

    pk: int
    label: str
    until: datetime


def _gone(issue: Issue, person: Person) -> list[_Gone]:
    """The measures that `person` may see and that went from `issue` to another one."""
    versions: Any = Measure.history
    here = versions.filter(issue_id=issue.pk).order_by().values("id")
    rows: Any = Measure.with_withdrawn.filter(pk__in=here).exclude(issue=issue)
    told = versions.filter(id__in=rows.visible_to(person).values("pk")).order_by("history_id")
    last: dict[int, int] = {}
    found: dict[int, _Gone] = {}
    for pk, issue_id, serial, at in told.values_list("id", "issue_id", "serial", "history_date"):
        if issue_id == issue.pk:
            last[pk] = serial
        elif pk in last:
            found[pk] = _Gone(pk, f"措施{issue.serial}.{last.pop(pk)}", at)
    return list(found.values())


def _parts(model: Any, row: Issue | Measure, person: Person) -> dict[int, str]:
    """The rows that were split from this one and that `person` may see, each called by its number."""
    rows = model.with_withdrawn.filter(split_from=row).visible_to(person)
    near = rows.select_related("issue") if model is Measure else rows
    return {part.pk: part.trail_label() for part in near}


def _of_row(change: RowChange, kind: str, parts: dict[int, str]) -> bool:
    """True but for what was done to a part of the row after it was split off."""
    return change.created or change.kind != kind or change.row_id not in parts


def _closes(change: RowChange, own: str) -> bool:
    """True for what was done about the closing of the issue itself, called `own`."""
    return change.label == own and change.kind in _CLOSING


def _without_words(change: RowChange) -> RowChange:
    """What was done, without what was said."""
    if passed(change):
        return change
    changes = tuple(one for one in change.changes if one.label not in _WORDS)
    facts = {label: said for label, said in change.facts.items() if label not in _WORDS}
    return replace(change, changes=changes, facts=facts)


def _wanted(
    issue: Issue, person: Person, left: list[_Gone], parts: dict[int, str], end: datetime | None
) -> list[Wanted]:
    called = _measures(issue, person, end) | {one.pk: one.label for one in left}
    by_then = Q() if end is None else Q(withdrawn_at__lte=end)
    gone = Measure.with_withdrawn.filter(by_then, merged_into__in=called).select_related("issue")
    called |= {row.pk: row.trail_label() for row in gone}
    own = {issue.pk: f"问题{issue.serial}"}
    merged = Issue.with_withdrawn.filter(by_then, merged_into=issue)
    issues = {row.pk: row.trail_label() for row in merged} | own | parts
    below = held({"measure": called, "issue": own}, end)
    tasks: Any = Task.with_withdrawn.filter(pk__in=below[Task])
    tasked = dict.fromkeys(tasks.visible_to(person).values_list("pk", flat=True), own[issue.pk])
    return [
        (Issue, issues, issues),
        (Measure, called, called),
        (Task, tasked, tasked),
        *wanted_below(below, person),
    ]


def _measures(issue: Issue, person: Person, end: datetime | None) -> dict[int, str]:
    """The measures of an issue that `person` may see, those that it dropped among them, at a moment."""
    rows: Any = Measure.with_withdrawn.filter(Q(withdrawn_at__isnull=True) | _dropped())
    if end is None:
        told = rows.filter(issue=issue).visible_to(person).values_list("pk", "serial")
        return {pk: f"措施{issue.serial}.{serial}" for pk, serial in told}
    versions: Any = Measure.history
    ever = versions.filter(issue_id=issue.pk).order_by().values("id")
    seen = rows.filter(pk__in=ever).visible_to(person).values("pk")
    then = versions.filter(id__in=seen, history_date__lte=end).order_by(
        "history_date", "history_id"
    )
    last = {pk: (on, n) for pk, on, n in then.values_list("id", "issue_id", "serial")}
    return {pk: f"措施{issue.serial}.{n}" for pk, (on, n) in last.items() if on == issue.pk}


def history_of_measure(measure: Measure, person: Person) -> list[Entry]:
    """Everything that happened to a measure that `person` may see, newest first.

    What went into it is told with it. Of one that has left the ledger: all until it left, and what
    was carried away then.
    """
    merged = Measure.with_withdrawn.filter(merged_into=measure).select_related("issue")
    called = {row.pk: row.trail_label() for row in (measure, *merged)}
    below = ever_held(called) if measure.withdrawn_at else held({"measure": called})
    parts = _parts(Measure, measure, person)
    own: Wanted = (Measure, called | parts, called | parts)
    told = changes_of_all([own, *wanted_below(below, person)], person)
    left = measure.withdrawn_at
    return entries_of(
        one
        for one in told
        if (left is None or one.at - left <= ONE_ACT) and _of_row(one, "措施", parts)
    )


def history_of_outcome(outcome: Outcome, person: Person) -> list[Entry]:
    """Everything that happened to an outcome, as far as `person` sees what it is attached to."""
    issues: Any = Issue.objects.all()
    measures: Any = Measure.objects.all()
    seen = Q(issue_id__in=issues.visible_to(person).values("pk"))
    seen |= Q(measure_id__in=measures.visible_to(person).values("pk"))
    rows = Bearing.objects.filter(seen, outcome=outcome).select_related("issue", "measure__issue")
    bearings = {row.pk: row.place for row in rows}
    proofs = dict.fromkeys(proofs_of([outcome.pk], person), "")
    own: Wanted = (Outcome, [outcome.pk], {outcome.pk: ""})
    told = changes_of_all([own, (Bearing, bearings, bearings), (Proof, proofs, proofs)], person)
    entered = min((change.at for change in told), default=None)
    return [
        replace(entry, text="") if change.kind == "成果关联" else entry
        for change in told
        # What an outcome was attached to when it was entered stands on the page.
        if change.kind == "成果" or not entered or change.at - entered > ONE_ACT
        for entry in entries_of([change])
    ]


def history_of_evidence(file: Evidence, person: Person) -> list[Entry]:
    """Everything that happened to a file that `person` may see, in all its versions."""
    pairs = Evidence.objects.filter(measure__in=_ever_beside(file)).values_list("pk", "replaces_id")
    versions, joined = {file.pk}, 0
    while joined != len(versions):
        joined = len(versions)
        versions |= {pk for pk, old in pairs if old in versions}
        versions |= {old for pk, old in pairs if old and pk in versions}
    return _own_entries([(Evidence, versions)], person)


def _ever_beside(file: Evidence) -> set[int]:
    """The measures that a file has belonged to: one is carried on when measures are merged."""
    history: Any = Evidence.history
    return {file.measure_id, *history.filter(id=file.pk).values_list("measure_id", flat=True)}


def history_of_extension(asked: Extension, person: Person) -> list[Entry]:
    """Everything that happened to a request that `person` may see."""
    return _own_entries([(Extension, {asked.pk})], person)


def history_of_instruction(given: Instruction, person: Person) -> list[Entry]:
    """Everything that happened to an instruction, and to whom it names as far as `person` sees them."""
    rows: Any = Addressee.objects.filter(instruction=given)
    named = set(rows.visible_to(person).values_list("pk", flat=True))
    return _own_entries([(Instruction, {given.pk}), (Addressee, named)], person)


def _own_entries(rows: list[tuple[type[Any], set[int]]], person: Person) -> list[Entry]:
    """The history of rows on a page of their own, where nobody has to be told which they are."""
    wanted: list[Wanted] = [(model, pks, dict.fromkeys(pks, "")) for model, pks in rows]
    return entries_of(changes_of_all(wanted, person))


def _dropped() -> Q:
    """Measures that left the ledger by themselves, not with an import that was undone."""
    versions: Any = Measure.history
    given = versions.filter(withdrawn_at__isnull=False, history_change_reason__gt="")
    return Q(merged_into__isnull=False) | Q(pk__in=given.values("id"))
