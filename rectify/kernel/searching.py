"""Rows found by words in the one column that a row keeps for being searched."""

from __future__ import annotations

from typing import Any

from rectify.kernel.text import search_key


def holding(rows: Any, words: str) -> Any:
    """Those of `rows` whose `search_text` holds every one of the blank-separated `words`."""
    for term in words.split():
        rows = rows.filter(search_text__contains=search_key(term))
    return rows
