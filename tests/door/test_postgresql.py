"""The second database: every test that touches a database runs on PostgreSQL too."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


def test_what_touches_the_database_passes_on_postgresql_too(
    postgres_url: str, record_property: Callable[[str, object], None]
) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-n", "2", "--dist", "loadfile"]
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "DJANGO_", "DATA_DIR"))
    }
    suite = subprocess.run(
        command,
        cwd=HOME,
        env=environment | {"TEST_DATABASE_URL": postgres_url, "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = suite.stdout.rstrip()
    assert suite.returncode == 0, f"PostgreSQL 上的测试未通过：\n{said[-12_000:]}\n{suite.stderr}"
    passed = re.search(r"(\d+) passed", said.splitlines()[-1])
    assert passed, said
    record_property("on PostgreSQL", passed[0])
