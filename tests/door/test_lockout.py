"""Guessing a password: refused after a while, without shutting out the person's colleagues."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.test import Client

from rectify.people.models import Person
from rectify.people.operations import create_person
from rectify.trail.models import Event

pytestmark = pytest.mark.django_db
RIGHT = "Lvshui-qingshan-07"
LOCKED = "该账号连续登录失败次数过多"


@pytest.fixture
def people() -> list[Person]:
    return [
        create_person(None, name=name, username=name, password=RIGHT, by=None)
        for name in ("jiayi", "bingding")
    ]


def sign_in(username: str, password: str, *, address: str = "10.0.0.1") -> str:
    """What the page says, "" when the person is in."""
    answer = Client().post(
        "/sign-in/", {"username": username, "password": password}, REMOTE_ADDR=address
    )
    return answer.content.decode() if answer.status_code != 302 else ""


@pytest.mark.usefixtures("people")
def test_five_failures_from_one_address_shut_that_account_there_and_nobody_else() -> None:
    for _ in range(4):
        assert "登录名或密码不正确" in sign_in("jiayi", "wrong")
    assert LOCKED in sign_in("jiayi", "wrong")
    assert LOCKED in sign_in("jiayi", RIGHT)
    assert sign_in("jiayi", RIGHT, address="10.0.0.2") == ""
    assert sign_in("bingding", RIGHT) == ""


@pytest.mark.usefixtures("people")
def test_twenty_failures_from_anywhere_shut_the_account_everywhere() -> None:
    for attempt in range(20):
        told = sign_in("jiayi", "wrong", address=f"10.0.1.{attempt}")
        assert (LOCKED in told) == (attempt == 19)
    assert LOCKED in sign_in("jiayi", RIGHT, address="10.0.2.1")
    assert sign_in("bingding", RIGHT, address="10.0.1.1") == ""


def strangers_guess(username: str) -> None:
    for attempt in range(20):
        sign_in(username, "wrong", address=f"10.0.1.{attempt}")
    assert LOCKED in sign_in(username, RIGHT, address="10.0.1.77")


@pytest.mark.usefixtures("people")
def test_what_strangers_guess_elsewhere_does_not_shut_the_owner_out_of_his_office() -> None:
    assert sign_in("jiayi", RIGHT) == ""
    strangers_guess("jiayi")
    assert "登录名或密码不正确" in sign_in("jiayi", "wrong")
    assert LOCKED in sign_in("jiayi", RIGHT, address="10.0.0.2")
    assert sign_in("jiayi", RIGHT) == ""


@pytest.mark.usefixtures("people")
def test_five_failures_there_shut_the_account_there_all_the_same() -> None:
    assert sign_in("jiayi", RIGHT) == ""
    strangers_guess("jiayi")
    for attempt in range(5):
        assert (LOCKED in sign_in("jiayi", "wrong")) == (attempt == 4)
    assert LOCKED in sign_in("jiayi", RIGHT)


@pytest.mark.usefixtures("people")
def test_another_account_there_or_a_sign_in_long_ago_is_no_reason() -> None:
    assert sign_in("bingding", RIGHT) == ""
    strangers_guess("jiayi")
    assert LOCKED in sign_in("jiayi", RIGHT)
    assert sign_in("bingding", RIGHT, address="10.0.0.3") == ""
    Event.objects.update(at=F("at") - timedelta(days=31))
    strangers_guess("bingding")
    assert LOCKED in sign_in("bingding", RIGHT)


def change(client: Client, old: str, new: str = "Xinde-mima-2027", again: str = "") -> Any:
    facts = {"old": old, "new": new, "again": again or new}
    return client.post("/password/", facts, REMOTE_ADDR="10.0.0.1")


def inside(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_wrong_old_passwords_are_counted_told_and_end_the_session(people: list[Person]) -> None:
    client = inside(people[0])
    before = Event.objects.count()
    for _ in range(4):
        answer = change(client, "wrong")
        assert answer.status_code == 200
        assert "原密码不正确" in answer.content.decode()
    ended = change(client, "wrong")
    assert ended.status_code == 422
    assert "原密码连续输入错误次数过多，已退出登录" in ended.content.decode()
    assert client.get("/password/").status_code == 302
    told = Event.objects.filter(position__gt=before)
    assert [(event.act, event.actor_name) for event in told] == [
        ("person.password_failed", people[0].name)
    ] * 5
    assert LOCKED in sign_in("jiayi", RIGHT)
    assert sign_in("bingding", RIGHT) == ""


def test_failures_at_the_sign_in_page_count_with_them(people: list[Person]) -> None:
    client = inside(people[0])
    for _ in range(3):
        sign_in("jiayi", "wrong")
    assert change(client, "wrong").status_code == 200
    assert change(client, "wrong").status_code == 422


def test_while_others_have_shut_the_account_no_password_is_tried_and_the_session_stays(
    people: list[Person],
) -> None:
    client = inside(people[0])
    for _ in range(5):
        sign_in("jiayi", "wrong")
    count = Event.objects.count()
    for old in (RIGHT, "wrong", "wrong"):
        assert LOCKED in change(client, old).content.decode()
    assert client.get("/password/").status_code == 200
    assert Event.objects.count() == count
    assert Person.objects.get(pk=people[0].pk).check_password(RIGHT)


def test_the_right_password_forgets_the_failures_before_it(people: list[Person]) -> None:
    client = inside(people[0])
    for old in ("wrong",) * 4:
        change(client, old)
    assert change(client, RIGHT).status_code == 302
    for _ in range(4):
        assert "登录名或密码不正确" in sign_in("jiayi", "wrong")
    assert change(client, "Xinde-mima-2027", "Yitao-xinde-88").status_code == 302
    assert sign_in("jiayi", "Yitao-xinde-88") == ""


def test_a_failed_sign_in_is_nobodys_act(people: list[Person]) -> None:
    for username in (people[0].username, "nobody"):
        sign_in(str(username), "wrong")
        event = Event.objects.latest("position")
        assert (event.act, event.actor_id, event.actor_name) == ("session.failed", None, "未登录")


@pytest.mark.usefixtures("people")
def test_many_accounts_failing_behind_one_gateway_shut_nobody_out() -> None:
    for number in range(30):
        assert LOCKED not in sign_in(f"nobody{number}", "wrong")
    assert sign_in("jiayi", RIGHT) == ""


@pytest.mark.usefixtures("people")
def test_a_quarter_of_an_hour_later_the_right_password_opens_again() -> None:
    for _ in range(5):
        sign_in("jiayi", "wrong")
    assert LOCKED in sign_in("jiayi", RIGHT)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=15))
    assert sign_in("jiayi", RIGHT) == ""


@pytest.mark.usefixtures("people")
def test_signing_in_forgets_the_failures_before_it() -> None:
    for _ in range(3):
        for _ in range(4):
            sign_in("jiayi", "wrong")
        assert sign_in("jiayi", RIGHT) == ""


@pytest.mark.usefixtures("people")
def test_no_password_is_kept_anywhere() -> None:
    sent = {"username": "jiayi", "password": "a-secret-slip", "carried": "a secret of the case"}
    Client().post("/sign-in/", sent)
    kept = AccessAttempt.objects.get()
    assert "secret" not in f"{kept.post_data}{kept.get_data}{kept.path_info}"


def test_nor_are_those_of_the_page_where_one_changes_his_own(people: list[Person]) -> None:
    change(inside(people[0]), "a-secret-slip", "Another-secret-1", "Another-secret-2")
    kept = AccessAttempt.objects.get()
    assert "secret" not in f"{kept.post_data}{kept.get_data}{kept.path_info}"
