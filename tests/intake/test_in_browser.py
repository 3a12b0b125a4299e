"""The whole way in, in a real browser: paste, look, mend, confirm; a newer file; taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from rectify.intake.models import Paper
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.rounds.models import Round
from tests.factories import PASSWORD, Office, give_password, make_office
from tests.intake.giving import LEDGER, REPORT, workbook
from tests.services.browser import settled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None) -> Office:
    office = make_office()
    give_password(office.office)
    return office


class Desk:
    """A member of the office before a screen."""

    def __init__(self, screen: Page, live_server: Any, office: Office, round_: Round) -> None:
        self.screen, self.at = screen, live_server.url
        self.round = round_
        self.faults: list[str] = []
        screen.on("pageerror", lambda error: self.faults.append(str(error)))
        screen.on("console", self._heard)
        screen.goto(f"{self.at}/sign-in/")
        screen.fill("[name=username]", "qs_office")
        screen.fill("[name=password]", PASSWORD)
        screen.click("button[type=submit]")
        screen.wait_for_url(lambda url: "sign-in" not in url)

    def _heard(self, message: Any) -> None:
        # A refused form answers 409 or 422, which the console tells as a failed request.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def paste(self, text: str) -> None:
        """Paste a text and have it recognised."""
        self.screen.goto(f"{self.at}/rounds/{self.round.pk}/papers/")
        self.screen.fill("[name=text]", text)
        self.screen.click("button:has-text('识别')")
        self.screen.wait_for_selector("#plan-tree")

    def choose(self, path: Path) -> None:
        """Choose a file and have it recognised."""
        self.screen.goto(f"{self.at}/rounds/{self.round.pk}/papers/")
        self.screen.set_input_files("[name=file]", str(path))
        self.screen.click("button:has-text('识别')")
        self.screen.wait_for_selector("#plan-tree")

    def confirm(self) -> None:
        """Confirm the plan and arrive at the ledger."""
        self.screen.click("button:has-text('确认导入台账')")
        self.screen.wait_for_url("**/ledger/**")

    def mended(self, act: Any) -> None:
        """Do something whose answer is the tree."""
        settled(self.screen)
        with self.screen.expect_response(lambda answer: "/papers/" in answer.url):
            act()
        settled(self.screen)


@pytest.fixture
def desk(page: Page, live_server: Any, office: Office, round_: Round) -> Desk:
    return Desk(page, live_server, office, round_)


DROPPED = """async ([name, words]) => {
    const told = new DataTransfer();
    told.items.add(new File([words], name, { type: "text/plain" }));
    const over = document.querySelector("[name=text]");
    for (const kind of ["dragover", "drop"]) {
        over.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: told }));
    }
}"""


def test_a_file_dropped_on_the_page_is_the_chosen_one(desk: Desk) -> None:
    screen = desk.screen
    screen.goto(f"{desk.at}/rounds/{desk.round.pk}/papers/")
    screen.evaluate(DROPPED, ["整改报告.txt", REPORT])
    screen.click("button:has-text('识别')")
    screen.wait_for_selector("#plan-tree")
    expect(screen.locator("h1")).to_have_text("整改报告.txt")
    expect(screen.locator(".plan-row")).to_have_count(4)
    assert desk.faults == []


def test_a_report_is_pasted_looked_over_mended_and_confirmed(desk: Desk) -> None:
    screen = desk.screen
    desk.paste(REPORT)
    expect(screen.locator(".plan-row")).to_have_count(4)
    screen.click("#i3 .plan-title")
    expect(screen.locator(".plan-source .is-current")).to_have_attribute("data-line", "6")
    expect(screen.locator(".plan-source mark")).to_have_text("固定资产账实不符")
    screen.click(".plan-source [data-line='4']")
    expect(screen.locator("#i2")).to_have_class("plan-row is-current")

    screen.click("#i1 >> text=修改")
    screen.fill("#i1-open [name=title]", "理论学习流于形式")
    # Another row is left out while the form is open: what is being typed stays.
    desk.mended(lambda: screen.uncheck("#i4 [name=keep]"))
    expect(screen.locator("#i4")).to_have_class("plan-row is-left-out")
    expect(screen.locator("#i1-open [name=title]")).to_have_value("理论学习流于形式")
    desk.mended(lambda: screen.click("#i1-open button:has-text('保存')"))
    expect(screen.locator("#i1 .plan-title")).to_have_text("理论学习流于形式")
    expect(screen.locator("#i1-open form")).to_have_count(0)

    screen.click("#i2 >> text=修改")
    screen.wait_for_selector("#i2-open form")
    settled(screen)
    screen.locator("#i2-open [name=words]").press_sequentially("2027年3月底前")
    expect(screen.locator("#i2-open [name=due_on]")).to_have_value("2027-03-31")
    screen.locator("#i2-open [name=due_on]").fill("2027-03-20")
    desk.mended(lambda: screen.click("#i2-open button:has-text('保存')"))
    expect(screen.locator("#i2")).to_contain_text("2027年3月底前（2027-03-20）")

    screen.click("#i1 >> text=拆分合并")
    split = screen.locator("#i1-open form", has_text="从某项措施起")
    split.locator("[name=title]").fill("专题学习次数不足")
    desk.mended(lambda: split.locator("button").click())
    expect(screen.locator(".plan-row")).to_have_count(5)

    assert not Issue.objects.exists()
    desk.confirm()
    expect(screen.locator("body")).to_contain_text("新增问题4个")
    assert list(Issue.objects.values_list("title", flat=True)) == [
        "理论学习流于形式",
        "专题学习次数不足",
        "意识形态工作责任制落实不到位",
        "固定资产账实不符",
    ]
    assert desk.faults == []


def test_the_same_paper_pasted_again_has_nothing_to_write(desk: Desk) -> None:
    desk.paste(REPORT)
    desk.confirm()
    desk.paste(REPORT)
    expect(desk.screen.locator(".plan-verdict-same")).to_have_count(4)
    desk.confirm()
    assert (Issue.objects.count(), Measure.objects.count()) == (4, 5)


def test_a_spreadsheet_is_chosen_its_names_and_columns_settled_and_a_newer_one_compared(
    desk: Desk, office: Office, tmp_path: Path
) -> None:
    screen = desk.screen
    rows = [list(row) for row in LEDGER]
    rows[2][5] = "财审股"
    first, newer = tmp_path / "整改台账0910.xlsx", tmp_path / "整改台账0918.xlsx"
    first.write_bytes(workbook(rows))
    rows[0][3] = "修订学习制度并报上级备案"
    newer.write_bytes(workbook(rows))

    desk.choose(first)
    expect(screen.locator(".plan-names li")).to_have_count(2)
    select = screen.locator("select[aria-label='财审股对应到']")
    desk.mended(lambda: select.select_option(label="财务科"))
    expect(screen.locator(".plan-names li")).to_have_count(1)
    desk.mended(lambda: screen.select_option("select[aria-label='何安平对应到']", label="新建人员"))
    screen.click("summary:has-text('各栏的含义')")
    screen.select_option("#c0-4", label="责任人")
    desk.mended(lambda: screen.click("button:has-text('按所选含义重新识别')"))
    expect(screen.locator("#i2")).to_contain_text("责任人：何安平")
    desk.confirm()
    measure = Measure.objects.get(issue__serial=2)
    assert measure.lead_department == office.finance
    assert [str(one.person) for one in measure.responsibles.all()] == ["何安平"]

    desk.choose(newer)
    text = screen.locator("#i1 .plan-measure .change").first
    expect(text.locator(".change-old")).to_have_text("修订学习制度")
    expect(text.locator(".change-new")).to_have_text("修订学习制度并报上级备案")
    desk.confirm()
    assert (Issue.objects.count(), Measure.objects.count()) == (2, 3)

    paper = Paper.objects.get(name="整改台账0918.xlsx")
    screen.goto(f"{desk.at}/papers/{paper.pk}/")
    screen.click("button:has-text('撤销这次导入')")
    screen.click("dialog button:has-text('确定')")
    expect(screen.locator("body")).to_contain_text("台账恢复到导入之前")
    assert Measure.objects.get(issue__serial=1, serial=1).text == "修订学习制度"
    assert desk.faults == []


def test_of_two_screens_that_mend_one_row_the_second_sees_both_texts(
    desk: Desk, office: Office
) -> None:
    screen = desk.screen
    desk.paste(REPORT)
    screen.click("#i1 >> text=修改")
    screen.fill("#i1-open [name=title]", "我的标题")
    paper = Paper.objects.get()
    other = Client()
    other.force_login(office.office, backend="django.contrib.auth.backends.ModelBackend")
    facts = {"version": 1, "title": "他人的标题", "pace": "timed"}
    other.post(f"/papers/{paper.pk}/issues/i1/", facts)
    desk.mended(lambda: screen.click("#i1-open button:has-text('保存')"))
    expect(screen.locator("#i1-open .conflict")).to_contain_text("他人的标题")
    expect(screen.locator("#i1-open [name=title]")).to_have_value("我的标题")
    desk.mended(lambda: screen.click("#i1-open button:has-text('保存')"))
    expect(screen.locator("#i1 .plan-title")).to_have_text("我的标题")


def test_a_bad_file_is_told_beside_the_field_and_the_text_stays(desk: Desk, tmp_path: Path) -> None:
    screen = desk.screen
    bad = tmp_path / "台账.xlsx"
    bad.write_bytes(workbook(LEDGER)[:-300])
    screen.goto(f"{desk.at}/rounds/{desk.round.pk}/papers/")
    screen.fill("[name=text]", "已经粘贴的内容")
    screen.set_input_files("[name=file]", str(bad))
    screen.click("button:has-text('识别')")
    expect(screen.get_by_text("已粘贴全文，又选择了文件")).to_be_visible()
    expect(screen.locator("[name=text]")).to_have_value("已经粘贴的内容")
    screen.fill("[name=text]", "")
    screen.set_input_files("[name=file]", str(bad))
    screen.click("button:has-text('识别')")
    expect(screen.get_by_text("文件已损坏").first).to_be_visible()


def test_on_a_telephone_nothing_runs_over_the_edge(
    phone: Page, live_server: Any, office: Office, round_: Round
) -> None:
    desk = Desk(phone, live_server, office, round_)
    desk.paste(REPORT)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert phone.evaluate(wide) == 0
    phone.click("#i1 >> text=修改")
    phone.wait_for_selector("#i1-open form")
    assert phone.evaluate(wide) == 0
    phone.click("#i2 .plan-where")
    expect(phone.locator("#l4")).to_be_in_viewport()
