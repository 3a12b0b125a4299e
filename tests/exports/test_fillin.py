"""The form that goes out to a department: its measures, its four columns, nothing else to touch."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from rectify.exports.fillin import ENTRIES, HELP_SHEET, SHEET, Form, write_forms
from rectify.exports.marks import Mark
from rectify.exports.queries import departments_with_duties
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import log_progress
from rectify.rounds.models import Round
from tests.exports.forms import FIRST, column, form_of
from tests.factories import Office, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    """Finance leads two measures and assists one; one of personnel's is finished."""
    made = office.round()
    issue = office.issue(made)
    office.measure(issue, "开展固定资产清查")
    office.measure(issue, "=修订管理办法")
    office.measure(issue, "组织培训", lead_department=office.personnel, assisting=[office.finance])
    office.measure(issue, "约谈责任人", lead_department=office.personnel, standing=Standing.DONE)
    return made


def sheet_of(form: bytes, name: str = SHEET) -> Any:
    return load_workbook(BytesIO(form))[name]


def texts(sheet: Any, name: str) -> list[Any]:
    return [sheet.cell(row, column(name)).value for row in range(FIRST, sheet.max_row + 1)]


def test_a_form_lists_what_the_department_leads_or_assists(office: Office, round_: Round) -> None:
    assert texts(sheet_of(form_of(round_, office.finance)), "整改措施") == [
        "开展固定资产清查",
        "=修订管理办法",
        "组织培训",
    ]


def test_finished_measures_are_not_asked_about(office: Office, round_: Round) -> None:
    assert texts(sheet_of(form_of(round_, office.personnel)), "整改措施") == ["组织培训"]


def test_the_context_tells_the_department_where_each_measure_stands(
    office: Office, round_: Round
) -> None:
    measure = Measure.objects.get(text="开展固定资产清查")
    log_progress(
        measure, text="已盘点一半。", percent=50, happened_on=clock.today(), by=office.handler
    )
    sheet = sheet_of(form_of(round_, office.finance))
    assert texts(sheet, "编号") == ["1.1", "1.2", "1.3"]
    assert texts(sheet, "反馈问题")[0] == "固定资产管理不规范"
    assert texts(sheet, "最近进展")[0] == "已盘点一半。"
    assert texts(sheet, "目前状态")[0] == "整改中"


def test_only_the_four_columns_can_be_written_to(office: Office, round_: Round) -> None:
    sheet = sheet_of(form_of(round_, office.finance))
    assert sheet.protection.sheet
    open_cells = {
        sheet.cell(4, cell.column).value
        for row in sheet.iter_rows(min_row=1)
        for cell in row
        if not cell.protection.locked
    }
    assert open_cells == {name for name, _, _ in ENTRIES}
    assert [texts(sheet, name) for name, _, _ in ENTRIES] == [[None] * 3] * 4


def test_the_program_refuses_shares_and_days_that_cannot_be(office: Office, round_: Round) -> None:
    rules = sheet_of(form_of(round_, office.finance)).data_validations.dataValidation
    whole = next(rule for rule in rules if rule.type == "whole")
    assert (str(whole.sqref), whole.formula1, whole.formula2) == ("H5:H7", "0", "100")
    day = next(rule for rule in rules if rule.type == "date")
    assert (str(day.sqref), day.formula2) == ("I5:I7", "TODAY()")


def test_each_row_bears_a_mark_of_measure_and_department_in_a_hidden_column(
    office: Office, round_: Round
) -> None:
    sheet = sheet_of(form_of(round_, office.finance))
    assert sheet.column_dimensions["K"].hidden
    marks = [Mark.read(text) for text in texts(sheet, "标识")]
    expected = list(Measure.objects.order_by("serial")[:3].values_list("pk", flat=True))
    assert [mark.measure_id for mark in marks if mark] == expected
    assert {(m.round_id, m.department_id) for m in marks if m} == {(round_.pk, office.finance.pk)}


def test_how_to_fill_it_in_is_explained(office: Office, round_: Round) -> None:
    sheet = sheet_of(form_of(round_, office.finance), HELP_SHEET)
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == [name for name, _, _ in ENTRIES]


def test_all_departments_forms_come_in_one_package(office: Office, round_: Round) -> None:
    departments = departments_with_duties(round_)
    assert departments == [(office.finance, 2, 1), (office.personnel, 1, 0)]
    target = BytesIO()
    write_forms(target, (Form.of(round_, department) for department, _, _ in departments))
    with zipfile.ZipFile(target) as package:
        names = package.namelist()
        day = f"{clock.today():%m%d}"
        assert names == [
            f"01_青山县档案馆县委第一轮常规巡察财务科进展填报表{day}.xlsx",
            f"02_青山县档案馆县委第一轮常规巡察人事科进展填报表{day}.xlsx",
        ]
        assert texts(sheet_of(package.read(names[1])), "整改措施") == ["组织培训"]


def test_a_form_takes_the_same_number_of_queries_whatever_its_length(
    office: Office, round_: Round
) -> None:
    with CaptureQueriesContext(connection) as few:
        form_of(round_, office.finance)
    issue = office.issue(round_, "合同管理不规范")
    for number in range(20):
        office.measure(issue, f"措施{number}")
    with CaptureQueriesContext(connection) as many:
        form_of(round_, office.finance)
    assert (len(few), len(many)) == (3, 3)
