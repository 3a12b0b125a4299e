"""What happened to a round as a whole and to each of its steps: who, when, from what to what, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from rectify.archive.memory import rows_of
from rectify.archive.models import Package
from rectify.assessment.models import Assessment, Deduction, Satisfaction, Scale
from rectify.closeout.models import ChainLink
from rectify.closeout.telling import Entry
from rectify.groundwork.enums import Purpose
from rectify.groundwork.models import GroupSeat, LeadingGroup, Pledge, Receipt, Scan
from rectify.issues.models import Takeover
from rectify.people.models import Person, Unit
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

UNTOLD = frozenset(
    {
        *("已用问题编号", "印发时的措施", "基线SHA-256", "评分项目", "等次", "SHA-256"),
        *("方案印发时间", "方案印发人", "冻结时间", "印发人", "办结归档人"),
        *("演示单位", "核查时间", "核查登记人", "重新打开人", "移出人", "撤下人", "撤销人"),
        *(
            "成效评估",
            "整改方案",
            "存入人",
            "存入时间",
            "纳入人",
            "纳入时间",
            "起草人",
            "起草时间",
            "文件类型",
            "大小",
        ),
    }
)
"""Fields that say nothing to a reader: counters, whole documents, and what, who and when, told anyway."""

ONE_ACT = timedelta(seconds=2)
"""Rows of one kind made by one person within this time were one act, where `AT_ONCE` has them."""

AT_ONCE = frozenset({"回头看问题", "审核环节"})
"""Kinds of which one act makes several rows; they are told by their names."""

NAMING = {
    "签收": "文件名称",
    "整改承诺": "承诺人",
    "领导小组": "名称",
    "领导小组成员": "人员",
    "扫描件": "文件名",
    "征求意见": "提出单位或人员",
    "会审": "会审方式",
    "归档包": "文件名",
}
"""By a row's kind the field that says which row it is."""


@dataclass(frozen=True, slots=True)
class Step:
    """The rows of one step of a round, and the scans that are listed with it."""

    models: tuple[type[Any], ...]
    scans: tuple[Purpose, ...] = ()


STEPS = {
    "receipt": Step((Receipt,), (Purpose.RECEIPT,)),
    "pledge": Step((Pledge,), (Purpose.PLEDGE,)),
    "group": Step((LeadingGroup, GroupSeat), (Purpose.GROUP,)),
    "scheme": Step(
        (Scheme, Opinion, JointReview), (Purpose.REVIEW, Purpose.MEETING, Purpose.SCHEME)
    ),
    "assessment": Step((Assessment, Deduction, Satisfaction), (Purpose.ASSESSMENT,)),
    "lookback": Step((Takeover,)),
}
"""By the name of its page."""


def history_of_round(round_: Round) -> list[Entry]:
    """All that happened to the round and its steps; for whoever reads the whole round."""
    wanted: list[Wanted] = [(Round, [round_.pk], {round_.pk: ""})]
    wanted += [_rows(model, rows_of(model, round_)) for model in TOLD]
    return _told(wanted)


def history_of_step(round_: Round, page: str, person: Person) -> list[Entry]:
    """What happened to one step of the round; for whoever reads the whole round."""
    step = STEPS[page]
    wanted = []
    for model in step.models:
        rows = rows_of(model, round_)
        if model is Takeover:
            seen: Any = Takeover.objects.all()
            rows = rows.filter(pk__in=seen.visible_to(person).values("pk"))
        wanted.append(_rows(model, rows))
    if step.scans:
        wanted.append(_rows(Scan, rows_of(Scan, round_).filter(purpose__in=step.scans)))
    return _told(wanted)


def history_of_row(row: Any) -> list[Entry]:
    """What happened to one row of a step; for whoever sees the row."""
    return _told([_rows(type(row), type(row)._base_manager.filter(pk=row.pk))])


def history_of_settings(unit: Unit) -> list[Entry]:
    """Who changed a unit's chains of review, its rules of duty and its table of assessment, newest first."""
    links = ChainLink.objects.filter(unit=unit).order_by("pk")
    chained = {link.pk: f"{link.get_chained_display()}：{link}" for link in links}
    scales = Scale.objects.filter(unit=unit).values_list("pk", flat=True)
    return _told(
        [
            (Unit, [unit.pk], {unit.pk: ""}),
            (ChainLink, chained, chained),
            (Scale, scales, dict.fromkeys(scales, "")),
        ]
    )


