"""A paper read once more, with columns taken otherwise: mends are kept where rows still match."""

from __future__ import annotations

from dataclasses import replace

from rectify.intake.plan import Plan, PlannedIssue, PlannedMeasure
from rectify.kernel.text import search_key


def carried_over(old: Plan, fresh: Plan) -> tuple[Plan, int]:
    """The freshly read plan with the mends of the old one; and how many mended rows were lost.

    A row is the same when it begins at the same place. What was merged or parted has no counterpart.
    """
    fresh.fill_round, fresh.answers, fresh.numbered = old.fill_round, old.answers, old.numbered
    newest = max((row.version for row in old.rows()), default=0) + 1
    there: dict[str, list[PlannedIssue]] = {}
    for row in fresh.rows():
        row.version = newest
        there.setdefault(row.at, []).append(row)
    lost = 0
    for row in old.rows():
        counterpart = _counterpart(row, there.get(row.at, []))
        if counterpart is not None:
            _carry(row, counterpart)
        elif row.mended or any(measure.mended for measure in row.measures):
            lost += 1
    return fresh, lost


def _counterpart(row: PlannedIssue, rows: list[PlannedIssue]) -> PlannedIssue | None:
    """Of the rows at one place the one with the same id or title, else the only one."""
    if "x" in row.id:
        return None
    alike = [
        one for one in rows if one.id == row.id or search_key(one.title) == search_key(row.title)
    ]
    return next(iter(alike or (rows if len(rows) == 1 else [])), None)


def _carry(row: PlannedIssue, fresh: PlannedIssue) -> None:
    fresh.keep, fresh.meant = row.keep, row.meant
    if row.mended:
        fresh.title, fresh.number, fresh.path = row.title, row.number, row.path
        fresh.status, fresh.pace, fresh.mended = row.status, row.pace, True
        fresh.due, fresh.duty = row.due or fresh.due, row.duty or fresh.duty
    mended = {m.id.removeprefix(row.id): m for m in row.measures if m.mended or not m.keep}
    fresh.measures = [
        _measure(measure, mended.pop(measure.id.removeprefix(fresh.id), None))
        for measure in fresh.measures
    ]
    # Measures that a person has added stand at no place of the paper.
    added = [m for key, m in mended.items() if key.startswith("mx")]
    fresh.measures += [replace(m, id=f"{fresh.id}{m.id.removeprefix(row.id)}") for m in added]


def _measure(fresh: PlannedMeasure, mended: PlannedMeasure | None) -> PlannedMeasure:
    if mended is None or mended.at != fresh.at:
        return fresh
    fresh.keep = mended.keep
    if mended.mended:
        fresh.text, fresh.mended = mended.text, True
        fresh.due, fresh.duty = mended.due or fresh.due, mended.duty or fresh.duty
    return fresh
