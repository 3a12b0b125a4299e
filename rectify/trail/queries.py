"""Reading the trail: events of one thing, the chain's soundness, and a row's versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from rectify.trail.models import Event
from rectify.trail.rows import Record
from rectify.trail.rules import digest

UNTOLD_FIELDS = frozenset({"id", "version", "search_text"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one row, before and after, ready to be shown."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One version of a row: who, when, and what differs from the version before."""

    row_id: int
    at: datetime
    actor: str
    created: bool
    kind: str
    label: str
    changes: tuple[FieldChange, ...]


def first_broken_link() -> int | None:
    """Position of the first event whose hash or link does not hold, or None when all hold."""
    previous = ""
    expected = 1
    for event in Event.objects.order_by("position").iterator():
        sound = event.previous_hash == previous and event.hash == digest(event)
        if event.position != expected or not sound:
            return expected
        previous, expected = event.hash, expected + 1
    return None


def changes_of(
    model: type[Record], pks: list[int], labels: Mapping[int, str] | None = None
) -> list[RowChange]:
    """All versions of the rows `pks`, newest first, each compared with the one before it.

    Whoever knows already what the rows are called gives `labels`, by row id: a row finds its own
    label by way of its parents, which costs a query for each version.
    """
    manager: Any = model.history
    versions = list(manager.filter(id__in=pks).order_by("history_id"))
    return versions_compared(model, versions, labels)


def versions_compared(
    model: type[Record], versions: list[Any], labels: Mapping[int, str] | None = None
) -> list[RowChange]:
    """Turn history rows (oldest first) into what changed, newest first; labels of choices are used."""
    fields = [f for f in model._meta.concrete_fields if f.name not in UNTOLD_FIELDS]
    names = _names_of_related(fields, versions)
    last: dict[int, Any] = {}
    told: list[RowChange] = []
    for version in versions:
        before = last.get(version.id)
        last[version.id] = version
        changes = tuple(
            FieldChange(str(field.verbose_name), old, new)
            for field in fields
            for old, new in [_pair(field, before, version, names)]
            if old != new
        )
        if before is not None and not changes:
            continue
        told.append(
            RowChange(
                row_id=version.id,
                at=version.history_date,
                actor=version.history_user_name,
                created=before is None,
                kind=str(model._meta.verbose_name),
                label=_version_label(version) if labels is None else labels.get(version.id, ""),
                changes=changes if before is not None else (),
            )
        )
    return told[::-1]


def _version_label(version: Any) -> str:
    instance = version.instance
    return str(instance.trail_label()) if hasattr(instance, "trail_label") else ""


def _pair(
    field: models.Field[Any, Any], before: Any, after: Any, names: dict[tuple[str, Any], str]
) -> tuple[str, str]:
    old = _worded(field, before, names) if before is not None else ""
    return old, _worded(field, after, names)


def _worded(field: models.Field[Any, Any], version: Any, names: dict[tuple[str, Any], str]) -> str:
    value = getattr(version, field.attname)
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names.get((field.name, value), f"（{value}）")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _names_of_related(fields: list[Any], versions: list[Any]) -> dict[tuple[str, Any], str]:
    """Names of everything the versions point at: one query for each relation, not for each row."""
    names: dict[tuple[str, Any], str] = {}
    for field in fields:
        if not field.is_relation:
            continue
        ids = {getattr(version, field.attname) for version in versions} - {None}
        for row in field.related_model._default_manager.filter(pk__in=ids) if ids else ():
            names[(field.name, row.pk)] = str(row)
    return names
