"""Review and close-out on the pages: forms, refusals, what is shown to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rectify.closeout.enums import Reviewer, State
from rectify.closeout.judged import judged_facts, mark_of
from rectify.closeout.models import Reopening, Submission
from rectify.closeout.operations import reopen_issue, review_submission
from rectify.closeout.transitions import Verb
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure
from rectify.people.models import Person
from tests.closeout.lives import (
    SCAN,
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
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def issue(office: Office) -> Issue:
    issue = office.issue(office.round(), lead_department=office.finance, lead_leader=office.leader)
    finished(office, issue)
    return issue


@pytest.fixture
def measure(office: Office) -> Measure:
    made = office.issue(office.round(), lead_department=office.finance)
    measure = office.measure(made, responsible_leader=office.leader)
    office.evidence(measure)
    return measure


def read(person: Person, address: str) -> str:
    response = signed_in(person).get(address)
    assert response.status_code == 200
    return response.content.decode()


def review(person: Person, submission: Submission, **facts: Any) -> Any:
    given = {
        "verb": "agree",
        "version": submission.version,
        "seen": mark_of(judged_facts(submission)),
        "opinion": "",
    }
    return signed_in(person).post(f"/submissions/{submission.pk}/review/", given | facts)


def closing(person: Person, issue: Issue, **facts: Any) -> Any:
    given = {
        "proposed": "done",
        "completed_on": clock.today().isoformat(),
        "statement": "各项措施均已落实。",
    }
    return signed_in(person).post(f"/issues/{issue.pk}/close/", given | facts)


def test_an_issue_is_closed_over_the_pages(office: Office, issue: Issue) -> None:
    assert closing(office.department_head, issue).status_code == 302
    submission = Submission.objects.get(issue=issue)
    for person in (office.office, office.secretary):
        todo = read(person, "/todo/")
        assert "等我审核的销号" in todo
        assert f'href="/issues/{issue.pk}/"' in todo
        assert 'id="review-form"' in read(person, f"/issues/{issue.pk}/")
        assert review(person, submission, opinion="同意").headers["Location"] == "/todo/"
        submission.refresh_from_db()
    page = read(office.handler, f"/issues/{issue.pk}/")
    assert "认定为已完成" in page
    assert 'id="submit-form"' not in page


def test_a_refused_closing_keeps_what_was_typed(office: Office, issue: Issue) -> None:
    office.measure(issue, "修订办法")
    response = closing(office.office, issue, statement="打了很多字")
    page = response.content.decode()
    assert response.status_code == 422
    assert "措施1.2尚未办结" in page
    assert "打了很多字" in page
    assert not Submission.objects.exists()


def test_readiness_leads_to_each_cure(office: Office) -> None:
    issue = office.issue(office.round())
    measure = office.measure(issue, lead_department=None)
    page = read(office.office, f"/measures/{measure.pk}/")
    assert "还不能提交" in page
    assert f'href="/measures/{measure.pk}/edit/"' in page
    assert f'href="/measures/{measure.pk}/#evidence-part"' in page
    of_issue = read(office.office, f"/issues/{issue.pk}/")
    assert f'措施1.1尚未办结，现为未整改。 <a href="/measures/{measure.pk}/">' in of_issue
    assert f'href="/issues/{issue.pk}/edit/"' in of_issue


def test_what_is_ready_says_so_and_shows_who_will_review(office: Office, issue: Issue) -> None:
    page = read(office.department_head, f"/issues/{issue.pk}/")
    assert "就绪检查通过，可以提交。" in page
    part = page[page.index('id="submit-form"') :]
    assert part.index("整改办</span>") < part.index("党组书记</span>")


def test_only_who_may_is_offered_the_forms(office: Office, issue: Issue) -> None:
    submission = close(issue, office.department_head)
    for who in ("handler", "leader", "secretary", "supervisor", "department_head"):
        page = read(office.people[who], f"/issues/{issue.pk}/")
        assert 'id="review-form"' not in page
        assert 'id="entry"' not in page
        withdrawing = f'action="/submissions/{submission.pk}/withdraw/"'
        assert (withdrawing in page) is (who == "department_head")
    assert 'id="review-form"' in read(office.office, f"/issues/{issue.pk}/")


def test_the_review_can_go_back_to_an_earlier_step(office: Office, measure: Measure) -> None:
    chain(office, Reviewer.DEPARTMENT, Reviewer.LEADER, Reviewer.OFFICE)
    submission = agree(hand_in(measure, office.handler), office.department_head, office.leader)
    page = read(office.office, f"/measures/{measure.pk}/")
    assert f'<option value="2">责任领导 {office.leader.name}</option>' in page
    response = review(office.office, submission, verb="return", to="2", opinion="请领导再核")
    assert response.status_code == 302
    assert (current(submission), states(submission)[:3]) == (
        Reviewer.LEADER,
        ["agreed", "agreed", "returned"],
    )
    assert "退回至责任领导" in read(office.handler, f"/measures/{measure.pk}/")
    assert "等我审核1项" in read(office.leader, "/todo/")


def test_a_review_of_what_changed_meanwhile_is_shown_again_with_what_was_typed(
    office: Office, measure: Measure
) -> None:
    submission = hand_in(measure, office.handler)
    seen = mark_of(judged_facts(submission))
    amend_measure(
        measure, version=measure.version, changes={"target": "账实相符"}, by=office.office
    )
    response = review(office.department_head, submission, seen=seen, opinion="已看过材料")
    page = response.content.decode()
    assert response.status_code == 422
    assert "内容、佐证材料或成果有变化" in page
    assert "已看过材料" in page
    renewed = mark_of(judged_facts(submission))
    assert f'name="seen" value="{renewed}"' in page
    assert review(office.department_head, submission, opinion="已看过材料").status_code == 302


def test_who_comes_second_is_told_and_keeps_his_words(office: Office, measure: Measure) -> None:
    submission = hand_in(measure, office.handler)
    version = submission.version
    first = colleague(office, "department_head", office.finance)
    review_submission(submission, Verb.AGREE, version=version, opinion="已核对凭证", by=first)
    response = review(
        office.department_head, submission, version=version, verb="return", opinion="材料不全"
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "未能办理" in page
    assert "他人先行办理" in page
    for words in ("材料不全", "已核对凭证", first.name):
        assert words in page


def test_who_enters_a_paper_second_sees_what_the_first_has_entered(
    office: Office, measure: Measure
) -> None:
    chain(office, Reviewer.SECRETARY, Reviewer.SUPERVISOR, Reviewer.OFFICE)
    submission = hand_in(measure, office.handler)
    version = submission.version
    enter(submission, colleague(office, "office"), signer="高某某", opinion="原则同意")
    typed = {"verb": "agree", "version": version, "signer": "高某某", "opinion": "请抓紧补正"}
    sent = {f"entry-{name}": value for name, value in typed.items()}
    sent |= {
        "entry-signed_on": clock.today().isoformat(),
        "entry-scan": SimpleUploadedFile("签字页.pdf", SCAN),
    }
    response = signed_in(office.office).post(f"/submissions/{submission.pk}/enter/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    for words in ("他人先行办理", "请抓紧补正", "原则同意", "据签字纸件录入"):
        assert words in page


def test_a_submission_is_withdrawn_by_its_button_and_handed_in_again(
    office: Office, measure: Measure
) -> None:
    submission = hand_in(measure, office.handler)
    client = signed_in(office.handler)
    address = f"/submissions/{submission.pk}/withdraw/"
    assert client.post(address, {"version": "x"}).status_code == 409
    response = client.post(address, {"version": submission.version})
    assert response.headers["Location"] == f"/measures/{measure.pk}/"
    page = read(office.handler, f"/measures/{measure.pk}/")
    assert "提交已撤回" in page
    assert 'id="submit-form"' in page


def test_somebody_else_does_not_withdraw_it(office: Office, measure: Measure) -> None:
    submission = hand_in(measure, office.handler)
    address = f"/submissions/{submission.pk}/withdraw/"
    response = signed_in(office.office).post(address, {"version": submission.version})
    assert response.status_code == 409
    assert "只有提交人本人可以撤回" in response.content.decode()
    assert signed_in(office.leader).post(address, {"version": 1}).status_code == 404


def test_a_closed_issue_is_reopened_with_its_reason(office: Office, issue: Issue) -> None:
    agree(close(issue, office.office), office.secretary)
    address = f"/issues/{issue.pk}/reopen/"
    client = signed_in(office.secretary)
    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "请填写重新开启原因" in refused.content.decode()
    assert client.post(address, {"reason": "回头看发现反弹"}).status_code == 302
    page = read(office.handler, f"/issues/{issue.pk}/")
    assert "该问题已重新开启" in page
    assert "回头看发现反弹" in page
    assert "认定为已完成" in page
    again = client.post(address, {"reason": "再来一次"})
    assert again.status_code == 422
    assert "尚未销号" in again.content.decode()
    assert Reopening.objects.count() == 1


def test_the_bell_counts_measures_and_issues_that_wait_for_one(
    office: Office, issue: Issue
) -> None:
    chain(office, Reviewer.SECRETARY, Reviewer.OFFICE)
    measure = office.measure(office.issue(issue.round, lead_department=office.finance))
    office.evidence(measure, b"%PDF-1.4 bell")
    hand_in(measure, office.handler)
    close(issue, office.office)
    page = read(office.secretary, "/todo/")
    assert "等我审核2项" in page
    assert Submission.objects.all().waiting_for(office.secretary).count() == 2


def test_a_returned_closing_stands_in_the_todo_until_it_is_handed_in_again(
    office: Office, issue: Issue
) -> None:
    send_back(close(issue, office.department_head), office.office)
    for person in (office.department_head, office.office):
        todo = read(person, "/todo/")
        assert "退回修改的销号" in todo
        assert "缺少盘点表" in todo
    close(issue, office.department_head)
    assert "退回修改的销号" not in read(office.department_head, "/todo/")


def test_an_issue_whose_measures_are_finished_is_offered_for_closing(
    office: Office, issue: Issue
) -> None:
    for person in (office.office, office.department_head):
        assert "措施均已办结，可提交销号" in read(person, "/todo/")
    for person in (office.handler, office.secretary):
        assert "措施均已办结，可提交销号" not in read(person, "/todo/")
    office.measure(issue, "再做一项")
    assert "措施均已办结，可提交销号" not in read(office.office, "/todo/")


def test_a_reopened_issue_is_offered_for_closing_only_after_new_work(
    office: Office, issue: Issue
) -> None:
    agree(close(issue, office.office), office.secretary)
    reopen_issue(issue, reason="发现反弹", by=office.office)
    assert "措施均已办结，可提交销号" not in read(office.office, "/todo/")
    finished(office, issue)
    assert "措施均已办结，可提交销号" in read(office.office, "/todo/")


def test_the_ledger_shows_what_is_in_review(office: Office, issue: Issue) -> None:
    ledger = f"/rounds/{issue.round_id}/ledger/"
    assert "审核中" not in read(office.office, ledger)
    close(issue, office.office)
    assert read(office.office, ledger).count('<span class="status-words">审核中</span>') == 1
    measure = office.measure(office.issue(issue.round, "另一个问题"), "再做一项")
    office.evidence(measure, b"%PDF-1.4 ledger")
    hand_in(measure, office.handler)
    assert read(office.office, ledger).count('<span class="status-words">审核中</span>') == 2


def test_the_history_of_an_issue_tells_review_and_reopening(office: Office, issue: Issue) -> None:
    day = clock.now() + timedelta(1)
    with clock.at(day):
        submission = close(issue, office.department_head)
        agree(submission, office.office, office.secretary)
    with clock.at(day + timedelta(1)):
        reopen_issue(issue, reason="发现反弹", by=office.office)
    page = read(office.office, f"/issues/{issue.pk}/")
    history = page[page.index('id="history"') :]
    acts = ["重新开启", "党组书记同意", "整改办同意", "提交审核"]
    places = [history.index(f'<span class="event-act">{act}</span>') for act in acts]
    assert places == sorted(places)


def test_strangers_find_nothing_of_it(office: Office, issue: Issue) -> None:
    submission = close(issue, office.department_head)
    other = make_office("bh", "碧湖县水务局党组")
    for person in other.people.values():
        assert closing(person, issue).status_code == 404
        assert review(person, submission).status_code == 404
        assert signed_in(person).get(f"/issues/{issue.pk}/").status_code == 404
    submission.refresh_from_db()
    assert (submission.state, states(submission)) == (State.WAITING, ["open", "pending"])


def test_a_decision_that_does_not_say_what_it_saw_is_refused(office: Office, issue: Issue) -> None:
    submission = close(issue, office.office)
    response = review(office.secretary, submission, seen="")
    assert response.status_code == 422
    assert "提交的内容、佐证材料或成果有变化" in response.content.decode()
    submission.refresh_from_db()
    assert submission.state == "waiting"


def test_a_chain_of_an_unknown_kind_is_read_as_that_of_measures(office: Office) -> None:
    address = f"/units/{office.unit.pk}/review-chains/"
    response = signed_in(office.office).post(address, {"chained": "nothing"})
    assert response.status_code == 422


def test_whoever_hands_in_second_is_told_and_keeps_what_he_typed(
    office: Office, issue: Issue
) -> None:
    measure = office.measure(issue, "再清查一次")
    office.evidence(measure)
    hand_in(measure, office.handler)
    typed = {"proposed": "done", "completed_on": clock.today().isoformat(), "statement": "已复核"}
    address = f"/measures/{measure.pk}/submit/"
    client = signed_in(office.department_head)
    for headers in ({}, {"HX-Request": "true", "HX-Target": "submit-form"}):
        response = client.post(address, typed, headers=headers)
        page = response.content.decode()
        assert response.status_code == 422
        assert "该措施已提交审核" in page
        assert '<p class="written">已复核</p>' in page
