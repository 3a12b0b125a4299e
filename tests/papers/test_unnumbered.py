"""Headings without a number, cells one a line, and labels that belong to no issue read."""

from __future__ import annotations

from tests.papers.reading import OPENING, path, plan, read, report, titles

LEDGER = "县林业局党组巡察整改台账\n序号\n反馈问题\n整改措施\n责任部门\n完成时限\n"


def test_named_issues_without_numbers_and_the_fields_above_them() -> None:
    recognised = read(
        "县林业局党组巡察整改情况报告\n"
        "党的领导方面\n关于“护林员管理松散”的问题\n清退3人。已完成整改。\n"
        "关于“种苗检疫缺失”的问题\n补检种苗。正在整改。\n"
        "队伍建设方面\n关于“护林经费拖欠”的问题\n拨付经费。已完成整改。"
    )
    assert titles(recognised) == ["护林员管理松散", "种苗检疫缺失", "护林经费拖欠"]
    assert [path(issue) for issue in recognised.issues] == [
        ["党的领导方面"],
        ["党的领导方面"],
        ["队伍建设方面"],
    ]


def test_lines_above_labels_are_headings() -> None:
    recognised = report(
        "护林员排班靠口头约定\n整改措施：印发排班表。\n防火瞭望塔锁着门\n整改措施：安排专人值守。"
    )
    assert titles(recognised) == ["护林员排班靠口头约定", "防火瞭望塔锁着门"]
    assert recognised.warnings == ()


def test_a_body_above_a_label_is_no_heading() -> None:
    recognised = report(
        "1.关于“护林员管理松散”的问题\n清退不在岗人员\n整改进展：已完成",
        "2.关于“种苗检疫缺失”的问题\n补检各类种苗\n整改进展：已完成",
    )
    assert titles(recognised) == ["护林员管理松散", "种苗检疫缺失"]


def test_a_label_without_an_issue_is_told() -> None:
    recognised = read(
        f"县林业局党组巡察整改报告\n{OPENING}\n整改措施：加强学习。\n整改情况：完成。"
    )
    assert recognised.issues == ()
    assert recognised.warnings == (
        "第3行写有“整改措施”，但没有读出它所属的问题，请核对并手工补录。",
        "第4行写有“整改情况”，但没有读出它所属的问题，请核对并手工补录。",
    )


def test_many_labels_without_issues_are_summed_up() -> None:
    recognised = read("巡察整改报告\n" + "".join(f"整改情况：完成{n}件。\n" for n in range(5)))
    assert len(recognised.warnings) == 4
    assert recognised.warnings[-1] == "另有2处写有整改情况或整改措施，没有读出所属的问题。"


def test_cells_one_a_line_make_a_ledger() -> None:
    recognised = read(
        LEDGER
        + "1\n护林员管理松散\n修订制度\n林政股\n6月底前\n2\n种苗检疫缺失\n补检种苗\n\n年底前\n"
    )
    assert [(i.number, i.title, i.at) for i in recognised.issues] == [
        ("1", "护林员管理松散", "8"),
        ("2", "种苗检疫缺失", "13"),
    ]
    assert [i.responsible.lead for i in recognised.issues] == [("林政股",), ()]


def test_a_cell_of_several_lines_is_its_measures() -> None:
    recognised = read(
        LEDGER + "1\n护林员管理松散\n1.修订制度\n2.清退3人\n林政股\n6月底前\n"
        "2\n种苗检疫缺失\n补检种苗\n种苗站\n年底前\n"
    )
    assert [len(issue.measures) for issue in recognised.issues] == [2, 1]


def test_cells_without_numbers_come_out_even_or_stay_lines() -> None:
    head = "整改清单\n反馈问题\n整改措施\n完成时限\n"
    even = read(head + "护林员管理松散\n修订制度\n6月底前\n种苗检疫缺失\n补检种苗\n年底前\n")
    odd = read(head + "护林员管理松散\n修订制度\n")
    assert titles(even) == ["护林员管理松散", "种苗检疫缺失"]
    assert titles(odd) == []


def test_the_number_of_an_aspect_stands_in_its_heading_alone() -> None:
    recognised = plan("第一方面，党的领导弱化。", "1.护林员管理松散。", "整改措施：修订制度。")
    (step,) = recognised.issues[0].path
    assert (step.number, step.heading) == ("", "第一方面，党的领导弱化")


def test_what_is_repeated_on_one_line_is_cut_short_and_noted() -> None:
    recognised = report("1.关于“护林员管理松散”的问题。" + "，" * 5000 + "清退3人。")
    assert titles(recognised) == ["护林员管理松散"]
    assert [(n.text, n.reason) for n in recognised.noise] == [("，×5000", "重复")]
