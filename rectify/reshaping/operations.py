"""Splitting, merging, moving, renumbering: the ledger takes another shape, nothing done is lost.

A number once given is not given again: what is moved gets the next number of where it goes, what is
merged away keeps its own and is found under it, and the old number of what is renumbered leads on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rectify.access.permissions import Permission
from rectify.issues.amending import keep_reason
from rectify.issues.enums import Departure, Standing
from rectify.issues.models import Issue
from rectify.issues.operations import amend_issue, create_issue
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.following import follow_whole_log
from rectify.measures.models import Measure, Task
from rectify.measures.operations import amend_measure, create_measure
from rectify.people.models import Person
from rectify.people.rules import demand
from rectify.reshaping.carrying import (
    carry_instructions,
    carry_work,
    date_alike,
    locked,
    people_of,
    put_under,
    refuse_asking,
    refuse_waiting,
    remember_assistance,
)
from rectify.reshaping.rules import (
    problems_of_company,
    problems_of_number,
    problems_of_parts,
    problems_of_reason,
    problems_of_settled,
)
from rectify.trail.acting import because
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock

COPIED = (
    *("target", "responsible_leader", "supervising_leader", "lead_department"),
    *("involved_units", "responsible_words", "task"),
)
"""What the parts of a split measure have in common."""

ISSUE_COPIED = ("source", "pace", "lead_leader", "lead_department", "cause", "target")


@operation
def move_measure(
    measure: Measure, *, to: Issue, version: int, reason: str, by: Person | None
) -> Measure:
    """Let a measure belong to another issue of the round, under that issue's next number.

    Its task stays behind. Refuses without a reason, a measure or issue that is finished, one that
    waits for a review, another round; leaves `measure.moved`.
    """
    demand(by, Permission.EDIT_LEDGER, measure)
    demand(by, Permission.EDIT_LEDGER, to)
    lock(to.round)
    to = lock(to)
    measure = lock(measure, version=version)
    refuse_if([*problems_of_reason(reason), *problems_of_settled([measure, to])])
    if to.round_id != measure.issue.round_id:
        raise Refused(Problem("reshaping.round", "只能移到同一轮次的问题下。", field="to"))
    if to.pk == measure.issue_id:
        raise Refused(Problem("reshaping.same", "该措施已在此问题下，请另选问题。", field="to"))
    refuse_waiting([measure], to)
    with because(reason):
        put_under(measure, to, by=by)
    record(Act.MEASURE_MOVED, measure, by=by)
    return measure


@operation
def renumber_issue(
    issue: Issue, *, number: int, version: int, reason: str, by: Person | None
) -> Issue:
    """Give an issue another number of the ledger; the old one stays taken and leads to it.

    The row histories know every number that was ever given in the round. Refuses without a reason,
    a number that any issue of the round has or had, an issue that is finished, one that waits for a
    review, itself or by a measure; leaves `issue.renumbered`.
    """
    demand(by, Permission.EDIT_LEDGER, issue)
    round_ = lock(issue.round)
    issue = lock(issue, version=version)
    refuse_if([*problems_of_reason(reason), *problems_of_settled([issue])])
    refuse_waiting(locked(list(Measure.objects.filter(issue=issue))), issue)
    given: Any = Issue.with_withdrawn.filter(round=round_)
    last = round_.issues_numbered
    known = given.called(number).exists()
    refuse_if(problems_of_number(number, given=known, following=last + 1))
    round_.issues_numbered = max(last, number)
    round_.save_changes("issues_numbered")
    issue.serial = number
    with because(reason):
        issue.save_changes("serial")
        keep_reason(round_, issue, Departure.CHANGED, reason="", by=by)
    record(Act.ISSUE_RENUMBERED, issue, by=by)
    return issue


@operation
def renumber_measure(
    measure: Measure, *, number: int, version: int, reason: str, by: Person | None
) -> Measure:
    """Give a measure another number below its issue; the old one stays taken and leads to it.

    Refuses what `renumber_issue` refuses, of the measure and among all measures that the issue has or
    had; leaves `measure.renumbered`.
    """
    demand(by, Permission.EDIT_LEDGER, measure)
    round_ = lock(measure.issue.round)
    issue = lock(measure.issue)
    measure = lock(measure, version=version)
    refuse_if([*problems_of_reason(reason), *problems_of_settled([measure, issue])])
    refuse_waiting([measure], issue)
    given = Measure.history.filter(issue_id=issue.pk, serial=number)
    there = Measure.with_withdrawn.filter(issue=issue, serial=number)
    known, last = given.exists() or there.exists(), issue.measures_numbered
    refuse_if(problems_of_number(number, given=known, following=last + 1))
    issue.measures_numbered = max(last, number)
    issue.save_changes("measures_numbered")
    measure.serial = number
    with because(reason):
        measure.save_changes("serial")
        keep_reason(round_, issue, Departure.CHANGED, reason="", measure_serial=number, by=by)
    record(Act.MEASURE_RENUMBERED, measure, by=by)
    return measure


@operation
def split_measure(
    measure: Measure, *, version: int, texts: Sequence[str], reason: str, by: Person | None
) -> list[Measure]:
    """Make several measures out of one: it keeps the first text, each other text becomes a new one.

    The parts have the same people and the same date, with what it was extended; progress and
    evidence stay with the first.
    Refuses without a reason, fewer than two texts, a measure that is finished or waits for a review;
    leaves `measure.split` and the events of the new measures.
    """
    demand(by, Permission.EDIT_LEDGER, measure)
    lock(measure.issue.round)
    measure = lock(measure, version=version)
    refuse_if([*problems_of_reason(reason), *problems_of_parts(texts)])
    refuse_if(problems_of_settled([measure]))
    refuse_waiting([measure])
    first, *others = [text.strip() for text in texts if text.strip()]
    assisting, answering = people_of(measure)
    facts = {name: getattr(measure, name) for name in COPIED} | {"split_from": measure}
    parts = []
    with because(reason):
        for text in others:
            part = create_measure(
                measure.issue,
                facts=facts | {"text": text},
                assisting=assisting,
                responsible=answering,
                by=by,
            )
            date_alike(measure, part, by=by)
            parts.append(part)
        kept = amend_measure(measure, version=measure.version, changes={"text": first}, by=by)
    record(Act.MEASURE_SPLIT, kept, by=by)
    return [kept, *parts]


@operation
def merge_measures(
    target: Measure,
    others: Sequence[Measure],
    *,
    version: int,
    text: str,
    reason: str,
    by: Person | None,
) -> Measure:
    """Let `target`, under `text`, stand for `others` too.

    Progress, evidence (the same file once) and unanswered instructions go over, who led or assists
    in one of them assists now, the share follows the log; the date stays that of `target`. The
    others leave the ledger under their numbers. Refuses without a reason, a measure of another
    round, one that is finished or waits for a review, others of which an extension is undecided;
    leaves `measure.merged`.
    """
    for row in (target, *others):
        demand(by, Permission.EDIT_LEDGER, row)
    refuse_if([*problems_of_reason(reason), *problems_of_company(target, others)])
    lock(target.issue.round)
    lock(target, version=version)
    target, *gone = locked([target, *others])
    refuse_if(problems_of_settled([target, *gone]))
    refuse_waiting([target, *gone])
    refuse_asking(gone)
    assisting, answering = _people_together([target, *gone])
    with because(reason):
        for row in gone:
            carry_work(row, target)
            _leave(row, into=target, by=by)
        changes: dict[str, Any] = {"text": text.strip(), **_begun([target, *gone])}
        target = amend_measure(
            target,
            version=target.version,
            changes=changes,
            assisting=assisting,
            responsible=answering,
            by=by,
        )
        remember_assistance(gone, target)
        follow_whole_log(target)
    record(Act.MEASURES_MERGED, target, by=by)
    return target


@operation
def split_issue(
    issue: Issue,
    *,
    version: int,
    title: str,
    text: str,
    measures: Sequence[Measure],
    reason: str,
    by: Person | None,
) -> Issue:
    """Make a second issue out of a part of one; `measures` go over to it.

    The new issue stands in the same category with the same leader, department and date. Refuses
    without a reason or title, an issue or measure that is finished, a measure that waits for a
    review or belongs elsewhere; leaves `issue.split`. Returns the new issue.
    """
    demand(by, Permission.EDIT_LEDGER, issue)
    refuse_if(problems_of_reason(reason))
    lock(issue.round)
    issue = lock(issue, version=version)
    going = locked(list(measures))
    refuse_if(problems_of_settled([issue, *going]))
    if any(measure.issue_id != issue.pk for measure in going):
        raise Refused(Problem("reshaping.measures", "所选措施不属于本问题。", field="measures"))
    refuse_waiting(going, issue)
    facts = {name: getattr(issue, name) for name in ISSUE_COPIED}
    facts |= {"title": title.strip(), "text": text.strip(), "split_from": issue}
    with because(reason):
        part = create_issue(issue.round, category=issue.category, facts=facts, by=by)
        date_alike(issue, part, by=by)
        part = lock(part)
        for measure in going:
            put_under(measure, part, by=by)
    record(Act.ISSUE_SPLIT, issue, by=by)
    return part


@operation
def merge_issues(
    target: Issue,
    others: Sequence[Issue],
    *,
    version: int,
    title: str,
    reason: str,
    by: Person | None,
) -> Issue:
    """Let `target`, under `title`, stand for `others` too: measures, tasks, instructions go over.

    The paper's words of the others are put below its own; they leave the ledger under their
    numbers. Refuses without a reason, issues of another round or finished ones, measures that wait
    for a review; leaves `issue.merged`.
    """
    for row in (target, *others):
        demand(by, Permission.EDIT_LEDGER, row)
    refuse_if([*problems_of_reason(reason), *problems_of_company(target, others)])
    lock(target.round)
    lock(target, version=version)
    target, *gone = locked([target, *others])
    refuse_if(problems_of_settled([target, *gone]))
    going = locked(list(Measure.objects.filter(issue__in=gone).order_by("issue__serial", "serial")))
    refuse_waiting(going, target, *gone)
    words = [row.text.strip() or row.title for row in (target, *gone)]
    changes = {"title": title.strip(), "text": "\n".join(dict.fromkeys(words))}
    with because(reason):
        # Instructions before the trail's chain, which whoever ends one locks last.
        for row in gone:
            carry_instructions(row, target)
        target = amend_issue(target, version=target.version, changes=changes, by=by)
        for task in Task.objects.select_for_update().filter(issue__in=gone):
            task.issue = target
            task.save_changes("issue")
        for measure in going:
            put_under(measure, target, with_task=True, by=by)
        for row in gone:
            _leave(lock(row), into=target, by=by)
    record(Act.ISSUES_MERGED, target, by=by)
    return target


def _leave(row: Any, *, into: Any, by: Person | None) -> None:
    """Take a locked row out of the ledger; whoever asks for it is led to what it went into."""
    row.merged_into, row.withdrawn_at, row.withdrawn_by = into, clock.now(), by
    row.save_changes("merged_into", "withdrawn_at", "withdrawn_by")
    issue, serial = (row, None) if isinstance(row, Issue) else (row.issue, row.serial)
    keep_reason(issue.round, issue, Departure.DROPPED, reason="", measure_serial=serial, by=by)


def _people_together(measures: list[Measure]) -> tuple[list[Any], list[Any]]:
    """Everybody who leads, assists in or answers for one of the measures, each once."""
    assisting: dict[int, Any] = {}
    answering: dict[int, Any] = {}
    for measure in measures:
        departments, persons = people_of(measure)
        if measure.lead_department is not None:
            departments.insert(0, measure.lead_department)
        assisting |= {row.pk: row for row in departments}
        answering |= {row.pk: row for row in persons}
    return list(assisting.values()), list(answering.values())


def _begun(measures: list[Measure]) -> dict[str, Any]:
    """When the merged work began, and that it has begun if one of its parts had."""
    days = [measure.started_on for measure in measures if measure.started_on is not None]
    begun = any(measure.standing != Standing.NOT_DONE for measure in measures)
    changes: dict[str, Any] = {"started_on": min(days)} if days else {}
    if begun and measures[0].standing == Standing.NOT_DONE:
        changes["standing"] = Standing.IN_PROGRESS
    return changes
