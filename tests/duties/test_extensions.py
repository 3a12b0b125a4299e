"""延期: asked for with reason and file, decided by another, counted, limited by the unit's settings."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from rectify.closeout.enums import Reviewer
from rectify.deadlines.enums import Counted, ExtensionState
from rectify.deadlines.models import Deadline, Extension
from rectify.deadlines.operations import (
    decide_extension,
    request_extension,
    set_deadline,
    withdraw_extension,
)
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.people.operations import set_duty_rules
from tests.closeout.lives import agree, chain, hand_in, send_back
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 asked"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    return office.measure(office.issue(office.round()), due_on=clock.today() + timedelta(days=5))


def due(measure: Measure) -> date:
    found = Deadline.objects.get(measure=measure).due_on
    assert found is not None
    return found


def ask(office: Office, measure: Measure, days: int = 20, by: str = "handler") -> Extension:
    return request_extension(
        measure,
        until_on=due(measure) + timedelta(days=days),
        reason="施工图尚在审查",
        name="请示.pdf",
        chunks=[PDF],
        version=Deadline.objects.get(measure=measure).version,
        by=office.people[by],
    )


def approve(office: Office, extension: Extension, by: str = "office") -> Extension:
    return decide_extension(
        extension, approve=True, version=extension.version, by=office.people[by]
    )


def test_approved_the_date_moves_and_says_from_when_and_how(
    office: Office, measure: Measure
) -> None:
    first = due(measure)
    approve(office, ask(office, measure))
    deadline = Deadline.objects.get(measure=measure)
    assert deadline.due_on == first + timedelta(days=20)
    assert deadline.first_due_on == first
    assert (deadline.extended_times, deadline.extended_days) == (1, 20)
    assert deadline.counted == Counted.EXTENDED


def test_the_first_date_stays_through_a_second_extension(office: Office, measure: Measure) -> None:
    first = due(measure)
    approve(office, ask(office, measure))
    approve(office, ask(office, measure, days=10))
    deadline = Deadline.objects.get(measure=measure)
    assert deadline.first_due_on == first
    assert (deadline.extended_times, deadline.extended_days) == (2, 30)
    page = read(office.office, f"/rounds/{measure.issue.round_id}/ledger/")
    assert f"已延期2次，原{first.isoformat()}" in page


def test_refused_the_date_stays_and_the_reason_is_told(office: Office, measure: Measure) -> None:
    first, extension = due(measure), ask(office, measure)
    with pytest.raises(Refused, match="原因"):
        decide_extension(extension, approve=False, version=1, by=office.office)
    decide_extension(
        extension, approve=False, opinion="应克服困难按期完成", version=1, by=office.office
    )
    extension.refresh_from_db()
    assert extension.state == ExtensionState.REFUSED
    assert due(measure) == first
    assert "应克服困难按期完成" in read(office.handler, f"/measures/{measure.pk}/")


def test_after_the_date_it_is_marked(office: Office) -> None:
    late = office.measure(office.issue(office.round()), due_on=clock.today() - timedelta(days=3))
    extension = ask(office, late)
    assert extension.late
    assert "逾期后申请" in read(office.office, "/todo/")


def test_before_the_date_it_is_not(office: Office, measure: Measure) -> None:
    assert not ask(office, measure).late


@pytest.mark.parametrize("who", ["office", "secretary"])
def test_nobody_decides_on_his_own_request(office: Office, measure: Measure, who: str) -> None:
    extension = ask(office, measure, by="office")
    if who == "office":
        with pytest.raises(Refused, match="本人"):
            approve(office, extension)
    else:
        assert approve(office, extension, by=who).state == ExtensionState.APPROVED


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "supervisor"])
def test_only_office_and_secretary_decide(office: Office, measure: Measure, who: str) -> None:
    extension = ask(office, measure, by="handler")
    with pytest.raises(Refused, match="权限"):
        approve(office, extension, by=who)


@pytest.mark.parametrize("who", ["leader", "secretary", "supervisor"])
def test_only_department_and_office_ask(office: Office, measure: Measure, who: str) -> None:
    with pytest.raises(Refused, match="权限"):
        ask(office, measure, by=who)


def test_another_units_people_find_nothing(office: Office, measure: Measure) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    extension = ask(office, measure)
    with pytest.raises(Refused, match="权限"):
        decide_extension(extension, approve=True, version=1, by=other.office)
    for path in (f"/extensions/{extension.pk}/", f"/extensions/{extension.pk}/file/"):
        assert signed_in(other.office).get(path).status_code == 404


def test_one_request_at_a_time_also_in_the_database(office: Office, measure: Measure) -> None:
    extension = ask(office, measure)
    with pytest.raises(Refused, match="待审批的延期申请"):
        ask(office, measure, days=30)
    extension.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        extension.save(force_insert=True)


def test_a_second_click_asks_once(office: Office, measure: Measure) -> None:
    assert ask(office, measure).pk == ask(office, measure).pk
    assert Extension.objects.count() == 1


def test_withdrawn_it_can_be_asked_again(office: Office, measure: Measure) -> None:
    extension = withdraw_extension(ask(office, measure), version=1, by=office.handler)
    assert extension.state == ExtensionState.WITHDRAWN
    with pytest.raises(Refused, match="已撤回"):
        approve(office, extension)
    assert ask(office, measure, days=25).state == ExtensionState.OPEN


def test_who_may_not_ask_may_not_withdraw(office: Office, measure: Measure) -> None:
    extension = ask(office, measure)
    with pytest.raises(Refused, match="权限"):
        withdraw_extension(extension, version=1, by=office.leader)


def test_of_two_who_decide_the_second_is_told(office: Office, measure: Measure) -> None:
    extension = ask(office, measure)
    approve(office, extension)
    with pytest.raises(Refused, match="他人修改"):
        decide_extension(extension, approve=False, opinion="不同意", version=1, by=office.secretary)


def test_a_date_moved_meanwhile_is_not_moved_again_by_the_request(
    office: Office, measure: Measure
) -> None:
    extension = ask(office, measure)
    set_deadline(measure, due_on=due(measure) + timedelta(days=1), by=office.office)
    with pytest.raises(Refused, match="已被调整"):
        approve(office, extension)


def test_a_date_moved_while_asking_is_shown(office: Office, measure: Measure) -> None:
    set_deadline(measure, due_on=due(measure) + timedelta(days=1), by=office.office)
    with pytest.raises(Refused, match="他人修改"):
        request_extension(
            measure,
            until_on=due(measure) + timedelta(days=9),
            reason="等待批复",
            name="请示.pdf",
            chunks=[PDF],
            version=1,
            by=office.handler,
        )


def rules(office: Office, times: int, days: int) -> None:
    office.unit.refresh_from_db()
    set_duty_rules(
        office.unit,
        claims_used=True,
        claim_days=5,
        extensions_most=times,
        extension_days_most=days,
        version=office.unit.version,
        by=office.office,
    )


def test_no_more_times_than_the_unit_allows(office: Office, measure: Measure) -> None:
    rules(office, 1, 90)
    approve(office, ask(office, measure))
    with pytest.raises(Refused, match="最多延期1次"):
        ask(office, measure)


def test_no_more_days_than_the_unit_allows_and_the_last_possible_is_told(
    office: Office, measure: Measure
) -> None:
    rules(office, 3, 30)
    approve(office, ask(office, measure, days=20))
    last = due(measure) + timedelta(days=10)
    with pytest.raises(Refused, match=f"最晚可延至{last.isoformat()}"):
        ask(office, measure, days=11)
    assert ask(office, measure, days=10).days == 10


def test_limits_set_after_the_request_hold_for_the_decision(
    office: Office, measure: Measure
) -> None:
    extension = ask(office, measure)
    rules(office, 0, 0)
    with pytest.raises(Refused, match="不得延期"):
        approve(office, extension)


def test_only_the_units_office_sets_the_limits(office: Office) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    for person in (office.handler, office.secretary, other.office):
        with pytest.raises(Refused, match="权限"):
            set_duty_rules(
                office.unit,
                claims_used=True,
                claim_days=5,
                extensions_most=9,
                extension_days_most=900,
                version=office.unit.version,
                by=person,
            )
    assert signed_in(other.office).get(f"/units/{office.unit.pk}/duties/").status_code == 404


def test_the_settings_page_saves_and_shows_both_on_a_conflict(office: Office) -> None:
    client, url = signed_in(office.office), f"/units/{office.unit.pk}/duties/"
    facts = {"claims_used": "on", "claim_days": 5, "extensions_most": 3, "extension_days_most": 60}
    assert client.post(url, facts | {"version": office.unit.version}).status_code == 302
    answer = client.post(url, facts | {"extensions_most": 5, "version": office.unit.version})
    told = text_of(answer.content.decode())
    assert answer.status_code == 422
    assert "您填写的 5" in told
    assert "采用这一份 3" in told


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"until_on": None}, "请填写延期后的日期"),
        ({"reason": "  "}, "请填写延期原因"),
        ({"until_on": date(2020, 1, 1)}, "须晚于原到期日"),
        ({"chunks": [b""]}, "文件是空的"),
        ({"chunks": [b"\x7fELF\x00"]}, "不支持这种文件"),
    ],
)
def test_a_bad_request_is_refused(
    office: Office, measure: Measure, facts: dict[str, Any], sentence: str
) -> None:
    good: dict[str, Any] = {
        "until_on": due(measure) + timedelta(days=9),
        "reason": "等待批复",
        "name": "请示.pdf",
        "chunks": [PDF],
        "version": 1,
    }
    with pytest.raises(Refused, match=sentence):
        request_extension(measure, **(good | facts), by=office.handler)


def test_a_late_measure_cannot_be_moved_to_a_past_day(office: Office) -> None:
    late = office.measure(office.issue(office.round()), due_on=clock.today() - timedelta(days=9))
    with pytest.raises(Refused, match="须晚于今天"):
        ask(office, late, days=4)


def test_without_a_date_or_settled_there_is_nothing_to_move(office: Office) -> None:
    issue = office.issue(office.round())
    bare = office.measure(issue)
    with pytest.raises(Refused, match="没有到期日"):
        request_extension(
            bare,
            until_on=clock.today() + timedelta(days=9),
            reason="等待批复",
            name="请示.pdf",
            chunks=[PDF],
            version=0,
            by=office.handler,
        )
    settled = office.measure(issue, "建章立制", due_on=clock.today(), standing=Standing.LONG_TERM)
    with pytest.raises(Refused, match="已了结"):
        ask(office, settled)


def test_on_the_web_from_request_to_decision(office: Office, measure: Measure) -> None:
    facts = {
        "until_on": (due(measure) + timedelta(days=15)).isoformat(),
        "reason": "施工图尚在审查",
        "version": 1,
        "file": SimpleUploadedFile("请示.pdf", PDF),
    }
    head = signed_in(office.department_head)
    assert head.post(f"/measures/{measure.pk}/extension/", facts).status_code == 302
    extension = Extension.objects.get()
    assert "延期申请" in read(office.office, "/todo/")
    file = signed_in(office.office).get(f"/extensions/{extension.pk}/file/")
    assert b"".join(file.streaming_content) == PDF  # type: ignore[attr-defined]
    answer = signed_in(office.office).post(
        f"/extensions/{extension.pk}/", {"verb": "approve", "opinion": "同意", "version": 1}
    )
    assert answer.status_code == 302
    extension.refresh_from_db()
    assert extension.state == ExtensionState.APPROVED
    page = read(office.handler, f"/measures/{measure.pk}/")
    assert "经批准延期" in page
    assert "批准延期" in read(office.office, f"/issues/{measure.issue_id}/")


def test_what_was_typed_stays_when_refused(office: Office, measure: Measure) -> None:
    answer = signed_in(office.handler).post(
        f"/measures/{measure.pk}/extension/", {"reason": "施工图尚在审查", "version": 1}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "施工图尚在审查" in page
    assert "请填写申请延至。" in page


def decided(office: Office, extension: Extension, verb: str) -> Any:
    """Decide through the page."""
    facts = {"verb": verb, "opinion": "已办结", "version": extension.version}
    return signed_in(office.secretary).post(f"/extensions/{extension.pk}/", facts)


def test_what_waits_for_its_review_or_is_settled_gets_no_later_date(
    office: Office, measure: Measure
) -> None:
    first, extension = due(measure), ask(office, measure)
    office.evidence(measure)
    chain(office, Reviewer.DEPARTMENT, Reviewer.OFFICE)
    measure.refresh_from_db()
    submission = hand_in(measure, office.handler)
    page = read(office.secretary, f"/extensions/{extension.pk}/")
    assert "审核结束前不能批准延期" in page
    assert 'value="approve"' not in page
    answer = decided(office, extension, "approve")
    assert (answer.status_code, due(measure)) == (422, first)
    assert "审核结束前不能批准延期" in answer.content.decode()

    agree(submission, office.department_head, office.office)
    assert "延期申请已失效" in decided(office, extension, "approve").content.decode()
    assert due(measure) == first
    with pytest.raises(Refused, match="延期申请已失效"):
        approve(office, extension)


def test_no_later_date_is_asked_for_while_the_measure_waits_for_its_review(
    office: Office, measure: Measure
) -> None:
    office.evidence(measure)
    chain(office, Reviewer.DEPARTMENT, Reviewer.OFFICE)
    measure.refresh_from_db()
    address = re.search(
        r'href="([^"]*extension[^"]*)"', read(office.handler, f"/measures/{measure.pk}/")
    )
    assert address is not None
    asking = address[1]
    submission = hand_in(measure, office.handler)
    for page in (f"/measures/{measure.pk}/", "/todo/"):
        assert asking not in read(office.handler, page)
    with pytest.raises(Refused, match="审核结束前不能申请延期；确需延期的，请先撤回提交"):
        ask(office, measure)
    assert not Extension.objects.exists()
    send_back(submission, office.department_head)
    assert asking in read(office.handler, f"/measures/{measure.pk}/")
    assert ask(office, measure).state == ExtensionState.OPEN


def test_a_request_lapses_with_its_settled_measure_and_can_still_be_turned_down(
    office: Office, measure: Measure
) -> None:
    extension = ask(office, measure)
    assert "待审批的延期申请" in read(office.secretary, "/todo/")
    office.evidence(measure)
    chain(office, Reviewer.DEPARTMENT, Reviewer.OFFICE)
    measure.refresh_from_db()
    agree(hand_in(measure, office.handler), office.department_head, office.office)
    assert "待审批的延期申请" not in read(office.secretary, "/todo/")
    page = read(office.secretary, f"/measures/{measure.pk}/")
    assert "已失效，措施已了结" in page
    assert f'href="/extensions/{extension.pk}/"' in page
    page = read(office.secretary, f"/extensions/{extension.pk}/")
    assert "延期申请已失效" in page
    assert 'value="refuse"' in page
    assert decided(office, extension, "refuse").status_code == 302
    extension.refresh_from_db()
    assert extension.state == ExtensionState.REFUSED
