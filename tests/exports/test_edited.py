"""The exported ledger edited in a spreadsheet program and given back through the intake's own door."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from rectify.exports.fillin import Form, write_form
from rectify.exports.ledger import write_ledger
from rectify.intake.apart import Source
from rectify.intake.arriving import take_in
from rectify.intake.models import Paper
from rectify.intake.operations import apply_paper
from rectify.intake.plan import Plan, Verdict
from rectify.issues.models import Issue
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.rounds.models import Round
from tests.exports.reading_back import everything
from tests.factories import Office, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    made = office.round()
    for title in ("固定资产账实不符", "理论学习走过场"):
        issue = office.issue(made, title)
        office.measure(issue, f"{title}的第一项措施")
        office.measure(issue, f"{title}的第二项措施")
    return made


def exported(round_: Round) -> Workbook:
    """The ledger as a spreadsheet program opens it."""
    target = BytesIO()
    write_ledger(target, everything(round_))
    return load_workbook(BytesIO(target.getvalue()))


def column(sheet: Any, name: str, last: bool = False) -> int:
    """A heading's column, from 1; of two alike the first, or the last."""
    places = [c for c in range(1, sheet.max_column + 1) if sheet.cell(4, c).value == name]
    return places[-1 if last else 0]


def given(office: Office, round_: Round, book: Workbook) -> Paper:
    """The saved workbook handed over as a file."""
    target = BytesIO()
    book.save(target)
    source = Source(target.getvalue(), "整改台账0918.xlsx")
    return take_in(round_, name="", source=source, by=office.office)


def plan_in(paper: Paper) -> Plan:
    return Plan.from_json(paper.plan)


def test_unedited_it_has_nothing_to_write(office: Office, round_: Round) -> None:
    plan = plan_in(given(office, round_, exported(round_)))
    assert [row.verdict for row in plan.rows()] == [Verdict.SAME] * 2
    assert (plan.tables, plan.warnings, plan.unknown, plan.missing) == ([], [], [], [])


def test_a_title_and_a_measure_written_anew_are_changes_and_no_new_rows(
    office: Office, round_: Round
) -> None:
    book = exported(round_)
    sheet = book.active
    sheet.cell(5, column(sheet, "反馈具体问题")).value = "清产核资长期无人过问"
    sheet.cell(6, column(sheet, "整改措施", last=True)).value = "聘请中介机构逐项盘点"
    sheet.cell(6, column(sheet, "完成时限")).value = "2026年12月底前"
    paper = given(office, round_, book)
    first, second = plan_in(paper).issues
    assert (first.verdict, second.verdict) == (Verdict.CHANGED, Verdict.SAME)
    assert [d.new for d in first.differences] == ["清产核资长期无人过问"]
    apply_paper(paper, version=paper.version, by=office.office)
    assert list(Issue.objects.values_list("title", flat=True)) == [
        "清产核资长期无人过问",
        "理论学习走过场",
    ]
    measure = Measure.objects.get(issue__serial=1, serial=2)
    assert measure.text == "聘请中介机构逐项盘点"
    assert str(measure.deadline.due_on) == "2026-12-31"


def test_rows_put_in_by_hand_are_new_measures_and_issues(office: Office, round_: Round) -> None:
    book = exported(round_)
    sheet = book.active
    row, text = sheet.max_row + 1, column(sheet, "整改措施", last=True)
    sheet.cell(row, text).value = "开展专题研讨"
    sheet.cell(row + 1, column(sheet, "反馈具体问题")).value = "会议记录不规范"
    sheet.cell(row + 1, text).value = "修订会议制度"
    paper = given(office, round_, book)
    plan = plan_in(paper)
    assert [(row.title, row.verdict) for row in plan.issues] == [
        ("固定资产账实不符", Verdict.SAME),
        ("理论学习走过场", Verdict.CHANGED),
        ("会议记录不规范", Verdict.NEW),
    ]
    assert [m.text for m in plan.issues[1].measures if m.verdict == Verdict.NEW] == ["开展专题研讨"]
    assert plan.issues[2].place == "财务管理"


def test_a_copied_row_with_other_words_is_a_new_measure(office: Office, round_: Round) -> None:
    """Whoever copies a row copies its hidden mark too: only one row can be the one it came from."""
    book = exported(round_)
    sheet = book.active
    for place in range(1, sheet.max_column + 1):
        sheet.cell(9, place).value = sheet.cell(8, place).value
    sheet.cell(9, column(sheet, "整改措施", last=True)).value = "另行聘请会计师审计"
    plan = plan_in(given(office, round_, book))
    assert [m.verdict for m in plan.issues[1].measures] == ["same", "same", "new"]


def test_a_row_taken_out_is_told_and_nothing_is_deleted(office: Office, round_: Round) -> None:
    book = exported(round_)
    book.active.delete_rows(8)
    paper = given(office, round_, book)
    plan = plan_in(paper)
    assert [one.title for one in plan.missing] == ["理论学习走过场的第二项措施"]
    assert "文中写有4项措施，读出3项，请逐条核对。" in plan.warnings


def test_a_ledger_of_another_round_is_told_by_its_words(office: Office, round_: Round) -> None:
    other = office.round(name="县委第二轮常规巡察")
    plan = plan_in(given(office, other, exported(round_)))
    assert [row.verdict for row in plan.rows()] == [Verdict.NEW] * 2
    assert [row.marked for row in plan.rows()] == [None, None]


def test_a_departments_form_is_sent_where_forms_go(office: Office, round_: Round) -> None:
    target = BytesIO()
    write_form(target, Form.of(round_, office.finance))
    with pytest.raises(Refused, match="部门填报表"):
        given(office, round_, load_workbook(BytesIO(target.getvalue())))
