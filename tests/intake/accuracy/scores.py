"""Precision and recall of each aspect of a reading, and the floors below which nothing may fall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tests.intake.accuracy.facts import Issue, Measure, Reading
from tests.intake.accuracy.matching import (
    invented,
    pair_issues,
    pair_measures,
    plain,
    plain_deadline,
    plain_path,
)

Bearer = Issue | Measure


class Aspect(StrEnum):
    """What is measured, under the name it is printed with."""

    TITLES = "标题"
    PATHS = "层级"
    STATUSES = "状态"
    STATUS_WORDS = "状态词"
    DEADLINE_WORDS = "时限词"
    DEADLINE_DATES = "时限日"
    MEASURES = "措施"
    NAMES = "责任"
    FACTS = "文头"
    STATED = "统计"
    OFFERED = "自查"


FLOORS = {
    Aspect.TITLES: 0.99,
    Aspect.PATHS: 0.99,
    Aspect.STATUSES: 0.99,
    Aspect.DEADLINE_WORDS: 1.0,
    Aspect.DEADLINE_DATES: 0.99,
    Aspect.MEASURES: 0.97,
}
"""Over all papers, for precision and for recall alike; and no issue may be invented."""


@dataclass(slots=True)
class Tally:
    """How many there are, how many were read, how many of these are right."""

    expected: int = 0
    read: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """Share of what was read that is right; 1 where nothing was read."""
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """Share of what there is that was read right; 1 where there is nothing."""
        return self.right / self.expected if self.expected else 1.0

    def add(self, expected: int, read: int, right: int) -> None:
        """Count some more."""
        self.expected += expected
        self.read += read
        self.right += right


@dataclass(slots=True)
class Score:
    """The tallies of one paper or of many, with what was invented and a line for each fault."""

    tallies: dict[Aspect, Tally] = field(
        default_factory=lambda: {aspect: Tally() for aspect in Aspect}
    )
    invented: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def count(self, aspect: Aspect, expected: set[str], read: set[str], where: str) -> None:
        """Tally two sets of words and note where they differ."""
        self.tallies[aspect].add(len(expected), len(read), len(expected & read))
        if expected != read:
            lacking, wrong = sorted(expected - read), sorted(read - expected)
            self.faults.append(f"{aspect} {where}: 应有 {lacking} 读出 {wrong}")

    def below_floors(self) -> list[str]:
        """One sentence for each floor that does not hold."""
        sentences = [
            f"{aspect}的{name}为{value:.4f}，低于{floor:.2f}。"
            for aspect, floor in FLOORS.items()
            for name, value in (
                ("准确率", self.tallies[aspect].precision),
                ("召回率", self.tallies[aspect].recall),
            )
            if value < floor
        ]
        if self.invented:
            sentences.append(f"读出了文中没有的问题{len(self.invented)}个。")
        return sentences


def score(expected: Reading, read: Reading) -> Score:
    """Compare what was read of one paper with what a clerk reads in it."""
    found = Score()
    pairs, missed, extra = pair_issues(
        [issue.settled() for issue in expected.issues], [issue.settled() for issue in read.issues]
    )
    found.tallies[Aspect.TITLES].add(len(expected.issues), len(read.issues), len(pairs))
    found.faults += [f"{Aspect.TITLES} 漏读: {issue.title}" for issue in missed]
    found.faults += [f"{Aspect.TITLES} 多读: {issue.title}" for issue in extra]
    found.invented = [issue.title for issue in invented(extra, missed)]
    for one, other in pairs:
        _compare(found, one, other)
    for issue in missed:
        _count_alone(found, issue, expected=True)
    for issue in extra:
        _count_alone(found, issue, expected=False)
    _compare_facts(found, Aspect.FACTS, expected.facts, read.facts)
    _compare_facts(found, Aspect.STATED, expected.stated, read.stated)
    found.count(
        Aspect.OFFERED,
        {plain(issue.title) for issue in expected.offered},
        {plain(issue.title) for issue in read.offered},
        "全文",
    )
    return found


def total(scores: Iterable[Score]) -> Score:
    """The sum of the scores of many papers."""
    whole = Score()
    for each in scores:
        for aspect, tally in each.tallies.items():
            whole.tallies[aspect].add(tally.expected, tally.read, tally.right)
        whole.invented += each.invented
        whole.faults += each.faults
    return whole


def _compare(found: Score, one: Issue, other: Issue) -> None:
    where = one.title
    found.count(Aspect.PATHS, {_path(one)}, {_path(other)}, where)
    found.count(Aspect.STATUSES, _present(one.status), _present(other.status), where)
    found.count(Aspect.STATUS_WORDS, *_status_words(one, other), where)
    found.count(Aspect.DEADLINE_WORDS, _deadline_words(one), _deadline_words(other), where)
    pairs, missed, extra = pair_measures(one.measures, other.measures)
    found.tallies[Aspect.MEASURES].add(len(one.measures), len(other.measures), len(pairs))
    found.faults += [f"{Aspect.MEASURES} 漏读 {where}: {measure.text}" for measure in missed]
    found.faults += [f"{Aspect.MEASURES} 多读 {where}: {measure.text}" for measure in extra]
    bearers: list[tuple[Bearer, Bearer]] = [(one, other), *pairs]
    for bearer, twin in bearers:
        found.count(Aspect.DEADLINE_DATES, _meaning(bearer), _meaning(twin), where)
    for measure in missed:
        found.tallies[Aspect.DEADLINE_DATES].add(len(_meaning(measure)), 0, 0)
    for measure in extra:
        found.tallies[Aspect.DEADLINE_DATES].add(0, len(_meaning(measure)), 0)
    names = one.all_names()
    if names is not None:
        found.count(Aspect.NAMES, _names(names), _names(other.all_names() or set()), where)


def _count_alone(found: Score, issue: Issue, *, expected: bool) -> None:
    """An issue without a twin: all that is told of it is missing, or too much."""
    counts = {
        Aspect.PATHS: 1,
        Aspect.STATUSES: len(_present(issue.status)),
        Aspect.DEADLINE_WORDS: len(_deadline_words(issue)),
        Aspect.DEADLINE_DATES: sum(len(_meaning(each)) for each in _bearers(issue)),
        Aspect.MEASURES: len(issue.measures),
    }
    for aspect, count in counts.items():
        found.tallies[aspect].add(count if expected else 0, 0 if expected else count, 0)


def _compare_facts(
    found: Score,
    aspect: Aspect,
    expected: Mapping[str, str | float | None],
    read: Mapping[str, str | float | None],
) -> None:
    for key, value in expected.items():
        found.count(aspect, _fact(key, value), _fact(key, read.get(key)), key)


def _fact(key: str, value: str | float | None) -> set[str]:
    if value is None:
        return set()
    if isinstance(value, str):
        words = plain(value)
        return {words.removeprefix("中共").removesuffix("党组") if key == "unit" else words}
    return {f"{value:g}"}


def _path(issue: Issue) -> str:
    return " / ".join(plain_path(issue.path))


def _present(value: str | None) -> set[str]:
    return {value} if value else set()


def _status_words(one: Issue, other: Issue) -> tuple[set[str], set[str]]:
    """Both issues' words; the same where one holds the other (已完成 in 已完成的整改事项)."""
    mine, theirs = plain(one.status_words), plain(other.status_words)
    if mine and theirs and (mine in theirs or theirs in mine):
        theirs = mine
    return _present(mine), _present(theirs)


def _deadline_words(issue: Issue) -> set[str]:
    return {plain_deadline(each.deadline) for each in _bearers(issue) if each.deadline}


def _bearers(issue: Issue) -> list[Bearer]:
    """All that may have a deadline of its own."""
    return [issue, *issue.measures]


def _meaning(bearer: Bearer) -> set[str]:
    if bearer.deadline is None:
        return set()
    words = plain_deadline(bearer.deadline)
    return {f"{words} {bearer.deadline.on} {bearer.deadline.long_term}"}


def _names(pairs: set[tuple[str, str]]) -> set[str]:
    return {f"{role} {plain(name)}" for role, name in pairs}
