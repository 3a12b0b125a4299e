"""The ledger written out reads back without loss, by the road that every office's ledger takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from rectify.exports.inverse import HELD_ELSEWHERE
from rectify.intake.matching import held
from rectify.intake.operations import apply_paper, give_paper
from rectify.intake.plan import Verdict
from rectify.intake.planning import plan_of
from rectify.intake.queries import setting_of
from rectify.people.operations import create_department, create_person
from rectify.rounds.models import Round
from tests.exports.ledgers import FEEDBACK, IssueDraft, ledgers, put
from tests.exports.reading_back import ToldIssue, as_read, in_ledger, read_back, written_out
from tests.factories import Office, make_office

pytestmark = pytest.mark.once  # what takes the time is the file, not the database

NO_PLACE = {*HELD_ELSEWHERE, "整改情况"}


def bare(told: list[ToldIssue]) -> list[ToldIssue]:
    """A ledger without what only a review, a log or a form may enter: shares, progress, their days."""
    return [
        replace(
            issue,
            measures=tuple(
                replace(
                    measure,
                    progress="",
                    extra={k: v for k, v in measure.extra.items() if k not in NO_PLACE},
                )
                for measure in issue.measures
            ),
        )
        for issue in told
    ]


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

    @settings(
        max_examples=25,
        phases=(Phase.generate,),
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(drafts=ledgers())
    def test_it_reads_back_row_for_row(self, drafts: list[IssueDraft]) -> None:
        round_ = self.round()
        put(drafts, round_, self.people, self.departments)
        assert as_read(read_back(round_)) == in_ledger(round_)

    @settings(
        max_examples=15,
        phases=(Phase.generate,),
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(drafts=ledgers())
    def test_given_to_its_own_round_it_changes_nothing(self, drafts: list[IssueDraft]) -> None:
        round_ = self.round()
        put(drafts, round_, self.people, self.departments)
        plan = held(plan_of(written_out(round_), setting_of(round_)), round_)
        assert [d for row in plan.rows() for d in row.differences] == []
        assert [d for row in plan.rows() for m in row.measures for d in m.differences] == []
        assert {row.verdict for row in plan.rows()} == {Verdict.SAME}
        assert (plan.missing, plan.unknown) == ([], [])

    @settings(
        max_examples=15,
        phases=(Phase.generate,),
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(drafts=ledgers())
    def test_given_to_another_round_it_is_the_same_ledger(self, drafts: list[IssueDraft]) -> None:
        round_, other = self.round(), self.round()
        put(drafts, round_, self.people, self.departments)
        plan = plan_of(written_out(round_), setting_of(other))
        paper = give_paper(other, name="台账", text="台账", plan=plan, by=None)
        apply_paper(paper, version=paper.version, by=None)
        assert bare(in_ledger(other)) == bare(in_ledger(round_))
