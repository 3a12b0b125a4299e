"""A department head on a telephone: three taps, typing that is not lost, many rows at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from rectify.claims.operations import claim_measure
from rectify.drafts.models import Draft
from rectify.kernel import clock
from rectify.measures.models import Measure, Progress
from rectify.people.models import Person
from tests.factories import PASSWORD, Office, give_password, make_office, signed_in

WAIT = 20_000


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    row = office.measure(office.issue(office.round()), due_on=clock.today() + timedelta(days=5))
    return claim_measure(row, version=row.version, by=office.department_head)


def sign_in(page: Page, server: str, person: Person) -> None:
    session = signed_in(person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server}])


@pytest.fixture
def pocket(phone: Page, live_server: Any, office: Office, measure: Measure) -> Iterator[Page]:
    """The head's 待办 on a telephone; any error of a script or of the CSP fails the test."""
    wrong: list[str] = []
    phone.on("pageerror", lambda error: wrong.append(str(error)))
    phone.on(
        "console",
        lambda said: wrong.append(said.text) if "Content Security" in said.text else None,
    )
    sign_in(phone, live_server.url, office.department_head)
    phone.goto(live_server.url + "/")
    yield phone
    assert wrong == []


def opened(page: Page) -> Any:
    """The progress form of the first row, opened by one tap."""
    page.get_by_role("link", name="办理", exact=True).first.tap()
    form = page.locator(".row-open form[data-draft]")
    expect(form.get_by_label("进展情况")).to_be_focused()
    return form


def test_from_todo_the_form_is_one_tap_away_and_saved_in_place(
    pocket: Page, measure: Measure
) -> None:
    assert pocket.url.endswith("/todo/")
    form = opened(pocket)
    form.get_by_label("进展情况").fill("已清查三个仓库，登记资产126件。")
    form.get_by_label("完成进度").fill("60")
    form.get_by_role("button", name="保存进展").tap()
    expect(pocket.locator(f"#duty-{measure.pk}")).to_contain_text("60%", timeout=WAIT)
    expect(pocket.get_by_text("的进展已保存")).to_be_visible()
    assert pocket.url.endswith("/todo/")
    assert Progress.objects.get().percent == 60
    assert not Draft.objects.exists()
    wide = pocket.evaluate("document.documentElement.scrollWidth")
    assert wide == 390


def test_what_is_refused_stays_in_the_row_with_what_was_typed(pocket: Page) -> None:
    form = opened(pocket)
    form.get_by_label("进展情况").fill("已清查")
    form.get_by_label("完成进度").fill("")
    form.get_by_role("button", name="保存进展").tap()
    again = pocket.locator(".row-open form[data-draft]")
    expect(again).to_contain_text("请填写完成进度（%）。", timeout=WAIT)
    expect(again.get_by_label("进展情况")).to_have_value("已清查")
    assert not Progress.objects.exists()


def test_typing_is_kept_and_is_there_after_a_new_sign_in(
    pocket: Page, live_server: Any, office: Office
) -> None:
    form = opened(pocket)
    form.get_by_label("进展情况").fill("写到一半的进展")
    expect(form.locator("[data-draft-state]")).to_contain_text("草稿已于", timeout=WAIT)
    pocket.context.clear_cookies()
    sign_in(pocket, live_server.url, office.department_head)
    pocket.goto(live_server.url + "/todo/")
    form = opened(pocket)
    expect(form.get_by_label("进展情况")).to_have_value("写到一半的进展")
    expect(form).to_contain_text("的草稿，尚未提交")
    form.get_by_role("button", name="放弃草稿").tap()
    pocket.get_by_role("button", name="确定").tap()
    expect(pocket.get_by_text("草稿已放弃。")).to_be_visible(timeout=WAIT)
    assert not Draft.objects.exists()


def test_without_network_the_page_keeps_it_says_so_and_sends_it_later(
    pocket: Page, measure: Measure
) -> None:
    form = opened(pocket)
    pocket.context.set_offline(True)
    form.get_by_label("进展情况").fill("在地下室写的进展")
    state = form.locator("[data-draft-state]")
    expect(state).to_contain_text("网络不通，草稿尚未保存", timeout=WAIT)
    form.get_by_role("button", name="保存进展").tap()
    expect(state).to_contain_text("网络恢复后自动提交", timeout=WAIT)
    assert not Progress.objects.exists()
    pocket.context.set_offline(False)
    expect(pocket.get_by_text("的进展已保存")).to_be_visible(timeout=WAIT)
    assert Progress.objects.get().text == "在地下室写的进展"


