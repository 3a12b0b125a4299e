"""Where an issue or a measure comes from and what became of it: merged from, split from, split into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from rectify.closeout.telling import RENUMBERED, Entry
from rectify.figures.history import rows_on
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.people.models import Person


@dataclass(frozen=True, slots=True)
class Relative:
    """Another row by its number, with its page; without one where the reader may not see it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Kin:
    """The rows that a row is made of or that were made of it."""

    merged: list[Relative]
    origin: Relative | None
    parts: list[Relative]


def kin_of(row: Issue | Measure, person: Person, day: date | None = None) -> Kin:
    """The kin of a row (at the end of `day`), numbers only: what they say is shown on their own pages,
    to who may see it.

    All that `person` may not see is one 其他问题 or 其他措施, however many there are.
    """
    model: Any = type(row)
    then = rows_on(model, day or clock.today())
    gone = list(then.filter(merged_into_id=row.pk).values_list("id", flat=True))
    merged = model.with_withdrawn.filter(pk__in=gone)
    if isinstance(row, Measure):
        merged = merged.select_related("issue")
    near = then.filter(Q(id=row.split_from_id) | Q(split_from_id=row.pk), withdrawn_at=None)
    ids = list(near.order_by("id").values_list("id", flat=True))
    names = model.told_to(person, ids) if ids else {}
    told = {pk: _relative(model, pk, name) for pk, name in names.items()}
    origin = told.pop(row.split_from_id, None)
    return Kin(
        merged=[_merged(one) for one in merged] if gone else [],
        origin=origin,
        parts=list(dict.fromkeys(sorted(told.values(), key=lambda one: not one.url))),
    )


def former_numbers(entries: Sequence[Entry], row: Issue | Measure) -> list[str]:
    """The numbers that a row had in the ledger before it was given others, the last one first."""
    about = row.trail_label()
    acts = (one for one in entries if one.act == RENUMBERED and one.about == about)
    old = [change.old for one in acts for change in one.changes if change.label == "编号"]
    return old if isinstance(row, Issue) else [f"{row.issue.serial}.{number}" for number in old]


def _relative(model: Any, pk: int, name: str) -> Relative:
    view = "issue" if model is Issue else "measure"
    return Relative(name, "" if name == model.unnamed() else reverse(view, args=[pk]))


def _merged(row: Issue | Measure) -> Relative:
    """A row that went into this one: of a measure there is a page of what it was."""
    gone = isinstance(row, Measure)
    return Relative(row.trail_label(), reverse("measure-gone", args=[row.pk]) if gone else "")
