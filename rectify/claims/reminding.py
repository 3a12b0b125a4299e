"""Reminding without anybody's asking: what the background process does when a day has come."""

from __future__ import annotations

from rectify.claims.operations import remind_by_itself
from rectify.claims.queries import due_by_itself
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.trail.acting import BY_ITSELF
from rectify.trail.many import Outcome, each


def remind_of_what_lies() -> list[Outcome]:
    """Remind every department of what it has let lie; asked again on the same day it finds nothing.

    Each measure by itself: one that was taken up meanwhile, or that another process was faster with,
    says so and stops no other.
    """

    def act(measure: Measure) -> str:
        return remind_by_itself(measure, by=BY_ITSELF).words

    return each(list(due_by_itself(clock.today())), act, label=lambda row: row.trail_label())
