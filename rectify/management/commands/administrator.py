"""`manage.py administrator`: the first accounts of an installation without demonstration data."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.db import transaction

from rectify.access.roles import ROLES, Role
from rectify.management.base import OfficeCommand
from rectify.management.passwords import add_password_argument, password_for
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
        parser.add_argument("role", choices=list(ADMINISTRATORS), metavar="角色", help=titles)
        parser.add_argument("username", metavar="登录名", help="登录时使用的名称")
        parser.add_argument("name", metavar="姓名", help="本人姓名")
        add_password_argument(parser)

    def carry_out(self, **options: Any) -> None:
        """Check the password, create the person and give the role, all or nothing."""
        role = ADMINISTRATORS[options["role"]]
        called = Person(username=options["username"], name=options["name"])
        password = password_for(called, from_stdin=options["password_stdin"])
        with transaction.atomic():
            person = create_person(
                None, name=options["name"], username=options["username"], password=password, by=None
            )
            grant_role(person, role.key.value, by=None)
        self.stdout.write(f"已建立{role.title}账号 {person.username}（{person.name}）。")
