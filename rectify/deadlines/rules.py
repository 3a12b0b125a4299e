"""Pure questions about dates: which light a row shows."""

from __future__ import annotations

from datetime import date

from rectify.deadlines.enums import Light
from rectify.issues.enums import OPEN, Standing

YELLOW_DAYS = 10
"""Days left at which the light turns yellow (三色预警 as one district runs it: 10 days)."""


def light_on(day: date, *, due_on: date | None, standing: str) -> Light:
    """The light of a row with this due date and standing on `day`."""
    if Standing(standing) not in OPEN:
        return Light.CLOSED
    if due_on is None:
        return Light.NONE
    left = (due_on - day).days
    if left < 0:
        return Light.RED
    return Light.YELLOW if left <= YELLOW_DAYS else Light.GREEN


def left_words(due_on: date | None, day: date) -> str:
    """How long there is left, in words; nothing when there is no date."""
    if due_on is None:
        return ""
    left = (due_on - day).days
    if left < 0:
        return f"{-left}天"
    return f"剩{left}天" if left else "今天到期"
