"""The one gate of a closed round: what lies in it is read-only for everybody, the command line too.

`sealed` is asked by `record` under the lock of the chain, so that nothing can be written beside a
closing that is just being committed, and by `people.rules.demand`, so that the sentence comes early.
Rounds and takeovers are asked by name: this room knows no room above it.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps

from rectify.kernel.problems import Problem

BESIDE = frozenset({"person", "department", "unit", "round", "category", "paper"})
"""Rows on which no issue hangs: not the way from a row up to its issue."""


def sealed(row: Any) -> bool:
    """True when the row's round is closed and a look-back has not opened its issue again.

    What is attached to several issues is open when all of them are: what it says of a closed one
    stays as it was judged.
    """
    if row is None or not hasattr(row, "trail_place"):
        return False
    round_id = row.trail_place()[1]
    rounds = apps.get_model("rectify", "Round")._default_manager
    if round_id is None or not rounds.filter(pk=round_id, closed_at__isnull=False).exists():
        return False
    issues = issue_ids_of(row)
    return not issues or issues != _opened(issues)


def _opened(issues: set[int]) -> set[int]:
    """Those of the issues that a look-back has opened again."""
    takeovers: Any = apps.get_model("rectify", "Takeover")._default_manager.all()
    opened = takeovers.opening().filter(issue_id__in=issues)
    return set(opened.values_list("issue_id", flat=True))


def issue_ids_of(row: Any) -> set[int]:
    """The issues that a row is or hangs on, none for rows of the round itself.

    A row that is attached to several issues says so itself (`issue_ids`).
    """
    if row._meta.model_name == "issue":
        return {int(row.pk)} if row.pk else set()
    if hasattr(row, "issue_ids"):
        return set(row.issue_ids())
    for field in row._meta.concrete_fields:
        related = field.related_model if field.is_relation else None
        if related is None or related is type(row) or related._meta.model_name in BESIDE:
            continue
        above = getattr(row, field.name) if getattr(row, field.attname) is not None else None
        found = issue_ids_of(above) if above is not None else set()
        if found:
            return found
    return set()


def seal(row: Any) -> Problem:
    """The one problem of a closed round; of what also belongs to an issue that is open again, what to do."""
    if row is not None and _opened(issue_ids_of(row)):
        return Problem(
            "round.closed", "该成果还对应已归档的问题，须保持原样；请为重新打开的问题另行登记成果。"
        )
    return Problem(
        "round.closed",
        "本轮次已办结归档，内容只供查阅；确需继续整改的，请通过“回头看”轮次重新打开相关问题。",
    )
