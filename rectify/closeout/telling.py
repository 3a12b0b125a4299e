"""The changes of rows told as acts: who, when, about what, in which words, from what to what.

Rows that one act wrote are told as one entry; different acts, and those of different persons, never are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rectify.closeout.enums import JUDGED, StepState
from rectify.closeout.oneact import MERGED, ONE_ACT, acts_of, carried
from rectify.trail.queries import FieldChange, RowChange


@dataclass(frozen=True, slots=True)
class Telling:
    """How the history of one kind of row is told."""

    added: str
    changed: str
    fact: str


TOLD = {
    "审核环节办理": Telling("", "", "审核意见"),
    "重新开启": Telling("重新开启", "重新开启", "重新开启原因"),
    "提交": Telling("提交审核", "审核", "完成情况"),
    "进展": Telling("填报进展", "修改进展", "进展情况"),
    "佐证材料": Telling("上传佐证材料", "修改材料说明", "文件名"),
    "延期申请": Telling("申请延期", "审批延期", "延期原因"),
    "成果": Telling("登记成果", "修改成果", "名称"),
    "成果关联": Telling("关联成果", "调整成果关联", "成果"),
    "成果佐证": Telling("关联成果佐证", "调整成果佐证", "佐证材料"),
    "问题": Telling("新增问题", "修改问题", "问题"),
    "任务": Telling("新增任务", "修改任务", "任务"),
    "措施": Telling("新增措施", "修改措施", "整改措施"),
    "整改时限": Telling("设定时限", "修改时限", "时限原文"),
    "配合部门": Telling("增加配合部门", "调整配合部门", "配合部门"),
    "责任人": Telling("增加责任人", "调整责任人", "责任人"),
    "批示": Telling("作出批示", "撤销批示", "批示内容"),
    "催办": Telling("催办认领", "催办认领", "催办说明"),
    "批示承办": Telling("批示承办", "回复批示", "办理情况"),
}
"""By the model's name; of several rows that one act wrote, the first of these names the act."""

_ORDER = list(TOLD)
_NAMED = frozenset({"佐证材料", "成果关联", "成果佐证", "配合部门", "责任人"})
"""Kinds of rows whose changes tell nothing without saying which row it was."""

