"""The order among siblings: categories and tasks go up and down one place at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rectify.issues.models import Category, Issue
from rectify.issues.operations import create_category, move_category, withdraw_category
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import IN_ORDER, Task
from rectify.measures.tasking import create_task, move_task
from rectify.rounds.models import Round
from rectify.scheme.baseline import lines_of
from rectify.trail.models import Event
from tests.factories import Office, make_office, signed_in
from tests.intake.test_two_at_once import at_once
from tests.ledger.pages import groups, read, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()


@pytest.fixture
def three(office: Office, round_: Round) -> list[Category]:
    return [create_category(round_, title=title, by=office.office) for title in ("甲", "乙", "丙")]


@pytest.fixture
def tasks(office: Office, round_: Round) -> list[Task]:
    issue = office.issue(round_)
    return [create_task(issue, text=text, by=office.office) for text in ("一件", "二件", "三件")]


def titles(round_: Round) -> list[str]:
    rows = Category.objects.filter(round=round_, parent=None).order_by("position", "pk")
    return list(rows.values_list("title", flat=True))


def texts(task: Task) -> list[str]:
    rows = Task.objects.filter(issue=task.issue_id).order_by(*IN_ORDER)
    return list(rows.values_list("text", flat=True))


def moved(row: Any, office: Office, *, up: bool) -> Any:
    row.refresh_from_db()
    act: Any = move_category if isinstance(row, Category) else move_task
    return act(row, up=up, version=row.version, by=office.office)


def test_a_category_goes_up_and_down_and_the_ledger_follows(
    office: Office, round_: Round, three: list[Category]
) -> None:
    for category in three:
        office.issue(round_, f"问题{category.title}", number="")
        Issue.objects.filter(title=f"问题{category.title}").update(category=category)
    client = signed_in(office.office)
    answer = client.post(f"/categories/{three[2].pk}/up/", {"version": three[2].version})
    assert answer.status_code == 302
    assert titles(round_)[:3] == ["甲", "丙", "乙"]
    three[0].refresh_from_db()
    client.post(f"/categories/{three[0].pk}/down/", {"version": three[0].version})
    assert titles(round_)[:3] == ["丙", "甲", "乙"]
    page = read(office.office, f"/rounds/{round_.pk}/ledger/")
    assert [name[0] for name in groups(page)][:3] == ["丙", "甲", "乙"]
    assert Event.objects.filter(act="category.moved").count() == 2


def test_only_siblings_are_passed_and_what_left_is_not_counted(
    office: Office, round_: Round, three: list[Category]
) -> None:
    first, second, third = three
    below = [
        create_category(round_, title=title, parent=second, by=office.office)
        for title in ("子一", "子二")
    ]
    moved(below[1], office, up=True)
    assert titles(round_) == ["甲", "乙", "丙"]
    gone = create_category(round_, title="丁", by=office.office)
    withdraw_category(gone, version=gone.version, reason="录错", by=office.office)
    with pytest.raises(Refused, match="排在最后"):
        moved(third, office, up=False)
    with pytest.raises(Refused, match="排在最前"):
        moved(first, office, up=True)


def test_the_edit_form_offers_what_can_be_done(office: Office, three: list[Category]) -> None:
    shown = [read(office.office, f"/categories/{row.pk}/edit/") for row in three]
    assert [("上移" in page, "下移" in page) for page in shown] == [
        (False, True),
        (True, True),
        (True, False),
    ]


def test_a_task_goes_up_and_later_ones_come_last(office: Office, tasks: list[Task]) -> None:
    client = signed_in(office.office)
    client.post(f"/tasks/{tasks[2].pk}/up/", {"version": tasks[2].version})
    assert texts(tasks[0]) == ["一件", "三件", "二件"]
    create_task(tasks[0].issue, text="四件", by=office.office)
    tasks[0].refresh_from_db()
    with clock.at(clock.now() + timedelta(minutes=2)):
        client.post(f"/tasks/{tasks[0].pk}/down/", {"version": tasks[0].version})
    assert texts(tasks[0]) == ["三件", "一件", "二件", "四件"]
    page = text_of(read(office.office, f"/issues/{tasks[0].issue_id}/"))
    assert page.index("三件") < page.index("一件") < page.index("二件") < page.index("四件")
    assert "调整任务顺序" in page


def test_measures_stand_below_their_tasks_in_that_order(office: Office, tasks: list[Task]) -> None:
    for task in tasks:
        office.measure(task.issue, f"措施{task.text}", task=task)
    moved(tasks[1], office, up=True)
    page = text_of(read(office.office, f"/rounds/{tasks[0].issue.round_id}/ledger/"))
    assert page.index("措施二件") < page.index("措施一件") < page.index("措施三件")


def test_another_order_is_no_departure_from_the_plan(office: Office, tasks: list[Task]) -> None:
    round_ = tasks[0].issue.round
    before = lines_of(round_)
    moved(tasks[1], office, up=True)
    assert lines_of(round_) == before


def test_the_ends_stay_where_they_are(office: Office, tasks: list[Task]) -> None:
    with pytest.raises(Refused, match="该任务已排在最前"):
        moved(tasks[0], office, up=True)
    with pytest.raises(Refused, match="该任务已排在最后"):
        moved(tasks[2], office, up=False)


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "secretary", "supervisor"])
def test_only_the_office_sets_the_order(
    office: Office, three: list[Category], tasks: list[Task], who: str
) -> None:
    person = office.people[who]
    for row, act, kind in ((three[1], move_category, "categories"), (tasks[1], move_task, "tasks")):
        change: Any = act
        with pytest.raises(Refused, match="权限"):
            change(row, up=True, version=row.version, by=person)
        url = f"/{kind}/{row.pk}/up/"
        assert signed_in(person).post(url, {"version": row.version}).status_code == 404


def test_another_units_office_meets_nothing(
    office: Office, three: list[Category], tasks: list[Task]
) -> None:
    client = signed_in(make_office("bh", "碧湖县水务局党组").office)
    for url in (f"/categories/{three[1].pk}/up/", f"/tasks/{tasks[1].pk}/down/"):
        assert client.post(url, {"version": 1}).status_code == 404


def test_what_was_changed_meanwhile_is_not_moved_unseen(
    office: Office, three: list[Category]
) -> None:
    seen = three[1].version
    moved(three[1], office, up=True)
    answer = signed_in(office.office).post(f"/categories/{three[1].pk}/up/", {"version": seen})
    assert answer.status_code in {409, 422}
    assert "他人" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_one_row_one_wins_and_every_place_is_taken_once(
    transactional_db: None,
) -> None:
    office = make_office()
    round_ = office.round()
    rows = [create_category(round_, title=title, by=office.office) for title in "甲乙丙丁"]

    def act(row: Category, *, up: bool) -> Any:
        return lambda: move_category(row, up=up, version=row.version, by=office.office)

    told = at_once(act(rows[2], up=True), act(rows[2], up=True))
    assert told[0] == "done"
    assert "他人修改" in told[1]
    for row in rows:
        row.refresh_from_db()
    at_once(act(rows[0], up=False), act(rows[3], up=True))
    places = Category.objects.filter(round=round_).values_list("position", flat=True)
    assert sorted(places) == [1, 2, 3, 4]
