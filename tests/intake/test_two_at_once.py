"""Two at once, in threads with connections of their own, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from rectify.intake import mending
from rectify.intake.models import Paper
from rectify.intake.operations import apply_paper, mend_plan, withdraw_paper
from rectify.issues.models import Category, Issue
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure, Progress
from rectify.measures.operations import log_progress
from rectify.people.models import Alias
from rectify.people.operations import teach_alias
from rectify.rounds.models import Round
from rectify.trail.models import Event
from rectify.trail.queries import first_broken_link
from tests.factories import Office, make_office
from tests.intake.giving import LETTER, REPORT, applied, confirmed, given, row

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Do all acts at the same moment; what each came to: "done", or the refusal's sentence."""
    together = Barrier(len(acts))
    outcomes = [""] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            together.wait(10)
            act()
            outcomes[place] = "done"
        except Refused as refusal:
            outcomes[place] = str(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert all(outcomes), outcomes
    return sorted(outcomes)


def confirming(paper: Paper, office: Office) -> Callable[[], Any]:
    """An act that confirms a paper as it was seen."""
    return lambda: apply_paper(paper, version=paper.version, by=office.office)


def test_a_double_click_on_confirm_writes_once_and_tells_the_second(
    office: Office, round_: Round
) -> None:
    paper = given(office, round_, REPORT)
    outcomes = at_once(confirming(paper, office), confirming(paper, office))
    assert outcomes == ["done", "这份材料已经导入台账，无需再次确认。"]
    assert (Issue.objects.count(), Measure.objects.count()) == (4, 5)
    assert Event.objects.filter(act="paper.applied").count() == 1


def test_two_papers_of_one_ledger_confirmed_at_once_make_no_doubles(
    office: Office, round_: Round
) -> None:
    papers = [given(office, round_, text) for text in (REPORT, REPORT + "附件：略\n")]
    assert at_once(*(confirming(paper, office) for paper in papers)) == ["done", "done"]
    assert Issue.objects.count() == 4
    assert Category.objects.count() == 2


def test_two_confirm_different_papers_of_one_round_and_numbers_are_given_once(
    office: Office, round_: Round
) -> None:
    other = "反馈意见\n一、作风建设方面\n1.关于“调研走马观花”的问题。\n2.关于“文风不实”的问题。\n"
    papers = [given(office, round_, LETTER), given(office, round_, other)]
    assert at_once(*(confirming(paper, office) for paper in papers)) == ["done", "done"]
    assert sorted(Issue.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5]


def test_mends_of_different_rows_at_once_are_both_kept(office: Office, round_: Round) -> None:
    paper = given(office, round_, LETTER)

    def leaving_out(row_id: str) -> Callable[[], Any]:
        return lambda: mend_plan(
            paper,
            lambda plan: mending.keep_issue(plan, row_id, False),
            version=None,
            by=office.office,
        )

    assert at_once(*(leaving_out(f"i{n}") for n in (1, 2, 3))) == ["done"] * 3
    paper.refresh_from_db()
    assert [row(paper, f"i{n}").keep for n in (1, 2, 3)] == [False] * 3


def test_of_two_who_mend_one_row_at_once_one_is_told(office: Office, round_: Round) -> None:
    paper = given(office, round_, LETTER)

    def retitling(title: str) -> Callable[[], Any]:
        def change(plan: Any) -> None:
            mending.demand_version(plan, "i1", 1)
            mending.mend_issue(plan, "i1", title=title, path="", status="")

        return lambda: mend_plan(paper, change, version=None, by=office.office)

    first, second = at_once(retitling("甲"), retitling("乙"))
    assert first == "done"
    assert "他人修改" in second


def test_progress_and_undoing_at_once_never_both_happen(office: Office, round_: Round) -> None:
    for attempt in range(4):
        text = REPORT.replace("126件", f"12{attempt}件")
        paper = confirmed(office, round_, text)
        measure = Measure.objects.order_by("-pk")[0]

        def log(measure: Measure = measure) -> None:
            log_progress(
                measure, text="已清点", percent=10, happened_on=clock.today(), by=office.office
            )

        def undo(paper: Paper = paper) -> None:
            withdraw_paper(paper, version=paper.version, by=office.office)

        outcomes = at_once(log, undo)
        assert outcomes.count("done") == 1, outcomes
        logged = Progress.objects.filter(measure=measure).exists()
        assert logged == Measure.objects.filter(pk=measure.pk).exists()
        if logged:
            break


def test_undoing_twice_at_once_happens_once(office: Office, round_: Round) -> None:
    paper = applied(given(office, round_, LETTER), office)

    def undo() -> None:
        withdraw_paper(paper, version=paper.version, by=office.office)

    outcomes = at_once(undo, undo)
    assert outcomes.count("done") == 1
    assert not Issue.objects.exists()


def test_an_alias_taught_by_two_at_once_is_one(office: Office) -> None:
    def teach(department: Any) -> Callable[[], Any]:
        return lambda: teach_alias(
            office.unit, name="财审股", department=department, by=office.office
        )

    assert at_once(teach(office.finance), teach(office.personnel)) == ["done", "done"]
    assert Alias.objects.count() == 1


def test_the_trail_holds_after_all_of_it(office: Office, round_: Round) -> None:
    papers = [given(office, round_, text) for text in (LETTER, REPORT)]
    at_once(*(confirming(paper, office) for paper in papers))
    assert first_broken_link() is None
