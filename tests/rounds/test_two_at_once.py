"""Two at once over a round's own steps, in threads with connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from rectify.archive.operations import close_round
from rectify.assessment.operations import begin_assessment, deduct
from rectify.groundwork.models import GroupSeat, Receipt
from rectify.groundwork.operations import receive_letter, seat_person, set_group
from rectify.issues.models import Issue, Takeover
from rectify.jobs.models import Job
from rectify.kernel import clock
from rectify.lookback.operations import judge_takeover, take_over
from rectify.measures.models import Measure, Progress
from rectify.measures.operations import amend_measure, log_progress
from rectify.rounds.models import Round
from rectify.scheme.baseline import lines_of
from rectify.scheme.enums import State
from rectify.scheme.models import Scheme
from rectify.scheme.operations import draft_scheme, keep_opinion, move_scheme
from rectify.scheme.queries import compare
from rectify.scheme.transitions import Verb
from rectify.trail.models import Event
from rectify.trail.queries import first_broken_link
from tests.factories import Office, make_office
from tests.intake.test_two_at_once import at_once
from tests.rounds.closing import closed, ready
from tests.rounds.test_scheme import at

pytestmark = pytest.mark.django_db(transaction=True)

STALE = "您打开此页后，内容已被他人修改。两份内容都已列出，请核对后再保存。"


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


def twice(act: Callable[[], Any]) -> list[str]:
    return at_once(act, act)


def test_a_double_click_makes_one_row_of_each_step(office: Office) -> None:
    round_, today, by = office.round(), clock.today(), office.office
    assert twice(lambda: draft_scheme(round_, title="方案", by=by)) == ["done", "done"]
    assert Scheme.objects.count() == 1

    def receive() -> None:
        receive_letter(
            round_, version=0, receiver=office.secretary, received_on=today, title="意见", by=by
        )

    assert sorted(twice(receive)) == sorted(["done", STALE])
    assert Receipt.objects.count() == 1
    set_group(round_, version=0, name="领导小组", founded_on=today, by=by)

    def seat() -> None:
        seat_person(round_, person=office.secretary, seat="head", from_on=today, by=by)

    assert twice(seat) == ["done", "done"]
    assert GroupSeat.objects.count() == 1
    assert twice(lambda: begin_assessment(round_, assessed_on=today, by=by)) == ["done", "done"]


def test_two_take_one_step_of_a_plan_and_one_is_told(office: Office) -> None:
    round_ = office.round()
    office.measure(office.issue(round_))
    scheme = draft_scheme(round_, title="方案", by=office.office)

    def move() -> None:
        move_scheme(scheme, Verb.CONSULT, version=scheme.version, by=office.office)

    assert sorted(twice(move)) == sorted(["done", STALE])
    assert Event.objects.filter(act="scheme.consulted").count() == 1
    said = {"source": "人事科", "given_on": clock.today(), "text": "无意见"}
    assert twice(lambda: keep_opinion(scheme, facts=said, by=office.office)) == ["done", "done"]
    assert scheme.opinions.count() == 1


def test_a_change_is_in_the_baseline_or_has_its_reason(office: Office) -> None:
    for attempt in range(3):
        round_ = office.round(name=f"第{attempt}轮")
        measure = office.measure(office.issue(round_))
        scheme = draft_scheme(round_, title="方案", by=office.office)
        scheme = at(scheme, State.APPROVED, office)

        def issue(scheme: Scheme = scheme) -> None:
            today = clock.today()
            move_scheme(
                scheme,
                Verb.ISSUE,
                version=scheme.version,
                number="1号",
                issued_on=today,
                by=office.office,
            )

        def amend(measure: Measure = measure) -> None:
            changes = {"text": "逐件核对资产"}
            amend_measure(measure, version=measure.version, changes=changes, by=office.office)

        outcomes = at_once(issue, amend)
        frozen = Scheme.objects.get(pk=scheme.pk)
        measure.refresh_from_db()
        assert compare(frozen).differences == ()
        assert lines_of(round_)[1]["text"] == measure.text
        assert (outcomes[1] == "done") == (measure.text == "逐件核对资产")


def test_progress_is_logged_before_the_closing_or_not_at_all(office: Office) -> None:
    for attempt in range(4):
        round_ = ready(office, name=f"第{attempt}轮")
        measure = Measure.objects.get(issue__round=round_)

        def close(round_: Round = round_) -> None:
            close_round(round_, version=round_.version, by=office.office)

        def log(measure: Measure = measure) -> None:
            today = clock.today()
            log_progress(measure, text="再查", percent=50, happened_on=today, by=office.handler)

        outcomes = at_once(close, log)
        assert outcomes.count("done") >= 1
        logged = Progress.objects.filter(measure=measure).exists()
        assert logged == (outcomes == ["done", "done"])
        acts = list(
            Event.objects.filter(
                round_id=round_.pk, act__in=("round.closed", "progress.logged")
            ).values_list("act", flat=True)
        )
        assert acts[-1] == "round.closed"
    assert first_broken_link() is None


def test_two_close_and_one_package_is_asked_for(office: Office) -> None:
    round_ = ready(office)
    outcomes = twice(lambda: close_round(round_, version=round_.version, by=office.office))
    assert outcomes.count("done") == 1
    assert Job.objects.count() == 1
    assert Event.objects.filter(act="round.closed").count() == 1


def test_two_judge_one_issue_and_it_is_opened_once(office: Office) -> None:
    closed(office)
    look_back = office.round(name="回头看", kind="look_back")
    issue = Issue.objects.get()
    assert twice(lambda: take_over(look_back, issue, by=office.office)) == ["done", "done"]
    taken = Takeover.objects.get()

    def judge() -> None:
        judge_takeover(
            taken,
            version=taken.version,
            finding="rebound",
            note="又发生",
            reopens=True,
            by=office.office,
        )

    assert sorted(twice(judge)) == sorted(["done", STALE])
    assert Event.objects.filter(act="takeover.judged").count() == 1


def test_points_are_never_taken_off_below_nought_by_two(office: Office) -> None:
    assessment = begin_assessment(office.round(), assessed_on=clock.today(), by=office.office)

    def off(reason: str) -> Callable[[], Any]:
        return lambda: deduct(
            assessment, item=0, points=Decimal(10), reason=reason, by=office.office
        )

    outcomes = at_once(off("迟报"), off("漏报"))
    assert outcomes.count("done") == 1
    assert any("只剩5分" in outcome for outcome in outcomes)
