"""Workbooks through the pages: who gets what, who meets a 404, how a form comes back."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Page

from rectify.intake.returned import LARGEST_FORM
from rectify.issues.operations import create_issue
from rectify.kernel import clock
from rectify.measures.models import Measure, Progress
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.exports.forms import filled, form_of
from tests.factories import (
    PASSWORD,
    Office,
    give_password,
    make_administrators,
    make_office,
    signed_in,
)

pytestmark = pytest.mark.django_db

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    made = office.round()
    issue = office.issue(made)
    office.measure(issue, "开展固定资产清查")
    office.measure(issue, "组织培训", lead_department=office.personnel)
    return made


def url(name: str, round_: Round | None = None, query: str = "") -> str:
    return reverse(name, args=[round_.pk] if round_ else []) + query


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def titles(response: Any) -> list[str]:
    """The issues' titles in a ledger that was downloaded."""
    sheet = load_workbook(BytesIO(body(response))).active
    place = next(c.column for c in sheet[4] if c.value == "反馈具体问题")
    column = (sheet.cell(row, place).value for row in range(5, sheet.max_row + 1))
    return [title for title in column if title]


def upload(client: Client, round_: Round, data: bytes, name: str = "财务科.xlsx") -> Any:
    file = SimpleUploadedFile(name, data, content_type=WORKBOOK)
    return client.post(url("fill-in-return", round_), {"file": file}, follow=True)


def hidden(response: Any) -> dict[str, Any]:
    """What the page of a plan would post when it is confirmed as it is."""
    plan = response.context["plan"]
    return {
        "file": response.context["token"],
        "seen": plan.seen,
        "row": [row.key for row in plan.fresh],
    }


class TestTheLedger:
    """The ledger as a download."""

    def test_it_comes_as_a_file_named_with_its_day_for_nobodys_cache(
        self, office: Office, round_: Round
    ) -> None:
        response = signed_in(office.office).get(url("ledger-export", round_))
        assert response.status_code == 200
        assert response["Content-Type"] == WORKBOOK
        name = unquote(response["Content-Disposition"].split("''")[1])
        assert name == f"青山县档案馆县委第一轮常规巡察整改台账{clock.today():%m%d}.xlsx"
        assert response["Cache-Control"] == "private, no-store"
        assert titles(response) == ["固定资产管理不规范"]

    def test_the_same_filters_as_on_the_page_cut_it_down(
        self, office: Office, round_: Round
    ) -> None:
        create_issue(round_, category=None, facts={"title": "会议记录不规范"}, by=None)
        client = signed_in(office.office)
        address = url("ledger-export", round_, "?q=会议")
        assert titles(client.get(address)) == ["会议记录不规范"]
        query = f"?of=measures&department={office.personnel.pk}"
        sheet = load_workbook(BytesIO(body(client.get(url("ledger-export", round_, query))))).active
        assert sheet["A2"].value.endswith("共1个问题、1项措施")

    def test_each_export_is_kept_in_the_trail(self, office: Office, round_: Round) -> None:
        signed_in(office.supervisor).get(url("ledger-export", round_))
        event = Event.objects.get(act="ledger.exported")
        assert (event.actor_id, event.round_id) == (office.supervisor.pk, round_.pk)

    @pytest.mark.parametrize("role", ["office", "secretary", "supervisor"])
    def test_who_may_export_gets_the_whole_unit(
        self, office: Office, round_: Round, role: str
    ) -> None:
        response = signed_in(office.people[role]).get(url("ledger-export", round_))
        assert (response.status_code, len(titles(response))) == (200, 1)

    @pytest.mark.parametrize("role", ["handler", "department_head", "leader"])
    def test_departments_and_leaders_have_no_export(
        self, office: Office, round_: Round, role: str
    ) -> None:
        response = signed_in(office.people[role]).get(url("ledger-export", round_))
        assert response.status_code == 404
        assert not Event.objects.filter(act="ledger.exported").exists()

    def test_another_units_round_is_not_there(self, office: Office, round_: Round) -> None:
        other = make_office("bh", "碧湖县水务局党组")
        for person in (*other.people.values(), *make_administrators().values()):
            assert signed_in(person).get(url("ledger-export", round_)).status_code == 404


