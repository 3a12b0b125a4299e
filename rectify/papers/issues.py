"""A chosen part of the outline made into an issue with all that the paper tells of it."""

from __future__ import annotations

import re

from rectify.kernel.datewords import Counting, DeadlineMeaning, read_deadline
from rectify.kernel.text import fold
from rectify.papers.anatomy import Body, dissect, lines_of
from rectify.papers.evidence import group_told, heading_of
from rectify.papers.fields import Field
from rectify.papers.headings import tells_facts
from rectify.papers.markers import Style
from rectify.papers.measures import Facts, facts_of, measures_of
from rectify.papers.names import responsible
from rectify.papers.outline import Node
from rectify.papers.prose import kind_of, promised
from rectify.papers.recognised import FoundIssue, IssueKind, PaperKind, PathStep
from rectify.papers.roles import Chosen
from rectify.papers.statuses import Told, group_of, told_in
from rectify.papers.wording import Chapter, chapter_of, is_lacking, is_topic, without_tail_count

_KIND_GROUP = re.compile(
    r"^(?:需|应|属于)?(?:立行立改|即知即改|限期|分阶段|集中整改期|长期|持续)(?:整改|坚持"
    r"|完成|推进)*(?:类|的)*(?:整改)?(?:问题|事项|任务)"
)
_BRACKET = re.compile(r"^[(（【\[]([^()（）【】\[\]]{2,40})[)）】\]]")


def issue_of(
    chosen: Chosen, path: tuple[PathStep, ...], kind: PaperKind, counting: Counting
) -> FoundIssue:
    """Read one chosen part."""
    node = chosen.node
    heading = heading_of(node.text)
    body = dissect(node)
    facts = facts_of(body.values, counting)
    note = _note(heading.body)
    told = facts.told or _told(body, note) or _told_by_deadline(facts) or chosen.group
    text, end = lines_of(node)
    deadline = _deadline(facts, body, note, counting)
    return FoundIssue(
        number=node.marker.number if node.marker else "",
        title=without_tail_count(heading.title) or heading.title,
        at=str(node.line),
        path=path,
        heading=heading.written,
        text=text,
        end_at=end,
        status=told.status if told else None,
        status_words=told.words if told else None,
        deadline=deadline,
        responsible=responsible(body.values),
        measures=measures_of(body, kind, counting),
        kind=kind_of(_value(body, Field.KIND)) or kind_of(note) or _kind_of_group(chosen),
        cause=body.text_of(Field.CAUSE),
        target=body.text_of(Field.TARGET),
        wider=body.text_of(Field.WIDER),
        progress=body.text_of(Field.PROGRESS),
        detail=body.text_of(Field.DETAIL, Field.ISSUE),
        extra=_extra(body),
    )


def _note(body: str) -> str:
    """What a bracket right behind the heading tells: （已完成）, （立行立改）; empty where none does."""
    match = _BRACKET.match(body)
    return match[1] if match and tells_facts(fold(match[1])) else ""


def _told_by_deadline(facts: Facts) -> Told | None:
    """整改时限：已完成 tells a standing; 长期坚持 alone is a deadline and no standing."""
    if facts.deadline is None:
        return None
    words = facts.deadline.words
    bracket = re.search(r"[(（]([^()（）]+)[)）]$", words)
    for each in (words, bracket[1] if bracket else ""):
        status = group_of(each) if each else None
        if status is not None and re.search(r"完成|到位|销号", each):
            return Told(status, each)
    return None


def _kind_of_group(chosen: Chosen) -> IssueKind | None:
    """The kind that a heading above tells (立行立改问题)."""
    for node in reversed(chosen.above):
        words = fold(heading_of(node.text).written) if node.text else ""
        if words and not is_topic(words) and _KIND_GROUP.search(words):
            return kind_of(words)
    return None


def _value(body: Body, wanted: Field) -> str | None:
    """The value of a fact told of the issue."""
    return next((value for fields, value in body.values if wanted in fields and value), None)


def _told(body: Body, note: str) -> Told | None:
    """The standing told by the bracket behind the heading or by a sentence of the body."""
    if note and (told := told_in(note)):
        return told
    for section in body.sections:
        if set(section.fields) & {
            Field.CAUSE,
            Field.TARGET,
            Field.DETAIL,
            Field.ISSUE,
            Field.MEASURE,
        }:
            continue
        for line, text in section.texts:
            if told := told_in(text, line):
                return told
        if section.points and (told := told_in(section.points[-1].text, opening=False)):
            return told
    return None


def _deadline(facts: Facts, body: Body, note: str, counting: Counting) -> DeadlineMeaning | None:
    """The deadline told by a label, a bracket, or a sentence about the issue itself."""
    if facts.deadline is not None:
        return facts.deadline
    if kind_of(note) and not told_in(note):
        return read_deadline(note, counting)
    for section in body.sections:
        texts = [text for _, text in section.texts] + [point.text for point in section.points[-1:]]
        for text in texts:
            if words := promised(text):
                return read_deadline(words, counting)
    return None


def _extra(body: Body) -> tuple[tuple[str, str], ...]:
    """Facts that have no place of their own."""
    return tuple(("备注", value) for fields, value in body.values if Field.NOTE in fields and value)


def path_of(chosen: Chosen, holders: int) -> tuple[PathStep, ...]:
    """The headings above an issue that group issues, outermost first.

    A chapter that merely holds the issues (二、反馈问题整改情况) is no category; a field (…方面), a
    shortcoming, a group of a standing is one, and so are chapters when several of them hold issues.
    """
    steps = []
    for node in chosen.above:
        if node.text and _groups(node, chosen, holders):
            written = without_tail_count(heading_of(node.text).written)
            number = node.marker.number if node.marker else ""
            number = "" if written.startswith(number) else number  # 第一方面，… bears it itself
            group = group_told(node) is not None or _KIND_GROUP.search(fold(written)) is not None
            steps.append(PathStep(written, number, group))
    return tuple(steps)


def _groups(node: Node, chosen: Chosen, holders: int) -> bool:
    """Whether a part above an issue is a heading that groups issues."""
    heading = heading_of(node.text)
    words = fold(heading.written)
    chapter = chapter_of(words)
    if chapter is Chapter.SELF_FOUND:
        return False
    if (
        node.style is Style.ASPECT
        or group_told(node)
        or _KIND_GROUP.search(words)
        or heading.explicit
        or is_topic(words)
        or is_lacking(words)
    ):
        return True
    if chapter in {Chapter.ISSUES, Chapter.FOUND, Chapter.NEXT}:
        return False
    return holders > 1 or node is not chosen.above[0]
