"""The table of what can happen: verb, from where, to where, who may, with a reason or not.

A measure or an issue stands where its newest submission stands; None is one without a submission,
or an issue that was reopened. `docs/states.svg` is drawn from this table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rectify.access.permissions import Permission
from rectify.closeout.enums import Chained, Reviewer, State
from rectify.trail.acts import Act


class Verb(StrEnum):
    """What somebody does."""

    SUBMIT = "submit"
    AGREE = "agree"
    RETURN = "return"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


REVIEW_VERBS = (Verb.AGREE, Verb.RETURN, Verb.SEND_BACK)
"""What a reviewer may do at his step."""

REVIEWED_BY: dict[Reviewer, Permission] = {
    Reviewer.DEPARTMENT: Permission.REVIEW_DEPARTMENT,
    Reviewer.LEAD_DEPARTMENT: Permission.REVIEW_DEPARTMENT,
    Reviewer.LEADER: Permission.REVIEW_LED,
    Reviewer.OFFICE: Permission.REVIEW_OFFICE,
    Reviewer.SECRETARY: Permission.REVIEW_SECRETARY,
    Reviewer.SUPERVISOR: Permission.REVIEW_SUPERVISOR,
}
"""The permission that a step of each kind asks for; over which rows, `rows.py` says."""

SUBMITTED_BY: dict[Chained, Permission] = {
    Chained.MEASURE: Permission.SUBMIT,
    Chained.ISSUE: Permission.CLOSE_ISSUE,
}
"""The permission to hand in a measure, or an issue for 销号; also to withdraw what one handed in."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table.

    `reviewer` is the kind of step at which it happens, None outside the chain; `last` tells apart
    the agreement of the last step from that of any other.
    """

    verb: Verb
    source: State | None
    target: State | None
    permission: Permission
    needs_reason: bool
    act: Act
    title: str
    reviewer: Reviewer | None = None
    last: bool = False


def _of_submitter() -> Iterator[Transition]:
    for permission in SUBMITTED_BY.values():
        for source in (None, State.RETURNED, State.WITHDRAWN, State.ACCEPTED):
            yield Transition(
                Verb.SUBMIT,
                source,
                State.WAITING,
                permission,
                False,
                Act.SUBMISSION_MADE,
                "提交审核",
            )
        yield Transition(
            Verb.WITHDRAW,
            State.WAITING,
            State.WITHDRAWN,
            permission,
            False,
            Act.SUBMISSION_WITHDRAWN,
            "撤回提交",
        )


def _of_reviewer(reviewer: Reviewer, permission: Permission) -> Iterator[Transition]:
    rows = (
        (Verb.AGREE, State.WAITING, False, Act.SUBMISSION_PASSED, "同意", False),
        (Verb.AGREE, State.ACCEPTED, False, Act.SUBMISSION_ACCEPTED, "同意", True),
        (Verb.RETURN, State.RETURNED, True, Act.SUBMISSION_RETURNED, "退回", False),
        (Verb.SEND_BACK, State.WAITING, True, Act.SUBMISSION_SENT_BACK, "退回前面环节", False),
    )
    for verb, target, needs_reason, act, title, last in rows:
        yield Transition(
            verb, State.WAITING, target, permission, needs_reason, act, title, reviewer, last
        )


REOPENING = Transition(
    Verb.REOPEN,
    State.ACCEPTED,
    None,
    Permission.REOPEN_ISSUE,
    True,
    Act.ISSUE_REOPENED,
    "重新开启",
)

TRANSITIONS: tuple[Transition, ...] = (
    *_of_submitter(),
    *(line for kind, permission in REVIEWED_BY.items() for line in _of_reviewer(kind, permission)),
    REOPENING,
)


def transition_for(
    verb: Verb, source: str | None, *, reviewer: str | None = None, last: bool = False
) -> Transition | None:
    """The table's line for a verb in a state (at a step), None when the verb has no place there.

    `last` is asked of an agreement alone: the other verbs do the same at every step.
    """
    last = last and verb is Verb.AGREE
    found = (
        line
        for line in TRANSITIONS
        if (line.verb, line.source, line.reviewer, line.last) == (verb, source, reviewer, last)
    )
    return next(found, None)
