"""An empty ledger to type into: the same columns as the one written out, with lists to choose from."""

from __future__ import annotations

from typing import IO

from rectify.exports.books import A3, Book, Page, writing
from rectify.exports.columns import LEVELS
from rectify.exports.fillin import EARLIEST
from rectify.exports.inverse import ISSUE_GROUP, MEASURE_GROUP
from rectify.issues.enums import Pace, Standing

SHEET, HELP_SHEET = "整改台账", "填写说明"
TITLE = "巡察反馈问题整改台账"
HEAD_ROWS, ROWS = 4, 300

ISSUE_COLUMNS = (
    ("序号", 6, "centre", "问题在反馈意见中的编号，或从1起编。", "1"),
    (
        LEVELS[0],
        20,
        "text",
        "反馈意见的第一级标题；以下各行相同的可以留空，或合并单元格。",
        "一、党的领导方面",
    ),
    (LEVELS[1], 20, "text", "第二级标题；没有的整列留空。", "（一）理论学习不深入"),
    ("反馈具体问题", 26, "text", "一个问题一格，照录反馈意见的标题。必填。", "学习制度执行不严"),
    ("问题具体内容", 34, "text", "标题之外的具体表述。", "2025年集中学习计划12次，实际9次。"),
    ("整改类型", 10, "centre", "从列表中选：立行立改、限期整改、长期坚持。", "限期整改"),
    ("原因分析", 24, "text", "问题产生的原因。", "学习计划缺少检查。"),
    ("整改目标", 24, "text", "整改要达到的要求。", "每月集中学习不少于1次。"),
    ("牵头领导", 10, "centre", "牵头整改该问题的领导姓名。", "张三"),
    ("牵头部门", 12, "centre", "牵头整改该问题的部门。", "办公室"),
    (
        "整改时限",
        14,
        "centre",
        "照方案的写法，例如12月底前、立行立改、6月底前并长期坚持。",
        "12月底前",
    ),
    ("整改状态", 11, "centre", "从列表中选。照录单位原有说法也可以。", "整改中"),
)
MEASURE_COLUMNS = (
    ("措施序号", 8, "centre", "措施在该问题内的编号。", "1"),
    (
        "整改措施",
        34,
        "text",
        "一项措施一行；同一问题有几项措施就写几行。",
        "制定年度学习计划并按月检查。",
    ),
    ("责任领导", 10, "centre", "该项措施的责任领导。", "李四"),
    ("责任部门", 12, "centre", "负责该项措施的部门，只写一个。", "人事科"),
    ("配合部门", 14, "centre", "几个部门之间用顿号分开。", "办公室、财务科"),
    ("责任人", 10, "centre", "具体责任人或联络员，几人之间用顿号分开。", "王五"),
    ("完成时限", 14, "centre", "该项措施的时限，写法同整改时限。", "8月12日前"),
    ("完成状态", 11, "centre", "从列表中选。照录单位原有说法也可以。", "已完成"),
    ("进展情况", 32, "text", "已经做了什么、到了哪一步。", "学习计划已于3月印发。"),
    ("实际完成日期", 12, "date", "例如2026-08-12。", "2026-08-12"),
)
COLUMNS = (*ISSUE_COLUMNS, *MEASURE_COLUMNS)
CHOICES = {"整改类型": Pace.labels, "整改状态": Standing.labels, "完成状态": Standing.labels}


def write_template(target: IO[bytes]) -> None:
    """Write the empty ledger into `target`, with a sheet that explains each column."""
    with writing(target, "整改台账") as book:
        page = book.page(SHEET, paper=A3)
        _write_head(page)
        styles = [book.style(style) for _, _, style, _, _ in COLUMNS]
        for row in range(HEAD_ROWS, HEAD_ROWS + ROWS):
            page.sheet.set_row(row, 30)
            for index, style in enumerate(styles):
                page.write(row, index, None, style)
        _offer_choices(page)
        _write_help(book)


def _write_head(page: Page) -> None:
    book, width = page.book, len(COLUMNS)
    for index, (_, room, *_) in enumerate(COLUMNS):
        page.sheet.set_column(index, index, room)
    page.line(0, width, TITLE, "title", 36)
    page.line(1, width, "被巡察党组织：　　　　　　　　反馈日：", "note", 20)
    page.sheet.set_row(2, 20)
    groups = ((0, len(ISSUE_COLUMNS), ISSUE_GROUP), (len(ISSUE_COLUMNS), width, MEASURE_GROUP))
    for first, end, name in groups:
        page.sheet.merge_range(2, first, 2, end - 1, name, book.style("group"))
    page.sheet.set_row(3, 32)
    for index, (name, *_) in enumerate(COLUMNS):
        page.write(3, index, name, book.style("heading"))
    page.sheet.repeat_rows(2, 3)
    page.sheet.freeze_panes(HEAD_ROWS, 4)


def _offer_choices(page: Page) -> None:
    """Lists where only some words make sense (others are let through with a question), and dates."""
    last = HEAD_ROWS + ROWS - 1
    for index, (name, _, style, explanation, _) in enumerate(COLUMNS):
        rule: dict[str, object] = {"input_title": name, "input_message": explanation[:255]}
        if name in CHOICES:
            rule |= {
                "validate": "list",
                "source": list(CHOICES[name]),
                "error_type": "information",
                "error_title": name,
                "error_message": "不在列表中的说法会照录，并由系统判断属于哪一类。",
            }
        elif style == "date":
            rule |= {
                "validate": "date",
                "criteria": ">=",
                "value": EARLIEST,
                "error_title": name,
                "error_message": "请填日期，例如2026-08-12。",
            }
        else:
            rule |= {"validate": "any"}
        page.sheet.data_validation(HEAD_ROWS, index, last, index, rule)


def _write_help(book: Book) -> None:
    page = book.page(HELP_SHEET)
    for index, room in enumerate((16, 60, 40)):
        page.sheet.set_column(index, index, room)
    page.line(0, 3, HELP_SHEET, "title", 34)
    for index, name in enumerate(("栏目", "怎样填", "举例")):
        page.write(1, index, name, book.style("heading"))
    for row, (name, _, _, explanation, example) in enumerate(COLUMNS, start=2):
        for index, text in enumerate((name, explanation, example)):
            page.write(row, index, text, book.style("text" if index else "centre"))
