"""Everything that the database knows of a round, as data: every row in every version, and the trail.

The tables are found by following foreign keys down to the round, so that a concept that is added
later is archived without anybody thinking of it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from rectify.rounds.models import Round
from rectify.trail.models import CHAIN_NAME, Chain, Event
from rectify.trail.rows import Record

BESIDE = frozenset({"person", "department", "unit"})
"""Foreign keys that lead away from the round: who, not what."""

TRAIL_HEAD = ("序号", "时间", "操作人", "操作", "对象", "对象标识", "来源地址", "前一哈希", "哈希")


def records() -> list[type[Record]]:
    """All models with a history."""
    found = (m for m in apps.get_app_config("rectify").get_models() if issubclass(m, Record))
    return sorted(found, key=lambda model: str(model._meta.model_name))


def paths_to_round(model: type[models.Model], depth: int = 4) -> list[str]:
    """Lookups that lead from rows of `model` to their round; several where a row hangs on one of two."""
    if model is Round:
        return ["pk"]
    if depth == 0:
        return []
    paths = []
    for field in model._meta.concrete_fields:
        related = field.related_model if field.is_relation else None
        if not isinstance(related, type) or related is model:
            continue
        if related is Round:
            paths.append(field.name)
        elif related._meta.model_name not in BESIDE:
            paths += [f"{field.name}__{path}" for path in paths_to_round(related, depth - 1)]
    return paths


def rows_of(model: type[Record], round_: Round) -> Any:
    """The rows of `model` that belong to the round, withdrawn ones among them."""
    wanted = models.Q(pk__in=[])
    for path in paths_to_round(model):
        wanted |= models.Q(**{path: round_.pk})
    return model._base_manager.filter(wanted).order_by("pk").distinct()


def tables(round_: Round) -> Iterator[tuple[str, bytes]]:
    """For each model with rows in the round its name, and rows and versions as JSON."""
    for model in records():
        ids = list(rows_of(model, round_).values_list("pk", flat=True))
        if not ids:
            continue
        history: Any = model.history.model
        versions = history.objects.filter(id__in=ids).order_by("id", "history_id")
        told = {
            "表": str(model._meta.verbose_name),
            "字段": {f.attname: str(f.verbose_name) for f in model._meta.concrete_fields},
            "现状": list(rows_of(model, round_).values()),
            "历史": list(versions.values()),
        }
        written = json.dumps(told, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
        yield str(model._meta.verbose_name), written.encode()


def trail_of(round_: Round) -> bytes:
    """The round's events in their order, as CSV that a spreadsheet opens."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(TRAIL_HEAD)
    for event in Event.objects.filter(round_id=round_.pk).order_by("position").iterator():
        writer.writerow(
            [
                event.position,
                event.at.isoformat(),
                event.actor_name,
                event.get_act_display(),
                event.subject_kind,
                event.subject_label,
                event.address,
                event.previous_hash,
                event.hash,
            ]
        )
    return ("\ufeff" + out.getvalue()).encode()


def trail_head() -> tuple[int, str]:
    """Length and head of the chain at this moment."""
    chain = Chain.objects.get(name=CHAIN_NAME)
    return chain.length, chain.head
