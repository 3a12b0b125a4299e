"""What was sent back says why, by whom and when, to each to whom it can come back: in 待办 and on the page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rectify.closeout.enums import Chained, Reviewer
from rectify.closeout.transitions import Verb
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.people.models import Person
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
)
from tests.factories import Office, make_office
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db

REASON = "缺少盘点表"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    """A measure of the finance department below an issue that the personnel department leads."""
    made = office.issue(office.round(), lead_department=office.personnel)
    measure = office.measure(made, responsible_leader=office.leader)
    office.evidence(measure)
    return measure


def heard(person: Person, page: str, by: str, at: str) -> bool:
    """His 待办 and the top of the page say why, by whom and when."""
    todo = text_of(read(person, "/todo/"))
    whole = text_of(read(person, page))
    # Above what he can do about it; the record of all reviews lies below.
    top = whole[: whole.index("佐证材料")] if "/measures/" in page else whole[: whole.index("措施")]
    return all(words in told for told in (todo, top) for words in (REASON, by, at))


@pytest.mark.parametrize("who", ["handler", "department_head", "office"])
def test_whoever_handed_a_measure_in_is_told_why_it_came_back(
    office: Office, measure: Measure, who: str
) -> None:
    chain(office, Reviewer.SECRETARY)
    send_back(hand_in(measure, office.people[who]), office.secretary)
    page = f"/measures/{measure.pk}/"
    assert heard(office.people[who], page, office.secretary.name, f"{clock.today()}")


def test_the_office_meets_what_it_handed_in_itself_however_late_it_is_due(
    office: Office, measure: Measure
) -> None:
    far = office.measure(measure.issue, "修订制度", due_on=clock.today() + timedelta(days=200))
    office.evidence(far, b"%PDF-1.4 far")
    for row, submitter in ((measure, office.handler), (far, office.office)):
        send_back(hand_in(row, submitter), office.department_head)
    page = read(office.office, "/todo/")
    rows = page[page.index("<h2>退回修改") :]
    rows = rows[: rows.index("</section>")]
    assert "修订制度" in rows
    assert "开展固定资产清查" not in rows


@pytest.mark.parametrize(
    ("who", "to"), [("department_head", 1), ("lead_head", 2), ("leader", 3), ("office", 4)]
)
def test_whoever_gets_a_measure_back_to_judge_it_again_is_told_why(
    office: Office, measure: Measure, who: str, to: int
) -> None:
    office.people["lead_head"] = colleague(office, "department_head", office.personnel)
    chain(
        office,
        *(Reviewer.DEPARTMENT, Reviewer.LEAD_DEPARTMENT, Reviewer.LEADER, Reviewer.OFFICE),
        Reviewer.SECRETARY,
    )
    submission = hand_in(measure, office.handler)
    before = (office.department_head, office.lead_head, office.leader, office.office)
    send_back(agree(submission, *before), office.secretary, to=to)
    receiver = office.people[who]
    assert heard(receiver, f"/measures/{measure.pk}/", office.secretary.name, f"{clock.today()}")


@pytest.mark.parametrize("who", ["lead_head", "office"])
def test_whoever_handed_an_issue_in_is_told_why_it_came_back(
    office: Office, measure: Measure, who: str
) -> None:
    office.people["lead_head"] = colleague(office, "department_head", office.personnel)
    chain(office, Reviewer.SECRETARY, chained=Chained.ISSUE)
    issue = office.issue(measure.issue.round, "另一个问题", lead_department=office.personnel)
    finished(office, issue)
    send_back(close(issue, office.people[who]), office.secretary)
    assert heard(
        office.people[who], f"/issues/{issue.pk}/", office.secretary.name, f"{clock.today()}"
    )


@pytest.mark.parametrize(("who", "to"), [("leader", 1), ("office", 2)])
def test_whoever_gets_a_closing_back_to_judge_it_again_is_told_why(
    office: Office, who: str, to: int
) -> None:
    chain(office, Reviewer.LEADER, Reviewer.OFFICE, Reviewer.SECRETARY, chained=Chained.ISSUE)
    issue = office.issue(office.round(), lead_department=office.finance, lead_leader=office.leader)
    finished(office, issue)
    submission = agree(close(issue, office.department_head), office.leader, office.office)
    send_back(submission, office.secretary, to=to)
    assert heard(
        office.people[who], f"/issues/{issue.pk}/", office.secretary.name, f"{clock.today()}"
    )


def test_a_return_on_paper_names_its_signer(office: Office, measure: Measure) -> None:
    chain(office, Reviewer.SECRETARY)
    enter(hand_in(measure, office.handler), office.office, verb=Verb.RETURN, opinion=REASON)
    assert heard(office.handler, f"/measures/{measure.pk}/", "王某某", f"{clock.today()}")


def test_what_was_mended_and_handed_in_again_says_it_no_more(
    office: Office, measure: Measure
) -> None:
    send_back(hand_in(measure, office.handler), office.department_head)
    again = hand_in(measure, office.handler)
    assert current(again) == Reviewer.DEPARTMENT
    assert REASON not in read(office.handler, "/todo/")
    assert "退回意见" not in read(office.department_head, "/todo/")


def test_nothing_came_back_where_nothing_was_sent_back(office: Office, measure: Measure) -> None:
    hand_in(measure, office.handler)
    for person in (office.handler, office.department_head):
        assert "退回意见" not in read(person, "/todo/")
