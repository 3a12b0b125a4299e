"""What every command of ours shares: exit status 0, 1 or 2, and one sentence on stderr."""

from __future__ import annotations

import sys
from abc import abstractmethod
from typing import Any

from django.db import DatabaseError

from rectify.kernel.problems import Refused
from rectify.management.parsing import ChineseCommand

REFUSED = 1


class OfficeCommand(ChineseCommand):
    """A command for scripts and administrators.

    Exit status 0: done; 1: refused, with the reason in one sentence on stderr; 2: wrong usage.
    """

    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own shape

    def handle(self, *args: Any, **options: Any) -> None:
        """Run `carry_out` and turn a refusal into a sentence and status 1.

        So is a database that is not there, or not of this version.
        """
        try:
            self.carry_out(**options)
        except Refused as refusal:
            sys.stderr.write(f"{refusal}\n")
            sys.exit(REFUSED)
        except DatabaseError as error:
            told = " ".join(str(error).split()).rstrip(".")
            sys.stderr.write(f"数据库不能使用（{told}），请先运行 ./run manage prepare。\n")
            sys.exit(REFUSED)

    @abstractmethod
    def carry_out(self, **options: Any) -> None:
        """Do the command's work; raise `Refused` when it cannot be done."""
