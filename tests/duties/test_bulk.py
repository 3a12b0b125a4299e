"""Many at once: each row through its own operation, and the page says what was refused and why."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from rectify.closeout.models import Submission
from rectify.deadlines.models import Deadline
from rectify.deadlines.operations import set_deadline
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, log_progress
from rectify.trail.models import Event
from tests.closeout.lives import colleague
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def issue(office: Office) -> Issue:
    issue = office.issue(office.round())
    for text in ("清查资产", "修订制度", "开展培训"):
        office.measure(issue, text)
    return issue


def rows_of(issue: Issue) -> list[Measure]:
    return list(Measure.objects.filter(issue=issue).order_by("serial"))


def send(office: Office, issue: Issue, act: str, who: str = "office", **facts: Any) -> Any:
    given = {"act": act, "rows": [f"{row.pk}:{row.version}" for row in rows_of(issue)]}
    return signed_in(office.people[who]).post(f"/rounds/{issue.round_id}/bulk/", given | facts)


def told(answer: Any) -> str:
    return text_of(answer.content.decode())


def test_chosen_rows_are_shown_with_the_form(office: Office, issue: Issue) -> None:
    page = told(send(office, issue, "assign"))
    assert "所选措施 3" in page
    assert "修订制度" in page


def test_all_are_assigned_each_with_its_event(office: Office, issue: Issue) -> None:
    answer = send(
        office,
        issue,
        "assign",
        confirmed="1",
        lead_department=office.personnel.pk,
        responsible_leader=office.leader.pk,
        responsible=office.handler.name,
    )
    assert "办理3项" in told(answer)
    for row in rows_of(issue):
        assert (row.lead_department, row.responsible_leader) == (office.personnel, office.leader)
        assert [one.person for one in row.responsibles.all()] == [office.handler]
        assert row.claimed_at is None
    assert Event.objects.filter(act="measure.assigned").count() == 3


def test_what_is_left_empty_stays(office: Office, issue: Issue) -> None:
    send(office, issue, "assign", confirmed="1", responsible_leader=office.leader.pk)
    assert {row.lead_department for row in rows_of(issue)} == {office.finance}


def test_an_empty_form_is_refused(office: Office, issue: Issue) -> None:
    answer = send(office, issue, "assign", confirmed="1")
    assert answer.status_code == 422
    assert "请至少填写一项" in told(answer)


def test_a_row_changed_meanwhile_is_refused_alone(office: Office, issue: Issue) -> None:
    first = rows_of(issue)[0]
    values = [f"{row.pk}:{row.version}" for row in rows_of(issue)]
    amend_measure(first, version=first.version, changes={"text": "清查库存"}, by=office.office)
    answer = send(
        office, issue, "assign", confirmed="1", lead_department=office.personnel.pk, rows=values
    )
    assert "办理2项，未办理1项" in told(answer)
    assert "措施1.1 您打开此页后，内容已被他人修改" in told(answer)
    assert [row.lead_department for row in rows_of(issue)] == [
        office.finance,
        office.personnel,
        office.personnel,
    ]


def test_deadlines_are_set_from_words_and_say_how_they_were_counted(
    office: Office, issue: Issue
) -> None:
    dated = [f"{row.pk}:0" for row in rows_of(issue)]
    answer = send(office, issue, "deadline", confirmed="1", words="2027年3月底前", dated=dated)
    assert "时限设为2027-03-31" in told(answer)
    assert Deadline.objects.filter(due_on="2027-03-31", counted="period_end").count() == 3


def test_a_deadline_set_meanwhile_and_one_before_the_feedback_are_refused(
    office: Office, issue: Issue
) -> None:
    first = rows_of(issue)[0]
    set_deadline(first, due_on=clock.today() + timedelta(days=3), by=office.office)
    dated = [f"{row.pk}:0" for row in rows_of(issue)]
    answer = send(office, issue, "deadline", confirmed="1", due_on="2027-03-31", dated=dated)
    assert "办理2项，未办理1项" in told(answer)
    early = send(office, issue, "deadline", confirmed="1", due_on="2020-01-01")
    assert told(early).count("到期日不能早于反馈日") >= 2


def test_a_department_takes_up_what_it_chose(office: Office, issue: Issue) -> None:
    assert "办理3项" in told(send(office, issue, "claim", who="handler"))
    assert {row.claimed_by for row in rows_of(issue)} == {office.handler}
    again = send(office, issue, "claim", who="department_head")
    assert "未办理3项" in told(again)
    assert "已由qshandler认领" in told(again)


@pytest.mark.parametrize(
    ("who", "act"), [("handler", "assign"), ("handler", "deadline"), ("office", "claim")]
)
def test_an_act_that_is_not_ones_own_is_not_there(
    office: Office, issue: Issue, who: str, act: str
) -> None:
    assert send(office, issue, act, who=who, confirmed="1").status_code == 404


def test_rows_of_another_round_or_unit_are_not_touched(office: Office, issue: Issue) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    theirs = other.measure(other.issue(other.round()))
    values = [f"{theirs.pk}:{theirs.version}"]
    answer = send(
        office, issue, "assign", confirmed="1", lead_department=office.personnel.pk, rows=values
    )
    page = told(answer)
    assert "办理0项，未办理1项" in page
    assert "其他1项 不在本轮次台账中，或您不能查看" in page
    assert theirs.text not in page
    theirs.refresh_from_db()
    assert theirs.lead_department == other.finance


def test_rubbish_among_the_boxes_is_left_out(office: Office, issue: Issue) -> None:
    answer = send(office, issue, "assign", rows=["x:1", "5", "９:1", f"{rows_of(issue)[0].pk}:1"])
    assert "所选措施 1" in told(answer)


def test_boxes_stand_only_before_who_can_do_something(office: Office, issue: Issue) -> None:
    url = f"/rounds/{issue.round_id}/ledger/"
    for who, there in (("office", True), ("handler", True)):
        assert ('name="rows"' in read(office.people[who], url)) is there


def mixed(office: Office, issue: Issue) -> dict[str, Any]:
    """One measure of the handler's own, one of another department on the same issue."""
    issue.lead_department = office.finance
    issue.save_changes("lead_department")
    theirs = office.measure(issue, "核对名册", lead_department=office.personnel)
    return {"rows": [f"{row.pk}:{row.version}" for row in (rows_of(issue)[0], theirs)]}


