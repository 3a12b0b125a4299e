"""The page of an issue: facts, measures, sources, and who changed what and when, for whom."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rectify.closeout.models import Submission
from rectify.closeout.operations import review_submission, submit_measure
from rectify.closeout.transitions import Verb
from rectify.deadlines.operations import set_deadline
from rectify.evidence.operations import withdraw_evidence
from rectify.intake.arriving import take_in
from rectify.intake.models import Origin
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.issues.operations import amend_issue, create_category, create_issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, log_progress
from rectify.people.models import Person
from rectify.web.historypart import FIRST_ENTRIES
from tests.factories import Office, as_a_paper_says, make_office, signed_in
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db

QUERIES = (46, 40)
"""For the office, which is also shown what stands in the way of 销号, and for a handler."""
"""A whole page of an issue, whoever reads it, however many measures and changes it has."""

START = datetime(2026, 9, 14, 9, tzinfo=timezone.get_fixed_timezone(8 * 60))


class Days:
    """Working days one after the other; on each something is done to the issue."""

    def __init__(self) -> None:
        self.moment = START

    def next(self) -> Any:
        """The next working day, at nine in the morning."""
        self.moment += timedelta(days=1)
        return clock.at(self.moment)


@pytest.fixture
def office() -> Office:
    with clock.at(START):
        return make_office()


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def issue(office: Office) -> Issue:
    with clock.at(START):
        round_ = office.round(feedback_on=date(2026, 9, 12), inspected_from=None, inspected_to=None)
        return office.issue(round_, "账实不符", lead_leader=office.leader)


@pytest.fixture
def measure(office: Office, issue: Issue, days: Days) -> Measure:
    with days.next():
        return office.measure(issue, "清查资产", assisting=[office.personnel])


def url(issue: Issue, query: str = "") -> str:
    return f"/issues/{issue.pk}/{query}"


def entries(page: str) -> list[str]:
    """The history's entries, newest first, each in one line; what was struck out in brackets."""
    part = page.split('id="history"')[1]
    marked = re.sub(r"<del[^>]*>(.*?)</del>", r"[\1]", part, flags=re.S)
    found = re.findall(r'<li class="event".*?</li>', marked, re.S)
    return [text_of(one).replace("→ 改为 ", "→ ") for one in found]


def test_the_page_tells_what_the_ledger_knows(office: Office) -> None:
    round_ = office.round()
    above = create_category(round_, title="聚焦主责主业", number="一、", by=None)
    below = create_category(round_, title="决策不规范", number="（一）", parent=above, by=None)
    facts = {
        "title": "重大事项未上会",
        "text": "2025年有3项支出未经集体研究。",
        "source": "look_back",
        "cause": "规则不明",
        "target": "应上尽上",
        "wider_check": "排查三年支出",
        "status_words": "取得阶段性成效",
        "lead_department": office.finance,
        "further": {"业务主管部门会签": "已会签"},
    }
    issue = as_a_paper_says(
        create_issue(round_, category=below, facts=facts, by=None), Standing.PARTIAL
    )
    set_deadline(
        issue, words="反馈后两个月内", due_on=clock.today(), counted="from_feedback", by=None
    )
    page = text_of(read(office.office, url(issue)))
    for words in (
        "重大事项未上会",
        "2025年有3项支出未经集体研究。",
        "一、聚焦主责主业 ＞ （一）决策不规范",
        "回头看",
        "规则不明",
        "应上尽上",
        "排查三年支出",
        "阶段性完成 取得阶段性成效",
        "临近 今天到期",
        "“反馈后两个月内” 自反馈日起算",
        "业务主管部门会签 已会签",
        "还没有整改措施",
    ):
        assert words in page


def test_each_measure_is_told_with_its_evidence_and_how_its_date_was_counted(
    office: Office, measure: Measure
) -> None:
    set_deadline(
        measure, words="11月底前", due_on=date(2026, 11, 30), counted="period_end", by=None
    )
    office.evidence(measure)
    office.evidence(measure, b"%PDF-1.4 other")
    withdraw_evidence(office.evidence(measure, b"%PDF-1.4 third"), by=office.office)
    page = text_of(read(office.office, url(measure.issue)))
    assert "1.1 清查资产 未整改" in page
    assert "财务科 配合：人事科" in page
    assert "2026-11-30 11月底前 按月末、季末、年末推定 0% 佐证2份" in page


