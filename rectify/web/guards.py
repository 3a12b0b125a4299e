"""Who may open a page: every view carries exactly one of these marks.

`open_to_all` (the sign-in page), `signed_in` (anybody with an account), or `guarded(permission…)`.
A guard answers only "has he this permission over anything"; over *which* rows is the QuerySets'
business. Whoever lacks the permission gets the same 404 as for a page that is not there, and the
trail keeps that he tried. The guard tests walk all addresses and find a view without a mark.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rectify.access.permissions import Permission
from rectify.kernel.problems import Refused
from rectify.people.models import Person
from rectify.people.rules import may_anywhere
from rectify.trail.acts import Act
from rectify.trail.operations import coming_from, note

READS = ("GET", "HEAD")
WRITES = ("POST",)
BOTH = (*READS, *WRITES)


@dataclass(frozen=True, slots=True)
class Guard:
    """What a view demands; `permissions` are alternatives, empty means any account."""

    permissions: tuple[Permission, ...]
    methods: tuple[str, ...]
    public: bool = False


def guarded(*permissions: Permission, methods: tuple[str, ...] = READS) -> Callable[..., Any]:
    """Let in whoever has one of `permissions` over anything, by the listed methods only."""

    def mark(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @require_http_methods(list(methods))
        @functools.wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            person = cast("Person", request.user)
            with coming_from(address_of(request)):
                if person.must_change_password and permissions:
                    return redirect("password")
                if permissions and not any(may_anywhere(person, p) for p in permissions):
                    note_refusal(request)
                    raise Http404
                return _carried_out(view, request, *args, **kwargs)

        enter.guard = Guard(permissions, methods)  # type: ignore[attr-defined]
        return enter

    return mark


def signed_in(*, methods: tuple[str, ...] = READS) -> Callable[..., Any]:
    """Let in anybody with an account."""
    return guarded(methods=methods)


def open_to_all(*, methods: tuple[str, ...] = READS) -> Callable[..., Any]:
    """Let in anybody at all."""

    def mark(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @login_not_required
        @require_http_methods(list(methods))
        @functools.wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with coming_from(address_of(request)):
                return view(request, *args, **kwargs)

        enter.guard = Guard((), methods, public=True)  # type: ignore[attr-defined]
        return enter

    return mark


def _carried_out(
    view: Callable[..., HttpResponseBase], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    """Run the view; a refusal that it did not show itself becomes one page with the sentences."""
    try:
        return view(request, *args, **kwargs)
    except Refused as refusal:
        if any(problem.key == "access.refused" for problem in refusal.problems):
            note_refusal(request)
            raise Http404 from refusal
        return render(request, "refused.html", {"problems": refusal.problems}, status=409)


def note_refusal(request: HttpRequest) -> None:
    """Keep who tried to open which page; its address holds numbers, what was searched is left out."""
    person = cast("Person", request.user)
    note(Act.ACCESS_REFUSED, about=f"{request.method} {request.path}", by=person)


def address_of(request: HttpRequest) -> str:
    """The network address of the browser, as the server saw it."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
