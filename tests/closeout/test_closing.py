"""An issue is closed when its measures are finished, by its own submission; and opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rectify.closeout.enums import Chained, Reviewer, State
from rectify.closeout.models import Reopening, Submission
from rectify.closeout.operations import reopen_issue
from rectify.closeout.readiness import problems_of
from rectify.deadlines.queries import with_standing
from rectify.issues.enums import Pace, Standing
from rectify.issues.models import Issue
from rectify.issues.operations import amend_issue, create_issue
from rectify.kernel import clock
from rectify.kernel.problems import Level, Refused
from rectify.measures.operations import log_progress
from rectify.reshaping.operations import move_measure
from rectify.trail.models import Event
from rectify.trail.queries import changes_of
from tests.closeout.lives import agree, chain, close, colleague, finished, send_back, states
from tests.factories import Office, as_a_paper_says, make_office
from tests.ledger.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def issue(office: Office) -> Issue:
    """An issue that the finance department leads, with one finished measure."""
    issue = office.issue(office.round(), lead_department=office.finance)
    finished(office, issue)
    return issue


def closed(office: Office, issue: Issue) -> Issue:
    """Handed in by the head, agreed by office and secretary."""
    assert agree(close(issue, office.department_head), office.office, office.secretary)
    issue.refresh_from_db()
    return issue


def test_head_office_and_secretary_close_an_issue(office: Office, issue: Issue) -> None:
    submission = close(issue, office.department_head)
    assert states(submission) == ["open", "pending"]
    submission = agree(submission, office.office)
    issue.refresh_from_db()
    assert issue.stated == ""
    submission = agree(submission, office.secretary)
    issue.refresh_from_db()
    assert (submission.state, issue.stated) == (State.ACCEPTED, Standing.DONE)


def test_what_the_office_hands_in_passes_its_step_and_goes_to_the_secretary(
    office: Office, issue: Issue
) -> None:
    submission = close(issue, office.office)
    assert states(submission) == ["own", "open"]
    assert agree(submission, office.secretary).state == State.ACCEPTED


def test_progress_made_for_a_time_is_not_closed(office: Office, issue: Issue) -> None:
    submission = close(issue, office.office, Standing.PARTIAL, completed_on=None)
    agree(submission, office.secretary)
    issue.refresh_from_db()
    assert issue.stated == Standing.PARTIAL
    assert agree(close(issue, office.office), office.secretary).state == State.ACCEPTED


def test_a_long_term_issue_is_closed_for_the_period_and_followed_on(office: Office) -> None:
    issue = office.issue(office.round(), pace=Pace.LONG_TERM, lead_department=office.finance)
    finished(office, issue)
    with pytest.raises(Refused, match="请选择申请认定的状态"):
        close(issue, office.office, Standing.DONE)
    agree(close(issue, office.office, Standing.LONG_TERM), office.secretary)
    issue.refresh_from_db()
    assert issue.stated == Standing.LONG_TERM
    with pytest.raises(Refused, match="本期已销号，此后还没有新的进展和佐证材料"):
        close(issue, office.office, Standing.LONG_TERM, statement="本期继续落实。")
    page = read(office.office, f"/issues/{issue.pk}/")
    assert "submit-form" not in page
    kept_up = office.measure(issue, "每季度抽查", standing=Standing.LONG_TERM)
    today = clock.today()
    log_progress(kept_up, text="已抽查", percent=100, happened_on=today, by=office.handler)
    assert "submit-form" in read(office.office, f"/issues/{issue.pk}/")
    again = close(issue, office.office, Standing.LONG_TERM, statement="本期继续落实。")
    assert again.state == State.WAITING


@pytest.mark.parametrize("who", ["handler", "leader", "secretary", "supervisor"])
def test_only_office_and_lead_head_hand_an_issue_in(office: Office, issue: Issue, who: str) -> None:
    with pytest.raises(Refused, match="权限"):
        close(issue, office.people[who])
    assert not Submission.objects.exists()


def test_the_head_of_a_department_that_only_works_on_it_does_not_close_it(
    office: Office, issue: Issue
) -> None:
    head = colleague(office, "department_head", office.personnel)
    office.measure(issue, lead_department=office.personnel)
    with pytest.raises(Refused, match="权限"):
        close(issue, head)


def test_another_units_office_neither_closes_nor_reopens(office: Office, issue: Issue) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    with pytest.raises(Refused, match="权限"):
        close(issue, other.office)
    closed(office, issue)
    with pytest.raises(Refused, match="权限"):
        reopen_issue(issue, reason="复查", by=other.office)


def test_an_open_measure_stops_the_closing_but_not_the_telling_of_progress(
    office: Office, issue: Issue
) -> None:
    office.measure(issue, "修订资产管理办法")
    with pytest.raises(Refused, match=r"措施1\.2尚未办结，现为未整改"):
        close(issue, office.office)
    partly = close(issue, office.office, Standing.PARTIAL, completed_on=None)
    assert partly.state == State.WAITING


def test_no_measure_is_added_while_it_waits_nor_when_it_is_finished(
    office: Office, issue: Issue
) -> None:
    submission = close(issue, office.office)
    with pytest.raises(Refused, match="该问题正在销号审核"):
        office.measure(issue, "再查一次")
    agree(submission, office.secretary)
    with pytest.raises(Refused, match="该问题已认定完成，不能新增措施"):
        office.measure(issue, "再查一次")
    reopen_issue(issue, reason="问题反弹", by=office.secretary)
    assert office.measure(issue, "再查一次").serial == 2


def test_a_conclusion_is_not_stated_by_hand(office: Office, issue: Issue) -> None:
    round_ = issue.round
    issue.refresh_from_db()
    for standing in ("done", "partial", "long_term"):
        with pytest.raises(Refused, match="由问题销号认定"):
            create_issue(round_, category=None, facts={"title": "新", "stated": standing}, by=None)
        with pytest.raises(Refused, match="由问题销号认定"):
            amend_issue(
                issue, version=issue.version, changes={"stated": standing}, by=office.office
            )
    brought = as_a_paper_says(issue, "done")
    kept = amend_issue(
        brought,
        version=brought.version,
        changes={"stated": "done", "cause": "制度不严"},
        by=office.office,
    )
    assert (kept.stated, kept.cause) == ("done", "制度不严")
    opened = amend_issue(
        kept, version=kept.version, changes={"stated": "in_progress"}, by=office.office
    )
    assert opened.stated == "in_progress"


def test_an_issue_without_measures_is_not_ready(office: Office) -> None:
    issue = office.issue(office.round(), lead_department=office.finance)
    with pytest.raises(Refused, match="还没有整改措施"):
        close(issue, office.office)


def test_days_that_cannot_be_are_refused(office: Office, issue: Issue) -> None:
    today = clock.today()
    for day, sentence in (
        (today + timedelta(1), "完成日期不能晚于今天"),
        (today - timedelta(1), "完成日期不能早于措施1.1的完成日期"),
        (None, "请填写完成日期"),
    ):
        with pytest.raises(Refused, match=sentence):
            close(issue, office.office, completed_on=day)


def test_a_closed_issue_is_not_handed_in_again(office: Office, issue: Issue) -> None:
    closed(office, issue)
    with pytest.raises(Refused, match="已销号"):
        close(issue, office.office, statement="又一次")


def test_readiness_tells_what_is_missing_and_where(office: Office) -> None:
    issue = office.issue(office.round())
    measure = office.measure(issue, lead_department=None)
    told = {(p.key, p.place, p.level) for p in problems_of(measure)}
    place = f"measure:{measure.pk}"
    assert told == {
        ("ready.department", place, Level.ERROR),
        ("ready.evidence", place, Level.ERROR),
        ("ready.progress", place, Level.WARNING),
    }
    chain(office, Reviewer.LEADER, Reviewer.LEAD_DEPARTMENT)
    chain(office, Reviewer.LEADER, Reviewer.LEAD_DEPARTMENT, chained=Chained.ISSUE)
    keys = {(p.key, p.place) for p in problems_of(measure)}
    assert keys >= {("ready.leader", place), ("ready.lead_department", f"issue:{issue.pk}")}
    issue_keys = {(p.key, p.level) for p in problems_of(issue)}
    assert issue_keys == {
        ("ready.open", Level.ERROR),
        ("ready.department", Level.ERROR),
        ("ready.leader", Level.ERROR),
    }


def test_readiness_warns_of_finished_measures_without_proof_or_day(office: Office) -> None:
    issue = office.issue(office.round(), lead_department=office.finance)
    office.measure(issue, standing=Standing.DONE)
    future = office.measure(issue, standing=Standing.DONE)
    future.completed_on = clock.today() + timedelta(3)
    future.save_changes("completed_on")
    told = sorted((p.key, p.level) for p in problems_of(issue))
    assert told == [
        ("ready.future", Level.ERROR),
        ("ready.undated", Level.WARNING),
        ("ready.unproven", Level.WARNING),
        ("ready.unproven", Level.WARNING),
    ]


def test_progress_below_the_whole_is_pointed_out(office: Office) -> None:
    measure = office.measure(office.issue(office.round()))
    office.evidence(measure)
    day = clock.today()
    log_progress(measure, text="过半", percent=60, happened_on=day, by=office.handler)
    measure.refresh_from_db()
    assert [p.sentence for p in problems_of(measure)] == [
        "最近填报的进度为60%，请核对是否已全部完成。"
    ]
    assert problems_of(measure, Standing.PARTIAL) == []


@pytest.mark.parametrize("who", ["office", "secretary"])
def test_a_closed_issue_is_reopened_and_keeps_its_close_out(
    office: Office, issue: Issue, who: str
) -> None:
    closed(office, issue)
    first = Submission.objects.get(issue=issue)
    versions = len(changes_of(Submission, [first.pk]))
    reopening = reopen_issue(issue, reason="回头看发现资产仍有账外", by=office.people[who])
    issue.refresh_from_db()
    assert (issue.stated, reopening.submission, reopening.was) == ("in_progress", first, "done")
    assert with_standing(Issue.objects.filter(pk=issue.pk)).get().standing_now == "in_progress"
    first.refresh_from_db()
    assert (first.state, len(changes_of(Submission, [first.pk]))) == (State.ACCEPTED, versions)
    assert Event.objects.latest("position").act == "issue.reopened"


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "supervisor"])
def test_nobody_else_reopens(office: Office, issue: Issue, who: str) -> None:
    closed(office, issue)
    with pytest.raises(Refused, match="权限"):
        reopen_issue(issue, reason="复查", by=office.people[who])


def test_reopening_needs_a_closed_issue_and_a_reason(office: Office, issue: Issue) -> None:
    with pytest.raises(Refused, match="尚未销号"):
        reopen_issue(issue, reason="复查", by=office.office)
    submission = close(issue, office.department_head)
    with pytest.raises(Refused, match="正在销号审核中"):
        reopen_issue(issue, reason="复查", by=office.office)
    agree(submission, office.office, office.secretary)
    with pytest.raises(Refused, match="请写明重新开启的原因"):
        reopen_issue(issue, reason="  ", by=office.office)
    assert not Reopening.objects.exists()


def test_a_reopened_issue_is_closed_again_only_after_new_work(office: Office, issue: Issue) -> None:
    closed(office, issue)
    reopen_issue(issue, reason="回头看发现反弹", by=office.secretary)
    with pytest.raises(Refused, match="重新开启后还没有新的进展"):
        close(issue, office.office)
    finished(office, issue)
    assert agree(close(issue, office.office), office.secretary).state == State.ACCEPTED
    assert Submission.objects.filter(issue=issue, state=State.ACCEPTED).count() == 2


def test_a_returned_closing_is_handed_in_again(office: Office, issue: Issue) -> None:
    send_back(close(issue, office.department_head), office.office)
    again = close(issue, office.department_head)
    assert Submission.objects.filter(issue=issue).count() == 2
    assert agree(again, office.office, office.secretary).state == State.ACCEPTED


def test_the_standing_of_a_reviewed_issue_is_not_changed_by_hand(
    office: Office, issue: Issue
) -> None:
    submission = close(issue, office.department_head)
    for state in ("waiting", "accepted"):
        issue.refresh_from_db()
        submission.refresh_from_db()
        assert submission.state == state
        with pytest.raises(Refused, match="认定状态由审核决定"):
            amend_issue(
                issue, version=issue.version, changes={"stated": "partial"}, by=office.office
            )
        if state == "waiting":
            agree(submission, office.office, office.secretary)
    changed = amend_issue(
        issue,
        version=issue.version,
        changes={"cause": "制度不严", "stated": "done"},
        by=office.office,
    )
    assert changed.cause == "制度不严"


def test_an_issue_in_review_is_not_reshaped(office: Office, issue: Issue) -> None:
    measure = office.measure(issue, "修订办法")
    close(issue, office.office, Standing.PARTIAL, completed_on=None)
    other = office.issue(issue.round, title="另一个问题")
    with pytest.raises(Refused, match="问题1正在审核"):
        move_measure(measure, to=other, version=measure.version, reason="归错了", by=office.office)
