"""Where what a step judged differs from another step's basis, or from how it all stands now, in words."""

from __future__ import annotations

from dataclasses import dataclass

from rectify.closeout.basis import Basis, FileThen, MeasureThen


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two bases differ: how it was in the first, and what has become of it in the other."""

    was: str
    since: str


def differences(then: Basis, other: Basis) -> list[Difference]:
    """In what `other` departs from `then`; standings and shares follow the review and are no change."""
    found = []
    if then.serial != other.serial:
        moved = f"措施已移至问题{other.serial}"
        found.append(Difference(f"措施属于问题{then.serial}", moved))
    elif then.title != other.title:
        found.append(Difference(f"问题为“{then.title}”", "问题表述已修改"))
    if then.of_issue:
        found += _people("牵头部门", then.department, other.department)
        found += _people("责任领导", then.leader, other.leader)
    known = {one.pk: one for one in other.measures}
    for measure in then.measures:
        found += _of_measure(then, measure, known.pop(measure.pk, None))
    found += [Difference(f"尚无措施{one.label}", f"新增措施{one.label}") for one in known.values()]
    found += _of_files(then.files, other.files)
    if then.outcomes is not None and other.outcomes is not None:
        found += _of_outcomes(then, other)
    return found


def _people(what: str, was: str, now: str) -> list[Difference]:
    return [Difference(f"{what}为{was or '空'}", f"{what}改为{now or '空'}")] if was != now else []


def _of_measure(then: Basis, was: MeasureThen, now: MeasureThen | None) -> list[Difference]:
    name = f"措施{was.label}"
    if now is None:
        return [Difference(f"含{name}“{was.text}”", f"{name}已不在该问题下")]
    found = []
    if was.text != now.text:
        found.append(Difference(f"{name}为“{was.text}”", f"{name}内容已修改"))
    if not then.of_issue:
        found += _people("责任部门", was.department, now.department)
        found += _people("责任领导", was.leader, now.leader)
    if was.progress != now.progress:
        more = len(now.progress) - len(was.progress)
        kept = set(was.progress) <= set(now.progress)
        since = f"新增进展{more}条" if more and kept else "进展已修改"
        found.append(Difference(f"{name}有进展{len(was.progress)}条", f"{name}{since}"))
    return found


def _of_files(was: list[FileThen], now: list[FileThen]) -> list[Difference]:
    before, after = {one.pk for one in was}, {one.pk for one in now}
    changed = [
        f"{word}{len(pks)}份"
        for word, pks in (("增加", after - before), ("减少", before - after))
        if pks
    ]
    if not changed:
        return []
    names = f"{len(was)}份：{'、'.join(one.name for one in was)}" if was else "无"
    return [Difference(f"佐证材料{names}", f"佐证材料{'、'.join(changed)}")]


def _of_outcomes(then: Basis, other: Basis) -> list[Difference]:
    was, now = then.outcome_words, other.outcome_words
    if set(was) == set(now):
        return []
    return [Difference(f"成果为{'、'.join(was)}" if was else "尚无成果", "成果已变动")]
