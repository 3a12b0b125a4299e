"""Keeping a filter under a name, and taking it away."""

from __future__ import annotations

from typing import Any

from rectify.access.permissions import Permission
from rectify.finding.models import MOST_LETTERS, SavedFilter
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused
from rectify.people.models import Person, Unit
from rectify.people.reach import reach_of
from rectify.people.rules import demand_in_unit, not_allowed
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock


@operation
def save_filter(
    unit: Unit, *, name: str, query: str, shared: bool = False, by: Person
) -> SavedFilter:
    """Keep the filter `query` (parameters of the ledger's address) under `name`.

    A filter of the same name that `by` keeps already is given the new parameters. Only who enters
    the unit's ledger may share one with the unit. Refuses an empty name, a filter that filters
    nothing and one that is too long; leaves `filter.saved`.
    """
    if unit.pk not in reach_of(by, Permission.READ_CASE).touched_units:
        raise Refused(not_allowed())
    if shared:
        demand_in_unit(by, Permission.EDIT_LEDGER, unit.pk)
    name = " ".join(name.split())
    if not name or len(name) > 40:
        raise Refused(Problem("filter.name", "请填写名称，不超过40字。", field="name"))
    if not query or len(query) > MOST_LETTERS:
        sentence = "请先在台账中选定筛选条件，再保存为常用筛选。"
        raise Refused(Problem("filter.query", sentence, field="name"))
    lock(by)
    mine = SavedFilter.objects.filter(unit=unit, owner=by, name=name, removed_at__isnull=True)
    kept = mine.first()
    if kept is None:
        kept = SavedFilter(unit=unit, owner=by, name=name, query=query, shared=shared)
        kept.save()
    else:
        kept.query, kept.shared = query, shared
        kept.save_changes("query", "shared")
    record(Act.FILTER_SAVED, kept, by=by)
    return kept


@operation
def remove_filter(kept: SavedFilter, *, by: Person) -> SavedFilter:
    """Take a saved filter away; its row stays.

    Its owner may, and who enters the unit's ledger where it is shared. Refuses everybody else;
    leaves `filter.removed`.
    """
    rows: Any = SavedFilter.objects.filter(pk=kept.pk)
    if not rows.open_to(by, Permission.EDIT_LEDGER).exists():
        raise Refused(not_allowed())
    kept = lock(kept)
    if kept.removed_at is None:
        kept.removed_at, kept.removed_by = clock.now(), by
        kept.save_changes("removed_at", "removed_by")
    record(Act.FILTER_REMOVED, kept, by=by)
    return kept
