"""What a section that was written by hand still says of an earlier day.

A report's figures follow its day by themselves, and so do sections that nobody has edited. An author's
own words stay: here they are compared with what a draft said on the day for which they were written
and says on the report's day now, so that he sees what to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from rectify.reports.drafting import Draft, draft_standard
from rectify.reports.enums import SectionKind
from rectify.reports.models import Report, Section

_SENTENCE = re.compile(r"[^。；\n]+[。；]?")


@dataclass(frozen=True, slots=True)
class Outdated:
    """A section's words that no longer hold, and what the ledger says on the report's day instead.

    `written_for` is the 数据截止日期 for which the text was last edited.
    """

    written_for: date
    gone: tuple[str, ...]
    fresh: tuple[str, ...]


def outdated_in(report: Report, sections: Iterable[Section]) -> dict[int, Outdated]:
    """The sections by position of which something no longer holds on the report's day."""
    drafts: dict[date, Draft] = {}
    found = {}
    for section in sections:
        if section.kind != SectionKind.TEXT or section.version == 1:
            continue
        day = _written_for(report, section)
        if day == report.as_of:
            continue
        for wanted in (day, report.as_of):
            if wanted not in drafts:
                drafts[wanted] = draft_standard(report.round, wanted)
        told = _compared(section, day, drafts[day], drafts[report.as_of])
        if told is not None:
            found[section.position] = told
    return found


def _written_for(report: Report, section: Section) -> date:
    """The report's day at the moment when the section was last saved."""
    versions: Any = Section.history
    saved = versions.filter(id=section.pk).order_by("history_id").last()
    reports: Any = Report.history
    then = reports.filter(id=report.pk, history_date__lte=saved.history_date)
    known = then.order_by("history_id").last()
    return known.as_of if known is not None else report.as_of


def _compared(section: Section, day: date, before: Draft, now: Draft) -> Outdated | None:
    place = section.position - 1
    if place >= len(before.sections) or place >= len(now.sections):
        return None
    said, says = _sentences(before.sections[place].body), _sentences(now.sections[place].body)
    stands = set(_sentences(section.body))
    gone = tuple(one for one in said if one in stands and one not in says)
    fresh = tuple(one for one in says if one not in said and one not in stands)
    return Outdated(day, gone, fresh) if gone or fresh else None


def _sentences(text: str) -> list[str]:
    """Sentences without their numbers, which differ as soon as one point more or less is told."""
    return list(dict.fromkeys(filter(None, map(_bare, _parts(text)))))


def _parts(text: str) -> Iterator[str]:
    return (match.group().strip() for match in _SENTENCE.finditer(text))


def _bare(sentence: str) -> str:
    return re.sub(
        r"^(?:[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、]|[一二三四五六七八九十]+是)",
        "",
        sentence,
    )
