"""A paper held against a ledger: what is new, changed, the same, doubtful, refused, or not in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectify.deadlines.models import Deadline
from rectify.intake import mending
from rectify.intake.models import Origin
from rectify.intake.operations import apply_paper
from rectify.intake.plan import Plan, Verdict
from rectify.issues.models import Issue
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.rounds.models import Round
from tests.factories import Office
from tests.intake.giving import (
    LEDGER,
    LETTER,
    REPORT,
    applied,
    confirmed,
    given,
    given_file,
    mended,
    plan_in,
    row,
    titles,
    workbook,
)


def newer(*changes: tuple[int, int, str]) -> bytes:
    """The ledger's next version: cells by row and column."""
    rows = [list(row) for row in LEDGER]
    for at, column, value in changes:
        rows[at][column] = value
    return workbook(rows)


@pytest.fixture
def entered(office: Office, round_: Round) -> Round:
    """A round whose ledger holds the workbook."""
    applied(given_file(office, round_, workbook(LEDGER)), office)
    return round_


def test_the_same_file_again_is_a_comparison_without_any_change(
    office: Office, entered: Round
) -> None:
    plan = plan_in(given_file(office, entered, workbook(LEDGER)))
    assert [row.verdict for row in plan.issues] == [Verdict.SAME, Verdict.SAME]
    assert {m.verdict for row in plan.issues for m in row.measures} == {Verdict.SAME}
    assert plan.missing == []


def test_a_newer_version_shows_changed_words_and_dates_beside_the_old_ones(
    office: Office, entered: Round
) -> None:
    data = newer((0, 3, "修订学习制度并报上级备案"), (1, 6, "2027年9月底前"))
    paper = given_file(office, entered, data, "整改台账0918.xlsx")
    changed, same = plan_in(paper).issues
    assert (changed.verdict, same.verdict) == (Verdict.CHANGED, Verdict.SAME)
    text, due = (m.differences[0] for m in changed.measures)
    assert (text.label, text.old, text.new) == (
        "整改措施",
        "修订学习制度",
        "修订学习制度并报上级备案",
    )
    assert (due.label, due.old, due.new) == (
        "整改时限",
        "2027年6月底前（2027-06-30）",
        "2027年9月底前（2027-09-30）",
    )


def test_confirming_a_newer_version_changes_rows_and_makes_no_doubles(
    office: Office, entered: Round
) -> None:
    data = newer((0, 3, "修订学习制度并报上级备案"), (1, 6, "2027年9月底前"))
    paper = applied(given_file(office, entered, data, "整改台账0918.xlsx"), office)
    assert (paper.outcome["measures_changed"], paper.outcome["measures_new"]) == (2, 0)
    assert [m.text for m in Measure.objects.order_by("pk")] == [
        "修订学习制度并报上级备案",
        "开展专题学习督查",
        "清查固定资产",
    ]
    assert Deadline.objects.get(measure__serial=2).due_on == date(2027, 9, 30)


def test_rows_that_the_newer_version_leaves_out_are_told_and_stay(
    office: Office, entered: Round
) -> None:
    paper = given_file(office, entered, workbook(LEDGER[:1]), "整改台账0918.xlsx")
    assert [(one.label, one.title) for one in plan_in(paper).missing] == [
        ("措施1.2", "开展专题学习督查"),
        ("问题2", "固定资产账实不符"),
    ]
    applied(paper, office)
    assert (Issue.objects.count(), Measure.objects.count()) == (2, 3)


def test_a_paper_about_something_else_misses_nothing(office: Office, entered: Round) -> None:
    assert (
        plan_in(given(office, entered, REPORT.replace("固定资产账实不符", "公章管理不严"))).missing
        == []
    )


def test_a_title_very_like_one_in_the_ledger_updates_it_and_says_so(
    office: Office, entered: Round
) -> None:
    paper = given_file(office, entered, newer((2, 2, "固定资产账实不相符")))
    changed = row(paper, "i2")
    assert changed.verdict == Verdict.CHANGED
    assert [d.label for d in changed.differences] == ["问题"]
    assert "按同一问题更新" in changed.remarks[0].words
    applied(paper, office)
    assert titles(entered) == ["理论学习制度执行不严", "固定资产账实不相符"]


def test_a_person_can_say_that_it_is_another_issue(office: Office, entered: Round) -> None:
    paper = given_file(office, entered, newer((2, 2, "固定资产账实不相符")))
    paper = mended(paper, office, lambda plan: mending.mean_issue(plan, "i2", 0))
    assert row(paper, "i2").verdict == Verdict.NEW
    applied(paper, office)
    assert len(titles(entered)) == 3


