"""`manage.py intake`: what it prints and writes, its exit status, and that it agrees with the page."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from rectify import tasks
from rectify.exports.ledger import write_ledger
from rectify.intake.models import Paper
from rectify.issues.models import Issue
from rectify.jobs.models import Job
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.rounds.models import Round
from tests.exports.reading_back import everything
from tests.factories import Office, make_office, signed_in
from tests.intake.accuracy.corpus import Kind, papers
from tests.intake.accuracy.reading import build
from tests.intake.giving import LEDGER, LETTER, REPORT, applied, confirmed, workbook

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> tuple[int, str, str]:
    """(exit status, stdout, stderr) of the command, run as from the shell."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.stderr", err)
        try:
            call_command("intake", *arguments, stdout=out)
        except SystemExit as ended:
            return int(ended.code or 0), out.getvalue(), err.getvalue()
        except CommandError as wrong:
            return wrong.returncode, out.getvalue(), str(wrong)
    return 0, out.getvalue(), err.getvalue()


def written(path: Path, content: str | bytes) -> str:
    """A file with this content; its path."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def from_corpus(number: str, folder: Path) -> Path:
    """A paper of the corpus as a file of its own kind."""
    (paper,) = papers(starting=number)
    if paper.kind in {Kind.TEXT, Kind.CELLS}:
        return paper.source
    return build(paper, folder)


def as_pdf(folder: Path) -> Path:
    """A PDF whose text layer holds the report."""
    lines = "".join(f"<p>{line}</p>" for line in REPORT.splitlines())
    from weasyprint import HTML  # slow to import, as everywhere

    path = folder / "整改情况报告.pdf"
    HTML(string=f"<body>{lines}</body>").write_pdf(path)
    return path


def converted(path: Path, kind: str) -> Path:
    """A file in an older format, written by LibreOffice."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is missing"
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(path.parent)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
    return path.with_suffix(f".{kind}")


def as_old_word(folder: Path) -> Path:
    """A .doc."""
    return converted(from_corpus("60", folder), "doc")


def as_old_sheet(folder: Path) -> Path:
    """An .xls."""
    return converted(from_corpus("51", folder), "xls")


def as_own_ledger(folder: Path) -> Path:
    """Another unit's ledger as this very application writes it out."""
    other = make_office("bh", "碧湖县水务局党组")
    round_ = other.round()
    for title in ("固定资产账实不符", "理论学习走过场"):
        issue = other.issue(round_, title)
        other.measure(issue, f"{title}的整改措施", due_on=clock.today() + timedelta(days=90))
        other.measure(issue, "1.约谈责任人。2.收回资金2万元。", lead_department=None)
    path = folder / "整改台账.xlsx"
    with path.open("wb") as target:
        write_ledger(target, everything(round_))
    return path


KINDS: dict[str, Any] = {
    "our own ledger": as_own_ledger,
    "text": lambda folder: from_corpus("20", folder),
    "pasted cells": lambda folder: from_corpus("41", folder),
    "spreadsheet": lambda folder: from_corpus("51", folder),
    "merged blocks, second block": lambda folder: from_corpus("53", folder),
    "word with automatic numbers": lambda folder: from_corpus("60", folder),
    "word with a merged table": lambda folder: from_corpus("61", folder),
    "pdf": as_pdf,
    "older word": as_old_word,
    "older spreadsheet": as_old_sheet,
}


