"""Each role does its duty where it is listed: reviewing, entering papers, handing in, outcomes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rectify.claims.operations import claim_measure
from rectify.closeout.enums import Reviewer, State
from rectify.closeout.judged import judged_facts, mark_of
from rectify.closeout.models import Submission
from rectify.closeout.operations import review_submission
from rectify.closeout.transitions import Verb
from rectify.evidence.models import Evidence
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, log_progress
from rectify.outcomes.models import Outcome
from rectify.people.models import Person
from tests.closeout.lives import (
    SCAN,
    agree,
    chain,
    close,
    colleague,
    current,
    finished,
    hand_in,
    send_back,
)
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import text_of

pytestmark = pytest.mark.django_db

ROW = {"HX-Request": "true"}
TODAY = clock.today().isoformat


def slot(row: Measure) -> dict[str, str]:
    """From a place inside the opened row."""
    return {**ROW, "HX-Target": f"slot-{row.pk}"}


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    made = office.issue(office.round(), lead_department=office.finance)
    measure = office.measure(made, responsible_leader=office.leader)
    office.evidence(measure)
    return claim_measure(measure, version=measure.version, by=office.department_head)


@pytest.fixture
def issue(office: Office) -> Issue:
    issue = office.issue(office.round(), lead_department=office.finance, lead_leader=office.leader)
    finished(office, issue)
    return issue


def opened(person: Person, address: str, headers: dict[str, str] | None = None) -> str:
    response = signed_in(person).get(address, headers=headers or ROW)
    assert response.status_code == 200, address
    return response.content.decode()


def decided(
    person: Person, submission: Submission, *, client: Client | None = None, **facts: Any
) -> Any:
    given = {
        "verb": "agree",
        "version": submission.version,
        "seen": mark_of(judged_facts(submission)),
        "opinion": "",
    }
    address = f"/submissions/{submission.pk}/review/"
    return (client or signed_in(person)).post(address, given | facts, headers=ROW)


def todo(person: Person) -> str:
    return signed_in(person).get("/todo/").content.decode()


def test_the_row_shows_in_short_what_is_to_be_judged(office: Office, measure: Measure) -> None:
    log_progress(
        measure, text="五个仓库盘点完毕", percent=80, happened_on=clock.today(), by=office.handler
    )
    office.outcome(measure.issue.round, measures=[measure])
    submission = hand_in(measure, office.handler)
    assert f'hx-get="/submissions/{submission.pk}/review/"' in todo(office.department_head)
    row = opened(office.department_head, f"/submissions/{submission.pk}/review/")
    assert row.lstrip().startswith('<tr class="row-open"')
    told = text_of(row)
    for words in (
        "已完成全部资产清查。",
        "五个仓库盘点完毕",
        "固定资产管理办法",
        "进度为80%",
        "申请认定： 已完成",
        "财务科负责人",
    ):
        assert words in told, words
    file = Evidence.objects.get()
    assert f'href="/evidence/{file.pk}/"' in row
    assert f'hx-get="/evidence/{file.pk}/preview/"' in row
    assert "<html" not in row


def test_without_script_the_same_address_is_a_page(office: Office, measure: Measure) -> None:
    submission = hand_in(measure, office.handler)
    address = f"/submissions/{submission.pk}/review/"
    assert f'href="{address}"' in todo(office.department_head)
    page = opened(office.department_head, address, headers={"Accept": "text/html"})
    assert "<html" in page
    assert "<title>措施1.1：审核" in page
    assert measure.text in page
    assert "同意</span>" in page
    assert 'hx-post="' not in page[page.index('<form class="form"') :]


def test_a_decision_in_the_row_loads_the_todo_anew_without_it(
    office: Office, measure: Measure
) -> None:
    submission = hand_in(measure, office.handler)
    before = todo(office.department_head)
    assert f'id="submission-{submission.pk}"' in before
    client = signed_in(office.department_head)
    response = decided(office.department_head, submission, client=client, opinion="情况属实")
    assert response.headers["HX-Refresh"] == "true"
    after = client.get("/todo/").content.decode()
    assert f'id="submission-{submission.pk}"' not in after
    assert "措施1.1已同意。" in after
    assert ("bell-count" in before, "bell-count" in after) == (True, False)
    assert f'id="submission-{submission.pk}"' in todo(office.office)


def test_a_return_wants_its_reason_and_may_go_to_an_earlier_step(
    office: Office, measure: Measure
) -> None:
    submission = agree(hand_in(measure, office.handler), office.department_head)
    row = opened(office.office, f"/submissions/{submission.pk}/review/")
    assert '<option value="1">财务科负责人</option>' in row
    refused = decided(office.office, submission, verb="return", to="1")
    assert refused.status_code == 422
    assert "退回须写明原因" in refused.content.decode()
    back = decided(office.office, submission, verb="return", to="1", opinion="请再核对")
    assert back.headers["HX-Refresh"] == "true"
    assert current(submission) == Reviewer.DEPARTMENT
    row = opened(office.department_head, f"/submissions/{submission.pk}/review/")
    assert "请再核对" in row


def test_who_comes_second_is_told_what_holds_and_keeps_his_words(
    office: Office, measure: Measure
) -> None:
    submission = hand_in(measure, office.handler)
    version = submission.version
    first = colleague(office, "department_head", office.finance)
    review_submission(submission, Verb.AGREE, version=version, opinion="已核对凭证", by=first)
    response = decided(
        office.department_head, submission, version=version, verb="return", opinion="材料不全"
    )
    row = response.content.decode()
    assert response.status_code == 422
    assert row.lstrip().startswith('<tr class="row-open"')
    for words in ("他人先行办理", "材料不全", "已核对凭证", first.name, "当前环节：整改办"):
        assert words in row
    assert "<form" not in row


def test_of_two_at_one_step_the_second_may_decide_what_is_left_to_him(
    office: Office, measure: Measure
) -> None:
    submission = agree(hand_in(measure, office.handler), office.department_head)
    version = submission.version
    other = colleague(office, "office")
    agree(send_back(submission, other, to=1), office.department_head)
    response = decided(office.office, submission, version=version, opinion="同意办结")
    row = response.content.decode()
    assert response.status_code == 422
    assert "他人先行办理" in row
    assert "同意办结</textarea>" in row
    submission.refresh_from_db()
    assert f'name="version" value="{submission.version}"' in row


def test_what_changed_while_the_row_lay_open_is_not_agreed_to(
    office: Office, measure: Measure
) -> None:
    submission = hand_in(measure, office.handler)
    seen = mark_of(judged_facts(submission))
    amend_measure(
        measure, version=measure.version, changes={"target": "账实相符"}, by=office.office
    )
    response = decided(office.department_head, submission, seen=seen, opinion="已看过材料")
    assert response.status_code == 422
    assert "内容、佐证材料或成果有变化" in response.content.decode()
    assert "已看过材料" in response.content.decode()


def test_what_was_changed_since_it_was_last_judged_is_told(
    office: Office, measure: Measure
) -> None:
    send_back(hand_in(measure, office.handler), office.department_head)
    office.evidence(measure, b"%PDF-1.4 more")
    log_progress(
        measure, text="已补盘点表", percent=90, happened_on=clock.today(), by=office.handler
    )
    submission = hand_in(measure, office.handler)
    row = text_of(opened(office.department_head, f"/submissions/{submission.pk}/review/"))
    assert "上次审核后有变化" in row
    assert "措施1.1新增进展1条，佐证材料增加1份" in row


@pytest.mark.parametrize("who", ["handler", "leader", "secretary", "supervisor", "office"])
def test_nobody_else_is_offered_the_decision(office: Office, measure: Measure, who: str) -> None:
    submission = hand_in(measure, office.handler)
    response = signed_in(office.people[who]).get(
        f"/submissions/{submission.pk}/review/", headers=ROW
    )
    if who == "handler":
        assert response.status_code == 404
        return
    assert response.status_code == 200
    assert "同意</span>" not in response.content.decode()
    answer = decided(office.people[who], submission)
    assert answer.status_code == 404
    submission.refresh_from_db()
    assert current(submission) == Reviewer.DEPARTMENT


def test_another_unit_finds_nothing(office: Office, measure: Measure) -> None:
    submission = hand_in(measure, office.handler)
    for person in make_office("bh", "碧湖县水务局党组").people.values():
        for act in ("review", "enter"):
            address = f"/submissions/{submission.pk}/{act}/"
            assert signed_in(person).get(address, headers=ROW).status_code == 404
        assert signed_in(person).get(f"/measures/{measure.pk}/submit/").status_code == 404


def test_a_closing_is_judged_with_all_its_measures(office: Office, issue: Issue) -> None:
    submission = close(issue, office.department_head)
    row = opened(office.office, f"/submissions/{submission.pk}/review/")
    for words in ("措施1.1", "清查报告.pdf", "三项措施均已完成。", "整改完成，建议销号"):
        assert words in row
    assert decided(office.office, submission).headers["HX-Refresh"] == "true"
    assert decided(office.secretary, submission_of(issue)).headers["HX-Refresh"] == "true"
    assert submission_of(issue).state == State.ACCEPTED


def submission_of(issue: Issue) -> Submission:
    newest: Submission = Submission.objects.filter(issue=issue).latest("pk")
    return newest


def test_a_leader_with_one_measure_is_told_of_no_other(office: Office, issue: Issue) -> None:
    other = finished(office, issue)
    other.lead_department, other.text = office.personnel, "轮岗三人"
    other.save_changes("lead_department", "text")
    head = colleague(office, "department_head", office.personnel)
    submission = close(issue, office.department_head)
    row = opened(head, f"/submissions/{submission.pk}/review/")
    assert "三项措施均已完成。" not in row
    assert "同意</span>" not in row


def test_a_step_on_paper_is_entered_in_the_row_with_its_scan(
    office: Office, measure: Measure
) -> None:
    chain(office, Reviewer.LEADER, Reviewer.OFFICE)
    office.leader.username = None
    office.leader.save_changes("username")
    submission = hand_in(measure, office.handler)
    address = f"/submissions/{submission.pk}/enter/"
    assert f'hx-get="{address}"' in todo(office.office)
    assert "代录审核意见" in opened(office.office, address)
    given = {
        "entry-verb": "agree",
        "entry-version": submission.version,
        "entry-seen": mark_of(judged_facts(submission)),
        "entry-signer": office.leader.name,
        "entry-signed_on": TODAY(),
        "entry-opinion": "同意",
    }
    client = signed_in(office.office)
    refused = client.post(address, given, headers=ROW)
    assert refused.status_code == 422
    assert "扫描件" in refused.content.decode()
    assert f'value="{office.leader.name}"' in refused.content.decode()
    scan = SimpleUploadedFile("签字页.pdf", SCAN)
    response = client.post(address, given | {"entry-scan": scan}, headers=ROW)
    assert response.headers["HX-Refresh"] == "true"
    assert "待签字纸件代录" not in todo(office.office)
    for who in ("secretary", "department_head", "handler"):
        assert signed_in(office.people[who]).get(address, headers=ROW).status_code == 404


def test_a_measure_is_handed_in_from_its_row(office: Office, measure: Measure) -> None:
    for who in ("handler", "department_head"):
        row = opened(office.people[who], f"/measures/{measure.pk}/progress/")
        assert f'hx-get="/measures/{measure.pk}/submit/" hx-target="#slot-{measure.pk}"' in row
        assert f'<div id="slot-{measure.pk}"></div>' in row
    address, client = f"/measures/{measure.pk}/submit/", signed_in(office.department_head)
    part = client.get(address, headers=slot(measure)).content.decode()
    assert part.lstrip().startswith('<div class="slot-open">')
    assert f'hx-target="#slot-{measure.pk}"' in part
    facts = {"proposed": "done", "completed_on": TODAY(), "statement": ""}
    refused = client.post(address, facts, headers=slot(measure))
    assert refused.status_code == 422
    assert "请填写完成情况" in refused.content.decode()
    assert refused.content.decode().lstrip().startswith('<div class="slot-open">')
    response = client.post(address, facts | {"statement": "已全部入账"}, headers=slot(measure))
    assert response.headers["HX-Refresh"] == "true"
    assert "已提交，等待审核" in todo(office.department_head)
    again = client.post(address, facts | {"statement": "又写一遍"}, headers=slot(measure))
    assert again.status_code == 422
    assert "该措施已提交审核" in again.content.decode()
    assert "又写一遍" in again.content.decode()


def test_handing_in_is_a_page_without_script(office: Office, measure: Measure) -> None:
    page = opened(office.handler, f"/measures/{measure.pk}/submit/", {"Accept": "text/html"})
    assert "<title>措施1.1：提交审核" in page
    assert "就绪检查" in page or "请留意" in page
    for who in ("leader", "secretary", "supervisor"):
        person = signed_in(office.people[who])
        assert person.get(f"/measures/{measure.pk}/submit/").status_code == 404


def test_an_issue_is_handed_in_for_closing_from_its_row(office: Office, issue: Issue) -> None:
    address = f"/issues/{issue.pk}/close/"
    for who in ("office", "department_head"):
        assert f'hx-get="{address}"' in todo(office.people[who])
    row = opened(office.office, address)
    assert row.lstrip().startswith('<tr class="row-open"')
    assert "就绪检查通过，可以提交。" in row
    client = signed_in(office.office)
    facts = {"proposed": "done", "completed_on": TODAY(), "statement": ""}
    refused = client.post(address, facts, headers=ROW)
    assert refused.status_code == 422
    assert "请填写完成情况" in refused.content.decode()
    response = client.post(address, facts | {"statement": "均已落实"}, headers=ROW)
    assert response.headers["HX-Refresh"] == "true"
    assert "措施均已办结，可提交销号" not in todo(office.office)
    for who in ("handler", "secretary", "leader"):
        assert signed_in(office.people[who]).get(address, headers=ROW).status_code == 404


def test_a_returned_closing_is_handed_in_again_from_its_row(office: Office, issue: Issue) -> None:
    send_back(close(issue, office.department_head), office.office)
    page = todo(office.department_head)
    assert "重新提交" in page
    row = opened(office.department_head, f"/issues/{issue.pk}/close/")
    assert "提交销号" in row


def test_an_outcome_is_entered_under_the_row(office: Office, measure: Measure) -> None:
    row = opened(office.department_head, f"/measures/{measure.pk}/progress/")
    round_id = measure.issue.round_id
    address = f"/rounds/{round_id}/outcomes/new/?kind=regulation&measure={measure.pk}"
    assert address.replace("&", "&amp;") in row
    client = signed_in(office.department_head)
    part = client.get(address, headers=slot(measure)).content.decode()
    assert part.lstrip().startswith('<div class="slot-open">')
    facts = {
        "form": "formulated",
        "title": "",
        "state": "issued",
        "dated_on": TODAY(),
        "numbers": measure.label,
    }
    refused = client.post(address, facts, headers=slot(measure))
    assert refused.status_code == 422
    assert "请填写" in refused.content.decode()
    response = client.post(address, facts | {"title": "资产管理办法"}, headers=slot(measure))
    assert response.status_code == 200
    answer = response.content.decode()
    assert "已登记" in answer
    assert f'<div id="outcomes-{measure.pk}" hx-swap-oob="true">' in answer
    assert "outcome:added" in response.headers["HX-Trigger"]
    assert Outcome.objects.get().bearings.get().measure_id == measure.pk
    assert "资产管理办法" in opened(office.handler, f"/measures/{measure.pk}/progress/")


def test_no_outcome_is_offered_for_what_is_under_review(office: Office, measure: Measure) -> None:
    hand_in(measure, office.handler)
    assert "登记成果" not in opened(office.handler, f"/measures/{measure.pk}/progress/")


def test_an_extension_is_asked_for_in_the_same_place(office: Office, measure: Measure) -> None:
    row = opened(office.department_head, f"/measures/{measure.pk}/progress/")
    assert f'hx-get="/measures/{measure.pk}/extension/" hx-target="#slot-{measure.pk}"' in row
    part = opened(
        office.department_head, f"/measures/{measure.pk}/extension/", headers=slot(measure)
    )
    assert part.lstrip().startswith('<div class="slot-open">')


def test_an_uploaded_file_brings_the_new_counts_along(office: Office, measure: Measure) -> None:
    assert f'id="evidence-told-{measure.pk}">佐证材料1份<' in todo(office.handler)
    client = signed_in(office.handler)

    def upload(content: bytes) -> str:
        file = SimpleUploadedFile("盘点表.pdf", content)
        response = client.post(f"/measures/{measure.pk}/evidence/", {"file": file, "kind": ""})
        assert response.status_code == 201
        return str(response.content.decode())

    for _ in range(2):  # the same file again is the same row
        answer = upload(b"%PDF-1.4 count")
        assert f'id="evidence-count-{measure.pk}">2<' in answer
        assert f'id="evidence-told-{measure.pk}">佐证材料2份<' in answer
        assert f'id="file-{Evidence.objects.latest("pk").pk}"' in answer
    for page in (f"/measures/{measure.pk}/", f"/measures/{measure.pk}/progress/"):
        assert f'id="evidence-count-{measure.pk}">2<' in opened(office.handler, page)
    assert f'id="evidence-told-{measure.pk}">佐证材料2份<' in todo(office.handler)


def test_what_belongs_to_another_round_than_the_one_above_says_so(office: Office) -> None:
    older, newer = office.round(name="上一轮巡察"), office.round(name="本轮巡察")
    for round_ in (older, newer):
        row = office.measure(office.issue(round_, lead_department=office.finance))
        claim_measure(row, version=row.version, by=office.department_head)
    client = signed_in(office.department_head)
    for above, told in ((newer, older), (older, newer)):
        client.get(f"/rounds/{above.pk}/ledger/")
        page = client.get("/todo/").content.decode()
        assert page.count(f"{told.unit} · {told.name}") == 1
        assert f"{above.unit} · {above.name}" not in page


def test_what_is_kept_up_for_good_tells_no_days(office: Office) -> None:
    row = office.measure(
        office.issue(office.round(), lead_department=office.finance),
        standing=Standing.LONG_TERM,
        due_on=clock.today() - timedelta(days=50),
    )
    page = text_of(opened(office.department_head, "/todo/"))
    assert row.text in page
    assert "已了结 50天" not in page


@pytest.mark.parametrize("target", ["slot-%d", "slot-%(name)s", "slot-1 x", 'slot-"><b>'])
def test_a_place_that_no_page_of_ours_has_is_none(
    office: Office, measure: Measure, target: str
) -> None:
    address = f"/rounds/{measure.issue.round_id}/outcomes/new/?measure={measure.pk}"
    answer = opened(office.handler, address, {**ROW, "HX-Target": target})
    assert "slot-open" not in answer
    assert target not in answer
