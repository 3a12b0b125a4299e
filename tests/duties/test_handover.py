"""移交: everything open of one person to another, previewed, each row by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from rectify.access.roles import RoleKey
from rectify.drafts.keeping import draft_of, keep_draft
from rectify.handover.models import Handover
from rectify.handover.operations import hand_over
from rectify.handover.queries import open_counts, pieces_of
from rectify.instructions.operations import give_instruction
from rectify.issues.enums import Standing
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure
from rectify.people.models import Person
from rectify.people.operations import create_person, grant_role
from tests.factories import Office, as_a_paper_says, make_office, signed_in
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def taker(office: Office) -> Person:
    """Somebody who may report for the finance department."""
    person = create_person(office.unit, name="赵某", post="副局长", by=None)
    grant_role(person, RoleKey.HANDLER, unit=office.unit, department=office.finance, by=None)
    return person


@pytest.fixture
def held(office: Office) -> Measure:
    """A measure that the leader leads, supervises and answers for, with everything else on him."""
    issue = office.issue(office.round(), lead_leader=office.leader)
    measure = office.measure(
        issue, responsible_leader=office.leader, supervising_leader=office.leader
    )
    measure = amend_measure(
        measure, version=measure.version, changes={}, responsible=[office.leader], by=office.office
    )
    office.measure(issue, "已完成的", responsible_leader=office.leader, standing=Standing.DONE)
    give_instruction(measure, text="请牵头协调。", persons=[office.leader], by=office.secretary)
    keep_draft(office.leader, "measure-progress", measure.pk, {"text": "写了一半"}, label="草稿")
    return measure


def keys(person: Person) -> list[str]:
    return [piece.key for piece in pieces_of(person)]


def test_the_preview_names_every_open_row_and_no_settled_one(office: Office, held: Measure) -> None:
    assert held.issue.round.name in read(office.office, f"/handovers/from/{office.leader.pk}/")
    told = [(piece.label, piece.words) for piece in pieces_of(office.leader)]
    assert told == [
        ("问题1", "责任领导"),
        ("措施1.1", "责任领导、分管领导、责任人"),
        ("措施1.1", "批示"),
        ("草稿", "草稿"),
    ]


def test_counting_agrees_with_the_preview(office: Office, held: Measure) -> None:
    counts = open_counts([office.unit.pk])
    persons = Person.objects.filter(unit=office.unit)
    assert {p.pk: len(pieces_of(p)) for p in persons if pieces_of(p)} == dict(counts)


def test_all_goes_over_and_the_history_knows(office: Office, held: Measure, taker: Person) -> None:
    made = hand_over(
        office.leader, taker, keys=keys(office.leader), reason="工作调整", by=office.office
    )
    assert [outcome["done"] for outcome in made.outcomes] == [True] * 4
    assert keys(office.leader) == []
    held.refresh_from_db()
    held.issue.refresh_from_db()
    assert (held.responsible_leader, held.supervising_leader) == (taker, taker)
    assert held.issue.lead_leader == taker
    draft = draft_of(taker, "measure-progress", held.pk)
    assert draft is not None
    assert draft.fields == {"text": "写了一半"}
    page = read(office.office, f"/issues/{held.issue_id}/")
    assert "赵某" in page


def test_what_was_settled_stays_with_whom_it_was(
    office: Office, held: Measure, taker: Person
) -> None:
    hand_over(office.leader, taker, keys=keys(office.leader), reason="调整", by=office.office)
    assert Measure.objects.get(text="已完成的").responsible_leader == office.leader


def test_what_is_kept_up_for_good_goes_over_too(office: Office, taker: Person) -> None:
    issue = as_a_paper_says(
        office.issue(office.round(), lead_leader=office.leader), Standing.LONG_TERM
    )
    kept = office.measure(
        issue, "每季度抽查", responsible_leader=office.leader, standing=Standing.LONG_TERM
    )
    assert [piece.label for piece in pieces_of(office.leader)] == ["问题1", "措施1.1"]
    assert open_counts([office.unit.pk])[office.leader.pk] == 2
    hand_over(office.leader, taker, keys=keys(office.leader), reason="调整", by=office.office)
    kept.refresh_from_db()
    issue.refresh_from_db()
    assert (kept.responsible_leader, issue.lead_leader) == (taker, taker)


def test_a_row_changed_since_the_preview_stays_and_says_why(
    office: Office, held: Measure, taker: Person
) -> None:
    seen = keys(office.leader)
    amend_measure(held, version=held.version, changes={"text": "新的措施"}, by=office.office)
    made = hand_over(office.leader, taker, keys=seen, reason="调整", by=office.office)
    refused = [outcome for outcome in made.outcomes if not outcome["done"]]
    assert [outcome["label"] for outcome in refused] == ["措施1.1"]
    assert "他人修改" in refused[0]["words"]
    held.refresh_from_db()
    assert held.responsible_leader == office.leader
    held.issue.refresh_from_db()
    assert held.issue.lead_leader == taker


def test_a_draft_of_the_takers_own_is_not_overwritten(
    office: Office, held: Measure, taker: Person
) -> None:
    keep_draft(taker, "measure-progress", held.pk, {"text": "自己写的"})
    made = hand_over(
        office.leader, taker, keys=keys(office.leader), reason="调整", by=office.office
    )
    assert [o["words"] for o in made.outcomes if not o["done"]] == [
        "赵某在该表单已有草稿，原草稿未移交。"
    ]


def test_a_draft_goes_to_nobody_who_may_not_send_its_form(office: Office, held: Measure) -> None:
    for who in ("secretary", "supervisor"):
        made = hand_over(
            office.leader,
            office.people[who],
            keys=keys(office.leader)[-1:],
            reason="调整",
            by=office.office,
        )
        assert [(one["done"], one["words"]) for one in made.outcomes] == [
            (False, f"{office.people[who].name}无权办理该草稿所在事项，草稿未移交，请先授予角色。")
        ]
        assert draft_of(office.people[who], "measure-progress", held.pk) is None
    assert draft_of(office.leader, "measure-progress", held.pk) is not None


def test_a_draft_is_shown_by_its_name_and_day_without_a_word_of_it(
    office: Office, held: Measure
) -> None:
    page = read(office.office, f"/handovers/from/{office.leader.pk}/")
    assert "写了一半" not in page
    draft = draft_of(office.leader, "measure-progress", held.pk)
    assert draft is not None
    told = f"{timezone.localtime(draft.saved_at):%Y-%m-%d %H:%M}保存"
    assert f"草稿 草稿 {told}" in text_of(page)


def test_what_hangs_on_a_person_in_another_unit_is_neither_shown_counted_nor_handed_over(
    office: Office, held: Measure, taker: Person
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    person = office.leader
    grant_role(person, RoleKey.HANDLER, unit=other.unit, department=other.finance, by=None)
    measure = other.measure(other.issue(other.round(name="市委第三轮巡察")))
    row = give_instruction(
        measure, text="碧湖的批示。", departments=[other.finance], by=other.secretary
    ).addressees.get()
    outcome = other.outcome(measure.issue.round, measures=[measure])
    before = keys(person)
    counted = open_counts([office.unit.pk])[person.pk]
    for form, about in (
        ("measure-progress", measure),
        ("measure-submit", measure),
        ("extension-new", measure),
        ("outcome-new-meeting", measure.issue.round),
        ("outcome-edit", outcome),
        ("instruction-answer", row),
    ):
        keep_draft(person, form, about.pk, {"text": "碧湖的草稿"}, label="碧湖")
    assert keys(person) == before
    assert open_counts([office.unit.pk])[person.pk] == counted == len(before)
    assert "碧湖" not in read(office.office, f"/handovers/from/{person.pk}/")
    theirs = [f"draft-{draft.pk}-0" for draft in person.drafts.filter(label="碧湖")]
    made = hand_over(person, taker, keys=theirs, reason="调整", by=office.office)
    assert {one["done"] for one in made.outcomes} == {False}
    assert person.drafts.filter(label="碧湖").count() == 6


def test_drafts_about_every_kind_of_row_of_the_unit_are_listed(
    office: Office, held: Measure
) -> None:
    round_ = held.issue.round
    row = held.instructions.get().addressees.get()
    outcome = office.outcome(round_, measures=[held])
    for form, about in (
        ("outcome-new-meeting", round_),
        ("outcome-edit", outcome),
        ("instruction-answer", row),
    ):
        keep_draft(office.handler, form, about.pk, {"text": "字"})
    told = [piece.label for piece in pieces_of(office.handler)]
    assert told == ["批示回复", "修改成果", "登记成果：会议"]


def test_a_second_click_is_one_act(office: Office, held: Measure, taker: Person) -> None:
    seen = keys(office.leader)
    first = hand_over(office.leader, taker, keys=seen, reason="调整", by=office.office)
    second = hand_over(office.leader, taker, keys=seen, reason="调整", by=office.office)
    assert first.pk == second.pk
    assert Handover.objects.count() == 1


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "secretary", "supervisor"])
def test_only_the_office_hands_over(office: Office, held: Measure, taker: Person, who: str) -> None:
    with pytest.raises(Refused, match="权限"):
        hand_over(
            office.leader, taker, keys=keys(office.leader), reason="调", by=office.people[who]
        )


def test_bad_takers_no_reason_and_nothing_are_refused(
    office: Office, held: Measure, taker: Person
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    out = create_person(office.unit, name="钱某", by=None)
    out.is_active = False
    out.save_changes("is_active")
    wrong: list[tuple[Person, dict[str, Any], str]] = [
        (other.leader, {}, "同一单位"),
        (office.leader, {}, "另一名"),
        (out, {}, "另一名在用人员"),
        (taker, {"reason": " "}, "请填写移交原因"),
        (taker, {"keys": []}, "没有选择"),
    ]
    for person, facts, sentence in wrong:
        given: dict[str, Any] = {"keys": keys(office.leader), "reason": "调整"}
        with pytest.raises(Refused, match=sentence):
            hand_over(office.leader, person, **(given | facts), by=office.office)


def test_another_units_office_finds_neither_person_nor_result(
    office: Office, held: Measure, taker: Person
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    made = hand_over(
        office.leader, taker, keys=keys(office.leader), reason="调整", by=office.office
    )
    client = signed_in(other.office)
    assert client.get(f"/handovers/from/{office.leader.pk}/").status_code == 404
    assert client.get(f"/handovers/{made.pk}/").status_code == 404
    assert "赵某" not in read(other.office, "/handovers/")


def test_on_the_web_a_part_is_chosen_and_the_page_tells_row_by_row(
    office: Office, held: Measure, taker: Person
) -> None:
    assert office.leader.name in read(office.office, "/handovers/")
    url = f"/handovers/from/{office.leader.pk}/"
    assert "责任领导、分管领导、责任人" in read(office.office, url)
    answer = signed_in(office.office).post(
        url, {"taker": taker.pk, "reason": "退休", "pieces": keys(office.leader)[:1]}, follow=True
    )
    told = text_of(answer.content.decode())
    assert "办理1项" in told
    assert f"问题1 责任领导由{office.leader.name}改为赵某" in told
    assert len(keys(office.leader)) == 3
