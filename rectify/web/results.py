"""The page that says row by row what was done and what was refused, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rectify.trail.many import Outcome


def result_page(
    request: HttpRequest,
    heading: str,
    outcomes: Sequence[Outcome],
    *,
    back: tuple[str, str],
    **facts: Any,
) -> HttpResponse:
    """The outcomes, the refused ones first; `back` is the name and address of where one goes on."""
    refused = [outcome for outcome in outcomes if not outcome.done]
    made = [outcome for outcome in outcomes if outcome.done]
    summary = f"办理{len(made)}项" + (f"，未办理{len(refused)}项" if refused else "")
    context = {
        "heading": heading,
        "summary": summary,
        "refused": refused,
        "made": made,
        "back_name": back[0],
        "back_url": back[1],
        "trail": [back],
        **facts,
    }
    return render(request, "duties/outcomes.html", context)
