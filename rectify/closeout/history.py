"""What was done to one issue and everything below it: who, when, from what to what.

Told out of the row histories of the issue, its measures, their deadlines, people, progress, evidence,
outcomes and submissions; a person is told only of rows that he may see. What one act wrote into several rows
is told as one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from rectify.closeout.enums import JUDGED, StepState
from rectify.closeout.hanging import proofs_of, wanted_of_issue, wanted_of_measure
from rectify.issues.models import Issue
from rectify.issues.queries import sees_whole
from rectify.measures.models import Measure
from rectify.outcomes.models import Bearing, Outcome, Proof
from rectify.people.models import Person
from rectify.trail.queries import FieldChange, RowChange, Wanted, changes_of_all

ONE_ACT = timedelta(seconds=2)
"""Rows written by the same person about the same thing within this time were one act."""


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
    "批示承办": Telling("批示承办", "回复批示", "办理情况"),
}
"""By the model's name; of several rows that one act wrote, the first of these names the act."""

_ORDER = list(TOLD)
_NAMED = frozenset({"佐证材料", "成果关联", "成果佐证", "配合部门", "责任人"})
"""Kinds of rows whose changes tell nothing without saying which row it was."""

_CARRIED = frozenset({"进展", "佐证材料", "批示", "成果关联"})
"""Kinds of rows that leave one measure (批示: or issue) for another only when the two are merged."""
_MERGED = "并入"

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
_CLOSING = frozenset({"提交", _STEP, "重新开启"})
_WORDS = frozenset({"完成情况", "审核意见", "扫描件", "重新开启原因"})
"""What is said, in submissions, steps and reopenings; of an issue's own it may speak of every measure."""
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


def history_of(issue: Issue, person: Person) -> list[Entry]:
    """Everything that `person` may know of what happened to `issue`, newest first."""
    told = changes_of_all(wanted_of_issue(issue, person), person)
    own = f"问题{issue.serial}"
    if any(_closes(change, own) for change in told) and not sees_whole(person, issue):
        told = [_without_words(change) if _closes(change, own) else change for change in told]
    return _entries(told)


def _closes(change: RowChange, own: str) -> bool:
    """True for what was done about the closing of the issue itself, called `own`."""
    return change.label == own and change.kind in _CLOSING


def _without_words(change: RowChange) -> RowChange:
    """What was done, without what was said."""
    if _passed(change):
        return change
    changes = tuple(one for one in change.changes if one.label not in _WORDS)
    facts = {label: said for label, said in change.facts.items() if label not in _WORDS}
    return replace(change, changes=changes, facts=facts)


def history_of_measure(measure: Measure, person: Person) -> list[Entry]:
    """Everything that happened to a measure that `person` may see, newest first.

    What went into it is told with it. Of one that has left the ledger: all until it left, and what
    was carried away then.
    """
    told = changes_of_all(wanted_of_measure(measure, person), person)
    left = measure.withdrawn_at
    return _entries(one for one in told if left is None or one.at - left <= ONE_ACT)


def history_of_outcome(outcome: Outcome, person: Person) -> list[Entry]:
    """Everything that happened to an outcome, as far as `person` sees what it is attached to."""
    issues: Any = Issue.objects.all()
    measures: Any = Measure.objects.all()
    seen = Q(issue_id__in=issues.visible_to(person).values("pk"))
    seen |= Q(measure_id__in=measures.visible_to(person).values("pk"))
    rows = Bearing.objects.filter(seen, outcome=outcome).select_related("issue", "measure__issue")
    bearings = {row.pk: row.place for row in rows}
    proofs = dict.fromkeys(proofs_of([outcome.pk], person), "")
    own: Wanted = (Outcome, [outcome.pk], {outcome.pk: ""})
    told = changes_of_all([own, (Bearing, bearings, bearings), (Proof, proofs, proofs)], person)
    entered = min((change.at for change in told), default=None)
    return [
        replace(_entry([change]), text="") if change.kind == "成果关联" else _entry([change])
        for change in told
        # What an outcome was attached to when it was entered stands on the page.
        if change.kind == "成果" or not entered or change.at - entered > ONE_ACT
    ]


def _speaks(change: RowChange) -> bool:
    """Whether a change tells anything by itself: a step only when it was decided."""
    if change.kind != _STEP:
        return True
    return not change.created and change.facts.get("环节状态", "") in _DONE


def _entries(told: Iterable[RowChange]) -> list[Entry]:
    """The changes, newest first, as entries; what was merged is called so where it came from and went."""
    acts = _acts(filter(_speaks, told))
    into = [
        (one.new, change.actor, change.at)
        for act in acts
        for change in act
        for one in change.changes
        if one.label == _MERGED
    ]
    return [_entry(act, _merging(act, into)) for act in acts]