def ledger_of(round_: Round) -> list[Any]:
    """All that was written into a round, without ids."""
    issues = Issue.objects.filter(round=round_).order_by("serial")
    facts = ("number", "title", "text", "category__title", "stated", "cause", "source")
    measures = Measure.objects.filter(issue__round=round_).order_by("issue__serial", "serial")
    of_measures = ("text", "number", "responsible_words", "deadline__words", "deadline__due_on")
    return [*issues.values_list(*facts), *measures.values_list(*of_measures)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_and_the_page_agree_for_every_kind_of_file(
    office: Office, round_: Round, tmp_path: Path, kind: str
) -> None:
    path = KINDS[kind](tmp_path)
    other = office.round(name="县委第二轮常规巡察")
    client = signed_in(office.office)
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    response = client.post(f"/rounds/{round_.pk}/papers/", {"file": upload})
    assert response.status_code == 302, response.context["form"].errors
    for job in Job.objects.all():
        tasks.read_paper(job.pk)
    applied(Paper.objects.get(), office)
    assert run(str(path), "--round", str(other.pk), "--commit", "--by", "qs_office")[0] == 0
    assert ledger_of(round_) == ledger_of(other)
    assert Issue.objects.filter(round=round_).exists()
    status, out, _ = run(str(path), "--json", "--round", str(round_.pk))
    found = json.loads(out)
    assert status == 0
    assert [issue["title"] for issue in found["issues"]] == [
        row["title"] for row in Paper.objects.get(round=round_).plan["issues"]
    ]


def test_json_holds_what_scripts_rely_on(office: Office, tmp_path: Path) -> None:
    status, out, err = run(written(tmp_path / "报告.txt", REPORT), "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert set(found) == {
        "title",
        "addressee",
        "header",
        "stated",
        "issues",
        "offered",
        "noise",
        "warnings",
    }
    first = found["issues"][0]
    assert (first["number"], first["title"], first["status"], first["at"]) == (
        "1",
        "理论学习中心组学习走过场",
        "done",
        "3",
    )
    assert first["path"] == ["党的政治建设方面"]
    assert not Paper.objects.exists()


def test_without_a_round_it_tells_what_was_recognised(office: Office, tmp_path: Path) -> None:
    status, out, _ = run(written(tmp_path / "反馈意见.txt", LETTER))
    assert status == 0
    assert out.splitlines()[0] == "青山县档案馆巡察反馈意见：识别出问题3个、措施0项"
    assert "  3 固定资产账实不符" in out


def test_with_a_round_it_compares_and_writes_nothing(
    office: Office, round_: Round, tmp_path: Path
) -> None:
    confirmed(office, round_, LETTER)
    status, out, _ = run(written(tmp_path / "报告.txt", REPORT), "--round", str(round_.pk))
    assert status == 0
    assert "新增1个，更新3个" in out
    assert "认定状态：（空） → 已完成" in out
    assert Paper.objects.count() == 1
    status, out, _ = run(
        written(tmp_path / "台账.xlsx", workbook(LEDGER)), "--round", str(round_.pk)
    )
    assert re.search(r"未对应：何安平（\d次）", out)


def test_commit_writes_and_keeps_the_file_and_a_second_one_makes_no_doubles(
    office: Office, round_: Round, tmp_path: Path
) -> None:
    path = written(tmp_path / "台账.xlsx", workbook(LEDGER))
    status, out, _ = run(path, "--round", str(round_.pk), "--commit")
    assert (status, "新增问题2个" in out) == (0, True)
    assert Paper.objects.get().given_by is None
    status, out, _ = run(path, "--round", str(round_.pk), "--commit", "--by", "qs_office")
    assert (status, "未重复导入" in out) == (0, True)
    assert Issue.objects.count() == 2


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["没有.txt"], 1, "找不到文件“没有.txt”"),
        (["{file}", "--round", "99"], 1, "没有这个编号的巡察轮次"),
        (["{file}", "--round", "{round}", "--commit", "--by", "谁"], 1, "没有登录名为“谁”的人员"),
        (["{file}", "--round", "{round}", "--commit", "--by", "qs_handler"], 1, "权限"),
        (["{blank}", "--round", "{round}", "--commit"], 1, "没有可导入的问题"),
        (["{broken}", "--json"], 1, "已损坏"),
        (["{file}", "--commit"], 2, "--round"),
        (["{file}", "--round", "{round}", "--commit", "--json"], 2, "--json"),
    ],
)
def test_refusals_and_wrong_usage_have_their_exit_status_and_write_nothing(
    office: Office, round_: Round, tmp_path: Path, arguments: list[str], status: int, words: str
) -> None:
    files = {
        "file": written(tmp_path / "报告.txt", REPORT),
        "blank": written(tmp_path / "通知.txt", "关于召开会议的通知\n请各科室准时参加。\n"),
        "broken": written(tmp_path / "坏.xlsx", workbook(LEDGER)[:-300]),
    }
    given = [argument.format(**files, round=round_.pk) for argument in arguments]
    ended, out, err = run(*given)
    assert (ended, out) == (status, "")
    assert words in err
    assert not Issue.objects.exists()


@pytest.mark.parametrize("arguments", [["--unknown"], []])
def test_wrong_arguments_end_with_status_two(arguments: list[str]) -> None:
    command = [sys.executable, "manage.py", "intake", *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, b"")


def test_a_refused_row_keeps_the_whole_file_out(
    office: Office, round_: Round, tmp_path: Path
) -> None:
    rows = [list(row) for row in LEDGER]
    rows[2][2] = "固定资产账实不符，" * 60
    path = written(tmp_path / "台账.xlsx", workbook(rows))
    status, _, err = run(path, "--round", str(round_.pk), "--commit")
    assert (status, "超过500字" in err) == (1, True)
    assert not Issue.objects.exists()
