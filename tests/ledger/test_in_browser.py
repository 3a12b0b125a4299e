"""The ledger under a person's hands: a row opens, is changed, saved, refused; on a telephone too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rectify.issues.models import Issue
from rectify.issues.operations import amend_issue
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.rounds.models import Round
from tests.factories import Office, make_office, signed_in
from tests.services.browser import settled

AXE = Path(__file__).parent.parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
LONG = "对全县村级综合性文化服务中心逐个排查开放情况，" * 12


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round(feedback_on=date(2026, 9, 12), inspected_from=None, inspected_to=None)


@pytest.fixture
def issue(office: Office, round_: Round) -> Issue:
    issue = office.issue(round_, "账实不符")
    office.measure(issue, LONG, due_on=date(2026, 10, 31))
    office.measure(office.issue(round_, "学习制度不落实"), "修订学习制度")
    return issue


@pytest.fixture
def desk(page: Page, live_server: Any, office: Office, issue: Issue) -> Iterator[Page]:
    """The ledger before the office's own eyes; any error of a script or of the CSP fails the test."""
    yield from _shown(page, live_server.url, office.office, f"/rounds/{issue.round_id}/ledger/")


@pytest.fixture
def pocket(phone: Page, live_server: Any, office: Office, issue: Issue) -> Iterator[Page]:
    """The same on a telephone."""
    yield from _shown(phone, live_server.url, office.office, f"/rounds/{issue.round_id}/ledger/")


def _shown(page: Page, server: str, person: Person, path: str) -> Iterator[Page]:
    session = signed_in(person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if is_forbidden(said.text) else None)
    page.goto(server + path)
    yield page
    assert wrong == []


def is_forbidden(words: str) -> bool:
    return "Content Security Policy" in words or "Refused to" in words


def row(page: Page, words: str) -> Any:
    return page.locator("tr.row-issue, tr.row-measure", has_text=words).first


def test_a_row_is_opened_changed_and_saved_where_it_stands(desk: Page, issue: Issue) -> None:
    row(desk, "账实不符").get_by_role("button", name="编辑").click()
    title = desk.get_by_label("问题*")
    expect(title).to_be_focused()
    title.fill("账实严重不符")
    desk.get_by_label("认定状态").select_option("in_progress")
    desk.locator(".row-open").get_by_role("button", name="保存").click()
    expect(desk.locator(".row-open")).to_have_count(0)
    changed = desk.locator(f"#i{issue.pk}")
    expect(changed).to_have_class(re.compile("is-chosen"))
    expect(changed).to_contain_text("账实严重不符")
    expect(changed.locator(".c-status")).to_contain_text("整改中")
    expect(desk.locator("tr.row-issue")).to_have_count(2)
    issue.refresh_from_db()
    assert issue.title == "账实严重不符"


def test_cancelling_changes_nothing(desk: Page, issue: Issue) -> None:
    row(desk, "账实不符").get_by_role("button", name="编辑").click()
    desk.get_by_label("问题*").fill("别的")
    desk.locator(".row-open").get_by_role("button", name="取消").click()
    expect(desk.locator(".row-open")).to_have_count(0)
    issue.refresh_from_db()
    assert issue.title == "账实不符"


def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(desk: Page) -> None:
    row(desk, "账实不符").get_by_role("button", name="编辑").click()
    desk.get_by_label("问题*").fill("")
    desk.get_by_label("原因分析").fill("写了很久的原因")
    desk.locator(".row-open").get_by_role("button", name="保存").click()
    expect(desk.locator(".row-open")).to_contain_text("请填写问题。")
    expect(desk.get_by_label("问题*")).to_be_focused()
    assert desk.get_by_label("原因分析").input_value() == "写了很久的原因"
    expect(desk.locator(".row-open")).to_have_count(1)


def test_of_two_at_once_the_second_takes_over_the_others_text(
    desk: Page, issue: Issue, office: Office
) -> None:
    row(desk, "账实不符").get_by_role("button", name="编辑").click()
    desk.get_by_label("问题*").fill("我写的")
    amend_issue(issue, version=2, changes={"title": "他写的"}, by=office.office)
    desk.locator(".row-open").get_by_role("button", name="保存").click()
    conflict = desk.locator(".conflict")
    expect(conflict).to_contain_text("我写的")
    expect(conflict).to_contain_text("他写的")
    conflict.get_by_role("button", name="采用这一份").click()
    assert desk.get_by_label("问题*").input_value() == "他写的"
    desk.get_by_label("问题*").fill("两人商定的")
    desk.locator(".row-open").get_by_role("button", name="保存").click()
    expect(desk.locator(f"#i{issue.pk}")).to_contain_text("两人商定的")
    issue.refresh_from_db()
    assert issue.title == "两人商定的"


def test_words_that_are_understood_are_dated_at_once_and_the_day_may_be_changed(
    desk: Page,
) -> None:
    row(desk, "修订学习制度").get_by_role("button", name="编辑").click()
    opened, day = desk.locator(".row-open"), desk.get_by_label("到期日")
    expect(opened).to_be_visible()
    settled(desk)
    desk.get_by_label("时限原文").press_sequentially("10月底前")
    expect(opened).to_contain_text("按原文应为2026-10-31（按月末、季末、年末推定）。")
    expect(day).to_have_value("2026-10-31")
    day.fill("2026-10-20")
    desk.get_by_label("时限原文").fill("12月底前，并长期坚持")
    expect(opened).to_contain_text("按原文应为2026-12-31")
    expect(day).to_have_value("2026-10-20")
    opened.get_by_role("button", name="采用").click()
    expect(day).to_have_value("2026-12-31")
    expect(desk.get_by_label("长期坚持", exact=True)).to_be_checked()
    opened.get_by_role("button", name="保存").click()
    expect(row(desk, "修订学习制度")).to_contain_text("2026-12-31")


