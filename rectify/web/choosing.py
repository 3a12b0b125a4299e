"""Rows chosen by their boxes: which, and the version of each that the person had before his eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest

from rectify.kernel.parameters import whole_number
from rectify.measures.models import Measure
from rectify.trail.many import Outcome, each

CHOSEN = "rows"
"""The name of the boxes; the value of each is the row's id and version, "12:3"."""

MOST_ROWS = 500
"""More than any page of the ledger lists."""


def chosen_versions(request: HttpRequest) -> dict[int, int]:
    """Id and version of each row chosen; what is no such pair is left out."""
    found: dict[int, int] = {}
    for written in request.POST.getlist(CHOSEN)[:MOST_ROWS]:
        pk, _, version = (whole_number(part) for part in written.partition(":"))
        if pk is not None and version is not None:
            found[pk] = version
    return found


def chosen_rows(request: HttpRequest, rows: Any) -> list[tuple[Measure, int]]:
    """The rows chosen that are among `rows`, each with the version that was seen."""
    versions = chosen_versions(request)
    known = rows.filter(pk__in=versions).order_by("issue__serial", "serial")
    return [(row, versions[row.pk]) for row in known]


def each_measure(
    chosen: Iterable[tuple[Measure, int]], act: Callable[[Measure, int], str]
) -> list[Outcome]:
    """Do `act` to each measure with its version; what is refused says why."""
    return each(chosen, lambda pair: act(*pair), label=lambda pair: f"措施{pair[0].label}")
