"""What an import changes after the 整改方案 is issued: the paper itself is the reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rectify.intake.differences import DUE
from rectify.intake.models import Paper
from rectify.intake.plan import Difference, PlannedIssue, PlannedMeasure
from rectify.issues.amending import PLANNED_FIELDS
from rectify.issues.enums import Departure
from rectify.issues.models import Amendment, Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.rules import PLANNED_FIELDS as MEASURE_FIELDS
from rectify.rounds.models import Round
from rectify.trail.rows import create_many


def departures_of(
    paper: Paper,
    round_: Round,
    issues: Iterable[tuple[PlannedIssue, Issue]],
    fresh: Collection[tuple[PlannedIssue, PlannedMeasure, Measure]],
    changed: Iterable[tuple[PlannedMeasure, Measure]],
    *,
    tasks: Collection[int],
) -> None:
    """Keep a reason for each issue and measure that `paper` adds to the issued plan or changes in it.

    An issue that gets new `tasks` departs too. The round is locked by the caller; before the plan is
    issued nothing is kept.
    """
    if round_.planned_at is None:
        return
    found: list[tuple[Issue, int | None, Departure]] = []
    tasked = {m.issue_id for _, _, m in fresh if m.task_id in tasks}
    for row, issue in issues:
        if row.issue_id is not None and issue.pk in tasked:
            found.append((issue, None, Departure.ADDED))
        if row.issue_id is None:
            found.append((issue, None, Departure.ADDED))
        elif kind := _departure(row.differences, PLANNED_FIELDS):
            found.append((issue, None, kind))
    found += [(measure.issue, measure.serial, Departure.ADDED) for _, _, measure in fresh]
    for planned, measure in changed:
        if kind := _departure(planned.differences, MEASURE_FIELDS):
            found.append((measure.issue, measure.serial, kind))
    create_many(Amendment, [_amendment(paper, *one) for one in found])


def _departure(differences: Iterable[Difference], planned: frozenset[str]) -> Departure | None:
    names = {difference.field for difference in differences}
    if names & planned:
        return Departure.CHANGED
    return Departure.MOVED if DUE in names else None


def _amendment(paper: Paper, issue: Issue, serial: int | None, departure: Departure) -> Amendment:
    return Amendment(
        issue=issue,
        measure_serial=serial,
        departure=departure,
        reason=f"据导入材料《{paper.name}》"[:500],
        made_at=clock.now(),
        made_by=paper.applied_by,
    )
