"""`manage.py administrator`: the first accounts of an installation without demonstration data."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from rectify.access.roles import ROLES, Role
from rectify.kernel.problems import Problem, Refused
from rectify.management.base import OfficeCommand
from rectify.people.models import Person
from rectify.people.operations import create_person, grant_role

ADMINISTRATORS: dict[str, Role] = {key: role for key, role in ROLES.items() if role.administers}


class Command(OfficeCommand):
    """Makes one account for one of the three administrators; all others are made in the pages."""

    help = (
        "建立一个管理账号。新系统先建系统管理员和安全管理员各一名，"
        "单位、部门、人员和角色随后在页面上维护。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        titles = "，".join(f"{key} {role.title}" for key, role in ADMINISTRATORS.items())
        parser.add_argument("role", choices=list(ADMINISTRATORS), help=titles)
        parser.add_argument("username", help="登录名")
        parser.add_argument("name", help="姓名")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="从标准输入读取密码；不加此项时在终端上询问，输入不显示。",
        )

    def carry_out(self, **options: Any) -> None:
        """Check the password, create the person and give the role, all or nothing."""
        password = _read() if options["password_stdin"] else _ask()
        role = ADMINISTRATORS[options["role"]]
        try:
            validate_password(password, Person(username=options["username"], name=options["name"]))
        except ValidationError as error:
            raise Refused(*(Problem("password.weak", said) for said in error.messages)) from None
        with transaction.atomic():
            person = create_person(
                None, name=options["name"], username=options["username"], password=password, by=None
            )
            grant_role(person, role.key.value, by=None)
        self.stdout.write(f"已建立{role.title}账号 {person.username}（{person.name}）。")


def _read() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _ask() -> str:
    password = getpass.getpass("密码：")
    if getpass.getpass("再输入一次：") != password:
        raise Refused(Problem("password.differs", "两次输入的密码不一致，请重新运行。"))
    return password
