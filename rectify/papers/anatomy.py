"""An issue's body taken apart: labelled sections, enumerated points, facts attached to each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rectify.kernel.text import fold
from rectify.papers.evidence import heading_of
from rectify.papers.fields import Field, fields_of
from rectify.papers.labels import Label, labels_in
from rectify.papers.markers import Marker, Style, leading_marker
from rectify.papers.outline import Node
from rectify.papers.prose import Values, assigned
from rectify.papers.statuses import group_of
from rectify.papers.tokens import Piece

ATTRIBUTES = {
    Field.LEADER,
    Field.SUB_LEADER,
    Field.LEAD,
    Field.OWNER,
    Field.ASSIST,
    Field.PERSON,
    Field.DEADLINE,
    Field.STATUS,
    Field.KIND,
    Field.DONE_ON,
    Field.NOTE,
}
"""Facts told in a few words, of an issue or of one measure; all others open a section."""

_DESCRIPTIVE = {Field.DETAIL, Field.ISSUE, Field.CAUSE, Field.TARGET}


@dataclass(slots=True)
class Point:
    """One enumerated item of a section with the facts attached to it."""

    marker: Marker
    line: int
    text: str
    values: Values = field(default_factory=list)
    task: str | None = None


@dataclass(slots=True)
class Section:
    """A stretch of a body under one label, or under none."""

    fields: tuple[Field, ...]
    texts: list[tuple[int, str]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    task: str | None = None

    @property
    def text(self) -> str:
        """All of its text, the points with their numbers."""
        whole = [(line, text) for line, text in self.texts]
        whole += [(point.line, f"{point.marker.number}{point.text}") for point in self.points]
        return "\n".join(text for _, text in sorted(whole, key=lambda part: part[0]) if text)


@dataclass(slots=True)
class Body:
    """An issue's sections in order, and the facts told of the issue as a whole."""

    sections: list[Section] = field(default_factory=list)
    values: Values = field(default_factory=list)

    def section(self, *wanted: Field) -> Section | None:
        """The first section under one of the labels that holds anything."""
        for section in self.sections:
            if set(section.fields) & set(wanted) and (section.texts or section.points):
                return section
        return None

    def text_of(self, *wanted: Field) -> str | None:
        """The text of all sections under the labels, or None."""
        texts = [s.text for s in self.sections if set(s.fields) & set(wanted) and s.text]
        return "\n".join(texts) or None


@dataclass(frozen=True, slots=True)
class _Fragment:
    """A stretch of an issue's text with its mark; a task only heads the measures that follow."""

    line: int
    text: str
    marker: Marker | None
    task: bool = False
    begins_line: bool = False
    raw: str = ""


def _fragments(node: Node, depth: int = 0) -> Iterator[_Fragment]:
    """The text of a part and of all within it, without its heading."""
    first = heading_of(node.text).body if depth == 0 else node.text
    marker = node.marker if depth and node.style not in {Style.AGAINST, Style.STATED} else None
    if depth and node.style is Style.STATED:
        first = node.pieces[0].raw.strip()  # with its label: it describes the issue
    if first or marker:
        task = node.style is Style.TASK and bool(node.children)
        yield _Fragment(node.line, first, marker, task, not node.inline, node.pieces[0].raw)
    for part in node.parts:
        if isinstance(part, Node):
            yield from _fragments(part, depth + 1)
        else:
            yield _Fragment(part.line, part.text, None)


def dissect(node: Node) -> Body:
    """Take an issue's part of the outline apart."""
    body = Body([Section(())])
    for fragment in _fragments(node):
        _take(body, fragment)
    for section in body.sections:
        _lift(section, body)
    return body


def _take(body: Body, fragment: _Fragment) -> None:
    """Add one fragment, cut at its labels."""
    labels = labels_in(fragment.text) or _bare(fragment.text)
    head = fragment.text[: labels[0].start] if labels else fragment.text
    head = head.rstrip(" \t\n\u3000(（【[")
    _leave_description(body, fragment)
    numbered_label = bool(labels) and not head.strip()
    if not numbered_label:
        _add(body.sections[-1], fragment, head)
    for label in labels:
        _labelled(body, fragment, label, of_issue=numbered_label and fragment.marker is not None)


