"""Before which day a measure or an issue cannot have been finished."""

from __future__ import annotations

from typing import Any

from rectify.deadlines.enums import Counted
from rectify.issues.enums import Pace, Source, Standing
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.rounds.rules import FirstDay, first_day_to_finish


def first_day_of_measure(measure: Measure) -> FirstDay | None:
    """The day on which it began; where that is not known, what its round allows."""
    if measure.started_on is not None:
        return FirstDay(measure.started_on, "措施开始日期")
    deadline = getattr(measure, "deadline", None)
    counted = deadline.counted if deadline is not None else ""
    return _in_round(measure.issue, at_once=counted == Counted.IMMEDIATE)


def first_day_of_issue(issue: Issue, proposed: str) -> FirstDay | None:
    """The day on which its last measure was finished, or its first one began when it is not closed."""
    measures: Any = Measure.objects.filter(issue=issue)
    done = measures.filter(completed_on__isnull=False).order_by("-completed_on").first()
    if done is not None and proposed != Standing.PARTIAL:
        return FirstDay(done.completed_on, f"措施{done.label}的完成日期")
    begun = measures.filter(started_on__isnull=False).order_by("started_on").first()
    if begun is not None:
        return FirstDay(begun.started_on, f"措施{begun.label}的开始日期")
    return _in_round(issue, at_once=False)


def _in_round(issue: Issue, *, at_once: bool) -> FirstDay | None:
    mended_at_once = issue.pace == Pace.IMMEDIATE or issue.source == Source.ON_THE_SPOT
    return first_day_to_finish(issue.round, at_once=at_once or mended_at_once)
