"""What happened to a round as a whole: its own facts and the rows of its steps, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from rectify.archive.memory import rows_of
from rectify.archive.models import Package
from rectify.assessment.models import Assessment, Deduction, Satisfaction, Scale
from rectify.closeout.models import ChainLink
from rectify.groundwork.models import GroupSeat, LeadingGroup, Pledge, Receipt, Scan
from rectify.issues.models import Takeover
from rectify.people.models import Unit
from rectify.rounds.models import Round
from rectify.scheme.models import JointReview, Opinion, Scheme
from rectify.trail.queries import FieldChange, RowChange, Wanted, changes_of_all

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

UNTOLD = frozenset(
    {
        *("已用问题编号", "印发时的措施", "基线SHA-256", "评分项目", "等次", "SHA-256"),
        *("方案印发时间", "方案印发人", "冻结时间", "印发人", "办结归档人"),
        *("演示单位", "核查时间", "核查登记人", "重新打开人", "移出人", "撤下人", "撤销人"),
    }
)
"""Fields that say nothing to a reader: counters, whole documents, and who and when, told anyway."""

ONE_ACT = timedelta(seconds=2)
"""Rows of one kind made by one person within this time were one act."""

NAMING = {
    "签收": "文件名称",
    "整改承诺": "承诺人",
    "领导小组": "名称",
    "领导小组成员": "人员",
    "扫描件": "文件名",
    "征求意见": "提出单位或人员",
    "会审": "会审方式",
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
            wanted.append((model, ids, dict.fromkeys(ids, "") | _issues(model, ids)))
    return [change for change in map(_plain, changes_of_all(wanted)) if _says_something(change)]


def history_of_settings(unit: Unit) -> list[Entry]:
    """Who changed a unit's chains of review, its rules of duty and its table of assessment, newest first."""
    links = ChainLink.objects.filter(unit=unit).order_by("pk")
    chained = {link.pk: f"{link.get_chained_display()}：{link}" for link in links}
    scales = Scale.objects.filter(unit=unit).values_list("pk", flat=True)
    wanted: list[Wanted] = [
        (Unit, [unit.pk], {unit.pk: ""}),
        (ChainLink, chained, chained),
        (Scale, scales, dict.fromkeys(scales, "")),
    ]
    told = map(_plain, changes_of_all(wanted))
    return entries(change for change in told if _says_something(change))


def _issues(model: type[Any], ids: list[int]) -> dict[int, str]:
    """What takeovers are called: by their issue, which no field of theirs tells in words."""
    if model is not Takeover:
        return {}
    rows = Takeover.objects.filter(pk__in=ids).select_related("issue")
    return {row.pk: f"问题{row.issue.serial} {row.issue.title}" for row in rows}


def _plain(change: RowChange) -> RowChange:
    """The change under its row's name, without the fields that say nothing."""
    facts = {name: words for name, words in change.facts.items() if name not in UNTOLD}
    return RowChange(
        row_id=change.row_id,
        at=change.at,
        actor=change.actor,
        created=change.created,
        kind=change.kind,
        label=facts.get(NAMING.get(change.kind, ""), change.label).rstrip("。"),
        changes=tuple(one for one in change.changes if one.label not in UNTOLD),
        facts=facts,
    )


def _says_something(change: RowChange) -> bool:
    return change.created or bool(change.changes)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: what, who, when, on which rows, and what it changed."""

    act: str
    actor: str
    at: datetime
    about: str
    changes: tuple[FieldChange, ...]


def entries(changes: Iterable[RowChange]) -> list[Entry]:
    """The changes as acts; several rows of one kind added in one go are told as one."""
    told: list[Entry] = []
    for one in changes:
        entry = _entry(one)
        last = told[-1] if told else None
        if last and one.created and _same_act(last, entry):
            told[-1] = replace(last, about=f"{entry.about}、{last.about}")
        else:
            told.append(entry)
    return told


def _entry(one: RowChange) -> Entry:
    """A change of the plan's step is told by the step it came to."""
    step = next((c.new for c in one.changes if c.label == "方案状态"), "")
    act = f"{'登记' if one.created else '修改'}{one.kind}"
    if one.kind == "巡察轮次":
        act = "新建轮次" if one.created else "修改轮次"
        closed = any(change.label == "办结归档时间" for change in one.changes)
        act = "办结归档" if closed else act
    if one.kind == "回头看问题":
        act = "纳入回头看" if one.created else "登记核查结果"
    if step:
        act = f"整改方案：{step}"
    changes = tuple(change for change in one.changes if change.label not in TOLD_BY_ACT)
    return Entry(act, one.actor, one.at, one.label, changes)


TOLD_BY_ACT = frozenset({"方案状态", "办结归档时间"})
"""Fields whose change the name of the act tells already."""


def _same_act(last: Entry, entry: Entry) -> bool:
    same = (last.act, last.actor, last.changes) == (entry.act, entry.actor, ())
    return same and bool(last.about) and last.at - entry.at <= ONE_ACT
