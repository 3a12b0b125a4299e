"""书记 opens the dashboard, the report, edits a text and takes the PDF home; a real worker makes it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import PASSWORD, Office, give_password, make_office
from tests.reports.conftest import told_round


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """The application's own worker on the test's database and queue."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "rectify.settings",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DATA_DIR": str(settings.DATA_DIR),
    }
    command = [sys.executable, "-W", "ignore", "-m", "celery", "-q", "-A", "rectify", "worker"]
    quiet = ["--concurrency", "1", "--loglevel", "ERROR"]
    apart = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    running = subprocess.Popen([*command, *quiet, *apart], env=environment)
    yield
    running.terminate()
    running.wait(20)


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


def sign_in(page: Page, live_server: LiveServer, username: str) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def test_from_the_dashboard_to_a_pdf(
    page: Page, live_server: LiveServer, office: Office, worker: None, tmp_path: Path
) -> None:
    told_round(office)
    give_password(office.secretary)
    sign_in(page, live_server, "qs_secretary")
    page.get_by_role("link", name="看板").click()
    expect(page.get_by_role("group", name="问题")).to_contain_text("完成率")
    page.get_by_role("link", name="报告").click()
    page.get_by_role("button", name="起草报告").first.click()
    page.get_by_role("link", name="编辑").first.click()
    page.fill("textarea[name=body]", "本轮共制定措施{措施数}项。")
    expect(page.locator("#preview")).to_contain_text("本轮共制定措施3项。")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".report-sheet")).to_contain_text("本轮共制定措施3项。")
    page.get_by_role("button", name="导出PDF").click()
    expect(page.locator("progress")).to_be_visible()
    link = page.get_by_role("link", name="下载PDF")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    target = tmp_path / "report.pdf"
    download.value.save_as(target)
    assert download.value.suggested_filename.startswith("青山县档案馆党组关于")
    text = subprocess.run(["pdftotext", str(target), "-"], capture_output=True, check=True).stdout
    assert "本轮共制定措施3项。" in "".join(text.decode().split())


def test_a_report_is_read_on_a_phone_without_scrolling_sideways(
    phone: Page, live_server: LiveServer, office: Office
) -> None:
    told_round(office)
    give_password(office.secretary)
    sign_in(phone, live_server, "qs_secretary")
    round_id = office.unit.rounds.get().pk
    for address in (f"/rounds/{round_id}/dashboard/", f"/rounds/{round_id}/reports/"):
        phone.goto(f"{live_server.url}{address}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="起草报告").first.click()
    phone.wait_for_url("**/reports/*/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("link", name="编辑").first.click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
