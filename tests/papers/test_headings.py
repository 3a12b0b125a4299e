"""How an issue is headed and numbered; its own words are its title."""

from __future__ import annotations

import pytest

from tests.papers.reading import OPENING, only, path, read, report, titles


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("关于“护林员管理松散”的问题。", "护林员管理松散"),
        ("关于“护林员管理松散”问题的整改", "护林员管理松散"),
        ("关于“护林员管理松散”的问题整改情况：", "护林员管理松散"),
        ("针对“护林员管理松散”问题，", "护林员管理松散"),
        ("针对巡察反馈的“护林员管理松散”的问题。", "护林员管理松散"),
        ("“护林员管理松散”的问题。", "护林员管理松散"),
        ("关于护林员管理松散的问题。", "护林员管理松散"),
        ("关于护林员管理松散问题的整改落实情况。", "护林员管理松散"),
        ("护林员管理松散。", "护林员管理松散"),
        ("护林员管理松散：", "护林员管理松散"),
        ('关于"护林员管理松散"的问题.', "护林员管理松散"),
        ("关于「护林员管理松散」的问题。", "护林员管理松散"),
        ("关于“‘三防’责任制落实不到位”的问题。", "‘三防’责任制落实不到位"),
        ("关于“落实“林长制”不到位”的问题。", "落实“林长制”不到位"),
        ("“林长制”落实不到位的问题。", "“林长制”落实不到位"),
        ("关于“巡护走过场。重点林区无人值守”的问题。", "巡护走过场。重点林区无人值守"),
        ("关于“护林员管理松散的问题。", "护林员管理松散"),
        ("“靠林吃林”问题整治不彻底。", "“靠林吃林”问题整治不彻底"),
        ("【已完成】护林员管理松散。", "护林员管理松散"),
        ("护林员管理松散（已完成）。", "护林员管理松散"),
    ],
)
def test_the_title_is_the_issues_own_words(heading: str, title: str) -> None:
    recognised = report(
        f"1.{heading}整改完成后建立巡护台账。", "2.关于“种苗检疫缺失”的问题。补检种苗3批。"
    )
    assert titles(recognised) == [title, "种苗检疫缺失"]


@pytest.mark.parametrize(
    ("first", "second", "numbers"),
    [
        ("1.", "2.", ["1", "2"]),
        ("1．", "2、", ["1", "2"]),
        ("１.", "２.", ["１", "２"]),
        ("（1）", "(2)", ["（1）", "(2)"]),
        ("1）", "2）", ["1）", "2）"]),
        ("（一）", "(二)", ["（一）", "(二)"]),
        ("㈠", "㈡", ["㈠", "㈡"]),
        ("⒈", "⒉", ["⒈", "⒉"]),
        ("第一，", "第二，", ["第一", "第二"]),
        ("问题1：", "问题2：", ["问题1", "问题2"]),
        ("问题一、", "问题二、", ["问题一", "问题二"]),
        ("反馈问题一：", "反馈问题二：", ["反馈问题一", "反馈问题二"]),
        ("【问题1】", "【问题2】", ["问题1", "问题2"]),
        ("第1个问题：", "第2个问题：", ["第1个问题", "第2个问题"]),
        ("2.1 ", "2.2 ", None),
        ("①", "②", ["①", "②"]),
    ],
)
def test_every_numbering_heads_issues(first: str, second: str, numbers: list[str] | None) -> None:
    recognised = report(
        f"{first}关于“护林员管理松散”的问题。建立巡护台账。",
        f"{second}关于“种苗检疫缺失”的问题。补检种苗3批。",
    )
    assert titles(recognised) == ["护林员管理松散", "种苗检疫缺失"]
    assert numbers is None or [issue.number for issue in recognised.issues] == numbers


def test_several_issues_pasted_into_one_paragraph_are_parted() -> None:
    recognised = report(
        "1.关于“护林员管理松散”的问题。已完成整改。2.关于“种苗检疫缺失”的问题。正在整改。"
        "3.关于“火情瞭望有死角”的问题。已完成整改。"
    )
    assert titles(recognised) == ["护林员管理松散", "种苗检疫缺失", "火情瞭望有死角"]
    assert [issue.status_words for issue in recognised.issues] == [
        "已完成整改",
        "正在整改",
        "已完成整改",
    ]


def test_a_heading_broken_over_two_lines_is_put_together() -> None:
    recognised = report(
        "1.关于“护林员管理松散，",
        "重点林区巡护记录造假”的问题。建立台账。",
        "2.种苗检疫",
        "不到位。补检种苗3批。",
    )
    assert titles(recognised) == ["护林员管理松散，重点林区巡护记录造假", "种苗检疫不到位"]


def test_a_heading_printed_twice_is_one_issue() -> None:
    recognised = report(
        "1.关于“护林员管理松散”的问题。", "关于“护林员管理松散”的问题。", "建立巡护台账。"
    )
    assert titles(recognised) == ["护林员管理松散"]
    assert [piece.reason for piece in recognised.noise] == ["重复"]


