"""Under a person's hands: a leader found by initials, a filter kept by name, a measure split."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rectify.finding.models import SavedFilter
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.people.operations import create_person
from tests.factories import Office, make_office, signed_in
from tests.ledger.test_in_browser import is_forbidden


@pytest.fixture
def office(transactional_db: None) -> Office:
    made = make_office()
    create_person(made.unit, name="曾国良", post="副局长", by=None)
    return made


@pytest.fixture
def issue(office: Office) -> Issue:
    row = office.issue(office.round(), "账实不符")
    office.measure(row, "清查资产并修订办法")
    return row


def opened(page: Page, server: str, office: Office) -> Iterator[Page]:
    session = signed_in(office.office).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if is_forbidden(said.text) else None)
    yield page
    assert wrong == []


@pytest.fixture
def desk(page: Page, live_server: Any, office: Office, issue: Issue) -> Iterator[Page]:
    yield from opened(page, live_server.url, office)


@pytest.fixture
def pocket(phone: Page, live_server: Any, office: Office, issue: Issue) -> Iterator[Page]:
    yield from opened(phone, live_server.url, office)


def test_a_leader_is_found_by_initials_in_the_open_row(
    desk: Page, live_server: Any, issue: Issue
) -> None:
    desk.goto(f"{live_server.url}/rounds/{issue.round_id}/ledger/")
    row = desk.locator("tr.row-issue", has_text="账实不符")
    row.get_by_role("button", name="编辑").click()
    # The select is there first; what one types into takes its place.
    expect(desk.locator(".row-open .finder").first).to_be_visible()
    field = desk.get_by_role("combobox", name="责任领导")
    field.fill("zgl")
    option = desk.get_by_role("option", name="曾国良 副局长")
    option.hover()  # playwright refuses when something else lies over it
    option.click()
    expect(field).to_have_value("曾国良（副局长）")
    desk.locator(".row-open").get_by_role("button", name="保存").click()
    expect(row.locator("[data-label=责任领导]")).to_have_text("曾国良")
    issue.refresh_from_db()
    assert issue.lead_leader is not None
    assert issue.lead_leader.name == "曾国良"


def test_on_a_telephone_a_leader_is_found_by_a_tap(
    pocket: Page, live_server: Any, issue: Issue
) -> None:
    pocket.goto(f"{live_server.url}/issues/{issue.pk}/edit/")
    field = pocket.get_by_role("combobox", name="责任领导")
    field.tap()
    field.fill("曾")
    pocket.get_by_role("option", name="曾国良 副局长").tap()
    expect(field).to_have_value("曾国良（副局长）")
    pocket.get_by_role("button", name="保存").tap()
    expect(pocket).to_have_url(f"{live_server.url}/issues/{issue.pk}/#i{issue.pk}")
    issue.refresh_from_db()
    assert issue.lead_leader is not None


def test_a_filter_is_kept_by_name_used_and_removed(
    desk: Page, live_server: Any, issue: Issue
) -> None:
    desk.goto(f"{live_server.url}/rounds/{issue.round_id}/ledger/?status=not_done")
    desk.get_by_role("button", name="保存为常用筛选").click()
    desk.get_by_label("名称").fill("未整改的")
    desk.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(desk.get_by_text("已保存常用筛选“未整改的”。")).to_be_visible()
    desk.goto(f"{live_server.url}/rounds/{issue.round_id}/ledger/")
    desk.get_by_role("button", name="常用筛选", exact=True).click()
    desk.get_by_role("menuitem", name="未整改的", exact=True).click()
    expect(desk.locator(".chip")).to_contain_text("未整改")
    desk.get_by_role("button", name="常用筛选", exact=True).click()
    desk.get_by_role("menuitem", name="删除“未整改的”").click()
    desk.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(desk.get_by_role("button", name="常用筛选", exact=True)).to_have_count(0)
    assert SavedFilter.objects.get().removed_at is not None


def test_a_measure_is_split_from_its_menu(desk: Page, live_server: Any, issue: Issue) -> None:
    measure = Measure.objects.get()
    desk.goto(f"{live_server.url}/measures/{measure.pk}/")
    desk.get_by_role("button", name="拆分、合并、移动").click()
    desk.get_by_role("menuitem", name="拆分措施").click()
    desk.get_by_label("拆分后的措施").fill("清查固定资产\n修订管理办法")
    desk.get_by_role("button", name="拆分").click()
    expect(desk.get_by_label("原因")).to_have_attribute("aria-invalid", "true")
    expect(desk.get_by_label("拆分后的措施")).to_have_value("清查固定资产\n修订管理办法")
    desk.get_by_label("原因").fill("两件事由两个部门办理")
    desk.get_by_role("button", name="拆分").click()
    expect(desk.get_by_text("已拆分为2项措施")).to_be_visible()
    expect(desk.get_by_text("修订管理办法").first).to_be_visible()
    assert [row.text for row in Measure.objects.order_by("serial")] == [
        "清查固定资产",
        "修订管理办法",
    ]
