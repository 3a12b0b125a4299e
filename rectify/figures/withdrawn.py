"""What was taken back out of a round's ledger: which row, when, by whom and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from rectify.access.permissions import Permission
from rectify.issues.models import Category, Issue
from rectify.measures.models import Measure, Task
from rectify.people.models import Person
from rectify.people.rules import may_in_unit
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

    What an undone import had brought is told to the office alone: nobody else ever worked with it.
    A query and one more a kind.
    """
    office = may_in_unit(person, Permission.EDIT_LEDGER, round_.unit_id)
    rows = [
        *_told(person, Category, lambda row: row.number, round=round_),
        *_told(person, Issue, lambda row: str(row.serial), round=round_),
        *_told(person, Task, lambda row: row.number, issue__round=round_),
        *_told(person, Measure, lambda row: row.label, issue__round=round_),
    ]
    known = [row for row in rows if office or row.reason != WITH_ITS_IMPORT]
    return sorted(known, key=lambda row: row.at, reverse=True)


def measures_to_read() -> Any:
    """Measures that have left the ledger by themselves, not with an import that was undone."""
    given = _given(Measure).filter(id=OuterRef("pk"))
    gone = Measure.with_withdrawn.filter(withdrawn_at__isnull=False)
    return gone.filter(Q(merged_into__isnull=False) | Exists(given))


def _told(person: Person, model: Any, number: Any, **where: Any) -> Iterator[WithdrawnRow]:
    rows = model.with_withdrawn.filter(withdrawn_at__isnull=False, **where).visible_to(person)
    beside = {Issue: ["merged_into"], Measure: ["issue", "merged_into__issue"]}
    found = list(rows.select_related("withdrawn_by", *beside.get(model, [])))
    versions = _given(model).filter(id__in=[row.pk for row in found])
    reasons = dict(versions.values_list("id", "history_change_reason"))
    for row in found:
        reason = _reason(row, reasons.get(row.pk))
        readable = model is Measure and reason != WITH_ITS_IMPORT
        yield WithdrawnRow(
            kind=str(model._meta.verbose_name),
            number=number(row),
            text=str(row),
            at=row.withdrawn_at,
            by=str(row.withdrawn_by or "命令行"),
            reason=reason,
            measure_id=row.pk if readable else None,
        )


def reason_of(row: Any) -> str:
    """Why a row left the ledger, as the list says it."""
    versions = _given(type(row)).filter(id=row.pk)
    return _reason(row, versions.values_list("history_change_reason", flat=True).first())


def _given(model: Any) -> Any:
    """The versions by which rows left with a reason of their own."""
    # None where a row was saved without a reason, nothing where many were.
    return model.history.filter(withdrawn_at__isnull=False, history_change_reason__gt="")


def _reason(row: Any, given: str | None) -> str:
    """Why a row left: what it went into, where it was merged, and the words that were given."""
    into = getattr(row, "merged_into", None)
    if into is None:
        return given or WITH_ITS_IMPORT
    return f"已并入{into.trail_label()}" + (f"：{given}" if given else "")
