"""A planned deadline as a row of the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rectify.deadlines.enums import Counted
from rectify.deadlines.models import Deadline
from rectify.intake.plan import Due
from rectify.rounds.models import Round

FACTS = ("words", "due_on", "long_term", "counted")
"""What a deadline says; everything else of it is whose it is."""


def facts_of(due: Due, round_: Round) -> dict[str, Any]:
    """A planned deadline's facts; 立行立改 without a day takes the unit's days after the feedback."""
    due_on = date.fromisoformat(due.on) if due.on else None
    if due_on is None and due.counted == Counted.IMMEDIATE and round_.feedback_on:
        due_on = round_.feedback_on + timedelta(days=round_.unit.immediate_days)
    known = due_on is not None and due.counted in Counted.values
    return {
        "words": due.words,
        "due_on": due_on,
        "long_term": due.long_term,
        "counted": due.counted if known else Counted.NONE,
    }


def deadline_for(due: Due | None, round_: Round, **owner: Any) -> Deadline | None:
    """A new deadline of `owner` (issue or measure), None when the paper says nothing of one."""
    if due is None or not (due.words or due.on or due.long_term):
        return None
    return Deadline(**facts_of(due, round_), **owner)


def told_of(deadline: Deadline) -> dict[str, Any]:
    """A deadline's facts as JSON, to be put back when an import is undone."""
    due_on = deadline.due_on.isoformat() if deadline.due_on else None
    return {
        "words": deadline.words,
        "due_on": due_on,
        "long_term": deadline.long_term,
        "counted": str(deadline.counted),
    }


def put_back(deadline: Deadline, told: dict[str, Any] | None) -> Deadline:
    """Give a deadline the facts it had; with none it says nothing any more (`withdrawn`)."""
    facts = told or {"words": "", "due_on": None, "long_term": False, "counted": Counted.WITHDRAWN}
    for name in FACTS:
        value = facts[name]
        setattr(deadline, name, date.fromisoformat(value) if name == "due_on" and value else value)
    return deadline.save_changes(*FACTS)
