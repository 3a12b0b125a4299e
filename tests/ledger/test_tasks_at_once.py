"""Tasks and 整改卷 asked for by two at once, in threads with connections of their own."""

from __future__ import annotations

import pytest

from rectify.dossier.operations import ask_dossier
from rectify.issues.models import Issue
from rectify.jobs.models import Job
from rectify.measures.models import Measure, Task
from rectify.measures.operations import amend_measure
from rectify.measures.tasking import amend_task, create_task, withdraw_task
from tests.factories import Office, make_office
from tests.intake.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture
def issue(office: Office) -> Issue:
    return office.issue(office.round(), "账实不符")


def test_a_double_click_makes_one_task(office: Office, issue: Issue) -> None:
    def add() -> None:
        create_task(issue, text="摸清家底", by=office.office)

    assert at_once(add, add) == ["done", "done"]
    assert Task.objects.count() == 1


def test_of_two_changes_one_wins_and_the_other_is_told(office: Office, issue: Issue) -> None:
    task = create_task(issue, text="摸清家底", by=office.office)
    outcomes = at_once(
        lambda: amend_task(task, version=1, text="甲", number="", by=office.office),
        lambda: amend_task(task, version=1, text="乙", number="", by=office.office),
    )
    assert outcomes[0] == "done"
    assert "他人修改" in outcomes[1]
    task.refresh_from_db()
    assert (task.text in {"甲", "乙"}, task.version) == (True, 2)


def test_no_measure_is_left_below_a_task_that_is_taken_back(office: Office, issue: Issue) -> None:
    task = create_task(issue, text="摸清家底", by=office.office)
    measure = office.measure(issue)
    outcomes = at_once(
        lambda: withdraw_task(task, version=1, reason="重复", by=office.office),
        lambda: amend_measure(measure, version=1, changes={"task": task}, by=office.office),
    )
    assert outcomes[0] == "done"
    assert "撤回" in outcomes[1] or "还有措施" in outcomes[1]
    below = Measure.objects.filter(task=task).exists()
    assert below == Task.objects.exists()


def test_two_clicks_print_one_dossier(office: Office, issue: Issue) -> None:
    def ask() -> None:
        ask_dossier(issue, by=office.office)

    assert at_once(ask, ask) == ["done", "done"]
    assert Job.objects.count() == 1
