"""Double clicks, retries and two persons at once, in threads, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from rectify.claims.operations import claim_measure
from rectify.deadlines.models import Deadline, Extension
from rectify.deadlines.operations import decide_extension, request_extension
from rectify.drafts.keeping import keep_draft
from rectify.drafts.models import Draft
from rectify.handover.models import Handover
from rectify.handover.operations import hand_over
from rectify.handover.queries import pieces_of
from rectify.instructions.models import Instruction
from rectify.instructions.operations import answer_instruction, give_instruction
from rectify.issues.models import Issue
from rectify.issues.operations import create_issue
from rectify.kernel import clock
from rectify.measures.models import Measure, Progress
from rectify.measures.operations import create_measure, log_progress
from rectify.people.operations import create_person
from rectify.trail.queries import first_broken_link
from tests.factories import Office, make_office
from tests.intake.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
STALE = "您打开此页后，内容已被他人修改。两份内容都已列出，请核对后再保存。"


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture
def issue(office: Office) -> Issue:
    return office.issue(office.round(), lead_leader=office.leader)


@pytest.fixture
def measure(office: Office, issue: Issue) -> Measure:
    return office.measure(issue, due_on=clock.today() + timedelta(days=5))


def twice(act: Callable[[], Any]) -> list[str]:
    return at_once(act, act)


def test_progress_sent_twice_is_one_entry(office: Office, measure: Measure) -> None:
    def act() -> None:
        log_progress(
            measure, text="已清查", percent=30, happened_on=clock.today(), by=office.handler
        )

    assert twice(act) == ["done", "done"]
    assert Progress.objects.count() == 1
    assert first_broken_link() is None


def test_an_issue_and_a_measure_sent_twice_are_one_each(office: Office, issue: Issue) -> None:
    facts = {"title": "公务接待不规范"}
    assert twice(
        lambda: create_issue(issue.round, category=None, facts=facts, by=office.office)
    ) == ["done", "done"]
    assert twice(lambda: create_measure(issue, facts={"text": "清查"}, by=office.office)) == [
        "done",
        "done",
    ]
    assert Issue.objects.filter(title="公务接待不规范").count() == 1
    assert Measure.objects.filter(text="清查").count() == 1


def test_the_same_words_some_minutes_later_are_another_measure(
    office: Office, issue: Issue
) -> None:
    create_measure(issue, facts={"text": "开展培训"}, by=office.office)
    with clock.at(clock.now() + timedelta(minutes=2)):
        create_measure(issue, facts={"text": "开展培训"}, by=office.office)
    assert Measure.objects.filter(text="开展培训").count() == 2


def asking(office: Office, measure: Measure, days: int) -> Callable[[], Any]:
    until_on = clock.today() + timedelta(days=5 + days)

    def act() -> Extension:
        return request_extension(
            measure,
            until_on=until_on,
            reason="等待批复",
            name="请示.pdf",
            chunks=[b"%PDF-1.4 asked"],
            version=1,
            by=office.handler,
        )

    return act


def test_an_extension_asked_for_twice_is_one(office: Office, measure: Measure) -> None:
    assert twice(asking(office, measure, 9)) == ["done", "done"]
    assert Extension.objects.count() == 1


def test_of_two_different_extensions_one_waits_and_the_other_is_told(
    office: Office, measure: Measure
) -> None:
    outcomes = at_once(asking(office, measure, 9), asking(office, measure, 12))
    assert outcomes == ["done", "该措施已有待审批的延期申请，请等待审批结果。"]
    assert Extension.objects.count() == 1


def test_of_two_who_decide_one_wins_and_the_date_moves_once(
    office: Office, measure: Measure
) -> None:
    extension = asking(office, measure, 9)()

    def deciding(who: str) -> Callable[[], Any]:
        return lambda: decide_extension(extension, approve=True, version=1, by=office.people[who])

    assert at_once(deciding("office"), deciding("secretary")) == sorted(["done", STALE])
    assert Deadline.objects.get(measure=measure).extended_times == 1


def test_of_two_who_take_a_measure_up_one_has_it(office: Office, measure: Measure) -> None:
    def taking(who: str) -> Callable[[], Any]:
        return lambda: claim_measure(measure, version=1, by=office.people[who])

    outcomes = at_once(taking("handler"), taking("department_head"))
    assert outcomes.count("done") == 1
    assert any("已由" in outcome for outcome in outcomes)


def test_an_instruction_sent_twice_is_one(office: Office, measure: Measure) -> None:
    def act() -> None:
        give_instruction(
            measure, text="请抓紧。", departments=[office.finance], by=office.secretary
        )

    assert twice(act) == ["done", "done"]
    assert Instruction.objects.count() == 1


def test_of_two_answers_for_one_department_one_is_told(office: Office, measure: Measure) -> None:
    row = give_instruction(
        measure, text="请抓紧。", departments=[office.finance], by=office.secretary
    ).addressees.get()

    def answering(who: str) -> Callable[[], Any]:
        return lambda: answer_instruction(
            row, reply=f"{who}的回复", done=False, version=1, by=office.people[who]
        )

    assert at_once(answering("handler"), answering("department_head")) == sorted(["done", STALE])


def test_a_handing_over_sent_twice_is_one(office: Office, measure: Measure) -> None:
    taker = create_person(office.unit, name="赵某", by=None)
    keys = [piece.key for piece in pieces_of(office.leader)]
    assert twice(
        lambda: hand_over(office.leader, taker, keys=keys, reason="调整", by=office.office)
    ) == ["done", "done"]
    assert Handover.objects.count() == 1


def test_a_draft_kept_twice_at_once_is_one(office: Office, measure: Measure) -> None:
    assert twice(
        lambda: keep_draft(office.handler, "measure-progress", measure.pk, {"text": "写"})
    ) == ["done", "done"]
    assert Draft.objects.count() == 1
