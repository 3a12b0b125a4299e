"""Rows as they stood at the end of a day: today's out of their table, earlier ones out of the history.

Both come with the same columns, so that whatever counts them is written once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from rectify.kernel import clock
from rectify.trail.rows import Record


def rows_on(model: type[Record], day: date) -> QuerySet[Any, Any]:
    """All rows of `model` at the end of `day`, withdrawn ones among them; `id` is the row's own key.

    django-simple-history's own `as_of` gives a row twice that was saved twice in one moment; here
    the later of two versions of one moment counts.
    """
    if day >= clock.today():
        return model._base_manager.all()
    versions: Any = model.history.model
    last = (
        versions.objects.filter(id=OuterRef("id"), history_date__lte=clock.end_of(day))
        .order_by("-history_date", "-history_id")
        .values("history_id")[:1]
    )
    found: QuerySet[Any, Any] = versions.objects.filter(history_id=Subquery(last))
    return found.exclude(history_type="-").order_by()