def test_the_history_tells_who_changed_what_from_what_to_what_newest_first(
    office: Office, issue: Issue, measure: Measure, days: Days
) -> None:
    with days.next():
        amend_issue(issue, version=2, changes={"title": "账实严重不符"}, by=office.office)
    with days.next():
        set_deadline(measure, words="11月底前", due_on=date(2026, 11, 30), by=office.office)
    with days.next():
        set_deadline(measure, words="12月底前", due_on=date(2026, 12, 31), by=office.office)
    told = entries(read(office.office, url(issue)))
    who = office.office.name
    assert told == [
        f"修改时限 {who} 2026-09-18 09:00 措施1.1"
        " 时限原文 [11月底前] → 12月底前 到期日 [2026-11-30] → 2026-12-31",
        f"设定时限 {who} 2026-09-17 09:00 措施1.1 11月底前，2026-11-30",
        f"修改问题 {who} 2026-09-16 09:00 问题1 问题 [账实不符] → 账实严重不符",
        "新增措施 命令行 2026-09-15 09:00 措施1.1 清查资产 配合部门 （空） → 人事科",
        "新增问题 命令行 2026-09-14 09:00 问题1 账实不符",
    ]


def test_what_one_act_wrote_into_several_rows_is_one_entry(
    office: Office, measure: Measure, days: Days
) -> None:
    with days.next():
        log_progress(
            measure, text="已查三库", percent=40, happened_on=clock.today(), by=office.handler
        )
    with days.next():
        amend_measure(
            measure,
            version=2,
            changes={"text": "逐件清查资产"},
            assisting=[],
            responsible=[office.handler, office.department_head],
            by=office.office,
        )
    told = entries(read(office.office, url(measure.issue)))
    assert told[:2] == [
        f"修改措施 {office.office.name} 2026-09-17 09:00 措施1.1 整改措施 [清查资产] → 逐件清查资产"
        f" 配合部门 [人事科] → （空） 责任人 （空） → {office.handler.name}、{office.department_head.name}",
        f"填报进展 {office.handler.name} 2026-09-16 09:00 措施1.1 已查三库"
        " 状态 [未整改] → 整改中 进度 [0] → 40 开始日期 （空） → 2026-09-16"
        f" 认领人 （空） → {office.handler.name}",
    ]


def test_submission_and_decisions_are_told_in_their_words(
    office: Office, measure: Measure, days: Days
) -> None:
    with days.next():
        evidence = office.evidence(measure, b"%PDF-1.4 wrong")
    with days.next():
        withdraw_evidence(evidence, by=office.office)
        office.evidence(measure)
    with days.next():
        handed_in = hand_in(office, measure)
    with days.next():
        handed_in = review_submission(
            handed_in, Verb.AGREE, version=1, opinion="同意上报", by=office.department_head
        )
    with days.next():
        review_submission(handed_in, Verb.AGREE, version=2, opinion="同意", by=office.office)
    told = entries(read(office.office, url(measure.issue)))[:6]
    handler, head, by = office.handler.name, office.department_head.name, office.office.name
    assert told == [
        f"整改办同意 {by} 2026-09-20 09:00 措施1.1 同意 审核状态 [审核中] → 审核通过"
        " 状态 [未整改] → 已完成 进度 [0] → 100 完成日期 （空） → 2026-09-18",
        f"部门负责人同意 {head} 2026-09-19 09:00 措施1.1 同意上报",
        f"提交审核 {handler} 2026-09-18 09:00 措施1.1 资产已全部清查。",
        f"上传佐证材料 {handler} 2026-09-17 09:00 措施1.1 清查报告.pdf",
        f"撤下佐证材料 {by} 2026-09-17 09:00 措施1.1 清查报告.pdf",
        f"上传佐证材料 {handler} 2026-09-16 09:00 措施1.1 清查报告.pdf",
    ]


def hand_in(office: Office, measure: Measure) -> Submission:
    return submit_measure(
        measure,
        proposed=Standing.DONE,
        statement="资产已全部清查。",
        completed_on=clock.today(),
        by=office.handler,
    )


def test_an_assisting_departments_own_share_is_told_by_its_name(
    office: Office, issue: Issue, days: Days
) -> None:
    with days.next():
        measure = office.measure(
            issue, lead_department=office.personnel, assisting=[office.finance]
        )
    with days.next():
        log_progress(
            measure, text="已核对", percent=30, happened_on=clock.today(), by=office.handler
        )
    told = entries(read(office.office, url(issue)))[0]
    assert "财务科进度 [0] → 30" in told