_SPLIT = "拆分自"
RENUMBERED = "更改编号"
_ENDED = frozenset({"退出日期", "解除日期", "撤下时间", "被替换时间"})
_PAST = {
    "撤下时间": "撤下佐证材料",
    "被替换时间": "替换佐证材料",
    "撤销时间": "撤销成果",
}
"""What it is called when a row was taken out of use, by the field that tells it."""
_TAKEN_UP = {"认领人": "认领措施", "退回认领人": "退回认领", "交办说明": "交办措施"}
"""What changed in a measure names the act, where it says whose hands it is in."""
_EXTENDED = {"已批准": "批准延期", "未批准": "不批准延期", "已撤回": "撤回延期申请"}
_STEP = "审核环节办理"
_SIGNED = frozenset({"签字人", "签字日期", "扫描件", "退回至环节"})
_TOLD_BY_HEAD = {
    "措施": frozenset({"撤回时间", "撤回人", "认领时间", "退回认领时间"}),
    "问题": frozenset({"撤回时间", "撤回人"}),
    "任务": frozenset({"撤回时间", "撤回人"}),
    "佐证材料": frozenset({"撤下时间", "撤下人", "被替换时间", "替换人"}),
    "批示": frozenset({"撤销时间", "撤销人"}),
    "批示承办": frozenset({"回复时间", "回复人", "办结人"}),
    "延期申请": frozenset({"办理时间", "办理人"}),
}
"""Fields that say who and when, as the head of the entry does."""
_DONE = {str(state.label) for state in (*JUDGED, StepState.OWN)}
_DECIDED = {"已退回": "退回", "审核通过": "审核通过", "已撤回": "撤回提交"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: what, who, when, about which row, in which words, and what it changed."""

    act: str
    actor: str
    at: datetime
    about: str
    text: str
    changes: Sequence[FieldChange]
    reason: str = ""


def _speaks(change: RowChange) -> bool:
    """Whether a change tells anything by itself: a step only when it was decided."""
    if change.kind != _STEP:
        return True
    return not change.created and change.facts.get("环节状态", "") in _DONE


def entries_of(told: Iterable[RowChange]) -> list[Entry]:
    """The changes, newest first, as entries; what was merged or split is called so on both sides."""
    acts = acts_of(filter(_speaks, told))
    into = [
        _Mark(one.new, change.actor_id, change.at)
        for act in acts
        for change in act
        for one in change.changes
        if one.label == MERGED
    ]
    parted = [
        _Mark(change.facts[_SPLIT], change.actor_id, change.at)
        for act in acts
        for change in act
        if change.created and _SPLIT in change.facts
    ]
    return [_entry(act, _reshaping(act, into, parted)) for act in acts]


@dataclass(frozen=True, slots=True)
class _Mark:
    """That somebody reshaped a row, called so, at some time."""

    label: str
    actor_id: int | None
    at: datetime

    def on(self, change: RowChange) -> bool:
        """True for a change that was part of it."""
        same = (self.label, self.actor_id) == (change.label, change.actor_id)
        return same and abs(self.at - change.at) <= ONE_ACT


def _reshaping(act: list[RowChange], into: list[_Mark], parted: list[_Mark]) -> str:
    """What an act is called that merged or split rows; nothing for any other."""
    first, what = act[0], act[0].label[:2]
    if any(one.label == MERGED for change in act for one in change.changes):
        return MERGED
    if any(carried(change) for change in act) or any(mark.on(first) for mark in into):
        return f"合并{what}"
    rows = any(change.kind in {"措施", "问题"} and not change.created for change in act)
    return f"拆分{what}" if rows and any(mark.on(first) for mark in parted) else ""


def _entry(together: list[RowChange], reshaping: str) -> Entry:
    """One entry out of the changes of one act: the weightiest names it, the rest are its changes."""
    main, *beside = sorted(together, key=_weight)
    changes = _of_main(main)
    for change in beside:
        if not _told_by(main, change):
            changes += _beside(change)
    return Entry(
        act=reshaping or _act(main),
        actor=main.actor,
        at=main.at,
        about=main.label,
        text=_text(main),
        # What was empty and is empty tells nothing.
        changes=[one for one in _together(changes) if one.old or one.new],
        reason=main.reason,
    )


def _of_main(change: RowChange) -> list[FieldChange]:
    """The changes of the row that names the entry."""
    if change.created:
        corrected = change.facts.get("更正", "")
        split = [FieldChange(_SPLIT, "", change.facts[_SPLIT])] if _SPLIT in change.facts else []
        return [FieldChange("进展情况", corrected, _fact(change))] if corrected else split
    if change.kind in _NAMED:
        described = change.kind == "佐证材料" and not _past(change)
        return list(change.changes) if described else []
    return _own(change)


def _told_by(main: RowChange, change: RowChange) -> bool:
    """True for attachments that were made together with their outcome: its entry tells them."""
    return main.kind == "成果" and main.created and change.kind == "成果关联"


def _past(change: RowChange) -> str:
    """What it is called when the change took the row out of use; nothing for any other change."""
    return next((_PAST[one.label] for one in change.changes if one.label in _PAST), "")


def _handled(change: RowChange) -> str:
    """What it is called that a measure, an extension or an instruction changed hands or was decided."""
    if change.kind == "批示":
        return TOLD[change.kind].changed
    if placed := _placed(change):
        return placed
    if change.kind == "延期申请":
        return _EXTENDED.get(change.facts.get("审批状态", ""), "")
    told = (_TAKEN_UP[one.label] for one in change.changes if one.label in _TAKEN_UP and one.new)
    return next(told, "") if change.kind == "措施" else ""


def _placed(change: RowChange) -> str:
    """What it is called that a row left the ledger or has another place in it."""
    if change.kind in {"措施", "问题"} and _left(change):
        return "移出台账"
    if _moved(change):
        return "移动措施"
    if change.kind in {"措施", "问题"} and _only(change, "编号"):
        return RENUMBERED
    return "调整任务顺序" if change.kind == "任务" and _only(change, "排序") else ""


def _only(change: RowChange, label: str) -> bool:
    """True when that is all that changed."""
    return {one.label for one in change.changes} == {label}


def _left(change: RowChange) -> bool:
    """True when the change took a row out of the ledger."""
    return any(one.label == "撤回时间" for one in change.changes)


def _moved(change: RowChange) -> bool:
    """True when the change let a measure belong to another issue."""
    return change.kind == "措施" and any(one.label == "问题" for one in change.changes)


def _act(change: RowChange) -> str:
    if change.kind == _STEP:
        entered = "代录" if "代录人" in change.facts else ""
        return f"{entered}{change.facts['审核环节']}{_came_of(change)}"
    telling = TOLD[change.kind]
    if change.created:
        if _SPLIT in change.facts:
            return f"拆分{telling.added}"
        return "更正进展" if "更正原因" in change.facts else telling.added
    if handled := _handled(change) or _past(change):
        return handled
    if change.kind == "任务" and _left(change):
        return "撤回任务"
    return _DECIDED.get(change.facts.get("审核状态", ""), telling.changed)


def _text(change: RowChange) -> str:
    """The words of the entry: what was added, or what was said to it."""
    if change.created or change.kind in _NAMED:
        reason = change.facts.get("更正原因", "")
        return f"更正原因：{reason}" if reason else _fact(change)
    if change.kind == "成果":
        return change.facts.get("撤销原因", "")
    if change.kind == "批示" or _left(change) or _moved(change):
        # A row that is not where it was any more is told with its words.
        return _fact(change)
    if change.kind not in {"提交", _STEP} or passed(change):
        return ""
    return change.facts.get("审核意见", "")


def passed(change: RowChange) -> bool:
    """True for a step that nobody judged; its words are the programme's own."""
    return change.facts.get("环节状态") == StepState.OWN.label


def _came_of(change: RowChange) -> str:
    """What came of a step."""
    state = change.facts["环节状态"]
    return change.facts.get("审核意见", "") or state if passed(change) else state


def _own(change: RowChange) -> list[FieldChange]:
    """The changes of a row but those that the entry's head and words tell already."""
    if change.kind == "成果":
        return [one for one in change.changes if not one.label.startswith("撤销")]
    if change.kind == _STEP:
        return [one for one in change.changes if one.label in _SIGNED]
    if change.kind != "提交":
        told = _TOLD_BY_HEAD.get(change.kind, frozenset())
        return [one for one in change.changes if one.label not in told]
    return [one for one in change.changes if one.label == "审核状态"]


def _beside(change: RowChange) -> list[FieldChange]:
    """What a further row of the same act adds to the entry."""
    if change.kind == _STEP:
        return [FieldChange(change.facts["审核环节"], "", _came_of(change))]
    if change.created:
        return [FieldChange(change.kind, change.facts.get("替换", ""), _fact(change))]
    if change.kind not in _NAMED:
        return _own(change)
    name, ended = _fact(change), [one for one in change.changes if one.label in _ENDED]
    if not ended:
        return [FieldChange(f"{name}{one.label}", one.old, one.new) for one in change.changes]
    return [FieldChange(change.kind, name if ended[0].new else "", "" if ended[0].new else name)]


def _together(changes: list[FieldChange]) -> list[FieldChange]:
    """Several persons or departments added by one act are told in one line."""
    added: dict[str, list[str]] = {}
    for change in changes:
        if not change.old:
            added.setdefault(change.label, []).append(change.new)
    told = [FieldChange(label, "", "、".join(names)) for label, names in added.items()]
    return [change for change in changes if change.old] + told


def _weight(change: RowChange) -> tuple[int, datetime, int]:
    return len(_ORDER) if passed(change) else _ORDER.index(change.kind), change.at, change.row_id


def _fact(change: RowChange) -> str:
    """What a row says, in its own words; an addressee who has not answered, who he is."""
    words = [change.facts.get(TOLD[change.kind].fact, "")]
    if change.kind == "批示承办" and change.created:
        words = [change.facts.get("承办部门", ""), change.facts.get("承办人", "")]
    if change.kind == "整改时限":
        words.append(change.facts.get("到期日", ""))
        if change.facts.get("长期坚持") == "是" and "长期坚持" not in words[0]:
            words.append("长期坚持")
    return "，".join(word for word in words if word)
