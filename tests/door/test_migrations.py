"""The migrations, in a session whose tables they have laid."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


def test_the_migrations_lead_forward_and_back() -> None:
    """On SQLite; forward on PostgreSQL they are taken by tests/door/test_serving.py."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "DJANGO_", "DATA_DIR"))
    }
    suite = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/migrations"],
        cwd=HOME,
        env=environment | {"TEST_MIGRATED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert suite.returncode == 0, f"{suite.stdout[-12_000:]}\n{suite.stderr}"
