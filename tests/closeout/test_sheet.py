"""销号表 as PDF: asked for, made in the background, read by who may export."""

from __future__ import annotations

from typing import Any

import pdfplumber
import pytest

from rectify.closeout.enums import Chained, Reviewer, State
from rectify.closeout.models import Sheet, Submission
from rectify.closeout.operations import ask_sheet, keep_sheet
from rectify.closeout.reviews import shown_submission
from rectify.closeout.sheet import make_sheet, sheet_of
from rectify.issues.enums import Standing
from rectify.jobs.enums import JobState
from rectify.jobs.models import Job
from rectify.kernel.files import path_of
from rectify.kernel.problems import Refused
from rectify.tasks import render_sheet
from rectify.trail.models import Event
from rectify.typeset import document as doc
from tests.closeout.lives import agree, chain, close, colleague, enter, finished, hand_in, send_back
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def closing(office: Office) -> Submission:
    """An issue on its way: returned once, agreed on paper by the leader, still to be signed."""
    chain(
        office,
        Reviewer.LEADER,
        Reviewer.OFFICE,
        Reviewer.SECRETARY,
        chained=Chained.ISSUE,
    )
    issue = office.issue(office.round(), lead_department=office.finance, lead_leader=office.leader)
    finished(office, issue)
    submission = close(issue, office.department_head)
    submission = agree(submission, office.leader)
    submission = send_back(submission, office.office, 1)
    return enter(submission, office.office, signer="陈某某", opinion="同意销号")


def cells(document: doc.Document) -> dict[str, str]:
    """What stands beside each label."""
    table = document.blocks[0]
    assert isinstance(table, doc.Table)
    found = {}
    for row in table.rows:
        for label, value in zip(row[::2], row[1::2], strict=True):
            assert isinstance(label, doc.Cell)
            assert isinstance(value, doc.Cell)
            found[doc.plain(label.text).replace("\n", "")] = doc.plain(value.text) + doc.plain(
                value.foot
            )
    return found


def test_the_sheet_tells_the_whole_chain_and_leaves_room_to_sign(
    office: Office, closing: Submission
) -> None:
    document = sheet_of(shown_submission(closing.pk))
    told = cells(document)
    assert document.title == "问题1整改销号表"
    assert told["单位"] == office.unit.name
    assert told["问题1"] == "固定资产管理不规范"
    assert told["整改措施"] == "1.1 开展固定资产清查（已完成）"
    assert told["完成情况"] == "三项措施均已完成。"
    assert told["佐证材料"] == "1. 清查报告.pdf（其他材料）"
    assert told["提交结论"].startswith("整改完成，建议销号。")
    leader = told[f"责任领导 {office.leader.name}意见"]
    assert leader.startswith("同意销号陈某某（据签字纸件代录）")
    assert "签字" in told["整改办意见"]
    assert "签字" in told["党组书记意见"]
    agreed, returned = told["此前办理"].split("\n")
    assert agreed.endswith(f"，责任领导 {office.leader.name}同意。")
    assert returned.endswith(f"整改办{office.office.name}退回至责任领导：缺少盘点表")


def test_an_own_step_is_told_as_such(office: Office) -> None:
    measure = office.measure(office.issue(office.round()))
    office.evidence(measure)
    submission = hand_in(measure, office.department_head)
    told = cells(sheet_of(shown_submission(submission.pk)))
    own = f"本人提交，未另行审核。{office.department_head.name}"
    assert told["财务科负责人意见"] == own
    assert told["措施1.1"] == "开展固定资产清查"
    assert told["主要进展"] == "无"


def test_the_file_is_made_in_the_background_and_read_by_the_office(
    office: Office, closing: Submission
) -> None:
    client = signed_in(office.office)
    response = client.post(f"/submissions/{closing.pk}/sheet/")
    job = Job.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, f"/jobs/{job.pk}/")
    render_sheet(job.pk)
    job.refresh_from_db()
    assert (job.state, job.failure) == (JobState.DONE, "")
    sheet = Sheet.objects.get()
    assert f'href="/sheets/{sheet.pk}/file/"' in client.get(f"/jobs/{job.pk}/").content.decode()
    with pdfplumber.open(path_of(sheet.sha256)) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    assert len(pdf.pages) == sheet.pages
    for words in ("整改销号表", "三项措施均已完成", "同意销号", "清查报告.pdf", "党组书记"):
        assert words in text
    given: Any = client.get(f"/sheets/{sheet.pk}/file/")
    assert b"".join(given.streaming_content)[:5] == b"%PDF-"
    acts = Event.objects.filter(act__startswith="sheet.").order_by("position")
    assert list(acts.values_list("act", flat=True)) == ["sheet.asked", "sheet.made", "sheet.read"]


def test_fonts_that_are_missing_are_told_in_a_sentence(
    office: Office, closing: Submission, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    bare = tmp_path / "fonts.conf"
    bare.write_text("<fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(bare))
    job = ask_sheet(closing, by=office.office)
    with pytest.raises(Refused):
        render_sheet(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "字体" in job.failure
    assert not Sheet.objects.exists()


@pytest.mark.parametrize("who", ["handler", "department_head", "leader"])
def test_who_may_not_export_neither_asks_nor_reads(
    office: Office, closing: Submission, who: str
) -> None:
    person = office.people[who]
    with pytest.raises(Refused, match="权限"):
        ask_sheet(closing, by=person)
    with pytest.raises(Refused, match="权限"):
        keep_sheet(closing, name="表.pdf", chunks=[b"%PDF-1.4"], pages=1, by=person)
    sheet = keep_sheet(closing, name="表.pdf", chunks=[b"%PDF-1.4"], pages=1, by=office.office)
    client = signed_in(person)
    assert client.post(f"/submissions/{closing.pk}/sheet/").status_code == 404
    assert client.get(f"/sheets/{sheet.pk}/file/").status_code == 404


def test_another_units_office_meets_nothing(office: Office, closing: Submission) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    sheet = keep_sheet(closing, name="表.pdf", chunks=[b"%PDF-1.4"], pages=1, by=office.office)
    assert signed_in(other.office).get(f"/sheets/{sheet.pk}/file/").status_code == 404
    assert signed_in(other.office).post(f"/submissions/{closing.pk}/sheet/").status_code == 404


def test_an_accepted_measure_has_its_sheet_too(office: Office) -> None:
    chain(office, Reviewer.DEPARTMENT, Reviewer.OFFICE)
    measure = office.measure(office.issue(office.round()))
    office.evidence(measure)
    submission = agree(
        hand_in(measure, office.handler, Standing.LONG_TERM),
        colleague(office, "department_head", office.finance),
        office.office,
    )
    assert submission.state == State.ACCEPTED
    sheet = make_sheet(submission.pk, progress=lambda percent: None, by=office.secretary)
    assert sheet.name.startswith("整改措施1.1办结审核表（")