def test_rows_of_others_are_told_row_by_row_with_the_reason(office: Office, issue: Issue) -> None:
    facts = mixed(office, issue)
    page = told(send(office, issue, "submit", who="handler", rows=facts["rows"][1:]))
    assert "办理0项，未办理1项" in page
    assert "措施1.4 该措施由人事科负责，不能由您提交审核。" in page


def test_in_a_mixed_choice_what_is_left_out_is_named(office: Office, issue: Issue) -> None:
    facts = mixed(office, issue)
    page = told(send(office, issue, "submit", who="handler", **facts))
    assert "所选措施 1" in page
    assert "措施1.4：该措施由人事科负责，不能由您提交审核。" in page
    done = told(send(office, issue, "claim", who="handler", **facts))
    assert "办理1项，未办理1项" in done
    assert "措施1.4 该措施由人事科负责，不能由您认领。" in done


def test_nothing_chosen_is_said(office: Office, issue: Issue) -> None:
    given = {"act": "claim"}
    answer = signed_in(office.handler).post(f"/rounds/{issue.round_id}/bulk/", given, follow=True)
    assert "请先选择要认领的措施" in told(answer)


def ready(office: Office, issue: Issue) -> list[Measure]:
    """The issue's measures with progress and a file each, but for the last."""
    rows = rows_of(issue)
    for row in rows[:-1]:
        log_progress(
            row, text=f"{row.text}已完成", percent=100, happened_on=clock.today(), by=office.handler
        )
        office.evidence(row, f"%PDF-1.4 {row.pk}".encode())
    return rows_of(issue)


def handed_in(office: Office, issue: Issue) -> Any:
    rows = ready(office, issue)
    facts = {f"statement-{row.pk}": f"{row.text}全部落实。" for row in rows}
    day = clock.today().isoformat()
    return send(
        office,
        issue,
        "submit",
        who="handler",
        confirmed="1",
        proposed="done",
        completed_on=day,
        **facts,
    )


def test_each_row_is_handed_in_with_words_of_its_own(office: Office, issue: Issue) -> None:
    ready(office, issue)
    page = send(office, issue, "submit", who="handler").content.decode()
    assert "清查资产已完成</textarea>" in page
    answer = told(handed_in(office, issue))
    assert "办理2项，未办理1项" in answer
    assert "措施1.3" in answer
    assert sorted(Submission.objects.values_list("statement", flat=True)) == [
        "修订制度全部落实。",
        "清查资产全部落实。",
    ]


def seen_by(office: Office, issue: Issue, who: str) -> dict[str, str]:
    page = send(office, issue, "review", who=who).content.decode()
    return dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', page))


def test_what_waits_is_reviewed_together_and_the_rest_says_why(
    office: Office, issue: Issue
) -> None:
    handed_in(office, issue)
    seen = seen_by(office, issue, "department_head")
    assert len(seen) == 2
    facts = {"confirmed": "1", "verb": "agree", "opinion": "情况属实", **seen}
    answer = told(send(office, issue, "review", who="department_head", **facts))
    assert "办理2项，未办理1项" in answer
    assert "措施1.3 该措施没有等您审核的提交。" in answer


def test_a_return_without_a_reason_is_refused_row_by_row(office: Office, issue: Issue) -> None:
    handed_in(office, issue)
    seen = seen_by(office, issue, "department_head")
    facts = {"confirmed": "1", "verb": "return", **seen}
    answer = told(send(office, issue, "review", who="department_head", **facts))
    assert "未办理3项" in answer
    assert answer.count("原因") >= 2


def test_what_was_not_shown_is_not_reviewed(office: Office, issue: Issue) -> None:
    handed_in(office, issue)
    facts = {"confirmed": "1", "verb": "agree"}
    answer = told(send(office, issue, "review", who="department_head", **facts))
    assert "未办理3项" in answer


def test_nobody_reviews_his_own_work_in_bulk(office: Office, issue: Issue) -> None:
    handed_in(office, issue)
    assert seen_by(office, issue, "handler") == {}


def test_what_somebody_wrote_is_not_his_to_review_in_bulk(office: Office, issue: Issue) -> None:
    second = colleague(office, "department_head", office.finance)
    office.people["second"] = second
    measure = rows_of(issue)[0]
    log_progress(
        measure,
        text="已完成清查",
        percent=100,
        happened_on=clock.today(),
        by=office.department_head,
    )
    handed_in(office, issue)
    assert len(seen_by(office, issue, "department_head")) == 1
    assert len(seen_by(office, issue, "second")) == 2
