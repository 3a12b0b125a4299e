"""Which rows a workbook shows: the round's ledger in the order of its tree, a department's measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from rectify.deadlines.queries import with_standing
from rectify.issues.enums import Standing
from rectify.issues.models import Category, Issue
from rectify.measures.models import Assistance, Measure, Progress, Responsible
from rectify.people.models import Department
from rectify.rounds.models import Round

CHUNK = 200
"""How many issues are in memory at once while a ledger is written."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A round's categories: for each the way down to it, and its place in the order of reading."""

    paths: dict[int, tuple[Category, ...]] = field(default_factory=dict)
    places: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, round_: Round) -> Tree:
        """Read a round's tree by one query."""
        known = {row.pk: row for row in Category.objects.filter(round=round_)}
        tree = cls()
        for row in known.values():
            path = [row]
            while path[0].parent_id is not None and path[0].parent_id in known:
                path.insert(0, known[path[0].parent_id])
            tree.paths[row.pk] = tuple(path)
            tree.places[row.pk] = tuple((step.position, step.pk) for step in path)
        return tree

    def path(self, issue: Issue) -> tuple[Category, ...]:
        """The categories above an issue, the outermost first."""
        return self.paths.get(issue.category_id or 0, ())

    def depth(self, category_ids: Iterable[int | None]) -> int:
        """The number of levels above the deepest of these categories."""
        return max((len(self.paths.get(pk or 0, ())) for pk in category_ids), default=0)


@dataclass(frozen=True, slots=True)
class Selected:
    """The issues and measures of one export, already cut down to what the person may see."""

    round: Round
    issues: QuerySet[Issue]
    measures: QuerySet[Measure]

    def ordered(self, tree: Tree) -> list[int]:
        """The issues' keys in the order of the tree: what stands right under a heading comes first."""
        rows = self.issues.order_by().values_list("category_id", "serial", "pk")
        keys = sorted(
            (tree.places.get(category or 0, ()), serial, pk) for category, serial, pk in rows
        )
        return [pk for _, _, pk in keys]

    def entries(self, keys: list[int]) -> Iterator[Issue]:
        """The issues in the order of `keys`, each with `shown` measures, in chunks."""
        shown = Prefetch("measures", _with_people(self.measures), to_attr="shown")
        rows: Any = Issue.objects.select_related("deadline", "lead_leader", "lead_department")
        rows = with_standing(rows).prefetch_related(shown)
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            found = {issue.pk: issue for issue in rows.filter(pk__in=chunk)}
            yield from (found[pk] for pk in chunk if pk in found)


def _with_people(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Measures with all that their columns show, the newest progress among it."""
    entries = Progress.objects.filter(measure=OuterRef("pk"), correction__isnull=True)
    newest = entries.order_by("-happened_on", "-pk")
    return (
        measures.select_related(
            "deadline", "task", "responsible_leader", "supervising_leader", "lead_department"
        )
        .prefetch_related(
            Prefetch(
                "assistances",
                Assistance.objects.filter(ended_on__isnull=True).select_related("department"),
                to_attr="assisting",
            ),
            Prefetch(
                "responsibles",
                Responsible.objects.filter(ended_on__isnull=True).select_related("person"),
                to_attr="answering",
            ),
        )
        .annotate(newest_progress=Subquery(newest.values("text")[:1]))
        .order_by("issue_id", "serial")
    )


def duties_of(department: Department, round_: Round) -> QuerySet[Measure]:
    """The measures of a round that a department leads or assists and that are not finished."""
    return duties(round_).filter(
        Q(lead_department=department) | Q(pk__in=_assisted_by(department).values("measure_id"))
    )


def duties(round_: Round) -> QuerySet[Measure]:
    """The measures of a round that are not finished."""
    rows = Measure.objects.filter(issue__round=round_, issue__withdrawn_at__isnull=True)
    unfinished: QuerySet[Measure] = rows.exclude(standing=Standing.DONE)
    return unfinished


def _assisted_by(department: Department) -> QuerySet[Assistance]:
    return Assistance.objects.filter(department=department, ended_on__isnull=True)


def in_order(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """A department's measures as its form lists them, with all that the form shows."""
    return (
        _with_people(measures)
        .select_related("issue", "deadline", "lead_department", "responsible_leader")
        .order_by("issue__serial", "serial")
    )


def departments_with_duties(round_: Round) -> list[tuple[Department, int, int]]:
    """(department, unfinished measures it leads, and assists) for each that has any, in their order."""
    led = dict(
        duties(round_)
        .filter(lead_department__isnull=False)
        .order_by()
        .values_list("lead_department")
        .annotate(Count("pk"))
    )
    assisted = dict(
        Assistance.objects.filter(ended_on__isnull=True, measure__in=duties(round_))
        .order_by()
        .values_list("department")
        .annotate(Count("pk"))
    )
    rows = Department.objects.filter(pk__in={*led, *assisted}, unit_id=round_.unit_id)
    return [(row, led.get(row.pk, 0), assisted.get(row.pk, 0)) for row in rows]
