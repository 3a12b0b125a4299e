"""An issue's history: each act by itself, in its own words, and every measure that was ever there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rectify.closeout.history import history_of, history_of_measure
from rectify.closeout.telling import Entry
from rectify.deadlines.models import Deadline
from rectify.deadlines.operations import decide_extension, request_extension
from rectify.evidence.operations import add_evidence, replace_evidence, withdraw_evidence
from rectify.instructions.operations import answer_instruction, end_instruction, give_instruction
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import drop_measure, log_progress
from rectify.people.models import Person
from rectify.reshaping.operations import merge_measures, move_measure, split_issue, split_measure
from tests.closeout.lives import agree, colleague, hand_in
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db

WHY = "领导小组会议研究"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def issue(office: Office) -> Issue:
    return office.issue(office.round(), lead_department=office.finance, lead_leader=office.leader)


@pytest.fixture
def measure(office: Office, issue: Issue) -> Measure:
    return office.measure(issue, "清查资产", due_on=clock.today() + timedelta(days=20))


def told(entries: list[Entry]) -> list[tuple[str, str, str]]:
    return [(one.act, one.about, one.text) for one in entries]


def acts(issue: Issue, person: Person) -> list[tuple[str, str, str]]:
    return told(history_of(issue, person))


# --- each act by itself -----------------------------------------------------------------------


def test_an_instruction_is_told_once_with_whom_it_names(
    office: Office, issue: Issue, measure: Measure
) -> None:
    given = give_instruction(
        measure,
        text="请加快办理",
        persons=[office.handler],
        departments=[office.finance],
        by=office.leader,
    )
    answer = given.addressees.get(person=office.handler)
    answer_instruction(
        answer, reply="已加快", done=False, version=answer.version, by=office.handler
    )
    end_instruction(given, version=given.version, by=office.leader)
    ended, answered, made = history_of(issue, office.office)[:3]
    assert (made.act, made.actor, made.text) == ("作出批示", office.leader.name, "请加快办理")
    assert [(one.label, one.old, one.new) for one in made.changes] == [
        ("批示承办", "", f"{office.handler.name}、财务科")
    ]
    assert (answered.act, answered.actor) == ("回复批示", office.handler.name)
    assert [(one.label, one.new) for one in answered.changes] == [("办理情况", "已加快")]
    assert (ended.act, ended.text, list(ended.changes)) == ("撤销批示", "请加快办理", [])


def test_nothing_is_told_to_have_gone_from_empty_to_empty(
    office: Office, issue: Issue, measure: Measure
) -> None:
    with clock.at(clock.now()):
        for text in ("第一件", "第二件"):
            given = give_instruction(measure, text=text, persons=[office.handler], by=office.leader)
            named = given.addressees.get()
            answer_instruction(
                named, reply="已办", done=False, version=named.version, by=office.handler
            )
    entries = history_of(issue, office.office)
    assert [c for one in entries for c in one.changes if not (c.old or c.new)] == []
    assert [one for one in told(entries) if one[0] == "作出批示"] == [
        ("作出批示", "措施1.1", "第二件"),
        ("作出批示", "措施1.1", "第一件"),
    ]
    assert [one.act for one in entries].count("回复批示") == 2


def test_acts_of_one_moment_are_told_one_by_one(
    office: Office, issue: Issue, measure: Measure
) -> None:
    """A handler reports, brings two files and hands in within one moment; his namesake reports too."""
    namesake = colleague(office, "handler", office.finance)
    namesake.name = office.handler.name
    namesake.save_changes("name")
    with clock.at(clock.now()):
        for person, text in ((office.handler, "已清查"), (namesake, "已核对")):
            log_progress(measure, text=text, percent=60, happened_on=clock.today(), by=person)
        for number in range(2):
            add_evidence(
                measure,
                name=f"清单{number}.pdf",
                chunks=[b"%PDF-1.4 " + bytes([48 + number])],
                by=office.handler,
            )
        measure.refresh_from_db()
        hand_in(measure, office.handler)
    found = [one for one in acts(issue, office.office) if one[1] == "措施1.1"]
    own = [one for one in found if one[0] != "新增措施"]
    assert sorted(one[::2] for one in own if one[0] != "提交审核") == [
        ("上传佐证材料", "清单0.pdf"),
        ("上传佐证材料", "清单1.pdf"),
        ("填报进展", "已核对"),
        ("填报进展", "已清查"),
    ]
    assert [one[0] for one in own].count("提交审核") == 1


def test_what_one_act_wrote_stays_one_entry(office: Office, issue: Issue, measure: Measure) -> None:
    asked = request_extension(
        measure,
        until_on=clock.today() + timedelta(days=30),
        reason="等待批复",
        name="请示.pdf",
        chunks=[b"%PDF-1.4 asked"],
        version=Deadline.objects.get(measure=measure).version,
        by=office.handler,
    )
    decide_extension(asked, approve=True, version=asked.version, by=office.office)
    file = office.evidence(measure)
    new = replace_evidence(
        file, version=file.version, name="新报告.pdf", chunks=[b"%PDF-1.4 new"], by=office.handler
    )
    withdraw_evidence(new, by=office.handler)
    measure.refresh_from_db()
    agree(hand_in_with(office, measure), office.department_head, office.office)
    entries = [one for one in history_of(issue, office.office) if one.about == "措施1.1"]
    assert [one.act for one in entries] == [
        "整改办同意",
        "部门负责人同意",
        "提交审核",
        "上传佐证材料",
        "填报进展",
        "撤下佐证材料",
        "替换佐证材料",
        "上传佐证材料",
        "批准延期",
        "申请延期",
        "新增措施",
    ]
    accepted, worked, replaced, extended = entries[0], entries[4], entries[6], entries[8]
    assert ("状态", "整改中", "已完成") in changed(accepted)
    assert {("状态", "未整改", "整改中"), ("进度", "0", "100")} <= set(changed(worked))
    assert (replaced.text, changed(replaced)) == (
        "清查报告.pdf",
        [("佐证材料", "清查报告.pdf", "新报告.pdf")],
    )
    later = str(clock.today() + timedelta(days=30))
    assert ("到期日", str(clock.today() + timedelta(days=20)), later) in changed(extended)


def changed(entry: Entry) -> list[tuple[str, str, str]]:
    return [(one.label, one.old, one.new) for one in entry.changes]


def hand_in_with(office: Office, measure: Measure) -> Any:
    log_progress(measure, text="已办", percent=100, happened_on=clock.today(), by=office.handler)
    add_evidence(measure, name="证明.pdf", chunks=[b"%PDF-1.4 proof"], by=office.handler)
    measure.refresh_from_db()
    return hand_in(measure, office.handler)


# --- every measure that was ever there ----------------------------------------------------------


def test_a_dropped_measure_stays_in_the_history_of_its_issue(
    office: Office, issue: Issue, measure: Measure
) -> None:
    log_progress(measure, text="已清查", percent=30, happened_on=clock.today(), by=office.handler)
    measure.refresh_from_db()
    drop_measure(measure, version=measure.version, reason=WHY, by=office.office)
    entries = history_of(issue, office.handler)
    assert told(entries)[:3] == [
        ("移出台账", "措施1.1", "清查资产"),
        ("填报进展", "措施1.1", "已清查"),
        ("新增措施", "措施1.1", "清查资产"),
    ]
    assert entries[0].reason == WHY
    page = text_of(read(office.handler, f"/issues/{issue.pk}/"))
    assert f"移出台账 {office.office.name}" in page
    assert f"说明：{WHY}" in page


def test_what_was_dropped_elsewhere_is_told_to_nobody_who_did_not_see_it(
    office: Office, issue: Issue, measure: Measure
) -> None:
    shared = office.issue(issue.round, "档案不全")
    office.measure(shared, "核对名册")
    theirs = office.measure(shared, "轮岗三人", lead_department=office.personnel)
    drop_measure(theirs, version=theirs.version, reason="轮岗已办", by=office.office)
    assert "移出台账" in [one[0] for one in acts(shared, office.office)]
    page = read(office.handler, f"/issues/{shared.pk}/")
    for words in ("轮岗", "移出台账", "2.2"):
        assert words not in page


def test_a_moved_measure_is_told_where_it_was_until_it_went(
    office: Office, issue: Issue, measure: Measure
) -> None:
    other = office.issue(issue.round, "接待审批不严", lead_department=office.personnel)
    log_progress(measure, text="已清查", percent=30, happened_on=clock.today(), by=office.handler)
    measure.refresh_from_db()
    moved = move_measure(measure, to=other, version=measure.version, reason=WHY, by=office.office)
    with clock.at(clock.now() + timedelta(minutes=2)):
        log_progress(moved, text="又办", percent=50, happened_on=clock.today(), by=office.handler)
    entries = history_of(issue, office.office)
    assert told(entries)[:3] == [
        ("移动措施", "措施1.1", "清查资产"),
        ("填报进展", "措施1.1", "已清查"),
        ("新增措施", "措施1.1", "清查资产"),
    ]
    assert entries[0].reason == WHY
    assert ("问题", "问题1", "问题2") in [(c.label, c.old, c.new) for c in entries[0].changes]
    assert [one[0] for one in acts(other, office.office)][:2] == ["填报进展", "移动措施"]
    assert "又办" not in read(office.office, f"/issues/{issue.pk}/")


def test_who_sees_a_moved_measure_no_more_is_told_nothing_of_it(
    office: Office, issue: Issue
) -> None:
    """Finance leads the first issue and so saw personnel's measure there; in the second it does not."""
    theirs = office.measure(issue, "轮岗三人", lead_department=office.personnel)
    other = office.issue(issue.round, "选人用人不严", lead_department=office.personnel)
    assert "轮岗三人" in read(office.handler, f"/issues/{issue.pk}/")
    move_measure(theirs, to=other, version=theirs.version, reason=WHY, by=office.office)
    page = read(office.handler, f"/issues/{issue.pk}/")
    for words in ("轮岗三人", "问题2", WHY):
        assert words not in page


