"""Nobody judges his own work: what he handed in, wrote, brought or entered, on any road."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from rectify.access.roles import RoleKey
from rectify.closeout.enums import Chained, Reviewer, State, StepState
from rectify.closeout.history import history_of_measure
from rectify.closeout.models import Submission
from rectify.closeout.onpaper import waiting_on_paper
from rectify.closeout.operations import withdraw_submission
from rectify.closeout.reviews import shown_submission
from rectify.closeout.sheet import sheet_of
from rectify.evidence.operations import add_evidence, withdraw_evidence
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import log_progress
from rectify.outcomes.models import Outcome
from rectify.outcomes.operations import amend_outcome, withdraw_outcome
from rectify.people.models import Person
from rectify.people.operations import grant_role
from tests.closeout.lives import (
    agree,
    chain,
    close,
    colleague,
    current,
    enter,
    finished,
    hand_in,
    send_back,
    states,
)
from tests.closeout.test_sheet import cells
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    """Ready to be handed in; the handler brought its only file."""
    issue = office.issue(office.round(), lead_department=office.finance)
    measure = office.measure(issue, responsible_leader=office.leader)
    office.evidence(measure)
    return measure


def write(measure: Measure, by: Person, text: str = "已盘点全部", **facts: Any) -> None:
    day = clock.today() - timedelta(2)
    log_progress(measure, text=text, percent=100, happened_on=day, by=by, **facts)


def bring(measure: Measure, by: Person) -> None:
    add_evidence(measure, name="盘点表.pdf", chunks=[b"%PDF-1.4 own"], by=by)


def change(outcome: Outcome, by: Person) -> None:
    amend_outcome(outcome, version=outcome.version, facts={"title": "资产管理细则"}, by=by)


def waits_for(person: Person) -> bool:
    rows: Any = Submission.objects.all()
    return bool(rows.waiting_for(person).exists())


WORK: list[tuple[str, Callable[[Office, Measure, str], Any]]] = [
    ("进展", lambda office, measure, who: write(measure, office.people[who])),
    ("佐证材料", lambda office, measure, who: bring(measure, office.people[who])),
    (
        "成果",
        lambda office, measure, who: office.outcome(
            measure.issue.round, measures=[measure], by=who
        ),
    ),
    (
        "成果",
        lambda office, measure, who: change(
            office.outcome(measure.issue.round, measures=[measure]), office.people[who]
        ),
    ),
]


@pytest.mark.parametrize(("name", "work"), WORK)
def test_what_a_head_wrote_passes_his_step_marked_when_his_handler_hands_it_in(
    office: Office, measure: Measure, name: str, work: Callable[..., Any]
) -> None:
    work(office, measure, "department_head")
    submission = hand_in(measure, office.handler)
    assert (states(submission), current(submission)) == ([StepState.OWN, "open"], "office")
    told = f"本人填报过其中的{name}，未另行审核"
    (own, _) = shown_submission(submission.pk).chain
    assert (own.act, own.who) == (told, office.department_head.name)
    for about in (f"/measures/{measure.pk}/", f"/issues/{measure.issue_id}/"):
        page = text_of(signed_in(office.office).get(about).content.decode())
        assert told in page
        assert "本人提交" not in page
    assert told in cells(sheet_of(shown_submission(submission.pk)))["财务科负责人意见"]
    acts = [entry.act for entry in history_of_measure(measure, office.office)]
    assert not any("本人提交" in act for act in acts)
    assert not waits_for(office.department_head)
    assert agree(submission, office.office).state == State.ACCEPTED


@pytest.mark.parametrize(("name", "work"), WORK)
def test_a_second_head_judges_what_the_first_wrote(
    office: Office, measure: Measure, name: str, work: Callable[..., Any]
) -> None:
    second = colleague(office, "department_head", office.finance)
    work(office, measure, "department_head")
    submission = hand_in(measure, office.handler)
    assert current(submission) == Reviewer.DEPARTMENT
    assert (waits_for(office.department_head), waits_for(second)) == (False, True)
    with pytest.raises(Refused, match=f"您填报过其中的{name}，不能审核"):
        agree(submission, office.department_head)
    page = signed_in(office.department_head).get(f"/measures/{measure.pk}/").content.decode()
    assert f"您填报过其中的{name}，不能审核" in page
    assert 'id="review-form"' not in page
    assert current(agree(submission, second)) == Reviewer.OFFICE


def test_a_second_head_judges_what_the_first_handed_in(office: Office, measure: Measure) -> None:
    second = colleague(office, "department_head", office.finance)
    submission = hand_in(measure, office.department_head)
    assert current(submission) == Reviewer.DEPARTMENT
    with pytest.raises(Refused, match="不能审核本人提交的事项"):
        agree(submission, office.department_head)
    assert current(agree(submission, second)) == Reviewer.OFFICE


def test_what_the_office_entered_for_a_department_is_judged_by_another_of_the_office(
    office: Office, measure: Measure
) -> None:
    second = colleague(office, "office")
    write(measure, office.office, on_behalf_of=office.finance)
    submission = agree(hand_in(measure, office.handler), office.department_head)
    with pytest.raises(Refused, match="您填报过其中的进展，不能审核，请由他人审核"):
        agree(submission, office.office)
    for one in (office.office, second):
        with pytest.raises(Refused, match="整改办有人员可以审核本环节，须由其本人在系统中办理"):
            enter(submission, one, signer="周某某")
    assert not waiting_on_paper(office.office)
    assert agree(submission, second).state == State.ACCEPTED


def test_an_office_of_one_who_wrote_some_of_it_has_its_own_step_signed_on_paper(
    office: Office, measure: Measure
) -> None:
    write(measure, office.office, on_behalf_of=office.finance)
    submission = agree(hand_in(measure, office.handler), office.department_head)
    assert [row.pk for row in waiting_on_paper(office.office)] == [submission.pk]
    page = signed_in(office.office).get(f"/measures/{measure.pk}/").content.decode()
    assert 'id="entry"' in page
    assert 'id="review-form"' not in page
    with pytest.raises(Refused, match="签字人填报过其中的内容"):
        enter(submission, office.office, signer=office.office.name)
    with pytest.raises(Refused, match="签字人已审核过本次提交的另一环节"):
        enter(submission, office.office, signer=office.department_head.name)
    done = enter(submission, office.office, signer="周某某")
    assert done.state == State.ACCEPTED
    last = done.steps.get(position=2)
    assert (last.signer, last.entered_by) == ("周某某", office.office)


def test_the_last_step_never_passes_by_itself_and_is_signed_on_paper(
    office: Office, measure: Measure
) -> None:
    chain(office, Reviewer.OFFICE, Reviewer.DEPARTMENT)
    write(measure, office.department_head)
    submission = agree(hand_in(measure, office.handler), office.office)
    assert states(submission) == ["agreed", "open"]
    assert not waits_for(office.department_head)
    assert [row.pk for row in waiting_on_paper(office.office)] == [submission.pk]
    with pytest.raises(Refused, match="请由他人审核，没有他人的，由整改办凭他人签字的纸件代录"):
        agree(submission, office.department_head)
    with pytest.raises(Refused, match="签字人填报过其中的内容"):
        enter(submission, office.office, signer=office.department_head.name)
    assert enter(submission, office.office, signer="周某某").state == State.ACCEPTED


def test_one_person_for_everything_ends_at_the_secretary_or_on_paper(
    office: Office, measure: Measure
) -> None:
    """A small unit: one person is the department's head and 整改办, and writes himself."""
    chain(office, Reviewer.DEPARTMENT, Reviewer.OFFICE, Reviewer.SECRETARY)
    grant_role(office.office, RoleKey.DEPARTMENT_HEAD, department=office.finance, by=None)
    office.department_head.username = None
    office.department_head.save_changes("username")
    write(measure, office.office)
    submission = hand_in(measure, office.office)
    assert states(submission) == ["own", "own", "open"]
    with pytest.raises(Refused, match="您是提交人，不能代录本环节"):
        enter(submission, office.office)
    office.secretary.username = None
    office.secretary.save_changes("username")
    assert enter(submission, office.office, signer="高某某").state == State.ACCEPTED


