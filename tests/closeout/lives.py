"""Lives of measures and issues, as far as a test needs them."""

from __future__ import annotations

from datetime import date
from typing import Any

from rectify.closeout.chains import chain_version
from rectify.closeout.enums import Chained, Reviewer
from rectify.closeout.models import Submission
from rectify.closeout.operations import (
    enter_step,
    review_submission,
    set_chain,
    submit_issue,
    submit_measure,
)
from rectify.closeout.transitions import Verb
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.people.operations import create_person, grant_role
from tests.factories import Office

SCAN = b"%PDF-1.4 signed by hand"

WHOLE = (
    Reviewer.DEPARTMENT,
    Reviewer.LEAD_DEPARTMENT,
    Reviewer.LEADER,
    Reviewer.OFFICE,
    Reviewer.SECRETARY,
    Reviewer.SUPERVISOR,
)


def chain(office: Office, *reviewers: Reviewer, chained: Chained = Chained.MEASURE) -> None:
    """Let the unit's chain be this."""
    version = chain_version(office.unit.pk, chained)
    set_chain(office.unit, chained, reviewers=reviewers, version=version, by=office.office)


def colleague(office: Office, role: str, department: Any = None) -> Person:
    """A second person with a role."""
    person = create_person(
        office.unit,
        name=f"另一名{role}",
        department=department,
        username=f"{office.unit.pk}_{role}_{department.pk if department else 2}",
        by=None,
    )
    grant_role(person, role, unit=office.unit, department=department, by=None)
    return person


def hand_in(measure: Measure, by: Person, proposed: str = Standing.DONE) -> Submission:
    """Hand a measure in, finished today."""
    return submit_measure(
        measure,
        proposed=proposed,
        statement="已完成全部资产清查。",
        completed_on=clock.today(),
        by=by,
    )


def close(issue: Issue, by: Person, proposed: str = Standing.DONE, **facts: Any) -> Submission:
    """Hand an issue in for 销号."""
    given: dict[str, Any] = {"statement": "三项措施均已完成。", "completed_on": clock.today()}
    return submit_issue(issue, proposed=proposed, **(given | facts), by=by)


def agree(submission: Submission, *persons: Person) -> Submission:
    """Let each person agree in turn."""
    for person in persons:
        submission = review_submission(
            submission, Verb.AGREE, version=submission.version, by=person
        )
    return submission


def send_back(submission: Submission, by: Person, to: int | None = None) -> Submission:
    """Return to the submitter, or to the step at `to`."""
    return review_submission(
        submission,
        Verb.RETURN if to is None else Verb.SEND_BACK,
        version=submission.version,
        opinion="缺少盘点表",
        to=to,
        by=by,
    )


def enter(submission: Submission, by: Person, **facts: Any) -> Submission:
    """Enter the open step from a signed paper."""
    given: dict[str, Any] = {
        "signer": "王某某",
        "signed_on": clock.today(),
        "scan_name": "签字页.pdf",
        "scan": [SCAN],
        "opinion": "同意",
    }
    verb = facts.pop("verb", Verb.AGREE)
    return enter_step(submission, verb, version=submission.version, **(given | facts), by=by)


def finished(office: Office, issue: Issue, day: date | None = None) -> Measure:
    """A measure of the issue that its unit has finished."""
    measure = office.measure(issue)
    office.evidence(measure, f"%PDF-1.4 {measure.pk}".encode())
    measure.refresh_from_db()
    measure.standing, measure.percent = Standing.DONE, 100
    measure.completed_on = day or clock.today()
    measure.save_changes("standing", "percent", "completed_on")
    return measure


def states(submission: Submission) -> list[str]:
    """The states of all steps, turn by turn."""
    return [step.state for step in submission.steps.order_by("turn", "position")]


def current(submission: Submission) -> str:
    """Whose step is open."""
    return str(submission.steps.get(state="open").reviewer)
