"""回头看: issues taken over, judged, opened again; the first close-out is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from rectify.archive.operations import close_round
from rectify.archive.readiness import obstacles
from rectify.issues.enums import Standing
from rectify.issues.models import Issue, Takeover
from rectify.issues.operations import amend_issue
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.lookback.operations import drop_takeover, judge_takeover, take_over
from rectify.lookback.queries import offered
from rectify.measures.models import Measure
from rectify.measures.operations import log_progress
from rectify.outcomes.models import Outcome
from rectify.outcomes.operations import (
    Attached,
    amend_outcome,
    create_outcome,
    withdraw_outcome,
)
from rectify.rounds.models import Round
from tests.factories import Office, make_office, signed_in
from tests.rounds.closing import closed, conclude, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def old(office: Office) -> Round:
    return closed(office)


@pytest.fixture
def look_back(office: Office, old: Round) -> Round:
    return office.round(name="回头看", kind="look_back")


@pytest.fixture
def taken(office: Office, look_back: Round) -> Takeover:
    return take_over(look_back, Issue.objects.get(), by=office.office)


def judge(taken: Takeover, office: Office, **facts: Any) -> Takeover:
    fresh = Takeover.objects.get(pk=taken.pk)
    given: dict[str, Any] = {"finding": "rebound", "note": "又发生2起", "reopens": True}
    return judge_takeover(fresh, version=fresh.version, **(given | facts), by=office.office)


def test_taken_twice_it_is_one(office: Office, look_back: Round, taken: Takeover) -> None:
    assert take_over(look_back, taken.issue, by=office.office).pk == taken.pk


def test_only_a_look_back_takes_over_and_only_of_its_own_units_other_rounds(
    office: Office, look_back: Round
) -> None:
    issue, by = Issue.objects.get(), office.office
    with pytest.raises(Refused, match="类型为“回头看”"):
        take_over(office.round(name="常规"), issue, by=by)
    own = office.issue(look_back, title="回头看新发现")
    with pytest.raises(Refused, match="以往轮次"):
        take_over(look_back, own, by=by)
    other = make_office("bh", "碧湖县水务局党组")
    theirs = other.issue(other.round())
    with pytest.raises(Refused, match="权限"):
        take_over(look_back, theirs, by=by)
    with pytest.raises(Refused, match="权限"):
        take_over(look_back, issue, by=other.office)


@pytest.mark.parametrize(
    "role", ["handler", "department_head", "leader", "secretary", "supervisor"]
)
def test_only_the_office_takes_over_and_judges(
    office: Office, look_back: Round, taken: Takeover, role: str
) -> None:
    by = office.people[role]
    with pytest.raises(Refused, match="权限"):
        take_over(look_back, taken.issue, by=by)
    with pytest.raises(Refused, match="权限"):
        judge_takeover(taken, version=taken.version, finding="done", note="", by=by)


def test_an_issue_in_one_running_look_back_is_not_offered_to_another(
    office: Office, taken: Takeover
) -> None:
    second = office.round(name="第二次回头看", kind="look_back")
    assert offered(second, office.office) == []
    with pytest.raises(Refused, match="另一轮回头看"):
        take_over(second, taken.issue, by=office.office)
    drop_takeover(taken, version=taken.version, by=office.office)
    assert take_over(second, taken.issue, by=office.office).pk != taken.pk


def test_what_was_judged_is_not_dropped(office: Office, taken: Takeover) -> None:
    taken = judge(taken, office, reopens=False)
    with pytest.raises(Refused, match="不能移出"):
        drop_takeover(taken, version=taken.version, by=office.office)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"finding": ""}, "请选择核查结果"),
        ({"note": " "}, "写明核查情况"),
        ({"finding": "done"}, "无需重新打开"),
    ],
)
def test_a_finding_is_told_with_its_facts(
    office: Office, taken: Takeover, facts: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        judge(taken, office, **facts)
    assert not Takeover.objects.exclude(finding="").exists()


def test_reopened_it_is_written_again_and_keeps_its_first_close_out(
    office: Office, taken: Takeover
) -> None:
    measure = Measure.objects.get()
    entry: dict[str, Any] = {"text": "再清查", "percent": 60, "happened_on": clock.today()}
    with pytest.raises(Refused, match="已办结归档"):
        log_progress(measure, **entry, by=office.handler)
    judge(taken, office)
    issue = Issue.objects.get()
    assert issue.stated == Standing.IN_PROGRESS
    assert "done" in issue.history.values_list("stated", flat=True)
    rows: Any = Measure.objects.all()
    assert rows.open_to(office.handler, "write_progress").exists()
    assert log_progress(measure, **entry, by=office.handler).percent == 60
    page = signed_in(office.handler).get(f"/measures/{measure.pk}/").content.decode()
    assert "填报进展" in page


def test_other_issues_of_the_closed_round_stay_shut(office: Office) -> None:
    round_ = office.round(name="两个问题")
    issues = [office.issue(round_, title=f"问题{n}的处置不到位") for n in (1, 2)]
    for issue in issues:
        conclude(issue, office)
    Round.objects.filter(pk=round_.pk).update(closed_at=clock.now())
    look_back = office.round(name="回头看", kind="look_back")
    judge(take_over(look_back, issues[0], by=office.office), office)
    fresh = Issue.objects.get(pk=issues[1].pk)
    with pytest.raises(Refused, match="已办结归档"):
        amend_issue(fresh, version=fresh.version, changes={"cause": "改"}, by=office.office)


def test_a_reopening_is_not_taken_back(office: Office, taken: Takeover) -> None:
    judge(taken, office)
    with pytest.raises(Refused, match="已重新打开"):
        judge(taken, office, finding="done", reopens=False)
    assert judge(taken, office, finding="not_done", note="仍有1起").finding == "not_done"


def test_the_look_back_closes_when_all_is_judged_and_closed_again_and_shuts_the_issue(
    office: Office, look_back: Round, taken: Takeover
) -> None:
    def keys() -> list[str]:
        return [one.problem.key for one in obstacles(look_back) if one.stops]

    assert keys() == ["archive.unjudged"]
    judge(taken, office)
    assert keys() == ["archive.reopened"]
    conclude(taken.issue, office)
    assert keys() == []
    look_back.refresh_from_db()
    close_round(look_back, version=look_back.version, by=office.office)
    fresh = Issue.objects.get()
    with pytest.raises(Refused, match="已办结归档"):
        amend_issue(fresh, version=fresh.version, changes={"cause": "改"}, by=office.office)


def test_the_database_reopens_only_for_cause(taken: Takeover) -> None:
    taken.reopened_at = clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        taken.save()


def test_the_pages_of_a_look_back(office: Office, look_back: Round) -> None:
    client, issue = signed_in(office.office), Issue.objects.get()
    url = f"/rounds/{look_back.pk}/lookback/"
    assert issue.title in client.get(url).content.decode()
    assert client.post(url, {"issue": [issue.pk]}).status_code == 302
    taken = Takeover.objects.get()
    form = f"/takeovers/{taken.pk}/"
    sent = {"finding": "not_done", "note": "仍有漏登", "reopens": "on", "version": taken.version}
    refused = client.post(form, sent | {"note": ""})
    assert (refused.status_code, "写明核查情况" in refused.content.decode()) == (422, True)
    assert client.post(form, sent).status_code == 302
    stale = client.post(form, sent)
    assert "他人已修改" in stale.content.decode()
    page = signed_in(office.supervisor).get(url).content.decode()
    assert "整改不到位" in page
    assert signed_in(office.supervisor).get(form).status_code == 404
    other = make_office("bh", "碧湖县水务局党组")
    assert signed_in(other.office).get(form).status_code == 404


def told_of(page: str) -> list[tuple[str, str]]:
    """The counts of what was taken over: what they are called, how many."""
    return re.findall(r'stat-label[^>]*>([^<]+)</span><span class="stat-value">(\d+)', page)


def test_ledger_and_dashboard_show_what_was_taken_over_with_true_counts(
    office: Office, look_back: Round, taken: Takeover
) -> None:
    second = office.issue(office.round(name="县委第二轮"), "另一问题")
    take_over(look_back, second, by=office.office)
    judge(taken, office)
    client, ledger = signed_in(office.office), f"/rounds/{look_back.pk}/ledger/"
    wanted = [("纳入问题", "2"), ("已整改到位", "0"), ("整改不到位", "0"), ("反弹", "1")]
    wanted += [("待核查", "1"), ("重新打开未办结", "1")]
    for address in (
        ledger,
        f"/rounds/{look_back.pk}/dashboard/",
        f"/rounds/{look_back.pk}/lookback/",
    ):
        page = client.get(address).content.decode()
        assert told_of(page)[:6] == wanted
        assert "县委第二轮" in page
    board = client.get(f"/rounds/{look_back.pk}/dashboard/").content.decode()
    part = board[: board.index("预警分布")]
    links = re.findall(
        rf'href="{ledger}\?([^"]*(?:finding|open_again|origin)[^"]*)"[^>]*>(?:<span.*?value">)?(\d+)<',
        part,
    )
    assert len(links) >= 10
    for query, number in links:
        rows = client.get(f"{ledger}?{query.replace('&amp;', '&')}").content.decode()
        listed = rows.count('data-label="原轮次"')
        assert listed == int(number), query
    assert "又发生2起" in client.get(ledger).content.decode()


def test_a_department_is_shown_its_own_and_not_the_words_about_all(
    office: Office, look_back: Round
) -> None:
    issue = office.issue(office.round(name="县委第二轮"), "两个部门的问题")
    office.measure(issue)
    office.measure(issue, "人事科措施", lead_department=office.personnel)
    hidden = office.issue(office.round(name="县委第三轮"), "别的部门的问题")
    office.measure(hidden, lead_department=office.personnel)
    for one in (issue, hidden):
        judge(
            take_over(look_back, one, by=office.office), office, note="人事科未整改", reopens=False
        )
    page = signed_in(office.handler).get(f"/rounds/{look_back.pk}/ledger/").content.decode()
    assert told_of(page)[0] == ("纳入问题", "1")
    assert "两个部门的问题" in page
    assert "别的部门的问题" not in page
    assert "人事科未整改" not in page


def test_a_round_that_is_no_look_back_shows_nothing_of_it(office: Office, old: Round) -> None:
    for address in ("ledger", "dashboard"):
        page = signed_in(office.office).get(f"/rounds/{old.pk}/{address}/").content.decode()
        assert "纳入问题" not in page


@pytest.fixture
def two(office: Office) -> tuple[Issue, Issue, Outcome, Round]:
    """Two issues of a closed round with one outcome of both, and a look-back that has both in hand."""
    round_ = ready(office)
    first = Issue.objects.get()
    second = conclude(office.issue(round_, "另一问题"), office)
    outcome = office.outcome(round_, issues=[first, second], by="office")
    fresh = Round.objects.get(pk=round_.pk)
    close_round(fresh, version=fresh.version, by=office.office)
    look_back = office.round(name="回头看", kind="look_back")
    for one in (first, second):
        take_over(look_back, one, by=office.office)
    return first, second, Outcome.objects.get(pk=outcome.pk), look_back


def test_an_outcome_of_a_closed_and_a_reopened_issue_stays_as_the_closed_one_has_it(
    office: Office, two: tuple[Issue, Issue, Outcome, Round]
) -> None:
    first, second, outcome, _ = two
    judge(Takeover.objects.get(issue=first), office)
    told = "须保持原样；请为重新打开的问题另行登记成果"

    def amend(facts: dict[str, Any], attached: Attached | None = None) -> Outcome:
        return amend_outcome(
            outcome, version=outcome.version, facts=facts, attached=attached, by=office.office
        )

    with pytest.raises(Refused, match=told):
        amend({"title": "改了的制度"})
    with pytest.raises(Refused, match=told):
        amend({}, Attached(issues=[first]))
    with pytest.raises(Refused, match=told):
        withdraw_outcome(outcome, version=outcome.version, reason="录错", by=office.office)
    client = signed_in(office.office)
    page = client.get(f"/outcomes/{outcome.pk}/").content.decode()
    assert f"/outcomes/{outcome.pk}/edit/" not in page
    answer = client.post(f"/outcomes/{outcome.pk}/edit/", {"title": "改"})
    assert told in answer.content.decode()
    fresh = create_outcome(
        outcome.round,
        kind="meeting",
        facts={"form": "group_meeting", "title": "再次研究"},
        attached=Attached(issues=[first]),
        by=office.office,
    )
    with pytest.raises(Refused, match="本轮次已办结归档"):
        amend_outcome(
            fresh,
            version=fresh.version,
            facts={},
            attached=Attached(issues=[first, second]),
            by=office.office,
        )
    judge(Takeover.objects.get(issue=second), office)
    assert amend({"title": "改了的制度"}).title == "《改了的制度》"
