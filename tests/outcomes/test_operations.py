"""Entering, changing and withdrawing outcomes: by whom, and every refusal."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.outcomes.enums import OutcomeKind
from rectify.outcomes.models import Bearing, Outcome, Proof
from rectify.outcomes.operations import Attached, amend_outcome, create_outcome, withdraw_outcome
from rectify.outcomes.queries import outcomes_to_judge
from rectify.outcomes.rules import problems_of_outcomes
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.closeout.lives import hand_in
from tests.factories import OUTCOMES, Office, make_office, signed_in


@pytest.mark.parametrize("kind", OutcomeKind.values)
def test_a_department_enters_every_kind_for_its_measure(
    office: Office, round_: Round, measure: Measure, kind: str
) -> None:
    row = office.outcome(round_, kind=kind, measures=[measure])
    assert row.department == office.finance
    assert [one.measure for one in Bearing.objects.filter(outcome=row)] == [measure]
    assert Event.objects.filter(act="outcome.entered", subject_id=row.pk).count() == 1
    assert row.history.get().history_user_name == office.handler.name


def test_a_regulations_name_is_kept_in_its_marks(
    office: Office, round_: Round, measure: Measure
) -> None:
    assert office.outcome(round_, measures=[measure]).title == "《固定资产管理办法》"


def test_the_same_entered_again_is_one_row(office: Office, round_: Round, measure: Measure) -> None:
    first = office.outcome(round_, kind="funds", measures=[measure])
    assert office.outcome(round_, kind="funds", measures=[measure]) == first
    other = office.outcome(round_, kind="funds", measures=[measure], amount=Decimal("9.00"))
    assert other != first
    assert Outcome.objects.count() == 2


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("regulation", {"title": "《》"}, "请填写制度名称"),
    ("regulation", {"form": "training"}, "请选择形式"),
    ("regulation", {"state": ""}, "请选择制度状态"),
    ("regulation", {"dated_on": None}, "已印发的制度须填写印发日期"),
    ("meeting", {"title": " "}, "请填写会议议题"),
    ("accountability", {"person_times": 0}, "人次须为大于0的整数"),
    ("accountability", {"persons": 4, "person_times": 3}, "人次不能少于人数"),
    ("funds", {"amount": Decimal(0)}, "请填写大于0的金额"),
    ("funds", {"amount": Decimal("1.005")}, "金额须精确到分"),
    ("funds", {"amount": Decimal(10) ** 13}, "请填写大于0的金额"),
    ("activity", {"times": None}, "次数须为大于0的整数"),
    ("supervision", {"times": 0}, "次数须为大于0的整数"),
    ("consultation", {"items": 0}, "意见建议条数须为大于0的整数"),
]


@pytest.mark.parametrize(("kind", "facts", "sentence"), WRONG)
def test_facts_that_cannot_be_are_refused(
    office: Office,
    round_: Round,
    measure: Measure,
    kind: str,
    facts: dict[str, Any],
    sentence: str,
) -> None:
    with pytest.raises(Refused, match=sentence):
        office.outcome(round_, kind=kind, measures=[measure], **facts)
    assert not Outcome.objects.exists()


def test_days_that_cannot_be_are_refused(office: Office, round_: Round, measure: Measure) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Refused, match="会议日期不能晚于今天"):
        office.outcome(round_, kind="meeting", measures=[measure], dated_on=tomorrow)
    with pytest.raises(Refused, match="尚未印发的制度不填印发日期"):
        office.outcome(round_, measures=[measure], state="drafting", dated_on=clock.today())


CONTRADICTIONS: list[dict[str, Any]] = [
    {"kind": "regulation", "form": "formulated", "state": "issued"},
    {"kind": "regulation", "form": "formulated", "state": ""},
    {"kind": "regulation", "form": "training", "state": "planned"},
    {"kind": "meeting", "form": "group_meeting", "state": "planned"},
    {"kind": "meeting", "form": "group_meeting", "amount": Decimal(1)},
    {"kind": "meeting", "form": "group_meeting", "title": ""},
    {"kind": "meeting", "form": "group_meeting", "times": 2},
    {"kind": "funds", "form": "refunded"},
    {"kind": "funds", "form": "refunded", "amount": Decimal(0)},
    {"kind": "funds", "form": "refunded", "amount": Decimal(1), "chair": "某"},
    {"kind": "accountability", "form": "criticism"},
    {"kind": "accountability", "form": "criticism", "person_times": 0},
    {"kind": "accountability", "form": "criticism", "person_times": 1, "persons": 2},
    {"kind": "activity", "form": "training", "times": 0},
    {"kind": "activity", "form": "training", "times": 1, "items": 3},
    {"kind": "supervision", "form": "urging"},
    {"kind": "consultation", "form": "research", "times": 1, "items": 0},
    {"kind": "supervision", "form": "urging", "times": 1, "withdrawn_reason": "误填"},
]


@pytest.mark.parametrize("facts", CONTRADICTIONS, ids=lambda facts: f"{facts}"[9:60])
def test_the_database_itself_refuses_contradictions(round_: Round, facts: dict[str, Any]) -> None:
    row = Outcome(**{"round": round_, "title": "某", "entered_at": clock.now()} | facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_bearing_is_on_one_thing_and_once(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    row = office.outcome(round_, measures=[measure])
    for facts in ({}, {"issue": issue, "measure": measure}, {"measure": measure}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Bearing(outcome=row, **facts).save()


def test_who_may_not_write_there_enters_nothing(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    foreign = office.measure(issue, lead_department=office.personnel)
    tries = [
        (office.leader, [measure]),
        (office.secretary, [measure]),
        (office.supervisor, [measure]),
        (office.handler, [foreign]),
        (other.office, [measure]),
        (other.handler, [measure]),
    ]
    for person, measures in tries:
        with pytest.raises(Refused, match="权限"):
            create_outcome(
                round_,
                kind="funds",
                facts=OUTCOMES["funds"],
                attached=Attached(measures=measures),
                by=person,
            )
    assert not Outcome.objects.exists()


def test_only_the_office_enters_what_belongs_to_the_whole_round(
    office: Office, round_: Round
) -> None:
    with pytest.raises(Refused, match="请选择该成果对应的问题或措施"):
        office.outcome(round_, kind="meeting")
    assert office.outcome(round_, kind="meeting", by="office").department is None


def test_rows_of_another_round_and_foreign_files_are_refused(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    elsewhere = office.measure(office.issue(office.round(name="另一轮")))
    with pytest.raises(Refused, match="须属于同一轮次"):
        office.outcome(round_, measures=[elsewhere])
    file = office.evidence(office.measure(issue, "另一项措施"))
    with pytest.raises(Refused, match="佐证材料须属于对应的问题或措施"):
        office.outcome(round_, measures=[measure], evidence=[file])
    row = office.outcome(round_, issues=[issue], evidence=[file])
    assert Proof.objects.get(outcome=row).evidence == file
    other = make_office("bh", "碧湖县水务局党组")
    with pytest.raises(Refused, match="责任部门须为本单位部门"):
        office.outcome(round_, by="office", department=other.finance)


def amended(row: Outcome, office: Office, by: str = "handler", **facts: Any) -> Outcome:
    return amend_outcome(row, version=row.version, facts=facts, by=office.people[by])


def test_its_department_and_the_office_change_an_outcome_and_nobody_else(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    row = office.outcome(round_, measures=[measure])
    row = amended(row, office, note="已上墙公示")
    row = amended(row, office, by="department_head", document_number="青档发〔2026〕3号")
    row = amended(row, office, by="office", department=office.personnel)
    assert (row.version, row.department) == (4, office.personnel)
    other = make_office("bh", "碧湖县水务局党组")
    for person in (
        *[office.people[k] for k in ("handler", "leader", "secretary", "supervisor")],
        *other.people.values(),
    ):
        with pytest.raises(Refused, match="权限"):
            amend_outcome(row, version=row.version, facts={"note": "改"}, by=person)
        with pytest.raises(Refused, match="权限"):
            withdraw_outcome(row, version=row.version, reason="误填", by=person)


def test_a_department_cannot_give_its_outcome_away(
    office: Office, round_: Round, measure: Measure
) -> None:
    row = amended(office.outcome(round_, measures=[measure]), office, department=office.personnel)
    assert row.department == office.finance


def test_an_edit_conflict_is_refused(office: Office, round_: Round, measure: Measure) -> None:
    row = office.outcome(round_, measures=[measure])
    amended(row, office, note="第一份")
    with pytest.raises(Refused, match="他人修改"):
        amended(row, office, by="office", note="第二份")
    row.refresh_from_db()
    assert row.note == "第一份"


def test_what_one_cannot_see_is_not_ones_to_take_away(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    hidden = office.measure(
        office.issue(round_, "另一问题"), "人事科的措施", lead_department=office.personnel
    )
    row = office.outcome(round_, by="office", measures=[measure, hidden], department=office.finance)
    amend_outcome(row, version=row.version, facts={}, attached=Attached([issue]), by=office.handler)
    held = Bearing.objects.filter(outcome=row, ended_on__isnull=True)
    assert {one.place for one in held} == {"措施2.1", "问题1"}
    ended = Bearing.objects.get(outcome=row, measure=measure)
    assert ended.ended_on == clock.today()
    amend_outcome(
        row,
        version=row.version + 1,
        facts={},
        attached=Attached([issue], [measure]),
        by=office.handler,
    )
    ended.refresh_from_db()
    assert ended.ended_on is None


def test_withdrawing_needs_a_reason_and_keeps_the_row(
    office: Office, round_: Round, measure: Measure
) -> None:
    row = office.outcome(round_, measures=[measure])
    with pytest.raises(Refused, match="请填写撤销原因"):
        withdraw_outcome(row, version=row.version, reason=" ", by=office.handler)
    withdraw_outcome(row, version=row.version, reason="重复登记", by=office.handler)
    row.refresh_from_db()
    assert (row.withdrawn_reason, row.withdrawn_by) == ("重复登记", office.handler)
    with pytest.raises(Refused, match="已撤销"):
        amended(row, office, note="再改")
    with pytest.raises(Refused, match="已撤销"):
        withdraw_outcome(row, version=row.version, reason="再撤", by=office.handler)
    again = office.outcome(round_, measures=[measure])
    assert again != row


SEEN = {
    "office": True,
    "secretary": True,
    "supervisor": True,
    "handler": True,
    "department_head": True,
    "leader": False,
}


@pytest.mark.parametrize("who", SEEN)
def test_an_outcome_is_seen_through_its_measure(
    office: Office, round_: Round, measure: Measure, who: str
) -> None:
    office.outcome(round_, measures=[measure], by="office")
    rows: Any = Outcome.objects.all()
    assert rows.visible_to(office.people[who]).exists() is SEEN[who]
    measure.responsible_leader = office.leader
    measure.save_changes("responsible_leader")
    assert rows.visible_to(office.leader).exists()


def test_departments_that_nothing_concerns_and_other_units_see_nothing(
    office: Office, round_: Round, issue: Issue
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    foreign = office.measure(
        office.issue(round_, "另一问题"), "人事科的措施", lead_department=office.personnel
    )
    row = office.outcome(round_, measures=[foreign], by="office")
    office.outcome(round_, kind="meeting", by="office")
    rows: Any = Outcome.objects.all()
    for person in (office.handler, office.leader, *other.people.values()):
        assert not rows.visible_to(person).exists()
    assert row in rows.visible_to(office.supervisor)


def test_what_is_not_ready_is_told(office: Office, round_: Round, measure: Measure) -> None:
    office.outcome(round_, kind="supervision", measures=[measure])
    office.outcome(round_, measures=[measure], title="采购办法")
    drafting = office.outcome(round_, measures=[measure], state="drafting")
    undated = office.outcome(round_, kind="meeting", measures=[measure], dated_on=None)
    gone = office.outcome(round_, kind="funds", measures=[measure], dated_on=None)
    withdraw_outcome(gone, version=gone.version, reason="误填", by=office.handler)
    found = problems_of_outcomes(outcomes_to_judge(measure), proposed="done")
    assert [(p.key, p.place) for p in found] == [
        ("outcome.undated", str(undated.pk)),
        ("outcome.unissued", str(drafting.pk)),
    ]
    assert "仍为起草中" in found[1].sentence
    partly = problems_of_outcomes(outcomes_to_judge(measure), proposed="partial")
    assert [p.key for p in partly] == ["outcome.undated"]


def test_a_measure_whose_outcomes_are_not_ready_is_not_handed_in_as_done(
    office: Office, round_: Round, measure: Measure
) -> None:
    office.evidence(measure)
    row = office.outcome(round_, measures=[measure], state="drafting")
    with pytest.raises(Refused, match="仍为起草中"):
        hand_in(measure, office.department_head)
    page = signed_in(office.department_head).get(f"/measures/{measure.pk}/").content.decode()
    assert f'href="/outcomes/{row.pk}/"' in page
    assert "仍为起草中" in page
    amended(row, office, state="issued", dated_on=clock.today())
    assert hand_in(measure, office.department_head).proposed == "done"
