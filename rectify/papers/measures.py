"""The measures of an issue: its enumerated points, or where none are, its body as one measure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rectify.kernel.datewords import Counting, DeadlineMeaning, read_deadline
from rectify.kernel.text import fold
from rectify.papers.anatomy import Body, Point, Section
from rectify.papers.fields import Field
from rectify.papers.names import responsible
from rectify.papers.prose import Values, promised
from rectify.papers.recognised import FoundMeasure, PaperKind
from rectify.papers.sentences import sentences, without_tail
from rectify.papers.statuses import Told, group_of, status_words
from rectify.papers.wording import is_lacking, opens_as_step

_STANDING_FIRST = re.compile(r"\s*[(（【\[](?P<words>[^()（）【】\[\]]{2,20})[)）】\]]\s*")
_LAST_CLAUSE = re.compile(r"[，,；;](?P<words>[^，,；;。]{2,20})。?$")


@dataclass(frozen=True, slots=True)
class Facts:
    """What values attached to an issue or a measure tell."""

    deadline: DeadlineMeaning | None
    told: Told | None
    values: Values


def measures_of(body: Body, kind: PaperKind, counting: Counting) -> tuple[FoundMeasure, ...]:
    """The measures of one issue; a letter of issues tells none."""
    if kind is PaperKind.LETTER:
        return ()
    found: list[FoundMeasure] = []
    for section in _sections(body):
        found += _of_section(section, body, counting)
    return tuple(found)


def _sections(body: Body) -> list[Section]:
    """The sections that tell measures: so labelled, else what was done, else the bare body."""
    for wanted in (Field.MEASURE, Field.PROGRESS, Field.STATUS, None):
        chosen = [
            section
            for section in body.sections
            if (wanted in section.fields if wanted else not section.fields)
            and (section.points or section.texts)
        ]
        if wanted is None and _labelled(body):
            # Labels beneath an issue leave to the bare text in front of them often a description.
            chosen = [s for s in chosen if s.points or not _is_description(s.texts[0][1])]
        if chosen:
            return chosen
    return []


def _labelled(body: Body) -> bool:
    """Whether labels stand beneath the issue."""
    return any(section.fields for section in body.sections) or bool(body.values)


def _of_section(section: Section, body: Body, counting: Counting) -> list[FoundMeasure]:
    """A section's points as measures, or its text as one."""
    points = section.points
    described = sum(_is_description(point.text) for point in points)
    if points and (section.fields or 2 * described <= len(points)):
        return [_of_point(point, body, counting) for point in points]
    if points and not section.texts:
        return []
    told = [_without_standing(text) for _, text in section.texts]
    text = "\n".join([*told[:-1], without_closing_clause(told[-1])] if told else []).strip()
    if len(fold(text)) < 4:
        return []
    return [FoundMeasure("", text, str(section.texts[0][0]))]


def _is_description(text: str) -> bool:
    """Whether a point tells a shortcoming, not a step against one."""
    first = re.split(r"[。;]", fold(text), maxsplit=1)[0]
    return is_lacking(first) and not opens_as_step(first)


def _of_point(point: Point, body: Body, counting: Counting) -> FoundMeasure:
    """One point with the facts attached to it."""
    facts = facts_of(point.values, counting)
    return FoundMeasure(
        number=point.marker.number,
        text=_without_standing(point.text),
        at=str(point.line),
        target=_target(point.values),
        deadline=facts.deadline,
        responsible=responsible(point.values),
        status=facts.told.status if facts.told else None,
        status_words=facts.told.words if facts.told else None,
        task=point.task,
    )


def _target(values: Values) -> str | None:
    """The target among the values."""
    return next((value for fields, value in values if Field.TARGET in fields and value), None)


def _without_standing(text: str) -> str:
    """A text without a bracket in front or sentences that only tell the issue's standing."""
    bracket = _STANDING_FIRST.match(text)
    if bracket and group_of(bracket["words"]):
        text = text[bracket.end() :]
    folded = fold(text)
    kept = [
        text[start:end]
        for start, end in sentences(folded)
        if group_of(text[start:end]) is None or not _names_issue(folded[start:end])
    ]
    return "".join(kept).strip().strip("；;，,") if kept else ""


def without_closing_clause(text: str) -> str:
    """A body without the issue's standing told by its last clause (…，已完成整改)."""
    match = _LAST_CLAUSE.search(text)
    if match is None or group_of(match["words"]) is None:
        return text
    return text[: match.start()]


def _names_issue(folded: str) -> bool:
    """Whether a sentence tells of the issue as a whole."""
    return re.search(r"问题|整改|完成|任务|事项|坚持|销号|推进|成效|成果|进展", folded) is not None


def facts_of(values: Values, counting: Counting) -> Facts:
    """Deadline and standing among values."""
    deadline, told = None, None
    for fields, value in values:
        if Field.DEADLINE in fields and value and deadline is None:
            deadline = read_deadline(_words(value), counting)
        if Field.STATUS in fields and value and told is None:
            first = without_tail(re.split(r"[。;]", fold(value), maxsplit=1)[0])
            status = group_of(value) or group_of(first)
            told = (
                Told(status, status_words(value[: len(first)] if not group_of(value) else value))
                if status
                else None
            )
            words = promised(value)
            if words and deadline is None:
                deadline = read_deadline(words, counting)
    return Facts(deadline, told, values)


def _words(value: str) -> str:
    """The words of a deadline without closing punctuation."""
    return value.strip().rstrip("。；;，,、 ")
