"""A measure from creation to acceptance, by the people who do it, and what is refused on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rectify.closeout.enums import State, StepState
from rectify.closeout.models import Submission
from rectify.closeout.operations import review_submission, submit_measure
from rectify.closeout.transitions import Verb
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, log_progress
from rectify.trail.models import Event
from rectify.trail.queries import changes_of, first_broken_link
from tests.closeout.lives import colleague
from tests.factories import Office, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    return office.measure(office.issue(office.round()))


def submit(office: Office, measure: Measure, by: str = "handler") -> Submission:
    return submit_measure(
        measure,
        proposed=Standing.DONE,
        statement="已完成全部资产清查。",
        completed_on=clock.today(),
        by=office.people[by],
    )


def test_progress_starts_a_measure_and_never_finishes_it(office: Office, measure: Measure) -> None:
    log_progress(
        measure, text="已开展清查", percent=100, happened_on=clock.today(), by=office.handler
    )
    measure.refresh_from_db()
    assert (measure.standing, measure.percent) == (Standing.IN_PROGRESS, 100)
    assert measure.started_on == clock.today()


def enter(office: Office, measure: Measure, by: str = "handler") -> None:
    log_progress(
        measure, text="又清查一处", percent=70, happened_on=clock.today(), by=office.people[by]
    )


@pytest.mark.parametrize("by", ["handler", "office"])
def test_while_it_waits_nothing_is_entered_and_after_a_return_again(
    office: Office, measure: Measure, by: str
) -> None:
    office.evidence(measure)
    submission = submit(office, measure)
    with pytest.raises(Refused, match="审核结束前不能填报"):
        enter(office, measure, by)
    with pytest.raises(Refused, match="审核结束前不能填报"):
        office.evidence(measure, b"%PDF-1.4 another")
    review_submission(
        submission,
        Verb.RETURN,
        version=submission.version,
        opinion="缺盘点表",
        by=office.department_head,
    )
    enter(office, measure, by)
    office.evidence(measure, b"%PDF-1.4 another")
    assert (measure.progress.count(), measure.evidence.count()) == (1, 2)


@pytest.mark.parametrize("by", ["handler", "office"])
def test_nothing_is_entered_for_a_finished_measure(
    office: Office, measure: Measure, by: str
) -> None:
    measure.standing = Standing.DONE
    measure.save()
    with pytest.raises(Refused, match="已认定完成"):
        enter(office, measure, by)
    with pytest.raises(Refused, match="已认定完成"):
        office.evidence(measure)


def test_a_day_to_come_is_refused_for_progress(office: Office, measure: Measure) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Refused, match="不能晚于今天"):
        log_progress(measure, text="清查", percent=10, happened_on=tomorrow, by=office.handler)


def test_without_evidence_nothing_can_be_handed_in(office: Office, measure: Measure) -> None:
    with pytest.raises(Refused, match="佐证材料"):
        submit(office, measure)


def test_handler_to_head_to_office_finishes_the_measure(office: Office, measure: Measure) -> None:
    office.evidence(measure)
    submission = submit(office, measure)
    assert submission.state == State.WAITING
    submission = review_submission(
        submission, Verb.AGREE, version=submission.version, by=office.department_head
    )
    submission = review_submission(
        submission, Verb.AGREE, version=submission.version, by=office.office
    )
    measure.refresh_from_db()
    assert submission.state == State.ACCEPTED
    assert (measure.standing, measure.percent) == (Standing.DONE, 100)
    assert measure.completed_on == clock.today()


def test_a_heads_own_work_goes_past_his_own_step(office: Office, measure: Measure) -> None:
    office.evidence(measure)
    submission = submit(office, measure, by="department_head")
    head, unit = submission.steps.all()
    assert (head.state, unit.state) == (StepState.OWN, StepState.OPEN)
    assert head.decided_by == office.department_head


def test_what_the_office_handed_in_is_judged_by_another_of_the_office(
    office: Office, measure: Measure
) -> None:
    office.evidence(measure)
    second = colleague(office, "office")
    submission = submit(office, measure, by="office")
    for person in (office.department_head, second):
        submission = review_submission(
            submission, Verb.AGREE, version=submission.version, by=person
        )
    assert [step.state for step in submission.steps.all()] == [StepState.AGREED] * 2
    assert submission.state == State.ACCEPTED


def test_a_return_needs_a_reason(office: Office, measure: Measure) -> None:
    office.evidence(measure)
    submission = submit(office, measure)
    with pytest.raises(Refused, match="原因"):
        review_submission(
            submission, Verb.RETURN, version=submission.version, by=office.department_head
        )


def test_of_two_reviewers_the_second_is_told(office: Office, measure: Measure) -> None:
    office.evidence(measure)
    submission = submit(office, measure, by="department_head")
    seen = submission.version
    review_submission(submission, Verb.AGREE, version=seen, by=office.office)
    with pytest.raises(Refused, match="他人修改"):
        review_submission(
            submission, Verb.RETURN, version=seen, opinion="材料不全", by=office.office
        )


def test_another_units_office_is_refused(office: Office, measure: Measure) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    with pytest.raises(Refused, match="权限"):
        amend_measure(measure, version=measure.version, changes={"text": "改"}, by=other.office)
    assert not Measure.objects.all().visible_to(other.office).exists()


def test_an_edit_conflict_is_refused_and_nothing_is_lost(office: Office, measure: Measure) -> None:
    seen = measure.version
    amend_measure(measure, version=seen, changes={"text": "第一份"}, by=office.office)
    with pytest.raises(Refused, match="他人修改"):
        amend_measure(measure, version=seen, changes={"text": "第二份"}, by=office.office)
    measure.refresh_from_db()
    assert measure.text == "第一份"


def test_history_tells_old_and_new_and_who(office: Office, measure: Measure) -> None:
    amend_measure(measure, version=measure.version, changes={"text": "逐件核对"}, by=office.office)
    change = changes_of(Measure, [measure.pk])[0]
    assert change.actor == office.office.name
    assert [(c.label, c.old, c.new) for c in change.changes] == [
        ("整改措施", "开展固定资产清查", "逐件核对")
    ]


def test_the_chain_of_events_holds_and_a_change_shows(office: Office, measure: Measure) -> None:
    assert first_broken_link() is None
    event = Event.objects.order_by("position")[3]
    Event.objects.filter(pk=event.pk).update(actor_name="别人")
    assert first_broken_link() == event.position


def test_as_of_a_day_the_row_is_as_it_was(office: Office) -> None:
    before = clock.today() - timedelta(days=30)
    with clock.at(before):
        measure = office.measure(office.issue(office.round()))
    amend_measure(measure, version=measure.version, changes={"text": "新措施"}, by=office.office)
    then = Measure.history.as_of(clock.end_of(before)).get(pk=measure.pk)
    assert then.text == "开展固定资产清查"


def test_an_assisting_department_writes_but_does_not_submit(office: Office) -> None:
    measure = office.measure(
        office.issue(office.round()), lead_department=office.personnel, assisting=[office.finance]
    )
    log_progress(
        measure, text="已配合核对", percent=60, happened_on=clock.today(), by=office.handler
    )
    measure.refresh_from_db()
    assert measure.percent == 0
    assert measure.assistances.get().percent == 60
    with pytest.raises(Refused, match="权限"):
        submit(office, measure)
