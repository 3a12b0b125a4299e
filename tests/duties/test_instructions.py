"""批示: given by a leader, waiting for whom it names, answered, redirected, withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rectify.instructions.models import Addressee, Instruction
from rectify.instructions.operations import (
    answer_instruction,
    end_instruction,
    give_instruction,
    redirect_instruction,
)
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.people.operations import create_person
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    return office.measure(office.issue(office.round(), lead_leader=office.leader))


def give(
    office: Office, on: Issue | Measure, by: str = "secretary", text: str = "请抓紧办理。"
) -> Instruction:
    return give_instruction(on, text=text, departments=[office.finance], by=office.people[by])


def answered(office: Office, instruction: Instruction, *, done: bool = True) -> Addressee:
    row = instruction.addressees.get()
    return answer_instruction(
        row, reply="已召开专题会。", done=done, version=row.version, by=office.handler
    )


@pytest.mark.parametrize("who", ["leader", "secretary", "supervisor"])
def test_leaders_instruct_and_it_waits_for_the_department(
    office: Office, measure: Measure, who: str
) -> None:
    give(office, measure, by=who)
    for reader in ("handler", "department_head"):
        page = read(office.people[reader], "/todo/")
        assert "请抓紧办理。" in page
        assert office.people[who].name in page


@pytest.mark.parametrize("who", ["handler", "department_head", "office"])
def test_who_leads_nothing_gives_no_instruction_of_his_own(
    office: Office, measure: Measure, who: str
) -> None:
    with pytest.raises(Refused, match="权限"):
        give(office, measure, by=who)


def test_a_leader_instructs_only_on_what_he_leads(office: Office, measure: Measure) -> None:
    other = office.issue(measure.issue.round, "别的问题")
    with pytest.raises(Refused, match="权限"):
        give(office, other, by="leader")


def test_another_units_secretary_is_refused(office: Office, measure: Measure) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    with pytest.raises(Refused, match="权限"):
        give_instruction(measure, text="办", departments=[office.finance], by=other.secretary)
    path = f"/measures/{measure.pk}/instructions/new/"
    assert signed_in(other.secretary).get(path).status_code == 404


def test_the_office_enters_what_a_leader_wrote_on_paper(office: Office, measure: Measure) -> None:
    instruction = give_instruction(
        measure, text="同意。", departments=[office.finance], leader=office.leader, by=office.office
    )
    assert instruction.entered
    assert "代录" in read(office.office, f"/measures/{measure.pk}/")
    with pytest.raises(Refused, match="权限"):
        give_instruction(
            measure,
            text="办",
            departments=[office.finance],
            leader=office.leader,
            by=office.handler,
        )


def test_bad_instructions_are_refused_each_with_its_sentence(
    office: Office, measure: Measure
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    yesterday = clock.today() - timedelta(days=1)
    wrong = (
        ({"text": " ", "departments": [office.finance]}, "请填写批示内容"),
        ({"text": "办"}, "请至少选择一个承办部门"),
        ({"text": "办", "departments": [other.finance]}, "须为本单位部门"),
        ({"text": "办", "persons": [other.handler]}, "须为本单位人员"),
        ({"text": "办", "persons": [office.secretary]}, "不能同时是承办人"),
        ({"text": "办", "departments": [office.finance], "due_on": yesterday}, "不能早于今天"),
    )
    for facts, sentence in wrong:
        with pytest.raises(Refused, match=sentence):
            give_instruction(measure, **facts, by=office.secretary)


def test_a_second_click_gives_one(office: Office, measure: Measure) -> None:
    assert give(office, measure).pk == give(office, measure).pk
    assert Instruction.objects.count() == 1


def test_answered_and_done_it_waits_no_longer(office: Office, measure: Measure) -> None:
    row = answered(office, give(office, measure))
    assert row.done_by == office.handler
    assert "请抓紧办理。" not in read(office.handler, "/todo/")
    page = read(office.secretary, f"/measures/{measure.pk}/")
    assert "已召开专题会。" in page
    assert "已办结" in page


def test_answered_and_not_done_it_goes_on_waiting(office: Office, measure: Measure) -> None:
    answered(office, give(office, measure), done=False)
    assert "已回复，尚未办结" in read(office.handler, "/todo/")


def test_a_person_named_answers_whatever_his_roles(office: Office, measure: Measure) -> None:
    instruction = give_instruction(
        measure, text="请牵头协调。", persons=[office.leader], by=office.secretary
    )
    assert "请牵头协调。" in read(office.leader, "/todo/")
    row = instruction.addressees.get()
    answer_instruction(row, reply="已协调。", done=True, version=1, by=office.leader)


def test_who_is_not_named_does_not_answer(office: Office, measure: Measure) -> None:
    row = give(office, measure).addressees.get()
    for person in (office.office, office.secretary, make_office("bh", "碧湖县水务局党组").handler):
        with pytest.raises(Refused, match="权限"):
            answer_instruction(row, reply="已办。", done=True, version=1, by=person)


def test_no_words_and_what_is_done_are_refused(office: Office, measure: Measure) -> None:
    row = give(office, measure).addressees.get()
    with pytest.raises(Refused, match="请填写办理情况"):
        answer_instruction(row, reply=" ", done=True, version=1, by=office.handler)
    answer_instruction(row, reply="已办。", done=True, version=1, by=office.handler)
    with pytest.raises(Refused, match="已回复办结"):
        answer_instruction(row, reply="再办。", done=True, version=2, by=office.handler)


def test_two_of_one_department_see_both_answers(office: Office, measure: Measure) -> None:
    row = give(office, measure).addressees.get()
    answer_instruction(row, reply="处员的回复", done=False, version=1, by=office.handler)
    url = f"/instructions/{row.pk}/answer/"
    answer = signed_in(office.department_head).post(url, {"reply": "科长的回复", "version": 1})
    told = text_of(answer.content.decode())
    assert answer.status_code == 422
    assert "您填写的 科长的回复" in told
    assert "采用这一份 处员的回复" in told


def test_withdrawn_nobody_has_to_answer(office: Office, measure: Measure) -> None:
    instruction = give(office, measure)
    end_instruction(instruction, version=1, by=office.secretary)
    assert "请抓紧办理。" not in read(office.handler, "/todo/")
    with pytest.raises(Refused, match="已撤销"):
        answered(office, instruction)
    instruction.refresh_from_db()
    with pytest.raises(Refused, match="已经撤销"):
        end_instruction(instruction, version=2, by=office.secretary)


def test_only_who_gave_it_withdraws_it(office: Office, measure: Measure) -> None:
    instruction = give(office, measure)
    for who in ("office", "leader", "handler", "supervisor"):
        with pytest.raises(Refused, match="权限"):
            end_instruction(instruction, version=1, by=office.people[who])


def test_redirected_it_waits_for_the_other(office: Office, measure: Measure) -> None:
    instruction = give_instruction(
        measure, text="请牵头协调。", persons=[office.leader], by=office.secretary
    )
    row = instruction.addressees.get()
    with pytest.raises(Refused, match="权限"):
        redirect_instruction(row, to=office.handler, version=1, by=office.leader)
    redirect_instruction(row, to=office.handler, version=1, by=office.office)
    assert "请牵头协调。" in read(office.handler, "/todo/")
    assert "请牵头协调。" not in read(office.leader, "/todo/")


def test_a_departments_instruction_is_not_redirected_to_a_person(
    office: Office, measure: Measure
) -> None:
    row = give(office, measure).addressees.get()
    with pytest.raises(Refused, match="无需转办"):
        redirect_instruction(row, to=office.leader, version=1, by=office.office)


def test_who_is_named_may_read_it_though_he_sees_not_the_row(
    office: Office, measure: Measure
) -> None:
    stranger = create_person(
        office.unit, name="王某", department=office.personnel, username="qs_wang", by=None
    )
    instruction = give_instruction(
        measure, text="请人事科配合。", persons=[stranger], by=office.secretary
    )
    assert list(Instruction.objects.all().visible_to(stranger)) == [instruction]


def test_on_the_web_from_page_to_answer(office: Office, measure: Measure) -> None:
    facts = {
        "text": "月底前报结果。",
        "departments": [office.finance.pk],
        "due_on": (clock.today() + timedelta(days=6)).isoformat(),
    }
    url = f"/issues/{measure.issue_id}/instructions/new/"
    assert signed_in(office.secretary).post(url, facts).status_code == 302
    row = Addressee.objects.get()
    answer = signed_in(office.handler).post(
        f"/instructions/{row.pk}/answer/", {"reply": "已报。", "done": "on", "version": 1}
    )
    assert answer.status_code == 302
    page = read(office.secretary, f"/issues/{measure.issue_id}/")
    assert "已报。" in page
    assert "回复批示" in page
