"""The ledger's page: what it lists for whom, under which headings, with which filters and pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectify.deadlines.operations import set_deadline
from rectify.figures.listing import PAGE
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.issues.operations import create_category, create_issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import log_progress
from rectify.people.models import Person
from rectify.rounds.models import Round
from rectify.trail.rows import create_many
from tests.factories import Office, as_a_paper_says, make_office, signed_in
from tests.ledger.pages import groups, hidden, listed, options, read, rows

pytestmark = pytest.mark.django_db

QUERIES = {"office": 15, "handler": 18, "leader": 15}
"""A whole page of the ledger, however many rows stand on it; a department's tree is read for each
permission that the frame's count asks about."""


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()


def ledger(round_: Round, query: str = "") -> str:
    return f"/rounds/{round_.pk}/ledger/{query}"


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def test_issues_stand_under_their_headings_in_the_papers_order(
    office: Office, round_: Round
) -> None:
    first = create_category(round_, title="聚焦主责主业", number="一、", by=None)
    second = create_category(round_, title="聚焦队伍建设", number="二、", by=None)
    below = create_category(round_, title="决策不规范", number="（一）", parent=first, by=None)
    for category, title in ((second, "丙"), (below, "甲"), (None, "丁"), (first, "乙")):
        create_issue(round_, category=category, facts={"title": title}, by=None)
    page = read(office.office, ledger(round_))
    assert groups(page) == [
        "一、 聚焦主责主业 2个问题",
        "（一） 决策不规范 1个问题",
        "二、 聚焦队伍建设 1个问题",
        "未归类 1个问题",
    ]
    assert listed(page) == ["4 乙", "2 甲", "1 丙", "3 丁"]


def test_a_row_tells_all_that_an_office_asks(office: Office, round_: Round) -> None:
    issue = office.issue(
        round_, "账实不符", lead_department=office.finance, lead_leader=office.leader
    )
    late = office.measure(
        issue, "清查资产", assisting=[office.personnel], responsible_leader=office.leader
    )
    set_deadline(late, words="10月底前", due_on=in_days(-21), by=None)
    log_progress(late, text="查完", percent=60, happened_on=in_days(-30), by=office.handler)
    page = read(office.office, ledger(round_))
    assert "共1个问题、1项措施" in page
    day, last = in_days(-21).isoformat(), in_days(-30).isoformat()
    leader = office.leader.name
    assert rows(page) == [
        ["1", "账实不符", "整改中", "逾期 21天", "财务科", leader, f"{day} 按措施", "0/1", last, ""],
        ["1.1", "清查资产", "整改中", "逾期 21天", "财务科 配合：人事科", leader, f"{day} 10月底前", "60%", last, ""],
    ]  # fmt: skip


def test_an_issue_that_is_late_through_a_measure_says_so_beside_its_own_date(
    office: Office, round_: Round
) -> None:
    issue = office.issue(round_)
    set_deadline(issue, due_on=in_days(40), by=None)
    office.measure(issue, due_on=in_days(-1))
    row = rows(read(office.office, ledger(round_)))[0]
    assert (row[3], row[6]) == ("逾期 （措施）", in_days(40).isoformat())


def test_a_finished_issue_shows_the_last_date_of_its_measures(
    office: Office, round_: Round
) -> None:
    issue = office.issue(round_)
    for days in (-9, -4):
        measure = office.measure(issue, due_on=in_days(days))
        measure.standing = Standing.DONE
        measure.save()
    as_a_paper_says(issue, Standing.DONE)
    row = rows(read(office.office, ledger(round_)))[0]
    assert (row[2], row[3], row[6], row[7]) == (
        "已完成",
        "已了结",
        f"{in_days(-4).isoformat()} 按措施",
        "2/2",
    )


@pytest.mark.parametrize(
    ("query", "expected", "counted"),
    [
        ("", ["1 甲", "1.1 甲一", "1.2 甲二", "2 乙", "2.1 乙一"], "共2个问题、3项措施"),
        ("?status=done", ["2 乙", "2.1 乙一"], "共1个问题、1项措施"),
        ("?status=done&of=measures", ["1 甲", "1.1 甲一"], "共1个问题、1项措施"),
        ("?light=red", ["1 甲", "1.1 甲一", "1.2 甲二"], "共1个问题、2项措施"),
        ("?of=measures&overdue=1", ["1 甲", "1.2 甲二"], "共1个问题、1项措施"),
        ("?of=measures&due_within=30", ["2 乙", "2.1 乙一"], "共1个问题、1项措施"),
        ("?q=乙一", ["2 乙", "2.1 乙一"], "共1个问题、1项措施"),
        ("?of=measures&q=甲二", ["1 甲", "1.2 甲二"], "共1个问题、1项措施"),
        ("?due_before=2020-01-01", [], "共0个问题、0项措施"),
    ],
)
def test_a_filter_lists_exactly_what_it_counts(
    office: Office, round_: Round, query: str, expected: list[str], counted: str
) -> None:
    one, two = office.issue(round_, "甲"), office.issue(round_, "乙")
    done = office.measure(one, "甲一", due_on=in_days(-9))
    done.standing = Standing.DONE
    done.save()
    office.measure(one, "甲二", due_on=in_days(-3))
    office.measure(two, "乙一", due_on=in_days(5))
    as_a_paper_says(two, Standing.DONE)
    page = read(office.office, ledger(round_, query))
    assert listed(page) == expected
    assert counted in page


