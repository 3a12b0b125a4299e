"""Numbers given while others work on the same rows: in threads, on SQLite and on PostgreSQL."""

from __future__ import annotations

from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import transaction

from rectify.claims.operations import remind_measure
from rectify.issues.models import Issue
from rectify.issues.operations import create_issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import create_measure, log_progress
from rectify.reshaping.operations import move_measure, renumber_issue, renumber_measure
from rectify.trail.queries import first_broken_link
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