def test_a_session_that_ends_while_typing_brings_back_to_the_form(
    pocket: Page, office: Office, measure: Measure
) -> None:
    form = opened(pocket)
    Session.objects.all().delete()
    form.get_by_label("进展情况").fill("会话过期后写的进展")
    form.get_by_role("button", name="重新登录").tap(timeout=WAIT)
    person = give_password(office.department_head)
    expect(pocket.get_by_text("您填写的内容没有丢失")).to_be_visible()
    pocket.get_by_label("登录名").fill(person.username or "")
    pocket.get_by_label("密码").fill(PASSWORD)
    pocket.get_by_role("button", name="登录").tap()
    expect(pocket.get_by_label("进展情况")).to_have_value("会话过期后写的进展", timeout=WAIT)
    assert pocket.url.endswith(f"/measures/{measure.pk}/")


def test_half_typed_pinyin_is_not_kept(pocket: Page) -> None:
    form = opened(pocket)
    area = form.get_by_label("进展情况")
    area.evaluate(
        """area => {
            area.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
            area.value = "yi qing cha";
            area.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
        }"""
    )
    pocket.wait_for_timeout(2_500)
    assert not Draft.objects.exists()
    area.evaluate(
        """area => {
            area.value = "已清查";
            area.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
        }"""
    )
    expect(form.locator("[data-draft-state]")).to_contain_text("草稿已于", timeout=WAIT)
    assert Draft.objects.get().fields["text"] == "已清查"


def test_nothing_stays_in_the_browsers_storage(pocket: Page) -> None:
    stored = """async () => {
        const bases = await indexedDB.databases();
        const caches_ = window.caches ? await caches.keys() : [];
        return [localStorage.length, sessionStorage.length, bases.length, caches_.length];
    }"""
    form = opened(pocket)
    form.get_by_label("进展情况").fill("写到一半的进展")
    expect(form.locator("[data-draft-state]")).to_contain_text("草稿已于", timeout=WAIT)
    assert pocket.evaluate(stored) == [0, 0, 0, 0]
    pocket.evaluate("document.querySelector('form[action=\"/sign-out/\"]').submit()")
    expect(pocket.get_by_label("登录名")).to_be_visible(timeout=WAIT)
    assert pocket.evaluate(stored) == [0, 0, 0, 0]
    assert [cookie["name"] for cookie in pocket.context.cookies()] == ["csrftoken"]


def test_many_are_chosen_on_a_telephone_and_assigned(
    phone: Page, live_server: Any, office: Office, measure: Measure
) -> None:
    office.measure(measure.issue, "修订制度")
    sign_in(phone, live_server.url, office.office)
    phone.goto(f"{live_server.url}/rounds/{measure.issue.round_id}/ledger/")
    bar = phone.locator("#bulk")
    expect(bar).to_be_hidden()
    phone.get_by_label("选择问题1的措施").check()
    expect(bar).to_contain_text("已选2项措施")
    bar.get_by_role("button", name="交办").tap()
    phone.get_by_label("责任部门").select_option(label="人事科")
    phone.get_by_role("button", name="交办").tap()
    expect(phone.get_by_text("办理2项")).to_be_visible(timeout=WAIT)
    assert set(Measure.objects.values_list("lead_department__name", flat=True)) == {"人事科"}


def test_taken_up_by_one_tap_or_given_back_in_place(
    pocket: Page, live_server: Any, office: Office, measure: Measure
) -> None:
    first = office.measure(measure.issue, "修订制度")
    second = office.measure(measure.issue, "开展培训")
    pocket.goto(live_server.url + "/todo/")
    pocket.locator(f"#duty-{first.pk}").get_by_role("button", name="认领").tap()
    expect(pocket.get_by_text("已认领。")).to_be_visible(timeout=WAIT)
    pocket.locator(f"#duty-{second.pk}").get_by_role("button", name="退回").tap()
    form = pocket.locator(".row-open form")
    form.get_by_label("退回原因").fill("属人事科职责")
    form.get_by_role("button", name="退回整改办").tap()
    expect(pocket.get_by_text("已退回整改办。")).to_be_visible(timeout=WAIT)
    second.refresh_from_db()
    assert second.handed_back_why == "属人事科职责"
