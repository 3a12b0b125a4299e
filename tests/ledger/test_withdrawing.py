"""Rows entered by mistake taken back with a reason; categories renamed and moved."""

from __future__ import annotations

from typing import Any

import pytest

from rectify.closeout.operations import submit_measure
from rectify.issues.enums import Standing
from rectify.issues.models import Category, Issue
from rectify.issues.operations import create_category, create_issue
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, log_progress, withdraw_measure
from rectify.reshaping.operations import merge_measures
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import ask, groups, listed, read, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()


@pytest.fixture
def issue(office: Office, round_: Round) -> Issue:
    return office.issue(round_, "账实不符")


@pytest.fixture
def measure(office: Office, issue: Issue) -> Measure:
    return office.measure(issue, "清查资产")


def withdraw(office: Office, row: Any, reason: str = "重复录入") -> Any:
    kind = {Issue: "issues", Measure: "measures", Category: "categories"}[type(row)]
    facts = {"reason": reason, "version": type(row).objects.get(pk=row.pk).version}
    return signed_in(office.office).post(f"/{kind}/{row.pk}/withdraw/", facts, follow=True)


def last_acts(count: int) -> list[str]:
    return list(Event.objects.order_by("-position").values_list("act", flat=True)[:count])


# --- measures and issues -------------------------------------------------------------------------


def test_a_measure_is_gone_from_the_ledger_and_kept_with_its_reason(
    office: Office, measure: Measure
) -> None:
    page = withdraw(office, measure).content.decode()
    assert "已撤回措施1.1" in page
    assert last_acts(1) == ["measure.withdrawn"]
    ledger = f"/rounds/{measure.issue.round_id}/ledger/"
    assert listed(read(office.office, ledger)) == ["1 账实不符"]
    led = signed_in(office.office).get(f"/measures/{measure.pk}/")
    assert led["Location"] == f"/measures/{measure.pk}/gone/"
    kept = Measure.with_withdrawn.get()
    assert (kept.withdrawn_by, kept.text) == (office.office, "清查资产")
    gone = read(office.office, f"/rounds/{measure.issue.round_id}/withdrawn/")
    for words in ("1.1", "清查资产", "重复录入", office.office.name):
        assert words in gone


def test_an_issue_takes_its_measures_along_and_its_number_stays_taken(
    office: Office, round_: Round, measure: Measure
) -> None:
    form = read(office.office, f"/issues/{measure.issue_id}/withdraw/")
    assert "连同其下1项措施" in form
    withdraw(office, measure.issue)
    assert last_acts(2) == ["issue.withdrawn", "measure.withdrawn"]
    assert not Issue.objects.exists()
    assert not Measure.objects.exists()
    assert office.issue(round_, "另一个").serial == 2


@pytest.mark.parametrize("work", ["progress", "evidence", "submission"])
def test_what_has_been_built_on_is_not_taken_back(
    office: Office, measure: Measure, work: str
) -> None:
    if work == "progress":
        log_progress(measure, text="已办", percent=9, happened_on=clock.today(), by=office.handler)
    else:
        office.evidence(measure)
    if work == "submission":
        submit_measure(
            measure,
            proposed=Standing.PARTIAL,
            statement="已办",
            completed_on=None,
            by=office.handler,
        )
    named = {"progress": "进展", "evidence": "佐证材料", "submission": "提交"}[work]
    for row in (measure, measure.issue):
        response = withdraw(office, row)
        page = response.content.decode()
        assert response.status_code == 422
        assert "措施1.1已有" in page
        assert named in page
        assert "重复录入" in page
    assert Measure.objects.exists()
    assert Issue.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "长" * 101])
def test_a_reason_is_wanted_and_kept_short(office: Office, measure: Measure, reason: str) -> None:
    assert withdraw(office, measure, reason).status_code == 422
    with pytest.raises(Refused, match="撤回原因"):
        withdraw_measure(measure, version=1, reason=reason, by=office.office)
    assert Measure.objects.exists()


