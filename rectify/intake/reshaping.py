"""Issues of a plan put together or parted, where the reader drew the line elsewhere than the office."""

from __future__ import annotations

import re

from rectify.intake.mending import issue_of
from rectify.intake.plan import Plan, PlannedIssue
from rectify.kernel.problems import Problem, Refused

_SENTENCE = re.compile(r"[^。；;！!？?\n]*[。；;！!？?\n]?")


def merge_issue(plan: Plan, row_id: str, into_id: str) -> None:
    """Put an issue into another one: its measures and words follow the other's, its title goes.

    Refuses one and the same, and the two lists (feedback and self-found) together.
    """
    row, into = issue_of(plan, row_id), issue_of(plan, into_id)
    if row is into or row.self_found != into.self_found:
        raise Refused(Problem("plan.merge", "请选择本材料中的另一个反馈问题合并。"))
    into.measures += row.measures
    into.text = _joined(into.text, row.text)
    into.words = _joined(into.words, row.words)
    into.cause = _joined(into.cause, row.cause)
    into.target = _joined(into.target, row.target)
    into.due, into.duty = into.due or row.due, into.duty or row.duty
    into.further = row.further | into.further
    into.first = min(filter(None, (into.first, row.first)), default=0)
    into.last = max(into.last, row.last)
    into.mended, into.keep = True, True
    into.version += 1
    _rows(plan, row).remove(row)


def split_at_measure(plan: Plan, row_id: str, measure_id: str, title: str) -> PlannedIssue:
    """Part an issue: the measures from `measure_id` on go to a new issue with `title` behind it.

    Refuses an empty title, the first measure (nothing would stay) and one that is not there.
    """
    row = issue_of(plan, row_id)
    ids = [measure.id for measure in row.measures]
    if measure_id not in ids[1:]:
        raise Refused(
            Problem("plan.split", "请选择第二项及以后的措施作为新问题的开头。", field="at")
        )
    cut = ids.index(measure_id)
    opening = row.measures[cut]
    made = _parted(plan, row, title, first=opening.line or row.first)
    made.measures, row.measures = row.measures[cut:], row.measures[:cut]
    made.at = opening.at or row.at
    made.words = row.words[max(row.words.find(opening.text.strip()[:12]), 0) :]
    if opening.line > row.first:
        row.last = opening.line - 1
    return made


def split_at_text(plan: Plan, row_id: str, offset: int, title: str) -> PlannedIssue:
    """Part an issue at a place in its words: what stands behind, and the measures in it, go over.

    Refuses an empty title and a place at either end.
    """
    row = issue_of(plan, row_id)
    if offset not in {place for place, _ in sentences_of(row)[1:]}:
        raise Refused(
            Problem("plan.split", "请选择第二句及以后的一句作为新问题的开头。", field="at")
        )
    head, tail = row.words[:offset], row.words[offset:]
    made = _parted(plan, row, title, first=row.first + head.count("\n") if row.first else 0)
    made.words = made.text = tail.strip()
    row.words = head.rstrip()
    if tail.strip() and tail.strip() in row.text:
        row.text = row.text.replace(tail.strip(), "").rstrip()
    made.measures = [m for m in row.measures if _stands_in(m.text, tail, head)]
    row.measures = [m for m in row.measures if m not in made.measures]
    if row.first:
        row.last = max(row.first, made.first - head.endswith("\n"))
    return made


def sentences_of(row: PlannedIssue) -> list[tuple[int, str]]:
    """The sentences of an issue's words, each with the place where it begins."""
    return [
        (match.start(), match.group().strip())
        for match in _SENTENCE.finditer(row.words)
        if match.group().strip()
    ]


def _stands_in(text: str, tail: str, head: str) -> bool:
    """Whether a measure's words are among those behind the cut."""
    start = text.strip()[:12]
    return start in tail and start not in head


def _parted(plan: Plan, row: PlannedIssue, title: str, *, first: int) -> PlannedIssue:
    """A new issue behind `row`, under the same heading, with the same names and date."""
    if not title.strip():
        raise Refused(Problem("plan.title", "请填写新问题的标题。", field="title"))
    made = PlannedIssue(
        id=plan.new_id(row.id[0]),
        title=title.strip(),
        path=list(row.path),
        pace=row.pace,
        due=row.due,
        duty=row.duty,
        at=row.at,
        first=first,
        last=row.last,
        keep=row.keep,
        mended=True,
    )
    row.mended = True
    rows = _rows(plan, row)
    rows.insert(rows.index(row) + 1, made)
    return made


def _rows(plan: Plan, row: PlannedIssue) -> list[PlannedIssue]:
    return plan.offered if row.self_found else plan.issues


def _joined(first: str, second: str) -> str:
    return "\n".join(part for part in (first, second) if part)
