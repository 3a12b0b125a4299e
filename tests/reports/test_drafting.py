"""A draft tells the ledger in natural words: nothing of which there is none, nothing twice."""

from __future__ import annotations

import re
from datetime import timedelta

from rectify.figures.catalogue import BY_NAME
from rectify.issues.operations import amend_issue
from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.reports.chapters import issues_found, ledger_table, rectified
from rectify.reports.drafting import draft_standard
from rectify.reports.facts import told_on
from rectify.reports.text import Line, lines_of, plain, problems_of_text
from rectify.reports.wording import about, quoted, sentence, some
from rectify.rounds.models import Round
from tests.factories import Office
from tests.reports.conftest import finish, told_round


def words(lines: object) -> list[str]:
    return [plain(line.pieces) + plain(line.follows) for line in lines]  # type: ignore[attr-defined]


def drafted(round_: Round, heading: str = "") -> str:
    """The text of one section of today's draft, figures filled in, its lines one below the other."""
    today = clock.today()
    section = next(s for s in draft_standard(round_, today).sections if s.heading == heading)
    return "\n".join(words(lines_of(section.body, told_on(round_, today).facts)))


def test_every_section_of_the_standard_shape_is_drafted(round_: Round) -> None:
    draft = draft_standard(round_, clock.today())
    assert draft.title == "青山县档案馆党组关于县委第一巡察组反馈意见整改落实情况的报告"
    assert draft.addressee == "县委巡察工作领导小组"
    assert [(s.heading, bool(s.body)) for s in draft.sections] == [
        ("", True),
        ("整改取得的成效", True),
        ("存在的主要问题", False),
        ("问题整改落实情况", False),
        ("下一步工作打算", True),
        ("整改台账", False),
        ("制度清单", False),
        ("问责情况汇总表", False),
    ]


def test_every_name_in_a_draft_is_a_known_figure(round_: Round) -> None:
    for section in draft_standard(round_, clock.today()).sections:
        assert problems_of_text(section.body) == []


def test_the_preamble_tells_each_count_and_leaves_out_what_there_is_none_of(
    round_: Round,
) -> None:
    text = drafted(round_)
    assert "本次反馈共涉及2个方面3个问题。" in text
    assert "自查和民主生活会查摆问题1个，一并纳入整改，共4个。" in text
    assert f"截至{written(clock.today())}，已完成1个、正在整改1个、长期坚持1个、尚未整改1个" in text
    assert "整改完成率25%" in text
    assert "3项，其中已完成1项、尚未落实2项，措施完成率33.33%" in text
    assert "阶段性完成" not in text
    assert "回头看" not in text


def test_without_anything_finished_no_rate_is_told(office: Office) -> None:
    round_ = office.round()
    office.measure(office.issue(round_))
    assert "率" not in drafted(round_)
    assert "尚无整改完成的问题" in drafted(round_, "整改取得的成效")


def test_an_empty_ledger_still_gives_a_text_without_noughts(office: Office) -> None:
    round_ = office.round()
    texts = [drafted(round_, heading) for heading in ("", "整改取得的成效", "下一步工作打算")]
    assert all(texts)
    assert "0" not in re.sub(r"(?:\d{4}年)?\d+月\d+日", "", "".join(texts))


def test_one_finished_issue_is_told_without_a_count(round_: Round) -> None:
    text = drafted(round_, "整改取得的成效")
    assert "“学习‘第一议题’制度落实不到位”问题已整改完成。" in text
    assert "1个问题" not in text
    assert "针对“学习‘第一议题’制度落实不到位”问题，已检查3次。" in text


def test_the_next_steps_name_what_is_late_and_what_lasts(round_: Round) -> None:
    text = drafted(round_, "下一步工作打算")
    late = clock.today() - timedelta(days=20)
    assert f"原定{written(late)}前完成，现已逾期" in text
    assert "由财务科牵头，重点落实“开展固定资产清查”“修订固定资产管理办法”措施" in text
    assert "对已超过时限的1个问题" in text
    assert "对“公务接待审批不严”问题，坚持标本兼治" in text


def test_when_all_is_finished_the_next_steps_watch_over_it(office: Office) -> None:
    round_ = office.round()
    finish(office.issue(round_), office)
    text = drafted(round_, "下一步工作打算")
    assert text.startswith("巩固深化整改成果。")
    assert "（一）" not in text


