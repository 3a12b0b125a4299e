"""What the pages of a measure and an issue show of claims, extensions and instructions."""

from __future__ import annotations

from typing import Any

from rectify.access.permissions import Permission
from rectify.deadlines.enums import ExtensionState
from rectify.deadlines.models import Extension
from rectify.instructions.models import Instruction
from rectify.issues.enums import OPEN, Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.rules import untaken_days
from rectify.people.models import Person
from rectify.people.rules import may


def duties_of(person: Person, row: Measure, *, reviewed: bool) -> dict[str, Any]:
    """Who has taken the measure up, what was asked to move its date, and the doors to both.

    `reviewed`: it was handed in and is not decided.
    """
    unclaimed = (
        row.claimed_at is None
        and row.lead_department_id is not None
        and Standing(row.standing) in OPEN
        and row.issue.round.unit.claims_used
    )
    extensions = list(
        Extension.objects.filter(measure=row)
        .select_related("measure", "requested_by", "ended_by")
        .order_by("-pk")
    )
    waiting = [one for one in extensions if one.state == ExtensionState.OPEN]
    dated = getattr(row, "deadline", None) is not None and row.deadline.due_on is not None
    open_now = Standing(row.standing) in OPEN
    submits = open_now and may(person, Permission.SUBMIT, row)
    return {
        "unclaimed": unclaimed,
        "untaken_days": untaken_days(row, clock.today()),
        "may_claim": unclaimed and not row.handed_back_at and may(person, Permission.CLAIM, row),
        "may_assign": unclaimed and may(person, Permission.EDIT_LEDGER, row),
        "extensions": extensions,
        "may_extend": submits and dated and not waiting and not reviewed,
        "may_withdraw": submits,
        "may_decide": may(person, Permission.DECIDE_EXTENSION, row),
        **instructions_on(person, row),
    }


def instructions_on(person: Person, row: Issue | Measure) -> dict[str, Any]:
    """The instructions on a row with their answers, and whether the person may write one."""
    of = {"issue": row} if isinstance(row, Issue) else {"measure": row}
    rows: Any = Instruction.objects.filter(**of)
    return {
        "instructions": list(
            rows.visible_to(person)
            .select_related("leader", "given_by", "ended_by")
            .prefetch_related(
                "addressees__person", "addressees__department", "addressees__replied_by"
            )
        ),
        "may_instruct": may(person, Permission.INSTRUCT, row),
        "may_enter_instruction": may(person, Permission.EDIT_LEDGER, row),
        "person_id": person.pk,
    }
