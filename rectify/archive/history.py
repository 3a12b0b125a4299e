"""What happened to a round as a whole: its own facts and the rows of its steps, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rectify.archive.memory import rows_of
from rectify.archive.models import Package
from rectify.assessment.models import Assessment, Deduction, Satisfaction
from rectify.groundwork.models import GroupSeat, LeadingGroup, Pledge, Receipt, Scan
from rectify.issues.models import Takeover
from rectify.rounds.models import Round
from rectify.scheme.models import JointReview, Opinion, Scheme
from rectify.trail.queries import RowChange, Wanted, changes_of_all

TOLD: tuple[type[Any], ...] = (
    Receipt,
    Pledge,
    LeadingGroup,
    GroupSeat,
    Scan,
    Scheme,
    Opinion,
    JointReview,
    Takeover,
    Assessment,
    Deduction,
    Satisfaction,
    Package,
)

UNTOLD = frozenset({"已用问题编号", "印发时的措施", "基线SHA-256", "评分项目", "等次", "SHA-256"})
"""Fields that say nothing to a reader: counters, and whole documents."""

NAMING = {
    "签收": "文件名称",
    "整改承诺": "承诺人",
    "领导小组": "名称",
    "领导小组成员": "人员",
    "扫描件": "文件名",
    "整改方案": "方案名称",
    "征求意见": "提出单位或人员",
    "会审": "会审方式",
    "回头看问题": "原问题",
    "扣分": "扣分理由",
    "归档包": "文件名",
}
"""By a row's kind the field that says which row it is."""


def history_of_round(round_: Round) -> list[RowChange]:
    """All that happened to the round and its steps; for whoever reads the whole round."""
    wanted: list[Wanted] = [(Round, [round_.pk], {round_.pk: ""})]
    for model in TOLD:
        ids = list(rows_of(model, round_).values_list("pk", flat=True))
        if ids:
            wanted.append((model, ids, dict.fromkeys(ids, "")))
    return [change for change in map(_plain, changes_of_all(wanted)) if _says_something(change)]


def _plain(change: RowChange) -> RowChange:
    """The change under its row's name, without the fields that say nothing."""
    facts = {name: words for name, words in change.facts.items() if name not in UNTOLD}
    return RowChange(
        row_id=change.row_id,
        at=change.at,
        actor=change.actor,
        created=change.created,
        kind=change.kind,
        label=facts.get(NAMING.get(change.kind, ""), ""),
        changes=tuple(one for one in change.changes if one.label not in UNTOLD),
        facts=facts,
    )


def _says_something(change: RowChange) -> bool:
    return change.created or bool(change.changes)


def acts(changes: Iterable[RowChange]) -> list[tuple[str, RowChange]]:
    """Each change with the words of its act."""
    return [(f"{'登记' if one.created else '修改'}{one.kind}", one) for one in changes]