def test_one_who_saw_an_older_version_is_told_and_sees_the_new_one(
    office: Office, measure: Measure
) -> None:
    client = signed_in(office.office)
    amend_measure(measure, version=1, changes={"text": "清查全部资产"}, by=office.office)
    path = f"/measures/{measure.pk}/withdraw/"
    response = client.post(path, {"reason": "重复", "version": 1})
    page = response.content.decode()
    assert response.status_code == 422
    assert "已被他人修改" in page
    assert "清查全部资产" in page
    assert client.post(path, typed(page)).status_code == 302


@pytest.mark.parametrize("who", ["handler", "department_head", "secretary", "supervisor"])
def test_only_the_office_takes_back(office: Office, measure: Measure, who: str) -> None:
    client = signed_in(office.people[who])
    category = Category.objects.get()
    for path in (
        f"/issues/{measure.issue_id}/withdraw/",
        f"/measures/{measure.pk}/withdraw/",
        f"/categories/{category.pk}/withdraw/",
        f"/categories/{category.pk}/edit/",
    ):
        assert client.get(path).status_code == 404
        assert client.post(path, {"reason": "x", "version": 1}).status_code in {404, 405}


def test_a_department_is_told_of_its_own_measures_that_were_taken_back(
    office: Office, round_: Round, measure: Measure
) -> None:
    foreign = office.issue(round_, "人事档案不全")
    theirs = office.measure(foreign, "核对名册", lead_department=office.personnel)
    for row in (measure, theirs):
        withdraw(office, row)
    gone = read(office.handler, f"/rounds/{round_.pk}/withdrawn/")
    assert "清查资产" in gone
    assert "核对名册" not in gone


def test_taken_back_inside_the_ledger_the_filters_go_on_holding(
    office: Office, measure: Measure
) -> None:
    office.measure(measure.issue, "修订办法")
    at = f"/rounds/{measure.issue.round_id}/ledger/?q=清查"
    opened = ask(office.office, f"/measures/{measure.pk}/withdraw/", at=at).content.decode()
    assert "row-open" in opened
    answer = ask(
        office.office,
        f"/measures/{measure.pk}/withdraw/",
        typed(opened) | {"reason": "重复录入"},
        at=at,
    ).content.decode()
    assert listed(answer) == ["1 账实不符", "1.2 修订办法"]
    assert 'id="ledger-counted" hx-swap-oob="true">共0个问题、0项措施<' in answer


# --- counts in the heads -------------------------------------------------------------------------


def test_the_counts_in_the_heads_come_along_with_a_row_that_was_saved(
    office: Office, round_: Round, issue: Issue
) -> None:
    category = Category.objects.get()
    at = f"/rounds/{round_.pk}/ledger/"
    assert f'id="count-c{category.pk}">1个问题<' in read(office.office, at)
    opened = ask(office.office, f"/issues/{issue.pk}/measures/new/", at=at).content.decode()
    saved = ask(
        office.office,
        f"/issues/{issue.pk}/measures/new/",
        typed(opened) | {"text": "新措施"},
        at=at,
    ).content.decode()
    assert 'id="ledger-counted" hx-swap-oob="true">共1个问题、1项措施<' in saved
    assert f'id="count-c{category.pk}" hx-swap-oob="true">1个问题<' in saved


# --- categories ----------------------------------------------------------------------------------


def edit(office: Office, category: Category, **facts: Any) -> Any:
    path = f"/categories/{category.pk}/edit/"
    form = typed(read(office.office, path))
    return signed_in(office.office).post(path, form | facts, follow=True)


def test_a_category_is_renamed_and_moved_with_all_below_it(
    office: Office, round_: Round, issue: Issue
) -> None:
    money = Category.objects.get()
    party = create_category(round_, title="党的建设", number="一、", by=None)
    other = create_category(round_, title="作风建设", parent=party, by=None)
    edit(office, money, title="财经纪律", number="（二）", parent=party.pk)
    money.refresh_from_db()
    assert (money.title, money.parent, money.position) == ("财经纪律", party, other.position + 1)
    assert last_acts(1) == ["category.amended"]
    assert groups(read(office.office, f"/rounds/{round_.pk}/ledger/")) == [
        "一、 党的建设 1个问题",
        "作风建设 0个问题",
        "（二） 财经纪律 1个问题",
    ]


