"""What is said when a whole issue is closed is told to who sees every measure of it, and to nobody else."""

from __future__ import annotations

import pytest

from rectify.closeout.enums import Chained, Reviewer
from rectify.closeout.models import Step
from rectify.closeout.operations import reopen_issue
from rectify.dossier.folder import folder_of
from rectify.dossier.paper import document_of
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.people.models import Person
from rectify.trail.models import Event
from tests.closeout.lives import agree, chain, close, colleague, enter, finished, send_back
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db

STATEMENT = "人事科已轮岗3人，财务科已清查资产。"
OPINION = "轮岗到位，同意销号"
WHOLE = ["office", "department_head", "handler", "leader", "secretary", "supervisor"]


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def issue(office: Office) -> Issue:
    """An issue that finance leads with a finished measure, beside one of personnel with a file more."""
    chain(office, Reviewer.LEADER, Reviewer.OFFICE, Reviewer.SECRETARY, chained=Chained.ISSUE)
    issue = office.issue(office.round(), lead_department=office.finance, lead_leader=office.leader)
    finished(office, issue)
    other = finished(office, issue)
    other.lead_department = office.personnel
    other.save_changes("lead_department")
    office.people["personnel_handler"] = colleague(office, "handler", office.personnel)
    office.people["personnel_head"] = colleague(office, "department_head", office.personnel)
    return issue


@pytest.fixture
def step(office: Office, issue: Issue) -> Step:
    """The leader's step of its closing, entered from a signed paper; the office's is open."""
    submission = close(issue, office.department_head, statement=STATEMENT)
    submission = enter(submission, office.office, opinion=OPINION, signer="陈某某")
    return submission.steps.get(position=1)


def page_of(issue: Issue, person: Person) -> str:
    return text_of(read(person, f"/issues/{issue.pk}/?history=all"))


@pytest.mark.parametrize("who", WHOLE)
def test_who_sees_every_measure_reads_all(
    office: Office, issue: Issue, step: Step, who: str
) -> None:
    page = page_of(issue, office.people[who])
    for words in (STATEMENT, OPINION, "签字页.pdf", "审核时佐证材料2份", "陈某某"):
        assert words in page
    assert signed_in(office.people[who]).get(f"/steps/{step.pk}/scan/").status_code == 200


@pytest.mark.parametrize("who", ["personnel_handler", "personnel_head"])
def test_who_has_one_measure_is_told_where_it_stands_without_a_word(
    office: Office, issue: Issue, step: Step, who: str
) -> None:
    page = page_of(issue, office.people[who])
    for words in (STATEMENT, OPINION, "签字页.pdf", f"/steps/{step.pk}/scan/"):
        assert words not in page
    for words in ("提交", "审核中", "整改办", "陈某某", f"签字日期{clock.today()}", "代录"):
        assert words in page
    assert "整改完成，建议销号" in page


@pytest.mark.parametrize("who", ["personnel_handler", "personnel_head"])
def test_the_scan_is_not_there_for_him_and_that_he_asked_stays_in_the_trail(
    office: Office, issue: Issue, step: Step, who: str
) -> None:
    person = office.people[who]
    address = f"/steps/{step.pk}/scan/"
    assert signed_in(person).get(address).status_code == 404
    assert signed_in(person).get(f"{address}?download").status_code == 404
    assert not Event.objects.filter(act="scan.read", actor_id=person.pk).exists()


def test_evidence_is_counted_as_far_as_it_may_be_seen(
    office: Office, issue: Issue, step: Step
) -> None:
    assert "审核时佐证材料1份" in page_of(issue, office.personnel_handler)
    assert "审核时佐证材料2份" in page_of(issue, office.office)


def test_a_return_is_told_without_its_reason(office: Office, issue: Issue, step: Step) -> None:
    submission = send_back(step.submission, office.office)
    assert submission.opinion == "缺少盘点表"
    assert "缺少盘点表" in page_of(issue, office.department_head)
    page = page_of(issue, office.personnel_handler)
    assert "缺少盘点表" not in page
    assert "已退回" in page


def test_closed_and_reopened_is_told_without_words(
    office: Office, issue: Issue, step: Step
) -> None:
    step.submission.refresh_from_db()
    agree(step.submission, office.office, office.secretary)
    assert "已完成" in page_of(issue, office.personnel_handler)
    reopen_issue(Issue.objects.get(pk=issue.pk), reason="轮岗后反弹", by=office.office)
    assert "轮岗后反弹" in page_of(issue, office.handler)
    page = page_of(issue, office.personnel_handler)
    assert "轮岗后反弹" not in page
    assert "该问题已重新开启" in page


def test_as_soon_as_all_measures_are_his_he_reads_all(
    office: Office, issue: Issue, step: Step
) -> None:
    for measure in issue.measures.all():
        measure.lead_department = office.personnel
        measure.save_changes("lead_department")
    assert STATEMENT in page_of(issue, office.personnel_handler)


def test_the_lead_departments_head_reads_back_what_he_handed_in(
    office: Office, issue: Issue
) -> None:
    close(issue, office.department_head, statement=STATEMENT)
    assert STATEMENT in page_of(issue, office.department_head)


def test_a_dossier_for_one_department_keeps_the_same_silence(
    office: Office, issue: Issue, step: Step
) -> None:
    def printed(person: Person) -> str:
        return repr(document_of(folder_of(issue.pk, person, clock.today())))

    for words in (STATEMENT, OPINION, "签字页.pdf"):
        assert words in printed(office.office)
        assert words not in printed(office.personnel_handler)


def test_another_unit_meets_nothing_of_it(office: Office, issue: Issue, step: Step) -> None:
    for person in make_office("bh", "碧湖县水务局党组").people.values():
        assert signed_in(person).get(f"/steps/{step.pk}/scan/").status_code == 404
        assert signed_in(person).get(f"/issues/{issue.pk}/").status_code == 404
