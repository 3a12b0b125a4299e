"""`./run` itself, as an administrator types it, in a copy of its own."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.processes import unprivileged

HOME = Path(__file__).resolve().parents[2]
PYTHON = "/usr/bin/python3"


@pytest.fixture
def copy() -> Iterator[Path]:
    """A folder with the door and the locks, and a machine on which no package is installed."""
    # Not pytest's own folder: another account could not look into that.
    with tempfile.TemporaryDirectory(prefix="rectify-run-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        for name in ("run", "requirements.txt", "requirements-dev.txt"):
            shutil.copy(HOME / name, folder)
        (folder / ".state" / "fonts").mkdir(parents=True)
        (folder / ".state" / "fonts" / "absent").touch()
        (folder / "bin").mkdir()
        _program(folder / "bin" / "dpkg-query", "exit 1")
        yield folder


def _program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    path.chmod(0o755)


def _all_packages_installed(copy: Path) -> None:
    listing = 'shift 3; for name in "$@"; do echo "$name installed"; done'
    _program(copy / "bin" / "dpkg-query", listing)


def _prepared(copy: Path) -> None:
    """As after a first start: packages there, environment there, its stamp equal to the lock."""
    _all_packages_installed(copy)
    (copy / ".venv" / "bin").mkdir(parents=True)
    (copy / ".venv" / "bin" / "python").symlink_to(PYTHON)
    digest = hashlib.sha256((copy / "requirements.txt").read_bytes()).hexdigest()
    (copy / ".venv" / "installed-locks").write_text(f"{digest}\n", encoding="ascii")
    (copy / "manage.py").write_text(
        "import sys\nprint(sys.argv[1:])\nsys.exit(7)\n", encoding="utf-8"
    )


def door(
    copy: Path, *words: str, user: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, str(copy / "run"), *words],
        env={"PATH": str(copy / "bin"), "LANG": "C.UTF-8", **variables},
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_word(copy: Path) -> None:
    told = door(copy, "help")
    assert told.returncode == 0
    for word in ("./run test", "./run manage", "./run install", "./run fonts", "./run lock"):
        assert word in told.stdout
    assert door(copy, "--help").stdout == told.stdout


@pytest.mark.parametrize("words", [["serv"], ["install", "now"], ["--port", "80"]])
def test_an_unknown_word_is_refused_with_status_2(copy: Path, words: list[str]) -> None:
    told = door(copy, *words)
    assert told.returncode == 2
    assert told.stderr == f"没有“{' '.join(words)}”这个用法，请用 ./run help 查看说明。\n"


def test_absent_packages_are_named_with_their_purpose_and_the_one_line_to_type(copy: Path) -> None:
    told = door(copy, INSTALL="0")
    assert told.returncode == 1
    assert "fonts-noto-cjk（中文宋体、黑体）" in told.stdout
    assert "chromium" not in told.stdout + told.stderr
    assert told.stderr.splitlines()[-1] == (
        "    apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0"
        " libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk"
    )


def test_testing_also_needs_a_browser_and_servers(copy: Path) -> None:
    told = door(copy, "test", INSTALL="0")
    assert told.returncode == 1
    for name in (
        "chromium",
        "libreoffice-writer",
        "poppler-utils",
        "postgresql-15",
        "redis-server",
    ):
        assert name in told.stderr


def test_an_account_that_may_not_install_is_told_what_to_type(copy: Path) -> None:
    user = unprivileged()
    if user:
        for path in (copy, *copy.rglob("*")):
            shutil.chown(path, user)
    told = door(copy, user=user)
    assert told.returncode == 1
    assert "当前账号没有安装软件的权限" in told.stderr
    assert "apt-get install -y --no-install-recommends libpango-1.0-0" in told.stderr


def test_a_machine_that_is_not_debian_is_told_what_it_needs(copy: Path) -> None:
    _prepared(copy)
    (copy / "bin" / "dpkg-query").unlink()
    told = door(copy, "manage", "version")
    assert "本机不是 Debian" in told.stdout
    assert told.returncode == 7


def test_a_second_start_installs_nothing_and_hands_over(copy: Path) -> None:
    _prepared(copy)
    told = door(copy, "manage", "demo", "--help")
    assert told.stdout == "['demo', '--help']\n"
    assert told.stderr == ""
    assert told.returncode == 7
    assert door(copy).stdout == "['serve']\n"


def test_ci_calls_the_same_door(copy: Path) -> None:
    (copy / ".ci").mkdir()
    shutil.copy(HOME / ".ci" / "run", copy / ".ci")
    _program(copy / "run", 'echo "$@"')
    path = os.environ["PATH"]
    told = subprocess.run(
        [copy / ".ci" / "run"], env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert told.stdout == "test\n"
