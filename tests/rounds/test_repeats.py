"""屡改屡犯: like wordings found, unlike ones not, only where one may look, and fast."""

from __future__ import annotations

import random
import time

import pytest

from rectify.issues.likeness import alike, core
from rectify.issues.queries import repeats
from rectify.people.operations import grant_role
from tests.factories import Office, make_office, signed_in
from tests.intake.giving import LETTER, given

ALIKE = [
    ("关于“固定资产管理不规范”的问题", "固定资产管理不够规范"),
    ("公务接待审批不严", "公务接待审批把关不严"),
    ("理论学习中心组学习制度落实不到位", "关于理论学习中心组学习制度执行不到位的问题"),
    ("“三重一大”决策制度执行不严格", "三重一大事项决策制度执行不严"),
]
UNLIKE = [
    ("固定资产管理不规范", "公务接待审批不严"),
    ("党费收缴不及时", "项目推进不及时"),
    ("意识形态工作责任制落实不到位", "安全生产责任制落实有差距"),
    ("会议记录不规范", "合同管理不规范"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_the_same_said_again_is_found(one: str, other: str) -> None:
    assert [like.key for like in alike([one], [(7, other)])[0]] == [7]


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_other_things_are_not(one: str, other: str) -> None:
    assert alike([one], [(7, other)]) == [[]]


def test_what_every_heading_has_does_not_count() -> None:
    assert core("1.关于“固定资产管理不规范”的问题。") == "固定资产管理不规范"
    assert core("的问题") == "的问题"


def test_the_most_alike_come_first_and_at_most_five() -> None:
    known = [(n, f"固定资产管理不规范{'甲' * n}") for n in range(9)]
    found = alike(["固定资产管理不规范"], known)[0]
    assert [like.key for like in found] == [0, 1, 2, 3, 4]
    assert found[0].percent == 100


def test_nothing_is_like_an_empty_wording() -> None:
    assert alike(["", "问题"], [(1, ""), (2, "固定资产")]) == [[], []]


def test_ten_thousand_issues_are_gone_through_quickly() -> None:
    """Measured 0.16 s, for one wording and for a paper of forty; a busy machine gets thirty times that."""
    chance = random.Random(7)
    words = "党的建设学习制度执行资产管理项目推进接待审批财务报销合同监督责任落实不到位不规范"
    known = [(n, "".join(chance.choices(words, k=24))) for n in range(10_000)]
    known[5_000] = (5_000, "固定资产管理不规范，账实不符")
    for wordings in (["固定资产管理不规范，账实不符"], ["固定资产管理不规范，账实不符"] * 40):
        begun = time.process_time()
        found = alike(wordings, known)
        assert time.process_time() - begun < 6
        assert all(likes[0].key == 5_000 for likes in found)


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def test_an_earlier_round_is_pointed_out_and_the_same_round_is_not(office: Office) -> None:
    old, new = office.round(name="上一轮"), office.round(name="这一轮")
    issue = office.issue(old, title="关于“固定资产管理不规范”的问题")
    office.issue(new, title="固定资产管理不规范")
    found = repeats(["固定资产管理不够规范"], new, office.office)[0]
    assert [(one.issue, one.where) for one in found] == [(issue, "上一轮")]


def test_another_unit_is_pointed_out_only_to_who_may_look(office: Office) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    theirs = other.issue(other.round(name="他单位轮次"), title="固定资产管理不规范")
    round_ = office.round()
    assert repeats(["固定资产管理不规范"], round_, office.office) == [[]]
    grant_role(office.office, "supervisor", unit=other.unit, by=None)
    person = type(office.office).objects.get(pk=office.office.pk)
    found = repeats(["固定资产管理不规范"], round_, person)[0]
    assert [(one.issue, one.where) for one in found] == [(theirs, "碧湖县水务局 · 他单位轮次")]


def test_the_hint_of_the_form(office: Office) -> None:
    old, new = office.round(name="上一轮"), office.round(name="这一轮")
    issue = office.issue(old, title="固定资产管理不规范")
    client, url = signed_in(office.office), f"/rounds/{new.pk}/repeats/"
    page = client.get(url, {"title": "固定资产管理不够规范"}).content.decode()
    assert f"/issues/{issue.pk}/" in page
    assert "屡改屡犯" in page
    assert client.get(url, {"title": "固定"}).content.decode().strip() == ""
    assert client.get(url, {"title": "公务接待审批不严"}).content.decode().strip() == ""
    assert "/repeats/" in client.get(f"/rounds/{new.pk}/issues/new/").content.decode()
    assert signed_in(office.handler).get(url).status_code == 404


def test_the_review_of_a_paper_points_out_what_was_said_before(office: Office) -> None:
    issue = office.issue(office.round(name="上一轮"), title="固定资产账实不相符")
    paper = given(office, office.round(name="这一轮"), LETTER)
    client, url = signed_in(office.office), f"/papers/{paper.pk}/repeats/"
    assert url in client.get(f"/papers/{paper.pk}/").content.decode()
    page = client.get(url).content.decode()
    assert f"/issues/{issue.pk}/" in page
    assert "固定资产账实不符" in page
    assert "理论学习中心组" not in page
    other = signed_in(make_office("bh", "碧湖县水务局党组").office)
    assert other.get(url).status_code == 404