class TestTheDoors:
    """Every workbook is reached by a click, from where its reader looks for it."""

    def found(self, office: Office, role: str, page: str) -> set[str]:
        """The addresses on a page that a person of this role finds."""
        words = signed_in(office.people[role]).get(page).content.decode()
        return set(re.findall(r'href="([^"]+)"', words))

    @pytest.mark.parametrize(
        ("role", "exports", "hands_out"),
        [
            ("office", True, True),
            ("secretary", True, False),
            ("supervisor", True, False),
            ("leader", False, False),
            ("department_head", False, False),
            ("handler", False, False),
        ],
    )
    def test_the_ledgers_head_leads_each_role_to_what_it_may_have(
        self, office: Office, round_: Round, role: str, exports: bool, hands_out: bool
    ) -> None:
        links = self.found(office, role, url("ledger", round_))
        assert (url("ledger-export", round_) in links) == exports
        assert (url("fill-in", round_) in links) == hands_out
        assert (url("blank-template") in links) == hands_out

    def test_the_export_takes_the_filters_of_the_page_along(
        self, office: Office, round_: Round
    ) -> None:
        links = self.found(office, "office", url("ledger", round_, "?q=%E4%BC%9A%E8%AE%AE"))
        assert url("ledger-export", round_, "?q=%E4%BC%9A%E8%AE%AE") in links

    def test_whoever_has_no_paper_to_import_finds_the_empty_ledger_and_the_forms(
        self, office: Office, round_: Round
    ) -> None:
        links = self.found(office, "office", url("papers", round_))
        assert {url("blank-template"), url("fill-in", round_)} <= links


class TestTheForms:
    """The departments' forms as downloads."""

    def test_the_page_tells_how_many_measures_each_department_has_to_report(
        self, office: Office, round_: Round
    ) -> None:
        office.measure(office.issue(round_, "合同管理不规范"), "清理合同", lead_department=None)
        response = signed_in(office.office).get(url("fill-in", round_))
        assert response.context["departments"] == [
            (office.finance, 1, 0),
            (office.personnel, 1, 0),
        ]
        assert "另有1项措施没有责任部门" in response.content.decode()

    def test_one_departments_form_and_all_of_them_are_handed_out(
        self, office: Office, round_: Round
    ) -> None:
        client = signed_in(office.office)
        query = f"?department={office.personnel.pk}"
        one = client.get(url("fill-in-workbook", round_, query))
        assert load_workbook(BytesIO(body(one)))["进展填报"]["C5"].value == "组织培训"
        package = client.get(url("fill-in-all", round_))
        assert (package["Content-Type"], body(package)[:2]) == ("application/zip", b"PK")
        assert Event.objects.filter(act="form.handed_out").count() == 2

    def test_a_department_of_another_unit_is_not_there(self, office: Office, round_: Round) -> None:
        other = make_office("bh", "碧湖县水务局党组")
        client = signed_in(office.office)
        for wanted in (str(other.finance.pk), "0", "abc", "9" * 40, "-1"):
            query = f"?department={wanted}"
            assert client.get(url("fill-in-workbook", round_, query)).status_code == 404

    def test_without_open_measures_nothing_is_handed_out(self, office: Office) -> None:
        made = office.round(name="空轮次")
        response = signed_in(office.office).get(url("fill-in-all", made), follow=True)
        assert "没有待办理的措施" in response.content.decode()
        assert "没有需要填报的措施" in response.content.decode()

    @pytest.mark.parametrize(
        "name", ["fill-in", "fill-in-workbook", "fill-in-all", "fill-in-return"]
    )
    def test_only_the_office_of_the_unit_gets_there(
        self, office: Office, round_: Round, name: str
    ) -> None:
        other = make_office("bh", "碧湖县水务局党组")
        own = [person for role, person in office.people.items() if role != "office"]
        for person in (*own, *other.people.values()):
            assert signed_in(person).get(url(name, round_)).status_code == 404

    def test_the_blank_ledger_is_there_for_offices_only(self, office: Office) -> None:
        response = signed_in(office.office).get(url("blank-template"))
        assert load_workbook(BytesIO(body(response)))["整改台账"]["A4"].value == "序号"
        for role in ("handler", "leader", "supervisor"):
            assert signed_in(office.people[role]).get(url("blank-template")).status_code == 404


