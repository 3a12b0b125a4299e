"""Headings without any number: which lines of a paper head an issue, or a field above such headings.

A line is a heading by what it is followed by and by coming again: at least two lines of one kind, each
with its labels or its body beneath it, and not themselves the body of a numbered heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from rectify.papers.fields import Field, fields_of
from rectify.papers.headings import Form, Heading, read_heading
from rectify.papers.markers import LISTS, Marker, leading_marker, stated_problem
from rectify.papers.paragraphs import Paragraph, label_name
from rectify.papers.wording import Chapter, chapter_of, is_lacking, is_step, is_topic


class Head(StrEnum):
    """What a heading without a number heads."""

    ISSUE = "issue"
    FIELD = "field"


_LONGEST = 60
_OF_ISSUE = {Field.MEASURE, Field.PROGRESS, Field.STATUS, Field.CAUSE, Field.TARGET, Field.DETAIL}


def heads_in(paragraphs: Sequence[Paragraph]) -> dict[int, Head]:
    """The places of the headings without a number."""
    marks = [_mark(paragraph) for paragraph in paragraphs]
    found: dict[int, Head] = {}
    for places in _kinds(paragraphs, marks):
        if len(places) > 1 and not _bodies(places, paragraphs, marks):
            found = dict.fromkeys(places, Head.ISSUE)
            break
    above = [
        place - 1
        for place in found
        if place and place - 1 not in found and marks[place - 1] is None
    ]
    fields = [place for place in above if _is_field(paragraphs[place])]
    if len(fields) == 1 and not is_topic(paragraphs[fields[0]].folded):
        fields = []
    return found | dict.fromkeys(fields, Head.FIELD)


def _mark(paragraph: Paragraph) -> Marker | None:
    """The mark that a paragraph begins with."""
    return leading_marker(paragraph.folded, paragraph.text) or stated_problem(paragraph.folded, 0)


def _kinds(
    paragraphs: Sequence[Paragraph], marks: Sequence[Marker | None]
) -> tuple[list[int], list[int], list[int]]:
    """Places of lines that name an issue by their form, that labels follow, that a body follows."""
    named, labelled, told = [], [], []
    alike: list[int] = []
    for place, paragraph in enumerate(paragraphs):
        if marks[place] is not None or not _may_head(paragraph):
            continue
        after = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        heading = read_heading(paragraph.text)
        if heading.form is Form.ABOUT and (not heading.body or len(paragraph.text) > _LONGEST):
            named.append(place)
        elif _is_wrapped(heading, paragraph):
            alike.append(place)
        if len(paragraph.text) > _LONGEST or heading.body or after is None:
            continue
        if set(fields_of(label_name(after.folded) or "")) & _OF_ISSUE:
            labelled.append(place)
        elif marks[place + 1] is None and _is_body(after) and is_lacking(paragraph.folded):
            told.append(place)
    # …问题整改情况 heads an issue where other lines do so: its words need tell no shortcoming.
    return sorted({*named, *alike}) if named else [], labelled, told


def _is_wrapped(heading: Heading, paragraph: Paragraph) -> bool:
    """Whether a line is nothing but words wrapped in …问题整改情况."""
    short = len(paragraph.text) <= _LONGEST and not heading.body
    written = heading.written
    unwrapped = heading.title not in {written, written[1:-1]}
    return short and unwrapped and heading.form is Form.PLAIN


def _may_head(paragraph: Paragraph) -> bool:
    """Whether a line without a number could be a heading at all."""
    folded = paragraph.folded
    if paragraph.level is not None or label_name(folded) or folded.endswith((":", ",", "、")):
        return False
    return len(folded) >= 4 and not fields_of(folded) and not is_topic(folded)


def _is_body(paragraph: Paragraph) -> bool:
    """Whether a paragraph is running text."""
    return re.search(r"[。;].|。$", paragraph.folded) is not None and not is_lacking(
        re.split(r"[。;]", paragraph.folded)[0]
    )


def _bodies(
    places: Sequence[int], paragraphs: Sequence[Paragraph], marks: Sequence[Marker | None]
) -> bool:
    """Whether most lines only go on from the numbered heading right above them."""
    under = 0
    known = frozenset(places)
    for place in places:
        mark = marks[place - 1] if place else None
        if mark is None or mark.style in LISTS:
            continue
        heading = read_heading(paragraphs[place - 1].text[mark.end :])
        words = paragraphs[place - 1].folded[mark.end :]
        group = is_topic(words) or chapter_of(words) in {Chapter.ISSUES, Chapter.FOUND}
        group = (group and not heading.explicit) or _heads_several(place, known, marks)
        under += not heading.body and not group
    return 2 * under >= len(places)


def _heads_several(place: int, places: frozenset[int], marks: Sequence[Marker | None]) -> bool:
    """Whether another such line comes before the next number: the number heads several."""
    for after in range(place + 1, len(marks)):
        mark = marks[after]
        if after in places:
            return True
        if mark is not None and mark.style not in LISTS:
            return False
    return False


def _is_field(paragraph: Paragraph) -> bool:
    """Whether a line names a field (…方面) or a group under which headings without a number stand."""
    folded = paragraph.folded
    short = len(folded) <= 45 and re.search(r"[。;,:]", folded) is None
    return short and label_name(folded) is None and (is_topic(folded) or not is_step(folded))
