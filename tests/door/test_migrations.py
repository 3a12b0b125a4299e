"""The migrations, in a session of their own: its tests take the tables away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_migrations_lead_forward_and_back(database: str) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "DJANGO_", "DATA_DIR", "TEST_"))
    }
    suite = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/migrations"],
        cwd=HOME,
        env=environment | {"TEST_MIGRATIONS": "1", "TEST_ON": database},
        capture_output=True,
        text=True,
        check=False,
    )
    assert suite.returncode == 0, f"{suite.stdout[-12_000:]}\n{suite.stderr}"
