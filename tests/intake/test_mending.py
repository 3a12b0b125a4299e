"""The mends of a plan: retitled, moved, merged, parted, dropped, columns taken otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rectify.deadlines.models import Deadline
from rectify.intake import mending, reshaping
from rectify.intake.arriving import read_with_headings
from rectify.intake.mending import DueWritten, MeasureWritten
from rectify.intake.models import Paper
from rectify.intake.plan import Plan
from rectify.intake.queries import counting_of
from rectify.issues.models import Category, Issue
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.rounds.models import Round
from tests.factories import Office
from tests.intake.giving import (
    LEDGER,
    LETTER,
    REPORT,
    applied,
    given,
    given_file,
    mended,
    plan_in,
    row,
    workbook,
)


@pytest.fixture
def letter(office: Office, round_: Round) -> Paper:
    return given(office, round_, LETTER)


@pytest.fixture
def report(office: Office, round_: Round) -> Paper:
    return given(office, round_, REPORT)


@pytest.fixture
def ledger(office: Office, round_: Round) -> Paper:
    return given_file(office, round_, workbook(LEDGER))


def facts_of(paper: Paper, row_id: str) -> dict[str, Any]:
    """What the form of a row would send back untouched."""
    planned = row(paper, row_id)
    return {
        "title": planned.title,
        "path": planned.place,
        "number": planned.number,
        "status": planned.status,
    }


def test_a_row_moved_to_another_heading_stands_behind_the_others_there(
    office: Office, letter: Paper
) -> None:
    facts = facts_of(letter, "i1") | {"path": "财务管理方面"}
    paper = mended(letter, office, lambda plan: mending.mend_issue(plan, "i1", **facts))
    assert [r.id for r in plan_in(paper).issues] == ["i2", "i3", "i1"]
    assert row(paper, "i1").path[0].number == row(letter, "i3").path[0].number
    applied(paper, office)
    assert Category.objects.get(title="财务管理方面").issues.count() == 2


def test_a_row_can_be_moved_under_a_heading_that_is_not_there_yet(
    office: Office, letter: Paper
) -> None:
    facts = facts_of(letter, "i1") | {"path": "财务管理方面 > 资产管理"}
    applied(mended(letter, office, lambda p: mending.mend_issue(p, "i1", **facts)), office)
    category = Category.objects.get(title="资产管理")
    assert category.parent == Category.objects.get(title="财务管理方面")


def test_words_of_a_deadline_are_read_when_they_change_and_a_typed_day_holds(
    office: Office, report: Paper
) -> None:
    counting = counting_of(report)

    def change(plan: Plan) -> None:
        facts = facts_of(report, "i1")
        mending.mend_issue(plan, "i1", due=DueWritten("2027年3月底前"), counting=counting, **facts)
        facts = facts_of(report, "i2")
        mending.mend_issue(plan, "i2", due=DueWritten("年底前", "2027-11-30"), **facts)

    paper = mended(report, office, change)
    read, typed = row(paper, "i1").due, row(paper, "i2").due
    assert read is not None
    assert typed is not None
    assert (read.on, read.counted) == ("2027-03-31", "period_end")
    assert (typed.words, typed.on, typed.counted) == ("年底前", "2027-11-30", "by_office")
    applied(paper, office)
    assert Deadline.objects.get(issue__serial=2).due_on == date(2027, 11, 30)


def test_measures_are_changed_dropped_and_added(office: Office, report: Paper) -> None:
    written = {
        "i1m1": MeasureWritten("修订学习制度并公示", duty={"lead": "财务科"}),
        "i1m2": MeasureWritten("开展专题学习4次", keep=False),
        "added": MeasureWritten("建立学习台账", due=DueWritten("", "2027-05-31")),
    }
    paper = mended(report, office, lambda plan: mending.mend_measures(plan, "i1", written))
    applied(paper, office)
    texts = list(Measure.objects.filter(issue__serial=1).values_list("text", flat=True))
    assert texts == ["修订学习制度并公示", "建立学习台账"]
    assert Measure.objects.get(text="修订学习制度并公示").lead_department == office.finance
    assert Deadline.objects.get(measure__text="建立学习台账").due_on == date(2027, 5, 31)


def test_an_empty_added_measure_adds_nothing(office: Office, report: Paper) -> None:
    paper = mended(
        report,
        office,
        lambda plan: mending.mend_measures(plan, "i1", {"added": MeasureWritten("  ")}),
    )
    assert len(row(paper, "i1").measures) == 2


def test_two_issues_are_merged_with_their_measures_and_words(office: Office, report: Paper) -> None:
    paper = mended(report, office, lambda plan: reshaping.merge_issue(plan, "i2", "i1"))
    one = row(paper, "i1")
    assert plan_in(paper).issue("i2") is None
    assert [m.text.rstrip("。") for m in one.measures] == [
        "修订学习制度",
        "开展专题学习4次",
        "建立研判机制",
    ]
    assert (one.first, one.last) == (3, 4)
    assert "意识形态" in one.words
    assert applied(paper, office).outcome["issues_new"] == 3


def test_an_issue_is_parted_at_a_measure(office: Office, report: Paper) -> None:
    paper = mended(
        report,
        office,
        lambda plan: reshaping.split_at_measure(plan, "i1", "i1m2", "专题学习次数不足"),
    )
    first, second = plan_in(paper).issues[:2]
    assert (first.id, second.title, second.place) == ("i1", "专题学习次数不足", first.place)
    assert [len(first.measures), len(second.measures)] == [1, 1]
    applied(paper, office)
    assert list(Issue.objects.values_list("title", flat=True))[1] == "专题学习次数不足"


def test_an_issue_is_parted_at_a_sentence_with_the_measures_behind_it(
    office: Office, report: Paper
) -> None:
    places = {words: place for place, words in reshaping.sentences_of(row(report, "i1"))}
    place = next(place for words, place in places.items() if words.startswith("二是"))
    paper = mended(
        report, office, lambda plan: reshaping.split_at_text(plan, "i1", place, "专题学习次数不足")
    )
    first, second = plan_in(paper).issues[:2]
    assert second.words.startswith("二是")
    assert "二是" not in first.words
    assert [m.text.rstrip("。") for m in second.measures] == ["开展专题学习4次"]
    assert [m.text.rstrip("。") for m in first.measures] == ["修订学习制度"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: mending.keep_issue(p, "i9", True), "已不在识别结果中"),
        (lambda p: mending.mend_issue(p, "i1", title=" ", path="", status=""), "请填写问题标题"),
        (lambda p: mending.mend_issue(p, "i1", title="甲", path="", status="bad"), "列出的状态"),
        (
            lambda p: mending.mend_issue(
                p, "i1", title="甲", path="", status="", due=DueWritten("", "2027-02-30")
            ),
            "有效日期",
        ),
        (lambda p: mending.mend_measures(p, "i1", {"i1m1": MeasureWritten("")}), "措施内容"),
        (lambda p: reshaping.merge_issue(p, "i1", "i1"), "另一个反馈问题"),
        (lambda p: reshaping.split_at_measure(p, "i1", "i1m1", "乙"), "第二项及以后"),
        (lambda p: reshaping.split_at_measure(p, "i1", "i1m2", " "), "新问题的标题"),
        (lambda p: reshaping.split_at_text(p, "i1", 0, "乙"), "第二句及以后"),
        (lambda p: mending.answer_name(p, "person:甲", "kill"), "新建"),
        (lambda p: mending.demand_version(p, "i1", 7), "他人修改"),
        (lambda p: mending.headings_chosen(p, 3, {0: "issue"}), "列出的含义"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_changes_nothing(
    office: Office, report: Paper, change: object, words: str
) -> None:
    before = report.plan
    with pytest.raises(Refused, match=words):
        mended(report, office, change)
    report.refresh_from_db()
    assert report.plan == before


def test_the_columns_of_a_table_are_told_with_what_they_were_taken_for(ledger: Paper) -> None:
    (table,) = plan_in(ledger).tables
    assert table.found
    assert {column.heading: column.meaning for column in table.columns} == {
        "序号": "number",
        "反馈重点方面": "aspect",
        "反馈具体问题": "issue",
        "整改措施": "measure",
        "责任领导": "leader",
        "责任部门": "owner",
        "整改时限": "deadline",
    }
    assert table.columns[3].sample == "修订学习制度"


def taken(paper: Paper, office: Office, **wanted: str) -> Paper:
    """The paper read once more with columns taken otherwise (c3="cause")."""
    columns = {int(key.removeprefix("c")): meaning for key, meaning in wanted.items()}
    chosen = mending.headings_chosen(plan_in(paper), 0, columns)
    return read_with_headings(paper, chosen, version=paper.version, by=office.office)


def test_a_column_is_taken_for_something_else(office: Office, ledger: Paper) -> None:
    paper = taken(ledger, office, c4="person")
    duty = row(paper, "i2").duty or row(paper, "i2").measures[0].duty
    assert duty is not None
    assert (duty.leaders, duty.persons) == ([], ["何安平"])
    assert plan_in(paper).tables[0].columns[4].chosen


def test_a_column_kept_aside_keeps_its_own_heading(office: Office, ledger: Paper) -> None:
    paper = taken(ledger, office, c6="aside")
    assert row(paper, "i2").further == {"整改时限": "2027年3月底前"}
    assert row(paper, "i2").due is None


def test_a_column_not_read_is_nowhere(office: Office, ledger: Paper) -> None:
    planned = row(taken(ledger, office, c6="unread"), "i2")
    assert (planned.due, planned.further, planned.measures[0].due) == (None, {}, None)


def test_a_chosen_column_takes_the_meaning_over_from_another(office: Office, round_: Round) -> None:
    heads = ("序号", "反馈具体问题", "整改措施", "工作安排")
    data = workbook([(1, "账实不符", "见附件", "清查固定资产")], heads)
    paper = taken(given_file(office, round_, data), office, c3="measure")
    planned = row(paper, "i1")
    assert [m.text for m in planned.measures] == ["清查固定资产"]
    assert planned.further == {"整改措施": "见附件"}


def test_a_table_whose_headings_say_nothing_is_read_once_its_columns_are_named(
    office: Office, round_: Round
) -> None:
    data = workbook([("甲", "账实不符", "清查固定资产")], ("栏一", "栏二", "栏三"))
    paper = given_file(office, round_, data)
    plan = plan_in(paper)
    assert plan.issues == []
    assert [t.found for t in plan.tables] == [False]
    paper = taken(paper, office, c1="issue", c2="measure")
    assert [(r.title, r.measures[0].text) for r in plan_in(paper).issues] == [
        ("账实不符", "清查固定资产")
    ]


def test_mends_survive_when_columns_are_taken_otherwise(office: Office, ledger: Paper) -> None:
    facts = facts_of(ledger, "i2") | {"title": "固定资产管理混乱"}

    def change(plan: Plan) -> None:
        mending.mend_issue(plan, "i2", **facts)
        mending.keep_issue(plan, "i1", False)
        mending.mend_measures(plan, "i2", {"added": MeasureWritten("建立资产卡片")})

    paper = taken(mended(ledger, office, change), office, c4="aside")
    assert (row(paper, "i1").keep, row(paper, "i2").title) == (False, "固定资产管理混乱")
    assert [m.text for m in row(paper, "i2").measures] == ["清查固定资产", "建立资产卡片"]
    assert not any("没有对应的行" in words for words in plan_in(paper).warnings)


def test_mends_that_have_no_row_any_more_are_told(office: Office, ledger: Paper) -> None:
    paper = mended(
        ledger, office, lambda plan: reshaping.split_at_measure(plan, "i1", "i1m2", "督查不到位")
    )
    paper = taken(paper, office, c4="aside")
    assert any("有1条修改过的问题" in words for words in plan_in(paper).warnings)


def test_a_pasted_table_can_be_taken_otherwise_too(office: Office, round_: Round) -> None:
    text = "序号\t反馈具体问题\t整改措施\t工作分工\n1\t账实不符\t清查固定资产\t财务科\n"
    paper = taken(given(office, round_, text), office, c3="owner")
    applied(paper, office)
    assert Measure.objects.get().lead_department == office.finance


def test_two_who_mend_different_rows_are_in_nobodys_way(office: Office, letter: Paper) -> None:
    """The page's version of a row is the row's own."""
    mended(letter, office, lambda plan: mending.demand_version(plan, "i1", 1))
    letter.refresh_from_db()
    paper = mended(letter, office, lambda plan: mending.demand_version(plan, "i2", 1))
    with pytest.raises(Refused, match="他人修改"):
        mended(paper, office, lambda plan: mending.demand_version(plan, "i1", 1))


def test_a_preamble_fills_what_the_round_does_not_know_unless_told_not_to(
    office: Office,
) -> None:
    text = (
        "反馈意见\n根据县委统一部署，2026年3月5日至5月20日，县委第三巡察组对县档案馆党组进行了巡察，"
        "6月18日向县档案馆党组反馈了巡察意见。\n一、财务管理方面\n1.关于“固定资产账实不符”的问题。\n"
    )
    bare = {"inspector": "", "feedback_on": None, "inspected_from": None, "inspected_to": None}
    first, second = office.round(**bare), office.round(**bare, name="县委第二轮常规巡察")
    applied(given(office, first, text), office)
    first.refresh_from_db()
    assert first.feedback_on == date(2026, 6, 18)
    paper = given(office, second, text)
    applied(mended(paper, office, lambda plan: mending.fill_round(plan, False)), office)
    second.refresh_from_db()
    assert second.feedback_on is None
