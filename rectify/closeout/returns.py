"""Why something came back: what its receiver has to read before he can do anything about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from rectify.closeout.enums import StepState
from rectify.closeout.models import Step
from rectify.people.models import Person


@dataclass(frozen=True, slots=True)
class CameBack:
    """Who has sent it back as what, when and why; the reason only to whom it is told."""

    reviewer: str
    who: str
    at: datetime
    reason: str


def why_back(submissions: Collection[int], reader: Person) -> dict[int, CameBack]:
    """By the ids of submissions what `reader` is told of their newest sending back, in one query."""
    if not submissions:
        return {}
    steps: Any = Step.objects.all()
    told = steps.told_to(reader).filter(pk=OuterRef("pk"))
    rows = (
        Step.objects.filter(submission__in=submissions, state=StepState.RETURNED)
        .annotate(worded=Exists(told))
        .select_related("decided_by")
        .order_by("turn", "position")
    )
    # Of several the newest comes last and stays.
    return {row.submission_id: _told(row) for row in rows}


def _told(row: Any) -> CameBack:
    return CameBack(
        reviewer=str(row.get_reviewer_display()),
        who=row.signer or str(row.decided_by or ""),
        at=row.decided_at,
        reason=row.opinion if row.worded else "",
    )