def test_departments_leaders_and_categories_are_filters_too(office: Office, round_: Round) -> None:
    office.measure(office.issue(round_, "甲", lead_leader=office.leader), "甲一")
    two = office.issue(round_, "乙")
    office.measure(two, "乙一", lead_department=office.personnel)
    for query, expected in (
        (f"?department={office.personnel.pk}", ["2 乙", "2.1 乙一"]),
        (f"?leader={office.leader.pk}", ["1 甲", "1.1 甲一"]),
        ("?leader=0", ["2 乙", "2.1 乙一"]),
        (f"?category={two.category_id}", ["1 甲", "1.1 甲一", "2 乙", "2.1 乙一"]),
    ):
        assert listed(read(office.office, ledger(round_, query))) == expected


def test_each_filter_in_force_is_a_chip_that_takes_only_itself_away(
    office: Office, round_: Round
) -> None:
    office.measure(office.issue(round_))
    query = f"?of=measures&status=not_done&status=done&department={office.finance.pk}&q=固定"
    page = read(office.office, ledger(round_, query))
    for words, rest in (
        ("搜索</span>固定", f"of=measures&amp;status=done&amp;status=not_done&amp;department={office.finance.pk}\""),
        ("状态</span>已完成", f"of=measures&amp;status=not_done&amp;department={office.finance.pk}&amp;q="),
        ("责任部门</span>财务科", "of=measures&amp;status=done&amp;status=not_done&amp;q="),
    ):  # fmt: skip
        assert words in page
        assert f"/ledger/?{rest}" in page
    assert "清除全部" in page
    assert '<option value="done,not_done" selected>已完成、未整改</option>' in page


def test_a_name_of_another_unit_is_not_told_by_a_chip(office: Office, round_: Round) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    query = f"?department={other.finance.pk}&leader={other.leader.pk}"
    page = read(office.office, ledger(round_, query))
    assert page.count("</span>未找到") == 2
    assert other.leader.name not in page


def test_folded_the_page_shows_issues_alone_and_offers_their_measures(
    office: Office, round_: Round
) -> None:
    office.measure(office.issue(round_, "甲"), "甲一")
    page = read(office.office, ledger(round_, "?fold=1"))
    assert listed(page) == ["1 甲", "1.1 甲一"]
    assert hidden(page) == ["1.1"]
    assert "展开措施" in page
    assert hidden(read(office.office, ledger(round_))) == []


def test_a_department_is_shown_its_own_rows_counts_and_choices_alone(
    office: Office, round_: Round
) -> None:
    shared = office.issue(round_, "共同的问题")
    office.measure(shared, "财务的措施")
    office.measure(
        shared, "人事的措施", lead_department=office.personnel, responsible_leader=office.leader
    )
    apart = create_category(round_, title="选人用人", by=None)
    create_issue(round_, category=apart, facts={"title": "别人的问题"}, by=None)
    page = read(office.handler, ledger(round_))
    assert listed(page) == ["1 共同的问题", "1.1 财务的措施"]
    assert "共1个问题、1项措施" in page
    for hidden_words in ("人事的措施", "别人的问题", "选人用人", office.leader.name, "人事科"):
        assert hidden_words not in page
    assert options(page, "department") == ["全部", "财务科", "未明确"]
    assert options(page, "leader") == ["全部", "未明确"]
    assert options(page, "category") == ["全部", "财务管理", "未归类"]


def test_a_leader_is_shown_what_he_leads(office: Office, round_: Round) -> None:
    office.measure(office.issue(round_, "甲", lead_leader=office.leader), "甲一")
    two = office.issue(round_, "乙")
    office.measure(two, "乙一", supervising_leader=office.leader)
    office.measure(two, "乙二")
    office.issue(round_, "丙")
    page = read(office.leader, ledger(round_))
    assert listed(page) == ["1 甲", "1.1 甲一", "2 乙", "2.1 乙一"]


