"""The 整改方案 on its way: every step, every refusal, what 印发 freezes and what departs from it."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from rectify.deadlines.operations import set_deadline
from rectify.issues.models import Amendment
from rectify.issues.operations import amend_issue
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, create_measure, drop_measure
from rectify.measures.tasking import amend_task, create_task, withdraw_task
from rectify.rounds.models import Round
from rectify.scheme.baseline import digest_of
from rectify.scheme.enums import State
from rectify.scheme.models import JointReview, Scheme
from rectify.scheme.operations import (
    amend_scheme,
    draft_scheme,
    keep_opinion,
    move_scheme,
    record_review,
)
from rectify.scheme.queries import compare
from rectify.scheme.transitions import TRANSITIONS, Verb
from rectify.trail.models import Event
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db

TEXT = "开展固定资产清查"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    made = office.round()
    office.measure(office.issue(made), due_on=clock.today() + timedelta(days=30))
    return made


@pytest.fixture
def scheme(office: Office, round_: Round) -> Scheme:
    return draft_scheme(round_, title="整改方案", by=office.office)


def step(scheme: Scheme, verb: Verb, office: Office, **facts: Any) -> Scheme:
    """One step by the office, from the plan as it now is."""
    fresh = Scheme.objects.get(pk=scheme.pk)
    return move_scheme(fresh, verb, version=fresh.version, **facts, by=office.office)


def review(scheme: Scheme, office: Office, grade: str = "good", reason: str = "") -> None:
    fresh = Scheme.objects.get(pk=scheme.pk)
    record_review(
        fresh,
        version=fresh.version,
        bodies="three",
        held_on=clock.today(),
        grade=grade,
        reason=reason,
        by=office.office,
    )


def at(scheme: Scheme, state: State, office: Office) -> Scheme:
    """The plan brought to a state by the steps before it."""
    today = clock.today()
    way: dict[State, tuple[Verb, dict[str, Any]]] = {
        State.CONSULTING: (Verb.CONSULT, {}),
        State.REVIEWING: (Verb.TO_REVIEW, {}),
        State.DELIBERATING: (Verb.DELIBERATE, {}),
        State.APPROVED: (Verb.APPROVE, {"meeting": "党组第8次会议", "meeting_on": today}),
        State.ISSUED: (Verb.ISSUE, {"number": "青档党组〔2026〕3号", "issued_on": today}),
    }
    for target, (verb, facts) in way.items():
        if scheme.state == state:
            break
        if verb is Verb.DELIBERATE:
            review(scheme, office)
        scheme = step(scheme, verb, office, **facts)
        assert scheme.state == target
    return scheme


@pytest.fixture
def issued(scheme: Scheme, office: Office) -> Scheme:
    return at(scheme, State.ISSUED, office)


KNOWN = {(line.source, line.verb) for line in TRANSITIONS}


@pytest.mark.parametrize(
    ("state", "verb"), [pair for pair in itertools.product(State, Verb) if pair not in KNOWN]
)
def test_what_the_table_does_not_know_is_refused(
    scheme: Scheme, office: Office, state: State, verb: Verb
) -> None:
    scheme = at(scheme, state, office)
    with pytest.raises(Refused, match="不能办理此操作"):
        step(scheme, verb, office, reason="理由")


def test_every_state_has_a_way_in_and_out() -> None:
    assert {t.target for t in TRANSITIONS} == set(State)
    assert {t.source for t in TRANSITIONS} == set(State) - {State.ISSUED}


@pytest.mark.parametrize("state", [t.source for t in TRANSITIONS if t.verb is Verb.RETURN])
def test_a_return_needs_a_reason_and_begins_a_new_draft(
    scheme: Scheme, office: Office, state: State
) -> None:
    scheme = at(scheme, state, office)
    with pytest.raises(Refused, match="原因"):
        step(scheme, Verb.RETURN, office, reason=" ")
    back = step(scheme, Verb.RETURN, office, reason="措施不具体")
    assert (back.state, back.passing, back.reason) == (State.DRAFTING, 2, "措施不具体")


@pytest.mark.parametrize(
    "role", ["handler", "department_head", "leader", "secretary", "supervisor"]
)
def test_nobody_but_the_office_moves_it(scheme: Scheme, office: Office, role: str) -> None:
    with pytest.raises(Refused, match="权限"):
        move_scheme(scheme, Verb.CONSULT, version=scheme.version, by=office.people[role])


def test_another_units_office_neither_sees_nor_moves_it(scheme: Scheme) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    rows: Any = Scheme.objects.all()
    assert not rows.visible_to(other.office).exists()
    with pytest.raises(Refused, match="权限"):
        move_scheme(scheme, Verb.CONSULT, version=scheme.version, by=other.office)
    with pytest.raises(Refused, match="权限"):
        draft_scheme(scheme.round, title="方案", by=other.office)


def test_a_ledger_without_measures_is_no_plan(office: Office) -> None:
    scheme = draft_scheme(office.round(name="第二轮"), title="整改方案", by=office.office)
    with pytest.raises(Refused, match="还没有整改措施"):
        step(scheme, Verb.CONSULT, office)


def test_a_second_click_drafts_no_second_plan(scheme: Scheme, office: Office) -> None:
    assert draft_scheme(scheme.round, title="另一个", by=office.office).pk == scheme.pk
    with pytest.raises(Refused, match="方案名称"):
        amend_scheme(scheme, version=scheme.version, title=" ", text="", by=office.office)


def test_opinions_wait_for_what_became_of_them(scheme: Scheme, office: Office) -> None:
    said = {"source": "人事科", "given_on": clock.today(), "text": "措施2宜分两步"}
    with pytest.raises(Refused, match="不在征求意见环节"):
        keep_opinion(scheme, facts=said, by=office.office)
    scheme = at(scheme, State.CONSULTING, office)
    opinion = keep_opinion(scheme, facts=said, by=office.office)
    assert keep_opinion(scheme, facts=said, by=office.office).pk == opinion.pk
    with pytest.raises(Refused, match="还有1条意见"):
        step(scheme, Verb.TO_REVIEW, office)
    seen: dict[str, Any] = {"opinion": opinion, "version": opinion.version}
    with pytest.raises(Refused, match="请说明理由"):
        keep_opinion(scheme, **seen, facts={"adoption": "not_taken"}, by=office.office)
    refused = {"adoption": "not_taken", "reply": "一次完成更及时"}
    keep_opinion(scheme, **seen, facts=refused, by=office.office)
    with pytest.raises(Refused, match="他人修改"):
        keep_opinion(scheme, **seen, facts={"adoption": "taken"}, by=office.office)
    assert step(scheme, Verb.TO_REVIEW, office).state == State.REVIEWING


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"source": " "}, "提出单位"), ({"text": ""}, "意见内容"), ({"given_on": 1}, "晚于今天")],
)
def test_an_opinion_says_something(
    scheme: Scheme, office: Office, facts: dict[str, Any], said: str
) -> None:
    scheme = at(scheme, State.CONSULTING, office)
    given = {"source": "人事科", "given_on": clock.today(), "text": "无意见"} | facts
    if isinstance(given["given_on"], int):
        given["given_on"] = clock.today() + timedelta(days=1)
    with pytest.raises(Refused, match=said):
        keep_opinion(scheme, facts=given, by=office.office)


def test_only_a_good_enough_review_leads_on(scheme: Scheme, office: Office) -> None:
    scheme = at(scheme, State.REVIEWING, office)
    with pytest.raises(Refused, match="先登记本稿的会审意见"):
        step(scheme, Verb.DELIBERATE, office)
    with pytest.raises(Refused, match="写明会审意见"):
        review(scheme, office, "fair")
    review(scheme, office, "poor", "两项措施没有时限")
    with pytest.raises(Refused, match="“差”"):
        step(scheme, Verb.DELIBERATE, office)
    review(scheme, office, "fair", "基本具体")
    assert step(scheme, Verb.DELIBERATE, office).state == State.DELIBERATING


def test_a_review_that_returns_sends_the_plan_back_and_counts_for_its_draft_only(
    scheme: Scheme, office: Office
) -> None:
    scheme = at(scheme, State.REVIEWING, office)
    review(scheme, office)
    review(scheme, office, "returned", "责任人未落实到人")
    scheme.refresh_from_db()
    assert (scheme.state, scheme.passing) == (State.DRAFTING, 2)
    acts = list(Event.objects.order_by("-position").values_list("act", flat=True)[:2])
    assert acts == ["scheme.returned", "scheme.reviewed"]
    for verb in (Verb.CONSULT, Verb.TO_REVIEW):
        step(scheme, verb, office)
    with pytest.raises(Refused, match="先登记本稿的会审意见"):
        step(scheme, Verb.DELIBERATE, office)


def test_a_meeting_and_an_issue_have_their_facts_and_days(scheme: Scheme, office: Office) -> None:
    today, tomorrow = clock.today(), clock.today() + timedelta(days=1)
    scheme = at(scheme, State.DELIBERATING, office)
    with pytest.raises(Refused, match="审议会议"):
        step(scheme, Verb.APPROVE, office, meeting_on=today)
    with pytest.raises(Refused, match="审议日期不能晚于今天"):
        step(scheme, Verb.APPROVE, office, meeting="党组会", meeting_on=tomorrow)
    step(scheme, Verb.APPROVE, office, meeting="党组会", meeting_on=today)
    with pytest.raises(Refused, match="文号"):
        step(scheme, Verb.ISSUE, office, issued_on=today)
    with pytest.raises(Refused, match="不能早于党组会审议日期"):
        step(scheme, Verb.ISSUE, office, number="1号", issued_on=today - timedelta(days=1))
    with pytest.raises(Refused, match="印发日期不能晚于今天"):
        step(scheme, Verb.ISSUE, office, number="1号", issued_on=tomorrow)


def test_issuing_freezes_the_ledger_exactly(issued: Scheme, round_: Round) -> None:
    assert [(line["issue"], line["measure"]) for line in issued.baseline] == [(1, None), (1, 1)]
    line = issued.baseline[1]
    assert (line["text"], line["department"]) == (TEXT, "财务科")
    assert line["due_on"] == (clock.today() + timedelta(days=30)).isoformat()
    assert digest_of(issued.baseline) == issued.baseline_sha256
    assert compare(issued).differences == ()
    round_.refresh_from_db()
    assert round_.planned_at == issued.issued_at


def test_a_tampered_baseline_shows(issued: Scheme) -> None:
    issued.baseline[1]["text"] = "改过"
    assert compare(issued).sound is False


def test_the_database_keeps_no_issued_plan_without_its_baseline(scheme: Scheme) -> None:
    scheme.state = State.ISSUED
    with pytest.raises(IntegrityError), transaction.atomic():
        scheme.save()


def test_an_issued_plan_is_not_amended(issued: Scheme, office: Office) -> None:
    with pytest.raises(Refused, match="已印发"):
        amend_scheme(issued, version=issued.version, title="改", text="", by=office.office)


def test_after_issuing_each_departure_needs_a_reason(
    issued: Scheme, office: Office, round_: Round
) -> None:
    measure = Measure.objects.get()
    issue, by, due = measure.issue, office.office, clock.today() + timedelta(days=60)
    refused = (
        lambda: create_measure(issue, facts={"text": "再清查一次"}, by=by),
        lambda: amend_measure(measure, version=measure.version, changes={"text": "改"}, by=by),
        lambda: amend_measure(
            measure, version=measure.version, changes={}, responsible=[office.handler], by=by
        ),
        lambda: amend_issue(
            issue, version=issue.version, changes={"lead_department": office.personnel}, by=by
        ),
        lambda: amend_issue(issue, version=issue.version, changes={"pace": "long_term"}, by=by),
        lambda: create_task(issue, text="摸清家底", by=by),
        lambda: set_deadline(measure, due_on=due, by=by),
        lambda: drop_measure(measure, version=measure.version, reason="", by=by),
    )
    for act in refused:
        with pytest.raises(Refused, match="理由"):
            act()
    assert compare(issued).differences == ()
    assert not Amendment.objects.exists()


def test_what_is_no_part_of_the_plan_needs_none(issued: Scheme, office: Office) -> None:
    measure = Measure.objects.get()
    changes = {"involved_units": "县档案馆", "text": TEXT}
    amend_measure(measure, version=measure.version, changes=changes, by=office.office)
    due = clock.today() + timedelta(days=30)
    set_deadline(measure, due_on=due, by=office.office)
    assert compare(issued).differences == ()


def test_added_changed_moved_and_dropped_are_shown_with_who_and_why(
    issued: Scheme, office: Office, round_: Round
) -> None:
    measure, by = Measure.objects.get(), office.office
    due = clock.today() + timedelta(days=60)
    other = create_measure(measure.issue, facts={"text": "公示结果"}, reason="群众要求", by=by)
    amend_measure(
        measure,
        version=measure.version,
        changes={"lead_department": office.personnel},
        reason="职责调整",
        by=by,
    )
    set_deadline(measure, due_on=due, reason="审计未完", by=by)
    compared = compare(issued)
    assert [(d.departure, d.label) for d in compared.differences] == [
        ("changed", "措施1.1"),
        ("added", "措施1.2"),
    ]
    changed = compared.differences[0]
    assert [(c.label, c.old, c.new) for c in changed.changes] == [
        ("责任部门", "财务科", "人事科"),
        ("到期日", (due - timedelta(days=30)).isoformat(), due.isoformat()),
    ]
    assert [r.line for r in changed.reasons] == ["调整：职责调整", "变更时限：审计未完"]
    assert {r.by for r in changed.reasons} == {by.name}
    measure.refresh_from_db()
    drop_measure(measure, version=measure.version, reason="与措施1.2重复", by=by)
    drop_measure(other, version=other.version, reason="并入专项审计", by=by)
    dropped = compare(issued).differences
    assert [(d.departure, d.text, d.new) for d in dropped] == [("dropped", TEXT, None)]


def test_tasks_and_the_pace_of_an_issue_are_part_of_the_plan(
    scheme: Scheme, office: Office, round_: Round
) -> None:
    issue, by = Measure.objects.get().issue, office.office
    task = create_task(issue, text="摸清家底", number="（1）", by=by)
    issued = at(scheme, State.ISSUED, office)
    assert compare(issued).differences == ()
    client = signed_in(by)
    page = client.get(f"/issues/{issue.pk}/tasks/new/").content.decode()
    assert "变更理由" in page
    sent = {"text": "完善制度", "number": "（2）"}
    refused = client.post(f"/issues/{issue.pk}/tasks/new/", sent)
    assert (refused.status_code, issue.tasks.count()) == (422, 1)
    assert "请填写变更理由" in refused.content.decode()
    client.post(f"/issues/{issue.pk}/tasks/new/", sent | {"reason": "党组会要求"})
    issue.refresh_from_db()
    amend_issue(issue, version=issue.version, changes={"pace": "long_term"}, reason="须常抓", by=by)
    (changed,) = compare(issued).differences
    assert [(c.label, c.old, c.new) for c in changed.changes] == [
        ("整改类型", "限期整改", "长期坚持"),
        ("整改任务", "（1） 摸清家底", "（1） 摸清家底\n（2） 完善制度"),
    ]
    assert [r.line for r in changed.reasons] == ["新增：党组会要求", "调整：须常抓"]
    with pytest.raises(Refused, match="变更理由"):
        amend_task(task, version=task.version, text="查清家底", number="（1）", by=by)
    same = amend_task(task, version=task.version, text=task.text, number="（1）", by=by)
    withdraw_task(same, version=same.version, reason="重复", by=by)
    assert "撤销：重复" in [r.line for r in compare(issued).differences[0].reasons]


def test_a_plan_issued_before_a_field_was_frozen_is_compared_without_it(
    issued: Scheme, office: Office
) -> None:
    older = [
        {k: v for k, v in line.items() if k not in {"pace", "tasks"}} for line in issued.baseline
    ]
    issued.baseline, issued.baseline_sha256 = older, digest_of(older)
    assert compare(issued).differences == ()
    assert compare(issued).sound
    issue, by = Measure.objects.get().issue, office.office
    amend_issue(issue, version=issue.version, changes={"title": "改"}, reason="表述有误", by=by)
    assert [c.label for c in compare(issued).differences[0].changes] == ["内容"]


def test_what_is_finished_or_waits_is_not_dropped(office: Office, round_: Round) -> None:
    measure = Measure.objects.get()
    Measure.objects.filter(pk=measure.pk).update(standing="done")
    with pytest.raises(Refused, match="已认定完成"):
        drop_measure(measure, version=measure.version, reason="重复", by=office.office)
    with pytest.raises(Refused, match="权限"):
        drop_measure(measure, version=measure.version, reason="重复", by=office.handler)


def test_who_comes_second_to_a_review_keeps_his_words_and_may_send_them_again(
    scheme: Scheme, office: Office
) -> None:
    scheme = at(scheme, State.REVIEWING, office)
    seen = scheme.version
    review(scheme, office)
    client, url = signed_in(office.office), f"/rounds/{scheme.round_id}/scheme/reviews/"
    sent = {
        "bodies": "three",
        "held_on": clock.today().isoformat(),
        "grade": "fair",
        "reason": "时限偏宽",
        "version": seen,
    }
    answer = client.post(url, sent)
    page = answer.content.decode()
    assert (answer.status_code, JointReview.objects.count()) == (422, 1)
    now = Scheme.objects.get().version
    for words in ("他人修改", "时限偏宽", f'name="version" value="{now}"'):
        assert words in page
    assert client.post(url, sent | {"version": now}).status_code == 302
    assert JointReview.objects.count() == 2


def test_who_drops_a_measure_that_was_changed_meanwhile_sees_it_and_may_go_on(
    scheme: Scheme, office: Office
) -> None:
    measure = Measure.objects.get()
    seen, url = measure.version, f"/measures/{measure.pk}/drop/"
    amend_measure(measure, version=seen, changes={"text": "全面清查资产"}, by=office.office)
    client, sent = signed_in(office.office), {"reason": "与措施1.2重复", "version": seen}
    page = client.post(url, sent).content.decode()
    for words in ("他人修改", "全面清查资产", "与措施1.2重复", f'value="{seen + 1}"'):
        assert words in page
    assert client.post(url, sent | {"version": seen + 1}).status_code == 302
