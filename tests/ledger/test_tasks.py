"""Tasks between an issue and its measures: who may, what is kept, what is refused, where they are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from rectify.closeout.history import history_of
from rectify.figures.catalogue import CATALOGUE
from rectify.figures.facts import facts_of
from rectify.figures.withdrawn import withdrawn_in
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure, Task
from rectify.measures.operations import amend_measure
from rectify.measures.tasking import amend_task, create_task, withdraw_task
from rectify.reports.operations import draft_report
from rectify.reports.queries import counted_rows, figure_values
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import ask, options, read, text_of, typed

pytestmark = pytest.mark.django_db

WHY = "与方案不符"
OTHERS = ["handler", "department_head", "leader", "secretary", "supervisor"]


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()


@pytest.fixture
def issue(office: Office, round_: Round) -> Issue:
    return office.issue(round_, "账实不符", lead_leader=office.leader)


@pytest.fixture
def task(office: Office, issue: Issue) -> Task:
    with clock.at(clock.now() - timedelta(minutes=2)):
        return create_task(issue, text="摸清家底", number="（1）", by=office.office)


def change(office: Office, url: str, **facts: Any) -> Any:
    """Open the form as the office, change some fields, send it."""
    client = signed_in(office.office)
    opened = client.get(url)
    assert opened.status_code == 200
    return client.post(url, typed(opened.content.decode()) | facts)


# --- what the office does ----------------------------------------------------------------------


def test_a_task_is_added_on_the_issues_page(office: Office, issue: Issue) -> None:
    url = f"/issues/{issue.pk}/tasks/new/"
    assert url in read(office.office, f"/issues/{issue.pk}/")
    answer = change(office, url, text="健全管理机制", number="（2）")
    assert answer["Location"] == f"/issues/{issue.pk}/#tasks"
    made = Task.objects.get()
    assert (made.issue, made.number, made.text) == (issue, "（2）", "健全管理机制")
    assert Event.objects.latest("position").act == "task.created"


def test_two_clicks_make_one_task(office: Office, issue: Issue) -> None:
    for _ in range(2):
        change(office, f"/issues/{issue.pk}/tasks/new/", text="健全管理机制", number="")
    assert Task.objects.count() == 1


def test_a_task_is_changed_and_its_history_kept(office: Office, issue: Issue, task: Task) -> None:
    change(office, f"/tasks/{task.pk}/edit/", text="摸清全部家底", number="1.")
    task.refresh_from_db()
    assert (task.text, task.number, task.version) == ("摸清全部家底", "1.", 2)
    entry = history_of(issue, office.office)[0]
    assert entry.act == "修改任务"
    assert [(one.label, one.old, one.new) for one in entry.changes] == [
        ("原文编号", "（1）", "1."),
        ("任务", "摸清家底", "摸清全部家底"),
    ]


def test_a_task_without_measures_is_taken_back_with_a_reason(
    office: Office, issue: Issue, task: Task
) -> None:
    answer = change(office, f"/tasks/{task.pk}/withdraw/", reason=WHY)
    assert answer.status_code == 302
    assert not Task.objects.exists()
    kept = Task.with_withdrawn.get()
    assert (kept.text, kept.withdrawn_by) == ("摸清家底", office.office)
    entry = history_of(issue, office.office)[0]
    assert (entry.act, entry.reason) == ("撤回任务", WHY)
    gone = withdrawn_in(issue.round, office.office)
    assert [(row.kind, row.reason) for row in gone] == [("任务", WHY)]
    page = read(office.office, f"/issues/{issue.pk}/")
    assert f"/tasks/{task.pk}/edit/" not in page


# --- what is refused ---------------------------------------------------------------------------


def test_refusals_say_what_to_do(office: Office, issue: Issue, task: Task) -> None:
    with pytest.raises(Refused, match="请填写任务内容"):
        create_task(issue, text=" ", by=office.office)
    with pytest.raises(Refused, match="请填写任务内容"):
        amend_task(task, version=task.version, text="", number="1.", by=office.office)
    with pytest.raises(Refused, match="请填写撤回原因"):
        withdraw_task(task, version=task.version, reason=" ", by=office.office)
    office.measure(issue, task=task)
    with pytest.raises(Refused, match="该任务下还有措施"):
        withdraw_task(task, version=task.version, reason=WHY, by=office.office)
    task.refresh_from_db()
    assert (task.text, task.withdrawn_at) == ("摸清家底", None)


def test_of_two_at_once_the_second_sees_both(office: Office, task: Task) -> None:
    url = f"/tasks/{task.pk}/edit/"
    client = signed_in(office.office)
    opened = typed(client.get(url).content.decode())
    client.post(url, opened | {"text": "甲的改法"})
    answer = client.post(url, opened | {"text": "乙的改法"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "甲的改法" in page
    assert "乙的改法" in page
    task.refresh_from_db()
    assert task.text == "甲的改法"
    with pytest.raises(Refused, match="已被他人修改"):
        withdraw_task(task, version=1, reason=WHY, by=office.office)


@pytest.mark.parametrize("key", OTHERS)
def test_nobody_but_the_office_touches_tasks(
    office: Office, issue: Issue, task: Task, key: str
) -> None:
    person = office.people[key]
    client = signed_in(person)
    for url in (
        f"/issues/{issue.pk}/tasks/new/",
        f"/tasks/{task.pk}/edit/",
        f"/tasks/{task.pk}/withdraw/",
    ):
        assert client.get(url).status_code == 404
        assert client.post(url, {"text": "改", "reason": WHY, "version": 1}).status_code == 404
    attempts: tuple[Callable[[], object], ...] = (
        lambda: create_task(issue, text="新任务", by=person),
        lambda: amend_task(task, version=1, text="改", number="", by=person),
        lambda: withdraw_task(task, version=1, reason=WHY, by=person),
    )
    for attempt in attempts:
        with pytest.raises(Refused, match="权限"):
            attempt()
    assert [row.text for row in Task.objects.all()] == ["摸清家底"]


def test_another_units_office_meets_no_task_here(office: Office, issue: Issue, task: Task) -> None:
    client = signed_in(make_office("bh", "碧湖县水务局党组").office)
    assert client.get(f"/tasks/{task.pk}/edit/").status_code == 404
    assert client.post(f"/issues/{issue.pk}/tasks/new/", {"text": "改"}).status_code == 404


# --- where they stand --------------------------------------------------------------------------


def test_a_measure_is_put_below_a_task(office: Office, issue: Issue, task: Task) -> None:
    foreign = create_task(office.issue(issue.round, "接待超标准"), text="规范接待", by=None)
    url = f"/issues/{issue.pk}/measures/new/"
    form = ask(office.office, url).content.decode()
    assert options(form, "task") == ["无", "（1） 摸清家底"]
    ask(office.office, url, typed(form) | {"text": "开展清查", "task": str(task.pk)})
    assert Measure.objects.get().task == task
    answer = ask(office.office, url, typed(form) | {"text": "另一项", "task": str(foreign.pk)})
    assert answer.status_code == 422
    assert Measure.objects.count() == 1


def test_measures_stand_below_their_task_in_ledger_and_issue(
    office: Office, issue: Issue, task: Task
) -> None:
    office.measure(issue, "不属于任务的措施")
    office.measure(issue, "开展清查", task=task)
    for url in (f"/rounds/{issue.round_id}/ledger/", f"/issues/{issue.pk}/"):
        page = text_of(read(office.office, url).partition("<tbody")[2])
        places = [
            page.index(words)
            for words in ("任务（1） 摸清家底", "开展清查", "未列入任务的措施", "不属于任务的措施")
        ]
        assert places == sorted(places), url


def test_without_tasks_nothing_is_said_of_them(office: Office, issue: Issue) -> None:
    office.measure(issue, "开展清查")
    page = read(office.office, f"/rounds/{issue.round_id}/ledger/")
    assert "任务" not in text_of(page.partition('id="ledger"')[2])
    assert "整改任务" not in read(office.secretary, f"/issues/{issue.pk}/")


def test_a_department_is_told_the_tasks_of_its_own_measures_alone(
    office: Office, issue: Issue, task: Task
) -> None:
    other = create_task(issue, text="调整岗位人员", by=office.office)
    office.measure(issue, "开展清查", task=task)
    office.measure(issue, "轮岗交流", task=other, lead_department=office.personnel)
    page = read(office.handler, f"/issues/{issue.pk}/")
    assert "摸清家底" in page
    assert "调整岗位人员" not in page


def test_measures_of_a_task_are_counted_as_far_as_they_may_be_seen(
    office: Office, issue: Issue, task: Task
) -> None:
    office.measure(issue, "开展清查", task=task)
    for text in ("轮岗交流", "核对账目"):
        office.measure(issue, text, task=task, lead_department=office.personnel)
    withdrawn = office.measure(issue, "重复的", task=task)
    withdrawn.withdraw(reason=WHY, by=office.office)
    url = f"/issues/{issue.pk}/"
    for person, told in ((office.office, 3), (office.leader, 3), (office.handler, 1)):
        assert f"（1） 摸清家底 {told}项措施" in text_of(read(person, url))


# --- counted -----------------------------------------------------------------------------------


def test_tasks_are_counted_where_there_are_any(office: Office, issue: Issue, task: Task) -> None:
    ledger = f"/rounds/{issue.round_id}/ledger/"
    office.measure(issue, "建立台账")
    assert "共1个问题、1项措施" in read(office.office, ledger)
    for text in ("开展清查", "核对账目"):
        office.measure(issue, text, task=task)
    assert "共1个问题、1项任务、3项措施" in read(office.office, ledger)
    facts = facts_of(office.office, issue.round)
    assert CATALOGUE["tasks"].words(facts) == "1"
    assert CATALOGUE["tasks"].ids(facts) == [task.pk]


def test_a_past_day_counts_the_tasks_of_that_day(office: Office, issue: Issue, task: Task) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with clock.at(yesterday):
        measure = office.measure(issue, "开展清查", task=task)
    measure.refresh_from_db()
    amend_measure(measure, version=measure.version, changes={"task": None}, by=office.office)
    figure = CATALOGUE["tasks"]
    assert figure.ids(facts_of(office.office, issue.round, yesterday)) == [task.pk]
    assert figure.ids(facts_of(office.office, issue.round)) == []


def test_a_report_tells_tasks_and_leads_to_them(office: Office, issue: Issue, task: Task) -> None:
    office.measure(issue, "开展清查", task=task)
    report = draft_report(issue.round, by=office.secretary)
    told = "".join(report.sections.values_list("body", flat=True))
    assert "共明确整改任务{任务数}项、制定整改措施{措施数}项" in told
    counted = counted_rows(report, "tasks")
    assert counted is not None
    assert [(row.kind, row.number, row.text) for row in counted.rows] == [
        ("task", "（1）", "摸清家底")
    ]
    page = read(office.secretary, f"/reports/{report.pk}/rows/?figure=tasks")
    assert "摸清家底" in page


def test_a_report_without_tasks_is_silent_about_them(office: Office, issue: Issue) -> None:
    office.measure(issue, "开展清查")
    report = draft_report(issue.round, by=office.secretary)
    assert "任务数" not in "".join(report.sections.values_list("body", flat=True))
    names = [value.name for value in figure_values(facts_of(office.office, issue.round))]
    assert "任务数" not in names
