"""Whether a measure may still be built on, and what has been built on a row of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from rectify.issues.models import Issue
from rectify.issues.reviewing import under_review
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.models import Measure
from rectify.measures.rules import problems_of_writing


def demand_open(measure: Measure) -> None:
    """Refuse to build on a locked measure that is finished or waits for its review."""
    refuse_if(problems_of_writing(measure, waiting=under_review(measure)))


@dataclass(frozen=True, slots=True)
class HandedIn:
    """When a measure was handed in last, and when last with what was then accepted."""

    last: datetime | None
    accepted: datetime | None

    def with_what_is_of(self, moment: datetime) -> bool:
        """True when something of that moment has been handed in."""
        return self.last is not None and self.last >= moment

    def judged_what_is_of(self, moment: datetime) -> bool:
        """True when a submission that had something of that moment was accepted."""
        return self.accepted is not None and self.accepted >= moment


def handed_in(measure: Measure) -> HandedIn:
    """What decides whether an entry or a file of the measure may still be changed."""
    # The submissions lie above measures.
    rows: Any = measure.submissions
    accepted = Max("submitted_at", filter=Q(state="accepted"))
    return HandedIn(**rows.aggregate(last=Max("submitted_at"), accepted=accepted))


OWN = {
    Issue: {"deadline", "origins", "tasks", "measures"},
    Measure: {"deadline", "origins", "assistances", "responsibles", "reminders"},
}
"""What belongs to the row itself and goes with it; everything else that points at it is work done."""


KIN = {"merged_from": "并入的内容", "split_into": "拆分出的内容"}
"""What to call rows of the same kind."""


def built_on(row: Issue | Measure) -> list[str]:
    """Names of the kinds of rows that stand on this one, of whatever room."""
    found = []
    for relation in row._meta.related_objects:
        name = relation.get_accessor_name()
        kind: Any = relation.related_model
        # Versions in the history point at rows too, and stand on nothing.
        if name is None or name in OWN[type(row)] or not hasattr(kind, "history"):
            continue
        if kind._base_manager.filter(**{relation.field.name: row.pk}).exists():
            found.append(KIN.get(name, str(kind._meta.verbose_name)))
    return found


def demand_unbuilt(row: Issue | Measure) -> None:
    """Refuse to take back a row on which something has been built."""
    if built := built_on(row):
        what = (
            f"{row._meta.verbose_name}{row.trail_label().removeprefix('问题').removeprefix('措施')}"
        )
        words = f"{what}已有{'、'.join(built)}，不能撤回。"
        raise Refused(Problem("row.built_on", words))
