"""`manage.py password`: a new password for any account, an administrator's among them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from rectify.kernel.problems import Problem, Refused
from rectify.management.base import OfficeCommand
from rectify.management.passwords import add_password_argument, password_for
from rectify.people.models import Person
from rectify.people.operations import set_password


class Command(OfficeCommand):
    """Sets a password that its owner must change at his next sign-in."""

    help = "重置一个账号的密码，本人下次登录时须修改。管理员的密码只能在这里重置。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, and where the password comes from."""
        parser.add_argument("username", metavar="登录名", help="要重置密码的账号")
        add_password_argument(parser)

    def carry_out(self, **options: Any) -> None:
        """Find the account, check the password and set it."""
        person = Person.objects.filter(username=options["username"]).first()
        if person is None:
            raise Refused(
                Problem("password.account", f"没有登录名为“{options['username']}”的账号。")
            )
        set_password(person, password_for(person, from_stdin=options["password_stdin"]), by=None)
        self.stdout.write(f"已重置 {person.username}（{person.name}）的密码，下次登录时须修改。")
