"""Whether a measure may still be built on, which its submissions tell."""

from __future__ import annotations

from rectify.kernel.problems import refuse_if
from rectify.measures.models import Measure
from rectify.measures.rules import problems_of_writing


def demand_open(measure: Measure) -> None:
    """Refuse to build on a locked measure that is finished or waits for its review."""
    # What is not decided waits (constraint `submission_decided_when_over`).
    waiting = measure.submissions.filter(decided_at__isnull=True).exists()
    refuse_if(problems_of_writing(measure, waiting=waiting))