def test_splitting_is_told_as_such_on_both_sides(
    office: Office, issue: Issue, measure: Measure
) -> None:
    measure.refresh_from_db()
    first, second = split_measure(
        measure, version=measure.version, texts=["清查", "登记"], reason=WHY, by=office.office
    )
    both = {("拆分措施", "措施1.1", ""), ("拆分新增措施", "措施1.2", "登记")}
    assert set(acts(issue, office.office)[:2]) == both
    assert all(one.reason == WHY for one in history_of(issue, office.office)[:2])
    assert set(told(history_of_measure(first, office.office))[:2]) == both
    (own,) = told(history_of_measure(second, office.office))
    assert own == ("拆分新增措施", "措施1.2", "登记")


def test_a_split_issue_tells_what_became_of_it(
    office: Office, issue: Issue, measure: Measure
) -> None:
    issue.refresh_from_db()
    part = split_issue(
        issue,
        version=issue.version,
        title="登记不全",
        text="",
        measures=[measure],
        reason=WHY,
        by=office.office,
    )
    with clock.at(clock.now() + timedelta(minutes=2)):
        office.measure(part, "补登")
    found = {(one.act, one.about, one.reason) for one in history_of(issue, office.office)}
    assert ("移动措施", "措施1.1", WHY) in found
    assert ("拆分新增问题", "问题2", WHY) in found
    assert "补登" not in read(office.office, f"/issues/{issue.pk}/")


def test_a_measure_merged_into_another_issues_is_told_at_home(
    office: Office, issue: Issue, measure: Measure
) -> None:
    other = office.issue(issue.round, "接待审批不严")
    target = office.measure(other, "核对台账")
    merge_measures(
        target, [measure], version=target.version, text="一并办理", reason=WHY, by=office.office
    )
    entries = history_of(issue, office.office)
    assert (entries[0].act, entries[0].about, entries[0].reason) == ("并入", "措施1.1", WHY)
    assert signed_in(office.office).get(f"/issues/{issue.pk}/").status_code == 200
