"""Nothing is finished before it began, and nothing was done before the inspection."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from rectify.closeout.models import Submission
from rectify.closeout.operations import submit_measure
from rectify.closeout.readiness import problems_of
from rectify.deadlines.operations import set_deadline
from rectify.issues.enums import Pace, Source, Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Level, Refused
from rectify.measures.models import Measure, Progress
from rectify.measures.operations import correct_progress, log_progress
from tests.closeout.lives import close, finished
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def back(days: int) -> date:
    """A day of the past: the feedback was 60 days ago, the inspection began 150 days ago."""
    return clock.today() - timedelta(days)


def measure_of(office: Office, issue: Issue | None = None, **facts: Any) -> Measure:
    row = office.measure(issue or office.issue(office.round()), **facts)
    office.evidence(row)
    return row


def hand_in(office: Office, measure: Measure, day: date) -> Submission:
    return submit_measure(
        measure,
        proposed=Standing.DONE,
        statement="已完成全部资产清查。",
        completed_on=day,
        by=office.handler,
    )


def log(office: Office, measure: Measure, day: date) -> Progress:
    return log_progress(measure, text="清查", percent=10, happened_on=day, by=office.handler)


class TestAMeasure:
    """A measure without a beginning is bound by its round."""

    def test_it_is_not_finished_before_the_feedback(self, office: Office) -> None:
        measure = measure_of(office)
        with pytest.raises(Refused, match=f"完成日期不能早于反馈日（{back(60)}）。"):
            hand_in(office, measure, back(61))
        assert hand_in(office, measure, back(60)).completed_on == back(60)

    def test_the_page_says_so_beside_the_day(self, office: Office) -> None:
        measure = measure_of(office)
        given = {"proposed": "done", "completed_on": "2020-01-01", "statement": "都办了。"}
        response = signed_in(office.handler).post(f"/measures/{measure.pk}/submit/", given)
        assert response.status_code == 422
        assert "完成日期不能早于反馈日" in response.content.decode()
        assert not Submission.objects.exists()

    def test_one_that_began_earlier_is_bound_by_its_beginning(self, office: Office) -> None:
        measure = measure_of(office)
        log(office, measure, back(80))
        with pytest.raises(Refused, match=f"完成日期不能早于措施开始日期（{back(80)}）。"):
            hand_in(office, measure, back(81))
        assert hand_in(office, measure, back(70)).completed_on == back(70)

    @pytest.mark.parametrize(
        "facts", [{"pace": Pace.IMMEDIATE}, {"source": Source.ON_THE_SPOT}], ids=["pace", "source"]
    )
    def test_what_is_mended_at_once_may_be_finished_during_the_inspection(
        self, office: Office, facts: dict[str, Any]
    ) -> None:
        measure = measure_of(office, office.issue(office.round(), **facts))
        with pytest.raises(Refused, match=f"完成日期不能早于巡察起始日期（{back(150)}）。"):
            hand_in(office, measure, back(151))
        assert hand_in(office, measure, back(150)).completed_on == back(150)

    def test_a_date_of_its_own_makes_it_one_mended_at_once(self, office: Office) -> None:
        measure = measure_of(office)
        set_deadline(measure, words="立行立改", due_on=back(30), counted="immediate", by=None)
        measure = Measure.objects.get(pk=measure.pk)
        assert hand_in(office, measure, back(100)).completed_on == back(100)

    def test_a_round_that_knows_no_days_binds_nobody(self, office: Office) -> None:
        unknown = {"feedback_on": None, "inspected_from": None, "inspected_to": None}
        measure = measure_of(office, office.issue(office.round(**unknown)))
        log(office, measure, date(2020, 1, 1))
        assert hand_in(office, measure, date(2020, 1, 1))


class TestAnIssue:
    """Both conclusions are bound, closing by what was finished, the other by what began."""

    def test_progress_for_a_time_is_not_made_before_the_first_measure_began(
        self, office: Office
    ) -> None:
        issue = office.issue(office.round())
        measure = measure_of(office, issue)
        with pytest.raises(Refused, match=f"完成日期不能早于反馈日（{back(60)}）。"):
            close(issue, office.office, Standing.PARTIAL, completed_on=date(2010, 1, 1))
        log(office, measure, back(80))
        with pytest.raises(Refused, match=f"不能早于措施1.1的开始日期（{back(80)}）。"):
            close(issue, office.office, Standing.PARTIAL, completed_on=back(81))
        assert close(issue, office.office, Standing.PARTIAL, completed_on=back(80))

    def test_it_is_not_closed_before_its_last_measure(self, office: Office) -> None:
        issue = office.issue(office.round())
        finished(office, issue, back(20))
        finished(office, issue, back(10))
        with pytest.raises(Refused, match=f"不能早于措施1.2的完成日期（{back(10)}）。"):
            close(issue, office.office, completed_on=back(11))
        assert close(issue, office.office, completed_on=back(10))

    def test_measures_without_days_leave_the_feedback(self, office: Office) -> None:
        issue = office.issue(office.round())
        measure = finished(office, issue)
        measure.completed_on = None
        measure.save_changes("completed_on")
        with pytest.raises(Refused, match="不能早于反馈日"):
            close(issue, office.office, completed_on=back(61))
        assert close(issue, office.office, completed_on=back(60))

    def test_one_mended_at_once_may_be_closed_during_the_inspection(self, office: Office) -> None:
        issue = office.issue(office.round(), pace=Pace.IMMEDIATE)
        measure_of(office, issue)
        with pytest.raises(Refused, match="不能早于巡察起始日期"):
            close(issue, office.office, Standing.PARTIAL, completed_on=back(151))
        assert close(issue, office.office, Standing.PARTIAL, completed_on=back(150))

    def test_a_measure_that_was_finished_too_early_is_pointed_out(self, office: Office) -> None:
        issue = office.issue(office.round())
        measure = finished(office, issue, date(2020, 1, 1))
        (problem,) = [one for one in problems_of(issue) if one.key == "ready.early"]
        assert problem.level is Level.WARNING
        assert problem.sentence == (
            f"措施1.1的完成日期2020-01-01早于反馈日（{back(60)}），请核对。"
        )
        page = signed_in(office.office).get(f"/issues/{issue.pk}/").content.decode()
        assert f'{problem.sentence} <a href="/measures/{measure.pk}/">' in page


class TestProgress:
    """The log holds no day before the inspection."""

    def test_an_entry_is_not_older_than_the_inspection(self, office: Office) -> None:
        measure = measure_of(office)
        with pytest.raises(Refused, match=f"进展日期不能早于巡察起始日期（{back(150)}）。"):
            log(office, measure, back(151))
        log(office, measure, back(150))
        measure.refresh_from_db()
        assert measure.started_on == back(150)

    def test_without_the_days_of_the_inspection_the_feedback_counts(self, office: Office) -> None:
        round_ = office.round(inspected_from=None, inspected_to=None)
        measure = measure_of(office, office.issue(round_))
        with pytest.raises(Refused, match="进展日期不能早于反馈日"):
            log(office, measure, back(61))
        assert log(office, measure, back(60))

    def test_nor_is_a_correction(self, office: Office) -> None:
        entry = log(office, measure_of(office), back(5))
        with pytest.raises(Refused, match="进展日期不能早于巡察起始日期"):
            correct_progress(
                entry,
                text="清查",
                percent=10,
                happened_on=date(1990, 1, 1),
                reason="笔误",
                by=office.handler,
            )
