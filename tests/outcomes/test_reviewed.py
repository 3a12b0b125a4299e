"""Outcomes under review and after it: what a reviewer judges, and who may still change what."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from rectify.closeout.enums import Reviewer, State
from rectify.closeout.judged import judged_facts, mark_of, outcomes_in
from rectify.closeout.models import Step, Submission
from rectify.closeout.operations import withdraw_submission
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.outcomes.models import Outcome
from rectify.outcomes.operations import Attached, amend_outcome, withdraw_outcome
from rectify.people.models import Person
from rectify.rounds.models import Round
from tests.closeout.lives import agree, chain, close, current, hand_in
from tests.factories import Office, signed_in

REVIEWED = "正在审核，审核结束前不能登记、修改或撤销对应的成果"
FINISHED = "已办结，需登记、修改或撤销对应成果的，请联系整改办办理"


@pytest.fixture
def money(office: Office, round_: Round, measure: Measure) -> Outcome:
    """12345.67元, proven by a file, of a measure that can be handed in."""
    file = office.evidence(measure)
    return office.outcome(round_, kind="funds", measures=[measure], evidence=[file])


@pytest.fixture
def waiting(office: Office, measure: Measure, money: Outcome) -> Submission:
    """The measure at its department head's step."""
    chain(office, Reviewer.DEPARTMENT, Reviewer.OFFICE)
    measure.refresh_from_db()
    return hand_in(measure, office.handler)


@pytest.fixture
def accepted(office: Office, waiting: Submission) -> Submission:
    """The measure found finished."""
    return agree(waiting, office.department_head, office.office)


def again(row: Outcome) -> Outcome:
    return Outcome.objects.get(pk=row.pk)


def amended(row: Outcome, by: Person, attached: Attached | None = None, **facts: Any) -> Outcome:
    row = again(row)
    return amend_outcome(row, version=row.version, facts=facts, attached=attached, by=by)


def withdrawn(row: Outcome, by: Person) -> Outcome:
    row = again(row)
    return withdraw_outcome(row, version=row.version, reason="重复登记", by=by)


def test_a_step_keeps_which_outcomes_it_judged(
    office: Office, measure: Measure, money: Outcome, waiting: Submission
) -> None:
    step = agree(waiting, office.department_head).steps.get(position=1)
    file = measure.evidence.get()
    kept = {"id": money.pk, "version": money.version, "evidence": [file.pk]}
    assert step.judged["measures"][0]["outcomes"] == [kept]
    assert outcomes_in(step.judged) == [kept]
    page = signed_in(office.handler).get(f"/measures/{measure.pk}/").content.decode()
    assert "审核时成果1项" in page


def test_a_step_from_before_outcomes_were_kept_still_reads(
    office: Office, measure: Measure, accepted: Submission
) -> None:
    for step in Step.objects.filter(submission=accepted):
        del step.judged["outcomes"]
        for one in step.judged["measures"]:
            del one["outcomes"]
        step.save_changes("judged")
        assert outcomes_in(step.judged) == []
    page = signed_in(office.handler).get(f"/measures/{measure.pk}/").content.decode()
    assert "审核时佐证材料1份" in page
    assert "审核时成果" not in page


