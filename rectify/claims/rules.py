"""Pure questions about reminding a department of what it has not taken up."""

from __future__ import annotations

from datetime import date, timedelta

from rectify.claims.models import Reminder
from rectify.kernel.problems import Problem
from rectify.measures.models import Measure
from rectify.measures.rules import problems_of_claim, untaken_days

AGAIN_AFTER = 3
"""Days between a reminder and the next one that is made by itself: time to act before one is asked again."""

BY_ITSELF_WORDS = (
    "交办后{days}天未认领，已超过认领期限{late}天，请尽快认领；不属于本部门的，请退回并说明原因。"
)
BY_HAND_WORDS = "请尽快认领；不属于本部门的，请退回并说明原因。"


def late_days(measure: Measure, day: date) -> int:
    """For how many days a measure lies beyond its unit's 认领期限; 0 within it, or where there is none."""
    allowed = measure.issue.round.unit.claim_days
    return max(untaken_days(measure, day) - allowed, 0) if allowed else 0


def problems_of_reminding(measure: Measure) -> list[Problem]:
    """Why nobody is to be reminded: the measure has no department, is settled, taken up or given back."""
    if measure.lead_department_id is None:
        return [Problem("reminder.nobody", "该措施尚未明确责任部门，请先交办。")]
    if not measure.issue.round.unit.claims_used:
        return [
            Problem("reminder.unused", "本单位未使用认领，无需催办；如需使用，请在办理设置中启用。")
        ]
    if measure.handed_back_at is not None:
        return [Problem("reminder.handed_back", "该措施已被退回，请重新交办。")]
    return problems_of_claim(measure, measure.version)


def problems_of_lying(measure: Measure, day: date) -> list[Problem]:
    """Why nobody is reminded by itself: the department still has time."""
    if late_days(measure, day):
        return []
    return [Problem("reminder.early", "该措施尚未超过认领期限，暂不自动催办。")]


def problems_of_repeating(reminder: Reminder | None) -> list[Problem]:
    """Why a department is not reminded twice on one day; `reminder` is today's."""
    if reminder is None:
        return []
    who = f"由{reminder.made_by}" if reminder.made_by else "由系统自动"
    return [Problem("reminder.today", f"该措施今天已{who}催办；每项措施每天催办一次，请改日再催。")]


def words_by_itself(measure: Measure, day: date) -> str:
    """What a reminder says that nobody has written."""
    return BY_ITSELF_WORDS.format(days=untaken_days(measure, day), late=late_days(measure, day))


def last_day_before(day: date) -> date:
    """The day since which no reminder may have been made for one to be made by itself on `day`."""
    return day - timedelta(days=AGAIN_AFTER - 1)