def test_one_person_for_both_steps_judges_the_first_and_has_the_other_signed(
    office: Office, measure: Measure
) -> None:
    grant_role(office.office, RoleKey.DEPARTMENT_HEAD, department=office.finance, by=None)
    office.department_head.username = None
    office.department_head.save_changes("username")
    submission = agree(hand_in(measure, office.handler), office.office)
    assert (states(submission), current(submission)) == (["agreed", "open"], "office")
    with pytest.raises(Refused, match="已审核过本次提交的另一环节"):
        agree(submission, office.office)
    with pytest.raises(Refused, match="签字人已审核过本次提交的另一环节"):
        enter(submission, office.office, signer=office.office.name)
    assert enter(submission, office.office, signer="周某某").state == State.ACCEPTED


def test_who_wrote_some_of_it_enters_no_paper_where_somebody_can_judge_here(
    office: Office, measure: Measure
) -> None:
    chain(office, Reviewer.SECRETARY, Reviewer.SUPERVISOR)
    write(measure, office.office, on_behalf_of=office.finance)
    submission = hand_in(measure, office.handler)
    with pytest.raises(Refused, match="您填报过其中的进展，不能代录本环节，请由党组书记"):
        enter(submission, office.office)
    assert current(enter(submission, colleague(office, "office"))) == Reviewer.SUPERVISOR