def _rows(model: type[Any], rows: Any) -> Wanted:
    """The rows, each called by what no field of its own tells in words."""
    ids = list(rows.values_list("pk", flat=True))
    return model, ids, dict.fromkeys(ids, "") | (_called(model, ids) if ids else {})


def _called(model: type[Any], ids: list[int]) -> dict[int, str]:
    """Takeovers by their issue, deductions by the item of the table."""
    if model is Takeover:
        taken = Takeover.objects.filter(pk__in=ids).select_related("issue")
        return {row.pk: f"问题{row.issue.serial} {row.issue.title}" for row in taken}
    if model is Deduction:
        off = Deduction.objects.filter(pk__in=ids).select_related("assessment")
        return {row.pk: str(row.assessment.items[row.item]["name"]) for row in off}
    return {}


def _told(wanted: Iterable[Wanted]) -> list[Entry]:
    told = map(_plain, changes_of_all(wanted))
    return _entries(change for change in told if change.created or change.changes)


def _plain(change: RowChange) -> RowChange:
    """The change under its row's name, without the fields that say nothing."""
    facts = {name: words for name, words in change.facts.items() if name not in UNTOLD}
    return replace(
        change,
        label=facts.get(NAMING.get(change.kind, ""), change.label).rstrip("。"),
        changes=tuple(one for one in change.changes if one.label not in UNTOLD),
        facts=facts,
    )


def _entries(changes: Iterable[RowChange]) -> list[Entry]:
    """The changes as acts; several rows that one act made are told as one."""
    told: list[Entry] = []
    last: RowChange | None = None
    for one in changes:
        if last is not None and _same_act(last, one):
            told[-1] = replace(told[-1], about=f"{one.label}、{told[-1].about}")
        else:
            told.append(_entry(one))
        last = one
    return told


def _same_act(last: RowChange, one: RowChange) -> bool:
    made = one.kind in AT_ONCE and one.kind == last.kind and one.created and last.created
    same = (last.actor_id, last.actor) == (one.actor_id, one.actor)
    return made and same and bool(one.label) and last.at - one.at <= ONE_ACT


def _entry(one: RowChange) -> Entry:
    """One change of one row; what a row said when it came, or when it was taken out, is told in words."""
    changes = [change for change in one.changes if change.label not in TOLD_BY_ACT]
    taken_out = not changes and any(change.label in TAKEN_OUT for change in one.changes)
    tells = (one.created or taken_out) and one.kind not in AT_ONCE
    facts = {label: words for label, words in one.facts.items() if label not in TAKEN_OUT}
    said = _facts(one.kind, facts) if tells else ""
    return Entry(_act(one), one.actor, one.at, one.label, said, changes, one.reason)


def _facts(kind: str, facts: Mapping[str, str]) -> str:
    named = [(label, words) for label, words in facts.items() if label != NAMING.get(kind)]
    # A text brings its own full stop, which ends it only where nothing follows.
    told = [f"{label}：{words.removesuffix('。')}" for label, words in named[:-1]]
    return "；".join(told + [f"{label}：{words}" for label, words in named[-1:]])


def _act(one: RowChange) -> str:
    """What it is called; a change of the plan's step is told by the step it came to."""
    changed = {change.label: change.new for change in one.changes}
    if changed.get("方案状态"):
        return f"整改方案：{changed['方案状态']}"
    for label, act in ENDING.items():
        if changed.get(label):
            return act.format(one.kind)
    if one.kind in ACTS:
        return ACTS[one.kind][not one.created]
    return f"{'登记' if one.created else '修改'}{one.kind}"


ACTS = {
    "巡察轮次": ("新建轮次", "修改轮次"),
    "回头看问题": ("纳入回头看", "登记核查结果"),
    "扫描件": ("上传扫描件", "修改扫描件"),
    "归档包": ("生成归档包", "修改归档包"),
}
"""By kind what it is called to make and to change a row, where these are not 登记 and 修改."""

ENDING = {
    "办结归档时间": "办结归档",
    "撤下时间": "撤下{}",
    "撤销时间": "撤销{}",
    "移出时间": "移出回头看",
    "终止日期": "终止职务",
}
"""Fields whose being filled in takes a row out of use, with the name of that act."""

TAKEN_OUT = frozenset({"撤下时间", "撤销时间", "移出时间"})
TOLD_BY_ACT = frozenset(ENDING) - {"终止日期"} | {"方案状态"}
"""Fields whose change the name of the act tells already."""
