"""The table of what can happen to a 整改方案: verb, from where, to where, with a reason or not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rectify.scheme.enums import State
from rectify.trail.acts import Act


class Verb(StrEnum):
    """What the office enters of a plan's way."""

    CONSULT = "consult"
    TO_REVIEW = "to_review"
    DELIBERATE = "deliberate"
    APPROVE = "approve"
    ISSUE = "issue"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table."""

    verb: Verb
    source: State
    target: State
    needs_reason: bool
    act: Act
    title: str


def _on(verb: Verb, source: State, target: State, act: Act, title: str) -> Transition:
    return Transition(verb, source, target, False, act, title)


def _back(source: State, title: str) -> Transition:
    return Transition(Verb.RETURN, source, State.DRAFTING, True, Act.SCHEME_RETURNED, title)


TRANSITIONS: tuple[Transition, ...] = (
    _on(Verb.CONSULT, State.DRAFTING, State.CONSULTING, Act.SCHEME_CONSULTED, "征求意见"),
    _on(Verb.TO_REVIEW, State.CONSULTING, State.REVIEWING, Act.SCHEME_SENT_TO_REVIEW, "提请会审"),
    _on(
        Verb.DELIBERATE,
        State.REVIEWING,
        State.DELIBERATING,
        Act.SCHEME_REVIEW_PASSED,
        "提请党组会审议",
    ),
    _on(Verb.APPROVE, State.DELIBERATING, State.APPROVED, Act.SCHEME_APPROVED, "审议通过"),
    _on(Verb.ISSUE, State.APPROVED, State.ISSUED, Act.SCHEME_ISSUED, "印发"),
    _back(State.CONSULTING, "退回修改"),
    _back(State.REVIEWING, "会审退回"),
    _back(State.DELIBERATING, "审议退回"),
    _back(State.APPROVED, "退回修改"),
)


def transition_for(verb: Verb, state: str) -> Transition | None:
    """The table's line for a verb in a state, or None when the verb has no place there."""
    return next((t for t in TRANSITIONS if t.verb is verb and t.source == state), None)


def transitions_from(state: str) -> list[Transition]:
    """What can happen in a state."""
    return [t for t in TRANSITIONS if t.source == state]
