"""Numbers given while others work on the same rows: in threads, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import transaction

from rectify.claims.operations import remind_measure
from rectify.instructions.operations import give_instruction
from rectify.issues.enums import Finding, Standing
from rectify.issues.models import Issue
from rectify.issues.operations import create_issue
from rectify.kernel import clock
from rectify.lookback.operations import judge_takeover, take_over
from rectify.measures.models import Measure
from rectify.measures.operations import create_measure, log_progress
from rectify.reshaping.operations import (
    merge_issues,
    move_measure,
    renumber_issue,
    renumber_measure,
)
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.trail.queries import first_broken_link
from rectify.trail.rows import lock
from tests.closeout.lives import hand_in
from tests.factories import Office, make_office
from tests.intake.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


def test_a_new_row_and_a_renumbered_one_never_share_a_number(office: Office) -> None:
    round_ = office.round()
    issue = office.issue(round_)
    first = office.measure(issue)
    outcomes = at_once(
        lambda: renumber_measure(
            first, number=2, version=first.version, reason="对齐", by=office.office
        ),
        lambda: create_measure(
            issue, facts={"text": "新措施", "lead_department": office.finance}, by=office.office
        ),
        lambda: renumber_issue(
            issue, number=2, version=issue.version, reason="对齐", by=office.office
        ),
        lambda: create_issue(
            round_, category=issue.category, facts={"title": "新问题"}, by=office.office
        ),
    )
    assert outcomes.count("done") >= 2, outcomes
    numbers = list(Measure.objects.values_list("issue", "serial"))
    assert len(numbers) == len(set(numbers)) == 2
    serials = list(Issue.objects.values_list("serial", flat=True))
    assert len(serials) == len(set(serials)) == 2
    assert first_broken_link() is None


@pytest.mark.parametrize("what", ["issue", "measure"])
def test_what_is_just_being_handed_in_keeps_its_number(office: Office, what: str) -> None:
    measure = office.measure(office.issue(office.round()))
    office.evidence(measure)
    row = Measure.objects.get(pk=measure.pk)
    handed_in = Event()

    def hand_it_in() -> None:
        with transaction.atomic():
            hand_in(measure, office.handler)
            handed_in.set()
            sleep(0.5)

    def renumber() -> None:
        handed_in.wait(10)
        facts: dict[str, Any] = {"number": 5, "reason": "对齐", "by": office.office}
        if what == "measure":
            renumber_measure(row, version=row.version, **facts)
        else:
            renumber_issue(row.issue, version=row.issue.version, **facts)

    done, told = at_once(hand_it_in, renumber)
    assert done == "done"
    assert "正在审核" in told


def test_all_kinds_of_numbering_at_once_end(office: Office) -> None:
    round_ = office.round()
    one, two = office.issue(round_, "甲"), office.issue(round_, "乙")
    a, b = office.measure(one), office.measure(two, "乙措施")
    outcomes = at_once(
        lambda: move_measure(a, to=two, version=a.version, reason="归错", by=office.office),
        lambda: move_measure(b, to=one, version=b.version, reason="归错", by=office.office),
        lambda: renumber_measure(a, number=7, version=a.version, reason="对齐", by=office.office),
        lambda: renumber_issue(two, number=8, version=two.version, reason="对齐", by=office.office),
        lambda: log_progress(
            a, text="已办", percent=10, happened_on=clock.today(), by=office.handler
        ),
        lambda: remind_measure(b, by=office.office),
    )
    assert outcomes.count("done") >= 3, outcomes
    assert first_broken_link() is None
    numbers = list(Measure.objects.values_list("issue", "serial"))
    assert len(numbers) == len(set(numbers)) == 2


def test_who_takes_a_row_before_the_trail_is_not_met_by_who_takes_the_trail_first(
    office: Office,
) -> None:
    round_ = office.round()
    target, gone = office.issue(round_, "甲"), office.issue(round_, "乙")
    given = give_instruction(gone, text="请抓紧", persons=[office.office], by=office.secretary)
    ahead = office.issue(round_, "丙", stated=Standing.DONE)
    later = office.round(name="回头看", kind="look_back")
    taken = take_over(later, ahead, by=office.office)

    def holding(row: Any, held: Event) -> Callable[[], None]:
        def act() -> None:
            with transaction.atomic():
                lock(row)
                held.set()
                sleep(0.5)
                note(Act.SIGNED_IN, office.office, by=office.office)

        return act

    one, two = Event(), Event()

    def merge() -> None:
        one.wait(10)
        merge_issues(
            target, [gone], version=target.version, title="甲乙", reason="重复", by=office.office
        )

    def judge() -> None:
        two.wait(10)
        judge_takeover(
            taken,
            version=taken.version,
            finding=Finding.REBOUND,
            note="反弹",
            reopens=True,
            by=office.office,
        )

    assert at_once(holding(given, one), merge) == ["done", "done"]
    assert at_once(holding(ahead, two), judge) == ["done", "done"]
