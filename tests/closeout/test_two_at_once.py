"""Two at once, in threads with connections of their own, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rectify.closeout.chains import chains_of
from rectify.closeout.enums import Chained, Reviewer, State
from rectify.closeout.models import ChainLink, Reopening, Step, Submission
from rectify.closeout.operations import (
    reopen_issue,
    review_submission,
    set_chain,
    withdraw_submission,
)
from rectify.closeout.transitions import Verb
from rectify.measures.models import Measure
from rectify.trail.models import Event
from rectify.trail.queries import first_broken_link
from tests.closeout.lives import agree, chain, close, colleague, enter, finished, hand_in, states
from tests.factories import Office, make_office
from tests.intake.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    measure = office.measure(office.issue(office.round(), lead_department=office.finance))
    office.evidence(measure)
    return measure


def told(outcomes: list[str], sentence: str) -> None:
    """One did it, the other was told."""
    assert outcomes[0] == "done"
    assert sentence in outcomes[1]


def judging(submission: Submission, verb: Verb, by: Any) -> Callable[[], Any]:
    version = submission.version
    return lambda: review_submission(submission, verb, version=version, opinion="不全", by=by)


def test_of_two_reviewers_one_wins_and_the_other_is_told(office: Office, measure: Measure) -> None:
    second = colleague(office, "office")
    submission = agree(hand_in(measure, office.handler), office.department_head)
    outcomes = at_once(
        judging(submission, Verb.AGREE, office.office), judging(submission, Verb.RETURN, second)
    )
    told(outcomes, "他人修改")
    submission.refresh_from_db()
    judged = submission.steps.get(position=2)
    assert (submission.state, judged.state) in {
        (State.ACCEPTED, "agreed"),
        (State.RETURNED, "returned"),
    }
    measure.refresh_from_db()
    assert (measure.standing == "done") == (submission.state == State.ACCEPTED)


def test_a_double_click_on_submit_makes_one_row(office: Office, measure: Measure) -> None:
    def submit() -> None:
        hand_in(measure, office.handler)

    assert at_once(submit, submit) == ["done", "done"]
    assert (Submission.objects.count(), Step.objects.count()) == (1, 2)


def test_two_people_hand_in_at_once_and_one_is_told(office: Office, measure: Measure) -> None:
    outcomes = at_once(
        lambda: hand_in(measure, office.handler), lambda: hand_in(measure, office.department_head)
    )
    told(outcomes, "请等待审核结果")
    assert Submission.objects.count() == 1


def test_an_issue_is_handed_in_once(office: Office) -> None:
    issue = office.issue(office.round(), lead_department=office.finance)
    finished(office, issue)
    outcomes = at_once(
        lambda: close(issue, office.office), lambda: close(issue, office.department_head)
    )
    told(outcomes, "请等待审核结果")
    assert Submission.objects.filter(issue=issue).count() == 1


def test_withdrawing_and_agreeing_at_once_never_both_happen(
    office: Office, measure: Measure
) -> None:
    submission = hand_in(measure, office.handler)
    outcomes = at_once(
        lambda: withdraw_submission(submission, version=1, by=office.handler),
        judging(submission, Verb.AGREE, office.department_head),
    )
    told(outcomes, "他人修改")


def test_entering_and_agreeing_at_once_judge_one_step_once(
    office: Office, measure: Measure
) -> None:
    submission = hand_in(measure, office.handler)
    outcomes = at_once(
        lambda: enter(submission, office.office),
        judging(submission, Verb.AGREE, office.department_head),
    )
    told(outcomes, "他人修改")
    assert Step.objects.filter(submission=submission, state="agreed").count() == 1


def test_two_chains_set_at_once_are_one_of_them(office: Office) -> None:
    one = (Reviewer.OFFICE, Reviewer.LEADER)
    other = (Reviewer.SECRETARY, Reviewer.OFFICE)

    def setting(*reviewers: Reviewer) -> Callable[[], Any]:
        return lambda: set_chain(
            office.unit, Chained.MEASURE, reviewers=reviewers, version=1, by=office.office
        )

    told(at_once(setting(*one), setting(*other)), "他人修改")
    assert chains_of(office.unit.pk)[Chained.MEASURE] in {one, other}
    assert ChainLink.objects.count() == 2


def test_an_issue_is_reopened_once_and_the_trail_holds(office: Office) -> None:
    issue = office.issue(office.round(), lead_department=office.finance)
    finished(office, issue)
    agree(close(issue, office.office), office.secretary)

    def reopen(by: Any) -> Callable[[], Any]:
        return lambda: reopen_issue(issue, reason="回头看发现反弹", by=by)

    told(at_once(reopen(office.office), reopen(office.secretary)), "尚未销号")
    assert Reopening.objects.count() == 1
    assert Event.objects.filter(act="issue.reopened").count() == 1
    assert first_broken_link() is None


def test_a_paper_entered_while_its_reviewer_judges(office: Office, measure: Measure) -> None:
    chain(office, Reviewer.SECRETARY, Reviewer.OFFICE)
    submission = hand_in(measure, office.handler)
    outcomes = at_once(
        lambda: agree(submission, office.secretary),
        lambda: enter(submission, office.office, signer="王某某"),
    )
    told(outcomes, "他人修改")
    assert states(submission) == ["agreed", "open"]