def _leave_description(body: Body, fragment: _Fragment) -> None:
    """Points on lines of their own behind 具体表现：… in one line are no part of that description."""
    section = body.sections[-1]
    told = bool(section.fields) and set(section.fields) <= _DESCRIPTIVE and bool(section.texts)
    if told and not section.points and fragment.marker is not None and fragment.begins_line:
        body.sections.append(Section(()))


def _bare(text: str) -> tuple[Label, ...]:
    """A line that is nothing but a label without its colon (整改措施)."""
    fields = fields_of(text.strip()) if 2 < len(text.strip()) <= 10 else ()
    return (Label(text.strip(), fields, 0, len(text), len(text)),) if fields else ()


def _add(section: Section, fragment: _Fragment, text: str) -> None:
    """Text without a label: a point of its own, more of the last point, or plain text."""
    outer = section.points[0].marker.style if section.points else None
    marker = fragment.marker
    if fragment.task:
        section.task = text.strip()
    elif marker is not None and outer in {None, marker.style}:
        plain, values = assigned(text.strip())
        section.points.append(Point(marker, fragment.line, plain, values, section.task))
    elif marker is not None:
        section.points[-1].text += _joint(section.points[-1], fragment) + fragment.raw.strip()
    elif section.points and _is_heading_alone(section.points[-1].text):
        plain, values = assigned(text.strip())
        section.points[-1].text += "\n" + plain
        section.points[-1].values += values
    elif text.strip():
        section.texts.append((fragment.line, text.strip()))


def _joint(point: Point, fragment: _Fragment) -> str:
    """What joins an inner point to its outer one: a line break where it began a line."""
    return "\n" if fragment.line != point.line else ""


def _is_heading_alone(text: str) -> bool:
    """Whether a point is only a heading whose body stands in the next line."""
    return len(text) <= 40 and "。" not in fold(text.rstrip("。")) and "\n" not in text


def _labelled(body: Body, fragment: _Fragment, label: Label, *, of_issue: bool) -> None:
    """A label with its value: a fact of the last point or of the issue, or a new section."""
    value = _value(fragment.text, label)
    standing = Field.PROGRESS in label.fields and group_of(value) is not None
    fields = (Field.STATUS,) if standing else label.fields
    if set(fields) <= ATTRIBUTES and not (Field.STATUS in fields and len(value) > 40):
        section = body.sections[-1]
        points = section.points if not of_issue else []
        target = points[-1].values if points else body.values
        target.append((fields, value))
        return
    section = Section(label.fields)
    body.sections.append(section)
    marker = leading_marker(fold(value), value)
    if marker is not None and marker.value == 1 and marker.style > Style.CHINESE_BRACKET:
        section.points.append(Point(marker, fragment.line, value[marker.end :].strip()))
    elif value:
        section.texts.append((fragment.line, value))


def _value(text: str, label: Label) -> str:
    """What stands behind a label, without the bracket that encloses both."""
    value = text[label.value : label.end].strip()
    folded = fold(value)
    if folded.count(")") > folded.count("(") or folded.count("】") > folded.count("【"):
        value = re.sub(r"[)）】\]][。；;]?$", "", value)
    value = re.sub(r"[(（【\[]$", "", value)
    return value.rstrip(" \t\n\u3000；;，,、。") if set(label.fields) <= ATTRIBUTES else value


def _lift(section: Section, body: Body) -> None:
    """Facts that only the last point bears are told of the whole issue."""
    bearing = [point for point in section.points if point.values]
    if len(bearing) == 1 and bearing[0] is section.points[-1]:
        body.values.extend(bearing[0].values)
        bearing[0].values = []


def lines_of(node: Node) -> tuple[str, str]:
    """The text of an issue behind its heading, as written, and the last line it stands on."""
    texts: list[str] = []
    last = node.line
    for index, (piece, begins) in enumerate(_pieces(node)):
        last = max(last, piece.last)
        text = heading_of(piece.text).body if index == 0 else piece.raw
        texts.append(("\n" if begins and texts else "") + text)
    return "".join(texts).strip(), str(last)


def _pieces(node: Node) -> Iterator[tuple[Piece, bool]]:
    """All stretches of text of a part in their order, and whether each begins a line."""
    yield node.pieces[0], node.pieces[0].begins_line
    for part in node.parts:
        if isinstance(part, Node):
            yield from _pieces(part)
        else:
            yield part, part.begins_line
