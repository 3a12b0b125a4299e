"""A session that ended while somebody was typing: his words are carried through the sign-in page.

A form with a draft that is sent without a session is answered by the sign-in page with what was typed
inside it, hidden; after signing in it is kept as his draft and he is back at the form. Nothing of it
lies in the browser's storage or, unsigned for, on the server.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest

from rectify.drafts.keeping import keep_draft
from rectify.kernel.parameters import LARGEST_ID
from rectify.kernel.problems import Refused
from rectify.kernel.text import storable
from rectify.web.drafted import DRAFTED, drafted_row, own_typing
from rectify.web.fetch import person_of

CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class NotKept:
    """Typing that cannot become a draft any more: why, and what it was, to be copied."""

    refusal: Refused
    name: str
    words: list[str]


def take_over(request: HttpRequest) -> NotKept | None:
    """After signing in: keep what was carried as the person's draft, where it is his.

    Returns it where the row takes none any more, such as one of a round closed meanwhile. Whatever
    else was sent in its place is left aside: signing in has succeeded and stays so.
    """
    carried = _carried(request.POST.get(CARRIED, ""))
    if not carried or carried["by"] != str(person_of(request).pk):
        return None
    key, row_id = carried["form"], carried["row"]
    typed = own_typing(key, {n: _texts(v) for n, v in carried["typed"].items()})
    try:
        row = drafted_row(request, key, row_id)
    except Http404:
        return None
    except Refused as refusal:
        words = [v for n, v in typed.items() if isinstance(v, str) and v.strip() and n != "version"]
        return NotKept(refusal, DRAFTED[key].name, words)
    label = f"{row.trail_label()}{DRAFTED[key].name}"
    keep_draft(person_of(request), key, row_id, typed, label=label)
    return None


def _texts(value: Any) -> list[str]:
    """A carried value, or list of ticks, as texts that can be kept."""
    values = value if isinstance(value, list) else [value]
    return [storable(one) for one in values if isinstance(one, str)]


def _carried(written: str) -> dict[str, Any]:
    """What the hidden field says, empty when it says nothing that we could have put there."""
    try:
        carried = json.loads(written or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(carried, dict) or not isinstance(carried.get("typed"), dict):
        return {}
    key, row_id, by = (carried.get(name) for name in ("form", "row", "by"))
    if not (isinstance(key, str) and isinstance(row_id, int) and isinstance(by, str)):
        return {}
    return carried if key in DRAFTED and 0 < row_id <= LARGEST_ID else {}
