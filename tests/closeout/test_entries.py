"""代录: the step of somebody without an account, or of a body outside, from the signed paper."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rectify.closeout.enums import Reviewer, State, StepState
from rectify.closeout.judged import judged_facts, mark_of
from rectify.closeout.models import Step, Submission
from rectify.closeout.onpaper import waiting_on_paper
from rectify.closeout.transitions import Verb
from rectify.evidence.operations import add_evidence
from rectify.kernel import clock
from rectify.kernel.files import path_of
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.people.operations import create_department, create_person, grant_role
from rectify.trail.models import Event
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
)
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    """A measure whose 责任领导 has no account."""
    leader = create_person(office.unit, name="陈某某", post="副局长", by=None)
    measure = office.measure(office.issue(office.round()), responsible_leader=leader)
    office.evidence(measure)
    return measure


@pytest.fixture
def submission(office: Office, measure: Measure) -> Submission:
    """At the leader's step."""
    chain(office, Reviewer.LEADER, Reviewer.OFFICE, Reviewer.SUPERVISOR)
    return hand_in(measure, office.handler)


def test_the_office_enters_the_leaders_step_with_the_scan(
    office: Office, submission: Submission
) -> None:
    submission = enter(submission, office.office, signer="陈某某", opinion="同意办结")
    step = submission.steps.get(position=1)
    assert (step.state, step.opinion) == (StepState.AGREED, "同意办结")
    assert (step.signer, step.signed_on, step.decided_by) == ("陈某某", clock.today(), None)
    assert (step.entered, step.entered_by, step.scan_name) == (True, office.office, "签字页.pdf")
    assert path_of(step.scan_sha256).read_bytes() == SCAN
    assert current(submission) == Reviewer.OFFICE
    acts = list(Event.objects.order_by("-position").values_list("act", flat=True)[:2])
    assert acts == ["submission.passed", "step.entered"]


def test_who_entered_anothers_paper_still_reviews_at_his_own_step(
    office: Office, submission: Submission
) -> None:
    submission = agree(enter(submission, office.office), office.office)
    assert current(submission) == Reviewer.SUPERVISOR
    submission = enter(submission, office.office, signer="县纪委监委陈某某")
    assert submission.state == State.ACCEPTED


def test_a_return_on_paper_is_entered_too(office: Office, submission: Submission) -> None:
    with pytest.raises(Refused, match="退回须写明原因"):
        enter(submission, office.office, verb=Verb.RETURN, opinion=" ")
    submission = enter(submission, office.office, verb=Verb.RETURN, opinion="数据不实")
    assert (submission.state, submission.opinion) == (State.RETURNED, "数据不实")


def test_the_offices_own_step_is_never_entered(office: Office, submission: Submission) -> None:
    submission = enter(submission, office.office)
    for person in (office.office, colleague(office, "office")):
        with pytest.raises(Refused, match="不能代录"):
            enter(submission, person)
    assert current(submission) == Reviewer.OFFICE


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "secretary", "supervisor"])
def test_nobody_but_the_office_enters(office: Office, submission: Submission, who: str) -> None:
    with pytest.raises(Refused, match="权限"):
        enter(submission, office.people[who])


