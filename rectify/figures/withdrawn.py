"""What was taken back out of a round's ledger: which row, when, by whom and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rectify.issues.models import Category, Issue
from rectify.measures.models import Measure, Task
from rectify.people.models import Person
from rectify.rounds.models import Round

WITH_ITS_IMPORT = "随撤销的导入一并撤回"


@dataclass(frozen=True, slots=True)
class WithdrawnRow:
    """One row that is in the ledger no more."""

    kind: str
    number: str
    text: str
    at: datetime
    by: str
    reason: str
    measure_id: int | None


def withdrawn_in(round_: Round, person: Person) -> list[WithdrawnRow]:
    """What was taken back in the round and `person` may know of, the newest first.

    A query and one more a kind.
    """
    rows = [
        *_told(person, Category, lambda row: row.number, round=round_),
        *_told(person, Issue, lambda row: str(row.serial), round=round_),
        *_told(person, Task, lambda row: row.number, issue__round=round_),
        *_told(person, Measure, lambda row: row.label, issue__round=round_),
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _told(person: Person, model: Any, number: Any, **where: Any) -> Iterator[WithdrawnRow]:
    rows = model.with_withdrawn.filter(withdrawn_at__isnull=False, **where).visible_to(person)
    beside = {Issue: ["merged_into"], Measure: ["issue", "merged_into__issue"]}
    found = list(rows.select_related("withdrawn_by", *beside.get(model, [])))
    versions = model.history.filter(
        id__in=[row.pk for row in found], history_change_reason__isnull=False
    )
    reasons = dict(
        versions.filter(withdrawn_at__isnull=False).values_list("id", "history_change_reason")
    )
    for row in found:
        yield WithdrawnRow(
            kind=str(model._meta.verbose_name),
            number=number(row),
            text=str(row),
            at=row.withdrawn_at,
            by=str(row.withdrawn_by or "命令行"),
            reason=_reason(row, reasons.get(row.pk)),
            measure_id=row.pk if model is Measure else None,
        )


def reason_of(row: Any) -> str:
    """Why a row left the ledger, as the list says it."""
    versions = type(row).history.filter(
        id=row.pk, history_change_reason__isnull=False, withdrawn_at__isnull=False
    )
    return _reason(row, versions.values_list("history_change_reason", flat=True).first())


def _reason(row: Any, given: str | None) -> str:
    """Why a row left: what it went into, where it was merged, and the words that were given."""
    into = getattr(row, "merged_into", None)
    if into is None:
        return given or WITH_ITS_IMPORT
    return f"已并入{into.trail_label()}" + (f"：{given}" if given else "")
