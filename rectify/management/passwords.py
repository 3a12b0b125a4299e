"""A password as a command takes it: from the terminal unseen, or from standard input, and not weak."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from rectify.kernel.problems import Problem, Refused
from rectify.people.models import Person


def add_password_argument(parser: ArgumentParser) -> None:
    """The choice between terminal and standard input."""
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="从标准输入读取密码；不加此项时在终端上询问，输入不显示。",
    )


def password_for(person: Person, *, from_stdin: bool) -> str:
    """The password that was given; refuses a weak one and two that differ."""
    password = _read() if from_stdin else _ask()
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused(*(Problem("password.weak", said) for said in error.messages)) from None
    return password


def _read() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _ask() -> str:
    password = getpass.getpass("密码：")
    if getpass.getpass("再输入一次：") != password:
        raise Refused(Problem("password.differs", "两次输入的密码不一致，请重新运行。"))
    return password