def test_numbers_run_on_through_fields() -> None:
    recognised = report(
        "第一方面，聚焦林长制落实情况。共2条问题。",
        "1.关于“护林员管理松散”的问题。已完成整改。",
        "2.关于“种苗检疫缺失”的问题。已完成整改。",
        "第二方面，聚焦廉洁从业情况。共1条问题。",
        "3.关于“木材拍卖程序不规范”的问题。已完成整改。",
    )
    assert [(path(issue), issue.number) for issue in recognised.issues] == [
        (["第一方面，聚焦林长制落实情况"], "1"),
        (["第一方面，聚焦林长制落实情况"], "2"),
        (["第二方面，聚焦廉洁从业情况"], "3"),
    ]
    assert recognised.warnings == ()


def test_numbers_begin_again_in_each_group() -> None:
    recognised = report(
        "（一）林长制方面",
        "1.关于“护林员管理松散”的问题。",
        "2.关于“种苗检疫缺失”的问题。",
        "（二）廉洁方面",
        "1.关于“木材拍卖程序不规范”的问题。",
    )
    assert [(path(issue), issue.number) for issue in recognised.issues] == [
        (["林长制方面"], "1"),
        (["林长制方面"], "2"),
        (["廉洁方面"], "1"),
    ]


def test_leaves_lie_at_different_depths() -> None:
    recognised = report(
        "（一）林长制方面",
        "1.护林队伍管理不规范",
        "（1）护林员考勤造假。清退3人。",
        "（2）巡护装备配备不足。购置装备40套。",
        "2.火情瞭望有死角。新建瞭望台2座。",
    )
    assert [(path(issue), issue.title) for issue in recognised.issues] == [
        (["林长制方面", "护林队伍管理不规范"], "护林员考勤造假"),
        (["林长制方面", "护林队伍管理不规范"], "巡护装备配备不足"),
        (["林长制方面"], "火情瞭望有死角"),
    ]


def test_several_concrete_issues_stand_in_one_paragraph() -> None:
    recognised = report(
        "（一）护林方面",
        "1.抓实巡护管理。针对“护林员考勤造假”问题，一是清退3人；二是启用定位终端。"
        "针对“巡护装备配备不足”的问题，购置装备40套。",
    )
    assert titles(recognised) == ["护林员考勤造假", "巡护装备配备不足"]
    assert path(recognised.issues[0]) == ["护林方面", "抓实巡护管理"]
    assert [len(issue.measures) for issue in recognised.issues] == [2, 1]


def test_without_an_organisation_chapter_the_chapters_are_the_fields() -> None:
    recognised = read(
        "县林业局党组关于巡察整改情况的通报\n"
        "一、林长制落实方面\n（一）护林员管理松散。已完成整改。清退3人。\n"
        "二、廉洁从业方面\n（一）木材拍卖程序不规范。正在整改。修订办法。"
    )
    assert [path(issue) for issue in recognised.issues] == [["林长制落实方面"], ["廉洁从业方面"]]


def test_labels_without_a_number_open_issues() -> None:
    recognised = report(
        "（一）护林方面",
        "反馈问题：护林员考勤造假。",
        "整改情况：清退3人。",
        "反馈问题：巡护装备配备不足。",
        "整改情况：购置装备40套。",
    )
    assert titles(recognised) == ["护林员考勤造假", "巡护装备配备不足"]


def test_a_label_beneath_a_headed_issue_only_describes_it() -> None:
    issue = only(
        report(
            "1.护林员管理不规范。",
            "存在问题：考勤造假，巡护记录代签。",
            "整改措施：清退3人。",
            "完成情况：已完成",
        )
    )
    assert issue.title == "护林员管理不规范"
    assert issue.detail == "考勤造假，巡护记录代签。"
    assert [measure.text for measure in issue.measures] == ["清退3人。"]


def test_the_papers_own_count_decides_whether_points_are_the_issues() -> None:
    lines = (
        "（一）护林责任悬空。一是护林员考勤造假。代签普遍。二是巡护装备不足。三年未更新。",
        "（二）种苗监管乏力。一是检疫台账缺失。二是劣质种苗流入市场。",
    )
    head = f"关于巡察县林业局党组情况的反馈意见\n县林业局党组：\n{OPENING}"
    text = "\n".join(["一、发现的主要问题", *lines])
    assert titles(read(f"{head}指出2个问题。\n{text}")) == ["护林责任悬空", "种苗监管乏力"]
    assert titles(read(f"{head}指出4个问题。\n{text}")) == [
        "护林员考勤造假",
        "巡护装备不足",
        "检疫台账缺失",
        "劣质种苗流入市场",
    ]


def test_the_place_and_extent_of_an_issue_are_told() -> None:
    recognised = report(
        "1.关于“护林员管理松散”的问题。", "建立台账。", "2.关于“种苗检疫缺失”的问题。"
    )
    assert [(issue.at, issue.end_at) for issue in recognised.issues] == [("6", "7"), ("8", "8")]
    assert recognised.issues[0].text == "建立台账。"
