"""A session that ended while somebody was typing: his words are carried through the sign-in page.

A form with a draft that is sent without a session is answered by the sign-in page with what was typed
inside it, hidden; after signing in it is kept as his draft and he is back at the form. Nothing of it
lies in the browser's storage or, unsigned for, on the server.
"""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest

from rectify.drafts.keeping import MOST_LETTERS, keep_draft
from rectify.web.drafted import DRAFTED, drafted_row

CARRIED = "carried"


def take_over(request: HttpRequest) -> bool:
    """After signing in: keep what was carried as the person's draft; false when it is not his."""
    try:
        carried = json.loads(request.POST.get(CARRIED, "") or "{}")
        key, row_id = str(carried["form"]), int(carried["row"])
        typed = {str(n): str(v) for n, v in dict(carried["typed"]).items()}
    except (KeyError, TypeError, ValueError):
        return False
    if key not in DRAFTED or str(carried.get("by")) != str(request.user.pk):
        return False
    if sum(map(len, typed.values())) > MOST_LETTERS:
        return False
    try:
        row = drafted_row(request, key, row_id)
    except Http404:
        return False
    label = f"{row.trail_label()}{DRAFTED[key].name}"
    keep_draft(request.user, key, row_id, typed, label=label)  # type: ignore[arg-type]
    return True
