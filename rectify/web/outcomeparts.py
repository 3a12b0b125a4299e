"""What the pages of a measure and of an issue show of outcomes, and how one is entered from there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from rectify.access.permissions import Permission
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.outcomes.enums import OutcomeKind
from rectify.outcomes.models import Outcome
from rectify.outcomes.queries import outcomes_of_issue, outcomes_of_measure
from rectify.outcomes.rules import is_finished, measured
from rectify.people.models import Person
from rectify.people.rules import may_in_unit


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """An outcome in a list: what it is, and how much."""

    outcome: Outcome
    measured: str


def outcomes_on_measure(
    measure: Measure, person: Person, *, writes: bool, waits: bool
) -> dict[str, Any]:
    """The part 成果 of a measure's page, with the addresses by which one is entered.

    `writes`: the person works on the measure; `waits`: it waits for its review.
    """
    keeps = may_in_unit(person, Permission.EDIT_LEDGER, measure.issue.round.unit_id)
    closed = waits or (is_finished(measure) and not keeps)
    new = reverse("outcome-new", args=[measure.issue.round_id])
    return {
        "outcomes": shown_outcomes(outcomes_of_measure(measure, person)),
        "may_enter_outcome": writes and not closed,
        "outcome_kinds": [
            (kind.label, f"{new}?kind={kind.value}&measure={measure.pk}") for kind in OutcomeKind
        ],
    }


def outcomes_on_issue(issue: Issue, person: Person) -> dict[str, Any]:
    """The part 成果 of an issue's page: its own and those of the measures that one may see."""
    return {"outcomes": shown_outcomes(outcomes_of_issue(issue, person))}


def shown_outcomes(outcomes: Iterable[Outcome]) -> list[ShownOutcome]:
    """Outcomes as a list shows them."""
    return [ShownOutcome(row, measured(row)) for row in outcomes]
