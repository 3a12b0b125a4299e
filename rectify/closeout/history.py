"""What was done to one issue and everything below it: who, when, from what to what.

Told out of the row histories of the issue, its measures, their deadlines, people, progress, evidence
and submissions; a person is told only of rows that he may see. What one act wrote into several rows
is told as one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rectify.closeout.models import Submission
from rectify.deadlines.models import Deadline, Extension
from rectify.evidence.models import Evidence
from rectify.instructions.models import Addressee, Instruction
from rectify.issues.models import Issue
from rectify.measures.models import Assistance, Measure, Progress, Responsible
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
    "提交": Telling("提交审核", "审核", "完成情况"),
    "进展": Telling("填报进展", "修改进展", "进展情况"),
    "佐证材料": Telling("上传佐证材料", "撤下佐证材料", "文件名"),
    "延期申请": Telling("申请延期", "审批延期", "延期原因"),
    "问题": Telling("新增问题", "修改问题", "问题"),
    "措施": Telling("新增措施", "修改措施", "整改措施"),
    "整改时限": Telling("设定时限", "修改时限", "时限原文"),
    "配合部门": Telling("增加配合部门", "调整配合部门", "配合部门"),
    "责任人": Telling("增加责任人", "调整责任人", "责任人"),
    "批示": Telling("作出批示", "撤销批示", "批示内容"),
    "批示承办": Telling("批示承办", "回复批示", "办理情况"),
}
"""By the model's name; of several rows that one act wrote, the first of these names the act."""

_ORDER = list(TOLD)
_NAMED = frozenset({"佐证材料", "配合部门", "责任人"})
"""Kinds of rows whose changes tell nothing without saying which row it was."""

_ENDED = frozenset({"退出日期", "解除日期", "撤下时间"})
_TAKEN_UP = {"认领人": "认领措施", "退回认领人": "退回认领", "交办说明": "交办措施"}
"""What changed in a measure names the act, where it says whose hands it is in."""
_EXTENDED = {"已批准": "批准延期", "未批准": "不批准延期", "已撤回": "撤回延期申请"}
_DECIDED = {"待整改办审核": "部门审核通过", "已退回": "退回", "审核通过": "审核通过"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: what, who, when, about which row, in which words, and what it changed."""

    act: str
    actor: str
    at: datetime
    about: str
    text: str
    changes: Sequence[FieldChange]


def history_of(issue: Issue, person: Person) -> list[Entry]:
    """Everything that `person` may know of what happened to `issue`, newest first."""
    told = changes_of_all(_wanted(issue, person))
    return [_entry(together) for together in _acts(told)]


def _wanted(issue: Issue, person: Person) -> list[Wanted]:
    rows: Any = Measure.objects.filter(issue=issue)
    called = {
        pk: f"措施{issue.serial}.{n}"
        for pk, n in rows.visible_to(person).values_list("pk", "serial")
    }
    own = f"问题{issue.serial}"
    of_issue = Deadline.objects.filter(issue=issue).values_list("pk", flat=True)
    deadlines = dict.fromkeys(of_issue, own) | _below(Deadline, called)
    wanted: list[Wanted] = [
        (Issue, [issue.pk], {issue.pk: own}),
        (Measure, called, called),
        (Deadline, deadlines, deadlines),
    ]
    for model in (Assistance, Responsible, Progress, Evidence, Submission, Extension):
        known = _below(model, called)
        wanted.append((model, known, known))
    instructions = _below(Instruction, called) | dict.fromkeys(
        Instruction.objects.filter(issue=issue).values_list("pk", flat=True), own
    )
    answers = {
        pk: instructions[instruction]
        for pk, instruction in Addressee.objects.filter(
            instruction__in=instructions, replied_at__isnull=False
        ).values_list("pk", "instruction_id")
    }
    wanted += [(Instruction, instructions, instructions), (Addressee, answers, answers)]
    return wanted


def _below(model: Any, measures: dict[int, str]) -> dict[int, str]:
    """Ids of a model's rows of these measures, each called as its measure."""
    pairs = model._default_manager.filter(measure_id__in=measures).values_list("pk", "measure_id")
    return {pk: measures[measure] for pk, measure in pairs}


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


def _entry(together: list[RowChange]) -> Entry:
    """One entry out of the changes of one act: the weightiest names it, the rest are its changes."""
    main, *beside = sorted(together, key=_weight)
    changes = [] if main.created or main.kind in _NAMED else _own(main)
    for change in beside:
        changes += _beside(change)
    return Entry(
        act=_act(main),
        actor=main.actor,
        at=main.at,
        about=main.label,
        text=_text(main),
        changes=_together(changes),
    )


def _act(change: RowChange) -> str:
    telling = TOLD[change.kind]
    if change.created:
        return telling.added
    if change.kind == "延期申请":
        return _EXTENDED.get(change.facts.get("审批状态", ""), telling.changed)
    handed = [_TAKEN_UP[one.label] for one in change.changes if one.label in _TAKEN_UP and one.new]
    if handed and change.kind == "措施":
        return handed[0]
    return _DECIDED.get(change.facts.get("审核状态", ""), telling.changed)


def _text(change: RowChange) -> str:
    """The words of the entry: what was added, or what was said to it."""
    if change.created or change.kind in _NAMED:
        return _fact(change)
    return change.facts.get("审核意见", "") if change.kind == "提交" else ""


def _own(change: RowChange) -> list[FieldChange]:
    """The changes of a row but those that the entry's head and words tell already."""
    if change.kind != "提交":
        return list(change.changes)
    return [one for one in change.changes if one.label == "审核状态"]


def _beside(change: RowChange) -> list[FieldChange]:
    """What a further row of the same act adds to the entry."""
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
    return _ORDER.index(change.kind), change.at, change.row_id


def _fact(change: RowChange) -> str:
    """What a row says, in its own words."""
    words = [change.facts.get(TOLD[change.kind].fact, "")]
    if change.kind == "整改时限":
        words.append(change.facts.get("到期日", ""))
        if change.facts.get("长期坚持") == "是" and "长期坚持" not in words[0]:
            words.append("长期坚持")
    return "，".join(word for word in words if word)
