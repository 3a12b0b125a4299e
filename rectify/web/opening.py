"""How a form answers that opens under a row of 待办 (htmx), or as a page of its own (a plain link).

An opened row may have a place of its own for further forms (`SLOT`): one that is asked for from there
opens in it, beside what lies typed in the row.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRefresh

from rectify.web.forms import OfficeForm
from rectify.web.inplace import htmx_of

COLUMNS = 8
"""The most columns that a list of 待办 has; an opened row reaches over all of them."""


SLOT = re.compile(r"slot-[0-9]{1,19}")
"""The ids of places inside opened rows, in which further forms open: that of the row's measure is in it."""


def shown(
    request: HttpRequest,
    inside: str,
    form: OfficeForm | None,
    *,
    key: str,
    heading: str,
    back: str,
    trail: list[tuple[str, str]] | None = None,
    **facts: Any,
) -> HttpResponse:
    """The form with the template `inside`; a refused one takes the place of the one that was sent."""
    htmx, slot = htmx_of(request), slot_of(request)
    context = {
        "form": form,
        "inside": inside,
        "open_id": f"open-{key}",
        "span": COLUMNS,
        "save_url": request.get_full_path(),
        "post_url": request.get_full_path() if htmx else "",
        "target": f"#{slot or f'open-{key}'}" if htmx else "",
        "swap": ("innerHTML" if slot else "outerHTML") if htmx else "",
        "in_row": bool(htmx),
        "heading": heading,
        "back_url": back,
        "trail": trail or [("待办", back)],
        **facts,
    }
    way = "slot" if slot else "row" if htmx else "page"
    refused = form is not None and form.is_bound and bool(form.errors)
    return render(request, f"duties/form_{way}.html", context, status=422 if refused else 200)


def slot_of(request: HttpRequest) -> str:
    """The id of the place inside an opened row that waits for the answer; empty for any other."""
    target = str(getattr(htmx_of(request), "target", "") or "")
    return target if SLOT.fullmatch(target) else ""


def done(request: HttpRequest, back: str, sentence: str) -> HttpResponse:
    """Say what was done: on the page that lay open, or by a plain form on the page at `back`."""
    messages.success(request, sentence)
    return HttpResponseClientRefresh() if htmx_of(request) else redirect(back)
