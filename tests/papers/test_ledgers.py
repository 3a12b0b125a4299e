"""Ledgers and lists: heading rows, merged cells, several values in a cell, second blocks."""

from __future__ import annotations

from datetime import date

from rectify.papers.content import Cell, Content, Table
from rectify.papers.reading import read_paper
from rectify.papers.recognised import FoundIssue, Recognised
from rectify.papers.statuses import Status
from tests.papers.reading import TODAY, only, path, read, titles


def sheet(*rows: tuple[str, ...], merged: dict[str, str] | None = None) -> Recognised:
    """Read a sheet; `merged` tells of covered cells where their block begins."""
    origins = merged or {}
    cells = [
        [
            Cell(text, f"台账!{place}", f"台账!{origins[place]}" if place in origins else None)
            for place, text in ((f"{chr(65 + i)}{number}", text) for i, text in enumerate(row))
        ]
        for number, row in enumerate(rows, start=1)
    ]
    return read_paper(Content((Table.of(cells, "台账"),)), today=TODAY)


def duty(issue: FoundIssue) -> dict[str, list[str]]:
    """Who answers for an issue, without the empty lists."""
    return {key: names for key, names in (issue.responsible.to_json() or {}).items() if names}


HEAD = (
    "序号",
    "反馈问题",
    "整改措施",
    "责任领导",
    "责任部门",
    "配合部门",
    "责任人",
    "整改时限",
    "完成情况",
)


def test_a_row_is_an_issue_with_all_its_columns() -> None:
    issue = only(
        sheet(
            ("县林业局巡察整改台账",) + ("",) * 8,
            HEAD,
            (
                "1",
                "护林员管理松散",
                "清退3人",
                "林青",
                "资源科",
                "办公室",
                "叶茂",
                "2026年6月底前",
                "已完成",
            ),
        )
    )
    assert (issue.number, issue.title, issue.at) == ("1", "护林员管理松散", "台账!B3")
    assert [(measure.text, measure.at) for measure in issue.measures] == [("清退3人", "台账!C3")]
    assert duty(issue) == {
        "leaders": ["林青"], "lead": ["资源科"], "assist": ["办公室"], "persons": ["叶茂"]
    }  # fmt: skip
    assert issue.deadline is not None
    assert issue.deadline.on == date(2026, 6, 30)
    assert (issue.status, issue.status_words) == (Status.DONE, "已完成")


def test_the_rows_above_the_heading_give_title_and_feedback_day() -> None:
    recognised = sheet(
        ("县林业局巡察整改台账",) + ("",) * 8,
        ("反馈时间：2026年2月10日",) + ("",) * 8,
        HEAD,
        ("1", "护林员管理松散", "清退3人", "", "", "", "", "三个月内", ""),
    )
    assert recognised.title == "县林业局巡察整改台账"
    deadline = only(recognised).deadline
    assert deadline is not None
    assert deadline.on == date(2026, 5, 10)


def test_blank_cells_downwards_belong_to_the_issue_above() -> None:
    recognised = sheet(
        ("方面", "问题", "措施", "责任部门", "时限"),
        ("护林方面", "护林员管理松散", "清退3人", "资源科", "6月底前"),
        ("", "", "补签协议", "人事科", "8月底前"),
        ("", "种苗检疫缺失", "补检种苗", "种苗站", "立行立改"),
    )
    assert titles(recognised) == ["护林员管理松散", "种苗检疫缺失"]
    assert [path(issue) for issue in recognised.issues] == [["护林方面"], ["护林方面"]]
    first = recognised.issues[0]
    assert [m.responsible.lead for m in first.measures] == [("资源科",), ("人事科",)]
    assert first.deadline is None


def test_merged_blocks_are_one_issue_whatever_their_covered_cells_hold() -> None:
    rows = (
        ("问题", "措施", "责任领导"),
        ("护林员管理松散", "清退3人", "林青"),
        ("护林员管理松散", "补签协议", "林青"),
        ("护林员管理松散", "启用终端", "林青"),
    )
    merged = {"A2": "A2", "A3": "A2", "A4": "A2", "C2": "C2", "C3": "C2", "C4": "C2"}
    issue = only(sheet(*rows, merged=merged))
    assert len(issue.measures) == 3
    assert issue.responsible.leaders == ("林青",)


def test_rows_that_repeat_the_issue_are_one_issue() -> None:
    issue = only(
        sheet(
            ("序号", "问题", "措施"),
            ("1", "护林员管理松散", "清退3人"),
            ("1", "护林员管理松散", "补签协议"),
        )
    )
    assert [measure.text for measure in issue.measures] == ["清退3人", "补签协议"]


