"""Long input: kept first, read by a job with its progress, and never lost when that fails."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from rectify import tasks
from rectify.intake import arriving
from rectify.intake.arriving import read_waiting
from rectify.intake.enums import PaperState
from rectify.intake.models import Paper
from rectify.intake.operations import apply_paper, give_up_paper, plan_paper, read_again
from rectify.intake.plan import Plan
from rectify.issues.models import Issue
from rectify.jobs.enums import JobKind, JobState
from rectify.jobs.models import Job
from rectify.kernel import clock
from rectify.kernel.files import path_of
from rectify.kernel.problems import Refused
from rectify.rounds.models import Round
from tests.factories import Office, signed_in
from tests.intake.giving import LETTER, workbook

LONG = "整改方案\n" + "".join(
    f"{n}.关于“{place}第{n}项制度执行不严”的问题。整改措施：修订第{n}项制度并开展督查，逐项建立台账销号。\n"
    if n
    else f"{number}、{place}方面\n"
    for number, place in zip("一二三四五六七八九", "党政工团财人物事纪", strict=True)
    for n in range(900)
)


def handed_over(office: Office, round_: Round, data: bytes, name: str = "台账.xlsx") -> Paper:
    """A long file, through the page."""
    client = signed_in(office.office)
    url = f"/rounds/{round_.pk}/papers/"
    response = client.post(url, {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.context["form"].errors
    return Paper.objects.get()


def pasted(office: Office, round_: Round, text: str) -> Paper:
    """A long text, through the page."""
    response = signed_in(office.office).post(f"/rounds/{round_.pk}/papers/", {"text": text})
    assert response.status_code == 302
    return Paper.objects.get()


@pytest.fixture
def long_paper(office: Office, round_: Round, monkeypatch: pytest.MonkeyPatch) -> Paper:
    """A paper that waits for its job; what counts as long is short here."""
    monkeypatch.setattr(arriving, "LONG_TEXT", 20)
    return pasted(office, round_, LETTER)


def test_a_long_text_is_kept_before_it_is_read(office: Office, long_paper: Paper) -> None:
    assert (long_paper.state, long_paper.text, long_paper.plan) == (PaperState.WAITING, LETTER, {})
    job = Job.objects.get()
    assert (job.kind, job.subject_id, job.asked_by) == (
        JobKind.READ_PAPER,
        long_paper.pk,
        office.office,
    )
    page = signed_in(office.office).get(f"/papers/{long_paper.pk}/").content.decode()
    assert "识别材料" in page
    assert f"/papers/{long_paper.pk}/reading/" in page


@pytest.mark.once
def test_eight_thousand_issues_are_read_by_the_job_which_tells_its_stages(
    office: Office, round_: Round
) -> None:
    assert len(LONG) > arriving.LONG_TEXT
    paper = pasted(office, round_, LONG)
    told: list[tuple[int, str]] = []
    read_waiting(paper.pk, lambda percent, stage: told.append((percent, stage)))
    assert [percent for percent, _ in told] == sorted(percent for percent, _ in told)
    assert (told[0], told[-1]) == ((5, "准备"), (85, "与台账比对"))
    paper.refresh_from_db()
    apply_paper(paper, version=paper.version, by=office.office)
    assert Issue.objects.filter(round=round_).count() == 9 * 899


def test_the_task_ends_the_job_and_the_page_shows_the_plan(
    office: Office, long_paper: Paper
) -> None:
    client = signed_in(office.office)
    job = Job.objects.get()
    url = f"/papers/{long_paper.pk}/reading/"
    assert "progress" in client.get(url).content.decode()
    tasks.read_paper(job.pk)
    job.refresh_from_db()
    assert (job.state, job.percent, job.result) == (JobState.DONE, 100, {"paper": long_paper.pk})
    assert client.get(url)["HX-Refresh"] == "true"
    assert "确认导入台账" in client.get(f"/papers/{long_paper.pk}/").content.decode()


def test_a_job_run_twice_reads_once(long_paper: Paper) -> None:
    read_waiting(long_paper.pk, lambda percent, stage: None)
    long_paper.refresh_from_db()
    version = long_paper.version
    assert read_waiting(long_paper.pk, lambda percent, stage: None) == {"paper": long_paper.pk}
    long_paper.refresh_from_db()
    assert long_paper.version == version


def test_the_same_long_text_again_is_the_same_paper(office: Office, long_paper: Paper) -> None:
    pasted(office, long_paper.round, LETTER)
    assert (Paper.objects.count(), Job.objects.count()) == (1, 1)


def test_a_long_file_is_kept_with_its_bytes_and_read_by_the_job(
    office: Office, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "LONG_FILE", 1000)
    data = workbook([(1, "财务", "账实不符", "清查资产", "", "财务科", "")])
    paper = handed_over(office, round_, data)
    assert (paper.state, paper.file_name, paper.file_size) == ("waiting", "台账.xlsx", len(data))
    assert path_of(paper.sha256).read_bytes() == data
    tasks.read_paper(Job.objects.get().pk)
    paper.refresh_from_db()
    assert Plan.from_json(paper.plan).issues[0].title == "账实不符"
    assert "账实不符" in paper.text


def test_a_bad_long_file_is_refused_at_once_and_nothing_is_kept(
    office: Office, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "LONG_FILE", 1000)
    client = signed_in(office.office)
    upload = SimpleUploadedFile("台账.xlsx", workbook([])[:-300] + b"\x00" * 2000)
    response = client.post(f"/rounds/{round_.pk}/papers/", {"file": upload})
    assert response.status_code == 422
    assert not Paper.objects.exists()


def test_a_paper_that_cannot_be_read_keeps_the_reason_and_can_be_read_again(
    office: Office, long_paper: Paper
) -> None:
    Paper.objects.get().refresh_from_db()
    with pytest.raises(Refused):
        _read_within_no_time(long_paper)
    long_paper.refresh_from_db()
    job = Job.objects.get()
    assert long_paper.state == PaperState.FAILED
    assert (job.state, job.failure) == (JobState.FAILED, long_paper.failure)
    client = signed_in(office.office)
    page = client.get(f"/papers/{long_paper.pk}/").content.decode()
    assert long_paper.failure in page
    assert "重新识别" in page
    client.post(f"/papers/{long_paper.pk}/again/", {"version": long_paper.version})
    long_paper.refresh_from_db()
    assert (long_paper.state, long_paper.failure, Job.objects.count()) == ("waiting", "", 2)
    tasks.read_paper(Job.objects.order_by("-pk")[0].pk)
    long_paper.refresh_from_db()
    assert long_paper.state == PaperState.PLANNED


def _read_within_no_time(paper: Paper) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(arriving, "SECONDS_IN_BACKGROUND", 0)
        tasks.read_paper(Job.objects.get(subject_id=paper.pk).pk)


def test_a_paper_whose_file_was_damaged_on_disk_says_so(
    office: Office, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "LONG_FILE", 1000)
    paper = handed_over(office, round_, workbook([(1, "财务", "账实不符", "清查", "", "", "")]))
    path_of(paper.sha256).write_bytes(b"other")
    with pytest.raises(Refused, match="缺失或已被改动"):
        read_waiting(paper.pk, lambda percent, stage: None)
    paper.refresh_from_db()
    assert paper.state == PaperState.FAILED


def test_a_paper_whose_job_was_given_up_can_be_read_again(
    office: Office, long_paper: Paper
) -> None:
    """Three workers died; the sweep has ended the job, the paper still waits."""
    Job.objects.update(
        state=JobState.FAILED, ended_at=clock.now() - timedelta(minutes=1), failure="处理多次中断。"
    )
    page = signed_in(office.office).get(f"/papers/{long_paper.pk}/").content.decode()
    assert "处理多次中断" in page
    paper = read_again(long_paper, version=long_paper.version, by=office.office)
    assert paper.state == PaperState.WAITING


def test_reading_again_and_laying_down_refuse_what_is_read_already(
    office: Office, long_paper: Paper
) -> None:
    read_waiting(long_paper.pk, lambda percent, stage: None)
    long_paper.refresh_from_db()
    calls: list[Any] = [
        lambda: read_again(long_paper, version=long_paper.version, by=office.office),
        lambda: plan_paper(long_paper, Plan(), by=office.office),
        lambda: give_up_paper(long_paper, reason="太长", by=office.office),
    ]
    for call in calls:
        with pytest.raises(Refused, match="已经识别"):
            call()


def test_a_waiting_paper_can_be_put_aside_and_the_job_then_leaves_it(
    office: Office, long_paper: Paper
) -> None:
    client = signed_in(office.office)
    client.post(f"/papers/{long_paper.pk}/discard/", {"version": long_paper.version})
    tasks.read_paper(Job.objects.get().pk)
    long_paper.refresh_from_db()
    assert (long_paper.state, long_paper.plan) == (PaperState.DISCARDED, {})


@override_settings(DEBUG=False)
def test_an_unexpected_error_is_told_in_one_sentence(
    long_paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(arriving, "plan_apart", fails)
    job = Job.objects.get()
    with pytest.raises(ZeroDivisionError):
        tasks.read_paper(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.failure.endswith("联系系统管理员。")
