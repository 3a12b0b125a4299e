"""`manage.py demo`: load the demonstration data, or print its accounts."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from rectify.management.base import OfficeCommand
from rectify.management.demonstration.loading import load
from rectify.management.demonstration.staff import PASSWORD, accounts
from rectify.management.parsing import columns

HEADINGS = ("登录名", "姓名", "角色", "范围")


class Command(OfficeCommand):
    """Loads the demonstration, or prints the table of its accounts."""

    help = (
        "载入演示数据：一个虚构县的两个单位、四轮巡察，日期以今天为准。"
        "再次运行会清空上一次的演示数据并重新载入；数据库中已有正式单位或人员时拒绝载入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The choice to look only."""
        parser.add_argument("--accounts", action="store_true", help="只打印演示账号，不改动数据。")

    def carry_out(self, **options: Any) -> None:
        """Load unless asked only for the accounts; print them either way."""
        if not options["accounts"]:
            made = load()
            self.stdout.write(
                f"已载入演示数据：{made['units']}个被巡察单位、{made['rounds']}轮巡察、"
                f"{made['issues']}个问题、{made['measures']}项措施。"
            )
        self._print_accounts()

    def _print_accounts(self) -> None:
        rows = [HEADINGS, *((a.username, a.name, a.role, a.scope) for a in accounts())]
        widths = [max(columns(row[place]) for row in rows) for place in range(len(HEADINGS))]
        self.stdout.write(f"演示账号（密码均为 {PASSWORD}）：")
        for row in rows:
            cells = [word + " " * (widths[i] - columns(word)) for i, word in enumerate(row)]
            self.stdout.write("  " + "  ".join(cells).rstrip())