def test_a_department_reads_of_its_own_measures_alone(
    office: Office, issue: Issue, days: Days
) -> None:
    with days.next():
        office.measure(issue, "财务的措施")
    with days.next():
        hidden = office.measure(issue, "人事的措施", lead_department=office.personnel)
    with days.next():
        set_deadline(hidden, words="保密的时限", due_on=date(2026, 11, 30), by=office.office)
    with days.next():
        log_progress(
            hidden, text="人事的进展", percent=10, happened_on=clock.today(), by=office.office
        )
    page = read(office.handler, url(issue))
    assert "财务的措施" in page
    for words in ("人事的措施", "保密的时限", "人事的进展", "1.2"):
        assert words not in page
    assert len(entries(page)) == 2
    assert "人事的进展" in read(office.office, url(issue))


def test_the_papers_words_are_told_to_who_sees_all_that_they_speak_of(
    office: Office, issue: Issue, days: Days
) -> None:
    own = office.measure(issue, "财务的措施")
    paper = take_in(issue.round, name="反馈意见", text="一、问题\n1.账实不符。", by=office.office)
    words = "1.账实不符。财务清查，人事问责。"
    Origin(paper=paper, issue=issue, place="12", words=words).save()
    Origin(paper=paper, measure=own, place="台账!F6", words="清查资产原话").save()
    for person in (office.office, office.handler):
        page = read(person, url(issue))
        assert words in page
        assert "第12行" in page
        assert "清查资产原话" in page
        assert "台账!F6" in page
    assert f'href="/papers/{paper.pk}/"' in read(office.office, url(issue))
    assert f'href="/papers/{paper.pk}/"' not in read(office.handler, url(issue))
    office.measure(issue, "人事问责", lead_department=office.personnel)
    page = read(office.handler, url(issue))
    assert words not in page
    assert "清查资产原话" in page


def test_a_paper_taken_back_is_no_source_any_more(office: Office, issue: Issue) -> None:
    paper = take_in(issue.round, name="反馈意见", text="一、问题\n1.账实不符。", by=office.office)
    Origin(paper=paper, issue=issue, place="12", words="原话").save()
    paper.state, paper.applied_at, paper.withdrawn_at = "withdrawn", clock.now(), clock.now()
    paper.save()
    assert "原文出处" not in read(office.office, url(issue))


def test_only_the_office_is_offered_to_edit(office: Office, issue: Issue, measure: Measure) -> None:
    links = (url(issue, "edit/"), url(issue, "measures/new/"), f"/measures/{measure.pk}/edit/")
    page = read(office.office, url(issue))
    assert all(f'href="{link}"' in page for link in links)
    for person in (office.handler, office.department_head, office.leader, office.secretary):
        page = read(person, url(issue))
        assert not any(link in page for link in links)
        assert f'href="/measures/{measure.pk}/"' in page


def test_whom_it_does_not_concern_finds_no_such_page(office: Office, issue: Issue) -> None:
    assert signed_in(office.handler).get(url(issue)).status_code == 404
    other = make_office("bh", "碧湖县水务局党组")
    for person in other.people.values():
        assert signed_in(person).get(url(issue)).status_code == 404


def test_a_withdrawn_issue_is_not_found(office: Office, issue: Issue) -> None:
    issue.withdrawn_at = clock.now()
    issue.save()
    assert signed_in(office.office).get(url(issue)).status_code == 404


def test_a_long_history_shows_its_newest_part_and_the_rest_on_request(
    office: Office, issue: Issue, days: Days
) -> None:
    for number in range(FIRST_ENTRIES + 4):
        with days.next():
            amend_issue(
                issue, version=number + 1, changes={"cause": f"原因{number}"}, by=office.office
            )
    page = read(office.office, url(issue))
    assert len(entries(page)) == FIRST_ENTRIES
    assert "查看更早的5条记录" in page
    whole = read(office.office, url(issue, "?history=all"))
    assert len(entries(whole)) == FIRST_ENTRIES + 5
    assert "查看更早" not in whole


def test_the_number_of_queries_does_not_grow_with_measures_and_changes(
    office: Office, issue: Issue, days: Days
) -> None:
    def grow(times: int) -> None:
        for _ in range(times):
            with days.next():
                measure = office.measure(
                    issue,
                    due_on=date(2026, 12, 31),
                    assisting=[office.personnel],
                    responsible_leader=office.leader,
                )
                day, by = clock.today(), office.handler
                log_progress(measure, text="开展", percent=10, happened_on=day, by=by)
                office.evidence(measure)
                hand_in(office, measure)

    grow(1)
    for number in (1, 10):
        told = (number, *(queries(who, issue) for who in (office.office, office.handler)))
        assert told == (number, *QUERIES)
        grow(9)


def queries(person: Person, issue: Issue) -> int:
    client = signed_in(person)
    client.get(url(issue))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url(issue)).status_code == 200
    return len(asked)
