"""As of a day: a round's ledger and an issue as they stood, whatever became of them since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from rectify.deadlines.operations import set_deadline
from rectify.issues.models import Issue
from rectify.issues.operations import amend_issue
from rectify.kernel import clock
from rectify.measures.operations import log_progress
from rectify.reshaping.operations import merge_issues, move_measure
from rectify.rounds.models import Round
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    with clock.at(clock.today() - timedelta(days=50)):
        return make_office()


@pytest.fixture
def past() -> date:
    return clock.today() - timedelta(days=20)


@pytest.fixture
def round_(office: Office, past: date) -> Round:
    """A round as it stood twenty days ago: two issues, a measure each, one with progress."""
    with clock.at(past):
        round_ = office.round()
        one = office.issue(round_, "接待超标准")
        two = office.issue(round_, "接待审批不严")
        measure = office.measure(one, "修订接待办法", due_on=past + timedelta(days=10))
        office.measure(two, "严格审批", lead_department=office.personnel)
        log_progress(measure, text="已起草初稿", percent=30, happened_on=past, by=office.handler)
    return round_


def page(office: Office, name: str, pk: int, day: date, who: str = "office") -> str:
    answer = signed_in(office.people[who]).get(reverse(name, args=[pk]), {"day": day.isoformat()})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_ledger_of_a_past_day_is_as_it_was(office: Office, round_: Round, past: date) -> None:
    one, two = Issue.objects.all()
    amend_issue(one, version=one.version, changes={"title": "改过的标题"}, by=office.office)
    set_deadline(one.measures.get(), due_on=clock.today() + timedelta(days=90), by=office.office)
    one.refresh_from_db()
    merge_issues(
        one, [two], version=one.version, title="接待管理不严", reason="合并", by=office.office
    )
    then = page(office, "ledger-then", round_.pk, past)
    assert "接待超标准" in then
    assert "接待审批不严" in then
    assert (past + timedelta(days=10)).isoformat() in then
    assert "改过的标题" not in then
    assert "问题2个，已完成0个；措施2项" in then
    now = page(office, "ledger-then", round_.pk, clock.today())
    assert "接待管理不严" in now
    assert "接待审批不严" not in now
    assert "问题1个，已完成0个；措施2项" in now


def test_a_measure_stands_where_it_stood(office: Office, round_: Round, past: date) -> None:
    one, two = Issue.objects.all()
    measure = one.measures.get()
    move_measure(measure, to=two, version=measure.version, reason="调整", by=office.office)
    then = page(office, "issue-then", one.pk, past)
    assert "修订接待办法" in then
    assert "已起草初稿" in then
    assert "进度" in then.partition("进展记录")[2].partition("已起草初稿")[0]
    now, _, history = page(office, "issue-then", one.pk, clock.today()).partition('id="history"')
    assert "修订接待办法" not in now
    assert "移动措施" in history
    assert "移动措施" not in then
    assert "2.2" in page(office, "issue-then", two.pk, clock.today())


def test_before_it_was_there_nothing_is_shown(office: Office, round_: Round, past: date) -> None:
    before = past - timedelta(days=1)
    assert "当天台账还没有内容" in page(office, "ledger-then", round_.pk, before)
    issue = Issue.objects.first()
    assert issue is not None
    assert "当天台账中还没有这个问题" in page(office, "issue-then", issue.pk, before)


def test_a_day_to_come_or_no_day_is_today(office: Office, round_: Round) -> None:
    client = signed_in(office.office)
    today = f"{clock.today():%Y年}{clock.today().month}月{clock.today().day}日"
    for day in ("2999-01-01", "", "昨天"):
        answer = client.get(reverse("ledger-then", args=[round_.pk]), {"day": day})
        assert (answer.status_code, today in answer.content.decode()) == (200, True)


def test_a_department_sees_of_that_day_what_concerns_it(
    office: Office, round_: Round, past: date
) -> None:
    then = page(office, "ledger-then", round_.pk, past, who="handler")
    assert "接待超标准" in then
    assert "接待审批不严" not in then
    stranger = signed_in(make_office("bh", "碧湖县水务局党组").office)
    assert stranger.get(reverse("ledger-then", args=[round_.pk])).status_code == 404
