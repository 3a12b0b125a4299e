"""A round's assessment as pages read it: the deductions that hold, and what they leave."""

from __future__ import annotations

from typing import Any

from rectify.assessment.models import Assessment, Deduction
from rectify.assessment.rules import Score, is_assessed, scored


def deductions_of(row: Assessment) -> list[Deduction]:
    """The deductions that hold."""
    rows: Any = Deduction.objects.filter(assessment=row)
    return list(rows.current())


def score_of(row: Assessment, deductions: list[Deduction]) -> Score | None:
    """The score; None as long as nobody has judged anything."""
    score = scored(row.items, row.grades, [(one.item, one.points) for one in deductions])
    return score if is_assessed(score, row.note) else None
