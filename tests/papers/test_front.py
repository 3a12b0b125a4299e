"""A paper's front, its header, its end, and the dirt in between."""

from __future__ import annotations

from datetime import date

import pytest

from rectify.papers.recognised import PaperKind
from tests.papers.reading import only, read, report

LETTER = (
    "关于巡察县林业局党组情况的反馈意见\n（绿巡组〔2025〕7号）\n中共县林业局党组：\n"
    "根据十三届县委第四轮巡察统一部署，2025年9月6日至11月20日，县委第二巡察组对县林业局党组开展了"
    "常规巡察，1月8日反馈了巡察意见。\n一、主要问题\n（一）护林方面\n1.护林员管理松散。考勤造假。"
)


def test_title_addressee_number_and_days_of_a_letter() -> None:
    recognised = read(LETTER)
    header = recognised.header
    assert recognised.kind is PaperKind.LETTER
    assert recognised.title == "关于巡察县林业局党组情况的反馈意见"
    assert recognised.addressee == "中共县林业局党组"
    assert header.document_number == "绿巡组〔2025〕7号"
    assert header.round == "十三届县委第四轮巡察"
    assert header.inspector == "县委第二巡察组"
    assert (header.inspected_from, header.inspected_to) == (date(2025, 9, 6), date(2025, 11, 20))
    assert only(recognised).measures == ()


def test_a_feedback_day_without_a_year_takes_the_one_its_sentence_implies() -> None:
    assert read(LETTER).header.feedback_on == date(2026, 1, 8)


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("2025年3月至4月，县委巡察组对县林业局开展了巡察，并于5月6日反馈。", date(2025, 5, 6)),
        ("2025年11月至12月，县委巡察组对县林业局开展了巡察，并于1月6日反馈。", date(2026, 1, 6)),
        ("2025年5月6日，县委第二巡察组向县林业局党组反馈了意见。", date(2025, 5, 6)),
        ("X月14日，县委第二巡察组向县林业局党组反馈了意见。", None),
        ("5月6日，县委第二巡察组向县林业局党组反馈了意见。", None),
        ("2025年X月X日至X月X日巡察，并于X月27日进行了反馈。", None),
    ],
)
def test_the_feedback_day_is_never_guessed(opening: str, day: date | None) -> None:
    recognised = read(f"县林业局党组关于巡察整改情况的报告\n{opening}")
    assert recognised.header.feedback_on == day


def test_a_feedback_day_before_the_inspection_is_reported() -> None:
    recognised = read(
        "县林业局党组关于巡察整改情况的报告\n2025年3月3日至4月25日，县委巡察组对县林业局开展了巡察。"
        "2022年7月16日，巡察组向局党组反馈了意见。"
    )
    assert "反馈日早于巡察时间，请核对。" in recognised.warnings


def test_a_title_over_two_lines_and_printed_twice_is_one() -> None:
    recognised = read(
        "县林业局党组关于县委第二巡察组\n反馈意见整改情况的报告\n"
        "县林业局党组关于县委第二巡察组反馈意见整改情况的报告\n县委巡察办：\n现将整改情况报告如下。"
    )
    assert recognised.title == "县林业局党组关于县委第二巡察组反馈意见整改情况的报告"
    assert recognised.addressee == "县委巡察办"


def test_a_sentence_at_the_top_is_no_title() -> None:
    assert (
        read("根据县委要求，现将巡察整改情况报告如下：\n一、整改成效\n（一）学习到位。").title
        is None
    )


def test_a_web_pages_facts_about_the_paper_are_not_its_title() -> None:
    recognised = read(
        "• 信息索引号：\n1133/2025\n• 发布机构：\n县林业局\n• 中共县林业局党组关于巡察整改情况的通报\n"
        "日期：2025-09-04 08:46:31 来源：县林业局 浏览量：\n现将巡察整改情况予以公布。"
    )
    assert recognised.title == "中共县林业局党组关于巡察整改情况的通报"


def test_signature_date_annex_and_contact_belong_to_no_issue() -> None:
    recognised = report(
        "1.关于“护林员管理松散”的问题。清退3人。",
        "欢迎广大干部群众对整改情况进行监督。联系电话：0000-0000000。",
        "附件：整改台账",
        "中共县林业局党组",
        "2025年9月1日",
    )
    assert only(recognised).text == "清退3人。"


@pytest.mark.parametrize(
    ("dirt", "reason"),
    [
        ("##paidbegin##", "文档商标记"),
        ("本文档编辑密码：abc2025", "文档密码"),
        ("更多公文材料请关注公众号：某某材料", "广告"),
        ("本文由某某文库下载", "广告"),
        ("<p align='center'>", "网页残留"),
        ("— 3 —", "页码"),
        ("第3页 共12页", "页码"),
        ("您现在的位置：首页 > 党务公开", "广告"),
    ],
)
def test_dirt_is_taken_out_and_shown(dirt: str, reason: str) -> None:
    recognised = report(
        "1.关于“护林员管理松散”的问题。清退3人。", dirt, "2.关于“种苗检疫缺失”的问题。"
    )
    assert len(recognised.issues) == 2
    assert recognised.issues[0].text == "清退3人。"
    assert any(piece.reason == reason for piece in recognised.noise)


def test_dirt_within_a_line_is_taken_out_too() -> None:
    recognised = report(
        "##paidbegin##1.关于“护林员管理松散（sōng sǎn）”的问题。&nbsp;清退3人<br/>并收回装备。"
    )
    issue = only(recognised)
    assert issue.title == "护林员管理松散"
    assert "清退3人" in issue.text
    assert "<br/>" not in issue.text


def test_what_an_issue_itself_tells_is_no_dirt() -> None:
    issue = only(report("1.关于“政务公众号管理混乱”的问题。关停公众号3个，公众号发布须审批。"))
    assert "公众号" in issue.text


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于对县林业局党组巡察情况的反馈意见", PaperKind.LETTER),
        ("县林业局党组关于落实巡察反馈意见的整改方案", PaperKind.PLAN),
        ("县林业局巡察反馈问题整改台账", PaperKind.LEDGER),
        ("县林业局党组巡察整改进展情况的通报", PaperKind.REPORT),
        ("县林业局党组主要负责人组织落实巡察整改情况的报告", PaperKind.LEADER),
        ("县林业局党组书记履行整改第一责任人责任情况报告", PaperKind.LEADER),
        ("关于召开巡察整改推进会的通知", PaperKind.OTHER),
    ],
)
def test_the_kind_of_paper_is_known_by_its_title(title: str, kind: PaperKind) -> None:
    assert read(f"{title}\n现就有关事项说明如下。").kind is kind


def test_a_day_in_the_future_is_reported() -> None:
    recognised = read(
        "县林业局党组关于巡察整改情况的报告\n2027年1月8日，县委第二巡察组向县林业局党组反馈了意见。"
    )
    assert any("晚于今天" in warning for warning in recognised.warnings)
