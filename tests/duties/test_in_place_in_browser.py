"""From 待办 on a telephone, without leaving it: a head brings a measure forward, a reviewer accepts it;
and the first 保存 works after a new sign-in in another tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from rectify.claims.operations import claim_measure
from rectify.closeout.enums import State
from rectify.closeout.models import Submission
from rectify.evidence.models import Evidence
from rectify.kernel import clock
from rectify.measures.models import Measure, Progress
from rectify.outcomes.models import Outcome
from rectify.people.models import Person
from tests.factories import PASSWORD, Office, give_password, make_office, signed_in
from tests.services.browser import DESKTOP, PHONE, settled
from tests.services.browser import page as new_page

WAIT = 20_000


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    issue = office.issue(office.round(), lead_department=office.finance)
    row = office.measure(issue, due_on=clock.today() + timedelta(days=5))
    return claim_measure(row, version=row.version, by=office.department_head)


Seat = Callable[[Person], Page]


@pytest.fixture
def seat(browser: Browser, live_server: Any) -> Iterator[Seat]:
    """Somebody's 待办 on a telephone of his own; an error of a script or of the CSP fails the test."""
    wrong: list[str] = []
    opened: list[Any] = []

    def sit(person: Person) -> Page:
        held = new_page(browser, PHONE, touch=True)
        page = held.__enter__()
        opened.append(held)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if "Content Security" in said.text else None,
        )
        session = signed_in(person).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(live_server.url + "/todo/")
        return page

    yield sit
    for held in opened:
        held.__exit__(None, None, None)
    assert wrong == []


def pdf(name: str) -> Any:
    return {"name": name, "mimeType": "application/pdf", "buffer": f"%PDF-1.4 {name}".encode()}


def opened(page: Page, place: str, act: str) -> Locator:
    """The row opened under another by one tap."""
    page.locator(place).get_by_role("link", name=act, exact=True).tap()
    row = page.locator(f"{place} + .row-open")
    expect(row).to_be_visible(timeout=WAIT)
    settled(page)
    return row


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_a_head_updates_proves_and_hands_in_and_the_office_accepts_all_from_todo(
    seat: Seat, office: Office, measure: Measure
) -> None:
    phone, place = seat(office.department_head), f"#duty-{measure.pk}"
    row = opened(phone, place, "办理")  # the first tap after signing in
    row.get_by_label("进展情况").fill("五个仓库全部盘点完毕，账实相符。")
    row.get_by_label("完成进度").fill("100")
    row.get_by_role("button", name="保存进展").tap()
    expect(phone.locator(place)).to_contain_text("100%", timeout=WAIT)
    expect(phone.locator(place)).to_contain_text("尚无佐证材料")
    phone.wait_for_load_state()
    row = opened(phone, place, "办理")
    row.locator("input[type=file]").set_input_files([pdf("盘点表.pdf"), pdf("清查报告.pdf")])
    expect(row.locator(f"#evidence-count-{measure.pk}")).to_have_text("2", timeout=WAIT)
    expect(phone.locator(place)).to_contain_text("佐证材料2份")
    row.get_by_role("button", name="登记成果").tap()
    row.get_by_role("menuitem", name="制度").tap()
    form = row.locator(".slot-open")
    form.get_by_label("制度名称").fill("固定资产管理办法")
    form.get_by_label("印发日期").fill(clock.today().isoformat())
    fits(phone)
    form.get_by_role("button", name="保存").tap()
    expect(row.get_by_text("已登记")).to_be_visible(timeout=WAIT)
    expect(row.locator(f"#outcomes-{measure.pk}")).to_contain_text("《固定资产管理办法》")
    row.get_by_role("link", name="提交审核").tap()
    expect(form).to_contain_text("就绪检查通过，可以提交。", timeout=WAIT)
    form.get_by_label("完成情况").fill("固定资产清查已完成。")
    fits(phone)
    form.get_by_role("button", name="提交审核").tap()
    expect(phone.get_by_text("已提交审核。")).to_be_visible(timeout=WAIT)
    assert phone.url.endswith("/todo/")
    assert (Progress.objects.get().percent, Evidence.objects.count()) == (100, 2)
    assert Outcome.objects.get().bearings.get().measure_id == measure.pk
    accepts(seat(office.office), Submission.objects.get())
    measure.refresh_from_db()
    assert (measure.standing, Submission.objects.get().state) == ("done", State.ACCEPTED)


def accepts(page: Page, submission: Submission) -> None:
    """Reads what is to be judged, looks at a file, and agrees, in the row."""
    place = f"#submission-{submission.pk}"
    expect(page.locator(".bell-count")).to_have_text("1")
    row = opened(page, place, "审核")
    for words in ("五个仓库全部盘点完毕", "固定资产管理办法", "固定资产清查已完成。"):
        expect(row).to_contain_text(words)
    expect(row.locator(".input").first).not_to_be_focused()
    row.get_by_role("button", name="查看").first.tap()
    expect(row.locator(".evidence-panel iframe")).to_be_visible(timeout=WAIT)
    row.locator(".evidence-panel").get_by_role("button", name="收起").tap()
    expect(row).to_be_visible()
    row.get_by_role("button", name="退回", exact=True).tap()
    again = page.locator(f"{place} + .row-open")
    expect(again.locator(".field-error")).to_contain_text("退回须写明原因。", timeout=WAIT)
    settled(page)
    again.get_by_label("审核意见").fill("材料齐全。")
    fits(page)
    again.get_by_role("button", name="同意", exact=True).tap()
    expect(page.get_by_text("已同意。")).to_be_visible(timeout=WAIT)
    expect(page.locator(place)).to_have_count(0)
    expect(page.locator(".bell-count")).to_have_count(0)
    assert page.url.endswith("/todo/")


