"""Rows with their standing and their date, as of a day, in one query; whether a date may move.

Two annotations are added: `standing_now` on issues (measures have their stored `standing`), and
`overdue` on both. Every list, count, chart and export that speaks of a standing or of 逾期 starts
here, so that no two places can count differently.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When

from rectify.deadlines.rules import problems_of_approving
from rectify.issues.enums import OPEN, Standing
from rectify.issues.reviewing import under_review
from rectify.issues.rows import IssueQuerySet
from rectify.kernel.problems import Problem
from rectify.measures.models import Measure
from rectify.measures.rows import MeasureQuerySet


def with_standing(issues: IssueQuerySet) -> IssueQuerySet:
    """Annotate `standing_now`: what the office has found (`stated`), else what the measures tell.

    An issue of which nothing is stated is 整改中 as soon as one measure has begun, 未整改 before;
    it is never finished by its measures alone, only by its own conclusion.
    """
    begun = Measure.objects.filter(issue=OuterRef("pk")).exclude(standing=Standing.NOT_DONE)
    annotated: IssueQuerySet = issues.annotate(
        standing_now=Case(
            When(~Q(stated=""), then=F("stated")),
            When(Exists(begun), then=Value(Standing.IN_PROGRESS.value)),
            default=Value(Standing.NOT_DONE.value),
            output_field=CharField(),
        )
    )
    return annotated


def overdue_measures(measures: MeasureQuerySet, day: date) -> MeasureQuerySet:
    """Measures that are open on `day` though their date has passed."""
    return measures.filter(standing__in=OPEN, deadline__due_on__lt=day)


def overdue_issues(
    issues: IssueQuerySet, day: date, measures: MeasureQuerySet | None = None
) -> IssueQuerySet:
    """Open issues whose own date has passed, or of which a measure is overdue.

    `measures` are those that may be looked at (all when None): a person must not learn the dates of
    measures that do not exist for him.
    """
    late = _of_issue(measures).filter(standing__in=OPEN, deadline__due_on__lt=day)
    return with_standing(issues).filter(
        Q(deadline__due_on__lt=day) | Exists(late), standing_now__in=OPEN
    )


def due_measures(measures: MeasureQuerySet, *, day: date, within: int) -> MeasureQuerySet:
    """Open measures whose date falls on `day` or in the `within` days after it."""
    return measures.filter(
        standing__in=OPEN,
        deadline__due_on__gte=day,
        deadline__due_on__lte=day + timedelta(days=within),
    )


def due_issues(
    issues: IssueQuerySet, *, day: date, within: int, measures: MeasureQuerySet | None = None
) -> IssueQuerySet:
    """Open issues with an own date, or an open measure's date, from `day` on within `within` days.

    `measures` as in `overdue_issues`.
    """
    span = {"deadline__due_on__gte": day, "deadline__due_on__lte": day + timedelta(days=within)}
    soon = _of_issue(measures).filter(standing__in=OPEN, **span)
    return with_standing(issues).filter(Q(**span) | Exists(soon), standing_now__in=OPEN)


def approving_problems(measure: Measure) -> list[Problem]:
    """Why a request to move the measure's date cannot be approved now."""
    return problems_of_approving(measure, waiting=under_review(measure))


def _of_issue(measures: MeasureQuerySet | None) -> MeasureQuerySet:
    rows: MeasureQuerySet = Measure.objects.all() if measures is None else measures
    return rows.order_by().filter(issue=OuterRef("pk"))
