"""A report comes out as a real PDF with the ledger's numbers, or its job ends with a reason."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from rectify import tasks
from rectify.figures.selection import Selection
from rectify.issues.enums import Standing
from rectify.jobs.enums import JobKind
from rectify.jobs.models import Job
from rectify.jobs.operations import ask
from rectify.kernel import clock
from rectify.kernel.files import path_of
from rectify.kernel.problems import Refused
from rectify.reports.models import Report, ReportFile
from rectify.reports.operations import amend_section, ask_export, draft_report
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, signed_in

pytestmark = pytest.mark.once  # what takes the time is the file, not the database


@pytest.fixture
def report(office: Office, round_: Round) -> Report:
    return draft_report(round_, by=office.secretary)


def text_of(path: Path) -> str:
    """The text of a PDF without its line breaks and spaces."""
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def rendered(report: Report, person: Any) -> tuple[Job, ReportFile]:
    """Export as the worker does."""
    job = ask_export(report, by=person)
    tasks.render_report(job.pk)
    job.refresh_from_db()
    return job, ReportFile.objects.get(pk=job.result["file_id"])


def test_the_file_tells_the_ledger_with_its_numbers(office: Office, report: Report) -> None:
    job, file = rendered(report, office.secretary)
    assert (job.state, job.percent) == ("done", 100)
    text = text_of(path_of(file.sha256))
    assert "青山县档案馆党组关于县委第一巡察组反馈意见整改落实情况的报告" in text
    everything = Selection()
    for standing, words in (
        (Standing.DONE, "已完成"),
        (Standing.IN_PROGRESS, "正在整改"),
        (Standing.LONG_TERM, "长期坚持"),
    ):
        rows = everything.but(statuses=(standing,)).issues(office.secretary, report.round)
        assert f"{words}{rows.count()}个" in text
    measures = everything.measures(office.secretary, report.round)
    assert f"整改措施{measures.count()}项" in text
    for words in ("一、整改取得的成效", "二、存在的主要问题", "三、问题整改落实情况"):
        assert words in text
    assert "附件：整改台账" in text
    assert all(measure.text in text for measure in measures)
    assert file.name.endswith(f"（截至{report.as_of:%Y%m%d}）.pdf")


def test_a_text_that_was_edited_stands_in_the_file_with_its_figures(
    office: Office, report: Report
) -> None:
    row = report.sections.get(position=1)
    body = "导语。\n（一）要点。措施共{措施数}项，逾期{逾期数}个。"
    amend_section(row, version=1, heading="", body=body, by=office.office)
    _, file = rendered(report, office.office)
    assert "（一）要点。措施共3项，逾期1个。" in text_of(path_of(file.sha256))


def test_the_same_report_gives_the_same_bytes(office: Office, report: Report) -> None:
    hashes = {rendered(report, office.secretary)[1].sha256 for _ in range(2)}
    assert len(hashes) == 1


def test_a_character_without_a_form_ends_the_job_with_a_reason(
    office: Office, report: Report
) -> None:
    row = report.sections.get(position=1)
    amend_section(row, version=1, heading="", body="缺字\U0010fffd。", by=office.office)
    job = ask_export(report, by=office.secretary)
    with pytest.raises(Refused):
        tasks.render_report(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.failure.endswith("。")
    assert not ReportFile.objects.exists()


def test_who_lost_the_permission_meanwhile_gets_no_file(office: Office, report: Report) -> None:
    job = ask_export(report, by=office.secretary)
    office.secretary.is_active = False
    office.secretary.save()
    with pytest.raises(Refused):
        tasks.render_report(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert not ReportFile.objects.exists()


def test_a_failed_job_is_asked_for_again_with_a_button(office: Office, report: Report) -> None:
    job = ask_export(report, by=office.secretary)
    Job.objects.filter(pk=job.pk).update(state="failed", ended_at=clock.now(), failure="内存不足。")
    client = signed_in(office.secretary)
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "内存不足。" in page
    assert f"/jobs/{job.pk}/again/" in page
    assert client.post(f"/jobs/{job.pk}/again/")["Location"] == f"/reports/{report.pk}/"
    assert Job.objects.filter(state="waiting").count() == 1
    assert Event.objects.filter(act="job.retried").count() == 1
    assert signed_in(office.office).post(f"/jobs/{job.pk}/again/").status_code == 404


def test_a_paper_that_could_not_be_read_is_not_asked_for_again_here(office: Office) -> None:
    job = ask(JobKind.READ_PAPER, 1, by=office.office)
    Job.objects.filter(pk=job.pk).update(state="failed", ended_at=clock.now(), failure="已加密。")
    client = signed_in(office.office)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "已加密。" in page
    assert "again" not in page
    assert client.post(f"/jobs/{job.pk}/again/").status_code == 404


def test_a_download_bears_its_chinese_name_and_is_noted(office: Office, report: Report) -> None:
    _, file = rendered(report, office.secretary)
    response = signed_in(office.supervisor).get(f"/report-files/{file.pk}/")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert content[:5] == b"%PDF-"
    assert len(content) == file.size == int(response["Content-Length"])
    assert response["Content-Disposition"].startswith(
        "attachment; filename*=UTF-8''%E9%9D%92%E5%B1%B1"
    )
    assert Event.objects.filter(act="report.read", actor_id=office.supervisor.pk).count() == 1
    path_of(file.sha256).write_bytes(b"%PDF- altered")
    assert signed_in(office.supervisor).get(f"/report-files/{file.pk}/").status_code == 409


def test_the_command_writes_a_draft_and_nothing_else(round_: Round, tmp_path: Path) -> None:
    target, out = tmp_path / "报告.pdf", StringIO()
    call_command("report", str(round_.pk), "-o", str(target), stdout=out)
    assert "整改完成率25%" in text_of(target)
    assert "SHA-256" in out.getvalue()
    assert (Report.objects.count(), ReportFile.objects.count()) == (0, 0)
    assert Event.objects.latest("position").act == "report.exported"


def test_the_command_takes_the_saved_text_and_another_day(
    office: Office, report: Report, tmp_path: Path
) -> None:
    row = report.sections.get(position=2)
    amend_section(row, version=1, heading="整改成效", body="措施共{措施数}项。", by=office.office)
    target, day = tmp_path / "r.pdf", clock.today() - timedelta(days=30)
    call_command("report", str(report.round_id), "--as-of", f"{day}", "-o", str(target))
    text = text_of(target)
    assert "一、整改成效措施共3项。" in text
    assert f"截至{day.year}年{day.month}月{day.day}日" in text
    report.refresh_from_db()
    assert report.as_of == clock.today()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("999999", "-o", "x.pdf"), "没有编号为999999的巡察轮次。"),
        (("{round}", "-o", "/nirgends/x.pdf"), "文件夹/nirgends不存在，请先建立。"),
        (("{round}", "--as-of", "2999-01-01", "-o", "x.pdf"), "数据截止日期不能晚于今天。"),
    ],
)
def test_the_command_refuses_in_one_sentence(
    round_: Round,
    arguments: tuple[str, ...],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = [argument.format(round=round_.pk) for argument in arguments]
    with pytest.raises(SystemExit) as ended:
        call_command("report", *given)
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"{sentence}\n"
