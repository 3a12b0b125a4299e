"""The same act done to many rows, each by itself: what went through stays, the rest says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django.db import transaction

from rectify.kernel.problems import Refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: its number, whether it was done, and else why not."""

    label: str
    done: bool
    words: str

    def kept(self) -> dict[str, Any]:
        """As a row of JSON."""
        return asdict(self)


def each(rows: Iterable[T], act: Callable[[T], str], *, label: Callable[[T], str]) -> list[Outcome]:
    """Do `act` to every row in a transaction of its own; it gives back words for the result page.

    A refusal undoes that row alone and becomes its outcome.
    """
    outcomes = []
    for row in rows:
        try:
            with transaction.atomic():
                outcomes.append(Outcome(label(row), True, act(row)))
        except Refused as refusal:
            outcomes.append(Outcome(label(row), False, str(refusal)))
    return outcomes
