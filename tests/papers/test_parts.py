"""What stands beneath an issue: measures, deadlines, who answers, causes, kinds."""

from __future__ import annotations

from datetime import date

import pytest

from rectify.papers.recognised import IssueKind
from tests.papers.reading import only, plan, report


@pytest.mark.parametrize(
    ("lines", "measures"),
    [
        (("一是清退3人。二是补签协议。",), [("一是", "清退3人。"), ("二是", "补签协议。")]),
        (("一是清退3人。", "二是补签协议。"), [("一是", "清退3人。"), ("二是", "补签协议。")]),
        (("①清退3人；②补签协议。",), [("①", "清退3人"), ("②", "补签协议。")]),
        (("（1）清退3人。（2）补签协议。",), [("（1）", "清退3人。"), ("（2）", "补签协议。")]),
        (("整改措施：1.清退3人；2.补签协议。",), [("1", "清退3人"), ("2", "补签协议。")]),
        (("整改措施：", "1.清退3人。", "2.补签协议。"), [("1", "清退3人。"), ("2", "补签协议。")]),
        (
            ("措施1：清退3人。", "措施2：补签协议。"),
            [("措施1", "清退3人。"), ("措施2", "补签协议。")],
        ),
        (("清退3人，补签协议。",), [("", "清退3人，补签协议。")]),
        (("整改情况：清退3人。",), [("", "清退3人。")]),
    ],
)
def test_measures_are_the_points_or_the_whole_body(
    lines: tuple[str, ...], measures: list[tuple[str, str]]
) -> None:
    first = report("1.关于“护林员管理松散”的问题。", *lines, "2.关于“种苗检疫缺失”的问题。").issues[
        0
    ]
    assert [(measure.number, measure.text) for measure in first.measures] == measures


def test_inner_points_belong_to_the_outer_measure() -> None:
    issue = only(
        report("1.关于“护林员管理松散”的问题。一是规范考勤。①启用终端。②按月通报。二是补签协议。")
    )
    assert [measure.number for measure in issue.measures] == ["一是", "二是"]
    assert "启用终端" in issue.measures[0].text


def test_measures_numbered_like_the_issues_do_not_break_the_list_of_issues() -> None:
    recognised = plan(
        "1.护林员管理松散",
        "整改措施：",
        "1.清退3人。",
        "2.补签协议。",
        "责任领导：林青",
        "2.种苗检疫缺失",
        "整改措施：",
        "1.补检种苗。",
        "责任领导：叶茂",
    )
    assert [issue.title for issue in recognised.issues] == ["护林员管理松散", "种苗检疫缺失"]
    assert [len(issue.measures) for issue in recognised.issues] == [2, 1]


def test_a_plans_labels_are_read() -> None:
    issue = only(
        plan(
            "1.护林员管理松散",
            "原因分析：考勤制度空转。",
            "整改目标：在岗率达到95%。",
            "整改措施：一是清退3人；二是补签协议。",
            "责任领导：林青  牵头科室：资源科  配合科室：办公室、财务科",
            "责任人：叶茂、苗 壮",
            "完成时限：2025年8月底前，并长期坚持",
            "整改类型：限期整改",
        )
    )
    assert issue.cause == "考勤制度空转。"
    assert issue.target == "在岗率达到95%。"
    assert issue.kind is IssueKind.LIMITED
    assert issue.responsible.to_json() == {
        "leaders": ["林青"],
        "lead": ["资源科"],
        "assist": ["办公室", "财务科"],
        "persons": ["叶茂", "苗壮"],
    }
    assert issue.deadline is not None
    assert (issue.deadline.on, issue.deadline.long_term) == (date(2025, 8, 31), True)
    assert issue.deadline.words == "2025年8月底前，并长期坚持"


def test_what_each_measure_bears_is_the_measures() -> None:
    issue = only(
        plan(
            "1.护林员管理松散",
            "整改措施：",
            "（1）清退3人。（责任科室：资源科；完成时限：6月底前）",
            "（2）补签协议。（责任科室：人事科；完成时限：立行立改）",
        )
    )
    assert issue.deadline is None
    assert [measure.responsible.lead for measure in issue.measures] == [("资源科",), ("人事科",)]
    assert [m.deadline.words for m in issue.measures if m.deadline] == ["6月底前", "立行立改"]
    assert issue.measures[0].text == "清退3人。"


