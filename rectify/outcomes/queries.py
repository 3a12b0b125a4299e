"""Outcomes as pages, lists and reviews read them: with what they are attached to and proven by."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q

from rectify.access.permissions import Permission
from rectify.evidence.models import Evidence
from rectify.issues.models import Issue
from rectify.issues.reviewing import with_reviewed
from rectify.kernel.problems import Problem
from rectify.measures.models import Measure
from rectify.outcomes.models import Bearing, Outcome, Proof
from rectify.outcomes.rows import OutcomeQuerySet
from rectify.outcomes.rules import is_finished, problems_of_changing
from rectify.people.models import Person
from rectify.people.rules import may


def with_attached(outcomes: Any, person: Person) -> OutcomeQuerySet:
    """Outcomes with `shown` (attachments) and `proven` (files), as far as `person` may see them."""
    told: OutcomeQuerySet = outcomes.select_related("department", "entered_by").prefetch_related(
        Prefetch("bearings", _bearings(person), to_attr="shown"),
        Prefetch("proofs", _proofs(person), to_attr="proven"),
    )
    return told


def _bearings(person: Person) -> Any:
    rows: Any = Bearing.objects.filter(ended_on__isnull=True)
    issues: Any = Issue.objects.all()
    measures: Any = Measure.objects.filter(issue__withdrawn_at__isnull=True)
    seen = Q(issue_id__in=issues.visible_to(person).values("pk"))
    seen |= Q(measure_id__in=measures.visible_to(person).values("pk"))
    return (
        rows.filter(seen)
        .select_related("issue", "measure__issue")
        .order_by("issue__serial", "measure__issue__serial", "measure__serial", "pk")
    )


def _proofs(person: Person) -> Any:
    files: Any = Evidence.objects.filter(withdrawn_at__isnull=True)
    rows = Proof.objects.filter(ended_on__isnull=True)
    seen = rows.filter(evidence_id__in=files.visible_to(person).values("pk"))
    return seen.select_related("evidence").order_by("pk")


def outcomes_of_measure(measure: Measure, person: Person) -> OutcomeQuerySet:
    """The current outcomes that are attached to a measure, for whoever may see the measure."""
    return _listed(Q(bearings__measure=measure), person)


def outcomes_of_issue(issue: Issue, person: Person) -> OutcomeQuerySet:
    """The current outcomes of an issue and of those of its measures that `person` may see."""
    measures: Any = Measure.objects.filter(issue=issue)
    below = Q(bearings__measure_id__in=measures.visible_to(person).values("pk"))
    return _listed(Q(bearings__issue=issue) | below, person)


def _listed(attached: Q, person: Person) -> OutcomeQuerySet:
    held = Outcome.objects.filter(attached, bearings__ended_on__isnull=True).order_by().values("pk")
    rows: Any = Outcome.objects.filter(pk__in=held)
    visible = rows.visible_to(person).current()
    return with_attached(visible, person).order_by("kind", "dated_on", "pk")


def outcomes_to_judge(about: Measure | Issue) -> list[Outcome]:
    """All current outcomes of a measure, or of an issue itself: what `rules.problems_of_outcomes` asks."""
    of = "measure" if isinstance(about, Measure) else "issue"
    held = {f"bearings__{of}": about, "bearings__ended_on__isnull": True}
    rows: Any = Outcome.objects.filter(**held).order_by("kind", "pk")
    return list(rows.current())


def attached_ids(outcome: Outcome) -> tuple[set[int], set[int]]:
    """The ids of the issues and of the measures to which an outcome is attached now."""
    rows = Bearing.objects.filter(outcome=outcome, ended_on__isnull=True)
    pairs = list(rows.values_list("issue_id", "measure_id"))
    return {pk for pk, _ in pairs if pk}, {pk for _, pk in pairs if pk}


def changing_problems(
    issues: set[int], measures: set[int], *, keeps: bool, by: Person | None
) -> list[Problem]:
    """Why an outcome of these issues and measures cannot be entered, changed or withdrawn now.

    `keeps`: `by` keeps the unit's ledger, and mends what was found finished. Rows that `by` may not
    see are not named.
    """
    of_issues = Issue.objects.filter(pk__in=issues).order_by("serial")
    of_measures = Measure.objects.filter(pk__in=measures).select_related("issue")
    rows: list[Any] = [
        *with_reviewed(of_issues),
        *with_reviewed(of_measures.order_by("issue__serial", "serial")),
    ]
    return problems_of_changing(
        waiting=_named([row for row in rows if row.reviewed], by),
        finished=_named([row for row in rows if not keeps and is_finished(row)], by),
    )


def _named(rows: list[Any], by: Person | None) -> str:
    """The numbers of the rows as far as `by` sees them; nothing when there are none."""
    told = [_place(row) for row in rows if may(by, Permission.READ_CASE, row)]
    return "、".join(told) or ("该成果对应的其他事项" if rows else "")


def _place(row: Issue | Measure) -> str:
    return f"措施{row.label}" if isinstance(row, Measure) else f"问题{row.serial}"


def numbers_of(bearings: Any) -> str:
    """The numbers of what an outcome is attached to: 3.2、5 for measure 3.2 and issue 5."""
    return "、".join(
        row.measure.label if row.measure is not None else str(row.issue.serial) for row in bearings
    )
