"""The whole way, in a real browser against the application as it is started for an office.

A letter is pasted and becomes a ledger; a department head brings a measure forward on a telephone; its
office accepts it; the secretary reads the dashboard and takes the report home as PDF.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.services.application import HOME, serving, wait_until_started
from tests.services.browser import DESKTOP, PHONE
from tests.services.browser import page as new_page
from tests.services.processes import free_port, program

SAMPLES = HOME.parent / "shared" / "samples"
OWN_PAPER = HOME / "fixtures" / "papers" / "反馈意见（农村供水专项巡察）.txt"
PASSWORD = "yanshi-zhenggai"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an application with its demonstration data and its worker."""
    data = tmp_path_factory.mktemp("walk")
    port = free_port()
    with serving(data, PORT=str(port), DEMO="1") as process:
        wait_until_started(process, data)
        yield f"http://127.0.0.1:{port}"


def signed_in(page: Page, address: str, username: str) -> Page:
    page.goto(f"{address}/sign-in/")
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).not_to_have_url(re.compile("sign-in"))
    return page


def new_round(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/rounds/new/")
    page.get_by_label("轮次名称").fill(name)
    page.get_by_label("反馈日").fill("2026-06-12")
    page.get_by_role("button", name="保存，下一步导入材料").click()
    expect(page.get_by_role("heading", name="导入材料")).to_be_visible()


def paste(page: Page, text: str) -> None:
    page.get_by_label("材料全文").fill(text)
    page.get_by_role("button", name="识别").click()
    expect(page.get_by_role("button", name="确认导入台账")).to_be_visible(timeout=60_000)


def confirm(page: Page) -> None:
    page.get_by_role("button", name="确认导入台账").click()
    expect(page.get_by_role("heading", name="整改台账")).to_be_visible(timeout=30_000)


PAPERS = [
    pytest.param(OWN_PAPER, 14, id="own-letter"),
    *(
        pytest.param(next(SAMPLES.glob(f"{number}-*.txt")), count, id=f"sample-{number}")
        for number, count in ((3, 9), (4, 25))
        if SAMPLES.is_dir()
    ),
]


@pytest.mark.parametrize(("paper", "count"), PAPERS)
def test_a_pasted_paper_becomes_a_ledger_and_never_twice(
    browser: Browser, address: str, paper: Path, count: int
) -> None:
    with new_page(browser, DESKTOP) as page:
        signed_in(page, address, "sl-zhenggaiban")
        new_round(page, address, f"走查轮次{count}")
        papers = page.url
        paste(page, paper.read_text(encoding="utf-8"))
        row = page.locator("article.plan-row").first
        row.get_by_role("link", name="修改").click()
        row.locator("textarea[name=title]").fill("修改过的问题标题")
        row.get_by_role("button", name="保存", exact=True).click()
        expect(page.locator("article.plan-row").first).to_contain_text("修改过的问题标题")
        confirm(page)
        expect(page.get_by_text(f"共{count}个问题")).to_be_visible()
        expect(page.get_by_text("修改过的问题标题").first).to_be_visible()
        page.goto(papers)
        paste(page, paper.read_text(encoding="utf-8"))
        confirm(page)
        expect(page.get_by_text(f"共{count}个问题")).to_be_visible()


def test_a_department_head_brings_a_measure_forward_on_a_phone_and_the_office_accepts(
    browser: Browser, address: str
) -> None:
    with new_page(browser, PHONE, touch=True) as phone:
        signed_in(phone, address, "sl-fuzeren")
        phone.goto(f"{address}/todo/")
        duty = phone.locator("section", has_text="待办理的措施").locator("tbody tr").first
        number = duty.locator("td").first.inner_text().strip()
        duty.locator("a[href^='/measures/']").first.tap()
        expect(phone.get_by_role("heading", name=f"措施{number}")).to_be_visible()
        phone.get_by_label("进展情况").fill("已召开部署会，完成现场核查。")
        phone.get_by_label("完成进度").fill("90")
        phone.get_by_role("button", name="保存进展").tap()
        expect(phone.locator("#log").get_by_text("已召开部署会，完成现场核查。")).to_be_visible()
        expect(phone.get_by_text("进展已保存。")).to_be_visible()
        phone.locator("input[type=file]").set_input_files(
            {"name": "核查记录.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 hecha"}
        )
        expect(phone.get_by_role("link", name="核查记录.pdf")).to_be_visible()
        phone.get_by_label("完成情况").fill("核查发现的问题已全部纠正。")
        phone.get_by_role("button", name="提交审核").tap()
        expect(phone.get_by_text("当前环节：整改办")).to_be_visible()
        measure = phone.url
    with new_page(browser, DESKTOP) as page:
        signed_in(page, address, "sl-zhenggaiban")
        page.goto(measure)
        page.get_by_role("button", name="同意", exact=True).click()
        expect(page.get_by_role("heading", name="待办", exact=True)).to_be_visible()
        page.goto(measure)
        expect(page.get_by_text("已完成").first).to_be_visible()


def test_every_number_of_the_dashboard_opens_the_rows_it_counts(
    browser: Browser, address: str
) -> None:
    with new_page(browser, DESKTOP) as page:
        signed_in(page, address, "shuji")
        expect(page.get_by_role("heading", name="看板")).to_be_visible()
        links = page.locator("a[href*='/ledger/?']").all()
        told = [(link.get_attribute("href") or "", link.inner_text()) for link in links]
        assert len(told) >= 18
        for href, words in told:
            number = re.findall(r"\d+", words)[-1]
            if "%" in words or "." in words:
                continue
            page.goto(address + href)
            of = "项措施" if "of=measures" in href else "个问题"
            shown = page.get_by_text(re.compile(r"\d+个问题")).first.inner_text()
            assert re.findall(rf"(\d+){of}", shown)[0] == number, (href, words, shown)


def test_the_secretary_takes_the_report_home_as_pdf(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with new_page(browser, DESKTOP) as page:
        signed_in(page, address, "shuji")
        board = page.locator("body").inner_text()
        total = re.findall(r"总数\s*(\d+)", board)[0]
        page.get_by_role("link", name="报告", exact=True).click()
        page.get_by_role("button", name=re.compile("起草")).first.click()
        expect(page.get_by_text("下一步工作打算").first).to_be_visible()
        page.get_by_role("button", name=re.compile("导出|生成")).first.click()
        download = page.get_by_role("link", name="下载PDF")
        expect(download).to_be_visible(timeout=90_000)
        with page.expect_download() as started:
            download.click()
        target = tmp_path / "报告.pdf"
        started.value.save_as(target)
    text = subprocess.run(
        [program("pdftotext"), "-layout", str(target), "-"], capture_output=True, check=True
    ).stdout.decode()
    plain = re.sub(r"\s+", "", text)
    assert f"{total}个" in plain
    for heading in ("一、整改取得的成效", "二、存在的主要问题", "三、", "四、下一步工作打算"):
        assert heading in plain


def test_the_issue_page_tells_who_changed_what_and_when(browser: Browser, address: str) -> None:
    with new_page(browser, DESKTOP) as page:
        signed_in(page, address, "zhenggaiban")
        page.goto(f"{address}/todo/")
        page.locator("a[href^='/measures/']").first.click()
        page.locator("a[href^='/issues/']").first.click()
        history = page.locator("body").inner_text()
        assert re.search(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", history)