def test_issues_stand_under_their_aspects_with_numbers_of_the_tree(round_: Round) -> None:
    told = told_on(round_, clock.today())
    lines = words(issues_found(told))
    assert lines[:2] == [
        "（一）党的建设方面",
        "1.学习“第一议题”制度落实不到位。全年应学12次，实学9次。",
    ]
    assert lines[2:4] == ["（二）财务管理方面", "1.固定资产管理不规范。"]
    assert lines[-3:] == [
        "（三）原因分析",
        "1.党的建设方面。学习计划缺少检查。",
        "2.财务管理方面。责任不清。",
    ]


def test_each_issue_is_told_with_its_standing_and_its_measures(round_: Round) -> None:
    lines = words(rectified(told_on(round_, clock.today())))
    late = written(clock.today() - timedelta(days=20))
    assert lines == [
        "（一）党的建设方面",
        "1.关于“学习‘第一议题’制度落实不到位”的问题。此问题已整改完成。",
        "按月检查学习计划执行情况。已检查3次。",
        "（二）财务管理方面",
        f"1.关于“固定资产管理不规范”的问题。此问题正在整改，已超过{late}的时限，正在抓紧推进。",
        "一是开展固定资产清查。该项措施尚未落实。二是修订固定资产管理办法。该项措施尚未落实。",
        "2.关于“公务接待审批不严”的问题。此问题需要长期坚持，正在持续推进。",
        "3.关于“合同归档不及时”的问题。此问题尚未整改。",
    ]


def test_an_offices_own_words_for_a_standing_are_kept(office: Office) -> None:
    round_ = office.round()
    office.issue(round_, stated="done", status_words="已整改到位")
    lines = words(rectified(told_on(round_, clock.today())))
    assert lines[1].endswith("此问题已整改到位。")


def test_issues_without_any_category_are_numbered_at_the_first_level(office: Office) -> None:
    round_ = office.round()
    issue = office.issue(round_)
    amend_issue(issue, version=issue.version, changes={"category": None}, by=None)
    lines = words(rectified(told_on(round_, clock.today())))
    assert lines[0].startswith("（一）关于“固定资产管理不规范”的问题。")


def test_the_ledger_has_a_row_for_each_measure_and_each_issue_without_one(round_: Round) -> None:
    table = ledger_table(told_on(round_, clock.today()))
    headings = [row for row in table.rows if len(row) == 1]
    assert [row[0] for row in headings] == ["党的建设方面", "财务管理方面"]
    assert len(table.rows) - len(headings) == 3 + 2


def test_a_past_day_is_told_as_it_was(office: Office) -> None:
    made = told_round(office)
    yesterday = clock.today()
    with clock.at(clock.now() + timedelta(days=5)):
        finish(made.late, office)
        now = words(rectified(told_on(made.round, clock.today())))
        then = words(rectified(told_on(made.round, yesterday)))
    assert any("固定资产管理不规范”的问题。此问题已整改完成。" in line for line in now)
    assert any("固定资产管理不规范”的问题。此问题正在整改" in line for line in then)


def test_today_is_told_alike_from_the_rows_and_from_their_history(round_: Round) -> None:
    today = clock.today()
    now = told_on(round_, today)
    with clock.at(clock.now() + timedelta(days=1)):
        then = told_on(round_, today)
    assert then.groups == now.groups


def test_titles_are_quoted_once_and_inner_marks_become_single_ones() -> None:
    assert quoted("关于“公车私用”的问题") == "“公车私用”"
    assert quoted("“三重一大”制度执行不严。") == "“‘三重一大’制度执行不严”"
    assert about("台账不清的问题") == "关于“台账不清”的问题。"
    assert some(["甲", "乙", "丙", "丁"]) == "“甲”“乙”“丙”等"
    assert [sentence(t) for t in ("完成；", "已改。", "", "一\n二")] == [
        "完成。",
        "已改。",
        "",
        "一二。",
    ]


def test_text_is_read_as_headings_paragraphs_and_figures(round_: Round) -> None:
    facts = told_on(round_, clock.today()).facts
    lines = lines_of(
        "（一）总体情况\n1.进展。已完成{已完成数}个。\n1.5万元。\n截至{截止日期}", facts
    )
    assert [line.level for line in lines] == [2, 3, 0, 0]
    assert plain(lines[1].follows) == "已完成1个。"
    assert plain(lines[3].pieces) == f"截至{written(clock.today())}"
    assert isinstance(lines[0], Line)


def test_unknown_names_and_lone_braces_are_refused_with_a_sentence() -> None:
    unknown = problems_of_text("共{问题数量}个，{已完成数}个。")
    assert [p.sentence for p in unknown] == [
        "没有名为{问题数量}的数据，请从“可用数据”中选用，或去掉花括号。"
    ]
    assert [p.key for p in problems_of_text("共{已完成数个")] == ["report.braces"]
    assert "已完成数" in BY_NAME
