"""What the components do under a person's hands, in a real browser under the real CSP."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Dialog, Locator, Page, expect

from rectify.people.models import Person
from tests.factories import signed_in

AXE = Path(__file__).parent.parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"


def test_the_gallery_does_not_exist_in_an_office(developer: Person) -> None:
    client = signed_in(developer)
    for name in ("", "row/", "echo/", "job/", "persons/"):
        assert client.get(f"/gallery/{name}").status_code == 404
    assert client.post("/gallery/upload/").status_code == 404


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"]}


def test_the_head_and_the_first_columns_of_a_table_stay_while_it_scrolls(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 900, "height": 620})
    head, first = box(gallery, "#ledger thead .stay"), box(gallery, "#ledger .row-measure .stay")
    gallery.evaluate("document.querySelector('.table-scroll').scrollTo(200, 150)")
    gallery.wait_for_timeout(100)
    assert box(gallery, "#ledger thead .stay") == head
    assert box(gallery, "#ledger .row-measure .stay")["x"] == first["x"]
    assert box(gallery, "#ledger .row-measure .stay")["y"] < first["y"]
    expect(gallery.locator(".table-scroll").first).to_have_class(re.compile("is-scrolled"))


def test_rows_of_one_line_are_36_pixels_high(gallery: Page) -> None:
    heights = gallery.evaluate(
        """Array.from(document.querySelectorAll('#ledger tbody tr'))
           .map(row => Math.round(row.getBoundingClientRect().height))"""
    )
    assert min(heights) == 36
    assert heights.count(36) >= 6


def test_long_text_shows_two_lines_and_opens_by_a_click(gallery: Page) -> None:
    clamp = gallery.locator("#ledger .clamp.is-long").first
    closed = clamp.bounding_box()
    assert closed is not None
    assert closed["height"] < 45
    clamp.locator(".clamp-toggle").click()
    opened = clamp.bounding_box()
    assert opened is not None
    assert opened["height"] > closed["height"]
    expect(clamp.locator(".clamp-toggle")).to_have_attribute("aria-expanded", "true")
    clamp.locator(".clamp-text").click()
    assert clamp.bounding_box() == closed


def test_a_menu_is_walked_by_keyboard_and_given_back_its_place(gallery: Page) -> None:
    opener = gallery.locator("#sample-menu .menu-open")
    opener.focus()
    gallery.keyboard.press("ArrowDown")
    expect(gallery.locator("#sample-menu .menu-list")).to_be_visible()
    focused = "document.activeElement.textContent.trim()"
    assert gallery.evaluate(focused) == "导出台账"
    gallery.keyboard.press("ArrowDown")
    assert gallery.evaluate(focused) == "打印"
    gallery.keyboard.press("End")
    assert gallery.evaluate(focused) == "撤下"
    gallery.keyboard.press("ArrowDown")
    assert gallery.evaluate(focused) == "导出台账"
    gallery.keyboard.press("Escape")
    expect(gallery.locator("#sample-menu .menu-list")).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    gallery.locator("h1").click()
    expect(gallery.locator("#sample-menu .menu-list")).to_be_hidden()


def test_a_menu_in_a_scrolling_table_is_not_cut_off(gallery: Page) -> None:
    gallery.locator("#ledger .row-measure .menu-open").last.click()
    item = gallery.locator("#ledger .menu-item:visible").last
    item.hover()  # playwright refuses when something else lies over it
    expect(item).to_have_text(re.compile("删除"))


def test_an_input_method_causes_exactly_one_request_for_a_finished_word(gallery: Page) -> None:
    asked: list[str] = []
    gallery.on("request", lambda r: asked.append(r.url) if "/echo/" in r.url else None)
    gallery.locator("#ime").click()
    keys = gallery.context.new_cdp_session(gallery)
    for typed in ("z", "zh", "zhe", "zheng", "zheng'g", "zheng'gai"):
        facts = {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        keys.send("Input.imeSetComposition", facts)
        gallery.wait_for_timeout(250)  # longer than the field's own delay
    assert asked == []
    keys.send("Input.insertText", {"text": "整改"})
    expect(gallery.locator("#ime-answer")).to_have_text("整改")
    gallery.wait_for_timeout(500)
    assert len(asked) == 1


def test_plain_typing_asks_once_when_the_person_pauses(gallery: Page) -> None:
    asked: list[str] = []
    gallery.on("request", lambda r: asked.append(r.url) if "/echo/" in r.url else None)
    gallery.locator("#ime").press_sequentially("abc", delay=30)
    expect(gallery.locator("#ime-answer")).to_have_text("abc")
    assert len(asked) == 1


def test_two_clicks_on_save_send_a_form_once(gallery: Page) -> None:
    sent: list[str] = []
    gallery.route("**/gallery/", lambda route: sent.append(route.request.method))
    gallery.evaluate(
        "() => { const b = document.querySelector('#sample-form button[type=submit]'); b.click(); b.click(); }"
    )
    gallery.wait_for_timeout(300)
    assert sent == ["POST"]


def test_leaving_with_unsaved_typing_is_asked_about_and_without_is_not(gallery: Page) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    gallery.on("dialog", leave)
    gallery.reload()
    assert asked == []
    gallery.locator("#new_text").press_sequentially("尚未保存的内容")
    gallery.reload()
    assert asked == ["beforeunload"]


def test_an_act_that_asks_first_happens_only_after_yes(gallery: Page) -> None:
    ask = gallery.get_by_role("link", name="先问一句")
    expect(gallery.get_by_text("确定提交审核吗？")).to_have_count(0)
    gallery.get_by_text("先问一句").click()
    dialog = gallery.get_by_role("dialog", name="确定提交审核吗？")
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_have_count(0)
    assert "#asked" not in gallery.url
    ask.click()
    dialog.get_by_role("button", name="确定").click()
    gallery.wait_for_url("**#asked")


def test_a_dialog_opens_closes_and_keeps_the_keyboard_inside(gallery: Page) -> None:
    gallery.get_by_role("button", name="打开对话框").click()
    dialog = gallery.get_by_role("dialog", name="退回修改")
    expect(dialog).to_be_visible()
    for _ in range(8):
        gallery.keyboard.press("Tab")
        inside = (
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
        assert gallery.evaluate(inside)
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()


def test_a_row_opens_in_place_once_says_what_is_wrong_and_closes(gallery: Page) -> None:
    edit = gallery.locator("#ledger .row-issue").first.get_by_role("button", name="编辑")
    edit.click()
    expect(gallery.locator("#row_text")).to_be_focused()
    gallery.locator("#row_text").fill("已经写好的内容")
    gallery.locator(".row-open").get_by_role("button", name="保存").click()
    expect(gallery.locator(".row-open")).to_contain_text("请选择责任部门。")
    assert gallery.locator("#row_text").input_value() == "已经写好的内容"
    gallery.locator(".row-open").get_by_role("button", name="取消").click()
    expect(gallery.locator(".row-open")).to_have_count(0)
    edit.click()
    expect(gallery.locator(".row-open")).to_have_count(1)
    edit.click()
    expect(gallery.locator(".row-open")).to_have_count(0)


def test_a_group_of_rows_folds(gallery: Page) -> None:
    rows = gallery.locator("#ledger tbody tr:visible")
    before = rows.count()
    toggle = gallery.locator("#ledger .tree-toggle").first
    toggle.click()
    expect(rows).to_have_count(before - 5)
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.click()
    expect(rows).to_have_count(before)


def pdf(name: str, size: int) -> Any:
    return {"name": name, "mimeType": "application/pdf", "buffer": b"x" * size}


def test_many_files_are_sent_each_by_itself_and_a_refused_one_says_why(gallery: Page) -> None:
    chosen = [pdf("会议纪要.pdf", 3000), pdf("坏文件.pdf", 10), pdf("很大.pdf", 1024 * 1024 + 1)]
    gallery.set_input_files("[data-upload] input[type=file]", chosen)
    files = gallery.locator("#sample-files .file")
    expect(files).to_have_count(4)
    expect(files.nth(1).get_by_role("link", name="会议纪要.pdf")).to_be_visible()
    expect(files.nth(2)).to_contain_text("文件内容与扩展名不符，请检查后重新选择。")
    expect(files.nth(3)).to_contain_text("文件超过1.0 MB，请压缩或拆分后上传。")
    expect(gallery.get_by_role("button", name="重新上传")).to_have_count(0)


def test_a_file_that_the_network_lost_is_sent_again_alone(gallery: Page) -> None:
    sent: list[str] = []
    gallery.on("request", lambda r: sent.append(r.method) if "/upload/" in r.url else None)
    gallery.route("**/upload/", lambda route: route.abort())
    gallery.set_input_files("[data-upload] input[type=file]", [pdf("照片.pdf", 3000)])
    expect(gallery.locator(".file.is-failed")).to_contain_text("网络不通，上传未成功。")
    gallery.unroute("**/upload/")
    gallery.get_by_role("button", name="重新上传").click()
    expect(gallery.get_by_role("link", name="照片.pdf")).to_be_visible()
    expect(gallery.locator(".file.is-failed")).to_have_count(0)
    assert sent == ["POST", "POST"]


def test_a_running_job_is_asked_about_until_it_has_ended(gallery: Page) -> None:
    expect(gallery.locator(".job[hx-get]")).to_have_count(0, timeout=8000)
    expect(gallery.locator("#figures").get_by_text("下载PDF")).to_have_count(3)
    asked: list[str] = []
    gallery.on("request", lambda r: asked.append(r.url) if "/job/" in r.url else None)
    gallery.wait_for_timeout(1500)
    assert asked == []


def test_when_the_network_is_gone_the_page_says_so_and_keeps_what_was_typed(gallery: Page) -> None:
    gallery.locator("#ledger .row-issue").first.get_by_role("button", name="编辑").click()
    gallery.locator("#row_text").fill("写了很久的内容")
    gallery.route("**/row/", lambda route: route.abort())
    gallery.locator(".row-open").get_by_role("button", name="保存").click()
    expect(gallery.locator("#messages")).to_contain_text("网络不通，本次未保存。")
    assert gallery.locator("#row_text").input_value() == "写了很久的内容"
    gallery.get_by_role("button", name="知道了").click()
    expect(gallery.locator("#messages .notice")).to_have_count(0)


def test_when_the_session_has_ended_the_row_stays_and_the_way_back_is_shown(gallery: Page) -> None:
    gallery.locator("#ledger .row-issue").first.get_by_role("button", name="编辑").click()
    gallery.locator("#row_text").fill("写了很久的内容")
    gallery.route(
        "**/row/", lambda route: route.fulfill(status=302, headers={"Location": "/sign-in/"})
    )
    gallery.locator(".row-open").get_by_role("button", name="保存").click()
    expect(gallery.locator("#messages")).to_contain_text("登录已超时，本次未保存。")
    assert gallery.locator("#row_text").input_value() == "写了很久的内容"
    expect(gallery.locator("#messages a")).to_have_attribute("href", "/sign-in/")


def test_taking_over_the_others_text_puts_it_into_the_field(gallery: Page) -> None:
    gallery.get_by_role("button", name="采用这一份").first.click()
    taken = gallery.locator("#conflict_text").input_value()
    assert taken == "修订议事规则，每季度检查一次执行情况。"


def test_a_changed_filter_applies_itself_and_empty_ones_stay_out_of_the_address(
    gallery: Page,
) -> None:
    gallery.locator("#filter_light").select_option("red")
    gallery.wait_for_url(re.compile(r"\?status=in_progress&light=red$"))


def test_what_went_well_leaves_by_itself(gallery: Page, gallery_url: str) -> None:
    gallery.goto(f"{gallery_url}?saved=1")
    expect(gallery.locator("#messages .notice")).to_have_text("已保存。")
    expect(gallery.locator("#messages .notice")).to_have_count(0, timeout=9000)


def test_on_a_telephone_nothing_hangs_over_and_everything_can_be_touched(
    phone_gallery: Page,
) -> None:
    assert phone_gallery.evaluate("document.documentElement.scrollWidth") == 390
    small = phone_gallery.evaluate(
        """Array.from(document.querySelectorAll(
             'button, a.button, .place, .input, .tab, .chip, .menu-open, .bell, label.button'))
           .filter(e => e.offsetParent && !e.matches('.clamp-toggle, .tree-toggle, .notice-close'))
           .filter(e => e.getBoundingClientRect().height < 44)
           .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
    expect(phone_gallery.locator(".rail .place").first).to_be_in_viewport()


