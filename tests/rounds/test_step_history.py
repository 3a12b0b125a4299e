"""Every page of a round's steps has its own history: what changed, old and new, who, when, why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectify.archive.history import history_of_step
from rectify.assessment.models import Deduction
from rectify.assessment.operations import begin_assessment, deduct, withdraw_deduction
from rectify.deadlines.models import Deadline
from rectify.deadlines.operations import decide_extension, request_extension
from rectify.evidence.operations import amend_evidence, replace_evidence
from rectify.groundwork.models import GroupSeat
from rectify.groundwork.operations import end_seat, keep_scan, seat_person, set_group
from rectify.instructions.operations import answer_instruction, give_instruction
from rectify.kernel import clock
from rectify.lookback.operations import drop_takeover, judge_takeover, take_over
from rectify.measures.models import Measure
from rectify.rounds.models import Round
from rectify.scheme.enums import Adoption
from rectify.scheme.models import Scheme
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import read, text_of
from tests.rounds.closing import closed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()


def history(person: Any, url: str) -> str:
    """The words of the history part of a page."""
    _, part, rest = read(person, url).partition('id="history"')
    assert part, f"no history on {url}"
    return text_of(rest.partition("</section>")[0])


def send(office: Office, url: str, **facts: Any) -> None:
    answer = signed_in(office.office).post(url, facts)
    assert answer.status_code == 302, answer.content.decode()


def test_a_receipt_tells_old_and_new_beside_each_other(office: Office, round_: Round) -> None:
    url = f"/rounds/{round_.pk}/receipt/"
    facts: dict[str, Any] = {"receiver": office.secretary.pk, "version": 0, "title": "反馈意见"}
    facts["received_on"] = str(clock.today())
    assert 'id="history"' not in read(office.office, url)
    send(office, url, **facts)
    send(office, url, **(facts | {"title": "反馈意见（正本）", "version": 1}))
    keep_scan(
        round_, purpose="receipt", name="正本.pdf", chunks=[b"%PDF-1.4 scan"], by=office.office
    )
    told = history(office.supervisor, url)
    assert "文件名称 反馈意见 → 改为 反馈意见（正本）" in told
    assert "上传扫描件" in told
    assert f"登记签收 {office.office.name}" in told
    assert f"签收人：{office.secretary.name}" in told
    assert 'id="history"' not in read(office.office, f"/rounds/{round_.pk}/pledge/")


def test_a_pledge_and_a_group_tell_what_was_done(office: Office, round_: Round) -> None:
    url = f"/rounds/{round_.pk}/pledge/"
    send(office, url, leader=office.secretary.pk, version=0)
    send(office, url, leader=office.leader.pk, version=1)
    assert f"承诺人 {office.secretary.name} → 改为 {office.leader.name}" in history(
        office.office, url
    )
    facts: dict[str, Any] = {"number": "", "founded_on": clock.today()}
    set_group(round_, version=0, name="领导小组", **facts, by=office.office)
    for person in (office.leader, office.secretary):
        seat_person(round_, person=person, seat="member", from_on=clock.today(), by=office.office)
    end_seat(GroupSeat.objects.earliest("pk"), until_on=clock.today(), by=office.office)
    told = history(office.office, f"/rounds/{round_.pk}/group/")
    assert f"终止职务 {office.office.name}" in told
    # Two persons were seated by two acts.
    assert told.count("登记领导小组成员") == 2
    assert "职务：成员" in told


def test_a_plan_tells_its_steps_opinions_and_reviews(office: Office, round_: Round) -> None:
    url = f"/rounds/{round_.pk}/scheme/"
    office.measure(office.issue(round_), due_on=clock.today() + timedelta(days=9))
    send(office, f"{url}draft/")
    row = Scheme.objects.get()
    send(office, f"{url}edit/", title="整改方案二稿", text="", version=row.version)
    row.refresh_from_db()
    send(office, f"{url}move/", verb="consult", version=row.version)
    facts = {"source": "人事科", "given_on": str(clock.today()), "text": "压实责任。"}
    send(office, f"{url}opinions/", **facts, adoption=Adoption.OPEN.value, reply="")
    opinion = row.opinions.get()
    send(
        office,
        f"/opinions/{opinion.pk}/",
        **facts,
        adoption=Adoption.TAKEN.value,
        reply="已采纳",
        version=opinion.version,
    )
    told = history(office.office, url)
    assert "整改方案 → 改为 整改方案二稿" in told
    assert "采纳情况 待研究 → 改为 采纳" in told
    assert "意见内容：压实责任；采纳情况：待研究" in told
    assert f"整改方案：征求意见 {office.office.name}" in told
    assert "处理说明 （空） → 改为 已采纳" in told
    own = history(office.office, f"/opinions/{opinion.pk}/")
    assert "处理说明 （空） → 改为 已采纳" in own
    assert "整改方案二稿" not in own


def test_an_assessment_tells_each_deduction_and_the_voices(office: Office, round_: Round) -> None:
    url = f"/rounds/{round_.pk}/"
    row = begin_assessment(round_, assessor="巡察办", assessed_on=clock.today(), by=office.office)
    for points, reason in (("1", "会议少"), ("2", "记录缺")):
        deduct(row, item=0, points=Decimal(points), reason=reason, by=office.office)
    withdraw_deduction(Deduction.objects.earliest("pk"), by=office.office)
    voices = {"sent": 10, "returned": 9, "satisfied": 7, "fairly": 1, "dissatisfied": 1}
    send(office, f"{url}satisfaction/", held_on=str(clock.today()), **voices, version=0)
    voices |= {"satisfied": 8, "fairly": 0}
    send(office, f"{url}satisfaction/", held_on=str(clock.today()), **voices, version=1)
    told = history(office.secretary, f"{url}assessment/")
    assert told.count("登记扣分") == 2
    assert "组织领导 扣分：2.0；扣分理由：记录缺" in told
    assert "撤销扣分" in told
    assert "满意 7 → 改为 8" in told


def test_a_look_back_tells_what_was_taken_judged_and_dropped(office: Office) -> None:
    issue = closed(office).issues.get()
    round_ = office.round(name="回头看", kind="look_back")
    taken = take_over(round_, issue, by=office.office)
    drop_takeover(taken, version=taken.version, by=office.office)
    again = take_over(round_, issue, by=office.office)
    facts: dict[str, Any] = {"finding": "not_done", "note": "又发生2起", "reopens": False}
    judge_takeover(again, version=again.version, **facts, by=office.office)
    told = history(office.office, f"/rounds/{round_.pk}/lookback/")
    assert told.count("纳入回头看") == 2
    assert "移出回头看" in told
    assert "核查情况 （空） → 改为 又发生2起" in told
    own = history(office.office, f"/takeovers/{again.pk}/")
    assert own.count("纳入回头看") == 1
    assert "移出" not in own


# --- pages below a measure ---------------------------------------------------------------------


@pytest.fixture
def measure(office: Office, round_: Round) -> Measure:
    return office.measure(office.issue(round_), due_on=clock.today() + timedelta(days=9))


def test_a_file_tells_what_was_said_of_it_in_all_its_versions(
    office: Office, measure: Measure
) -> None:
    file = office.evidence(measure)
    amend_evidence(
        file,
        version=file.version,
        name="资产清查报告.pdf",
        kind="document",
        dated_on=None,
        note="盖章件",
        by=office.handler,
    )
    file.refresh_from_db()
    new = replace_evidence(
        file, version=file.version, name="新报告.pdf", chunks=[b"%PDF-1.4 new"], by=office.handler
    )
    office.evidence(measure, b"%PDF-1.4 another")
    for pk in (file.pk, new.pk):
        told = history(office.office, f"/evidence/{pk}/")
        assert "文件名 清查报告.pdf → 改为 资产清查报告.pdf" in told
        assert "说明 （空） → 改为 盖章件" in told
        assert "佐证材料 资产清查报告.pdf → 改为 新报告.pdf" in told
        assert told.count("上传佐证材料") == 1
    stranger = make_office("bh", "碧湖县水务局党组").office
    assert signed_in(stranger).get(f"/evidence/{file.pk}/").status_code == 404


def test_an_extension_and_an_instruction_tell_what_became_of_them(
    office: Office, measure: Measure
) -> None:
    asked = request_extension(
        measure,
        until_on=clock.today() + timedelta(days=20),
        reason="等待批复",
        name="请示.pdf",
        chunks=[b"%PDF-1.4 asked"],
        version=Deadline.objects.get(measure=measure).version,
        by=office.handler,
    )
    url = f"/extensions/{asked.pk}/"
    assert f"申请延期 {office.handler.name}" in history(office.office, url)
    decide_extension(
        asked, approve=False, opinion="按期办", version=asked.version, by=office.office
    )
    told = history(office.office, url)
    assert f"不批准延期 {office.office.name}" in told
    assert "审批意见 （空） → 改为 按期办" in told
    given = give_instruction(
        measure, text="请加快", persons=[office.handler, office.leader], by=office.secretary
    )
    first = given.addressees.get(person=office.handler)
    answer_instruction(first, reply="已办三成", done=False, version=1, by=office.handler)
    first.refresh_from_db()
    answer_instruction(first, reply="已办五成", done=True, version=first.version, by=office.handler)
    told = history(office.handler, f"/instructions/{first.pk}/answer/")
    assert f"作出批示 {office.secretary.name}" in told
    assert "办理情况 已办三成 → 改为 已办五成" in told


def test_who_is_only_named_is_told_of_his_own_answer(office: Office, round_: Round) -> None:
    """Personnel's measure: finance's handler is named by an instruction on it, and does not see it."""
    measure = office.measure(office.issue(round_), lead_department=office.personnel)
    given = give_instruction(
        measure, text="请配合", persons=[office.handler, office.leader], by=office.secretary
    )
    other = given.addressees.get(person=office.leader)
    answer_instruction(other, reply="轮岗已办", done=True, version=1, by=office.leader)
    own = given.addressees.get(person=office.handler)
    told = history(office.handler, f"/instructions/{own.pk}/answer/")
    assert "请配合" in told
    assert "轮岗已办" not in told
    assert office.leader.name not in told


# --- what it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["group", "assessment"])
def test_a_long_history_costs_no_more_than_a_short_one(
    office: Office, round_: Round, page: str
) -> None:
    row = begin_assessment(round_, assessor="", assessed_on=clock.today(), by=office.office)

    def more(number: int) -> None:
        for place in range(number):
            deduct(row, item=place, points=Decimal(1), reason=f"{number}{place}", by=office.office)
            keep_scan(
                round_,
                purpose=page,
                name=f"{number}{place}.pdf",
                chunks=[f"%PDF-1.4 {number}{place}".encode()],
                by=office.office,
            )

    def counted(ask: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            ask()
        return len(queries)

    more(1)
    few = counted(lambda: history_of_step(round_, page, office.office))
    more(3)
    assert counted(lambda: history_of_step(round_, page, office.office)) == few
