"""Step by step through the chain: who may, what is refused, and what each step keeps."""

from __future__ import annotations

from typing import Any, cast

import pytest

from rectify.closeout.enums import Reviewer, State, StepState
from rectify.closeout.judged import judged_facts, mark_of
from rectify.closeout.models import Submission
from rectify.closeout.operations import review_submission, withdraw_submission
from rectify.closeout.transitions import Verb
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure
from rectify.people.operations import grant_role
from rectify.trail.models import Event
from tests.closeout.lives import (
    WHOLE,
    agree,
    chain,
    colleague,
    current,
    enter,
    hand_in,
    send_back,
    states,
)
from tests.factories import Office, make_office

pytestmark = pytest.mark.django_db

BY_REVIEWER = {
    Reviewer.DEPARTMENT: "department_head",
    Reviewer.LEAD_DEPARTMENT: "lead_head",
    Reviewer.LEADER: "leader",
    Reviewer.OFFICE: "office",
    Reviewer.SECRETARY: "secretary",
    Reviewer.SUPERVISOR: "supervisor",
}


@pytest.fixture
def office() -> Office:
    made = make_office()
    made.people["lead_head"] = colleague(made, "department_head", made.personnel)
    return made


@pytest.fixture
def measure(office: Office) -> Measure:
    """A measure of the finance department below an issue that the personnel department leads."""
    issue = office.issue(office.round(), lead_department=office.personnel)
    measure = office.measure(issue, responsible_leader=office.leader)
    office.evidence(measure)
    return measure


@pytest.fixture
def submission(office: Office, measure: Measure) -> Submission:
    """Handed in by the handler, at the first of all six steps."""
    chain(office, *WHOLE)
    return hand_in(measure, office.handler)


def people_in_turn(office: Office) -> list[str]:
    return [BY_REVIEWER[reviewer] for reviewer in WHOLE]


def test_six_people_in_the_chains_order_finish_a_measure(
    office: Office, measure: Measure, submission: Submission
) -> None:
    for place, who in enumerate(people_in_turn(office), 1):
        assert current(submission) == WHOLE[place - 1]
        rows = Submission.objects.all()
        waiting = {name for name, one in office.people.items() if rows.waiting_for(one).exists()}
        assert waiting == {who}
        submission = agree(submission, office.people[who])
    measure.refresh_from_db()
    assert (submission.state, measure.standing) == (State.ACCEPTED, Standing.DONE)
    assert states(submission) == ["agreed"] * 6
    acts = Event.objects.filter(act__startswith="submission.").values_list("act", flat=True)
    assert list(acts.order_by("position")) == [
        "submission.made",
        *["submission.passed"] * 5,
        "submission.accepted",
    ]


@pytest.mark.parametrize("place", range(1, 7))
@pytest.mark.parametrize("verb", [Verb.AGREE, Verb.RETURN])
def test_at_each_step_everybody_else_is_refused(
    office: Office, submission: Submission, place: int, verb: Verb
) -> None:
    turn = people_in_turn(office)
    submission = agree(submission, *(office.people[who] for who in turn[: place - 1]))
    strangers = make_office("bh", "碧湖县水务局党组").people
    others = [one for who, one in office.people.items() if who != turn[place - 1]]
    for person in (*others, *strangers.values()):
        with pytest.raises(Refused, match="权限"):
            review_submission(submission, verb, version=submission.version, opinion="不", by=person)
    assert states(submission)[place - 1] == StepState.OPEN


@pytest.mark.parametrize("place", range(1, 7))
def test_every_step_can_return_to_the_submitter_with_a_reason(
    office: Office, measure: Measure, submission: Submission, place: int
) -> None:
    people = [office.people[who] for who in people_in_turn(office)]
    submission = agree(submission, *people[: place - 1])
    with pytest.raises(Refused, match="退回须写明原因"):
        review_submission(submission, Verb.RETURN, version=submission.version, by=people[place - 1])
    submission = send_back(submission, people[place - 1])
    assert (submission.state, submission.opinion) == (State.RETURNED, "缺少盘点表")
    expected = ["agreed"] * (place - 1) + ["returned"] + ["dropped"] * (6 - place)
    assert states(submission) == expected
    assert hand_in(measure, office.handler).pk != submission.pk


