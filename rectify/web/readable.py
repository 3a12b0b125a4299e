"""Requests whose letters cannot be trusted: told so before anything reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.template.loader import render_to_string
from django.utils.http import parse_header_parameters

_Application = Callable[..., Iterable[bytes]]
_UNREADABLE = "application/octet-stream; charset=unreadable"
NUL = "\0"
_WRITTEN_NUL = "%00"
_PASTING = "papers"
"""The name of the address to which a paper is pasted: one that is damaged is refused, never changed."""
_SENTENCE = "提交内容的字符编码不是UTF-8，请用浏览器打开本系统的页面后重新提交。"


def with_readable_type(application: _Application) -> _Application:
    """The WSGI application, before which the type of a request in another charset is replaced.

    Django decodes an address while it makes the request, outside all that would answer with a page.
    In the type's place stands one that Django can read and the middleware refuses.
    """

    def run(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            params = parse_header_parameters(environ.get("CONTENT_TYPE", ""))[1]
        except (LookupError, ValueError):
            params = {"charset": ""}
        if not _is_utf8(params):
            environ["CONTENT_TYPE"] = _UNREADABLE
        return application(environ, start_response)

    return run


class ReadableMiddleware:
    """Answers 400 to a request that declares another charset than UTF-8: no page of ours sends one.

    Python knows "charsets" that are none (hex, idna), and others by which the same bytes say
    something else to us than to a gateway before us. NUL characters are taken out of whatever was
    asked or typed: they belong to no word, and PostgreSQL refuses every query that holds one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_utf8(request.content_params or {}):
            page = render_to_string("400.html", {"sentence": _SENTENCE})
            return HttpResponse(page, status=400)
        while _WRITTEN_NUL in request.META.get("QUERY_STRING", ""):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace(_WRITTEN_NUL, "")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Read a form once more without its NULs; what cannot be read is left to who asks for it."""
        typed = request.method == "POST" and not _pastes(request)
        try:
            lists = list(request.POST.lists()) if typed else []
        except UnreadablePostError:
            return
        if any(NUL in text for name, values in lists for text in (name, *values)):
            whole = QueryDict(mutable=True)
            for name, values in lists:
                whole.setlist(name.replace(NUL, ""), [text.replace(NUL, "") for text in values])
            whole._mutable = False
            request.POST = whole  # type: ignore[assignment]


def _pastes(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name == _PASTING


def _is_utf8(params: Mapping[str, str]) -> bool:
    return params.get("charset", "utf-8").lower() == "utf-8"