def test_on_a_telephone_a_row_is_a_record_and_its_head_is_gone(phone_gallery: Page) -> None:
    expect(phone_gallery.locator("#ledger thead")).to_be_hidden()
    row = phone_gallery.locator("#ledger .row-measure").nth(1)
    found = row.bounding_box()
    assert found is not None
    assert found["width"] <= 390
    expect(row.locator(".c-status")).to_be_visible()


def test_on_paper_only_the_page_itself_is_printed(gallery: Page) -> None:
    gallery.emulate_media(media="print")
    for gone in (".rail", ".topbar", ".filters", "#ledger .c-acts", ".page-head-acts"):
        expect(gallery.locator(gone).first).to_be_hidden()
    expect(gallery.locator("#ledger thead")).to_be_visible()


def test_the_gallery_has_no_accessibility_fault_that_a_machine_can_find(gallery: Page) -> None:
    gallery.evaluate(AXE.read_text(encoding="utf-8"))
    faults = gallery.evaluate(
        """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
           .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))"""
    )
    assert faults == []


# --- the drop-down in which one finds by typing ---------------------------------------------------

CHOSEN = "document.querySelector('#sample-form [name=leader]').value"


def finder(page: Page) -> Locator:
    return page.locator("#sample-form").get_by_role("combobox", name="责任领导")


