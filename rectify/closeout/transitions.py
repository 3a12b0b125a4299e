"""The table of what can happen to a submission: verb, from where, to where, who, with a reason or not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rectify.access.permissions import Permission
from rectify.closeout.enums import State
from rectify.trail.acts import Act


class Verb(StrEnum):
    """What a reviewer does."""

    FORWARD = "forward"
    RETURN = "return"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table."""

    verb: Verb
    source: State
    target: State
    permission: Permission
    needs_opinion: bool
    act: Act
    title: str


TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        Verb.FORWARD,
        State.AT_DEPARTMENT,
        State.AT_UNIT,
        Permission.REVIEW_DEPARTMENT,
        False,
        Act.SUBMISSION_PASSED,
        "同意上报",
    ),
    Transition(
        Verb.RETURN,
        State.AT_DEPARTMENT,
        State.RETURNED,
        Permission.REVIEW_DEPARTMENT,
        True,
        Act.SUBMISSION_RETURNED,
        "退回",
    ),
    Transition(
        Verb.ACCEPT,
        State.AT_UNIT,
        State.ACCEPTED,
        Permission.REVIEW_UNIT,
        False,
        Act.SUBMISSION_ACCEPTED,
        "审核通过",
    ),
    Transition(
        Verb.RETURN,
        State.AT_UNIT,
        State.RETURNED,
        Permission.REVIEW_UNIT,
        True,
        Act.SUBMISSION_RETURNED,
        "退回",
    ),
)


def transition_for(verb: Verb, state: str) -> Transition | None:
    """The table's line for a verb in a state, or None when the verb has no place there."""
    return next((t for t in TRANSITIONS if t.verb is verb and t.source == state), None)


def transitions_from(state: str) -> list[Transition]:
    """What can happen in a state."""
    return [t for t in TRANSITIONS if t.source == state]
