"""Numbers and days as an address or a form field writes them."""

from __future__ import annotations

from datetime import date

LARGEST_ID = 2**63 - 1
"""The largest number that an id column holds, on either database."""


FURTHEST_PAGE = 10**6
"""Beyond it no list has a page; what counts rows up to it stays within the databases' numbers."""


def whole_number(written: str | None, largest: int = LARGEST_ID) -> int | None:
    """The number that a parameter writes, None when it writes none or one too large."""
    if not written or not written.isascii() or not written.isdecimal() or len(written) > 19:
        return None
    number = int(written)
    return number if number <= largest else None


def day_of(written: str | None) -> date | None:
    """The day that a parameter writes, None when it writes none."""
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None