def test_a_title_somewhat_like_one_is_asked_about_and_can_be_said_to_be_the_same(
    office: Office, entered: Round
) -> None:
    paper = given_file(office, entered, newer((2, 2, "固定资产的账面与实物不符")))
    doubtful = row(paper, "i2")
    assert (doubtful.verdict, Verdict.DOUBTFUL in doubtful.verdicts) == (Verdict.NEW, True)
    assert "请确认是否同一问题" in doubtful.remarks[0].words
    meant = doubtful.like[0].issue_id
    paper = mended(paper, office, lambda plan: mending.mean_issue(plan, "i2", meant))
    assert (row(paper, "i2").issue_id, row(paper, "i2").verdict) == (meant, Verdict.CHANGED)


def test_masked_and_conditional_dates_become_no_day_and_are_flagged(
    office: Office, round_: Round
) -> None:
    rows = [list(row) for row in LEDGER]
    rows[0][6], rows[1][6] = "2027年X月X日", "待新馆建成后"
    paper = given_file(office, round_, workbook(rows))
    first, second = row(paper, "i1").measures
    assert first.due is not None
    assert (first.due.words, first.due.on) == ("2027年X月X日", None)
    assert "被遮盖" in first.remarks[0].words
    assert "其他条件" in second.remarks[0].words
    assert plan_in(paper).issues[0].verdicts == {Verdict.NEW, Verdict.DOUBTFUL}
    applied(paper, office)
    words = Deadline.objects.filter(measure__issue__serial=1, due_on__isnull=True)
    assert {d.words for d in words} == {"2027年X月X日", "待新馆建成后"}


def test_a_date_before_the_feedback_is_pointed_out(office: Office, round_: Round) -> None:
    rows = [list(row) for row in LEDGER]
    rows[2][6] = "2020年3月底前"
    paper = given_file(office, round_, workbook(rows))
    assert "早于反馈日" in row(paper, "i2").measures[0].remarks[0].words


def test_a_row_that_the_ledger_cannot_hold_is_refused_with_reason_and_place(
    office: Office, round_: Round
) -> None:
    rows = [list(row) for row in LEDGER]
    rows[2][2] = "固定资产账实不符，" * 60
    paper = given_file(office, round_, workbook(rows))
    refused = row(paper, "i2")
    assert refused.verdict == Verdict.REFUSED
    assert refused.remarks[0].stops
    assert (refused.first, refused.at) == (4, "台账!C4")
    with pytest.raises(Refused, match=r"有1个问题须先修改.*原文第4行.*超过500字"):
        applied(paper, office)
    assert not Issue.objects.exists()
    kept = mended(paper, office, lambda plan: mending.keep_issue(plan, "i2", False))
    assert applied(kept, office).outcome["issues_new"] == 1


def test_the_same_title_twice_under_one_heading_is_pointed_out(
    office: Office, round_: Round
) -> None:
    doubled = LETTER + "4.关于“固定资产账实不符”的问题。\n"
    paper = given(office, round_, doubled)
    assert "同名" in row(paper, "i4").remarks[0].words
    assert row(paper, "i3").remarks == []


def test_two_issues_of_one_title_are_told_apart_by_their_heading(
    office: Office, round_: Round
) -> None:
    text = (
        "反馈意见\n一、党的建设方面\n1.关于“档案管理不规范”的问题。\n"
        "二、财务管理方面\n2.关于“公章管理不严”的问题。\n"
    )

    def same_title(plan: Plan) -> None:
        planned = mending.issue_of(plan, "i2")
        mending.mend_issue(
            plan, "i2", title="档案管理不规范", path=planned.place, status="", number="2"
        )

    applied(mended(given(office, round_, text), office, same_title), office)
    paper = given(office, round_, text + "3.关于“公车管理不严”的问题。\n")
    paper = mended(paper, office, same_title)
    ids = dict(Issue.objects.values_list("category__title", "pk"))
    assert row(paper, "i1").issue_id == ids["党的建设方面"]
    assert row(paper, "i2").issue_id == ids["财务管理方面"]


