"""What every answer carries, and whose address a request is taken to come from."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from rectify.web.headers import ClientAddressMiddleware
from tests.factories import make_office, signed_in


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


@pytest.mark.django_db
def test_no_page_is_kept_by_a_browser_and_no_header_stands_twice() -> None:
    office = make_office()
    measure = office.measure(office.issue(office.round()))
    file, client = office.evidence(measure), signed_in(office.office)
    round_, issue = measure.issue.round_id, measure.issue_id
    pages = ["/todo/", f"/rounds/{round_}/ledger/", f"/issues/{issue}/", f"/measures/{measure.pk}/"]
    for page in [*pages, "/measures/999/", f"/evidence/{file.pk}/"]:
        assert client.get(page).headers["Cache-Control"] == "private, no-store", page
    part = client.get(f"/measures/{measure.pk}/edit/", headers={"HX-Request": "true"})
    refused = client.post(f"/measures/{measure.pk}/edit/", {"text": ""})
    carrying = Client().post(f"/measures/{measure.pk}/progress/", {"text": "写好的"})
    for answer, status in ((part, 200), (refused, 422), (carrying, 200)):
        assert answer.status_code == status
        assert answer.headers["Cache-Control"] == "private, no-store"


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
