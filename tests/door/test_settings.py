"""Environment variables: defaults that hold, bad values refused by name, all of them documented."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
KEY = "k" * 40


def ask(expression: str, data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Print a setting as the application sees it, in a process of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DATA_DIR": str(data),
        **variables,
    }
    code = f"from rectify import settings; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=HOME,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def answer(expression: str, data: Path, **variables: str) -> str:
    asked = ask(expression, data, **variables)
    assert asked.returncode == 0, asked.stderr
    return asked.stdout.strip()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://a:b@host/name"),
        ("DATABASE_URL", "postgresql://host"),
        ("DATABASE_URL", "postgresql://host:port/name"),
        ("DATABASE_URL", "rectify.sqlite3"),
        ("REDIS_URL", "http://host"),
        ("REDIS_URL", "redis:///0"),
        ("REDIS_URL", "redis://host:port/0"),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", "https://a.example"),
        ("CSRF_TRUSTED_ORIGINS", "a.example"),
        ("CSRF_TRUSTED_ORIGINS", "https://a.example/path"),
        ("DEBUG", "maybe"),
        ("HTTPS", "是"),
        ("DEMO", "2"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("PORT", "٨"),
        ("UPLOAD_LIMIT_MB", "0"),
        ("WEB_PROCESSES", "many"),
        ("EMAIL_URL", "ftp://host"),
        ("DATA_DIR", "/proc/nowhere"),
    ],
)
def test_a_bad_value_is_refused_with_one_sentence_that_names_it(
    tmp_path: Path, name: str, value: str
) -> None:
    asked = ask("0", tmp_path, **{name: value})
    assert asked.returncode == 1
    assert asked.stdout == ""
    sentence = asked.stderr.strip()
    assert sentence.startswith(f"环境变量 {name} 有误：")
    assert sentence.endswith("。")
    assert "\n" not in sentence


def test_without_any_variable_it_is_safe_and_needs_no_server(tmp_path: Path) -> None:
    shown = answer(
        "settings.DEBUG, settings.ALLOWED_HOSTS[:2], settings.DATABASES['default']['ENGINE'],"
        " settings.REDIS_URL, settings.HOST, settings.PORT, settings.EMAIL_BACKEND",
        tmp_path,
    )
    assert shown == (
        "False ['localhost', '127.0.0.1'] django.db.backends.sqlite3"
        "  127.0.0.1 8000 django.core.mail.backends.dummy.EmailBackend"
    )


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = answer("settings.SECRET_KEY", tmp_path)
    assert len(first) >= 50
    assert answer("settings.SECRET_KEY", tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_cut_off_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("", encoding="ascii")
    asked = ask("0", tmp_path)
    assert asked.returncode == 1
    assert asked.stderr.startswith("环境变量 SECRET_KEY 有误：")


def test_a_given_key_leaves_no_file(tmp_path: Path) -> None:
    assert answer("settings.SECRET_KEY", tmp_path, SECRET_KEY=KEY) == KEY
    assert not (tmp_path / "secret-key").exists()


def test_demonstration_accounts_never_come_unasked_beside_an_offices_own_database(
    tmp_path: Path,
) -> None:
    own = "postgresql://u:p@host:5432/name"
    assert answer("settings.DEMO", tmp_path) == "True"
    assert answer("settings.DEMO", tmp_path, DATABASE_URL=own) == "False"
    assert answer("settings.DEMO", tmp_path, DATABASE_URL=own, DEMO="1") == "True"


def test_https_closes_the_cookies_and_turns_http_away(tmp_path: Path) -> None:
    shown = answer(
        "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,"
        " settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS > 0",
        tmp_path,
        HTTPS="1",
    )
    assert shown == "True True True True"


def test_variables_come_from_a_file_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / "office.env"
    file.write_text(f"PORT=8123\nHOST=10.0.0.8\nSECRET_KEY={KEY}\n", encoding="utf-8")
    shown = answer(
        "settings.PORT, settings.HOST, '10.0.0.8' in settings.ALLOWED_HOSTS",
        tmp_path,
        ENV_FILE=str(file),
        PORT="8124",
    )
    assert shown == "8124 10.0.0.8 True"


def test_every_variable_stands_in_the_example_file_and_no_other() -> None:
    code = (HOME / "rectify" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code)) - {"ENV_FILE"}
    example = (HOME / ".env.example").read_text(encoding="utf-8")
    shown = set(re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE))
    # Only the containers need a password for their own PostgreSQL.
    assert shown == read | {"POSTGRES_PASSWORD"}


def test_the_example_file_is_accepted_as_it_stands(tmp_path: Path) -> None:
    example = (HOME / ".env.example").read_text(encoding="utf-8")
    file = tmp_path / "example.env"
    file.write_text(example.replace("DATA_DIR=./data", ""), encoding="utf-8")
    assert answer("settings.PORT, settings.DEMO", tmp_path, ENV_FILE=str(file)) == "8000 True"