def test_a_measure_and_an_issue_are_added_without_leaving_the_page(desk: Page) -> None:
    row(desk, "学习制度不落实").get_by_role("button", name="新增措施").click()
    desk.get_by_label("整改措施*").fill("每月学习一次")
    desk.get_by_label("人事科").check()
    desk.locator(".row-open").get_by_role("button", name="保存").click()
    expect(row(desk, "每月学习一次")).to_contain_text("配合：人事科")
    desk.get_by_role("button", name="在此类别新增问题").click()
    desk.get_by_label("问题*").fill("公车使用不规范")
    desk.locator(".row-open").get_by_role("button", name="保存").click()
    added = desk.locator("tr.is-chosen")
    expect(added).to_contain_text("公车使用不规范")
    expect(added).to_be_in_viewport()
    desk.locator(".page-head").get_by_role("button", name="新增问题").click()
    desk.get_by_label("问题*").fill("会议记录不全")
    desk.locator(".row-open").get_by_role("button", name="保存").click()
    expect(desk.locator("tr.is-chosen")).to_contain_text("会议记录不全")


def test_groups_and_issues_fold_and_a_filter_keeps_them_folded(desk: Page) -> None:
    visible = desk.locator("tr.row-issue:visible, tr.row-measure:visible")
    expect(visible).to_have_count(4)
    row(desk, "账实不符").get_by_role("button", name="展开或收起").click()
    expect(visible).to_have_count(3)
    desk.locator("tr.row-aspect").get_by_role("button", name="展开或收起").click()
    expect(visible).to_have_count(0)
    desk.get_by_role("link", name="只看问题").click()
    expect(visible).to_have_count(2)
    desk.get_by_label("预警").select_option("red")
    desk.wait_for_url(re.compile(r"\?light=red&fold=1$"))
    expect(visible).to_have_count(1)
    row(desk, "账实不符").get_by_role("button", name="展开或收起").click()
    expect(visible).to_have_count(2)


def test_filters_take_effect_at_once_and_leave_by_their_chips(desk: Page) -> None:
    desk.locator("#filter_q").fill("学习")
    desk.keyboard.press("Enter")
    expect(desk.locator("tr.row-issue")).to_have_count(1)
    desk.get_by_label("状态").select_option("not_done")
    expect(desk.locator(".chip")).to_have_count(2)
    desk.locator(".chip", has_text="搜索").click()
    expect(desk.locator("tr.row-issue")).to_have_count(2)
    desk.get_by_text("更多条件").click()
    desk.get_by_label("时限早于").fill("2026-11-01")
    desk.get_by_label("时限早于").press("Enter")
    expect(desk.locator("tr.row-issue")).to_have_count(1)
    desk.get_by_role("link", name="清除全部").click()
    expect(desk.locator(".chip")).to_have_count(0)


def test_the_head_and_the_first_columns_stay_and_long_text_opens(desk: Page) -> None:
    box = desk.locator(".table-scroll")
    clamp = row(desk, LONG[:20]).locator(".clamp").first
    expect(clamp).to_have_class(re.compile("is-long"))
    closed = clamp.bounding_box()
    clamp.locator(".clamp-toggle").click()
    opened = clamp.bounding_box()
    assert closed
    assert opened
    assert opened["height"] > closed["height"] * 2
    desk.set_viewport_size({"width": 900, "height": 500})
    head = desk.locator("thead .stay").bounding_box()
    box.evaluate("box => box.scrollTo(150, 80)")
    desk.wait_for_timeout(100)
    assert desk.locator("thead .stay").bounding_box() == head


def test_on_a_telephone_rows_are_records_and_open_all_the_same(pocket: Page, issue: Issue) -> None:
    assert pocket.evaluate("document.documentElement.scrollWidth") == 390
    expect(pocket.locator("thead")).to_be_hidden()
    row(pocket, "账实不符").get_by_role("button", name="编辑").click()
    pocket.get_by_label("问题*").fill("账实严重不符")
    assert pocket.evaluate("document.documentElement.scrollWidth") == 390
    pocket.locator(".row-open").get_by_role("button", name="保存").click()
    expect(pocket.locator(f"#i{issue.pk}")).to_contain_text("账实严重不符")
    pocket.goto(f"{pocket.url.split('/rounds')[0]}/issues/{issue.pk}/")
    assert pocket.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("opened", [False, True])
def test_the_pages_have_no_accessibility_fault_that_a_machine_can_find(
    desk: Page, issue: Issue, opened: bool
) -> None:
    if opened:
        row(desk, LONG[:20]).get_by_role("button", name="编辑").click()
        expect(desk.locator(".row-open")).to_have_count(1)
    assert faults(desk) == []
    desk.goto(f"{desk.url.split('/rounds')[0]}/issues/{issue.pk}/")
    assert faults(desk) == []


def faults(page: Page) -> Any:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(
        """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
           .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html).join(' | '))"""
    )


def test_the_issue_pages_form_leads_back_to_the_issue(desk: Page, issue: Issue) -> None:
    server = desk.url.split("/rounds")[0]
    desk.goto(f"{server}/issues/{issue.pk}/")
    desk.get_by_role("link", name="编辑措施").click()
    desk.get_by_label("整改措施*").fill("逐件核对")
    desk.get_by_role("button", name="保存").click()
    made = Measure.objects.get(issue=issue)
    expect(desk).to_have_url(f"{server}/issues/{issue.pk}/#m{made.pk}")
    expect(desk.locator("#history")).to_contain_text("逐件核对")
