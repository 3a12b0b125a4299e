"""Every command of ours as a script meets it: exit status, one sentence on stderr, help in Chinese."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import ManagementUtility

from rectify.management.parsing import columns, in_chinese, lines_of

COMMANDS = sorted(
    path.stem
    for path in (settings.BASE_DIR / "rectify/management/commands").glob("*.py")
    if path.stem != "__init__"
)
OURS_IN_LATIN = re.compile(
    r"manage\.py \w+|--?[a-z-]+|\{[\w,]+\}|\b(?:[A-Z]+(?:\.pdf)?|ROUND|Ctrl-C|Redis|PDF"
    r"|LibreOffice|docs|states|svg|standard|web|worker|system_admin|security_admin|auditor)\b",
    re.ASCII,
)


@dataclass(frozen=True)
class Told:
    """What a command has written, and how it ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Told]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`manage.py` with some words, as far as it goes without a database."""
    monkeypatch.setenv("COLUMNS", "80")

    def ended(*words: str) -> Told:
        status = 0
        try:
            ManagementUtility(["manage.py", *words]).execute()
        except SystemExit as end:
            status = int(end.code or 0)
        told = capsys.readouterr()
        return Told(status, told.out, told.err)

    return ended


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_chinese_and_fits_a_terminal(run: Run, command: str) -> None:
    told = run(command, "--help")
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith("用法：")
    assert re.findall(r"[A-Za-z]{2,}", OURS_IN_LATIN.sub("", told.out)) == []
    assert max(columns(line) for line in told.out.splitlines()) <= 80


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["report"], "缺少参数：ROUND、-o/--output。"),
        (["report", "x", "-o", "a.pdf"], "ROUND须为整数，不能是“x”。"),
        (["report", "1", "-o"], "-o/--output之后缺少值。"),
        (["report", "1", "-o", "a.pdf", "--as-of", "今天"], "--as-of：日期请写作2026-08-12"),
        (["report", "1", "-o", "a.pdf", "--shape", "foo"], "--shape不能是“foo”，可选：standard。"),
        (["intake"], "缺少参数：FILE。"),
        (["intake", "x.txt", "--foo"], "不认识的参数：--foo。"),
        (["intake", "x.txt", "--commit"], "写入台账须用 --round 指定巡察轮次编号。"),
        (["intake", "x.txt", "--json=yes"], "--json不带值，请去掉“yes”。"),
        (["administrator", "root", "a", "b"], "角色不能是“root”，可选：system_admin、"),
        (["password"], "缺少参数：登录名。"),
        (["demo", "now"], "不认识的参数：now。"),
        (["serve", "--only", "x"], "--only不能是“x”，可选：web、worker。"),
    ],
)
def test_wrong_usage_is_status_2_with_one_sentence(
    run: Run, words: list[str], sentence: str
) -> None:
    told = run(*words)
    assert (told.status, told.out) == (2, "")
    assert sentence in told.err
    assert told.err.count("\n") == 1


def test_a_refusal_is_status_1_with_one_sentence(run: Run, tmp_path: Path) -> None:
    told = run("intake", str(tmp_path / "没有.docx"))
    assert (told.status, told.out) == (1, "")
    assert told.err == "找不到文件“没有.docx”，请核对路径。\n"


def test_a_database_that_nobody_has_prepared_is_said_in_one_sentence(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "manage.py", "report", "1", "-o", str(tmp_path / "a.pdf")],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("数据库不能使用（no such table")
    assert told.stderr.endswith("），请先运行 ./run manage prepare。\n")


def test_what_argparse_may_say_some_day_is_still_told() -> None:
    assert in_chinese("something new") == "命令行有误（something new）。"


def test_lines_break_between_characters_but_not_inside_latin_words() -> None:
    assert list(lines_of("识别材料，再加 --commit 写入台账", 14)) == [
        "识别材料，再",
        "加 --commit",
        "写入台账",
    ]
