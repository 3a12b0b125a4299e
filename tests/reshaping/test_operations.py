"""The ledger takes another shape: what goes along, what stays, what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rectify.closeout.operations import submit_measure
from rectify.deadlines.operations import set_deadline
from rectify.evidence.models import Evidence
from rectify.evidence.operations import add_evidence
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure, Progress
from rectify.measures.operations import log_progress
from rectify.measures.tasking import create_task
from rectify.people.models import Person
from rectify.reshaping.operations import (
    merge_issues,
    merge_measures,
    move_measure,
    split_issue,
    split_measure,
)
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.models import Event
from rectify.trail.queries import changes_of
from tests.factories import Office, as_a_paper_says, make_office

pytestmark = pytest.mark.django_db

WHY = "会议研究决定调整"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()


@pytest.fixture
def issue(office: Office, round_: Round) -> Issue:
    return office.issue(round_, lead_leader=office.leader, lead_department=office.finance)


@pytest.fixture
def measure(office: Office, issue: Issue) -> Measure:
    return office.measure(issue, due_on=clock.today() + timedelta(days=30))


def progress(measure: Measure, by: Person, text: str = "已完成清查") -> Progress:
    return log_progress(measure, text=text, percent=40, happened_on=clock.today(), by=by)


def handed_in(office: Office, measure: Measure) -> None:
    office.evidence(measure)
    submit_measure(
        measure,
        proposed=Standing.DONE,
        statement="已清查。",
        completed_on=clock.today(),
        by=office.handler,
    )


# --- moving ---------------------------------------------------------------------------------------


def test_a_moved_measure_gets_the_next_number_of_where_it_goes(
    office: Office, round_: Round, measure: Measure
) -> None:
    other = office.issue(round_, "公务接待不规范")
    office.measure(other, "修订接待办法")
    progress(measure, office.handler)
    moved = move_measure(
        measure, to=other, version=measure.version + 1, reason=WHY, by=office.office
    )
    assert moved.label == "2.2"
    assert moved.progress.count() == 1
    assert moved.deadline.due_on == clock.today() + timedelta(days=30)
    change = changes_of(Measure, [measure.pk])[0]
    assert change.reason == WHY
    assert ("问题", "问题1", "问题2") in [(c.label, c.old, c.new) for c in change.changes]
    assert Event.objects.filter(act=Act.MEASURE_MOVED, actor_id=office.office.pk).count() == 1


def test_a_number_once_given_is_not_given_again(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    other = office.issue(round_, "公务接待不规范")
    move_measure(measure, to=other, version=measure.version, reason=WHY, by=office.office)
    issue.refresh_from_db()
    assert office.measure(issue, "建立台账").label == "1.2"


def test_a_task_stays_with_its_issue(office: Office, round_: Round, issue: Issue) -> None:
    task = create_task(issue, text="清查资产", by=office.office)
    measure = office.measure(issue, task=task)
    other = office.issue(round_, "公务接待不规范")
    moved = move_measure(measure, to=other, version=measure.version, reason=WHY, by=office.office)
    assert moved.task is None
    assert Measure.history.filter(id=measure.pk, task_id=task.pk).count() == 1


def test_a_measure_goes_nowhere_else(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    elsewhere = office.issue(office.round(name="县委第二轮常规巡察"), "另一轮的问题")
    seen = measure.version
    with pytest.raises(Refused, match="同一轮次"):
        move_measure(measure, to=elsewhere, version=seen, reason=WHY, by=office.office)
    with pytest.raises(Refused, match="已在此问题下"):
        move_measure(measure, to=issue, version=seen, reason=WHY, by=office.office)
    other = office.issue(round_, "公务接待不规范")
    with pytest.raises(Refused, match="原因"):
        move_measure(measure, to=other, version=seen, reason="  ", by=office.office)
    with pytest.raises(Refused, match="他人修改"):
        move_measure(measure, to=other, version=seen - 1, reason=WHY, by=office.office)


def test_what_is_finished_or_waits_is_not_moved(
    office: Office, round_: Round, measure: Measure
) -> None:
    other = office.issue(round_, "公务接待不规范")
    handed_in(office, measure)
    with pytest.raises(Refused, match=r"措施1\.1正在审核"):
        move_measure(measure, to=other, version=measure.version, reason=WHY, by=office.office)
    as_a_paper_says(other, Standing.DONE)
    free = office.measure(measure.issue, "建立台账")
    with pytest.raises(Refused, match="问题2已认定完成"):
        move_measure(free, to=other, version=free.version, reason=WHY, by=office.office)


# --- splitting ------------------------------------------------------------------------------------


def test_the_parts_of_a_measure_have_its_people_and_its_date(office: Office, issue: Issue) -> None:
    measure = office.measure(
        issue,
        due_on=clock.today() + timedelta(days=30),
        assisting=[office.personnel],
        responsible_leader=office.leader,
    )
    progress(measure, office.handler)
    parts = split_measure(
        measure,
        version=measure.version + 1,
        texts=["清查资产", "建立台账", "完善制度"],
        reason=WHY,
        by=office.office,
    )
    assert [(p.label, p.text) for p in parts] == [
        ("1.1", "清查资产"),
        ("1.2", "建立台账"),
        ("1.3", "完善制度"),
    ]
    assert [p.progress.count() for p in parts] == [1, 0, 0]
    for part in parts[1:]:
        assert part.split_from == measure
        assert (part.lead_department, part.responsible_leader) == (office.finance, office.leader)
        assert [a.department for a in part.assistances.all()] == [office.personnel]
        assert part.deadline.due_on == clock.today() + timedelta(days=30)
        assert part.standing == Standing.NOT_DONE


@pytest.mark.parametrize("texts", [["只有一项"], ["一项", "  "], [f"第{n}项" for n in range(21)]])
def test_a_split_needs_at_least_two_and_not_too_many(
    office: Office, measure: Measure, texts: list[str]
) -> None:
    with pytest.raises(Refused, match=r"至少要有两项|最多拆分"):
        split_measure(measure, version=measure.version, texts=texts, reason=WHY, by=office.office)
    assert Measure.objects.count() == 1


def test_a_part_of_an_issue_takes_its_measures_along(
    office: Office, issue: Issue, measure: Measure
) -> None:
    going = office.measure(issue, "修订采购办法")
    set_deadline(issue, words="年底前", due_on=clock.today() + timedelta(days=60), by=office.office)
    issue.refresh_from_db()
    part = split_issue(
        issue,
        version=issue.version,
        title="政府采购程序不规范",
        text="部分采购未履行程序。",
        measures=[going],
        reason=WHY,
        by=office.office,
    )
    assert (part.serial, part.category, part.split_from) == (2, issue.category, issue)
    assert (part.lead_leader, part.deadline.words) == (office.leader, "年底前")
    assert [m.label for m in Measure.objects.all()] == ["1.1", "2.1"]


def test_only_its_own_measures_go_with_a_part(office: Office, round_: Round, issue: Issue) -> None:
    foreign = office.measure(office.issue(round_, "公务接待不规范"))
    with pytest.raises(Refused, match="不属于本问题"):
        split_issue(
            issue,
            version=issue.version,
            title="新问题",
            text="",
            measures=[foreign],
            reason=WHY,
            by=office.office,
        )
    assert Issue.objects.count() == 2


# --- merging --------------------------------------------------------------------------------------


def test_merged_measures_bring_their_work_along(office: Office, issue: Issue) -> None:
    one = office.measure(issue, "清查资产")
    two = office.measure(issue, "核对台账", lead_department=office.personnel)
    progress(two, office.office, "已核对三成")
    add_evidence(one, name="甲.pdf", chunks=[b"%PDF-1.4 same"], by=office.office)
    add_evidence(two, name="乙.pdf", chunks=[b"%PDF-1.4 same"], by=office.office)
    add_evidence(two, name="丙.pdf", chunks=[b"%PDF-1.4 other"], by=office.office)
    merged = merge_measures(
        one, [two], version=one.version, text="清查资产并核对台账", reason=WHY, by=office.office
    )
    assert (merged.text, merged.standing) == ("清查资产并核对台账", Standing.IN_PROGRESS)
    assert [e.text for e in merged.progress.all()] == ["已核对三成"]
    assert sorted(e.name for e in merged.evidence.all()) == ["丙.pdf", "甲.pdf"]
    assert Evidence.objects.count() == 3
    assert [a.department for a in merged.assistances.all()] == [office.personnel]
    assert list(Measure.objects.all()) == [one]
    gone = Measure.with_withdrawn.get(pk=two.pk)
    assert (gone.merged_into, gone.withdrawn_by) == (one, office.office)


def test_merged_issues_bring_measures_and_tasks_along(office: Office, round_: Round) -> None:
    one = office.issue(round_, "接待超标准", text="接待超标准3次。")
    two = office.issue(round_, "接待审批不严", text="接待未审批2次。")
    task = create_task(two, text="规范审批", by=office.office)
    office.measure(one, "修订办法")
    with_task = office.measure(two, "严格审批", task=task)
    merged = merge_issues(
        one, [two], version=one.version + 1, title="公务接待管理不严", reason=WHY, by=office.office
    )
    assert merged.title == "公务接待管理不严"
    assert merged.text == "接待超标准3次。\n接待未审批2次。"
    with_task.refresh_from_db()
    assert (with_task.label, with_task.task) == ("1.2", task)
    task.refresh_from_db()
    assert task.issue == one
    assert [i.serial for i in Issue.objects.all()] == [1]
    third = office.issue(round_, "另一问题")
    assert third.serial == 3


def test_merging_refuses_what_cannot_be(office: Office, round_: Round, measure: Measure) -> None:
    foreign = office.measure(office.issue(office.round(name="县委第二轮常规巡察")))
    beside = office.measure(measure.issue, "建立台账")
    given = {"version": measure.version, "text": "合并", "by": office.office}
    with pytest.raises(Refused, match="请选择"):
        merge_measures(measure, [], reason=WHY, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="它自己"):
        merge_measures(measure, [measure], reason=WHY, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="同一轮次"):
        merge_measures(measure, [foreign], reason=WHY, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="原因"):
        merge_measures(measure, [beside], reason="", **given)  # type: ignore[arg-type]
    handed_in(office, beside)
    with pytest.raises(Refused, match="正在审核"):
        merge_measures(measure, [beside], reason=WHY, **given)  # type: ignore[arg-type]
    assert Measure.objects.count() == 3


@pytest.mark.parametrize(
    "role", ["handler", "department_head", "leader", "secretary", "supervisor"]
)
def test_only_the_office_reshapes(office: Office, measure: Measure, role: str) -> None:
    by = office.people[role]
    other = office.issue(measure.issue.round, "公务接待不规范")
    with pytest.raises(Refused, match="权限"):
        move_measure(measure, to=other, version=measure.version, reason=WHY, by=by)
    with pytest.raises(Refused, match="权限"):
        split_measure(measure, version=measure.version, texts=["甲", "乙"], reason=WHY, by=by)
    with pytest.raises(Refused, match="权限"):
        merge_issues(
            measure.issue, [other], version=measure.issue.version, title="甲", reason=WHY, by=by
        )


def test_another_units_office_reshapes_nothing_here(office: Office, measure: Measure) -> None:
    stranger = make_office("bh", "碧湖县水务局党组").office
    with pytest.raises(Refused, match="权限"):
        split_measure(measure, version=measure.version, texts=["甲", "乙"], reason=WHY, by=stranger)


def test_a_long_reason_is_kept_whole(office: Office, measure: Measure) -> None:
    """Longer than the hundred letters that the history's own column used to hold."""
    reason = "因机构改革，该措施所涉职责划转，" * 15
    split_measure(
        measure, version=measure.version, texts=["甲", "乙"], reason=reason, by=office.office
    )
    kept = changes_of(Measure, [measure.pk])[0]
    assert kept.reason == reason