CHANGES: dict[str, Callable[[Office, Outcome, Measure], Any]] = {
    "added": lambda office, row, measure: office.outcome(
        row.round, kind="meeting", measures=[measure], by="office"
    ),
    "changed": lambda office, row, measure: amended(row, office.office, amount=Decimal("9.00")),
    "withdrawn": lambda office, row, measure: withdrawn(row, office.office),
    "without its file": lambda office, row, measure: amended(
        row, office.office, Attached(measures=[measure])
    ),
    "taken from the measure": lambda office, row, measure: amended(row, office.office, Attached()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_outcome_changed_since_the_page_was_opened_is_not_agreed_to(
    office: Office, issue: Issue, money: Outcome, accepted: Submission, change: str
) -> None:
    """The office may change outcomes of a finished measure while its issue waits for 销号."""
    closing = close(issue, office.office)
    assert current(closing) == Reviewer.SECRETARY
    seen, client = mark_of(judged_facts(closing)), signed_in(office.secretary)
    CHANGES[change](office, money, issue.measures.get())
    facts = {"verb": "agree", "version": closing.version, "seen": seen}
    response = client.post(f"/submissions/{closing.pk}/review/", facts)
    assert response.status_code == 422
    assert "佐证材料或成果有变化" in response.content.decode()
    closing.refresh_from_db()
    assert closing.state == State.WAITING
    facts["seen"] = mark_of(judged_facts(closing))
    assert client.post(f"/submissions/{closing.pk}/review/", facts).status_code == 302


def test_the_issues_own_outcomes_are_judged_with_it(
    office: Office, round_: Round, issue: Issue, accepted: Submission
) -> None:
    row = office.outcome(round_, kind="meeting", issues=[issue], by="office")
    step = agree(close(issue, office.office), office.secretary).steps.get(reviewer="secretary")
    assert step.judged["outcomes"] == [{"id": row.pk, "version": 1, "evidence": []}]
    assert len(outcomes_in(step.judged)) == 2


def posted(person: Person, row: Outcome, measure: Measure) -> list[Any]:
    """A new outcome, an edit and a withdrawal, each sent from its form."""
    client, version = signed_in(person), again(row).version
    told = {"form": "refunded", "title": "清退补贴", "amount": "1", "amount_unit": "元"}
    told |= {"numbers": measure.label, "dated_on": clock.today().isoformat()}
    return [
        client.post(f"/rounds/{row.round_id}/outcomes/new/?kind=funds", told),
        client.post(f"/outcomes/{row.pk}/edit/", told | {"version": version}),
        client.post(f"/outcomes/{row.pk}/withdraw/", {"version": version, "reason": "重复"}),
    ]


def offered(person: Person, row: Outcome, measure: Measure) -> tuple[bool, bool]:
    """Whether the pages offer to enter an outcome of the measure, and to change this one."""
    client = signed_in(person)
    entering = f"/outcomes/new/?kind=funds&amp;measure={measure.pk}"
    changing = f'href="/outcomes/{row.pk}/edit/"'
    return (
        entering in client.get(f"/measures/{measure.pk}/").content.decode(),
        changing in client.get(f"/outcomes/{row.pk}/").content.decode(),
    )


@pytest.mark.parametrize("who", ["handler", "department_head", "office"])
def test_under_review_nobody_changes_what_is_judged(
    office: Office, measure: Measure, money: Outcome, waiting: Submission, who: str
) -> None:
    person = office.people[who]
    assert offered(person, money, measure) == (False, False)
    for response in posted(person, money, measure):
        assert response.status_code == 422
        assert f"措施{measure.label}{REVIEWED}" in response.content.decode()
    assert (
        f"措施{measure.label}{REVIEWED}"
        in signed_in(person).get(f"/outcomes/{money.pk}/").content.decode()
    )
    row = Outcome.objects.get()
    assert (row.version, row.amount, row.withdrawn_at) == (1, Decimal("12345.67"), None)


def test_after_the_submission_was_taken_back_the_department_goes_on(
    office: Office, measure: Measure, money: Outcome, waiting: Submission
) -> None:
    withdraw_submission(waiting, version=waiting.version, by=office.handler)
    assert offered(office.handler, money, measure) == (True, True)
    assert amended(money, office.handler, amount=Decimal("9.00")).amount == Decimal("9.00")


def test_an_outcome_is_not_attached_to_what_is_reviewed(
    office: Office, round_: Round, issue: Issue, measure: Measure, waiting: Submission
) -> None:
    free = office.measure(issue, "建章立制")
    row = office.outcome(round_, kind="meeting", measures=[free])
    with pytest.raises(Refused, match=REVIEWED):
        amended(row, office.handler, Attached(measures=[free, measure]))
    assert amended(row, office.handler, Attached(measures=[free]), note="已办").note == "已办"


@pytest.mark.parametrize("who", ["handler", "department_head"])
def test_a_department_leaves_the_outcomes_of_a_finished_measure_to_the_office(
    office: Office, measure: Measure, money: Outcome, accepted: Submission, who: str
) -> None:
    person = office.people[who]
    assert offered(person, money, measure) == (False, False)
    for response in posted(person, money, measure):
        assert response.status_code == 422
        assert f"措施{measure.label}{FINISHED}" in response.content.decode()
    assert Outcome.objects.get().amount == Decimal("12345.67")


def test_the_office_mends_the_outcomes_of_a_finished_measure(
    office: Office, measure: Measure, money: Outcome, accepted: Submission
) -> None:
    assert offered(office.office, money, measure) == (True, True)
    assert [response.status_code for response in posted(office.office, money, measure)] == [
        302,
        302,
        422,  # changed by the edit before it
    ]
    assert again(money).amount == Decimal("1.00")
    assert withdrawn(money, office.office).withdrawn_by == office.office


def test_a_closed_issues_own_outcomes_are_the_offices_too(
    office: Office, round_: Round, issue: Issue, measure: Measure, accepted: Submission
) -> None:
    row = office.outcome(round_, kind="meeting", issues=[issue], by="office")
    row = amended(row, office.office, department=office.finance)
    submission = close(issue, office.office)
    for person in (office.handler, office.office):
        with pytest.raises(Refused, match=f"问题{issue.serial}{REVIEWED}"):
            amended(row, person, note="改")
    agree(submission, office.secretary)
    with pytest.raises(Refused, match=f"问题{issue.serial}{FINISHED}"):
        withdrawn(row, office.handler)
    assert amended(row, office.office, note="改").note == "改"
    assert office.outcome(round_, kind="activity", issues=[issue], by="office").pk


def test_what_one_may_not_see_is_not_named(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    other = office.issue(round_, "另一问题")
    hidden = office.measure(other, "人事科的措施", lead_department=office.personnel)
    row = office.outcome(round_, by="office", measures=[measure, hidden], department=office.finance)
    hidden.refresh_from_db()
    hidden.standing = "done"
    hidden.save_changes("standing")
    with pytest.raises(Refused) as refused:
        amended(row, office.handler, note="改")
    assert str(refused.value) == f"该成果对应的其他事项{FINISHED}。"
