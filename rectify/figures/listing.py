"""One page of the ledger: the groups, issues and measures that a selection lists, ready to show.

A page is cut by issues. However many issues a round has, a page costs the same number of queries:
one row of three numbers for each issue gives order, counts and pages, only the page's own issues are
read whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count

from rectify.figures.lines import LOOSE, IssueLine, issue_lines
from rectify.figures.selection import Selection
from rectify.issues.models import Category
from rectify.people.models import Person
from rectify.rounds.models import Round

PAGE = 60
"""Issues on one page: with their measures about three hundred rows."""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A 方面 or 大类 above its issues; `count` is over the whole selection, not over the page."""

    category: Category | None
    level: str
    key: str
    under: str
    count: int

    @property
    def counted(self) -> str:
        """The count in words."""
        return f"{self.count}个问题"


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the ledger."""

    lines: Sequence[GroupLine | IssueLine]
    issue_count: int
    task_count: int
    measure_count: int
    page: int
    pages: int
    first: int
    last: int

    @property
    def counted(self) -> str:
        """How much the selection lists, in words."""
        return counted_words(self.issue_count, self.task_count, self.measure_count)

    @property
    def shown(self) -> str:
        """Which part of it stands on this page, in words."""
        return f"第{self.first}—{self.last}个问题，共{self.issue_count}个"


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands in the heads of the ledger: of the whole selection, and of some groups by key."""

    counted: str
    groups: Sequence[tuple[str, str]]


class _Tree:
    """The round's categories and, for each, the selected issues in the ledger's order."""

    def __init__(self, categories: Sequence[Category], pairs: Iterable[tuple[int, int | None]]):
        known = {category.pk for category in categories}
        self.children: dict[int | None, list[Category]] = {}
        for category in categories:
            parent = category.parent_id if category.parent_id in known else None
            self.children.setdefault(parent, []).append(category)
        self.issues: dict[int | None, list[int]] = {}
        for pk, category_id in pairs:
            self.issues.setdefault(category_id if category_id in known else None, []).append(pk)

    def count(self, category: Category) -> int:
        """Selected issues in a category and below it."""
        own = len(self.issues.get(category.pk, ()))
        return own + sum(self.count(child) for child in self.children.get(category.pk, ()))

    def walk(self) -> Iterator[GroupLine | _Place]:
        """Groups and issues from the top down; issues of no category come last."""
        for category in self.children.get(None, ()):
            yield from self._walk(category, ())
        loose = self.issues.get(None, [])
        if loose and self.children:
            yield GroupLine(None, "aspect", LOOSE, "", len(loose))
        for pk in loose:
            yield _Place(pk, LOOSE)

    def _walk(self, category: Category, above: tuple[str, ...]) -> Iterator[GroupLine | _Place]:
        key = f"c{category.pk}"
        level = "category" if above else "aspect"
        yield GroupLine(category, level, key, " ".join(above), self.count(category))
        inside = (*above, key)
        for pk in self.issues.get(category.pk, ()):
            yield _Place(pk, " ".join(inside))
        for child in self.children.get(category.pk, ()):
            yield from self._walk(child, inside)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an issue stands: below which groups."""

    pk: int
    under: str


def listing(
    selection: Selection,
    person: Person,
    round_: Round,
    categories: Sequence[Category],
    *,
    page: int | None = None,
    holding: int | None = None,
    empty_groups: bool = False,
) -> Listing:
    """The page `page` (from 1, the first by default) of what `selection` lists, or the page that holds issue `holding`.

    `categories` are those of the round that the person may see, in their order.
    `empty_groups` also lists categories without any issue, for who may add one to them.
    """
    issues = selection.issues(person, round_).order_by("serial")
    walked = list(_Tree(categories, issues.values_list("pk", "category_id")).walk())
    order = [entry.pk for entry in walked if isinstance(entry, _Place)]
    pages = max(1, -(-len(order) // PAGE))
    if holding in order:
        page = order.index(holding) // PAGE + 1
    page = min(max(page or 1, 1), pages)
    start, end = (page - 1) * PAGE, page * PAGE
    lines = issue_lines(selection, person, round_, order[start:end])
    shown = _shown(walked, lines, start, end, empty_groups and not selection.narrows)
    return Listing(
        lines=list(shown),
        issue_count=len(order),
        **_totals(selection, person, round_),
        page=page,
        pages=pages,
        first=start + 1 if order else 0,
        last=min(end, len(order)),
    )


def counts_of(
    selection: Selection,
    person: Person,
    round_: Round,
    categories: Sequence[Category],
    keys: Iterable[str],
) -> Counts:
    """The counts in the ledger's heads as they now are, of the groups whose keys are wanted."""
    pairs = list(selection.issues(person, round_).values_list("pk", "category_id"))
    wanted = set(keys)
    groups = [
        (entry.key, entry.counted)
        for entry in _Tree(categories, pairs).walk()
        if isinstance(entry, GroupLine) and entry.key in wanted
    ]
    totals = _totals(selection, person, round_)
    return Counts(counted_words(len(pairs), **totals), groups)


def _totals(selection: Selection, person: Person, round_: Round) -> dict[str, int]:
    """How many measures the selection lists, and how many tasks stand above them, by one query."""
    listed = selection.measures(person, round_).order_by()
    totals: dict[str, int] = listed.aggregate(
        task_count=Count("task", distinct=True), measure_count=Count("pk")
    )
    return totals


def counted_words(issue_count: int, task_count: int, measure_count: int) -> str:
    """How much there is, in words; tasks only where there are any."""
    tasks = f"{task_count}项任务、" if task_count else ""
    return f"共{issue_count}个问题、{tasks}{measure_count}项措施"


def _shown(
    walked: Sequence[GroupLine | _Place],
    lines: dict[int, IssueLine],
    start: int,
    end: int,
    empty_groups: bool,
) -> Iterator[GroupLine | IssueLine]:
    """What of the whole walk stands on the page from issue `start` to before issue `end`."""
    total = sum(isinstance(entry, _Place) for entry in walked)
    at = 0
    for entry in walked:
        if isinstance(entry, _Place):
            if start <= at < end and entry.pk in lines:
                yield lines[entry.pk].placed(entry.under)
            at += 1
        elif entry.count:
            if at < end and at + entry.count > start:
                yield entry
        elif empty_groups and (start <= at < end or at == total <= end):
            yield entry
