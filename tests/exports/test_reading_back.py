"""The ledger written out reads back without loss, by the road that every office's ledger takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from rectify.kernel import clock
from rectify.management.demonstration.loading import load
from rectify.people.operations import create_department, create_person
from rectify.rounds.models import Round
from tests.exports.ledgers import FEEDBACK, IssueDraft, ledgers, put
from tests.exports.reading_back import as_read, in_ledger, read_back
from tests.factories import Office, make_office


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration, loaded once for this module and then taken away."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


def test_every_round_of_the_demonstration_reads_back_row_for_row(demonstration: None) -> None:
    assert Round.objects.count() == 3
    for round_ in Round.objects.all():
        assert as_read(read_back(round_)) == in_ledger(round_)


def test_reading_the_demonstrations_ledgers_back_raises_no_doubt_about_their_numbers(
    demonstration: None,
) -> None:
    for round_ in Round.objects.all():
        recognised = read_back(round_)
        assert recognised.header.feedback_on == round_.feedback_on
        assert recognised.header.as_of == clock.today()
        assert [w for w in recognised.warnings if "核对" in w and "时限" not in w] == []


@pytest.mark.django_db
class TestAnyLedger:
    """Whatever an office may have put into its ledger."""

    @pytest.fixture(autouse=True)
    def staff(self) -> None:
        self.office: Office = make_office()
        unit = self.office.unit
        self.departments = [
            self.office.finance,
            self.office.personnel,
            create_department(unit, name="综合行政执法大队", by=None),
        ]
        self.people = [
            create_person(unit, name=name, by=None) for name in ("张启明", "李若溪", "欧阳文远")
        ]
        self.count = 0

    def round(self) -> Round:
        self.count += 1
        return self.office.round(
            name=f"第{self.count}轮",
            feedback_on=FEEDBACK,
            inspected_from=FEEDBACK - timedelta(90),
            inspected_to=FEEDBACK - timedelta(30),
        )

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(drafts=ledgers())
    def test_it_reads_back_row_for_row(self, drafts: list[IssueDraft]) -> None:
        round_ = self.round()
        put(drafts, round_, self.people, self.departments)
        assert as_read(read_back(round_)) == in_ledger(round_)
