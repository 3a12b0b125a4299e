"""What the pages of a measure and an issue show of claims, extensions and instructions."""

from __future__ import annotations

from typing import Any

from rectify.access.permissions import Permission
from rectify.claims.queries import Untaken, untaken_of, with_reminders
from rectify.deadlines.enums import ExtensionState
from rectify.deadlines.models import Extension
from rectify.instructions.models import Instruction
from rectify.issues.enums import OPEN, Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.people.models import Person

Rights = frozenset[Permission]

INSTRUCTING = (Permission.INSTRUCT, Permission.EDIT_LEDGER)
DUTIES = (Permission.SUBMIT, Permission.CLAIM, Permission.DECIDE_EXTENSION, *INSTRUCTING)
"""The rights over the row that these doors ask for."""


def duties_of(person: Person, row: Measure, rights: Rights, *, reviewed: bool) -> dict[str, Any]:
    """Who has taken the measure up, what was asked to move its date, and the doors to both.

    `rights` are the person's over the row; `reviewed`: it was handed in and is not decided.
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
    submits = open_now and Permission.SUBMIT in rights
    return {
        "unclaimed": unclaimed,
        "lying": _lying(row) if unclaimed else None,
        "may_claim": unclaimed and not row.handed_back_at and Permission.CLAIM in rights,
        "may_assign": unclaimed and Permission.EDIT_LEDGER in rights,
        "extensions": extensions,
        "may_extend": submits and dated and not waiting and not reviewed,
        "may_withdraw": submits,
        "may_decide": Permission.DECIDE_EXTENSION in rights,
        **instructions_on(person, row, rights),
    }


def _lying(row: Measure) -> Untaken:
    """For how long an unclaimed measure has lain, and how often its department was reminded."""
    told = with_reminders(Measure.objects.filter(pk=row.pk)).select_related("issue__round__unit")
    return untaken_of(told.get(), clock.today())


def instructions_on(person: Person, row: Issue | Measure, rights: Rights) -> dict[str, Any]:
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
        "may_instruct": Permission.INSTRUCT in rights,
        "may_enter_instruction": Permission.EDIT_LEDGER in rights,
        "person_id": person.pk,
    }