def test_several_values_in_a_cell_are_several_measures() -> None:
    recognised = sheet(
        ("问题", "措施", "时限"),
        ("护林员管理松散", "1.清退3人；2.补签协议。", "6月底前"),
        ("种苗检疫缺失", "补检种苗|建立台账", "7月底前|8月底前"),
        ("火情瞭望有死角", "新建瞭望台\n增设探头", "9月底前"),
    )
    assert [[m.text for m in issue.measures] for issue in recognised.issues] == [
        ["清退3人", "补签协议。"],
        ["补检种苗", "建立台账"],
        ["新建瞭望台", "增设探头"],
    ]
    joined = recognised.issues[1].measures
    assert [m.deadline.words for m in joined if m.deadline] == ["7月底前", "8月底前"]


def test_rows_of_one_text_head_what_follows() -> None:
    recognised = sheet(
        ("序号", "问题", "措施"),
        ("一、护林方面（1个）", "", ""),
        ("1", "护林员管理松散", "清退3人"),
        ("二", "种苗方面", ""),
        ("2", "种苗检疫缺失", "补检种苗"),
        ("合计", "2个问题", "2项措施"),
        ("注：本表由整改办填写。", "", ""),
    )
    assert [(path(issue), issue.title) for issue in recognised.issues] == [
        (["护林方面"], "护林员管理松散"),
        (["种苗方面"], "种苗检疫缺失"),
    ]


def test_a_heading_of_two_rows_and_one_with_line_breaks_are_read() -> None:
    issue = only(
        sheet(
            ("序号", "反馈\n问题", "整改\n措施", "责任分工", "", "完成\n时限"),
            ("", "", "", "责任领导", "牵头\n部门", ""),
            ("1", "护林员管理松散", "清退3人", "林青", "资源科", "年底前"),
        )
    )
    assert duty(issue) == {"leaders": ["林青"], "lead": ["资源科"]}
    assert issue.deadline is not None


def test_misspelt_and_doubled_headings_are_understood() -> None:
    issue = only(
        sheet(
            ("序号", "反馈问题", "整改整改措施", "责任部们", "备注", "备注"),
            ("1", "护林员管理松散", "清退3人", "资源科", "甲", "乙"),
        )
    )
    assert [measure.text for measure in issue.measures] == ["清退3人"]
    assert issue.responsible.lead == ("资源科",)


def test_columns_that_fit_nothing_are_kept_under_their_own_heading() -> None:
    issue = only(
        sheet(
            ("序号", "反馈问题", "整改措施", "涉及地市", "业务主管部门会签"),
            ("1", "护林员管理松散", "清退3人", "南片", "已会签"),
        )
    )
    assert issue.extra == (("涉及地市", "南片"), ("业务主管部门会签", "已会签"))


def test_leading_leaders_beside_those_in_charge_are_both_kept() -> None:
    issue = only(
        sheet(
            ("问题", "措施", "责任领导", "分管领导"), ("护林员管理松散", "清退3人", "林青", "叶茂")
        )
    )
    assert issue.responsible.leaders == ("林青",)
    assert issue.responsible.sub_leaders == ("叶茂",)
    assert duty(issue) == {"leaders": ["林青", "叶茂"]}


def test_a_second_block_of_columns_holds_the_units_own_findings() -> None:
    recognised = sheet(
        ("巡察反馈问题", "", "", "自查发现问题", "", ""),
        ("序号", "问题", "措施", "序号", "问题", "措施"),
        ("1", "护林员管理松散", "清退3人", "1", "档案室漏雨", "维修屋面"),
        ("2", "种苗检疫缺失", "补检种苗", "", "", ""),
    )
    assert titles(recognised) == ["护林员管理松散", "种苗检疫缺失"]
    assert [issue.title for issue in recognised.offered] == ["档案室漏雨"]


def test_of_two_columns_of_time_the_one_with_days_holds_the_deadline() -> None:
    issue = only(
        sheet(
            ("问题", "措施", "整改周期", "预计完成时间"),
            ("护林员管理松散", "清退3人", "限期整改", "2026年5月"),
        )
    )
    assert issue.deadline is not None
    assert issue.deadline.words == "2026年5月"


def test_a_table_of_rounds_or_marks_is_no_ledger() -> None:
    assert (
        sheet(("轮次", "被巡察党组织", "应整改数", "已整改数"), ("一", "林业局", "12", "10")).issues
        == ()
    )
    assert sheet(("评估内容", "分值", "得分"), ("问题整改是否到位", "60", "52")).issues == ()


