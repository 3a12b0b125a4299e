"""The life of a measure in real browsers, by the four people whose work it is.

The department's handler and head on telephones, 整改办 and the secretary at their desks: 认领, progress,
evidence, 延期, a return with its reason, two agreements, 销号 by two, and a 回头看 that opens the issue again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.people.models import Person
from tests.factories import Office, make_office, signed_in
from tests.services.browser import DESKTOP, PHONE
from tests.services.browser import page as new_page

WAIT = 20_000
"""Other tests may have both cores of the machine."""

FORBIDDEN = ("Content Security Policy", "Refused to")


@dataclass
class Seat:
    """One person before one screen."""

    page: Page
    server: str

    def goes(self, path: str) -> Page:
        """Open an address as if it were typed."""
        self.page.goto(self.server + path)
        return self.page

    def fits(self) -> None:
        """Nothing on the page sticks out sideways."""
        page = self.page
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert page.viewport_size is not None
        assert wide <= page.viewport_size["width"], page.url


@dataclass
class Unit:
    """The four, each signed in, and what they work on."""

    measure: Measure
    handler: Seat
    head: Seat
    office: Seat
    secretary: Seat

    @property
    def path(self) -> str:
        return f"/measures/{self.measure.pk}/"

    @property
    def issue_path(self) -> str:
        return f"/issues/{self.measure.issue_id}/"

    @property
    def due_on(self) -> date:
        """The measure's first date."""
        return clock.today() + timedelta(days=5)


@pytest.fixture
def wrong() -> Iterator[list[str]]:
    """What scripts and the CSP had to say; in the end it must be nothing."""
    said: list[str] = []
    yield said
    assert said == []


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture
def unit(browser: Browser, live_server: Any, office: Office, wrong: list[str]) -> Iterator[Unit]:
    issue = office.issue(office.round(), lead_department=office.finance)
    due_on = clock.today() + timedelta(days=5)
    measure = office.measure(issue, "开展固定资产清查，账实逐一核对", due_on=due_on)
    with ExitStack() as screens:

        def seat(person: Person, size: tuple[int, int]) -> Seat:
            page = screens.enter_context(new_page(browser, size, touch=size == PHONE))
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda line: wrong.extend(_forbidden(line.text)))
            session = signed_in(person).cookies["sessionid"].value
            page.context.add_cookies(
                [{"name": "sessionid", "value": session, "url": live_server.url}]
            )
            return Seat(page, live_server.url)

        yield Unit(
            measure,
            handler=seat(office.handler, PHONE),
            head=seat(office.department_head, PHONE),
            office=seat(office.office, DESKTOP),
            secretary=seat(office.secretary, DESKTOP),
        )


def _forbidden(line: str) -> list[str]:
    return [line] if any(word in line for word in FORBIDDEN) else []


