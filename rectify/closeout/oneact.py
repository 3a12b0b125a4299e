"""Which changes of rows were one act: by one person, at one time, of rows that one act writes together.

A history keeps no number of the act that wrote a version, so that it is read from what there is. Two
acts of the same moment (a day played by the clock of `kernel`) are never told as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from rectify.trail.queries import RowChange

ONE_ACT = timedelta(seconds=2)
"""Rows written by the same person about the same thing within this time may have been one act."""

TOGETHER = (
    frozenset({"问题", "任务", "整改时限"}),
    frozenset({"措施", "任务", "整改时限", "配合部门", "责任人"}),
    frozenset({"进展", "措施", "配合部门", "问题"}),
    frozenset({"提交", "审核环节办理", "措施", "问题"}),
    frozenset({"重新开启", "提交", "问题"}),
    frozenset({"延期申请", "整改时限", "措施"}),
    frozenset({"成果", "成果关联", "成果佐证"}),
    frozenset({"佐证材料", "成果佐证"}),
    frozenset({"批示", "批示承办"}),
)
"""Kinds of rows that one act may write together; a merging writes any of them."""

PARENTS = {
    "审核环节办理": "提交",
    "批示承办": "批示",
    "成果关联": "成果",
    "成果佐证": "成果",
}
"""Kinds of rows that belong to one of another kind for good."""

ALONE = frozenset({"进展", "佐证材料", "延期申请", "批示", "提交", "重新开启", "成果", "任务"})
"""Kinds of which one act adds or changes one row only."""

MADE_ONCE = (ALONE | PARENTS.keys()) - {"提交", "审核环节办理"}
"""Kinds that no act makes and changes; where nobody else reviews, handing in decides at once."""

CARRIED = frozenset({"进展", "佐证材料", "批示", "成果关联"})
"""Kinds of rows that leave one measure (批示: or issue) for another only when the two are merged."""
PLACES = frozenset({"措施", "问题", "对应措施", "对应问题"})
MERGED = "并入"


def acts_of(told: Iterable[RowChange]) -> list[list[RowChange]]:
    """The changes, newest first, those of one act together."""
    acts: list[list[RowChange]] = []
    for change in told:
        for act in reversed(acts[-8:]):
            if _joins(act, change):
                act.append(change)
                break
        else:
            acts.append([change])
    return acts


def carried(change: RowChange) -> bool:
    """True for a row that went from one measure or issue to another, as only a merging has it."""
    return change.kind in CARRIED and any(one.label in PLACES for one in change.changes)


def _joins(act: list[RowChange], change: RowChange) -> bool:
    first = act[0]
    same = (first.actor_id, first.actor, first.label)
    if same != (change.actor_id, change.actor, change.label) or first.at - change.at > ONE_ACT:
        return False
    if any(_apart(one, change) for one in act):
        return False
    rows = [*act, change]
    if any(_merges(one) for one in rows):
        return not any(one.created and one.kind in ALONE for one in rows)
    kinds = {one.kind for one in rows}
    return any(kinds <= together for together in TOGETHER)


def _merges(change: RowChange) -> bool:
    return carried(change) or any(one.label == MERGED for one in change.changes)


def _apart(one: RowChange, other: RowChange) -> bool:
    """True for two changes that cannot have been one act, whatever else was written with them."""
    if one.reason and other.reason and one.reason != other.reason:
        return True
    if _worked(one, other) or _worked(other, one):
        return True
    if PARENTS.get(one.kind) == other.kind:
        return _strange(one, other)
    if PARENTS.get(other.kind) == one.kind:
        return _strange(other, one)
    return _alike_apart(one, other) if one.kind == other.kind else _parents_apart(one, other)


def _strange(child: RowChange, parent: RowChange) -> bool:
    """True where a row is none of this other one's, or was not made with it as addressees always are."""
    with_it = child.kind != "批示承办" or child.created == parent.created
    return child.parent_id != parent.row_id or not with_it


def _worked(measure: RowChange, other: RowChange) -> bool:
    """True for a measure that followed its log, beside a review: which may finish it, but not begin it."""
    labels = {change.label for change in measure.changes}
    follows = bool(labels & {"进度", "开始日期"}) and "完成日期" not in labels
    return measure.kind == "措施" and follows and other.kind in {"提交", "审核环节办理"}


def _alike_apart(one: RowChange, other: RowChange) -> bool:
    """The same of two changes of rows of one kind."""
    if one.row_id == other.row_id:
        again = {c.label for c in one.changes} & {c.label for c in other.changes}
        return bool(again) or (one.kind in MADE_ONCE and (one.created or other.created))
    if one.kind in PARENTS and not carried(one):
        return one.parent_id != other.parent_id or _answers(one, other)
    if one.kind == "佐证材料" and _replaces(one, other):
        return False
    return one.kind in ALONE and not (_merges(one) and _merges(other))


def _parents_apart(one: RowChange, other: RowChange) -> bool:
    """True for rows that belong to two different ones of the same kind."""
    parent = PARENTS.get(one.kind)
    return (
        parent is not None
        and parent == PARENTS.get(other.kind)
        and one.parent_id != other.parent_id
    )


def _answers(one: RowChange, other: RowChange) -> bool:
    """True for two answers to one instruction: each addressee gives his own."""
    return one.kind == "批示承办" and not (one.created and other.created)


def _replaces(one: RowChange, other: RowChange) -> bool:
    """True for the two versions of a file of which one was put in the other's place."""
    new, old = (one, other) if one.created else (other, one)
    replaced = any(change.label == "被替换时间" for change in old.changes)
    return new.created and not old.created and "替换" in new.facts and replaced
