"""Where an issue or a measure comes from and what became of it: merged from, split from, split into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from rectify.issues.models import Issue
from rectify.measures.models import Measure


@dataclass(frozen=True, slots=True)
class Relative:
    """Another row by its number, with its page where it has one of its own."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Kin:
    """The rows that a row is made of or that were made of it."""

    merged: list[Relative]
    origin: Relative | None
    parts: list[Relative]


def kin_of(row: Issue | Measure) -> Kin:
    """The kin of a row, numbers only: what they say is shown on their own pages, to who may see it."""
    model: Any = type(row)
    merged = model.with_withdrawn.filter(merged_into=row)
    parts = model.objects.filter(split_from=row)
    if isinstance(row, Measure):
        merged, parts = merged.select_related("issue"), parts.select_related("issue")
    origin: Any = row.split_from
    return Kin(
        merged=[_relative(one) for one in merged],
        origin=_relative(origin) if origin is not None and origin.withdrawn_at is None else None,
        parts=[_relative(one) for one in parts],
    )


def _relative(row: Issue | Measure) -> Relative:
    """The row with its page; a measure that went into another has one of what it was."""
    name = "issue" if isinstance(row, Issue) else "measure"
    if isinstance(row, Measure) and row.withdrawn_at is not None:
        name = "measure-gone"
    # The page of an issue that went into another is the other's.
    led_on = isinstance(row, Issue) and row.withdrawn_at is not None
    return Relative(row.trail_label(), "" if led_on else reverse(name, args=[row.pk]))
