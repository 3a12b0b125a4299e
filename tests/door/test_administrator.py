"""The first accounts of an office that starts without demonstration data."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from rectify.people.models import Grant, Person
from rectify.trail.models import Event

pytestmark = pytest.mark.django_db
GOOD = "Lvshui-qingshan-07"


def administrator(monkeypatch: pytest.MonkeyPatch, *words: str, password: str = GOOD) -> str:
    """What the command says after `words`, the password coming in by its standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    told = io.StringIO()
    options: dict[str, Any] = {"password_stdin": True, "stdout": told}
    call_command("administrator", *words, **options)
    return told.getvalue()


def test_an_administrator_can_sign_in_with_what_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    told = administrator(monkeypatch, "system_admin", "guanli", "管理员甲")
    person = Person.objects.get(username="guanli")
    assert told == "已建立系统管理员账号 guanli（管理员甲）。\n"
    assert person.check_password(GOOD)
    assert not person.must_change_password
    assert [grant.role for grant in Grant.objects.filter(person=person)] == ["system_admin"]
    assert Event.objects.count() == 2


@pytest.mark.parametrize("role", ["office", "secretary", "root"])
def test_roles_over_cases_are_not_given_from_the_command_line(
    monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    with pytest.raises(CommandError):
        administrator(monkeypatch, role, "someone", "某人")
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "密码太短，请至少使用 10 个字符。"),
        ("Ab-3", "密码太短，请至少使用 10 个字符。"),
        ("qwertyuiop", "密码过于常见，容易被猜中，请换一个。"),
        ("8013577902446", "密码不能全是数字，请加入字母或符号。"),
        ("anquanyuan1", "密码与登录名太相近，请换一个。"),
    ],
)
def test_a_weak_password_leaves_no_account(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    password: str,
    sentence: str,
) -> None:
    with pytest.raises(SystemExit) as ended:
        administrator(monkeypatch, "security_admin", "anquanyuan", "管理员乙", password=password)
    assert (ended.value.code, capsys.readouterr().err) == (1, f"{sentence}\n")
    assert not Person.objects.exists()


def test_a_taken_name_is_refused_and_leaves_the_account_as_it_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    administrator(monkeypatch, "system_admin", "guanli", "管理员甲")
    with pytest.raises(SystemExit):
        administrator(monkeypatch, "auditor", "guanli", "管理员乙", password="Another-one-88")
    assert "登录名" in capsys.readouterr().err
    assert Person.objects.get().name == "管理员甲"
    assert Grant.objects.count() == 1


def test_an_administrators_forgotten_password_is_set_anew_and_must_be_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    administrator(monkeypatch, "auditor", "shenji", "管理员丙")
    monkeypatch.setattr("sys.stdin", io.StringIO("Xinde-mima-2027\n"))
    told = io.StringIO()
    call_command("password", "shenji", password_stdin=True, stdout=told)
    person = Person.objects.get()
    assert told.getvalue() == "已重置 shenji（管理员丙）的密码，下次登录时须修改。\n"
    assert person.check_password("Xinde-mima-2027")
    assert person.must_change_password
    event = Event.objects.latest("position")
    assert (event.act, event.actor_name) == ("person.password_set", "命令行")


@pytest.mark.parametrize(
    ("username", "password", "sentence"),
    [
        ("nobody", "Xinde-mima-2027", "没有登录名为“nobody”的账号。"),
        ("shenji", "short", "密码太短，请至少使用 10 个字符。"),
    ],
)
def test_no_password_is_set_for_nobody_or_too_weak(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    username: str,
    password: str,
    sentence: str,
) -> None:
    administrator(monkeypatch, "auditor", "shenji", "管理员丙")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    with pytest.raises(SystemExit) as ended:
        call_command("password", username, password_stdin=True)
    assert (ended.value.code, capsys.readouterr().err) == (1, f"{sentence}\n")
    assert Person.objects.get().check_password(GOOD)
