"""The pages by which the ledger is reshaped, and where merged rows are found."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure
from rectify.rounds.models import Round
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()


@pytest.fixture
def measure(office: Office, round_: Round) -> Measure:
    return office.measure(office.issue(round_))


@pytest.fixture
def client(office: Office) -> Client:
    return signed_in(office.office)


def test_a_measure_is_split_line_by_line(client: Client, measure: Measure) -> None:
    url = reverse("measure-split", args=[measure.pk])
    assert measure.text in client.get(url).content.decode()
    sent = {"version": measure.version, "texts": "清查资产\r\n\r\n建立台账", "reason": "分头办理"}
    answer = client.post(url, sent, follow=True)
    assert "已拆分为2项措施" in answer.content.decode()
    assert [m.text for m in Measure.objects.all()] == ["清查资产", "建立台账"]
    page = client.get(reverse("measure", args=[Measure.objects.last().pk])).content.decode()
    assert "拆分自" in page


def test_what_is_finished_is_not_offered_for_merging(
    client: Client, office: Office, measure: Measure
) -> None:
    open_one = office.measure(measure.issue, "核对台账")
    settled = office.measure(measure.issue, "每季抽查", standing=Standing.LONG_TERM)
    page = client.get(reverse("measure-merge", args=[measure.pk])).content.decode()
    assert open_one.text in page
    assert settled.text not in page


def test_measures_are_merged_by_tick_and_by_number(
    client: Client, office: Office, round_: Round, measure: Measure
) -> None:
    beside = office.measure(measure.issue, "核对台账")
    other = office.measure(office.issue(round_, "公务接待不规范"), "修订办法")
    url = reverse("measure-merge", args=[measure.pk])
    sent = {
        "version": measure.version,
        "others": [beside.pk],
        "numbers": "2.1",
        "words": "清查并核对",
        "reason": "内容重复",
    }
    answer = client.post(url, sent, follow=True)
    assert "已合并到措施1.1" in answer.content.decode()
    assert [m.text for m in Measure.objects.all()] == ["清查并核对"]
    for gone in (beside, other):
        led = client.get(reverse("measure", args=[gone.pk]))
        assert (led.status_code, led["Location"]) == (302, reverse("measure", args=[measure.pk]))
    page = client.get(reverse("measure", args=[measure.pk])).content.decode()
    for gone in (beside, other):
        assert (
            f'<a href="{reverse("measure-gone", args=[gone.pk])}">{gone.trail_label()}</a>' in page
        )
    history = client.get(reverse("issue", args=[measure.issue_id])).content.decode()
    assert "内容重复" in history


def test_an_unknown_number_is_named_and_nothing_typed_is_lost(
    client: Client, measure: Measure
) -> None:
    url = reverse("measure-merge", args=[measure.pk])
    sent = {"version": measure.version, "numbers": "9.9", "words": "新写的话", "reason": "重复"}
    answer = client.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有编号为9.9的内容" in page
    assert "新写的话" in page


def test_an_edit_conflict_shows_both_texts(
    client: Client, office: Office, measure: Measure
) -> None:
    amend_measure(measure, version=1, changes={"text": "别人改的措施"}, by=office.office)
    url = reverse("measure-split", args=[measure.pk])
    answer = client.post(url, {"version": 1, "texts": "我写的甲\n我写的乙", "reason": "分头办理"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "别人改的措施" in page
    assert "我写的乙" in page


def test_issues_are_split_and_merged_again(
    client: Client, office: Office, round_: Round, measure: Measure
) -> None:
    issue = measure.issue
    sent = {
        "version": issue.version,
        "title": "采购程序不规范",
        "text": "",
        "measures": [measure.pk],
        "reason": "内容不同",
    }
    answer = client.post(reverse("issue-split", args=[issue.pk]), sent, follow=True)
    assert "已拆分出问题2" in answer.content.decode()
    part = Issue.objects.get(serial=2)
    issue.refresh_from_db()
    sent = {"version": issue.version, "numbers": "2", "words": issue.title, "reason": "还是一件事"}
    answer = client.post(reverse("issue-merge", args=[issue.pk]), sent, follow=True)
    assert "已合并到问题1" in answer.content.decode()
    led = client.get(reverse("issue", args=[part.pk]))
    assert (led.status_code, led["Location"]) == (302, reverse("issue", args=[issue.pk]))


def test_a_measure_is_moved(
    client: Client, office: Office, round_: Round, measure: Measure
) -> None:
    other = office.issue(round_, "公务接待不规范")
    sent = {"version": measure.version, "to": other.pk, "reason": "归类有误"}
    answer = client.post(reverse("measure-move", args=[measure.pk]), sent, follow=True)
    assert "编号改为2.1" in answer.content.decode()


def test_what_one_may_not_see_leads_nowhere(
    office: Office, round_: Round, measure: Measure
) -> None:
    beside = office.measure(measure.issue, "核对台账")
    url = reverse("measure-merge", args=[measure.pk])
    sent = {"version": measure.version, "others": [beside.pk], "words": "甲", "reason": "重复"}
    signed_in(office.office).post(url, sent)
    stranger = signed_in(make_office("bh", "碧湖县水务局党组").office)
    assert stranger.get(reverse("measure", args=[beside.pk])).status_code == 404
