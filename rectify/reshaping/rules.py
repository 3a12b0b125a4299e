"""Pure questions about splitting, merging and moving: what must be said, what must not be touched."""

from __future__ import annotations

from collections.abc import Sequence

from rectify.issues.enums import SETTLED
from rectify.issues.models import Issue
from rectify.kernel.problems import Problem
from rectify.measures.models import Measure

MOST_PARTS = 20
"""More parts than this come from a slip of the hand, not from an office."""


def problems_of_reason(reason: str) -> list[Problem]:
    """Reshaping changes what others work on, so somebody has to say why."""
    if reason.strip():
        return []
    return [Problem("reshaping.reason", "请写明原因。", field="reason")]


HIGHEST_NUMBER = 9999
"""No ledger has more issues; a longer number is a slip of the hand."""


def problems_of_number(number: int, *, given: bool, following: int) -> list[Problem]:
    """Why a row cannot be called `number`; `following` is the first one that certainly can be given."""
    if not 1 <= number <= HIGHEST_NUMBER:
        sentence = f"编号须为1至{HIGHEST_NUMBER}的整数。"
        return [Problem("reshaping.number", sentence, field="number")]
    if given:
        sentence = f"编号{number}已使用过，用过的编号不再另给，请改用其他编号，例如{following}。"
        return [Problem("reshaping.number", sentence, field="number")]
    return []


def problems_of_parts(texts: Sequence[str]) -> list[Problem]:
    """What is wrong with the texts into which a measure is split."""
    if len([text for text in texts if text.strip()]) < 2:
        sentence = "拆分后至少要有两项，请每项另起一行。"
        return [Problem("reshaping.parts", sentence, field="texts")]
    if len(texts) > MOST_PARTS:
        sentence = f"一次最多拆分为{MOST_PARTS}项，请分几次办理。"
        return [Problem("reshaping.parts", sentence, field="texts")]
    return []


def problems_of_settled(rows: Sequence[Issue | Measure]) -> list[Problem]:
    """What is finished stands as it was judged; it is reopened before it is changed."""
    names = [row.trail_label() for row in rows if _settled(row)]
    if not names:
        return []
    sentence = f"{'、'.join(names)}已认定完成或转入长期坚持，不能拆分、合并或移动。"
    return [Problem("reshaping.settled", sentence)]


def problems_of_company(
    target: Issue | Measure, others: Sequence[Issue | Measure]
) -> list[Problem]:
    """What is wrong with the rows chosen to go into `target`."""
    if not others:
        return [Problem("reshaping.others", "请选择要并入的内容。", field="others")]
    if any(row.pk == target.pk for row in others):
        return [Problem("reshaping.others", "不能把一项并入它自己。", field="others")]
    if any(_round_of(row) != _round_of(target) for row in others):
        return [Problem("reshaping.others", "只能合并同一轮次的内容。", field="others")]
    return []


def _settled(row: Issue | Measure) -> bool:
    return (row.stated if isinstance(row, Issue) else row.standing) in SETTLED


def _round_of(row: Issue | Measure) -> int:
    return row.round_id if isinstance(row, Issue) else row.issue.round_id
