"""Papers that name no feedback issues give none; self-found problems are only offered."""

from __future__ import annotations

import pytest

from tests.papers.reading import OPENING, read, report, titles


def test_a_leaders_report_names_no_issues() -> None:
    recognised = read(
        "局党组主要负责人组织落实巡察整改情况的报告\n县委巡察办：\n本人高度重视。\n"
        "一、扛起责任\n一是带头学习不放松。二是带头整改不打折扣。\n"
        "二、带头整改\n针对“护林员管理松散”等问题，本人直接督办。"
    )
    assert (recognised.issues, recognised.offered) == ((), ())


def test_a_paper_of_statistics_names_no_issues() -> None:
    recognised = read(
        f"县林业局党组巡察整改情况的通报\n{OPENING}反馈的12个问题，已整改完成10个，正在整改2个。\n"
        "一、提高站位\n（一）统一思想。解决了“学用脱节”的问题。\n二、扎实整改\n（一）严格对账销号。"
    )
    assert recognised.issues == ()
    assert recognised.stated.issues == 12
    assert recognised.warnings[0] == "文中写有12个问题，但没有逐条列出，未读出具体问题。"


def test_self_found_problems_of_a_report_are_offered() -> None:
    recognised = read(
        f"县林业局党组巡察整改情况的报告\n{OPENING}\n一、整改取得的成效\n（一）责任压得更实。\n"
        "二、存在问题及原因\n1.队伍建设层面。一是年轻骨干储备不足。二是培训针对性不强。\n"
        "2.资源管护层面。一是巡护手段单一。\n产生上述问题的主要原因有以下两个方面：\n"
        "1.思想认识不到位。\n2.投入保障不足。\n三、下一步打算\n一是加大投入。"
    )
    assert recognised.issues == ()
    assert [issue.title for issue in recognised.offered] == [
        "年轻骨干储备不足",
        "培训针对性不强",
        "巡护手段单一",
    ]


def test_next_steps_name_no_new_issue() -> None:
    recognised = report(
        "1.关于“护林员管理松散”的问题。清退3人。",
        "三、下一步工作打算",
        "（一）持续整改。针对“护林员管理松散”“护林经费不足”等问题，持续用力。",
        "1.关于“护林经费不足”的问题。积极争取资金。",
    )
    assert titles(recognised) == ["护林员管理松散"]


def test_advice_and_demands_of_a_letter_are_no_issues() -> None:
    recognised = read(
        f"关于巡察县林业局党组情况的反馈意见\n县林业局党组：\n{OPENING}\n一、总体评价\n工作有成效。\n"
        "二、存在的主要问题\n（一）护林方面\n1.护林员管理松散。考勤造假。\n三、意见建议\n"
        "（一）加强学习。\n（二）压实责任，防止整改不到位。\n1.对整改不力的严肃问责。"
    )
    assert titles(recognised) == ["护林员管理松散"]


def test_issues_listed_once_and_taken_up_again_are_one() -> None:
    recognised = read(
        f"县林业局党组巡察整改落实情况的报告\n{OPENING}\n一、整改取得的成效\n成效明显。\n"
        "二、巡察反馈的主要问题\n（一）护林方面\n1.护林员管理松散。\n2.种苗检疫缺失。\n"
        "三、问题整改落实情况\n1.关于“护林员管理松散”的问题。已完成整改。清退3人。\n"
        "2.关于“种苗检疫缺失”的问题。正在整改。补检种苗。"
    )
    assert titles(recognised) == ["护林员管理松散", "种苗检疫缺失"]
    assert [issue.path[0].heading for issue in recognised.issues] == ["护林方面"] * 2
    assert [len(issue.measures) for issue in recognised.issues] == [1, 1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "今天天气不错。",
        "关于召开会议的通知\n各科室：\n一、会议内容\n（一）研究尚未销号问题的解决办法；",
        "1.\n2.\n3.",
        "关于“",
        "问题：",
    ],
)
def test_other_texts_give_nothing(text: str) -> None:
    recognised = read(text)
    assert (recognised.issues, recognised.offered) == ((), ())


def test_a_list_of_which_nothing_was_read_is_told() -> None:
    recognised = read(
        "县林业局党组2026年工作要点\n一、总体要求\n坚持稳中求进。\n二、重点任务\n（一）压实责任\n"
        "1.督促解决整改不到位等问题。\n2.对整改不力的点名通报。"
    )
    assert (recognised.issues, recognised.offered) == ((), ())
    assert recognised.warnings == (
        "文中有5处编了序号的内容，但没有读出问题；如其中列有反馈问题，请手工补录。",
    )


def test_a_table_of_which_nothing_was_read_is_told() -> None:
    recognised = read("县林业局通讯录\n姓名\t科室\t电话\n甲\t办公室\t001\n乙\t资源科\t002")
    assert recognised.issues == ()
    assert recognised.warnings == (
        "文中有1张表格，但没有读出问题；如其中列有反馈问题，请手工补录。",
    )
