"""Guessing a password: refused after a while, without shutting out the person's colleagues."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.test import Client

from rectify.people.models import Person
from rectify.people.operations import create_person

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
    sign_in("jiayi", "a-secret-slip")
    kept = AccessAttempt.objects.get()
    assert "a-secret-slip" not in f"{kept.post_data}{kept.get_data}{kept.path_info}"
