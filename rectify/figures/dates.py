"""The date that hangs over an issue: its own, or that of a visible open measure when it comes sooner."""

from __future__ import annotations

from django.db.models import Case, DateField, F, OuterRef, Q, Subquery, When

from rectify.issues.enums import OPEN
from rectify.issues.rows import IssueQuerySet
from rectify.measures.rows import MeasureQuerySet


def open_date_now(issues: IssueQuerySet, measures: MeasureQuerySet) -> IssueQuerySet:
    """Annotate `open_date`, so that `open_date < day` on an open issue is what 逾期 means.

    The same thing as `deadlines.queries.overdue_issues` says, kept as a date: an open issue is as
    late as the earliest of its own date and its open measures' dates, so far as these are among
    `measures`, the ones that may be looked at.
    """
    soonest = (
        measures.filter(issue=OuterRef("pk"), standing__in=OPEN, deadline__due_on__isnull=False)
        .order_by("deadline__due_on")
        .values("deadline__due_on")[:1]
    )
    # Written out: of two values of which one is NULL, LEAST gives NULL on SQLite but not on PostgreSQL.
    own_first = Q(soonest_measure__isnull=True) | Q(deadline__due_on__lte=F("soonest_measure"))
    annotated: IssueQuerySet = issues.annotate(soonest_measure=Subquery(soonest)).annotate(
        open_date=Case(
            When(Q(deadline__due_on__isnull=False) & own_first, then=F("deadline__due_on")),
            default=F("soonest_measure"),
            output_field=DateField(),
        )
    )
    return annotated
