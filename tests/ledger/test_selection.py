"""What each filter of the ledger finds, for whom, and that it can be written into an address."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from rectify.dashboard.queries import dashboard_of
from rectify.deadlines.enums import Light
from rectify.deadlines.operations import set_deadline
from rectify.deadlines.rules import light_on
from rectify.figures.lines import issue_lines
from rectify.figures.selection import Of, Selection
from rectify.issues.enums import Source, Standing
from rectify.issues.models import Issue
from rectify.issues.operations import create_category, create_issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.rounds.models import Round
from tests.factories import Office, as_a_paper_says, make_office

TODAY = date(2026, 11, 21)

selections = st.builds(
    Selection,
    of=st.sampled_from(Of),
    statuses=st.sets(st.sampled_from(Standing)).map(
        lambda some: tuple(one for one in Standing if one in some)
    ),
    sources=st.sets(st.sampled_from(Source)).map(
        lambda some: tuple(one for one in Source if one in some)
    ),
    light=st.none() | st.sampled_from(Light),
    overdue=st.booleans(),
    due_within=st.none() | st.integers(0, 3660),
    due_before=st.none() | st.dates(),
    department=st.none() | st.integers(0, 9999),
    leader=st.none() | st.integers(0, 9999),
    category=st.none() | st.integers(0, 9999),
    q=st.text(max_size=60).map(lambda words: " ".join(words.replace("\0", "").split())),
)


@given(selections)
def test_a_selection_survives_being_written_into_an_address(selection: Selection) -> None:
    assert Selection.from_params(QueryDict(selection.query)) == selection


@pytest.mark.parametrize(
    "query",
    [
        "of=nothing&status=foo&light=blue&overdue=yes&due_within=soon&due_before=2026-13-01",
        "department=-1&leader=x&category=²&due_within=999999&q=%00++",
        f"department={'9' * 30}",
    ],
)
def test_what_cannot_be_understood_asks_for_nothing(query: str) -> None:
    assert Selection.from_params(QueryDict(query)) == Selection()


def test_several_standings_come_one_by_one_or_joined() -> None:
    one_by_one = Selection.from_params(QueryDict("status=partial&status=done"))
    joined = Selection.from_params(QueryDict("status=done,partial"))
    assert one_by_one == joined == Selection(statuses=(Standing.DONE, Standing.PARTIAL))


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round(feedback_on=TODAY - timedelta(days=60))


def titles(selection: Selection, person: Person, round_: Round) -> list[str]:
    rows = selection.issues(person, round_, TODAY).order_by("serial")
    return [row.title for row in rows]


def texts(selection: Selection, person: Person, round_: Round) -> list[str]:
    rows = selection.measures(person, round_, TODAY).order_by("issue__serial", "serial")
    return [row.text for row in rows]


def set_standing(measure: Measure, standing: Standing) -> None:
    measure.standing = standing
    measure.save()


def test_asking_for_nothing_gives_everything_of_the_round_alone(
    office: Office, round_: Round
) -> None:
    office.measure(office.issue(round_, "甲"), "一")
    office.issue(office.round(name="另一轮"), "乙")
    assert titles(Selection(), office.office, round_) == ["甲"]
    assert texts(Selection(), office.office, round_) == ["一"]
    assert titles(Selection(of=Of.MEASURES), office.office, round_) == ["甲"]


def test_a_standing_finds_issues_with_all_their_measures_or_measures_alone(
    office: Office, round_: Round
) -> None:
    begun, done = office.issue(round_, "甲"), office.issue(round_, "乙")
    set_standing(office.measure(begun, "甲一"), Standing.DONE)
    office.measure(begun, "甲二")
    office.measure(done, "乙一")
    as_a_paper_says(done, Standing.DONE)
    by_issue = Selection(statuses=(Standing.DONE,))
    assert titles(by_issue, office.office, round_) == ["乙"]
    assert texts(by_issue, office.office, round_) == ["乙一"]
    by_measure = by_issue.but(of=Of.MEASURES)
    assert titles(by_measure, office.office, round_) == ["甲"]
    assert texts(by_measure, office.office, round_) == ["甲一"]


DAYS = (None, -1, 0, 10, 11)


def make_every_light(office: Office, round_: Round) -> None:
    """Issues and measures in every standing with every date, the measures under some of the issues."""
    for standing, days in product(("", *Standing), DAYS):
        issue = office.issue(round_, f"问题{standing}{days}")
        if days is not None:
            set_deadline(issue, due_on=TODAY + timedelta(days=days), by=None)
        if days in {None, 11} and standing in {"", Standing.PARTIAL, Standing.DONE}:
            make_every_measure(office, issue)
        as_a_paper_says(issue, standing)


def make_every_measure(office: Office, issue: Issue) -> None:
    """Measures of the issue that are open and finished, with every date."""
    for own, after in product((Standing.NOT_DONE, Standing.DONE), (None, -1, 5, 30)):
        due_on = TODAY + timedelta(days=after) if after is not None else None
        set_standing(office.measure(issue, f"{own}{after}", due_on=due_on), own)


@pytest.mark.parametrize("light", Light)
def test_a_light_finds_exactly_the_rows_that_show_it(
    office: Office, round_: Round, light: Light
) -> None:
    make_every_light(office, round_)
    rows: Any = Measure.objects.select_related("deadline").order_by("pk")
    shown = [row.pk for row in rows if light_of(row) == light]
    selection = Selection(of=Of.MEASURES, light=light)
    found = selection.measures(office.office, round_, TODAY)
    assert sorted(found.values_list("pk", flat=True)) == shown
    assert shown


def light_of(measure: Measure) -> Light:
    deadline = getattr(measure, "deadline", None)
    due_on = deadline.due_on if deadline else None
    return light_on(TODAY, due_on=due_on, standing=measure.standing)


def test_every_issue_shows_exactly_one_light(office: Office, round_: Round) -> None:
    make_every_light(office, round_)
    found = [
        issue.pk
        for light in Light
        for issue in Selection(light=light).issues(office.office, round_, TODAY)
    ]
    assert sorted(found) == sorted(Issue.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("of", Of)
def test_the_red_light_and_overdue_are_the_same_rows(office: Office, round_: Round, of: Of) -> None:
    make_every_light(office, round_)
    red, late = Selection(of=of, light=Light.RED), Selection(of=of, overdue=True)
    assert titles(red, office.office, round_) == titles(late, office.office, round_) != []
    assert texts(red, office.office, round_) == texts(late, office.office, round_)


def test_due_within_finds_open_rows_from_today_on(office: Office, round_: Round) -> None:
    issue = office.issue(round_, "甲")
    for days in (-1, 0, 30, 31):
        office.measure(issue, f"第{days}天", due_on=TODAY + timedelta(days=days))
    set_standing(office.measure(issue, "完成", due_on=TODAY), Standing.DONE)
    selection = Selection(of=Of.MEASURES, due_within=30)
    assert texts(selection, office.office, round_) == ["第0天", "第30天"]
    assert titles(selection.but(of=Of.ISSUES), office.office, round_) == ["甲"]


def test_due_before_looks_at_the_date_whatever_the_standing(office: Office, round_: Round) -> None:
    early, late = office.issue(round_, "甲"), office.issue(round_, "乙")
    set_standing(office.measure(early, "早", due_on=TODAY - timedelta(days=1)), Standing.DONE)
    office.measure(early, "晚", due_on=TODAY)
    set_deadline(late, due_on=TODAY, by=None)
    selection = Selection(due_before=TODAY)
    assert titles(selection, office.office, round_) == ["甲"]
    assert texts(selection.but(of=Of.MEASURES), office.office, round_) == ["早"]


def test_a_department_is_found_as_lead_and_for_measures_as_assistant(
    office: Office, round_: Round
) -> None:
    led = office.issue(round_, "牵头", lead_department=office.personnel)
    helped, other = office.issue(round_, "配合"), office.issue(round_, "其他")
    office.measure(led, "财务一")
    office.measure(helped, "财务二", assisting=[office.personnel])
    office.measure(other, "人事一", lead_department=office.personnel)
    selection = Selection(department=office.personnel.pk)
    assert titles(selection, office.office, round_) == ["牵头", "其他"]
    assert texts(selection.but(of=Of.MEASURES), office.office, round_) == ["财务二", "人事一"]


def test_a_department_that_no_longer_assists_is_not_found(office: Office, round_: Round) -> None:
    measure = office.measure(office.issue(round_), assisting=[office.personnel])
    row = measure.assistances.get()
    row.ended_on = TODAY
    row.save()
    assert (
        texts(Selection(of=Of.MEASURES, department=office.personnel.pk), office.office, round_)
        == []
    )


def test_nobody_finds_the_rows_that_name_none(office: Office, round_: Round) -> None:
    named = office.issue(round_, "甲", lead_department=office.finance, lead_leader=office.leader)
    office.measure(named, "有", responsible_leader=office.leader)
    office.measure(office.issue(round_, "乙"), "无", lead_department=None)
    for selection in (Selection(department=0), Selection(leader=0)):
        assert titles(selection, office.office, round_) == ["乙"]
        assert texts(selection.but(of=Of.MEASURES), office.office, round_) == ["无"]


def test_a_leader_is_found_on_issues_and_as_either_leader_of_a_measure(
    office: Office, round_: Round
) -> None:
    office.issue(round_, "甲", lead_leader=office.leader)
    second = office.issue(round_, "乙")
    office.measure(second, "责任", responsible_leader=office.leader)
    office.measure(second, "分管", supervising_leader=office.leader)
    office.measure(second, "无关")
    selection = Selection(leader=office.leader.pk)
    assert titles(selection, office.office, round_) == ["甲", "乙"]
    assert texts(selection.but(of=Of.MEASURES), office.office, round_) == ["责任", "分管"]


def test_a_category_holds_all_below_it(office: Office, round_: Round) -> None:
    above = create_category(round_, title="党的建设", by=None)
    below = create_category(round_, title="支部建设", parent=above, by=None)
    issue = create_issue(round_, category=below, facts={"title": "甲"}, by=None)
    office.measure(issue, "一")
    office.issue(round_, "乙")
    selection = Selection(category=above.pk)
    assert titles(selection, office.office, round_) == ["甲"]
    assert texts(selection.but(of=Of.MEASURES), office.office, round_) == ["一"]
    assert titles(Selection(category=10**9), office.office, round_) == []


def test_words_are_looked_for_in_issues_and_in_their_measures(
    office: Office, round_: Round
) -> None:
    one, two = office.issue(round_, "公车管理不规范"), office.issue(round_, "学习不深入")
    office.measure(one, "修订用车办法")
    office.measure(two, "补学公车管理规定")
    office.measure(two, "建立台账")
    selection = Selection(q="公车 管理")
    assert titles(selection, office.office, round_) == ["公车管理不规范", "学习不深入"]
    assert texts(selection.but(of=Of.MEASURES), office.office, round_) == ["补学公车管理规定"]
    assert titles(Selection(q="100%"), office.office, round_) == []


def test_a_number_alone_also_finds_the_issue_of_that_number(office: Office, round_: Round) -> None:
    office.measure(office.issue(round_, "甲"), "甲一")
    office.measure(office.issue(round_, "乙"), "乙一")
    assert titles(Selection(q="2"), office.office, round_) == ["乙"]
    assert texts(Selection(of=Of.MEASURES, q="2"), office.office, round_) == ["乙一"]


def test_a_department_finds_nothing_through_measures_it_may_not_see(
    office: Office, round_: Round
) -> None:
    issue = office.issue(round_, "共同的问题")
    office.measure(issue, "本部门")
    hidden = office.measure(
        issue,
        "公车清理",
        due_on=TODAY - timedelta(days=5),
        lead_department=office.personnel,
        responsible_leader=office.leader,
    )
    seen = [
        Selection(q="公车"),
        Selection(department=office.personnel.pk),
        Selection(leader=office.leader.pk),
        Selection(due_before=TODAY),
    ]
    for selection in seen:
        assert titles(selection, office.office, round_) == ["共同的问题"]
        assert titles(selection, office.handler, round_) == []
        assert texts(selection.but(of=Of.MEASURES), office.handler, round_) == []
    assert texts(Selection(), office.handler, round_) == ["本部门"]
    assert hidden.pk


def test_another_units_people_find_nothing(office: Office, round_: Round) -> None:
    office.measure(office.issue(round_), due_on=TODAY)
    other = make_office("bh", "碧湖县水务局党组")
    for person in other.people.values():
        for of in Of:
            assert titles(Selection(of=of), person, round_) == []
            assert texts(Selection(of=of), person, round_) == []


def test_withdrawn_rows_are_in_no_selection(office: Office, round_: Round) -> None:
    issue = office.issue(round_)
    measure = office.measure(issue)
    for row in (measure, issue):
        row.withdrawn_at = clock.now()
        row.save()
        assert texts(Selection(), office.office, round_) == []
    assert titles(Selection(), office.office, round_) == []


def test_dates_of_measures_that_somebody_may_not_see_tell_him_nothing(db: None) -> None:
    office = make_office()
    round_ = office.round()
    issue = office.issue(round_)
    office.measure(issue, text="财务科的")
    for days in (-3, 5):
        office.measure(
            issue,
            text="人事科的",
            lead_department=office.personnel,
            due_on=clock.today() + timedelta(days=days),
        )
    asked = (
        Selection(overdue=True),
        Selection(due_within=30),
        Selection(light=Light.RED),
        Selection(due_before=clock.today() + timedelta(days=60)),
    )
    for selection in asked:
        assert selection.issues(office.office, round_).exists(), selection
        assert not selection.issues(office.handler, round_).exists(), selection
    assert Selection(light=Light.NONE).issues(office.handler, round_).exists()
    line = issue_lines(Selection(), office.handler, round_, [issue.pk])[issue.pk]
    assert (line.light, line.due_on) == (Light.NONE, None)
    board = dashboard_of(office.handler, round_, clock.today())
    assert (board.issues.overdue.value, board.issues.soon.value) == ("0", "0")
    assert [light.count for light in board.issues.lights if light.light is Light.RED] == [0]
