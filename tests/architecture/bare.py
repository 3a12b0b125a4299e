"""The application's addresses with a bare 404.

What stands around that page (the frame with its counts) has tests of its own and is three quarters of
its cost; the tests of all doors meet it thousands of times.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

from rectify.urls import urlpatterns

__all__ = ["handler404", "urlpatterns"]


def handler404(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing but the status."""
    return HttpResponseNotFound(type(exception).__name__)
