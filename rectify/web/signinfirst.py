"""Who is not signed in meets the sign-in page; if he was typing, with what he typed inside it."""

from __future__ import annotations

import json

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import render

from rectify.web.carried import CARRIED
from rectify.web.drafted import DRAFTED, TYPED_BY, typed_in
from rectify.web.session import SignInForm


class SignInFirst(LoginRequiredMiddleware):
    """Django's own, but for typing that would be lost."""

    def handle_no_permission(self, request, view_func):  # type: ignore[no-untyped-def]
        """The sign-in page with what was typed, where something was; else Django's redirect."""
        match = request.resolver_match
        key, row_id = _form_of(match.url_name, match.kwargs)
        by_script = request.headers.get("HX-Request") or request.headers.get("X-Draft")
        if request.method != "POST" or by_script or key not in DRAFTED:
            return super().handle_no_permission(request, view_func)
        context = {
            "form": SignInForm(),
            "next": DRAFTED[key].page(row_id),
            CARRIED: json.dumps(
                {
                    "form": key,
                    "row": row_id,
                    "by": request.POST.get(TYPED_BY),
                    "typed": typed_in(request, key),
                },
                ensure_ascii=False,
            ),
        }
        return render(request, "sign_in.html", context)


def _form_of(url_name: str | None, kwargs: dict[str, object]) -> tuple[str, int]:
    """The drafted form that an address belongs to, and its row; ("", 0) for any other."""
    if url_name == "draft":
        return str(kwargs["form"]), int(str(kwargs["of_id"]))
    first = next(iter(kwargs.values()), 0)
    return (url_name or "", int(str(first))) if url_name in DRAFTED else ("", 0)