def test_what_only_the_last_measure_bears_is_the_issues() -> None:
    issue = only(
        plan(
            "1.护林员管理松散",
            "整改措施：（1）清退3人；（2）补签协议。责任领导：林青；完成时限：两个月内",
        )
    )
    assert issue.responsible.leaders == ("林青",)
    assert issue.deadline is not None
    assert issue.deadline.on == date(2025, 7, 12)


def test_numbered_labels_are_sections_and_no_issues() -> None:
    issue = only(
        plan(
            "1.护林员管理松散",
            "（1）整改目标：在岗率达到95%。",
            "（2）整改措施：①清退3人；②补签协议。",
            "（3）牵头领导：林青",
            "（4）完成时限：年底前",
        )
    )
    assert [measure.number for measure in issue.measures] == ["①", "②"]
    assert issue.responsible.leaders == ("林青",)
    assert issue.deadline is not None
    assert issue.deadline.on == date(2025, 12, 31)


def test_tasks_stand_between_issue_and_measures() -> None:
    issue = only(
        plan(
            "问题一：护林员管理松散",
            "任务1：规范考勤",
            "措施1：启用定位终端。",
            "措施2：按月通报。",
            "任务2：充实队伍",
            "措施3：招聘护林员5名。",
        )
    )
    assert [(measure.task, measure.text) for measure in issue.measures] == [
        ("规范考勤", "启用定位终端。"),
        ("规范考勤", "按月通报。"),
        ("充实队伍", "招聘护林员5名。"),
    ]


def test_a_promise_about_the_issue_is_its_deadline() -> None:
    issue = only(report("1.关于“护林员管理松散”的问题。正在整改，预计2026年3月底前完成整改。"))
    assert issue.deadline is not None
    assert issue.deadline.words == "2026年3月底前"


def test_a_promise_about_one_step_is_no_deadline_of_the_issue() -> None:
    issue = only(report("1.关于“护林员管理松散”的问题。计划10月底完成巡护培训工作。"))
    assert issue.deadline is None


def test_a_masked_deadline_is_kept_as_words_and_reported() -> None:
    recognised = plan("1.护林员管理松散", "整改措施：清退3人。", "完成时限：2025年*月底前")
    issue = only(recognised)
    assert issue.deadline is not None
    assert (issue.deadline.words, issue.deadline.on) == ("2025年*月底前", None)
    assert any("2025年*月底前" in warning for warning in recognised.warnings)


@pytest.mark.parametrize(
    ("value", "leaders"),
    [
        ("林青、叶茂", ("林青", "叶茂")),
        ("林 青", ("林青",)),
        ("党组书记、局长林青", ("党组书记、局长林青",)),
        ("副局长 林青", ("副局长 林青",)),
        ("林青（分管资源），叶茂", ("林青（分管资源）", "叶茂")),
        ("无", ()),
    ],
)
def test_names_are_parted_and_posts_stay_with_them(value: str, leaders: tuple[str, ...]) -> None:
    issue = only(plan("1.护林员管理松散", "整改措施：清退3人。", f"责任领导：{value}"))
    assert issue.responsible.leaders == leaders


def test_where_one_column_names_both_departments_are_told_from_persons() -> None:
    issue = only(plan("1.护林员管理松散", "整改措施：清退3人。", "责任单位及责任人：资源科、苗壮"))
    assert (issue.responsible.lead, issue.responsible.persons) == (("资源科",), ("苗壮",))


def test_where_both_stand_the_leading_department_leads_and_the_responsible_assist() -> None:
    issue = only(
        plan("1.护林员管理松散", "整改措施：清退。", "牵头部门：资源科", "责任部门：人事科、各林场")
    )
    assert issue.responsible.lead == ("资源科",)
    assert issue.responsible.assist == ("人事科", "各林场")


def test_a_bracket_without_labels_assigns_a_measure() -> None:
    issue = only(
        plan(
            "1.护林员管理松散",
            "整改措施：",
            "（1）清退3人。（资源科牵头，人事科、各林场配合，2025年6月底前完成）",
            "（2）补签协议（含新进人员）。（人事科负责，立行立改）",
        )
    )
    first, second = issue.measures
    assert (first.text, second.text) == ("清退3人。", "补签协议（含新进人员）。")
    assert (first.responsible.lead, first.responsible.assist) == (("资源科",), ("人事科", "各林场"))
    assert [m.deadline.words for m in issue.measures if m.deadline] == ["2025年6月底前", "立行立改"]
