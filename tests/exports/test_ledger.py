"""The ledger as a workbook: what an office finds in it when it opens the file."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from rectify.deadlines.operations import set_deadline
from rectify.exports.columns import ISSUE_COLUMNS, MEASURE_COLUMNS
from rectify.exports.inverse import HELD_ELSEWHERE, ISSUE_NAMES, MEASURE_NAMES
from rectify.exports.ledger import write_ledger
from rectify.exports.marks import Mark
from rectify.issues.models import Issue
from rectify.issues.operations import create_category, create_issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import create_measure, log_progress
from rectify.rounds.models import Round
from tests.exports.reading_back import everything
from tests.factories import Office, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    """Two fields, three issues, four measures."""
    made = office.round(
        feedback_on=date(2026, 3, 3),
        inspected_from=date(2025, 12, 1),
        inspected_to=date(2026, 2, 1),
    )
    party = create_category(made, title="党的建设", number="一", by=None)
    studies = create_category(made, title="理论学习", number="（一）", parent=party, by=None)
    money = create_category(made, title="财务管理", number="二", by=None)
    first = create_issue(made, category=studies, facts={"title": "学习走过场"}, by=None)
    second = create_issue(made, category=studies, facts={"title": "记录补写"}, by=None)
    third = create_issue(
        made, category=money, facts={"title": "账实不符", "further": {"会签意见": "=同意"}}, by=None
    )
    for issue, text in (
        (first, "修订制度"),
        (first, "专题研讨"),
        (second, "补齐记录"),
        (third, "清查"),
    ):
        create_measure(issue, facts={"text": text, "lead_department": office.finance}, by=None)
    return made


def written(round_: Round) -> Any:
    """The sheet as a spreadsheet program has it."""
    target = BytesIO()
    write_ledger(target, everything(round_))
    return load_workbook(BytesIO(target.getvalue())).active


def headings(sheet: Any) -> dict[str, int]:
    """Each heading's first column, from 1."""
    found: dict[str, int] = {}
    for column in range(1, sheet.max_column + 1):
        name = sheet.cell(4, column).value
        if name:
            found.setdefault(name, column)
    return found


def shown(sheet: Any, name: str) -> list[Any]:
    """What stands in a column, from the first row of data on."""
    column = headings(sheet)[name]
    return [sheet.cell(row, column).value for row in range(5, sheet.max_row + 1)]


def merged(sheet: Any) -> set[str]:
    return {str(area) for area in sheet.merged_cells.ranges}


def test_title_and_facts_stand_above_a_heading_of_two_rows(round_: Round) -> None:
    with clock.at(date(2026, 9, 18)):
        sheet = written(round_)
    assert sheet["A1"].value == "青山县档案馆党组落实县委第一轮常规巡察反馈问题整改台账"
    assert sheet["A2"].value == "反馈日：2026年3月3日　　截至2026年9月18日　　共3个问题、4项措施"
    assert sheet["A3"].value == "反馈问题"
    assert sheet.cell(3, headings(sheet)["措施序号"]).value == "整改措施"
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.page_setup.orientation == "landscape"


def test_fields_issues_and_measures_stand_as_blocks_merged_downwards(round_: Round) -> None:
    sheet = written(round_)
    names = headings(sheet)
    assert (names["序号"], names["反馈重点方面"], names["反馈重点内容"], names["反馈具体问题"]) == (
        1,
        2,
        3,
        4,
    )
    assert {"B5:B7", "C5:C7", "D5:D6"} <= merged(sheet)
    assert shown(sheet, "反馈重点方面") == ["一、党的建设", None, None, "二、财务管理"]
    assert shown(sheet, "反馈重点内容") == ["（一）理论学习", None, None, None]
    assert shown(sheet, "反馈具体问题") == ["学习走过场", None, "记录补写", "账实不符"]
    assert shown(sheet, "整改措施") == ["修订制度", "专题研讨", "补齐记录", "清查"]


def test_an_issue_without_a_measure_has_a_row_of_its_own(office: Office, round_: Round) -> None:
    create_issue(round_, category=None, facts={"title": "尚未制定措施"}, by=None)
    sheet = written(round_)
    assert shown(sheet, "反馈具体问题")[0] == "尚未制定措施"
    assert shown(sheet, "整改措施")[0] is None


def test_the_offices_words_stand_beside_the_date_they_mean(office: Office, round_: Round) -> None:
    measure = Measure.objects.get(text="清查")
    set_deadline(measure, words="8月12日前", due_on=date(2026, 8, 12), by=None)
    sheet = written(round_)
    assert shown(sheet, "完成时限")[-1] == "8月12日前"
    assert shown(sheet, "到期日")[-1] == datetime(2026, 8, 12)  # noqa: DTZ001 - a cell knows no zone
    cell = sheet.cell(8, headings(sheet)["到期日"])
    assert (cell.is_date, cell.number_format) == (True, "yyyy-mm-dd")


def test_columns_that_fitted_nothing_are_written_out_under_their_own_heading(round_: Round) -> None:
    sheet = written(round_)
    assert shown(sheet, "会签意见") == [None, None, None, "=同意"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_columns_in_which_no_row_has_anything_are_left_out(round_: Round) -> None:
    names = headings(written(round_))
    assert {"原因分析", "配合部门", "分管领导", "到期日", "状态原文"} & names.keys() == set()


def test_the_newest_progress_and_the_share_are_shown(office: Office, round_: Round) -> None:
    measure = Measure.objects.get(text="清查")
    today = clock.today()
    log_progress(measure, text="已盘点一半。", percent=50, happened_on=today, by=office.office)
    log_progress(measure, text="已全部盘点。", percent=90, happened_on=today, by=office.office)
    sheet = written(round_)
    assert shown(sheet, "进展情况")[-1] == "已全部盘点。"
    cell = sheet.cell(8, headings(sheet)["完成进度"])
    assert (cell.value, cell.number_format) == (90, '0"%"')


def test_every_row_bears_the_mark_of_its_issue_and_measure_in_a_hidden_column(
    round_: Round,
) -> None:
    sheet = written(round_)
    last = sheet.max_column
    assert sheet.column_dimensions[sheet.cell(1, last).column_letter].hidden
    marks = [Mark.read(sheet.cell(row, last).value) for row in range(5, 9)]
    rows = Measure.objects.order_by("issue__serial", "serial")
    assert marks == [Mark(round_.pk, row.issue_id, row.pk) for row in rows]


def test_every_column_is_known_when_the_ledger_comes_back(round_: Round) -> None:
    of_issues = {column.heading for column in ISSUE_COLUMNS}
    of_measures = {column.heading for column in MEASURE_COLUMNS}
    assert of_issues <= ISSUE_NAMES
    assert of_measures <= MEASURE_NAMES | HELD_ELSEWHERE
    assert of_issues | of_measures >= HELD_ELSEWHERE


def test_an_empty_round_gives_a_ledger_with_a_heading_and_no_rows(office: Office) -> None:
    sheet = written(office.round(name="空轮次"))
    assert sheet["A2"].value.endswith("共0个问题、0项措施")
    assert sheet.max_row == 4


def test_the_number_of_queries_does_not_grow_with_the_ledger(office: Office, round_: Round) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        written(round_)
    category = Issue.objects.first().category
    for number in range(30):
        issue = create_issue(round_, category=category, facts={"title": f"问题{number}"}, by=None)
        create_measure(issue, facts={"text": "清查", "lead_department": office.finance}, by=None)
    with CaptureQueriesContext(connection) as many:
        written(round_)
    assert len(many) == len(few)
    assert len(few) <= 45