def test_another_units_office_does_not_enter(office: Office, submission: Submission) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    with pytest.raises(Refused, match="权限"):
        enter(submission, other.office)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"signer": " "}, "请填写纸件上的签字人"),
        ({"signed_on": None}, "请填写签字日期"),
        ({"signed_on": clock.today() + timedelta(1)}, "签字日期不能晚于今天"),
        ({"signed_on": clock.today() - timedelta(1)}, "签字日期不能早于提交日期"),
        ({"scan": [b""]}, "扫描件是空文件"),
        ({"scan": [b"plain words"]}, "扫描件须为PDF、PNG或JPG文件"),
    ],
)
def test_a_paper_without_signer_day_or_scan_is_refused(
    office: Office, submission: Submission, facts: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        enter(submission, office.office, **facts)
    assert current(submission) == Reviewer.LEADER


def test_the_submitters_own_signature_is_no_review(office: Office, submission: Submission) -> None:
    with pytest.raises(Refused, match="签字人是提交人本人"):
        enter(submission, office.office, signer=office.handler.name)


def post(office: Office, submission: Submission, **facts: Any) -> Any:
    """Enter through the page."""
    given = {
        "entry-verb": "agree",
        "entry-version": submission.version,
        "entry-seen": mark_of(judged_facts(submission)),
        "entry-signer": "陈某某",
        "entry-signed_on": clock.today().isoformat(),
        "entry-opinion": "同意",
    }
    return signed_in(office.office).post(f"/submissions/{submission.pk}/enter/", given | facts)


def test_what_changed_since_the_page_was_opened_is_not_entered(
    office: Office, submission: Submission, tmp_path: Path
) -> None:
    scan = tmp_path / "签字页.pdf"
    scan.write_bytes(SCAN)
    for seen in ("", "other"):
        with scan.open("rb") as file:
            response = post(office, submission, **{"entry-scan": file, "entry-seen": seen})
        assert response.status_code == 422
        assert "提交的内容、佐证材料或成果有变化" in response.content.decode()
    assert not Step.objects.exclude(scan_sha256="").exists()


def test_the_page_demands_the_scan_and_keeps_what_was_typed(
    office: Office, submission: Submission
) -> None:
    response = post(office, submission)
    page = response.content.decode()
    assert response.status_code == 422
    assert "请选择签字纸件扫描件" in page
    assert 'value="陈某某"' in page
    assert current(submission) == Reviewer.LEADER


def test_the_scan_is_shown_beside_the_step_to_who_may_see_it(
    office: Office, submission: Submission, tmp_path: Path
) -> None:
    paper = tmp_path / "签字页.pdf"
    paper.write_bytes(SCAN)
    with paper.open("rb") as scan:
        assert post(office, submission, **{"entry-scan": scan}).status_code == 302
    step = submission.steps.get(position=1)
    page = signed_in(office.handler).get(f"/measures/{submission.measure_id}/").content.decode()
    assert f"代录：{office.office.name}据签字纸件录入" in page
    assert f'href="/steps/{step.pk}/scan/"' in page
    given: Any = signed_in(office.handler).get(f"/steps/{step.pk}/scan/")
    assert b"".join(given.streaming_content) == SCAN
    assert Event.objects.latest("position").act == "step.scan_read"
    other = make_office("bh", "碧湖县水务局党组")
    assert signed_in(other.office).get(f"/steps/{step.pk}/scan/").status_code == 404
    unentered = submission.steps.get(position=2)
    assert signed_in(office.office).get(f"/steps/{unentered.pk}/scan/").status_code == 404


def test_what_waits_for_paper_stands_in_the_offices_todo(
    office: Office, submission: Submission
) -> None:
    assert "待签字纸件代录" in signed_in(office.office).get("/todo/").content.decode()
    assert "待签字纸件代录" not in signed_in(office.secretary).get("/todo/").content.decode()


def test_what_waits_for_paper_is_counted_where_the_bell_is(
    office: Office, submission: Submission
) -> None:
    def bell(person: Person) -> int:
        return int(signed_in(person).get("/todo/").context["frame"].bell_count)

    page = signed_in(office.office).get("/todo/").content.decode()
    assert "待代录1项" in page
    assert '<span class="bell-count">1</span>' in page
    others = [bell(person) for key, person in office.people.items() if key != "office"]
    enter(submission, office.office)
    assert bell(office.office) == Submission.objects.filter(state=State.WAITING).count()
    assert [bell(p) for key, p in office.people.items() if key != "office"] == others


def without_account(office: Office, who: str) -> None:
    person = office.people[who]
    person.username = None
    person.save_changes("username")


@pytest.mark.parametrize(
    ("reviewer", "who"),
    [
        (Reviewer.DEPARTMENT, "department_head"),
        (Reviewer.LEAD_DEPARTMENT, "department_head"),
        (Reviewer.LEADER, "leader"),
        (Reviewer.SECRETARY, "secretary"),
        (Reviewer.SUPERVISOR, "supervisor"),
    ],
)
def test_a_step_waits_for_paper_only_while_none_of_its_reviewers_has_an_account(
    office: Office, reviewer: Reviewer, who: str
) -> None:
    lead = office.finance if reviewer == Reviewer.LEAD_DEPARTMENT else office.personnel
    worker = office.personnel if reviewer == Reviewer.LEAD_DEPARTMENT else office.finance
    issue = office.issue(office.round(), lead_department=lead)
    measure = office.measure(issue, lead_department=worker, responsible_leader=office.leader)
    add_evidence(measure, name="报告.pdf", chunks=[b"%PDF-1.4 paper"], by=office.office)
    chain(office, Reviewer.OFFICE, reviewer)
    submission = hand_in(measure, office.office)
    assert current(submission) == reviewer
    assert not waiting_on_paper(office.office).exists()
    without_account(office, who)
    assert [row.pk for row in waiting_on_paper(office.office)] == [submission.pk]
    assert not waiting_on_paper(office.handler).exists()
    colleague(office, who, office.finance if who == "department_head" else None)
    assert waiting_on_paper(office.office).exists() is (reviewer == Reviewer.LEADER)


@pytest.mark.parametrize(
    "written",
    [
        *("陈 某某", "陈　某某", " 陈某某。", "党组书记陈某某", "县纪委监委 陈某某"),
        f"陈某某{' ' * 60}代",
    ],
)
def test_one_signer_signs_one_step_however_his_name_is_written(
    office: Office, submission: Submission, written: str
) -> None:
    submission = agree(enter(submission, office.office, signer="陈某某"), office.office)
    assert current(submission) == Reviewer.SUPERVISOR
    with pytest.raises(Refused, match="签字人已审核过本次提交的另一环节"):
        enter(submission, office.office, signer=written)
    assert enter(submission, office.office, signer="王某某").state == State.ACCEPTED


@pytest.mark.parametrize("written", ["李陈某某", "陈某某某", "陈某"])
def test_a_name_that_holds_another_is_somebody_elses(
    office: Office, submission: Submission, written: str
) -> None:
    submission = agree(enter(submission, office.office, signer="陈某某"), office.office)
    assert enter(submission, office.office, signer=written).state == State.ACCEPTED


def test_who_judged_here_does_not_sign_another_step_on_paper(
    office: Office, measure: Measure
) -> None:
    chain(office, Reviewer.DEPARTMENT, Reviewer.LEADER, Reviewer.OFFICE)
    submission = agree(hand_in(measure, office.handler), office.department_head)
    with pytest.raises(Refused, match="签字人已审核过本次提交的另一环节"):
        enter(submission, office.office, signer=f" {office.department_head.name}")
    assert current(submission) == Reviewer.LEADER


def test_who_signed_one_step_on_paper_does_not_judge_another_here(
    office: Office, submission: Submission
) -> None:
    second = colleague(office, "office")
    submission = enter(submission, second, signer=office.office.name)
    with pytest.raises(Refused, match="您已在纸件上签署过本次提交的另一环节"):
        agree(submission, office.office)
    page = signed_in(office.office).get(f"/measures/{submission.measure_id}/").content.decode()
    assert "您已在纸件上签署过本次提交的另一环节" in page
    assert 'id="review-form"' not in page
    assert current(agree(submission, second)) == Reviewer.SUPERVISOR


def test_a_step_sent_back_may_be_signed_by_its_signer_again(
    office: Office, submission: Submission
) -> None:
    submission = enter(submission, office.office, signer="陈某某")
    submission = send_back(submission, office.office, 1)
    assert current(enter(submission, office.office, signer="陈某某")) == Reviewer.OFFICE


@pytest.mark.parametrize("written", ["qs office", "qs　office", "ＱＳ_office"])
def test_the_submitters_own_signature_is_none_however_it_is_written(
    office: Office, measure: Measure, written: str
) -> None:
    chain(office, Reviewer.OFFICE, Reviewer.LEADER)
    with pytest.raises(Refused, match="签字人是提交人本人"):
        enter(hand_in(measure, office.office), office.office, signer=written)


def test_nobody_signs_with_marks_alone(office: Office, submission: Submission) -> None:
    with pytest.raises(Refused, match="请填写纸件上的签字人"):
        enter(submission, office.office, signer="——")


REVIEWERS = [
    (Reviewer.DEPARTMENT, "department_head"),
    (Reviewer.LEADER, "leader"),
    (Reviewer.SECRETARY, "secretary"),
    (Reviewer.SUPERVISOR, "supervisor"),
]


@pytest.mark.parametrize(("reviewer", "who"), REVIEWERS)
def test_who_handed_it_in_enters_no_paper_where_somebody_can_judge_here(
    office: Office, reviewer: Reviewer, who: str
) -> None:
    measure = office.measure(office.issue(office.round()), responsible_leader=office.leader)
    office.evidence(measure)
    chain(office, Reviewer.OFFICE, reviewer)
    submission = hand_in(measure, office.office)
    assert current(submission) == reviewer
    told = "您是提交人，不能代录本环节"
    response = post(office, submission, **{"entry-scan": SimpleUploadedFile("签字页.pdf", SCAN)})
    assert response.status_code == 422
    page = signed_in(office.office).get(f"/measures/{measure.pk}/").content.decode()
    for seen in (response.content.decode(), page):
        assert told in seen
        assert 'name="entry-signer"' not in seen
    with pytest.raises(Refused, match="由整改办其他人员凭签字纸件代录"):
        enter(submission, office.office)
    assert not Step.objects.exclude(scan_sha256="").exists()

    without_account(office, who)
    page = signed_in(office.office).get(f"/measures/{measure.pk}/").content.decode()
    assert 'name="entry-signer"' in page
    assert told not in page
    assert enter(submission, office.office).state == State.ACCEPTED


def test_another_member_of_the_office_enters_the_paper(office: Office, measure: Measure) -> None:
    chain(office, Reviewer.OFFICE, Reviewer.SECRETARY)
    submission = hand_in(measure, office.office)
    with pytest.raises(Refused, match="请由党组书记在系统中审核"):
        enter(submission, office.office)
    assert enter(submission, colleague(office, "office")).state == State.ACCEPTED


def test_who_handed_an_issue_in_does_not_conclude_it_from_paper(office: Office) -> None:
    issue = office.issue(office.round(), lead_department=office.finance)
    finished(office, issue)
    submission = close(issue, office.office)
    assert current(submission) == Reviewer.SECRETARY
    with pytest.raises(Refused, match="您是提交人，不能代录本环节"):
        enter(submission, office.office)
    without_account(office, "secretary")
    assert enter(submission, office.office).state == State.ACCEPTED


def test_a_reviewer_counts_only_where_he_can_judge(office: Office, measure: Measure) -> None:
    chain(office, Reviewer.DEPARTMENT, Reviewer.OFFICE, Reviewer.SECRETARY)
    grant_role(office.secretary, "department_head", department=office.finance, by=None)
    submission = agree(hand_in(measure, office.office), office.secretary)
    assert current(submission) == Reviewer.SECRETARY
    assert [row.pk for row in waiting_on_paper(office.office)] == [submission.pk]
    assert enter(submission, office.office, signer="高某某").state == State.ACCEPTED


def test_a_head_above_the_department_and_a_leader_without_his_role(office: Office) -> None:
    below = create_department(office.unit, name="资产股", parent=office.finance, by=None)
    lowest = create_department(office.unit, name="资产组", parent=below, by=None)
    measure = office.measure(office.issue(office.round()), lead_department=lowest)
    add_evidence(measure, name="报告.pdf", chunks=[b"%PDF-1.4 low"], by=office.office)
    chain(office, Reviewer.OFFICE, Reviewer.DEPARTMENT)
    submission = hand_in(measure, office.office)
    with pytest.raises(Refused, match="您是提交人"):
        enter(submission, office.office)
    assert not waiting_on_paper(office.office).exists()

    named = create_person(office.unit, name="李某某", username="qs_named", by=None)
    led = office.measure(measure.issue, "建章立制", responsible_leader=named)
    office.evidence(led, b"%PDF-1.4 led")
    chain(office, Reviewer.OFFICE, Reviewer.LEADER)
    submission = hand_in(led, office.office)
    assert [row.pk for row in waiting_on_paper(office.office)] == [submission.pk]
    assert enter(submission, office.office, signer="李某某").state == State.ACCEPTED