def test_a_new_issue_in_a_paragraph_that_tells_of_several_is_taken_for_none_of_them(
    office: Office, round_: Round
) -> None:
    one = "反馈意见\n一、财务管理方面\n1.关于“固定资产账实不符”的问题。"
    confirmed(office, round_, one + "\n")

    def parted(plan: Plan) -> None:
        made = replace(mending.issue_of(plan, "i1"), id="ix1", title="公务卡使用不规范")
        plan.issues.append(made)

    paper = mended(given(office, round_, one + "另有其他。\n"), office, parted)
    assert [r.verdict for r in plan_in(paper).issues] == [Verdict.SAME, Verdict.NEW]


def test_a_measures_standing_is_shown_and_left_to_the_review(office: Office, round_: Round) -> None:
    heads = ("序号", "反馈具体问题", "整改措施", "完成情况")
    applied(given_file(office, round_, workbook([(1, "账实不符", "清查资产", "")], heads)), office)
    again = given_file(office, round_, workbook([(1, "账实不符", "清查资产", "已完成")], heads))
    remarks = [r.words for r in row(again, "i1").measures[0].remarks]
    assert any("须经审核认定" in words for words in remarks)
    applied(again, office)
    assert Measure.objects.get().standing == "not_done"


def test_a_reports_words_on_a_planned_measure_are_kept_beside_it(
    office: Office, round_: Round
) -> None:
    plan = "整改方案\n一、财务管理方面\n1.关于“固定资产账实不符”的问题。\n整改措施：清查固定资产并调整账目。\n"
    report = (
        "整改情况报告\n一、财务管理方面\n1.关于“固定资产账实不符”的问题。此问题已整改完成。"
        "一是清查固定资产并调整账目，共清查126件。\n"
    )
    confirmed(office, round_, plan)
    confirmed(office, round_, report)
    measure = Measure.objects.get()
    assert measure.text == "清查固定资产并调整账目。"
    assert "共清查126件" in measure.further["整改情况"]


def test_columns_that_fit_nothing_are_kept_and_compared(office: Office, round_: Round) -> None:
    heads = ("序号", "反馈具体问题", "整改措施", "经费来源")
    applied(
        given_file(office, round_, workbook([(1, "账实不符", "清查资产", "局机关")], heads)), office
    )
    assert Issue.objects.get().further == {"经费来源": "局机关"}
    again = given_file(office, round_, workbook([(1, "账实不符", "清查资产", "县财政")], heads))
    assert [(d.label, d.old, d.new) for d in row(again, "i1").differences] == [
        ("经费来源", "局机关", "县财政")
    ]


def test_every_paper_that_changed_a_row_stays_linked_to_it(office: Office, entered: Round) -> None:
    data = newer((0, 3, "修订学习制度并报上级备案"))
    applied(given_file(office, entered, data, "整改台账0918.xlsx"), office)
    issue = Issue.objects.get(serial=1)
    rows = Origin.objects.filter(issue=issue) | Origin.objects.filter(measure__issue=issue)
    ordered = rows.order_by("paper__applied_at", "pk")
    told = [(o.paper.name, o.place, o.added, o.measure_id is None) for o in ordered]
    assert told == [
        ("整改台账0910.xlsx", "台账!C2", True, True),
        ("整改台账0910.xlsx", "台账!D2", True, False),
        ("整改台账0910.xlsx", "台账!D3", True, False),
        ("整改台账0918.xlsx", "台账!C2", False, True),
        ("整改台账0918.xlsx", "台账!D2", False, False),
    ]
    assert Origin.objects.get(place="台账!D3").words == "开展专题学习督查"


def test_what_was_seen_is_what_is_done_or_nothing(office: Office, round_: Round) -> None:
    paper = given(office, round_, LETTER)
    seal = plan_in(paper).seal
    confirmed(office, round_, LETTER.replace("巡察反馈意见", "县委巡察反馈意见"))
    with pytest.raises(Refused, match="台账刚刚有变动"):
        apply_paper(paper, version=paper.version, seal=seal, by=office.office)
    assert len(titles(round_)) == 3


def test_holding_a_plan_against_a_ledger_asks_the_same_number_of_questions(
    office: Office, round_: Round
) -> None:
    counts = []
    for size in (5, 60):
        rows = [
            (n, "方面", f"第{n}项制度执行不严", f"措施{n}", "", "财务科", "") for n in range(size)
        ]
        paper = given_file(office, round_, workbook(rows), f"台账{size}.xlsx")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            mended(paper, office, lambda plan: mending.keep_issue(plan, "i1", True))
        counts.append(len(asked))
    assert counts[0] == counts[1]
