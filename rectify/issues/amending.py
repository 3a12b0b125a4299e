"""After the 整改方案 is issued every departure from it carries a reason, kept beside the row."""

from __future__ import annotations

from rectify.issues.enums import Departure
from rectify.issues.models import Amendment, Issue
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused
from rectify.people.models import Person
from rectify.rounds.models import Round
from rectify.trail.acting import reason_given

PLANNED_FIELDS = frozenset({"title", "pace", "target", "lead_leader", "lead_department"})
"""What of an issue itself stands in the plan."""


def keep_reason(
    round_: Round,
    issue: Issue,
    departure: Departure,
    *,
    reason: str,
    measure_serial: int | None = None,
    by: Person | None,
) -> None:
    """Keep why the ledger departs from the plan; refuses an empty reason once the plan is issued.

    The reason of the act under way (`because`) serves as well. Before that one may be given and need
    not. The round must be locked, so that no plan is
    issued between this question and the change.
    """
    reason = reason.strip() or reason_given()
    if not reason:
        if round_.planned_at is None:
            return
        raise Refused(no_reason())
    Amendment(
        issue=issue,
        measure_serial=measure_serial,
        departure=departure,
        reason=reason[:500],
        made_at=clock.now(),
        made_by=by,
    ).save()


def no_reason() -> Problem:
    """The one problem of a departure without its reason."""
    return Problem(
        "plan.reason",
        "整改方案已印发，新增、调整、撤销任务、措施或变更整改类型、责任人、时限的，请填写变更理由。",
        field="reason",
    )
