"""Pure questions about dates: which light a row shows, and whether a date may be moved."""

from __future__ import annotations

from datetime import date, timedelta

from rectify.deadlines.enums import Light
from rectify.deadlines.models import Deadline
from rectify.issues.enums import OPEN, Standing
from rectify.kernel.days import written
from rectify.kernel.problems import Problem
from rectify.measures.models import Measure
from rectify.people.models import Unit

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


def deadline_words(deadline: Deadline) -> str:
    """A deadline in full: its date, 长期坚持, and the office's own words.

    Of one that was moved the words tell what it first was.
    """
    parts = [written(deadline.due_on)] if deadline.due_on else []
    if deadline.extended_times and deadline.first_due_on:
        first = deadline.words or written(deadline.first_due_on)
        parts.append(f"（原定{first}，已延期{deadline.extended_times}次）")
    elif deadline.words and deadline.words not in parts:
        parts.append(f"（{deadline.words}）" if parts else deadline.words)
    if deadline.long_term and "长期坚持" not in deadline.words:
        parts.append("，长期坚持" if parts else "长期坚持")
    return "".join(parts)


def problems_of_extension(
    measure: Measure,
    deadline: Deadline | None,
    until_on: date | None,
    reason: str,
    *,
    day: date,
    waiting: bool,
) -> list[Problem]:
    """Why a later date cannot be asked for: nothing to move, the measure under review (`waiting`), no
    reason, a day that is no later."""
    if Standing(measure.standing) not in OPEN:
        return [Problem("extension.settled", "该措施已了结，无需申请延期。")]
    if waiting:
        words = "该措施已提交审核，审核结束前不能申请延期；确需延期的，请先撤回提交。"
        return [Problem("extension.reviewed", words)]
    if deadline is None or deadline.due_on is None:
        return [Problem("extension.no_date", "该措施没有到期日，无需申请延期。")]
    problems = []
    if not reason.strip():
        problems.append(Problem("extension.reason", "请填写延期原因。", field="reason"))
    if until_on is None:
        problems.append(Problem("extension.day", "请填写延期后的日期。", field="until_on"))
    elif until_on <= deadline.due_on:
        told = f"延期后的日期须晚于原到期日{deadline.due_on.isoformat()}。"
        problems.append(Problem("extension.day", told, field="until_on"))
    elif until_on <= day:
        problems.append(Problem("extension.day", "延期后的日期须晚于今天。", field="until_on"))
    return problems


def problems_of_approving(measure: Measure, *, waiting: bool) -> list[Problem]:
    """Why a request that waits cannot be approved any more, or not yet; it can always be refused."""
    if Standing(measure.standing) not in OPEN:
        return [Problem("extension.settled", "该措施已了结，延期申请已失效，请不予批准。")]
    if waiting:
        words = "该措施已提交审核，审核结束前不能批准延期，请待审核结束后再办理。"
        return [Problem("extension.reviewed", words)]
    return []


def problems_of_limits(deadline: Deadline, until_on: date, unit: Unit) -> list[Problem]:
    """Why the unit's settings do not allow one more extension to `until_on`."""
    if deadline.extended_times >= unit.extensions_most:
        if unit.extensions_most == 0:
            return [Problem("extension.times", "按本单位设置，措施不得延期，请按期办理。")]
        told = f"按本单位设置每项措施最多延期{unit.extensions_most}次，该措施已用完，不能再申请。"
        return [Problem("extension.times", told)]
    left = days_left(deadline, unit)
    if deadline.due_on is not None and (until_on - deadline.due_on).days > left:
        last = deadline.due_on + timedelta(days=left)
        told = (
            f"按本单位设置累计最多延期{unit.extension_days_most}天，"
            f"最晚可延至{last.isoformat()}，请重新填写。"
        )
        return [Problem("extension.days", told, field="until_on")]
    return []


def days_left(deadline: Deadline, unit: Unit) -> int:
    """How many more days the unit's settings allow."""
    return max(0, unit.extension_days_most - deadline.extended_days)