@pytest.mark.parametrize(("place", "to"), [(2, 1), (4, 1), (4, 3), (6, 2)])
def test_every_step_can_send_back_to_one_before_it(
    office: Office, submission: Submission, place: int, to: int
) -> None:
    people = [office.people[who] for who in people_in_turn(office)]
    submission = agree(submission, *people[: place - 1])
    submission = send_back(submission, people[place - 1], to)
    first = ["agreed"] * (place - 1) + ["returned"] + ["dropped"] * (6 - place)
    assert states(submission) == first + ["open"] + ["pending"] * (6 - to)
    assert (submission.state, current(submission)) == (State.WAITING, WHOLE[to - 1])
    back = submission.steps.get(turn=1, position=place)
    assert (back.sent_to, back.opinion, back.decided_by) == (to, "缺少盘点表", people[place - 1])
    submission = agree(submission, *people[to - 1 :])
    assert submission.state == State.ACCEPTED


@pytest.mark.parametrize("to", [None, 0, 2, 3, 7])
def test_sending_back_goes_only_to_a_step_that_was_judged(
    office: Office, submission: Submission, to: int | None
) -> None:
    submission = agree(submission, office.department_head)
    with pytest.raises(Refused, match="请选择要退回到的前面环节"):
        review_submission(
            submission,
            Verb.SEND_BACK,
            version=submission.version,
            opinion="请再核",
            to=to,
            by=office.lead_head,
        )


def test_a_step_sent_back_is_judged_anew_and_the_first_judgement_stays(
    office: Office, submission: Submission
) -> None:
    submission = review_submission(
        submission,
        Verb.AGREE,
        version=submission.version,
        opinion="已核对原件",
        by=office.department_head,
    )
    submission = send_back(submission, office.lead_head, 1)
    submission = agree(submission, office.department_head)
    first, again = submission.steps.filter(position=1).order_by("turn")
    assert (first.opinion, again.opinion) == ("已核对原件", "")
    assert first.decided_at < again.decided_at


@pytest.mark.parametrize("verb", [Verb.SUBMIT, Verb.WITHDRAW, Verb.REOPEN])
def test_verbs_of_others_are_no_reviews(office: Office, submission: Submission, verb: Verb) -> None:
    with pytest.raises(Refused, match="不能办理此操作"):
        review_submission(submission, verb, version=submission.version, by=office.department_head)


def test_a_verb_given_as_a_mere_word_does_what_it_says(office: Office, measure: Measure) -> None:
    chain(office, Reviewer.DEPARTMENT, Reviewer.SECRETARY)
    returning, agreeing = (cast("Verb", verb.value) for verb in (Verb.RETURN, Verb.AGREE))
    facts: dict[str, Any] = {"opinion": "缺少盘点表", "by": office.department_head}
    submission = hand_in(measure, office.handler)
    submission = review_submission(submission, returning, version=submission.version, **facts)
    assert (submission.state, states(submission)) == ("returned", ["returned", "dropped"])
    submission = hand_in(measure, office.handler)
    submission = review_submission(submission, agreeing, version=submission.version, **facts)
    assert (submission.state, states(submission)) == ("waiting", ["agreed", "open"])
    submission = enter(submission, office.office, verb=returning)
    assert (submission.state, states(submission)) == ("returned", ["agreed", "returned"])
    measure.refresh_from_db()
    assert measure.standing != Standing.DONE


@pytest.mark.parametrize("end", ["returned", "withdrawn", "accepted"])
def test_what_is_over_cannot_be_judged_or_withdrawn(
    office: Office, measure: Measure, end: str
) -> None:
    submission = hand_in(measure, office.handler)
    if end == "returned":
        submission = send_back(submission, office.department_head)
    elif end == "withdrawn":
        submission = withdraw_submission(submission, version=submission.version, by=office.handler)
    else:
        submission = agree(submission, office.department_head, office.office)
    assert submission.state == end
    for verb in (Verb.AGREE, Verb.RETURN):
        with pytest.raises(Refused, match="不能办理此操作"):
            review_submission(
                submission, verb, version=submission.version, opinion="迟", by=office.office
            )
    with pytest.raises(Refused, match="不能办理此操作"):
        withdraw_submission(submission, version=submission.version, by=office.handler)


def test_only_the_submitter_withdraws(office: Office, submission: Submission) -> None:
    submission = agree(submission, office.department_head)
    for who in ("department_head", "office"):
        with pytest.raises(Refused, match="只有提交人本人可以撤回"):
            withdraw_submission(submission, version=submission.version, by=office.people[who])
    for who in ("leader", "secretary", "supervisor", "lead_head"):
        with pytest.raises(Refused, match="权限"):
            withdraw_submission(submission, version=submission.version, by=office.people[who])
    submission = withdraw_submission(submission, version=submission.version, by=office.handler)
    assert (submission.state, submission.decided_by) == (State.WITHDRAWN, office.handler)
    assert states(submission) == ["agreed"] + ["dropped"] * 5