def _merging(act: list[RowChange], into: list[tuple[str, str, datetime]]) -> str:
    """What an act is called that merged rows; nothing for any other."""
    labels = {(change.kind, one.label) for change in act for one in change.changes}
    if any(label == _MERGED for _, label in labels):
        return _MERGED
    first = act[0]
    taken = any(
        (label, actor) == (first.label, first.actor) and abs(first.at - at) <= ONE_ACT
        for label, actor, at in into
    )
    carried = any(kind in _CARRIED and label in {"措施", "问题"} for kind, label in labels)
    if carried or taken:
        return f"合并{first.label[:2]}"
    return ""


def _acts(told: Iterable[RowChange]) -> list[list[RowChange]]:
    """The changes, newest first, those of one act together."""
    acts: list[list[RowChange]] = []
    for change in told:
        for act in reversed(acts[-4:]):
            first = act[0]
            same = (first.actor, first.label) == (change.actor, change.label)
            if same and first.at - change.at <= ONE_ACT:
                act.append(change)
                break
        else:
            acts.append([change])
    return acts


def _entry(together: list[RowChange], merging: str = "") -> Entry:
    """One entry out of the changes of one act: the weightiest names it, the rest are its changes."""
    main, *beside = sorted(together, key=_weight)
    changes = _of_main(main)
    for change in beside:
        if not _told_by(main, change):
            changes += _beside(change)
    return Entry(
        act=merging or _act(main),
        actor=main.actor,
        at=main.at,
        about=main.label,
        text=_text(main),
        changes=_together(changes),
        reason=main.reason,
    )


def _of_main(change: RowChange) -> list[FieldChange]:
    """The changes of the row that names the entry."""
    if change.created:
        corrected = change.facts.get("更正", "")
        return [FieldChange("进展情况", corrected, _fact(change))] if corrected else []
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
    if change.kind in {"措施", "问题"} and any(one.label == "撤回时间" for one in change.changes):
        return "移出台账"
    if change.kind == "延期申请":
        return _EXTENDED.get(change.facts.get("审批状态", ""), "")
    told = (_TAKEN_UP[one.label] for one in change.changes if one.label in _TAKEN_UP and one.new)
    return next(told, "") if change.kind == "措施" else ""


def _act(change: RowChange) -> str:
    if change.kind == _STEP:
        entered = "代录" if "代录人" in change.facts else ""
        return f"{entered}{change.facts['审核环节']}{_came_of(change)}"
    telling = TOLD[change.kind]
    if change.created:
        return "更正进展" if "更正原因" in change.facts else telling.added
    if handled := _handled(change) or _past(change):
        return handled
    if change.kind == "任务" and "撤回时间" in change.facts:
        return "撤回任务"
    return _DECIDED.get(change.facts.get("审核状态", ""), telling.changed)


def _text(change: RowChange) -> str:
    """The words of the entry: what was added, or what was said to it."""
    if change.created or change.kind in _NAMED:
        reason = change.facts.get("更正原因", "")
        return f"更正原因：{reason}" if reason else _fact(change)
    if change.kind == "成果":
        return change.facts.get("撤销原因", "")
    if change.kind not in {"提交", _STEP} or _passed(change):
        return ""
    return change.facts.get("审核意见", "")


def _passed(change: RowChange) -> bool:
    """True for a step that nobody judged; its words are the programme's own."""
    return change.facts.get("环节状态") == StepState.OWN.label


def _came_of(change: RowChange) -> str:
    """What came of a step."""
    state = change.facts["环节状态"]
    return change.facts.get("审核意见", "") or state if _passed(change) else state


def _own(change: RowChange) -> list[FieldChange]:
    """The changes of a row but those that the entry's head and words tell already."""
    if change.kind == "成果":
        return [one for one in change.changes if not one.label.startswith("撤销")]
    if change.kind == _STEP:
        return [one for one in change.changes if one.label in _SIGNED]
    if change.kind != "提交":
        return list(change.changes)
    return [one for one in change.changes if one.label == "审核状态"]


def _beside(change: RowChange) -> list[FieldChange]:
    """What a further row of the same act adds to the entry."""
    if change.kind == _STEP:
        return [FieldChange(change.facts["审核环节"], "", _came_of(change))]
    if change.created:
        return [FieldChange(change.kind, "", _fact(change))]
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
    return len(_ORDER) if _passed(change) else _ORDER.index(change.kind), change.at, change.row_id


def _fact(change: RowChange) -> str:
    """What a row says, in its own words."""
    words = [change.facts.get(TOLD[change.kind].fact, "")]
    if change.kind == "整改时限":
        words.append(change.facts.get("到期日", ""))
        if change.facts.get("长期坚持") == "是" and "长期坚持" not in words[0]:
            words.append("长期坚持")
    return "，".join(word for word in words if word)
