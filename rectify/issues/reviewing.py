"""Whether an issue or a measure is being reviewed.

The submissions lie above all that asks this: issues and measures meet them by their reverse name, here
alone.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef


def under_review(*rows: Any) -> bool:
    """Whether one of these issues and measures was handed in and is not decided."""
    return any(row.submissions.filter(**WAITING).exists() for row in rows)


def with_reviewed(rows: Any) -> Any:
    """Issues, or measures, each with `reviewed`: whether it was handed in and is not decided."""
    relation = rows.model._meta.get_field("submissions")
    waiting = relation.related_model._default_manager.filter(
        **WAITING, **{relation.field.name: OuterRef("pk")}
    )
    return rows.annotate(reviewed=Exists(waiting))


WAITING: dict[str, Any] = {"decided_at__isnull": True}
"""What is not decided waits (constraint `submission_decided_when_over`)."""
