"""The tools that read the code: one failing is one failed test, with what it said."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
BIN = Path(PYTHON).parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param([BIN / "ruff", "check"], id="ruff-check"),
        pytest.param([BIN / "ruff", "format", "--check"], id="ruff-format"),
        pytest.param([PYTHON, "-m", "mypy", "rectify", "tests", "run", "manage.py"], id="mypy"),
        pytest.param([BIN / "lint-imports"], id="import-contracts"),
        pytest.param([BIN / "djlint", "templates", "--lint", "--quiet"], id="templates"),
        pytest.param(
            [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], id="migrations"
        ),
        pytest.param(
            [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], id="django-check"
        ),
        pytest.param(
            [
                BIN / "check-jsonschema",
                *("--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
            ],
            id="compose",
        ),
    ],
)
def test_tool_finds_nothing(command: list[Path | str]) -> None:
    # As an office has it in use, not as the tests have it.
    environment = os.environ | {
        "HTTPS": "1",
        "DJANGO_SETTINGS_MODULE": "rectify.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
    }
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # left by the browser's tests
    told = subprocess.run(
        command, cwd=HOME, env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, f"\n{told.stdout[-8000:]}\n{told.stderr[-4000:]}"


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_direct_dependency_says_what_it_is_for_and_is_locked(name: str) -> None:
    lines = (HOME / f"{name}.in").read_text(encoding="utf-8").splitlines()
    direct = [line for line in lines if line and not line.startswith(("#", "-r"))]
    assert [line for line in direct if not re.search(r"\S\s+# \w", line)] == []
    locked = (HOME / f"{name}.txt").read_text(encoding="utf-8").lower().replace("_", "-")
    names = [re.split(r"[\[<>=\s]", line, maxsplit=1)[0].lower() for line in direct]
    assert [each for each in names if f"\n{each}==" not in f"\n{locked}"] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_pins_by_hash_and_names_no_index(name: str) -> None:
    lock = (HOME / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in lock


def test_both_locks_agree() -> None:
    def pins(name: str) -> set[str]:
        text = (HOME / name).read_text(encoding="utf-8")
        return set(re.findall(r"^\S+==\S+", text, flags=re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