def test_a_category_goes_neither_below_itself_nor_beside_its_namesake(
    office: Office, round_: Round
) -> None:
    above = create_category(round_, title="党的建设", by=None)
    below = create_category(round_, title="作风建设", parent=above, by=None)
    create_category(round_, title="财务管理", by=None)
    for facts, sentence in (
        ({"parent": below.pk}, "不能是本类别或其下级类别"),
        ({"parent": above.pk}, "不能是本类别或其下级类别"),
        ({"title": "财务管理"}, "此处已有同名类别"),
        ({"title": ""}, "请填写类别名称"),
    ):
        response = edit(office, above, **facts)
        assert response.status_code == 422
        assert sentence in response.content.decode()
    above.refresh_from_db()
    assert (above.title, above.parent, above.version) == ("党的建设", None, 1)


def test_of_two_who_rename_the_second_sees_both_names(office: Office, round_: Round) -> None:
    category = create_category(round_, title="党的建设", by=None)
    path = f"/categories/{category.pk}/edit/"
    stale = typed(read(office.office, path))
    edit(office, category, title="党建")
    response = signed_in(office.office).post(path, stale | {"title": "党的全面领导"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "党建" in page
    assert "党的全面领导" in page


def test_a_category_that_holds_something_is_not_taken_back_an_empty_one_is(
    office: Office, round_: Round, issue: Issue
) -> None:
    full = Category.objects.get()
    above = create_category(round_, title="党的建设", by=None)
    empty = create_category(round_, title="作风建设", parent=above, by=None)
    for category in (full, above):
        response = withdraw(office, category)
        assert response.status_code == 422
        assert "请先把它们移到其他类别或撤回" in response.content.decode()
    withdraw(office, empty)
    withdraw(office, above)
    assert list(Category.objects.all()) == [full]
    assert last_acts(1) == ["category.withdrawn"]
    again = create_category(round_, title="党的建设", by=None)
    assert again.pk != above.pk


def test_an_issue_without_category_is_found_as_such(office: Office, round_: Round) -> None:
    office.issue(round_, "归了类的")
    create_issue(round_, category=None, facts={"title": "没归类的"}, by=None)
    page = read(office.office, f"/rounds/{round_.pk}/ledger/?category=0")
    assert listed(page) == ["2 没归类的"]
    board = read(office.office, f"/rounds/{round_.pk}/dashboard/")
    assert "未归类" in board
    assert "category=0" in board


def test_issues_are_filtered_by_who_found_them(office: Office, round_: Round) -> None:
    office.issue(round_, "反馈的")
    office.measure(office.issue(round_, "自查的", source="self_found"), "自查的措施")
    office.issue(round_, "民主生活会的", source="democratic_life")
    at = f"/rounds/{round_.pk}/ledger/"
    assert listed(read(office.office, f"{at}?source=self_found")) == ["2 自查的", "2.1 自查的措施"]
    several = read(office.office, f"{at}?source=self_found,democratic_life")
    assert [row for row in listed(several) if "措施" not in row] == ["2 自查的", "3 民主生活会的"]
    assert "自查、民主生活会" in several
    measures = read(office.office, f"{at}?of=measures&source=self_found")
    assert listed(measures) == ["2 自查的", "2.1 自查的措施"]


def test_what_was_merged_is_told_as_such_and_its_heir_is_not_taken_back(
    office: Office, measure: Measure
) -> None:
    other = office.measure(measure.issue, "清点资产")
    merge_measures(
        measure,
        [other],
        version=measure.version,
        text="清查、清点资产",
        reason="内容重复",
        by=office.office,
    )
    response = withdraw(office, measure)
    assert response.status_code == 422
    assert "已有并入的内容" in response.content.decode()
    gone = read(office.office, f"/rounds/{measure.issue.round_id}/withdrawn/")
    assert "已并入措施1.1：内容重复" in gone
