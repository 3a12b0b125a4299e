"""What is kept of a measure that has left the ledger, and what keeps one from leaving it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rectify.closeout.enums import Reviewer
from rectify.closeout.history import history_of, history_of_measure
from rectify.closeout.operations import keep_sheet, submit_issue, submit_measure
from rectify.deadlines.models import Deadline, Extension
from rectify.deadlines.operations import decide_extension, request_extension, set_deadline
from rectify.evidence.models import Evidence
from rectify.evidence.operations import add_evidence
from rectify.instructions.models import Addressee, Instruction
from rectify.instructions.operations import answer_instruction, give_instruction
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, drop_measure, log_progress, withdraw_measure
from rectify.people.models import Person
from rectify.reshaping.operations import merge_issues, merge_measures, move_measure, split_measure
from tests.closeout.lives import agree, chain, colleague, enter, hand_in
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import read, text_of, typed

pytestmark = pytest.mark.django_db

WHY = "内容重复，合并办理"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def issue(office: Office) -> Issue:
    return office.issue(office.round(), lead_leader=office.leader, lead_department=office.finance)


@pytest.fixture
def target(office: Office, issue: Issue) -> Measure:
    return office.measure(issue, "清查资产", due_on=clock.today() + timedelta(days=30))


@pytest.fixture
def other(office: Office, issue: Issue, target: Measure) -> Measure:
    return office.measure(issue, "核对台账", due_on=clock.today() + timedelta(days=10))


def extension(office: Office, measure: Measure) -> Extension:
    return request_extension(
        measure,
        until_on=clock.today() + timedelta(days=40),
        reason="等待上级批复",
        name="请示.pdf",
        chunks=[b"%PDF-1.4 asked"],
        version=measure.deadline.version,
        by=office.handler,
    )


def merged(office: Office, target: Measure, other: Measure) -> Measure:
    target.refresh_from_db()
    return merge_measures(
        target, [other], version=target.version, text=target.text, reason=WHY, by=office.office
    )


def told(office: Office, person: Person, measure: Measure) -> str:
    return text_of(read(person, f"/measures/{measure.pk}/gone/"))


def todo(person: Person) -> str:
    return text_of(read(person, "/todo/"))


# --- merging ----------------------------------------------------------------------------------


def test_an_undecided_extension_keeps_a_measure_from_going_into_another(
    office: Office, target: Measure, other: Measure
) -> None:
    asked = extension(office, other)
    with pytest.raises(Refused, match=r"措施1\.2有待审批的延期申请，请先审批或撤回申请，再合并"):
        merged(office, target, other)
    assert "延期申请 1" in todo(office.office)
    decide_extension(asked, approve=True, version=asked.version, by=office.office)
    assert merged(office, target, other) == target


def test_an_extension_of_the_one_that_stays_waits_on(
    office: Office, target: Measure, other: Measure
) -> None:
    extension(office, target)
    merged(office, target, other)
    assert "延期申请 1" in todo(office.office)


def test_an_unanswered_instruction_goes_along_and_is_answered_there(
    office: Office, target: Measure, other: Measure
) -> None:
    done = give_instruction(other, text="请报数", persons=[office.handler], by=office.secretary)
    named = done.addressees.get()
    answer_instruction(named, reply="已报", done=True, version=named.version, by=office.handler)
    given = give_instruction(
        other, text="请加快办理", persons=[office.handler], by=office.secretary
    )
    merged(office, target, other)
    given.refresh_from_db()
    done.refresh_from_db()
    assert (given.measure, done.measure_id) == (target, other.pk)
    assert "请加快办理" in text_of(read(office.secretary, f"/measures/{target.pk}/"))
    assert "措施1.1 请加快办理" in todo(office.handler)
    waiting = Addressee.objects.get(instruction=given)
    answer_instruction(
        waiting, reply="已加快", done=True, version=waiting.version, by=office.handler
    )
    assert "已加快" in text_of(read(office.secretary, f"/measures/{target.pk}/"))
    assert "已报" in told(office, office.handler, other)


def test_an_instruction_on_a_merged_issue_goes_along(office: Office, issue: Issue) -> None:
    gone = office.issue(issue.round, "接待审批不严")
    given = give_instruction(gone, text="请查清", persons=[office.handler], by=office.secretary)
    merge_issues(
        issue,
        [gone],
        version=Issue.objects.get(pk=issue.pk).version,
        title=issue.title,
        reason=WHY,
        by=office.office,
    )
    assert Instruction.objects.get(pk=given.pk).issue == issue


def test_the_share_follows_the_newest_entry_and_the_page_says_which_and_what_date(
    office: Office, target: Measure, other: Measure
) -> None:
    today = clock.today()
    old, new = today - timedelta(days=9), today - timedelta(days=1)
    log_progress(target, text="已清查", percent=45, happened_on=old, by=office.handler)
    log_progress(other, text="已核对", percent=65, happened_on=new, by=office.handler)
    target.refresh_from_db()
    page = text_of(read(office.office, f"/measures/{target.pk}/merge/"))
    assert f"合并后到期日仍为{today + timedelta(days=30)}" in page
    assert f"到期日{today + timedelta(days=10)}" in page
    answer = signed_in(office.office).post(
        f"/measures/{target.pk}/merge/",
        {"version": target.version, "others": [other.pk], "words": target.text, "reason": WHY},
        follow=True,
    )
    assert f"进度现为65%，到期日仍为{today + timedelta(days=30)}" in answer.content.decode()
    target.refresh_from_db()
    assert (target.percent, target.started_on) == (65, old)
    assert Deadline.objects.get(measure=target).due_on == today + timedelta(days=30)


def test_the_share_of_who_assists_now_is_his_own(
    office: Office, issue: Issue, target: Measure
) -> None:
    today = clock.today()
    theirs = office.measure(issue, "核对名册", lead_department=office.personnel)
    log_progress(target, text="已清查", percent=45, happened_on=today, by=office.handler)
    log_progress(theirs, text="已核对", percent=65, happened_on=today, by=office.office)
    result = merged(office, target, theirs)
    assert result.percent == 45
    assert [one.percent for one in result.assistances.all()] == [65]


def test_the_entries_of_who_once_assisted_are_not_the_leads(
    office: Office, issue: Issue, target: Measure
) -> None:
    today = clock.today()
    other = office.measure(issue, "核对台账", assisting=[office.personnel])
    log_progress(target, text="已清查", percent=45, happened_on=today, by=office.handler)
    log_progress(
        other,
        text="已核对",
        percent=90,
        happened_on=today,
        on_behalf_of=office.personnel,
        by=office.office,
    )
    other.refresh_from_db()
    amend_measure(other, version=other.version, changes={}, assisting=[], by=office.office)
    result = merged(office, target, Measure.objects.get(pk=other.pk))
    assert result.percent == 45
    assert not result.assistances.filter(ended_on=None).exists()


def test_merging_is_told_as_such_on_both_sides(
    office: Office, target: Measure, other: Measure
) -> None:
    log_progress(other, text="已核对", percent=5, happened_on=clock.today(), by=office.handler)
    merged(office, target, other)
    target.refresh_from_db()
    acts = {(one.act, one.about) for one in history_of_measure(target, office.office)[:2]}
    assert acts == {("合并措施", "措施1.1"), ("并入", "措施1.2")}
    of_issue = {(one.act, one.about) for one in history_of(target.issue, office.office)[:2]}
    assert of_issue == acts
    assert all(one.reason == WHY for one in history_of_measure(target, office.office)[:2])


def test_a_merged_measure_keeps_a_page_of_its_own(
    office: Office, target: Measure, other: Measure
) -> None:
    log_progress(other, text="已核对三成", percent=30, happened_on=clock.today(), by=office.handler)
    office.evidence(other)
    merged(office, target, other)
    for person in (office.office, office.handler, office.leader):
        assert f"/measures/{other.pk}/gone/" in read(person, f"/measures/{target.pk}/")
        page = told(office, person, other)
        for words in ("核对台账", "已核对三成", "清查报告.pdf", "已并入措施1.1", WHY, "填报进展"):
            assert words in page
    assert signed_in(office.handler).get(f"/evidence/{Evidence.objects.get().pk}/file/").status_code


def test_who_sees_what_a_measure_went_into_may_read_what_it_was(
    office: Office, target: Measure
) -> None:
    foreign = office.issue(target.issue.round, "人事档案不全")
    theirs = office.measure(foreign, "核对名册", lead_department=office.personnel)
    assert signed_in(office.handler).get(f"/measures/{theirs.pk}/").status_code == 404
    merged(office, target, theirs)
    assert "核对名册" in told(office, office.handler, theirs)
    stranger = make_office("bh", "碧湖县水务局党组").office
    assert signed_in(stranger).get(f"/measures/{theirs.pk}/gone/").status_code == 404


def test_a_living_measure_has_no_such_page(office: Office, target: Measure) -> None:
    assert signed_in(office.office).get(f"/measures/{target.pk}/gone/").status_code == 404


# --- dropping ---------------------------------------------------------------------------------


def drop(office: Office, measure: Measure) -> Any:
    measure.refresh_from_db()
    sent = {"version": measure.version, "reason": "与其他措施重复"}
    return signed_in(office.office).post(f"/measures/{measure.pk}/drop/", sent, follow=True)


def test_a_dropped_measure_is_read_by_who_could_see_it_with_its_files(
    office: Office, issue: Issue
) -> None:
    measure = office.measure(issue, "核对台账", assisting=[office.personnel])
    log_progress(measure, text="已核对", percent=30, happened_on=clock.today(), by=office.handler)
    file = office.evidence(measure)
    assert "记录可在“已撤回的内容”中查看" in drop(office, measure).content.decode()
    gone = f"/measures/{measure.pk}/gone/"
    for person in (office.office, office.handler, office.secretary, office.leader):
        browser = signed_in(person)
        assert gone in read(person, f"/rounds/{issue.round_id}/withdrawn/")
        assert browser.get(f"/measures/{measure.pk}/")["Location"] == gone
        page = told(office, person, measure)
        for words in ("核对台账", "已核对", "清查报告.pdf", "与其他措施重复", "移出台账"):
            assert words in page
        assert browser.get(f"/evidence/{file.pk}/").status_code == 200
        sent = browser.get(f"/evidence/{file.pk}/file/")
        assert b"".join(sent.streaming_content) == b"%PDF-1.4 test"  # type: ignore[attr-defined]


def test_nobody_else_reads_it_and_nobody_writes_it(office: Office, issue: Issue) -> None:
    theirs = office.issue(issue.round, "人事档案不全")
    measure = office.measure(theirs, "核对名册", lead_department=office.personnel)
    file = add_evidence(measure, name="名册.pdf", chunks=[b"%PDF-1.4 list"], by=office.office)
    drop(office, measure)
    stranger = make_office("bh", "碧湖县水务局党组")
    for person in (office.handler, stranger.office):
        browser = signed_in(person)
        for path in (f"measures/{measure.pk}/gone/", f"measures/{measure.pk}/"):
            assert browser.get(f"/{path}").status_code == 404
        for path in (f"evidence/{file.pk}/", f"evidence/{file.pk}/file/"):
            assert browser.get(f"/{path}").status_code == 404
    withdrawn = signed_in(office.office).post(f"/evidence/{file.pk}/withdraw/")
    assert withdrawn.status_code == 404
    sent = {"name": "别的.pdf", "kind": file.kind, "version": file.version}
    assert signed_in(office.office).post(f"/evidence/{file.pk}/edit/", sent).status_code == 404


def test_what_waits_on_a_measure_is_ended_before_it_is_dropped(
    office: Office, other: Measure
) -> None:
    asked = extension(office, other)
    given = give_instruction(
        other, text="请加快办理", persons=[office.handler], by=office.secretary
    )
    page = text_of(drop(office, other).content.decode())
    assert "该措施有待审批的延期申请、未办结的批示，请先办结或撤回，再撤销措施" in page
    decide_extension(asked, approve=False, version=1, opinion="按期办", by=office.office)
    named = given.addressees.get()
    answer_instruction(named, reply="已办", done=True, version=named.version, by=office.handler)
    assert drop(office, other).redirect_chain
    page = told(office, office.office, other)
    for words in ("按期办", "请加快办理", "已办"):
        assert words in page
    file = signed_in(office.handler).get(f"/extensions/{asked.pk}/file/")
    assert file.status_code == 200


# --- while a review waits ---------------------------------------------------------------------


def closing(office: Office, issue: Issue) -> None:
    """Hand the issue in with what it has."""
    for measure in Measure.objects.filter(issue=issue):
        log_progress(measure, text="已办", percent=90, happened_on=clock.today(), by=office.handler)
        office.evidence(measure)
        measure.refresh_from_db()
        measure.standing = Standing.PARTIAL
        measure.save_changes("standing")
    submit_issue(
        Issue.objects.get(pk=issue.pk),
        proposed=Standing.PARTIAL,
        statement="取得阶段性成效。",
        completed_on=None,
        by=office.department_head,
    )


def test_no_measure_leaves_an_issue_whose_closing_waits(
    office: Office, issue: Issue, target: Measure
) -> None:
    closing(office, issue)
    fresh = Measure.objects.get(pk=target.pk)
    with pytest.raises(Refused, match="问题1正在销号审核"):
        drop_measure(fresh, version=fresh.version, reason="重复", by=office.office)
    with pytest.raises(Refused, match="问题1正在销号审核"):
        withdraw_measure(fresh, version=fresh.version, reason="重复", by=office.office)
    assert "正在销号审核" in drop(office, target).content.decode()
    assert Measure.objects.filter(pk=target.pk).exists()


def test_a_measure_that_waits_for_its_review_is_not_given_back(
    office: Office, target: Measure
) -> None:
    office.evidence(target)
    submit_measure(
        target,
        proposed=Standing.PARTIAL,
        statement="已办",
        completed_on=None,
        by=office.handler,
    )
    target.refresh_from_db()
    sent = {"version": target.version, "reason": "不属于本部门"}
    answer = signed_in(office.handler).post(f"/measures/{target.pk}/hand-back/", sent)
    assert "正在审核，请待审核结束或撤回提交后，再退回认领" in answer.content.decode()
    target.refresh_from_db()
    assert target.handed_back_at is None


# --- splitting, and a date put off ------------------------------------------------------------


def test_the_parts_of_a_measure_count_what_it_was_extended(office: Office, target: Measure) -> None:
    first = target.deadline.due_on
    asked = extension(office, target)
    decide_extension(asked, approve=True, version=asked.version, by=office.office)
    target.refresh_from_db()
    parts = split_measure(
        target, version=target.version, texts=["清查", "登记"], reason=WHY, by=office.office
    )
    for part in parts:
        told = Deadline.objects.get(measure=part)
        assert (told.first_due_on, told.extended_times, told.extended_days) == (first, 1, 10)
        assert told.due_on == clock.today() + timedelta(days=40)
    assert f"最初到期日 {first}" in text_of(read(office.office, f"/measures/{parts[1].pk}/"))


def test_a_date_that_the_office_puts_off_keeps_the_first_one(
    office: Office, target: Measure
) -> None:
    first, later = clock.today() + timedelta(days=30), clock.today() + timedelta(days=50)
    set_deadline(target, due_on=first + timedelta(days=1), by=office.office)
    set_deadline(target, due_on=first, by=office.office)
    assert Deadline.objects.get(measure=target).extended_times == 0
    round_ = target.issue.round
    round_.refresh_from_db()
    round_.planned_at, round_.planned_by = clock.now(), office.office
    round_.save_changes("planned_at", "planned_by")
    facts = typed(read(office.office, f"/measures/{target.pk}/edit/"))
    answer = signed_in(office.office).post(
        f"/measures/{target.pk}/edit/", facts | {"due_on": str(later), "reason": "会议研究"}
    )
    assert answer.status_code == 302
    told = Deadline.objects.get(measure=target)
    assert (told.first_due_on, told.due_on) == (first, later)
    assert (told.extended_times, told.extended_days) == (1, 20)
    page = text_of(read(office.office, f"/measures/{target.pk}/"))
    assert f"最初到期日 {first} 已延期1次，累计20天" in page
    set_deadline(target, due_on=first, reason="会议研究", by=office.office)
    assert Deadline.objects.get(measure=target).first_due_on == first


def test_nothing_goes_into_an_issue_whose_closing_waits(
    office: Office, issue: Issue, target: Measure
) -> None:
    other = office.issue(issue.round, "接待审批不严")
    coming = office.measure(other, "修订办法")
    closing(office, issue)
    issue.refresh_from_db()
    with pytest.raises(Refused, match="问题1正在审核"):
        move_measure(coming, to=issue, version=coming.version, reason=WHY, by=office.office)
    empty = office.issue(issue.round, "公车管理不规范")
    with pytest.raises(Refused, match="问题1正在审核"):
        merge_issues(
            issue,
            [empty],
            version=issue.version,
            title=issue.title,
            reason=WHY,
            by=office.office,
        )


# --- the signed papers of what left -------------------------------------------------------------


def named(office: Office, measure: Measure) -> None:
    """Let the leader answer for the measure, so that he reviews it."""
    measure.responsible_leader = office.leader
    measure.save_changes("responsible_leader")


def test_the_reviews_and_papers_of_a_dropped_measure_are_read_on_what_is_kept_of_it(
    office: Office, issue: Issue, other: Measure
) -> None:
    chain(office, Reviewer.LEADER, Reviewer.OFFICE)
    log_progress(other, text="已核对", percent=60, happened_on=clock.today(), by=office.handler)
    office.evidence(other)
    other.refresh_from_db()
    named(office, other)
    submission = hand_in(other, office.handler, Standing.PARTIAL)
    submission = enter(submission, office.office, signer="陈某某", opinion="阶段性完成")
    agree(submission, colleague(office, "office"))
    sheet = keep_sheet(submission, name="审核表.pdf", chunks=[b"%PDF-1.4 sheet"], pages=1, by=None)
    assert drop(office, other).redirect_chain
    step = submission.steps.get(position=1)
    scan, paper = f"/steps/{step.pk}/scan/", f"/sheets/{sheet.pk}/file/"
    for who, links in (("office", {scan, paper}), ("handler", {scan})):
        person = office.people[who]
        markup = read(person, f"/measures/{other.pk}/gone/")
        page = text_of(markup)
        for words in (
            "提交与审核记录",
            "申请认定：阶段性完成",
            "陈某某",
            "阶段性完成",
            "签字页.pdf",
        ):
            assert words in page
        assert {link for link in (scan, paper) if link in markup} >= links
        for link in links:
            assert signed_in(person).get(link).status_code == 200
        for verb in ("submit", "withdraw", "review", "sheet"):
            assert f"/submissions/{submission.pk}/{verb}/" not in markup
    stranger = make_office("bh", "碧湖县水务局党组").office
    for link in (scan, paper):
        assert signed_in(stranger).get(link).status_code == 404
    assert signed_in(office.office).post(f"/submissions/{submission.pk}/sheet/").status_code == 404


def test_who_sees_what_a_measure_went_into_reads_its_reviews_too(
    office: Office, issue: Issue, target: Measure
) -> None:
    foreign = office.issue(issue.round, "人事档案不全")
    theirs = office.measure(foreign, "核对名册", lead_department=office.personnel)
    chain(office, Reviewer.LEADER, Reviewer.OFFICE)
    theirs.refresh_from_db()
    handler = colleague(office, "handler", office.personnel)
    add_evidence(theirs, name="名册.pdf", chunks=[b"%PDF-1.4 list"], by=handler)
    named(office, theirs)
    submission = hand_in(theirs, handler, Standing.PARTIAL)
    agree(enter(submission, office.office, signer="陈某某"), office.office)
    scan = f"/steps/{submission.steps.get(position=1).pk}/scan/"
    assert signed_in(office.handler).get(scan).status_code == 404
    target.refresh_from_db()
    merged(office, target, Measure.objects.get(pk=theirs.pk))
    assert scan in read(office.handler, f"/measures/{theirs.pk}/gone/")
    assert signed_in(office.handler).get(scan).status_code == 200
