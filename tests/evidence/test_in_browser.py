"""Files under a person's hands: many at once, one that fails sent again alone, shown in the page."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from rectify.evidence.models import Evidence
from rectify.measures.models import Measure
from rectify.outcomes.models import Outcome
from rectify.people.models import Person
from tests.factories import Office, make_office, signed_in

AXE = Path(__file__).parent.parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    return office.measure(office.issue(office.round()))


@pytest.fixture
def desk(page: Page, live_server: Any, office: Office, measure: Measure) -> Iterator[Page]:
    """The measure before its handler's eyes; any error of a script or of the CSP fails the test."""
    yield from _shown(page, live_server.url, office.handler, f"/measures/{measure.pk}/")


@pytest.fixture
def pocket(phone: Page, live_server: Any, office: Office, measure: Measure) -> Iterator[Page]:
    """The same on a telephone."""
    yield from _shown(phone, live_server.url, office.handler, f"/measures/{measure.pk}/")


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


def file(name: str, content: bytes) -> FilePayload:
    """A file as a person chooses it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def picture(width: int = 60, height: int = 40) -> bytes:
    """A real PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = b"".join(b"\x00" + b"\x9b\x1c\x20" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_many_at_once_and_a_failed_one_is_sent_again_alone(desk: Page, measure: Measure) -> None:
    failed: list[str] = []

    def cut_once(route: Route) -> None:
        body = route.request.post_data_buffer or b""
        if "第二份".encode() in body and not failed:
            failed.append("第二份")
            route.abort("connectionreset")
        else:
            route.continue_()

    desk.route("**/evidence/", cut_once)
    desk.select_option("#evidence-facts [name=kind]", "minutes")
    chosen = [file(f"第{n}份.pdf", f"%PDF-1.4 {n}".encode()) for n in ("一", "二", "三")]
    refused = [file("程序.exe", b"MZ\x00\x01"), file("空.pdf", b"")]
    desk.set_input_files(".upload input[type=file]", [*chosen, *refused])
    rows = desk.locator("#evidence .file")
    expect(rows).to_have_count(5)
    lost = rows.filter(has_text="第二份.pdf")
    expect(lost.locator(".file-state")).to_have_text("网络不通，上传未成功。")
    expect(rows.filter(has_text="程序.exe")).to_contain_text("不支持这种文件")
    expect(rows.filter(has_text="程序.exe").get_by_text("重新上传")).to_have_count(0)
    expect(rows.filter(has_text="空.pdf")).to_contain_text("文件是空的")
    expect(rows.filter(has_text="第三份.pdf").get_by_role("button", name="撤下")).to_be_visible()
    assert Evidence.objects.filter(measure=measure).count() == 2
    lost.get_by_role("button", name="重新上传").click()
    expect(rows.filter(has_text="第二份.pdf").get_by_role("link")).to_be_visible()
    names = set(Evidence.objects.filter(kind="minutes").values_list("name", flat=True))
    assert names == {"第一份.pdf", "第二份.pdf", "第三份.pdf"}
    rows.filter(has_text="程序.exe").get_by_role("button", name="移除").click()
    expect(rows).to_have_count(4)


def test_each_file_has_a_bar_of_its_own_while_it_is_sent(desk: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/evidence/", hold)
    chosen = [file(f"{n}.pdf", f"%PDF-1.4 {n}".encode()) for n in range(3)]
    desk.set_input_files(".upload input[type=file]", chosen)
    expect(desk.locator("#evidence .file progress")).to_have_count(3)
    expect(desk.locator("#evidence .file").nth(2).locator(".file-state")).to_have_text("等待")
    while held or desk.locator("#evidence .file progress").count():
        if held:
            held.pop().continue_()
        desk.wait_for_timeout(50)
    expect(desk.locator("#evidence .file-name")).to_have_count(3)


def test_who_was_signed_out_meanwhile_loses_no_file(desk: Page, live_server: Any) -> None:
    kept = desk.context.cookies()
    desk.context.clear_cookies(name="sessionid")
    desk.set_input_files(".upload input[type=file]", [file("清查.pdf", b"%PDF-1.4 a")])
    row = desk.locator("#evidence .file")
    expect(row.locator(".file-state")).to_contain_text("登录已超时")
    desk.context.add_cookies(kept)  # type: ignore[arg-type]
    row.get_by_role("button", name="重新上传").click()
    expect(row.get_by_role("link", name="清查.pdf")).to_be_visible()


def test_a_picture_and_a_pdf_are_shown_in_the_page(desk: Page, live_server: Any) -> None:
    chosen = [file("现场.png", picture()), file("报告.pdf", b"%PDF-1.4 report")]
    desk.set_input_files(".upload input[type=file]", chosen)
    rows = desk.locator("#evidence .file")
    rows.filter(has_text="现场.png").get_by_role("button", name="预览").click()
    shown = desk.locator("#evidence-panel img")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 60)
    with desk.expect_response(re.compile(r"/evidence/\d+/file/")) as answer:
        rows.filter(has_text="报告.pdf").get_by_role("button", name="预览").click()
    assert answer.value.ok
    expect(desk.locator("#evidence-panel iframe")).to_be_visible()
    desk.locator("#evidence-panel").get_by_role("button", name="收起").click()
    expect(desk.locator("#evidence-panel iframe")).to_have_count(0)


def test_a_new_version_is_put_in_place_by_hand(
    desk: Page, office: Office, measure: Measure
) -> None:
    old = office.evidence(measure)
    desk.reload()
    desk.get_by_role("link", name="清查报告.pdf").click()
    desk.set_input_files("#replace input[type=file]", [file("清查报告（盖章）.pdf", b"%PDF-1.4 b")])
    desk.get_by_role("button", name="替换").click()
    expect(desk.locator(".messages")).to_contain_text("已替换为新版本，原版本保留。")
    expect(desk.get_by_role("link", name="清查报告.pdf")).to_have_attribute(
        "href", f"/evidence/{old.pk}/"
    )


def test_an_outcome_is_entered_on_a_telephone(pocket: Page, measure: Measure) -> None:
    pocket.get_by_role("button", name="登记成果").click()
    pocket.get_by_role("menuitem", name="资金").or_(pocket.get_by_role("link", name="资金")).click()
    pocket.get_by_label("资金事项").fill("清退违规发放补贴")
    pocket.get_by_label("金额", exact=False).first.fill("1.234")
    pocket.get_by_role("button", name="保存").click()
    expect(pocket.locator(".field-error")).to_contain_text("最多两位小数")
    expect(pocket.get_by_label("资金事项")).to_have_value("清退违规发放补贴")
    pocket.get_by_label("金额单位").select_option("万元")
    pocket.get_by_role("button", name="保存").click()
    expect(pocket.locator("#outcomes")).to_contain_text("1.234万元")
    assert str(Outcome.objects.get().amount) == "12340.00"
    wide = pocket.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wide


@pytest.mark.parametrize("kind", ["regulation", "funds"])
def test_the_pages_are_accessible(
    desk: Page, live_server: Any, office: Office, measure: Measure, kind: str
) -> None:
    row = office.outcome(measure.issue.round, kind=kind, measures=[measure])
    round_ = measure.issue.round_id
    for path in (
        f"/rounds/{round_}/outcomes/?kind={kind}",
        f"/rounds/{round_}/outcomes/new/?kind={kind}",
        f"/outcomes/{row.pk}/",
    ):
        desk.goto(live_server.url + path)
        desk.evaluate(AXE.read_text(encoding="utf-8"))
        found = desk.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa']})")
        assert [one["id"] for one in found["violations"]] == [], path
