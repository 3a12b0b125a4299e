"""The part 修改记录 of a page: the newest entries, and all of them when asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from rectify.closeout.telling import Entry

FIRST_ENTRIES = 40
"""How much of the history is shown before somebody asks for all of it."""


def history_on_page(request: HttpRequest, entries: Sequence[Entry]) -> dict[str, Any]:
    """What the template trail/history.html wants."""
    whole = request.GET.get("history") == "all"
    return {
        "history": entries if whole else entries[:FIRST_ENTRIES],
        "further_entries": 0 if whole else max(0, len(entries) - FIRST_ENTRIES),
    }
