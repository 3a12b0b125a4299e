"""Signing in and out, one's own password, where each role's day begins."""

from __future__ import annotations

import pytest
from django.test import Client

from rectify.people.operations import set_password
from rectify.trail.models import Event
from tests.factories import (
    PASSWORD,
    Office,
    give_password,
    make_administrators,
    make_office,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def sign_in(username: str, password: str = PASSWORD, **more: str) -> tuple[Client, int, str]:
    client = Client()
    response = client.post(
        "/sign-in/", {"username": username, "password": password, **more}, follow=False
    )
    return client, response.status_code, response.headers.get("Location", "")


def test_the_right_password_opens_and_leaves_an_event(office: Office) -> None:
    give_password(office.office)
    _, status, where = sign_in("qs_office")
    assert (status, where) == (302, "/")
    event = Event.objects.latest("position")
    assert (event.act, event.actor_name, event.address) == (
        "session.signed_in",
        office.office.name,
        "127.0.0.1",
    )


def test_a_wrong_password_and_a_wrong_name_get_the_same_sentence(office: Office) -> None:
    give_password(office.office)
    for username, password in (("qs_office", "wrong"), ("nobody", PASSWORD)):
        response = Client().post("/sign-in/", {"username": username, "password": password})
        assert response.status_code == 422
        assert "登录名或密码不正确" in response.content.decode()
        assert f'value="{username}"' in response.content.decode()


@pytest.mark.parametrize(
    ("username", "label"), [("qs_office", "qs_office"), ("Wo-de-mima-2026", "Wo-…（无此账号）")]
)
def test_the_trail_keeps_which_account_was_tried_but_no_password_typed_for_a_name(
    office: Office, username: str, label: str
) -> None:
    give_password(office.office)
    sign_in(username, "wrong")
    event = Event.objects.latest("position")
    assert (event.act, event.subject_label) == ("session.failed", label)


def test_after_five_failures_even_the_right_password_waits(office: Office) -> None:
    give_password(office.office)
    for _ in range(5):
        sign_in("qs_office", "wrong")
    response = Client().post("/sign-in/", {"username": "qs_office", "password": PASSWORD})
    assert response.status_code == 422
    assert "15分钟后再试" in response.content.decode()


def test_one_who_is_out_of_use_cannot_sign_in(office: Office) -> None:
    give_password(office.handler)
    office.handler.is_active = False
    office.handler.save()
    assert sign_in("qs_handler")[1] == 422


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "ledger", "issue"]
)
def test_the_sign_in_page_leads_nowhere_outside(office: Office, target: str) -> None:
    give_password(office.office)
    assert sign_in("qs_office", next=target)[2] == "/"


def test_the_page_asked_for_opens_after_signing_in(office: Office) -> None:
    give_password(office.office)
    assert sign_in("qs_office", next="/rounds/")[2] == "/rounds/"


def test_a_password_that_was_given_must_be_changed_first(office: Office) -> None:
    administrator = make_administrators()["system_admin"]
    set_password(office.handler, PASSWORD, by=administrator)
    client, _, _ = sign_in("qs_handler")
    assert client.get("/todo/").headers["Location"] == "/password/"
    new = "Baiyun-2026-xinmima"
    response = client.post("/password/", {"old": PASSWORD, "new": new, "again": new})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.get("/todo/").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong", "Baiyun-2026-xin", "Baiyun-2026-xin", "原密码不正确"),
        (PASSWORD, "Baiyun-2026-xin", "Baiyun-2026-jiu", "不一致"),
        (PASSWORD, "1234567890123", "1234567890123", "数字"),
    ],
)
def test_a_bad_new_password_is_refused_beside_its_field(
    office: Office, old: str, new: str, again: str, sentence: str
) -> None:
    give_password(office.handler)
    client, _, _ = sign_in("qs_handler")
    response = client.post("/password/", {"old": old, "new": new, "again": again})
    assert sentence in response.content.decode()
    office.handler.refresh_from_db()
    assert office.handler.check_password(PASSWORD)


def test_everybody_starts_where_his_day_begins(office: Office) -> None:
    round_ = office.round()
    starts = {
        "office": f"/rounds/{round_.pk}/dashboard/",
        "secretary": f"/rounds/{round_.pk}/dashboard/",
        "supervisor": f"/rounds/{round_.pk}/dashboard/",
        "department_head": "/todo/",
        "handler": "/todo/",
        "leader": "/todo/",
    }
    assert {
        key: signed_in(person).get("/").headers["Location"] for key, person in office.people.items()
    } == starts
    administrators = make_administrators()
    assert {
        key: signed_in(person).get("/").headers["Location"]
        for key, person in administrators.items()
    } == {
        "system_admin": "/administration/units/",
        "security_admin": "/administration/grants/",
        "auditor": "/administration/trail/",
    }


def test_signing_out_ends_the_session(office: Office) -> None:
    client = signed_in(office.office)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/rounds/").headers["Location"].startswith("/sign-in/")


def test_a_page_asks_who_is_signed_in_and_takes_his_token(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.office)
    response = client.get("/token/")
    assert response.headers["Cache-Control"] == "private, no-store"
    facts = response.json()
    assert facts["person"] == office.office.pk
    refused = client.post("/sign-out/")
    assert refused.status_code == 403
    assert client.post("/sign-out/", headers={"X-CSRFToken": facts["token"]}).status_code == 302


def test_nobody_signed_in_gets_no_token(office: Office) -> None:
    response = Client().get("/token/")
    assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/sign-in/")


def test_a_page_says_whose_it_is(office: Office) -> None:
    page = signed_in(office.office).get("/todo/").content.decode()
    assert f'data-token-url="/token/" data-person="{office.office.pk}"' in page
