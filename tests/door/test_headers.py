"""What every answer carries, and whose address a request is taken to come from."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from rectify.web.headers import ClientAddressMiddleware


@pytest.mark.django_db
def test_every_page_forbids_what_it_does_not_need(client: Client) -> None:
    headers = client.get("/sign-in/").headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "taken"),
    [
        ("10.0.0.7", None, "10.0.0.7"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "10.0.0.7", "10.0.0.7"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        pytest.param(
            "127.0.0.1", "1.1.1.1, 10.0.0.7", "10.0.0.7", id="what-comes-first-is-made-up"
        ),
        pytest.param("10.0.0.7", "1.1.1.1", "10.0.0.7", id="no-proxy-of-ours"),
        pytest.param("127.0.0.1", "<b>", "127.0.0.1", id="no-address"),
    ],
)
def test_the_address_is_the_one_that_our_proxy_saw(
    peer: str, forwarded: str | None, taken: str
) -> None:
    seen: list[str] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)
    ClientAddressMiddleware(page)(request)
    assert seen == [taken]