class TestWhatReturns:
    """A form that a department has sent back."""

    FORM = ({"进展情况": "已盘点126件。", "完成进度": 60},)

    def form(self, office: Office, round_: Round) -> bytes:
        return filled(form_of(round_, office.finance), *self.FORM)

    def test_it_is_shown_row_by_row_before_anything_is_written(
        self, office: Office, round_: Round
    ) -> None:
        page = upload(signed_in(office.office), round_, self.form(office, round_))
        text = page.content.decode()
        assert page.status_code == 200
        assert "已盘点126件。" in text
        assert "0% → 60%" in text
        assert "确认录入" in text
        assert not Progress.objects.exists()

    def test_confirming_enters_it_and_confirming_again_does_not(
        self, office: Office, round_: Round
    ) -> None:
        client = signed_in(office.office)
        facts = hidden(upload(client, round_, self.form(office, round_)))
        first = client.post(url("fill-in-confirm", round_), facts, follow=True)
        assert "已录入进展1项" in first.content.decode()
        again = client.post(url("fill-in-confirm", round_), facts)
        assert again.status_code == 409
        assert "已重新核对" in again.content.decode()
        assert Progress.objects.count() == 1

    def test_rows_without_a_tick_are_left_out(self, office: Office, round_: Round) -> None:
        client = signed_in(office.office)
        facts = hidden(upload(client, round_, self.form(office, round_))) | {"row": []}
        response = client.post(url("fill-in-confirm", round_), facts)
        assert (response.status_code, Progress.objects.count()) == (409, 0)
        assert "请至少选择一行" in response.content.decode()

    def test_refused_rows_are_shown_with_cell_and_reason(
        self, office: Office, round_: Round
    ) -> None:
        form = filled(form_of(round_, office.finance), {"进展情况": "已办。", "完成进度": 300})
        text = upload(signed_in(office.office), round_, form).content.decode()
        assert "进展填报!H5：“300”不是0至100的整数" in text
        assert "确认录入" not in text

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"PK\x03\x04 broken", "文件已损坏"),
            (b"", "文件是空的"),
            ("序号\t问题\n".encode(), "不是本系统下发的进展填报表"),
            (b"x" * (LARGEST_FORM + 1), "文件超过5MB"),
        ],
    )
    def test_a_file_that_is_no_form_is_refused_in_one_sentence(
        self, office: Office, round_: Round, data: bytes, sentence: str
    ) -> None:
        response = upload(signed_in(office.office), round_, data)
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert not Event.objects.filter(act="form.read").exists()

    def test_a_missing_file_is_asked_for(self, office: Office, round_: Round) -> None:
        response = signed_in(office.office).post(url("fill-in-return", round_))
        assert response.status_code == 422
        assert "请选择部门填好的填报表" in response.content.decode()

    def test_words_that_we_did_not_sign_open_nothing(self, office: Office, round_: Round) -> None:
        client = signed_in(office.office)
        token = hidden(upload(client, round_, self.form(office, round_)))["file"]
        other = office.round(name="县委第二轮常规巡察")
        for given, place in (("x", round_), (token[:-1], round_), (token, other)):
            query = f"?file={given}"
            assert client.get(url("fill-in-return", place, query)).status_code == 404
            facts: dict[str, Any] = {"file": given, "seen": "", "row": []}
            assert client.post(url("fill-in-confirm", place), facts).status_code == 404

    def test_another_offices_words_open_nothing_here(self, office: Office, round_: Round) -> None:
        facts = hidden(upload(signed_in(office.office), round_, self.form(office, round_)))
        other = make_office("bh", "碧湖县水务局党组")
        response = signed_in(other.office).post(url("fill-in-confirm", round_), facts)
        assert (response.status_code, Progress.objects.count()) == (404, 0)

    def test_without_a_file_the_address_leads_to_the_forms(
        self, office: Office, round_: Round
    ) -> None:
        response = signed_in(office.office).get(url("fill-in-return", round_))
        assert response["Location"] == url("fill-in", round_)


def test_a_form_goes_out_and_comes_back_in_the_browser(
    live_server: Any, page: Page, tmp_path: Path, transactional_db: None
) -> None:
    office = make_office()
    round_ = office.round()
    office.measure(office.issue(round_), "开展固定资产清查")
    give_password(office.office)
    page.goto(f"{live_server.url}/sign-in/")
    page.fill("[name=username]", "qs_office")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.goto(live_server.url + url("fill-in", round_))
    with page.expect_download() as download:
        page.click("text=下载填报表")
    saved = tmp_path / "财务科.xlsx"
    saved.write_bytes(
        filled(
            Path(download.value.path()).read_bytes(), {"进展情况": "已盘点126件。", "完成进度": 60}
        )
    )
    page.set_input_files("[name=file]", saved)
    page.click("text=上传并核对")
    page.wait_for_selector("text=已盘点126件。")
    page.click("text=确认录入")
    page.wait_for_selector("text=已录入进展1项")
    assert Measure.objects.get().percent == 60