def test_another_unit_finds_no_such_page(office: Office, round_: Round) -> None:
    office.issue(round_)
    other = make_office("bh", "碧湖县水务局党组")
    for person in other.people.values():
        assert signed_in(person).get(ledger(round_)).status_code == 404


def test_only_who_may_edit_is_offered_to(office: Office, round_: Round) -> None:
    office.measure(office.issue(round_))
    page = read(office.office, ledger(round_))
    for words in ("新增问题", "新增措施", "新增类别", "导入材料", "编辑"):
        assert words in page
    for person in (office.secretary, office.supervisor, office.handler, office.department_head):
        page = read(person, ledger(round_))
        assert "详情" in page
        for words in ("新增问题", "新增措施", "新增类别", "导入材料", "编辑"):
            assert words not in page


def test_an_empty_ledger_says_what_goes_here_and_offers_the_step(
    office: Office, round_: Round
) -> None:
    page = read(office.office, ledger(round_))
    assert "台账还没有内容" in page
    assert f'href="/rounds/{round_.pk}/papers/"' in page
    assert "整改办录入台账并明确责任后" in read(office.handler, ledger(round_))
    office.issue(round_)
    page = read(office.office, ledger(round_, "?status=done"))
    assert "没有符合条件的问题和措施" in page
    assert "台账还没有内容" not in page


def test_an_empty_category_is_there_for_who_may_fill_it(office: Office, round_: Round) -> None:
    create_category(round_, title="聚焦主责主业", by=None)
    assert "聚焦主责主业" in read(office.office, ledger(round_))
    assert "聚焦主责主业" not in read(office.secretary, ledger(round_))


def make_many(office: Office, round_: Round, number: int) -> list[Issue]:
    category = create_category(round_, title="财务管理", by=None)
    start = Issue.objects.filter(round=round_).count()
    facts: dict[str, Any] = {"round": round_, "category": category, "measures_numbered": 1}
    issues = create_many(
        Issue,
        [
            Issue(**facts, serial=n, title=f"问题{n}", lead_leader=office.leader)
            for n in range(start + 1, start + number + 1)
        ],
    )
    create_many(
        Measure,
        [
            Measure(issue=issue, serial=1, text="清查", lead_department=office.finance)
            for issue in issues
        ],
    )
    return issues


def test_a_long_ledger_is_paged_by_issues(office: Office, round_: Round) -> None:
    issues = make_many(office, round_, 2 * PAGE + 5)
    page = read(office.office, ledger(round_))
    assert len(rows(page)) == 2 * PAGE
    assert f"第1—{PAGE}个问题，共{2 * PAGE + 5}个" in page
    assert f"共{2 * PAGE + 5}个问题、{2 * PAGE + 5}项措施" in page
    assert groups(page)[0].endswith(f"财务管理 {2 * PAGE + 5}个问题")
    assert "上一页" not in page
    last = read(office.office, ledger(round_, "?page=3"))
    assert len(rows(last)) == 10
    assert "下一页" not in last
    assert listed(read(office.office, ledger(round_, "?page=99"))) == listed(last)
    at = read(office.office, ledger(round_, f"?at={issues[-1].pk}"))
    assert listed(at) == listed(last)
    assert f'<tr class="row-issue is-chosen" id="i{issues[-1].pk}"' in at


def test_a_page_that_makes_no_sense_is_the_first(office: Office, round_: Round) -> None:
    office.issue(round_, "甲")
    for query in ("?page=0", "?page=-3", "?page=x", f"?page={'9' * 40}", "?at=²", "?at=99999"):
        assert listed(read(office.office, ledger(round_, query))) == ["1 甲"]


@pytest.mark.parametrize("who", ["office", "handler", "leader"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    office: Office, round_: Round, who: str
) -> None:
    make_many(office, round_, 1)
    for number in (1, 30):
        assert (number, queries(office.people[who], round_)) == (number, QUERIES[who])
        make_many(office, round_, 29)


def queries(person: Person, round_: Round) -> int:
    client = signed_in(person)
    client.get(ledger(round_))  # the session's own first write
    with CaptureQueriesContext(connection) as asked:
        assert client.get(ledger(round_)).status_code == 200
    return len(asked)


def test_words_of_a_paper_cannot_become_markup(office: Office, round_: Round) -> None:
    office.measure(office.issue(round_, "<script>alert(1)</script>"), '"><img src=x>')
    page = read(office.office, ledger(round_, "?q=%22%3E%3Cimg"))
    assert "<script>alert" not in page
    assert "<img" not in page
