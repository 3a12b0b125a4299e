"""Two at once, in threads with connections of their own, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rectify.evidence.models import Evidence
from rectify.evidence.operations import replace_evidence, withdraw_evidence
from rectify.kernel import clock
from rectify.measures.models import Measure, Progress
from rectify.measures.operations import correct_progress, log_progress
from rectify.outcomes.models import Outcome
from rectify.outcomes.operations import amend_outcome, withdraw_outcome
from rectify.trail.queries import first_broken_link
from tests.factories import Office, make_office
from tests.intake.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    return office.measure(office.issue(office.round()))


def test_a_double_click_enters_one_outcome(office: Office, measure: Measure) -> None:
    round_ = measure.issue.round

    def enter() -> None:
        office.outcome(round_, kind="funds", measures=[measure])

    assert at_once(enter, enter, enter) == ["done"] * 3
    assert Outcome.objects.count() == 1
    assert Outcome.objects.get().bearings.count() == 1
    assert first_broken_link() is None


def test_of_two_edits_at_once_the_second_is_told(office: Office, measure: Measure) -> None:
    row = office.outcome(measure.issue.round, measures=[measure])

    def edit(note: str) -> Callable[[], Any]:
        return lambda: amend_outcome(
            row, version=row.version, facts={"note": note}, by=office.handler
        )

    first, second = at_once(edit("甲"), edit("乙"))
    assert first == "done"
    assert "他人修改" in second


def test_editing_and_withdrawing_at_once_never_both_happen(
    office: Office, measure: Measure
) -> None:
    row = office.outcome(measure.issue.round, measures=[measure])

    def edit() -> None:
        amend_outcome(row, version=row.version, facts={"note": "甲"}, by=office.handler)

    def withdraw() -> None:
        withdraw_outcome(row, version=row.version, reason="重复", by=office.office)

    assert at_once(edit, withdraw).count("done") == 1


def test_of_two_corrections_at_once_one_stands(office: Office, measure: Measure) -> None:
    today = clock.today()
    entry = log_progress(measure, text="甲", percent=20, happened_on=today, by=office.handler)

    def correct(percent: int) -> Callable[[], Any]:
        return lambda: correct_progress(
            entry,
            text="甲",
            percent=percent,
            happened_on=today,
            reason="误填",
            by=office.handler,
        )

    outcomes = at_once(correct(30), correct(40))
    assert outcomes.count("done") == 1
    assert any("已被更正" in one for one in outcomes)
    new = Progress.objects.get(corrects=entry)
    measure.refresh_from_db()
    assert measure.percent == new.percent


def test_a_double_click_on_correct_makes_one_version(office: Office, measure: Measure) -> None:
    today = clock.today()
    entry = log_progress(measure, text="甲", percent=20, happened_on=today, by=office.handler)

    def correct() -> None:
        correct_progress(
            entry, text="乙", percent=30, happened_on=today, reason="误填", by=office.handler
        )

    assert at_once(correct, correct) == ["done", "done"]
    assert Progress.objects.count() == 2


def test_of_two_replacements_at_once_one_stands(office: Office, measure: Measure) -> None:
    file = office.evidence(measure)

    def replace(content: bytes) -> Callable[[], Any]:
        return lambda: replace_evidence(
            file, version=file.version, name="新.pdf", chunks=[content], by=office.handler
        )

    outcomes = at_once(replace(b"%PDF-1.4 one"), replace(b"%PDF-1.4 two"))
    assert outcomes.count("done") == 1
    assert any("已被新版本替换" in one for one in outcomes)
    assert Evidence.objects.filter(replaced_at__isnull=True).count() == 1


def test_replacing_and_withdrawing_at_once_never_both_happen(
    office: Office, measure: Measure
) -> None:
    file = office.evidence(measure)

    def replace() -> None:
        replace_evidence(
            file, version=file.version, name="新.pdf", chunks=[b"%PDF-1.4 x"], by=office.handler
        )

    def withdraw() -> None:
        withdraw_evidence(file, by=office.office)

    assert at_once(replace, withdraw).count("done") == 1
