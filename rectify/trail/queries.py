"""Reading the trail: events of one thing, the chain's soundness, and a row's versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from rectify.trail.acts import AFTER_CLOSING, Act
from rectify.trail.models import CHAIN_NAME, Chain, Event
from rectify.trail.rows import Record
from rectify.trail.rules import digest

if TYPE_CHECKING:
    from rectify.people.models import Person

UNTOLD_FIELDS = frozenset(
    {
        *("id", "version", "search_text", "round", "measures_numbered", "submission", "judged"),
        *("assigned_to", "assigned_on", "claimed_at", "handed_back_at", "instruction"),
    }
)
"""What is no fact of a row itself: its numbers, and what it belongs to and never leaves."""

BELONGS_TO = frozenset({"issue", "measure"})
"""What a row belongs to: told when it was moved, not when it was made."""

PARENTS = ("submission_id", "instruction_id", "outcome_id", "scheme_id", "assessment_id")
"""Columns that name the one row that a row is a part of."""

Wanted = tuple[type[Record], Collection[int], Mapping[int, str] | None]
"""A model, ids of its rows, and what these are called, where somebody knows that already."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one row, before and after, ready to be shown."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One version of a row: who, when, and what differs from the version before.

    The first version has no changes; `facts` tells what the row then held, by the fields' labels.
    `parent_id` is the row of `PARENTS` that it belongs to for good.
    """

    row_id: int
    at: datetime
    actor: str
    created: bool
    kind: str
    label: str
    changes: tuple[FieldChange, ...]
    facts: Mapping[str, str]
    reason: str = ""
    actor_id: int | None = None
    parent_id: int | None = None


def done_since(round_id: int, position: int) -> bool:
    """Whether anything was changed in a round, or written out to be kept, after an event of the trail."""
    reading = AFTER_CLOSING - {Act.REPORT_EXPORTED, Act.SHEET_MADE, Act.DOSSIER_MADE}
    later = Event.objects.filter(round_id=round_id, position__gt=position)
    return later.exclude(act__in=reading).exists()


def came_from(subject: models.Model, act: Act, address: str, since: datetime) -> bool:
    """Whether `act` was done to `subject` from this network address since then."""
    about = {"subject_kind": subject._meta.model_name, "subject_id": subject.pk}
    return Event.objects.filter(**about, act=act, address=address, at__gte=since).exists()


def first_broken_link() -> int | None:
    """Position of the first event that does not hold, or None when all hold.

    An event holds by its own hash, its link to the one before it and its place in the row; the last
    one by the chain's head, so that events cut off at the end show as the first that is missing.
    """
    length, head = chain_head()
    previous, expected = "", 1
    for event in Event.objects.order_by("position").iterator():
        sound = event.previous_hash == previous and event.hash == digest(event)
        # The head was read first: events that came meanwhile lie beyond it.
        ends = event.position != length or event.hash == head
        if event.position != expected or not (sound and ends):
            return expected
        previous, expected = event.hash, expected + 1
    return expected if expected <= length else None


def chain_head() -> tuple[int, str]:
    """How many events there are and the last one's hash, to be written down outside the system."""
    chain = Chain.objects.filter(name=CHAIN_NAME).first()
    return (chain.length, chain.head) if chain is not None else (0, "")


def changes_of(model: type[Record], pks: Collection[int]) -> list[RowChange]:
    """All versions of the rows `pks`, newest first, each compared with the one before it."""
    return changes_of_all([(model, pks, None)])


def changes_of_all(wanted: Iterable[Wanted], reader: Person | None = None) -> list[RowChange]:
    """All versions of rows of several models together, newest first.

    One query for each model and one for each kind of thing that they point at. Without labels a row
    finds its own by way of its parents, which costs a query for each version. What they point at and
    `reader` may not see is named without its number; None is who sees all.
    """
    read = []
    for model, pks, labels in wanted:
        versions = _versions(model, pks)
        read.append((model, _fields(model, versions), versions, labels))
    names = _names_of_related([(fields, versions) for _, fields, versions, _ in read], reader)
    told: list[RowChange] = []
    for model, fields, versions, labels in read:
        told += _compared(model, fields, versions, labels, names)
    return sorted(told, key=lambda change: change.at)[::-1]


def _versions(model: type[Record], pks: Collection[int]) -> list[Any]:
    manager: Any = model.history
    return list(manager.filter(id__in=pks).order_by("history_id")) if pks else []


def _fields(model: type[Record], versions: list[Any]) -> list[Any]:
    """The fields to tell; what a row belongs to is one of them only where a row was moved."""
    fields = [field for field in model._meta.concrete_fields if field.name not in UNTOLD_FIELDS]
    return [f for f in fields if f.name not in BELONGS_TO or _moved(f, versions)]


def _moved(field: Any, versions: list[Any]) -> bool:
    pairs = {(version.id, getattr(version, field.attname)) for version in versions}
    return len(pairs) > len({pk for pk, _ in pairs})


def _compared(
    model: type[Record],
    fields: list[Any],
    versions: list[Any],
    labels: Mapping[int, str] | None,
    names: dict[tuple[Any, Any], str],
) -> list[RowChange]:
    """What changed from version to version, oldest first, in words."""
    last: dict[int, dict[str, str]] = {}
    told: list[RowChange] = []
    columns = {field.attname for field in model._meta.concrete_fields}
    parent = next((name for name in PARENTS if name in columns), None)
    for version in versions:
        before = last.get(version.id)
        facts = {str(field.verbose_name): _worded(field, version, names) for field in fields}
        last[version.id] = facts
        changes = tuple(
            FieldChange(label, before[label], words)
            for label, words in facts.items()
            if before is not None and before[label] != words
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
                changes=changes,
                facts={label: words for label, words in facts.items() if words},
                reason=version.history_change_reason or "",
                actor_id=version.history_user_id,
                parent_id=getattr(version, parent) if parent else None,
            )
        )
    return told


def _version_label(version: Any) -> str:
    instance = version.instance
    return str(instance.trail_label()) if hasattr(instance, "trail_label") else ""


def _worded(field: models.Field[Any, Any], version: Any, names: dict[tuple[Any, Any], str]) -> str:
    """A field of a row's version as a person reads it, nothing when it is empty."""
    value = getattr(version, field.attname)
    if value in (None, "", {}):
        return ""
    if field.is_relation:
        return names.get((field.related_model, value), f"（{value}）")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dict):
        return "；".join(f"{name}：{held}" for name, held in value.items())
    return str(value)


def _names_of_related(
    read: list[tuple[list[Any], list[Any]]], reader: Person | None
) -> dict[tuple[Any, Any], str]:
    """Names of everything the versions point at: one query for each model, not for each row."""
    ids: dict[Any, set[Any]] = {}
    for fields, versions in read:
        for field in fields:
            if field.is_relation:
                pointed = {getattr(version, field.attname) for version in versions} - {None}
                ids.setdefault(field.related_model, set()).update(pointed)
    return {
        (model, pk): name
        for model, pks in ids.items()
        if pks
        for pk, name in _names_of(model, pks, reader).items()
    }


def _names_of(model: Any, pks: set[Any], reader: Person | None) -> dict[Any, str]:
    if hasattr(model, "told_to"):
        return dict(model.told_to(reader, pks))
    return {row.pk: str(row) for row in model._base_manager.filter(pk__in=pks)}