def test_a_person_is_found_by_initials_and_chosen_by_keyboard(gallery: Page) -> None:
    field = finder(gallery)
    expect(gallery.locator("#sample-form select[name=leader]")).to_be_hidden()
    field.click()
    expect(gallery.locator(".finder-list:visible [role=option]")).to_have_count(2)
    gallery.keyboard.type("zgl")
    option = gallery.locator(".finder-list:visible [role=option]")
    expect(option).to_have_count(1)
    expect(option).to_have_text("曾国良 办公室主任")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    gallery.keyboard.press("Enter")
    expect(gallery.locator(".finder-list:visible")).to_have_count(0)
    expect(field).to_have_value("曾国良（办公室主任）")
    assert gallery.evaluate(CHOSEN) == "7"
    expect(field).to_be_focused()
    assert "sample-form" in gallery.content()  # Enter chose and sent nothing


def test_arrows_walk_escape_gives_back_and_emptied_is_nobody(gallery: Page) -> None:
    field = finder(gallery)
    field.focus()
    gallery.keyboard.press("ArrowDown")
    gallery.keyboard.press("ArrowDown")
    gallery.keyboard.press("Enter")
    expect(field).to_have_value("沈桂兰（副局长）")
    field.fill("陈")
    expect(gallery.locator(".finder-list:visible [role=option]")).to_have_count(1)
    gallery.keyboard.press("Escape")
    expect(field).to_have_value("沈桂兰（副局长）")
    field.fill("陈")
    gallery.keyboard.press("Tab")  # nobody was chosen
    expect(field).to_have_value("沈桂兰（副局长）")
    assert gallery.evaluate(CHOSEN) == "2"
    field.fill("")
    gallery.keyboard.press("Tab")
    assert gallery.evaluate(CHOSEN) == ""


