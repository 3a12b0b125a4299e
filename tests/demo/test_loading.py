"""What loading the demonstration leaves in the database, and where it refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import connection, transaction

from rectify.assessment.models import Assessment
from rectify.closeout.enums import Reviewer, State
from rectify.closeout.models import Reopening, Step, Submission
from rectify.closeout.onpaper import waiting_on_paper
from rectify.deadlines.queries import due_measures, overdue_measures, with_standing
from rectify.evidence.models import Evidence
from rectify.issues.enums import Standing
from rectify.issues.models import Category, Issue, Takeover
from rectify.kernel import clock
from rectify.kernel.files import read_checked
from rectify.kernel.problems import Refused
from rectify.management.demonstration import material
from rectify.management.demonstration.loading import load
from rectify.management.demonstration.staff import PASSWORD, accounts
from rectify.measures.models import Measure, Progress
from rectify.people.models import Person, Unit
from rectify.people.operations import create_person, create_unit
from rectify.people.rules import role_titles
from rectify.rounds.enums import Stage
from rectify.rounds.models import Round
from rectify.rounds.rules import stage_on
from rectify.scheme.models import Scheme
from rectify.scheme.queries import compare
from rectify.trail.models import Event
from rectify.trail.queries import changes_of, first_broken_link
from tests.exports.reading_back import as_read, in_ledger, read_back


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """The demonstration, loaded once for all tests of this module and then taken away."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


def facts() -> list[Any]:
    """Everything that two loadings must have in common, row numbers apart."""
    return [
        list(Issue.objects.order_by("round__name", "serial").values_list("title", "stated")),
        list(
            Measure.objects.order_by("issue__round__name", "issue__serial", "serial").values_list(
                "text", "standing", "percent", "deadline__due_on", "completed_on"
            )
        ),
        sorted(Evidence.objects.values_list("sha256", flat=True)),
        Counter(Submission.objects.values_list("state", flat=True)),
        Counter(Event.objects.values_list("act", flat=True)),
        sorted(Person.objects.values_list("name", "username")),
    ]


def person(username: str) -> Person:
    return Person.objects.get(username=username)


def test_everything_of_the_material_is_there(loaded: dict[str, int]) -> None:
    assert loaded == {"units": 2, "rounds": 4, "issues": 62, "measures": 160}
    assert Unit.objects.filter(demonstration=True).count() == Unit.objects.count() == 3
    told = [e for r in material.rounds() for i in r.issues for m in i.measures for e in m.log]
    assert Progress.objects.count() == sum(entry.verb == "progress" for entry in told)
    assert Evidence.objects.count() == sum(len(entry.evidence) for entry in told)


def test_every_measure_stands_where_the_material_says(loaded: dict[str, int]) -> None:
    said = [m.standing for given in material.rounds() for i in given.issues for m in i.measures]
    rows = Measure.objects.order_by("issue__round__feedback_on", "issue__serial", "serial")
    stored = Counter(rows.values_list("standing", flat=True))
    assert stored == Counter(said)
    assert set(stored) == set(Standing.values)


def test_the_rounds_are_in_three_stages(loaded: dict[str, int]) -> None:
    rounds = list(Round.objects.order_by("feedback_on"))
    stages = [stage_on(round_, clock.today()) for round_ in rounds]
    assert stages == [Stage.CONTINUED, *[Stage.CONCENTRATED] * 3]
    assert [round_.closed_at is not None for round_ in rounds] == [True, False, False, False]
    standings = [
        Counter(with_standing(Issue.objects.filter(round=r)).values_list("standing_now", flat=True))
        for r in rounds
    ]
    assert standings[0] == {"done": 8, "in_progress": 1, "long_term": 1}
    assert standings[1] == {"done": 17, "in_progress": 10, "partial": 3, "long_term": 2}
    assert standings[2] == {"in_progress": 17, "not_done": 2, "done": 1}
    assert standings[3] == {}