def paper(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": f"%PDF-1.4 {name}".encode()}


def said(seat: Seat, words: str) -> None:
    """The page says it."""
    expect(seat.page.get_by_text(words).first).to_be_visible(timeout=WAIT)


def from_todo(seat: Seat, part: str, words: str) -> Page:
    """Go from one's 待办 to the page of a row that stands in one of its parts."""
    page = seat.goes("/todo/")
    place = page.locator("section", has=page.get_by_role("heading", name=part))
    seat.fits()
    place.get_by_role("link", name=words).click()
    page.wait_for_url(re.compile(r"/(measures|issues)/\d+/"))
    return page


def press(place: Page | Locator, name: str) -> None:
    place.get_by_role("button", name=name, exact=True).click()


def claims(unit: Unit) -> None:
    """The head takes the measure up, from his 待办."""
    page = unit.head.goes("/todo/")
    unit.head.fits()
    press(page.locator(f"#duty-{unit.measure.pk}"), "认领")
    said(unit.head, "已认领。")


def reports(unit: Unit) -> None:
    """The handler writes progress in his 待办 and brings a file on the measure's page."""
    page = unit.handler.goes("/todo/")
    page.locator(f"#duty-{unit.measure.pk}").get_by_role("link", name="办理", exact=True).click()
    form = page.locator(".row-open form[data-draft]")
    form.get_by_label("进展情况").fill("已清查三个仓库，登记资产126件。")
    form.get_by_label("完成进度").fill("60")
    press(form, "保存进展")
    expect(page.locator(f"#duty-{unit.measure.pk}")).to_contain_text("60%", timeout=WAIT)
    unit.handler.goes(unit.path)
    expect(page.locator(f"#readiness-{unit.measure.pk}")).to_contain_text("尚无佐证材料")
    page.locator(".upload input[type=file]").set_input_files(paper("清查报告.pdf"))
    expect(page.get_by_role("link", name="清查报告.pdf")).to_be_visible(timeout=WAIT)
    expect(page.locator(f"#readiness-{unit.measure.pk}")).to_contain_text(
        "就绪检查通过，可以提交", timeout=WAIT
    )
    expect(page.locator(f"#readiness-{unit.measure.pk}")).not_to_contain_text("尚无佐证材料")
    unit.handler.fits()


def is_given_more_time(unit: Unit) -> date:
    """The head asks, 整改办 approves; everybody sees the new date and how often it was moved."""
    until = unit.due_on + timedelta(days=20)
    page = unit.head.goes(unit.path)
    page.get_by_role("link", name="申请延期").click()
    page.get_by_label("申请延至").fill(until.isoformat())
    page.get_by_label("依据材料").set_input_files(paper("延期请示.pdf"))
    page.get_by_label("延期原因").fill("两处仓库搬迁，盘点须待搬迁完成。")
    unit.head.fits()
    press(page, "提交申请")
    said(unit.head, "的延期申请已提交，等待审批。")
    unit.head.fits()
    desk = unit.office.goes("/todo/")
    row = desk.get_by_role("table", name="待审批的延期申请").locator("tbody tr").first
    expect(row).to_contain_text(until.isoformat())
    row.get_by_role("link", name="审批").click()
    opened = desk.locator(".row-open")
    expect(opened).to_contain_text("两处仓库搬迁，盘点须待搬迁完成。", timeout=WAIT)
    unit.office.fits()
    press(opened, "批准")
    said(unit.office, "的延期申请已批准。")
    unit.head.goes(unit.path)
    said(unit.head, f"{until.isoformat()}到期")
    said(unit.head, "已延期1次，累计20天")
    said(unit.head, f"最初到期日 {unit.due_on.isoformat()}")
    unit.office.goes(f"/rounds/{unit.measure.issue.round_id}/ledger/")
    said(unit.office, "已延期1次")
    return until


def hands_in(unit: Unit, words: str) -> None:
    page = unit.handler.goes(unit.path)
    form = page.locator("#submit-form")
    form.get_by_label("完成情况").fill(words)
    unit.handler.fits()
    press(form, "提交审核")
    said(unit.handler, "当前环节：财务科负责人")
    unit.handler.fits()
    row = unit.handler.goes("/todo/").locator(f"#duty-{unit.measure.pk}")
    expect(row.get_by_role("link", name="查看")).to_be_visible()
    expect(row.get_by_role("link", name="办理")).to_have_count(0)


def is_returned(unit: Unit) -> None:
    """The head will not have it without a reason said; the handler reads the reason in his 待办."""
    page = from_todo(unit.head, "等我审核", "开展固定资产清查")
    press(page.locator("#review-form"), "退回")
    expect(page.locator("#review-form .field-error")).to_contain_text(
        "退回须写明原因", timeout=WAIT
    )
    unit.head.fits()
    page.locator("#review-form").get_by_label("审核意见").fill("缺少盘点表，请补充后再报。")
    press(page.locator("#review-form"), "退回")
    expect(page.get_by_role("heading", name="待办", exact=True)).to_be_visible(timeout=WAIT)
    page = from_todo(unit.handler, "退回修改", "开展固定资产清查")
    expect(page.get_by_text("已退回，请修改后重新提交")).to_be_visible()
    said(unit.handler, "缺少盘点表，请补充后再报。")


def is_amended(unit: Unit) -> None:
    page = unit.handler.page
    form = page.locator("#progress-form")
    form.get_by_label("进展情况").fill("五个仓库全部盘点完毕，账实相符。")
    form.get_by_label("完成进度").fill("100")
    press(form, "保存进展")
    expect(page.locator("#log")).to_contain_text("五个仓库全部盘点完毕", timeout=WAIT)
    page.wait_for_load_state()  # the page that was loaded anew, with its scripts
    page.locator(".upload input[type=file]").set_input_files(paper("盘点表.pdf"))
    expect(page.get_by_role("link", name="盘点表.pdf")).to_be_visible(timeout=WAIT)


def is_agreed_to(seat: Seat, part: str, words: str, opinion: str) -> None:
    """A reviewer goes from his 待办 to the page, agrees, and is back where his work lies."""
    page = from_todo(seat, part, words)
    form = page.locator("#review-form")
    form.get_by_label("审核意见").fill(opinion)
    seat.fits()
    press(form, "同意")
    expect(page.get_by_role("heading", name="待办", exact=True)).to_be_visible(timeout=WAIT)


def is_closed(unit: Unit) -> None:
    """The head hands the issue in for 销号, 整改办 and the secretary decide."""
    page = from_todo(unit.head, "措施均已办结，可提交销号", "固定资产管理不规范")
    said(unit.head, "就绪检查通过，可以提交。")
    form = page.locator("#submit-form")
    form.get_by_label("完成情况").fill("资产全部入账，管理制度已修订。")
    unit.head.fits()
    press(form, "提交销号")
    said(unit.head, "当前环节：整改办")
    is_agreed_to(unit.office, "等我审核的销号", "固定资产管理不规范", "材料齐全，建议销号。")
    is_agreed_to(unit.secretary, "等我审核的销号", "固定资产管理不规范", "同意销号。")
    page = unit.head.goes(unit.issue_path)
    expect(page.locator("body")).not_to_contain_text("（措施）")
    expect(page.locator("#reviews")).to_contain_text("认定为已完成")
    expect(page.locator("#reviews")).to_contain_text("同意销号。")
    unit.head.fits()


def is_looked_back_at(unit: Unit) -> None:
    """整改办 makes a 回头看 round, takes the issue over, and opens it again."""
    page = unit.office.goes("/rounds/new/")
    page.get_by_label("轮次名称").fill("县委巡察整改回头看")
    page.get_by_label("类型").select_option(label="回头看")
    press(page, "保存，下一步导入材料")
    expect(page.get_by_role("heading", name="导入材料")).to_be_visible(timeout=WAIT)
    look_back = page.url.split("/rounds/")[1].split("/")[0]
    unit.office.goes(f"/rounds/{look_back}/")
    expect(page.get_by_role("row", name="办结归档")).to_contain_text("尚未纳入问题")
    unit.office.fits()
    page.get_by_role("link", name="核查问题", exact=True).click()
    press(page, "纳入问题")
    page.get_by_role("dialog").get_by_label("固定资产管理不规范").check()
    press(page, "纳入所选问题")
    said(unit.office, "已纳入1个问题。")
    page.get_by_role("link", name="登记结果").click()
    page.get_by_label("反弹").check()
    page.get_by_label("核查情况").fill("抽查发现新购设备2台未入账。")
    page.get_by_label("重新打开该问题，继续整改").check()
    unit.office.fits()
    press(page, "保存")
    expect(page.get_by_label("核查情况")).to_have_count(0, timeout=WAIT)
    said(unit.office, "重新打开")
    unit.office.fits()
    unit.office.goes(f"/rounds/{look_back}/")
    expect(page.get_by_role("row", name="办结归档")).to_contain_text("还有1个问题未办结")


def test_a_measure_lives_from_claim_to_close_out_and_is_opened_again(unit: Unit) -> None:
    claims(unit)
    reports(unit)
    until = is_given_more_time(unit)
    hands_in(unit, "固定资产清查已完成。")
    is_returned(unit)
    is_amended(unit)
    hands_in(unit, "清查完成，盘点表已补充。")
    is_agreed_to(unit.head, "等我审核", "开展固定资产清查", "盘点表齐全。")
    is_agreed_to(unit.office, "等我审核", "开展固定资产清查", "同意办结。")
    page = unit.handler.goes(unit.path)
    expect(page.locator("#submit-form")).to_have_count(0)
    expect(page.locator("#reviews")).to_contain_text("缺少盘点表，请补充后再报。")
    expect(page.locator("#reviews")).to_contain_text("同意办结。")
    unit.handler.fits()
    is_closed(unit)
    is_looked_back_at(unit)
    page = unit.handler.goes(unit.issue_path)
    said(unit.handler, "该问题已重新开启")
    expect(page.locator("#reviews")).to_contain_text("抽查发现新购设备2台未入账。")
    expect(page.locator("#reviews")).to_contain_text("认定为已完成")
    expect(page.locator("#reviews")).to_contain_text("材料齐全，建议销号。")
    unit.handler.fits()
    unit.measure.refresh_from_db()
    issue = Issue.objects.get()
    assert (unit.measure.standing, issue.stated) == ("done", "in_progress")
    assert unit.measure.deadline.due_on == until


def test_of_two_who_change_a_measure_the_second_sees_both_texts_and_loses_none(
    unit: Unit, office: Office
) -> None:
    first, second = unit.office, unit.secretary
    session = signed_in(office.office).cookies["sessionid"].value
    second.page.context.add_cookies([{"name": "sessionid", "value": session, "url": second.server}])
    for seat in (first, second):
        seat.goes(f"{unit.path}edit/")
    first.page.get_by_label("整改措施").fill("清查固定资产并建立台账")
    second.page.get_by_label("整改措施").fill("清查固定资产并张贴标签")
    press(first.page, "保存")
    expect(first.page.locator("#measures")).to_contain_text("清查固定资产并建立台账", timeout=WAIT)
    press(second.page, "保存")
    conflict = second.page.locator(".conflict")
    expect(conflict).to_contain_text("清查固定资产并建立台账", timeout=WAIT)
    expect(conflict).to_contain_text("清查固定资产并张贴标签")
    expect(second.page.get_by_label("整改措施")).to_have_value("清查固定资产并张贴标签")
    second.fits()
    second.page.get_by_label("整改措施").fill("清查固定资产，建立台账并张贴标签")
    press(second.page, "保存")
    expect(second.page.locator("#measures")).to_contain_text(
        "清查固定资产，建立台账并张贴标签", timeout=WAIT
    )
    unit.measure.refresh_from_db()
    assert unit.measure.text == "清查固定资产，建立台账并张贴标签"