def test_pasted_cells_are_a_table_placed_by_their_lines() -> None:
    recognised = read(
        "序号\t反馈问题\t整改措施\t完成时限\n"
        '1\t护林员管理松散\t"1.清退3人。\n2.补签协议。"\t6月底前\n'
        "2\t种苗检疫缺失\t补检种苗\t立行立改\n"
    )
    assert titles(recognised) == ["护林员管理松散", "种苗检疫缺失"]
    assert [issue.at for issue in recognised.issues] == ["2", "4"]
    assert len(recognised.issues[0].measures) == 2


def test_a_list_whose_numbers_were_pasted_with_a_tab_is_no_table() -> None:
    recognised = read(
        "县林业局党组关于巡察整改情况的报告\n一、反馈问题整改情况\n"
        "1.\t关于“护林员管理松散”的问题。已完成整改。\n2.\t关于“种苗检疫缺失”的问题。正在整改。"
    )
    assert titles(recognised) == ["护林员管理松散", "种苗检疫缺失"]


def test_an_annexed_ledger_adds_to_the_reports_issues_and_makes_no_doubles() -> None:
    lines = read(
        "县林业局党组关于巡察整改情况的报告\n一、反馈问题整改情况\n（一）护林方面\n"
        "1.关于“护林员管理松散”的问题。已完成整改。清退3人。\n附件：整改台账\n"
        "序号\t反馈问题\t整改措施\t责任部门\n1\t护林员管理松散\t清退3人\t资源科\n"
    )
    issue = only(lines)
    assert issue.status is Status.DONE
    assert issue.responsible.lead == ("资源科",)
    assert path(issue) == ["护林方面"]


def test_a_form_of_one_issue_is_read_like_a_row() -> None:
    issue = only(
        sheet(
            ("巡察反馈问题整改销号表", "", "", ""),
            ("问题序号", "7", "完成时限", "2026年6月30日前"),
            ("反馈问题", "护林员管理松散", "", ""),
            ("整改措施", "1.清退3人。\n2.补签协议。", "", ""),
            ("责任领导", "林青", "责任部门", "资源科"),
            ("整改情况", "已清退3人，该问题已整改完成。", "", ""),
        )
    )
    assert (issue.number, issue.title) == ("7", "护林员管理松散")
    assert [measure.text for measure in issue.measures] == ["清退3人。", "补签协议。"]
    assert duty(issue) == {"leaders": ["林青"], "lead": ["资源科"]}
    assert issue.deadline is not None
    assert issue.status is Status.DONE


def test_a_table_of_measures_belongs_to_the_issue_above_it() -> None:
    recognised = read(
        "县林业局党组巡察整改方案\n一、整改任务\n1.关于“护林员管理松散”的问题\n"
        "整改措施\t责任人\t完成时限\n清退3人\t叶茂\t2026年6月底前\n补签协议\t苗壮\t2026年8月底前\n"
        "2.关于“种苗检疫缺失”的问题\n整改措施：补检种苗。"
    )
    assert titles(recognised) == ["护林员管理松散", "种苗检疫缺失"]
    first = recognised.issues[0]
    assert [m.text for m in first.measures] == ["清退3人", "补签协议"]
    assert [m.responsible.persons for m in first.measures] == [("叶茂",), ("苗壮",)]


def test_a_task_told_once_holds_for_the_measures_below_it() -> None:
    issue = only(
        sheet(
            ("序号", "反馈问题", "整改任务", "整改措施"),
            ("1", "护林员管理松散", "清理人员", "清退3人"),
            ("", "", "", "补签合同12份"),
            ("", "", "健全制度", "修订考勤办法"),
        )
    )
    assert [(m.task, m.text) for m in issue.measures] == [
        ("清理人员", "清退3人"),
        ("清理人员", "补签合同12份"),
        ("健全制度", "修订考勤办法"),
    ]


def test_tasks_without_a_column_of_measures_are_the_measures() -> None:
    issue = only(
        sheet(
            ("序号", "反馈问题", "整改任务", "责任部门"),
            ("1", "护林员管理松散", "清退不合格护林员3人", "资源科"),
            ("", "", "修订护林员考勤办法", "资源科"),
        )
    )
    assert [(m.task, m.text) for m in issue.measures] == [
        (None, "清退不合格护林员3人"),
        (None, "修订护林员考勤办法"),
    ]