def test_what_a_head_handed_in_passes_his_own_step_marked(office: Office, measure: Measure) -> None:
    chain(office, *WHOLE)
    submission = hand_in(measure, office.department_head)
    assert states(submission)[:2] == ["own", "open"]
    own = submission.steps.get(position=1)
    assert (own.decided_by, own.get_state_display()) == (
        office.department_head,
        "本人提交，未另行审核",
    )


def test_who_falls_on_two_steps_judges_one_and_another_person_the_other(
    office: Office, measure: Measure
) -> None:
    from_both = colleague(office, "office")
    chain(office, Reviewer.OFFICE, Reviewer.SECRETARY)
    grant_role(from_both, "secretary", unit=office.unit, by=None)
    submission = agree(hand_in(measure, office.handler), from_both)
    assert current(submission) == Reviewer.SECRETARY
    assert not Submission.objects.all().waiting_for(from_both).exists()
    with pytest.raises(Refused, match="您已审核过本次提交的另一环节"):
        agree(submission, from_both)
    assert agree(submission, office.secretary).state == State.ACCEPTED


def test_one_department_that_leads_both_judges_once(office: Office) -> None:
    chain(office, Reviewer.DEPARTMENT, Reviewer.LEAD_DEPARTMENT, Reviewer.OFFICE)
    measure = office.measure(
        office.issue(office.round(name="第二轮"), lead_department=office.finance)
    )
    office.evidence(measure, b"%PDF-1.4 led")
    submission = hand_in(measure, office.handler)
    kinds = submission.steps.values_list("reviewer", flat=True)
    assert list(kinds) == [Reviewer.DEPARTMENT, Reviewer.OFFICE]


def test_a_leader_reviews_what_names_him_and_nothing_else(office: Office, measure: Measure) -> None:
    other = colleague(office, "leader")
    chain(office, Reviewer.LEADER, Reviewer.OFFICE)
    submission = hand_in(measure, office.handler)
    with pytest.raises(Refused, match="权限"):
        agree(submission, other)
    measure.supervising_leader = other
    measure.save_changes("supervising_leader")
    with pytest.raises(Refused, match="权限"):
        agree(submission, other)
    assert current(agree(submission, office.leader)) == Reviewer.OFFICE


def test_a_step_keeps_what_exactly_it_judged(office: Office, measure: Measure) -> None:
    submission = agree(hand_in(measure, office.handler), office.department_head)
    evidence = measure.evidence.get()
    measure.refresh_from_db()
    step = submission.steps.get(position=1)
    assert step.judged == {
        "proposed": "done",
        "completed_on": clock.today().isoformat(),
        "statement": "已完成全部资产清查。",
        "issue": {"id": measure.issue_id, "version": measure.issue.version},
        "measures": [
            {
                "id": measure.pk,
                "version": measure.version,
                "standing": "not_done",
                "progress": [],
                "evidence": [{"id": evidence.pk, "name": evidence.name, "sha256": evidence.sha256}],
                "outcomes": [],
            }
        ],
        "outcomes": [],
    }


def test_what_was_changed_since_the_page_was_opened_is_not_agreed_to(
    office: Office, measure: Measure
) -> None:
    submission = hand_in(measure, office.handler)
    seen = mark_of(judged_facts(submission))
    measure.refresh_from_db()
    changes = {"target": "账实相符"}
    amend_measure(measure, version=measure.version, changes=changes, by=office.office)

    def judge(mark: str) -> Submission:
        return review_submission(
            submission, Verb.AGREE, version=1, seen=mark, by=office.department_head
        )

    with pytest.raises(Refused, match="内容、佐证材料或成果有变化"):
        judge(seen)
    assert current(judge(mark_of(judged_facts(submission)))) == Reviewer.OFFICE


def test_a_stale_version_is_refused(office: Office, submission: Submission) -> None:
    agree(submission, office.department_head)
    with pytest.raises(Refused, match="他人修改"):
        review_submission(submission, Verb.AGREE, version=1, by=office.lead_head)
    with pytest.raises(Refused, match="他人修改"):
        withdraw_submission(submission, version=1, by=office.handler)
    submission.version = 1
    with pytest.raises(Refused, match="他人修改"):
        enter(submission, office.office)


def test_the_same_words_handed_in_again_are_one_submission(
    office: Office, measure: Measure
) -> None:
    first = hand_in(measure, office.handler)
    assert hand_in(measure, office.handler).pk == first.pk
    with pytest.raises(Refused, match="请等待审核结果"):
        hand_in(measure, office.department_head)
    assert Submission.objects.count() == 1