def test_a_place_in_the_row_is_closed_alone(seat: Seat, office: Office, measure: Measure) -> None:
    phone = seat(office.department_head)
    row = opened(phone, f"#duty-{measure.pk}", "办理")
    row.get_by_label("进展情况").fill("写到一半")
    row.get_by_role("link", name="申请延期").tap()
    form = row.locator(".slot-open")
    expect(form.get_by_label("延期原因")).to_be_visible(timeout=WAIT)
    form.get_by_role("button", name="收起").tap()
    expect(form).to_have_count(0)
    expect(row.get_by_label("进展情况")).to_have_value("写到一半")


@pytest.fixture
def desk(browser: Browser, live_server: Any, office: Office) -> Iterator[Page]:
    """整改办 on a screen, signed in by its password as people do."""
    give_password(office.office)
    give_password(office.department_head)
    with new_page(browser, DESKTOP) as page:
        sign_in(page, live_server.url, office.office)
        yield page


def sign_in(page: Page, server: str, person: Person) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto(f"{server}/sign-in/")
    page.get_by_label("登录名").fill(person.username or "")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_label("登录名")).to_have_count(0)


def in_another_tab(page: Page, server: str, person: Person) -> None:
    """The session is lost, and somebody signs in beside the page."""
    other = page.context.new_page()
    sign_in(other, server, person)
    other.close()


def test_the_first_save_by_htmx_works_after_a_new_sign_in(
    desk: Page, live_server: Any, office: Office, measure: Measure
) -> None:
    desk.goto(f"{live_server.url}/measures/{measure.pk}/")
    in_another_tab(desk, live_server.url, office.office)
    form = desk.locator("#progress-form")
    form.get_by_label("进展情况").fill("重新登录后保存的进展")
    form.get_by_label("完成进度").fill("30")
    form.get_by_role("button", name="保存进展").click()
    expect(desk.locator("#log")).to_contain_text("重新登录后保存的进展", timeout=WAIT)
    assert Progress.objects.get().percent == 30


def test_so_does_the_first_save_of_a_form_without_it_and_an_upload(
    desk: Page, live_server: Any, office: Office, measure: Measure
) -> None:
    desk.goto(f"{live_server.url}/measures/{measure.pk}/")
    in_another_tab(desk, live_server.url, office.office)
    desk.locator(".upload input[type=file]").set_input_files(pdf("盘点表.pdf"))
    expect(desk.get_by_role("link", name="盘点表.pdf")).to_be_visible(timeout=WAIT)
    expect(desk.locator(f"#evidence-count-{measure.pk}")).to_have_text("1")
    desk.goto(f"{live_server.url}/measures/{measure.pk}/edit/")
    in_another_tab(desk, live_server.url, office.office)
    desk.get_by_label("整改目标").fill("账实相符")
    desk.get_by_role("button", name="保存").first.click()
    expect(desk.get_by_text("账实相符").first).to_be_visible(timeout=WAIT)
    measure.refresh_from_db()
    assert measure.target == "账实相符"


def test_nothing_is_sent_in_the_name_of_who_signed_in_instead(
    desk: Page, live_server: Any, office: Office, measure: Measure
) -> None:
    desk.goto(f"{live_server.url}/measures/{measure.pk}/edit/")
    in_another_tab(desk, live_server.url, office.department_head)
    desk.get_by_label("整改目标").fill("账实相符")
    desk.get_by_role("button", name="保存").first.click()
    expect(desk.get_by_text("此浏览器已改由他人登录")).to_be_visible(timeout=WAIT)
    expect(desk.get_by_label("整改目标")).to_have_value("账实相符")
    measure.refresh_from_db()
    assert measure.target == ""
    assert not Progress.objects.exists()


def test_where_nobody_is_signed_in_what_was_typed_stays(
    desk: Page, live_server: Any, office: Office, measure: Measure
) -> None:
    desk.goto(f"{live_server.url}/measures/{measure.pk}/edit/")
    desk.context.clear_cookies(name="sessionid")
    desk.get_by_label("整改目标").fill("账实相符")
    desk.get_by_role("button", name="保存").first.click()
    expect(desk.get_by_text("登录已超时")).to_be_visible(timeout=WAIT)
    in_another_tab(desk, live_server.url, office.office)
    desk.get_by_role("button", name="保存").first.click()
    expect(desk.get_by_text("账实相符").first).to_be_visible(timeout=WAIT)
    measure.refresh_from_db()
    assert measure.target == "账实相符"
