"""A 整改卷 holds everything of its issue in order, goes to whom it concerns, and leaves its traces."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from rectify import tasks
from rectify.access.permissions import Permission
from rectify.access.roles import ROLES
from rectify.closeout.enums import WAITING
from rectify.closeout.models import Submission
from rectify.closeout.operations import review_submission, submit_measure
from rectify.closeout.transitions import Verb
from rectify.deadlines.operations import decide_extension, request_extension
from rectify.dossier.folder import folder_of
from rectify.dossier.models import Dossier
from rectify.dossier.operations import ask_dossier
from rectify.dossier.paper import document_of
from rectify.evidence.models import Evidence
from rectify.instructions.operations import give_instruction
from rectify.intake.models import Origin, Paper
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.issues.operations import amend_issue
from rectify.jobs.models import Job
from rectify.kernel import clock
from rectify.kernel.files import path_of
from rectify.kernel.problems import Refused
from rectify.measures.operations import create_measure, log_progress
from rectify.measures.tasking import create_task
from rectify.people.models import Person
from rectify.trail.acting import because
from rectify.trail.models import Event
from rectify.typeset import document as doc
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.once  # what takes the time is the file, not the database


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def issue(office: Office) -> Issue:
    """An issue with a task, two measures, progress, evidence, a return and a mended title."""
    today = clock.today()
    row = office.issue(
        office.round(document_number="青巡办〔2026〕3号"),
        text="固定资产账实不符，抽查60件有7件找不到实物。",
        number="1.",
        cause="责任不清。",
        lead_department=office.finance,
        lead_leader=office.leader,
    )
    task = create_task(row, number="（1）", text="摸清家底", by=office.office)
    first = office.measure(row, "开展固定资产清查", due_on=today + timedelta(days=9), task=task)
    office.measure(row, "修订固定资产管理办法", assisting=[office.personnel])
    for days, text, percent in ((9, "完成第一批盘点", 40), (3, "完成全部盘点", 90)):
        day = today - timedelta(days=days)
        log_progress(first, text=text, percent=percent, happened_on=day, by=office.handler)
    office.evidence(first)
    office.outcome(row.round, issues=[row], by="office", title="固定资产管理办法")
    give_instruction(
        row, text="请抓紧清查，按月报告进度。", departments=[office.finance], by=office.secretary
    )
    asked = request_extension(
        first,
        until_on=today + timedelta(days=20),
        reason="等待上级批复",
        name="请示.pdf",
        chunks=[b"%PDF-1.4 asked"],
        version=first.deadline.version,
        by=office.handler,
    )
    decide_extension(asked, approve=True, version=asked.version, by=office.office)
    submit_measure(
        first,
        proposed=Standing.DONE,
        statement="清查结束。",
        completed_on=today,
        by=office.handler,
    )
    waiting = Submission.objects.get(measure=first, state__in=WAITING)
    review_submission(
        waiting,
        Verb.RETURN,
        version=waiting.version,
        opinion="请附盘点表。",
        by=office.department_head,
    )
    row.refresh_from_db()
    # Later than what is above, so that it is told as an act of its own.
    with clock.at(clock.now() + timedelta(minutes=2)), because("原题过宽。"):
        amend_issue(
            row, version=row.version, changes={"title": "固定资产账实不符"}, by=office.office
        )
    row.refresh_from_db()
    return row


def text_of(path: Path) -> str:
    """The text of a PDF without its line breaks and spaces."""
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def printed(issue: Issue, person: Person) -> Dossier:
    """Made as the worker does."""
    job = ask_dossier(issue, by=person)
    tasks.render_dossier(job.pk)
    job.refresh_from_db()
    assert (job.state, job.percent) == ("done", 100)
    return Dossier.objects.get(pk=job.result["file_id"])


def test_everything_of_the_issue_stands_in_it_in_order(office: Office, issue: Issue) -> None:
    row = printed(issue, office.office)
    text = text_of(path_of(row.sha256))
    in_order = (
        "问题1整改卷",
        "青山县档案馆党组",
        "青巡办〔2026〕3号",
        "卷内目录",
        "一、问题原文及出处",
        "抽查60件有7件找不到实物",
        "原因分析：责任不清。",
        "二、整改措施",
        "任务（1）：摸清家底",
        "开展固定资产清查",
        "责任部门：财务科",
        "修订固定资产管理办法",
        "配合部门：人事科",
        "三、认领、延期和批示",
        "请抓紧清查，按月报告进度。",
        "等待上级批复",
        "已批准",
        "四、进展记录",
        "完成第一批盘点",
        "完成全部盘点",
        "五、佐证材料目录",
        "清查报告.pdf",
        "六、整改成果",
        "《固定资产管理办法》",
        "七、审核记录",
        "清查结束。",
        "请附盘点表。",
        "八、修改记录",
        "固定资产管理不规范改为固定资产账实不符",
        "说明：原题过宽。",
    )
    places = [text.find(words) for words in in_order]
    # pdftotext may read a row's cells in any order, so chapters and time are what is held to.
    missing = [words for words, place in zip(in_order, places, strict=True) if place < 0]
    assert missing == []
    heads = [place for words, place in zip(in_order, places, strict=True) if words[1:2] == "、"]
    assert heads == sorted(heads)
    assert text.index("完成第一批盘点") < text.index("完成全部盘点")


def test_evidence_is_told_with_its_hash_and_what_was_withdrawn_is_not(
    office: Office, issue: Issue
) -> None:
    file = Evidence.objects.get()
    text = text_of(path_of(printed(issue, office.office).sha256))
    assert file.sha256 in text
    assert "1份" in text


def test_the_papers_words_and_their_place_are_told(office: Office, issue: Issue) -> None:
    now = clock.now()
    paper = Paper(
        round=issue.round, name="反馈意见", state="read", given_at=now, given_by=office.office
    )
    paper.save()
    Origin(paper=paper, issue=issue, place="12", words="账实不符，差7件。").save()
    text = text_of(path_of(printed(issue, office.office).sha256))
    assert "出处：《反馈意见》第12行：账实不符，差7件。" in text


def test_the_page_offers_it_to_who_may_export_and_to_nobody_else(
    office: Office, issue: Issue
) -> None:
    address = f"/issues/{issue.pk}/dossier/"
    offered = {
        key: address in signed_in(person).get(f"/issues/{issue.pk}/").content.decode()
        for key, person in office.people.items()
    }
    assert offered == {
        "office": True,
        "leader": False,
        "secretary": True,
        "supervisor": True,
        "handler": False,
        "department_head": False,
    }


@pytest.mark.parametrize("key", ["leader", "handler", "department_head"])
def test_who_may_not_export_is_refused(office: Office, issue: Issue, key: str) -> None:
    person = office.people[key]
    assert signed_in(person).post(f"/issues/{issue.pk}/dossier/").status_code == 404
    with pytest.raises(Refused):
        ask_dossier(issue, by=person)
    assert not Job.objects.exists()


def test_another_unit_meets_neither_the_issue_nor_the_file(office: Office, issue: Issue) -> None:
    row = printed(issue, office.office)
    client = signed_in(make_office("bh", "碧湖县水务局党组").office)
    assert client.post(f"/issues/{issue.pk}/dossier/").status_code == 404
    assert client.get(f"/dossiers/{row.pk}/file/").status_code == 404


def test_asked_for_on_the_page_and_opened_from_it(office: Office, issue: Issue) -> None:
    client: Client = signed_in(office.secretary)
    answer = client.post(f"/issues/{issue.pk}/dossier/")
    assert answer["Location"] == f"/issues/{issue.pk}/#dossier"
    job = Job.objects.get()
    assert "生成整改卷" in client.get(f"/issues/{issue.pk}/").content.decode()
    tasks.render_dossier(job.pk)
    row = Dossier.objects.get()
    page = client.get(f"/issues/{issue.pk}/").content.decode()
    assert f"/dossiers/{row.pk}/file/" in page
    response: Any = signed_in(office.supervisor).get(f"/dossiers/{row.pk}/file/")
    content = b"".join(response.streaming_content)
    assert content[:5] == b"%PDF-"
    assert len(content) == row.size == int(response["Content-Length"])
    acts = ["dossier.asked", "dossier.made", "dossier.read"]
    events = Event.objects.filter(act__in=acts).order_by("position")
    assert [(event.act, event.actor_id) for event in events] == [
        ("dossier.asked", office.secretary.pk),
        ("dossier.made", office.secretary.pk),
        ("dossier.read", office.supervisor.pk),
    ]
    assert "固定资产" not in "".join(event.subject_label for event in events)


def test_two_clicks_make_one_and_a_second_person_is_told(office: Office, issue: Issue) -> None:
    jobs = {ask_dossier(issue, by=office.office).pk for _ in range(2)}
    assert len(jobs) == 1
    client = signed_in(office.secretary)
    page = client.post(f"/issues/{issue.pk}/dossier/", follow=True).content.decode()
    assert f"{office.office.name}正在生成这个问题的整改卷" in page
    assert Job.objects.count() == 1


def test_who_lost_the_permission_meanwhile_gets_no_file(office: Office, issue: Issue) -> None:
    job = ask_dossier(issue, by=office.secretary)
    office.secretary.is_active = False
    office.secretary.save()
    with pytest.raises((Refused, Issue.DoesNotExist)):
        tasks.render_dossier(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert not Dossier.objects.exists()


def test_an_altered_file_is_not_given_out(office: Office, issue: Issue) -> None:
    row = printed(issue, office.office)
    path_of(row.sha256).write_bytes(b"%PDF- altered")
    assert signed_in(office.office).get(f"/dossiers/{row.pk}/file/").status_code == 409


def test_a_part_of_the_issue_says_that_it_is_one(office: Office, issue: Issue) -> None:
    """Were a role that reaches one department to export, its 整改卷 would hold that part alone."""
    create_measure(issue, facts={"text": "调整岗位", "lead_department": office.personnel}, by=None)
    issue.refresh_from_db()
    amend_issue(issue, version=issue.version, changes={"lead_department": None}, by=None)
    assert Permission.EXPORT not in ROLES["handler"].permissions
    folder = folder_of(issue.pk, office.handler, clock.today())
    assert "本卷只列出立卷人有权查看的措施。" in [
        doc.plain(block.text)
        for block in document_of(folder).blocks
        if isinstance(block, doc.Paragraph)
    ]
    assert "调整岗位" not in [row.text for row in folder.measures]
