"""The migrations on both databases, in a session whose tables they have laid."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_migrations_lead_forward_and_back(database: str, postgres_url: str) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "DJANGO_", "DATA_DIR"))
    }
    environment["TEST_MIGRATED"] = "1"
    if database == "postgresql":
        environment["TEST_DATABASE_URL"] = postgres_url
    suite = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/migrations"],
        cwd=HOME,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert suite.returncode == 0, f"{suite.stdout[-12_000:]}\n{suite.stderr}"
