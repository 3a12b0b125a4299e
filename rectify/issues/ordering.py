"""The order among siblings: one row changes places with the one before or behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from rectify.kernel.problems import Problem, Refused


class Placed(Protocol):
    """A row that stands somewhere among its siblings."""

    pk: int
    position: int | None


P = TypeVar("P", bound=Placed)


def changed_places(siblings: Sequence[P], row: P, *, up: bool, name: str) -> list[P]:
    """The siblings, given in their order, that stand elsewhere once `row` has moved by one place.

    All are counted from 1 anew, since rows may share a place or have none yet. Refuses to move the
    first one up and the last one down; `name` is what the row is called.
    """
    order = list(siblings)
    at = next(place for place, one in enumerate(order) if one.pk == row.pk)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(order):
        raise Refused(
            Problem("row.place", f"该{name}已排在最{'前' if up else '后'}，请刷新页面查看。")
        )
    order[at], order[other] = order[other], order[at]
    moved = []
    for place, one in enumerate(order, start=1):
        if one.position != place:
            one.position = place
            moved.append(one)
    return moved