def test_what_was_corrected_or_replaced_by_others_is_no_longer_his(
    office: Office, measure: Measure
) -> None:
    bring(measure, office.department_head)
    own = measure.evidence.get(uploaded_by=office.department_head)
    withdraw_evidence(own, by=office.department_head)
    submission = hand_in(measure, office.handler)
    assert current(agree(submission, office.department_head)) == Reviewer.OFFICE


def test_a_step_sent_back_to_is_not_passed_to_its_author(office: Office, measure: Measure) -> None:
    chain(office, Reviewer.LEADER, Reviewer.DEPARTMENT, Reviewer.OFFICE)
    write(measure, office.department_head)
    submission = agree(hand_in(measure, office.handler), office.leader)
    submission = send_back(submission, office.office, to=1)
    assert current(submission) == Reviewer.LEADER
    submission = agree(submission, office.leader, office.office)
    assert submission.state == State.ACCEPTED
    assert [step.state for step in submission.steps.filter(turn=2)] == ["agreed", "own", "agreed"]


def test_whoever_withdraws_finds_the_way_open_again(office: Office, measure: Measure) -> None:
    write(measure, office.department_head)
    submission = hand_in(measure, office.handler)
    withdraw_submission(submission, version=submission.version, by=office.handler)
    assert current(hand_in(measure, office.handler)) == Reviewer.OFFICE


# An issue's own 销号.


@pytest.fixture
def issue(office: Office) -> Issue:
    return office.issue(office.round(), lead_department=office.finance)


def test_work_that_no_review_of_its_measure_has_judged_bars_from_the_closing(
    office: Office, issue: Issue
) -> None:
    measure = finished(office, issue)
    measure.standing = Standing.IN_PROGRESS
    measure.save_changes("standing")
    write(measure, office.office, on_behalf_of=office.finance)
    measure.refresh_from_db()
    measure.standing = Standing.DONE
    measure.save_changes("standing")
    submission = close(issue, office.department_head)
    assert states(submission) == ["own", "open"]
    (own, _) = shown_submission(submission.pk).chain
    assert own.act == "本人填报过其中的进展，未另行审核"
    assert agree(submission, office.secretary).state == State.ACCEPTED


def test_work_that_the_measures_review_accepted_is_judged_already(
    office: Office, issue: Issue
) -> None:
    measure = office.measure(issue)
    office.evidence(measure)
    write(measure, office.office, on_behalf_of=office.finance)
    second = colleague(office, "office")
    agree(hand_in(measure, office.handler), office.department_head, second)
    submission = close(issue, office.department_head)
    assert current(submission) == Reviewer.OFFICE
    assert waits_for(office.office)
    assert agree(submission, office.office, office.secretary).state == State.ACCEPTED


def test_an_outcome_of_the_issue_itself_is_its_authors_work(office: Office, issue: Issue) -> None:
    finished(office, issue)
    office.outcome(issue.round, issues=[issue], by="office")
    submission = close(issue, office.department_head)
    assert states(submission) == ["own", "open"]
    chain(office, Reviewer.LEAD_DEPARTMENT, Reviewer.OFFICE, chained=Chained.ISSUE)
    withdraw_submission(submission, version=submission.version, by=office.department_head)
    submission = close(issue, office.department_head)
    assert (states(submission), current(submission)) == (["own", "open"], "office")
    assert not waits_for(office.office)
    assert enter(submission, office.office, signer="周某某").state == State.ACCEPTED


def test_an_outcome_that_was_changed_since_its_review_is_the_work_of_who_changed_it(
    office: Office, issue: Issue
) -> None:
    measure = office.measure(issue)
    office.evidence(measure)
    outcome = office.outcome(issue.round, measures=[measure])
    second = colleague(office, "office")
    change(outcome, second)
    agree(hand_in(measure, office.handler), office.department_head, office.office)
    outcome.refresh_from_db()
    change(outcome, office.office)
    submission = close(issue, office.department_head)
    assert (waits_for(office.office), waits_for(second)) == (False, True)
    with pytest.raises(Refused, match="您填报过其中的成果，不能审核"):
        agree(submission, office.office)
    assert agree(submission, second, office.secretary).state == State.ACCEPTED


def test_of_an_outcome_that_no_longer_counts_nobody_is_an_author(
    office: Office, measure: Measure
) -> None:
    outcome = office.outcome(measure.issue.round, measures=[measure])
    change(outcome, office.department_head)
    outcome.refresh_from_db()
    withdraw_outcome(outcome, version=outcome.version, reason="重复", by=office.handler)
    assert current(hand_in(measure, office.handler)) == Reviewer.DEPARTMENT
