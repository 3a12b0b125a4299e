"""`manage.py demo` as a person at the command line meets it."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from rectify.management.demonstration.staff import PASSWORD, accounts


def run(*words: str, data: Path | None = None) -> subprocess.CompletedProcess[str]:
    folder = {"DATA_DIR": str(data), "DATABASE_URL": ""} if data else {}
    return subprocess.run(
        [sys.executable, "manage.py", "demo", *words],
        cwd=settings.BASE_DIR,
        env=os.environ | folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_accounts_are_printed_as_a_table_without_touching_any_data() -> None:
    out = StringIO()
    call_command("demo", accounts=True, stdout=out)
    lines = out.getvalue().splitlines()
    assert PASSWORD in lines[0]
    assert lines[1].split() == ["登录名", "姓名", "角色", "范围"]
    assert [line.split() for line in lines[2:]] == [
        [account.username, account.name, account.role, account.scope] for account in accounts()
    ]


def test_help_is_in_chinese_and_succeeds() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "载入演示数据" in done.stdout
    assert "只打印演示账号" in done.stdout


def test_an_unknown_option_is_wrong_usage() -> None:
    done = run("--bad")
    assert done.returncode == 2
    assert done.stdout == ""


def test_an_empty_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = run(data=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "数据库尚未建表，请先运行 python manage.py prepare，再载入演示数据。\n"
