"""Standings in the office's own words, wherever a paper tells them."""

from __future__ import annotations

import pytest

from rectify.papers.statuses import Status, group_heading, group_of
from tests.papers.reading import only, read, report

WORDS = {
    Status.DONE: "已完成 已完成整改 完成整改 已整改到位 已整改完成 此问题已整改完成 整改进度100% 已销号 "
    "该问题已全部整改到位 已按期完成整改 整改完毕 已办结",
    Status.PARTIAL: "阶段性完成 基本完成 已取得明显成效 取得阶段性成效 "
    "基本完成取得阶段性成果并持续整改 部分整改 基本完成并持续整改 该问题已取得阶段性成效但需继续整改",
    Status.IN_PROGRESS: "正在整改 正按序推进 按计划持续推进 持续整改 整改中 推进中 整改进度60% 有序推进",
    Status.LONG_TERM: "长期坚持 已经完成，长期坚持 需长期坚持 整改完成并长期坚持",
    Status.NOT_DONE: "未完成 尚未完成 未整改 无法整改 超期未完 申请延期整改 整改进度0%",
}


@pytest.mark.parametrize(
    ("words", "status"),
    [(words, status) for status, listed in WORDS.items() for words in listed.split()],
)
def test_the_offices_words_fall_into_five_groups(words: str, status: Status) -> None:
    assert group_of(words) is status


@pytest.mark.parametrize(
    "words",
    [
        "已完成巡护培训20场",
        "已完成换届",
        "完成造林1200亩",
        "持续加强护林防火宣传教育",
        "推进会已召开",
        "",
    ],
)
def test_what_tells_of_one_step_is_no_standing(words: str) -> None:
    assert group_of(words) is None


@pytest.mark.parametrize(
    ("heading", "status", "words"),
    [
        ("集中整改期内已完成的整改事项", Status.DONE, "已完成"),
        ("按计划持续推进的整改事项", Status.IN_PROGRESS, "按计划持续推进"),
        ("正在整改的3个问题", Status.IN_PROGRESS, "正在整改"),
        ("需长期坚持的整改任务", Status.LONG_TERM, "需长期坚持"),
        ("尚未完成整改任务的具体项目", Status.NOT_DONE, "尚未完成整改任务"),
        ("阶段性完成事项（4个）", Status.PARTIAL, "阶段性完成"),
    ],
)
def test_a_groups_heading_tells_the_standing_of_what_it_holds(
    heading: str, status: Status, words: str
) -> None:
    told = group_heading(heading)
    assert told is not None
    assert (told.status, told.words) == (status, words)


@pytest.mark.parametrize("heading", ["反馈问题整改完成情况", "整改进展情况及成效", "主要问题"])
def test_a_chapter_that_merely_holds_issues_tells_no_standing(heading: str) -> None:
    assert group_heading(heading) is None


@pytest.mark.parametrize(
    "body",
    [
        ("此问题已整改完成。清退3人。",),
        ("（已完成）清退3人。",),
        ("清退3人。目前，该问题已整改完成。",),
        ("一是清退3人。二是补签协议。已完成整改。",),
        ("", "清退3人。", "完成情况：已完成"),
        ("", "整改情况：清退3人。", "整改进度：100%"),
        ("", "整改情况：已完成。清退3人。"),
        ("", "整改措施：清退3人。", "整改时限：已完成"),
    ],
)
def test_a_standing_is_found_in_sentence_bracket_and_line(body: tuple[str, ...]) -> None:
    first, *rest = body
    issue = only(report(f"1.关于“护林员管理松散”的问题。{first}", *rest))
    assert issue.status is Status.DONE
    assert not any("完成整改" in measure.text for measure in issue.measures)


def test_a_groups_standing_reaches_its_issues_and_makes_no_category() -> None:
    recognised = report(
        "（一）已完成的整改事项",
        "1.关于“护林员管理松散”问题的整改",
        "清退3人。",
        "（二）按计划持续推进的整改事项",
        "1.关于“种苗检疫缺失”问题的整改",
        "补检种苗。",
    )
    assert [issue.status for issue in recognised.issues] == [Status.DONE, Status.IN_PROGRESS]
    assert [issue.categories for issue in recognised.issues] == [(), ()]
    assert recognised.issues[1].path[0].heading == "按计划持续推进的整改事项"


def test_a_closing_section_names_issues_that_stand_above_and_may_add_one() -> None:
    recognised = report(
        "（一）护林方面",
        "1.护林员管理松散。清退3人。",
        "2.种苗检疫缺失。补检种苗。",
        "（二）尚未完成整改任务的具体项目",
        "1.关于“种苗检疫缺失”的问题。正在整改，预计2026年3月底前完成。",
        "2.关于“国有林场改制滞后”的问题。尚未完成。",
    )
    assert [(issue.title, issue.status) for issue in recognised.issues] == [
        ("护林员管理松散", None),
        ("种苗检疫缺失", Status.IN_PROGRESS),
        ("国有林场改制滞后", Status.NOT_DONE),
    ]
    deadline = recognised.issues[1].deadline
    assert deadline is not None
    assert deadline.words == "2026年3月底前"


def test_totals_that_leave_exactly_the_closing_section_tell_the_others_done() -> None:
    recognised = read(
        "县林业局党组关于巡察整改情况的报告\n巡察反馈的3个问题，已整改完成2个，正在整改1个。\n"
        "一、反馈问题整改情况\n（一）护林方面\n1.护林员管理松散。清退3人。\n2.种苗检疫缺失。补检。\n"
        "3.火情瞭望有死角。新建瞭望台。\n（二）尚未完成整改任务的具体项目\n1.种苗检疫缺失。正在整改。"
    )
    assert [issue.status for issue in recognised.issues] == [
        Status.DONE,
        Status.IN_PROGRESS,
        Status.DONE,
    ]


def test_all_done_in_the_totals_is_done_for_each() -> None:
    recognised = read(
        "县林业局党组关于巡察整改情况的报告\n巡察反馈的2个问题已全部整改完成。\n一、反馈问题整改情况\n"
        "1.关于“护林员管理松散”的问题。清退3人。\n2.关于“种苗检疫缺失”的问题。补检种苗。"
    )
    assert [(i.status, i.status_words) for i in recognised.issues] == [(Status.DONE, None)] * 2


def test_mixed_totals_alone_tell_no_single_standing() -> None:
    recognised = read(
        "县林业局党组关于巡察整改情况的报告\n巡察反馈的2个问题，已整改完成1个，正在整改1个。\n"
        "一、反馈问题整改情况\n1.关于“护林员管理松散”的问题。清退3人。\n"
        "2.关于“种苗检疫缺失”的问题。补检种苗。"
    )
    assert [issue.status for issue in recognised.issues] == [None, None]


def test_a_standing_that_contradicts_another_is_reported() -> None:
    recognised = report(
        "（一）护林方面",
        "1.护林员管理松散。已完成整改。清退3人。",
        "（二）尚未完成整改的问题",
        "1.护林员管理松散。",
    )
    assert any("请核对" in warning for warning in recognised.warnings)