def test_a_plan_is_issued_departed_from_and_a_closed_round_looked_back_at(
    loaded: dict[str, int],
) -> None:
    scheme = Scheme.objects.get(state="issued")
    departures = {one.departure for one in compare(scheme).differences}
    assert departures == {"added", "changed", "dropped"}
    assert all(one.reasons for one in compare(scheme).differences)
    findings = Counter(Takeover.objects.values_list("finding", flat=True))
    assert findings == {"done": 1, "rebound": 1, "": 1}
    assert Assessment.objects.get().deductions.count() == 2


def test_the_tree_is_the_papers(loaded: dict[str, int]) -> None:
    current = Round.objects.order_by("feedback_on")[1]
    tops = Category.objects.filter(round=current, parent=None).order_by("position")
    assert [category.number for category in tops] == ["一、", "二、", "三、", "四、"]
    assert Category.objects.filter(round=current).exclude(parent=None).count() == 11
    assert list(
        Issue.objects.filter(round=current).order_by("serial").values_list("number", flat=True)
    ) == [*map(str, range(1, 31)), "自查1", "民1"]


def test_some_measures_are_overdue_and_some_fall_due_within_a_month(loaded: dict[str, int]) -> None:
    today, rows = clock.today(), Measure.objects.all()
    assert overdue_measures(rows, today).count() >= 12
    assert due_measures(rows, day=today, within=30).count() >= 15


@pytest.mark.parametrize(
    ("username", "reviewer"),
    [
        ("fuzeren", Reviewer.DEPARTMENT),
        ("sl-fuzeren", Reviewer.DEPARTMENT),
        ("zhenggaiban", Reviewer.OFFICE),
        ("sl-zhenggaiban", Reviewer.OFFICE),
        ("lingdao", Reviewer.LEADER),
        ("jiandu", Reviewer.SUPERVISOR),
        ("paizhu", Reviewer.SUPERVISOR),
    ],
)
def test_something_waits_for_every_reviewer_with_an_account(
    loaded: dict[str, int], username: str, reviewer: Reviewer
) -> None:
    waiting = Submission.objects.all().waiting_for(person(username))
    assert {step.reviewer for row in waiting for step in row.steps.filter(state="open")} == {
        reviewer
    }


@pytest.mark.parametrize("username", ["jingban", "sl-jingban"])
def test_something_came_back_to_each_handler_with_an_account(
    loaded: dict[str, int], username: str
) -> None:
    assert Submission.objects.filter(
        state=State.RETURNED, submitted_by=person(username), measure__standing="in_progress"
    ).exists()


def test_the_reviews_are_at_every_step_with_one_sent_back_and_one_on_paper(
    loaded: dict[str, int],
) -> None:
    open_steps = Step.objects.filter(state="open", submission__measure__isnull=False)
    assert set(open_steps.values_list("reviewer", flat=True)) == {
        "department",
        "leader",
        "office",
        "secretary",
        "supervisor",
    }
    assert Step.objects.filter(sent_to=1).count() == 1
    assert Step.objects.filter(entered_by__isnull=False).count() == 2
    assert [row.measure_id for row in waiting_on_paper(person("zhenggaiban"))] != []


def test_issues_are_closed_by_review_and_one_is_reopened(loaded: dict[str, int]) -> None:
    accepted = Submission.objects.filter(issue__isnull=False, state=State.ACCEPTED)
    assert set(accepted.values_list("proposed", flat=True)) == {"done", "partial", "long_term"}
    reopening = Reopening.objects.get()
    assert reopening.submission in accepted
    assert reopening.issue.stated == "in_progress"
    waiting = Submission.objects.all().waiting_for(person("shuji"))
    assert [row.issue.serial for row in waiting if row.issue] == [2]


