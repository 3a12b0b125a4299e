"""Pure questions about a scored table: is it sound, what do deductions leave, what grade is that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rectify.kernel.problems import Problem

Items = Sequence[dict[str, Any]]

FULL = 100

MOST_VOICES = 1_000_000
"""More sheets than this are a slip of the hand; the other counts lie within this one."""

USUAL_NAME = "整改成效评估评分表"
USUAL_ITEMS: Items = (
    {"name": "组织领导", "points": 15},
    {"name": "责任落实", "points": 15},
    {"name": "任务完成", "points": 60},
    {"name": "群众满意度", "points": 10},
)
USUAL_GRADES: Items = (
    {"name": "好", "least": 90},
    {"name": "较好", "least": 80},
    {"name": "一般", "least": 60},
    {"name": "差", "least": 0},
)
"""The table that a unit starts from until it sets its own."""


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item: how many points it has, how many were taken off, how many are left (never below 0)."""

    place: int
    name: str
    points: Decimal
    deducted: Decimal

    @property
    def left(self) -> Decimal:
        """What the item brings."""
        return max(self.points - self.deducted, Decimal(0))


@dataclass(frozen=True, slots=True)
class Score:
    """A whole table scored; `grade` is the first whose threshold the total reaches."""

    items: tuple[ItemScore, ...]
    total: Decimal
    grade: str
    least: int

    @property
    def explained(self) -> str:
        """How the grade came about, in one sentence."""
        sums = "，".join(f"{i.name}{written(i.left)}分" for i in self.items)
        reached = f"达到{self.least}分" if self.least else "未达到上一等次"
        return f"{sums}，合计{written(self.total)}分，{reached}，评定为“{self.grade}”。"


def is_assessed(score: Score, note: str) -> bool:
    """Whether anybody has judged yet: taken points off, or written the general remark that confirms
    a table without any."""
    return any(item.deducted for item in score.items) or bool(note.strip())


def scored(items: Items, grades: Items, deductions: Iterable[tuple[int, Decimal]]) -> Score:
    """The table with `deductions` (item's place and points) taken off."""
    taken = [Decimal(0)] * len(items)
    for place, points in deductions:
        taken[place] += points
    rows = tuple(
        ItemScore(place, str(item["name"]), Decimal(str(item["points"])), taken[place])
        for place, item in enumerate(items)
    )
    total = sum((row.left for row in rows), Decimal(0))
    ordered = sorted(grades, key=lambda grade: -int(grade["least"]))
    grade = next((g for g in ordered if total >= int(g["least"])), ordered[-1])
    return Score(rows, total, str(grade["name"]), int(grade["least"]))


def written(points: Decimal) -> str:
    """Points without needless noughts: 15, 4.5."""
    return f"{points.normalize():f}"


def problems_of_scale(name: str, items: Items, grades: Items) -> list[Problem]:
    """Why a table cannot be used: it has to give 100 points together, and a grade for every total."""
    problems = []
    if not name.strip():
        problems.append(Problem("scale.name", "请填写评分表名称。", field="name"))
    total = sum(Decimal(str(item["points"])) for item in items)
    if not items or total != FULL:
        sentence = f"各项目分值合计须为100分，现为{written(Decimal(total))}分，请核对。"
        problems.append(Problem("scale.sum", sentence, field="items"))
    if any(Decimal(str(item["points"])) <= 0 for item in items):
        problems.append(Problem("scale.points", "每个项目的分值须大于0。", field="items"))
    if _doubled(items) or _doubled(grades):
        problems.append(Problem("scale.doubled", "项目和等次的名称不能重复。", field="items"))
    least = [int(grade["least"]) for grade in grades]
    if len(grades) < 2 or 0 not in least or len(set(least)) < len(least):
        problems.append(
            Problem(
                "scale.grades",
                "等次不少于两个，最低等次从0分起，各等次起始分不能相同。",
                field="grades",
            )
        )
    if any(not 0 <= one <= FULL for one in least):
        problems.append(Problem("scale.least", "等次起始分须在0至100之间。", field="grades"))
    return problems


def _doubled(rows: Items) -> bool:
    names = [row["name"] for row in rows]
    return len(set(names)) < len(names)


def problems_of_deduction(
    items: Items, *, place: int, points: Decimal | None, reason: str, taken: Decimal
) -> list[Problem]:
    """Why points cannot be taken off: no such item, more than it has left, no reason."""
    problems = []
    if not 0 <= place < len(items):
        return [Problem("deduction.item", "请选择评分项目。", field="item")]
    left = Decimal(str(items[place]["points"])) - taken
    if points is None or points <= 0:
        problems.append(Problem("deduction.points", "扣分须大于0。", field="points"))
    elif points > left:
        sentence = f"该项目只剩{written(left)}分，扣分不能超过剩余分值。"
        problems.append(Problem("deduction.points", sentence, field="points"))
    if not reason.strip():
        problems.append(Problem("deduction.reason", "请填写扣分理由。", field="reason"))
    return problems


def problems_of_satisfaction(
    *, sent: int, returned: int, satisfied: int, fairly: int, dissatisfied: int
) -> list[Problem]:
    """Why a count of voices does not add up."""
    problems = []
    if not 1 <= sent <= MOST_VOICES:
        sentence = "发放数须大于0。" if sent < 1 else f"发放数不能超过{MOST_VOICES}份，请核对。"
        problems.append(Problem("satisfaction.sent", sentence, field="sent"))
    if returned > sent:
        problems.append(
            Problem("satisfaction.returned", "收回数不能大于发放数。", field="returned")
        )
    voices = satisfied + fairly + dissatisfied
    if voices != returned:
        sentence = f"满意、基本满意、不满意合计{voices}份，与收回{returned}份不符，请核对。"
        problems.append(Problem("satisfaction.sum", sentence, field="returned"))
    return problems


def share(count: int, of: int) -> str:
    """A share in per cent with at most two decimals, nothing of nothing."""
    return f"{count * 100 / of:.2f}".rstrip("0").rstrip(".") + "%" if of else ""
