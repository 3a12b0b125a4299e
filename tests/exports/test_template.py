"""The blank ledger: nothing in it is read as an issue, and what is typed into it is."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from rectify.exports.template import COLUMNS, HELP_SHEET, SHEET, write_template
from rectify.intake.files import read_bytes
from rectify.intake.planning import Setting, recognise
from rectify.papers.recognised import Recognised
from rectify.papers.statuses import Status
from tests.exports.reading_back import TODAY


def blank() -> bytes:
    target = BytesIO()
    write_template(target)
    return target.getvalue()


def typed(*rows: dict[str, str]) -> Recognised:
    """The blank ledger with these rows typed in, by the headings of its columns, and read."""
    book = load_workbook(BytesIO(blank()))
    names = [name for name, *_ in COLUMNS]
    for number, row in enumerate(rows, start=5):
        for name, text in row.items():
            book[SHEET].cell(number, names.index(name) + 1).value = text
    target = BytesIO()
    book.save(target)
    return recognise(read_bytes(target.getvalue(), "空白台账.xlsx"), Setting(TODAY))


def test_an_untouched_blank_ledger_holds_no_issue() -> None:
    recognised = recognise(read_bytes(blank()), Setting(TODAY))
    assert (recognised.issues, recognised.offered) == ((), ())


def test_what_is_typed_in_is_read_with_every_column() -> None:
    recognised = typed(
        {
            "序号": "1",
            "反馈重点方面": "一、党的领导方面",
            "反馈重点内容": "（一）理论学习不深入",
            "反馈具体问题": "学习制度执行不严",
            "问题具体内容": "2025年集中学习计划12次，实际9次。",
            "整改类型": "限期整改",
            "原因分析": "学习计划缺少检查。",
            "整改目标": "每月集中学习不少于1次。",
            "牵头领导": "张启明",
            "牵头部门": "办公室",
            "整改时限": "2026年12月底前",
            "整改状态": "整改中",
            "措施序号": "1",
            "整改措施": "制定年度学习计划并按月检查。",
            "责任领导": "李若溪",
            "责任部门": "人事科",
            "配合部门": "办公室、财务科",
            "责任人": "王文远",
            "完成时限": "2026年8月12日前",
            "完成状态": "已完成",
            "进展情况": "学习计划已印发。",
        },
        {"措施序号": "2", "整改措施": "开展检查2次。", "完成状态": "未整改"},
        {"序号": "2", "反馈具体问题": "会议记录不规范", "整改状态": "已完成"},
    )
    first, second = recognised.issues
    assert [step.heading for step in first.path] == ["党的领导方面", "理论学习不深入"]
    assert (first.number, first.title, first.status) == (
        "1",
        "学习制度执行不严",
        Status.IN_PROGRESS,
    )
    assert (first.cause, first.target) == ("学习计划缺少检查。", "每月集中学习不少于1次。")
    assert [measure.text for measure in first.measures] == [
        "制定年度学习计划并按月检查。",
        "开展检查2次。",
    ]
    assert first.measures[0].responsible.assist == ("办公室", "财务科")
    assert first.measures[0].status is Status.DONE
    assert (second.title, second.status, second.measures) == ("会议记录不规范", Status.DONE, ())


def test_lists_of_measures_and_repeated_titles_typed_by_hand_are_one_issue() -> None:
    """As people fill it in: the title on every row, or all measures in one cell; dates only above."""
    recognised = typed(
        {
            "反馈重点方面": "一、党的领导方面",
            "反馈具体问题": "1.关于“学习不严”的问题",
            "整改时限": "8月底前",
        },
        {"反馈具体问题": "1.关于“学习不严”的问题", "整改措施": "建立台账"},
        {
            "反馈具体问题": "会议记录不规范",
            "整改措施": "1.修订制度；\n2.组织培训。",
            "责任人": "王文远、李四",
        },
    )
    first, second = recognised.issues
    assert (first.number, first.title, [m.text for m in first.measures]) == (
        "1",
        "学习不严",
        ["建立台账"],
    )
    assert [step.heading for step in second.path] == ["党的领导方面"]
    assert [(m.number, m.text) for m in second.measures] == [("1", "修订制度"), ("2", "组织培训。")]
    assert {m.responsible.persons for m in second.measures} == {("王文远", "李四")}


def test_every_column_is_explained_with_an_example() -> None:
    sheet = load_workbook(BytesIO(blank()))[HELP_SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert [row[0] for row in rows] == [name for name, *_ in COLUMNS]
    assert all(row[1] and row[2] for row in rows)


def test_statuses_and_kinds_are_chosen_from_lists_and_days_are_days() -> None:
    sheet = load_workbook(BytesIO(blank()))[SHEET]
    rules: list[Any] = sheet.data_validations.dataValidation
    lists = {rule.promptTitle: rule.formula1 for rule in rules if rule.type == "list"}
    assert lists.keys() == {"整改类型", "整改状态", "完成状态"}
    assert lists["整改状态"] == '"已完成,阶段性完成,整改中,长期坚持,未整改"'
    assert [rule.promptTitle for rule in rules if rule.type == "date"] == ["实际完成日期"]