def test_every_account_signs_in_with_the_one_password_and_has_its_role(
    loaded: dict[str, int], rf: Any
) -> None:
    for account in accounts():
        signed = authenticate(rf.post("/"), username=account.username, password=PASSWORD)
        assert isinstance(signed, Person)
        assert signed.name == account.name
        assert role_titles(signed) == [account.role]
        assert not signed.must_change_password


def test_units_do_not_see_each_others_issues(loaded: dict[str, int]) -> None:
    seen = {
        name: set(
            Issue.objects.all().visible_to(person(name)).values_list("round__unit", flat=True)
        )
        for name in ("shuji", "sl-shuji", "jiandu", "paizhu", "sl-paizhu", "xitong", "shenji")
    }
    assert seen["shuji"] == seen["paizhu"] != seen["sl-shuji"] == seen["sl-paizhu"]
    assert seen["jiandu"] == seen["shuji"] | seen["sl-shuji"]
    assert seen["xitong"] == seen["shenji"] == set()


def test_nothing_happened_before_its_day_or_after_today(loaded: dict[str, int]) -> None:
    for entry in Progress.objects.select_related("measure__issue__round"):
        feedback_on = entry.measure.issue.round.feedback_on
        assert feedback_on is not None
        assert feedback_on <= entry.happened_on < clock.today()
    assert not Event.objects.filter(at__gt=clock.now()).exists()


def test_the_trail_is_whole_and_in_the_order_of_time(loaded: dict[str, int]) -> None:
    moments = list(Event.objects.order_by("position").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert first_broken_link() is None
    assert Event.objects.order_by("position").last().act == "demo.loaded"  # type: ignore[union-attr]


def test_the_history_names_who_did_it_on_the_day(loaded: dict[str, int]) -> None:
    measure = Measure.objects.filter(standing=Standing.DONE).earliest("completed_on")
    changes = changes_of(Measure, [measure.pk])
    assert changes[-1].created
    assert {change.actor for change in changes} >= {"许静"}
    assert changes[-1].at.date() < clock.today() - timedelta(400)


def test_every_file_of_evidence_can_be_read_and_is_what_its_name_says(
    loaded: dict[str, int],
) -> None:
    kinds = {"pdf": "application/pdf", "png": "image/png", "txt": "text/plain"}
    for row in Evidence.objects.all():
        assert sum(map(len, read_checked(row.sha256))) == row.size
        assert row.content_type == kinds[row.name.rsplit(".", 1)[1]]


def test_every_round_of_the_demonstration_reads_back_row_for_row(loaded: dict[str, int]) -> None:
    assert Round.objects.count() == 4
    for round_ in Round.objects.all():
        assert as_read(read_back(round_)) == in_ledger(round_)


def test_reading_the_demonstrations_ledgers_back_raises_no_doubt_about_their_numbers(
    loaded: dict[str, int],
) -> None:
    for round_ in Round.objects.all():
        recognised = read_back(round_)
        assert recognised.header.feedback_on == round_.feedback_on
        assert recognised.header.as_of == clock.today()
        assert [w for w in recognised.warnings if "核对" in w and "时限" not in w] == []


@pytest.mark.once
def test_loading_again_gives_the_same(loaded: dict[str, int]) -> None:
    before = facts()
    connection.check_constraints()  # or PostgreSQL holds the first load's rows too busy to be wiped
    with transaction.atomic():
        load()
        assert facts() == before
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_database_with_a_real_unit_is_refused_and_left_alone() -> None:
    create_unit("青山县档案馆党组", by=None)
    with pytest.raises(Refused, match="不能载入演示数据"):
        load()
    assert Unit.objects.get().name == "青山县档案馆党组"


@pytest.mark.django_db
def test_a_database_with_a_real_account_is_refused_and_left_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    create_person(None, name="管理员", username="guanliyuan", by=None)
    with pytest.raises(SystemExit) as stopped:
        call_command("demo")
    assert stopped.value.code == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert Person.objects.get().username == "guanliyuan"
