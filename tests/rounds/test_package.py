"""The archive package: every hash recomputed, everything of the round in it, nothing of another's."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest

from rectify.archive.models import Package
from rectify.archive.operations import ask_package, close_round
from rectify.archive.packing import make_package
from rectify.evidence.models import Evidence
from rectify.groundwork.operations import keep_scan
from rectify.issues.models import Issue
from rectify.jobs.models import Job
from rectify.kernel import clock
from rectify.kernel.files import path_of, read_checked
from rectify.kernel.problems import Refused
from rectify.lookback.operations import judge_takeover, take_over
from rectify.rounds.models import Round
from rectify.tasks import archive_round
from rectify.trail.models import Event
from rectify.trail.queries import first_broken_link
from tests.factories import Office, make_office, signed_in
from tests.rounds.closing import REPORT, closed, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return closed(office)


@pytest.fixture
def package(office: Office, round_: Round) -> Package:
    return make_package(round_, progress=lambda percent: None, by=office.office)


def opened(package: Package) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(read_checked(package.sha256))))


def manifest(package: Package) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(opened(package).read("清单.json"))
    return told


def test_every_file_is_listed_with_the_hash_that_it_has(package: Package) -> None:
    archive, told = opened(package), manifest(package)
    assert archive.testzip() is None
    listed = {one["路径"]: one for one in told["文件"]}
    assert {*listed, "清单.json", "校验.txt"} == set(archive.namelist())
    assert len(listed) == len(told["文件"]) == package.files
    for name, one in listed.items():
        content = archive.read(name)
        assert hashlib.sha256(content).hexdigest() == one["SHA-256"]
        assert len(content) == one["字节"]
    sums = archive.read("校验.txt").decode().splitlines()
    assert sums == [f"{one['SHA-256']}  {one['路径']}" for one in told["文件"]]


def test_ledger_report_evidence_and_data_are_in_it(package: Package, round_: Round) -> None:
    archive = opened(package)
    names = archive.namelist()
    assert "台账/整改台账.xlsx" in names
    assert archive.read("报告/整改报告.pdf") == REPORT
    assert archive.read("佐证材料/问题1/措施1.1/清查报告.pdf") == b"%PDF-1.4 test"
    measures = json.loads(archive.read("数据/措施.json"))
    assert [row["text"] for row in measures["现状"]] == ["开展固定资产清查"]
    issues = json.loads(archive.read("数据/问题.json"))
    assert [row["stated"] for row in issues["历史"]] == ["", "", "done"]
    files = json.loads(archive.read("数据/佐证材料.json"))
    assert files["历史"][-1]["history_user_name"] == "qshandler"
    rows = archive.read("数据/操作记录.csv").decode("utf-8-sig").splitlines()
    assert (
        len(rows) - 1
        == Event.objects.filter(round_id=round_.pk, position__lte=package.trail_length).count()
    )


def test_the_manifest_tells_the_trails_head_at_its_moment(package: Package) -> None:
    told = manifest(package)["操作记录"]
    event = Event.objects.get(position=told["条数"])
    assert event.hash == told["链首SHA-256"] == package.trail_head
    assert first_broken_link() is None


def test_nothing_of_another_round_is_in_it(office: Office) -> None:
    other = office.round(name="另一轮")
    office.issue(other, title="另一轮的问题")
    round_ = closed(office, name="归档轮")
    package = make_package(round_, progress=lambda percent: None, by=office.office)
    archive = opened(package)
    assert "另一轮" not in "".join(
        archive.read(name).decode() for name in archive.namelist() if name.endswith(".json")
    )


def test_two_files_of_one_name_are_both_kept(office: Office) -> None:
    round_ = ready(office)
    for content in (b"%PDF-1.4 one", b"%PDF-1.4 two"):
        keep_scan(round_, purpose="receipt", name="意见.pdf", chunks=[content], by=office.office)
    Round.objects.filter(pk=round_.pk).update(closed_at=clock.now())
    round_.refresh_from_db()
    package = make_package(round_, progress=lambda percent: None, by=office.office)
    folder = [n for n in opened(package).namelist() if n.startswith("扫描件/")]
    assert folder == ["扫描件/反馈意见/意见.pdf", "扫描件/反馈意见/意见（2）.pdf"]


def test_a_damaged_file_ends_the_job_with_its_sentence(office: Office, round_: Round) -> None:
    path = path_of(hashlib.sha256(REPORT).hexdigest())
    kept = path.read_bytes()
    path.write_bytes(b"other")
    job = Job.objects.get()
    try:
        with pytest.raises(Refused):
            archive_round(job.pk)
    finally:
        path.write_bytes(kept)
    job.refresh_from_db()
    assert (job.state, "缺失或已被改动" in job.failure) == ("failed", True)
    assert not Package.objects.exists()


def test_the_job_makes_the_package_and_its_page_offers_it(office: Office, round_: Round) -> None:
    job = Job.objects.get()
    archive_round(job.pk)
    job.refresh_from_db()
    package = Package.objects.get()
    assert (job.state, job.result) == ("done", {"package_id": package.pk})
    page = signed_in(office.office).get(f"/rounds/{round_.pk}/archive/").content.decode()
    assert f"/packages/{package.pk}/" in page
    assert package.sha256 in page


@pytest.mark.parametrize("role", ["office", "secretary", "supervisor"])
def test_who_may_take_it_away(office: Office, package: Package, role: str) -> None:
    response = signed_in(office.people[role]).get(f"/packages/{package.pk}/")
    content = b"".join(response)
    assert hashlib.sha256(content).hexdigest() == package.sha256
    assert Event.objects.filter(act="archive.read").count() == 1


@pytest.mark.parametrize("role", ["handler", "department_head", "leader"])
def test_who_may_not(office: Office, package: Package, role: str) -> None:
    assert signed_in(office.people[role]).get(f"/packages/{package.pk}/").status_code == 404


def test_another_units_office_meets_a_404(package: Package) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    assert signed_in(other.office).get(f"/packages/{package.pk}/").status_code == 404


def test_a_round_leaves_one_package_until_something_is_done_in_it(
    office: Office, package: Package, round_: Round
) -> None:
    client = signed_in(office.office)
    page = client.post(f"/rounds/{round_.pk}/package/", follow=True).content.decode()
    assert "归档以来内容没有变化" in page
    reopen(office, round_)
    job = ask_package(round_, by=office.office)
    assert job.kind == "archive_round"
    again = make_package(round_, progress=lambda percent: None, by=office.office)
    assert again.name.endswith("归档包（第2次）.zip")


def reopen(office: Office, round_: Round) -> None:
    """Let a look-back open the round's issue again."""
    issue = Issue.objects.get(round=round_)
    look_back = office.round(name="回头看", kind="look_back")
    taken = take_over(look_back, issue, by=office.office)
    judge_takeover(
        taken,
        version=taken.version,
        finding="rebound",
        note="又发生",
        reopens=True,
        by=office.office,
    )


@pytest.mark.parametrize("name", ["..", ".", "..."])
def test_a_file_kept_under_dots_does_not_lead_out_of_the_package(office: Office, name: str) -> None:
    round_ = ready(office)
    file = Evidence.objects.get()
    file.name = name  # as an earlier programme let it be called
    file.save()
    round_ = close_round(round_, version=round_.version, by=office.office)
    package = make_package(round_, progress=lambda percent: None, by=office.office)
    assert "佐证材料/问题1/措施1.1/未命名文件" in opened(package).namelist()
    assert not [path for path in opened(package).namelist() if not path.split("/")[-1].strip(".")]