def test_nobody_found_is_said_and_a_server_that_fails_leaves_the_options(gallery: Page) -> None:
    field = finder(gallery)
    field.fill("无此人")
    expect(gallery.locator(".finder-list:visible")).to_have_text("没有找到，请核对姓名或首字母。")
    field.fill("错")
    expect(gallery.locator(".finder-list:visible")).to_have_text("没有找到，请核对姓名或首字母。")
    gallery.route("**/gallery/persons/**", lambda route: route.abort())
    field.fill("桂")
    expect(gallery.locator(".finder-list:visible [role=option]")).to_have_count(1)
    expect(gallery.locator(".finder-list:visible [role=option]")).to_have_text("沈桂兰（副局长）")


def test_an_input_method_asks_for_a_person_once(gallery: Page) -> None:
    asked: list[str] = []
    gallery.on("request", lambda r: asked.append(r.url) if "/persons/" in r.url else None)
    finder(gallery).click()
    keys = gallery.context.new_cdp_session(gallery)
    for typed in ("s", "sh", "shen"):
        facts = {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        keys.send("Input.imeSetComposition", facts)
        gallery.wait_for_timeout(300)
    assert asked == []
    keys.send("Input.insertText", {"text": "沈"})
    expect(gallery.locator(".finder-list:visible [role=option]")).to_have_count(1)
    expect(gallery.locator(".finder-list:visible [role=option]")).to_have_text("沈桂兰 副局长")
    gallery.wait_for_timeout(400)
    assert len(asked) == 1
