"""Issues told in several places of one paper made one: lists and their sequel, closing sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from rectify.kernel.text import containment, search_key, similarity
from rectify.papers.recognised import FoundIssue, Stated
from rectify.papers.roles import Zone
from rectify.papers.statuses import Status

_COMPARED = 500
_LONGEST = 200
ALIKE = 0.8
"""From this likeness on two titles in different chapters of one paper are the same issue."""


@dataclass(frozen=True, slots=True)
class Told:
    """An issue with where it stood: the chapter, what may be found there, whether a group told it."""

    issue: FoundIssue
    chapter: int
    zone: Zone
    grouped: bool


@dataclass(frozen=True, slots=True)
class Combined:
    """The issues of a paper, each once, and the self-found problems beside them."""

    issues: tuple[FoundIssue, ...]
    offered: tuple[FoundIssue, ...]
    closing: tuple[FoundIssue, ...]
    conflicts: tuple[str, ...]


def combine(told: Sequence[Told]) -> Combined:
    """Put together what several chapters tell of the same issue; later mentions add no new issue.

    A closing section of the unfinished may add an issue that stands nowhere else; a chapter on the
    next steps may not.
    """
    kept = _Kept()
    closing: list[FoundIssue] = []
    conflicts: list[str] = []
    for each in told:
        if each.zone is Zone.SELF_FOUND:
            continue
        place = kept.met(each)
        if place is None:
            if each.zone is not Zone.LATER:
                kept.add(each)
                closing += [each.issue] if kept.closed_by(each) else []
            continue
        merged, conflict = _merge(kept.told[place], each)
        kept.told[place] = replace(kept.told[place], issue=merged)
        closing += [merged] if kept.closed_by(each) else []
        conflicts += [conflict] if conflict else []
    issues = tuple(each.issue for each in kept.told)
    offered = tuple(
        each.issue
        for each in told
        if each.zone is Zone.SELF_FOUND and not any(same(each.issue, i) for i in issues)
    )
    return Combined(issues, offered, tuple(closing), tuple(conflicts))


class _Kept:
    """The issues kept so far, by the chapter they stand in; those of one chapter are never alike."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.places: dict[tuple[int, bool], list[int]] = {}

    def add(self, each: Told) -> None:
        """Keep one more."""
        self.places.setdefault((each.chapter, each.grouped), []).append(len(self.told))
        self.told.append(each)

    def closed_by(self, each: Told) -> bool:
        """Whether an issue is named by a closing section: a group's list after ungrouped issues."""
        return each.grouped and any(not grouped for _, grouped in self.places)

    def met(self, each: Told) -> int | None:
        """The place of the same issue told in another chapter, the likeliest, or None."""
        best, found = 0.0, None
        for (chapter, grouped), places in self.places.items():
            if (chapter == each.chapter and grouped == each.grouped) or (grouped and each.grouped):
                continue
            for place in self._likely(places, each):
                other = self.told[place].issue
                likeness = similarity(each.issue.title, other.title)
                lists = not grouped and not each.grouped
                if lists and _says_otherwise(each.issue.title, other.title):
                    continue
                if likeness > best and same(each.issue, other):
                    best, found = likeness, place
        return found

    def _likely(self, places: list[int], each: Told) -> list[int]:
        """The places to compare with; among very many only those of equal words."""
        if len(places) <= _COMPARED:
            return places
        key = search_key(each.issue.title)
        return [place for place in places if search_key(self.told[place].issue.title) == key]


def same(one: FoundIssue, other: FoundIssue) -> bool:
    """Whether two titles name the same issue."""
    if similarity(one.title, other.title) >= ALIKE:
        return True
    shorter = min(len(search_key(one.title)), len(search_key(other.title)))
    return shorter >= 8 and containment(one.title, other.title) >= 0.95


def _says_otherwise(one: str, other: str) -> bool:
    """Whether two wordings differ in a word put in place of another, not in words left out.

    Of two lists one may shorten the other's titles; 执行不严格 and 执行不到位 are two issues.
    """
    first, second = search_key(one), search_key(other)
    if first == second or max(len(first), len(second)) > _LONGEST:
        return False
    changes = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    return any(kind == "replace" and min(b - a, d - c) > 1 for kind, a, b, c, d in changes)


def _merge(first: Told, second: Told) -> tuple[FoundIssue, str | None]:
    """One issue from two tellings; a standing that contradicts the first is reported."""
    issue, later = first.issue, second.issue
    conflict = None
    status, words = issue.status, issue.status_words
    if later.status and later.status is not status:
        if status is not None:
            conflict = (
                f"问题“{issue.title}”前面写“{issue.status_words}”（第{issue.at}行），"
                f"后面又列为“{later.status_words}”（第{later.at}行），请核对。"
            )
        if status is None or (second.grouped and status is Status.DONE):
            status, words = later.status, later.status_words
    fuller = later if later.measures and not issue.measures else issue
    return (
        replace(
            fuller,
            number=issue.number if issue.path else fuller.number,
            path=issue.path or later.path if not second.grouped else issue.path,
            status=status,
            status_words=words,
            deadline=issue.deadline or later.deadline,
            responsible=issue.responsible or later.responsible,
            cause=issue.cause or later.cause,
            target=issue.target or later.target,
        ),
        conflict,
    )


def with_totals(combined: Combined, stated: Stated) -> tuple[FoundIssue, ...]:
    """Issues whose standing only the paper's totals tell.

    When the paper says that all are done, or that all but those of its closing section are, or when
    that section names exactly as many as the totals leave unfinished, the others are done by its
    own words or arithmetic; else nothing is concluded.
    """
    issues = combined.issues
    if stated.all_done and stated.issues == len(issues):
        return tuple(_done(issue) for issue in issues)
    unfinished = {id(issue) for issue in combined.closing}
    others = [issue for issue in issues if id(issue) not in unfinished]
    adds_up = stated.done == len(others) and stated.issues in {None, len(issues)}
    if unfinished and (adds_up or stated.rest_done):
        return tuple(_done(i) if id(i) not in unfinished else i for i in issues)
    return issues


def _done(issue: FoundIssue) -> FoundIssue:
    """The issue, done where no standing of its own is told; no words of its own tell it."""
    return issue if issue.status is not None else replace(issue, status=Status.DONE)
