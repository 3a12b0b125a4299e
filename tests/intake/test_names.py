"""Who a paper means: names known to the unit, taught aliases, names asked about and created."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rectify.intake import mending
from rectify.intake.models import Paper
from rectify.intake.plan import Plan
from rectify.intake.staff import Staff, bare_name
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.people.models import Alias, Department, Person
from rectify.people.operations import (
    amend_person,
    create_department,
    create_person,
    forget_alias,
    teach_alias,
)
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, make_office
from tests.intake.giving import applied, given_file, mended, plan_in, workbook

HEADS = ("序号", "反馈具体问题", "整改措施", "责任领导", "牵头部门", "配合部门", "责任人")


def named(leader: str = "", lead: str = "", assist: str = "", person: str = "") -> bytes:
    """A ledger of one measure with these names."""
    return workbook([(1, "账实不符", "清查资产", leader, lead, assist, person)], HEADS)


def asked(paper: Paper) -> list[tuple[str, str, int]]:
    """What the page asks about: kind, name, how often."""
    return [(one.kind, one.name, one.count) for one in plan_in(paper).unknown]


@pytest.mark.parametrize(
    "written",
    [
        "何安平",
        "何安平同志",
        "党组成员、副局长何安平",
        "何安平副局长",
        "副局长 何安平",
        "何安平（牵头）",
    ],
)
def test_a_person_is_known_by_name_whatever_post_stands_beside_it(
    office: Office, round_: Round, written: str
) -> None:
    person = create_person(office.unit, name="何安平", post="副局长", by=None)
    paper = given_file(office, round_, named(leader=written))
    assert asked(paper) == []
    applied(paper, office)
    assert Measure.objects.get().responsible_leader == person


@pytest.mark.parametrize("written", ["财务科", "青山县档案馆财务科", "财务科（牵头）"])
def test_a_department_is_known_with_the_units_own_name_before_it(
    office: Office, round_: Round, written: str
) -> None:
    applied(given_file(office, round_, named(lead=written)), office)
    assert Measure.objects.get().lead_department == office.finance


def test_what_is_unknown_is_asked_about_once_and_stays_words(office: Office, round_: Round) -> None:
    rows = [
        (1, "账实不符", "清查资产", "郑怀远", "后勤科", "财务科", ""),
        (2, "公车管理不严", "修订办法", "郑怀远", "后勤科", "各科室", ""),
    ]
    paper = given_file(office, round_, workbook(rows, HEADS))
    assert asked(paper) == [("person", "郑怀远", 2), ("department", "后勤科", 2)]
    applied(paper, office)
    measure = Measure.objects.get(issue__serial=1)
    assert (measure.lead_department, measure.responsible_leader) == (None, None)
    assert measure.responsible_words == "责任领导：郑怀远；责任部门：后勤科；配合部门：财务科"
    assert not Person.objects.filter(name="郑怀远").exists()
    assert not Department.objects.filter(name="后勤科").exists()


def test_an_unknown_name_is_created_only_when_asked_for_and_only_at_the_confirmation(
    office: Office, round_: Round
) -> None:
    paper = given_file(office, round_, named(leader="副馆长郑怀远", lead="后勤科"))

    def change(plan: Plan) -> None:
        mending.answer_name(plan, "person:副馆长郑怀远", "new")
        mending.answer_name(plan, "department:后勤科", "new")

    paper = mended(paper, office, change)
    assert not Person.objects.filter(name="郑怀远").exists()
    applied(paper, office)
    measure = Measure.objects.get()
    assert measure.responsible_leader is not None
    assert measure.lead_department is not None
    assert (measure.responsible_leader.name, measure.lead_department.name) == ("郑怀远", "后勤科")
    assert set(Event.objects.values_list("act", flat=True)) >= {"person.created", "paper.applied"}


def test_a_name_left_as_words_is_not_created(office: Office, round_: Round) -> None:
    paper = given_file(office, round_, named(lead="后勤科"))
    paper = mended(paper, office, lambda p: mending.answer_name(p, "department:后勤科", "leave"))
    assert plan_in(paper).unknown[0].choice == "leave"
    applied(paper, office)
    assert not Department.objects.filter(name="后勤科").exists()


def test_a_taught_alias_is_remembered_for_the_unit(office: Office, round_: Round) -> None:
    teach_alias(office.unit, name="后勤股", department=office.finance, by=office.office)
    applied(given_file(office, round_, named(lead="后勤股")), office)
    assert Measure.objects.get().lead_department == office.finance
    elsewhere = make_office("bh", "碧湖县水务局党组")
    assert Staff.of(elsewhere.unit).department(["后勤股"]) is None


def test_teaching_a_name_anew_changes_its_meaning_and_keeps_the_old_one_in_the_history(
    office: Office,
) -> None:
    teach_alias(office.unit, name="后勤股", department=office.finance, by=office.office)
    alias = teach_alias(office.unit, name="后勤 股", department=office.personnel, by=office.office)
    assert Alias.objects.count() == 1
    assert Staff.of(office.unit).department(["后勤股"]) == office.personnel
    assert alias.history.count() == 2


def test_one_name_may_be_a_persons_and_a_departments(office: Office) -> None:
    teach_alias(office.unit, name="财务", department=office.finance, by=None)
    teach_alias(office.unit, name="财务", person=office.leader, by=None)
    staff = Staff.of(office.unit)
    assert (staff.department(["财务"]), staff.person(["财务"])) == (office.finance, office.leader)


def test_a_forgotten_alias_means_nobody_and_can_be_taught_again(office: Office) -> None:
    alias = teach_alias(office.unit, name="后勤股", department=office.finance, by=office.office)
    forget_alias(alias, by=office.office)
    assert Staff.of(office.unit).department(["后勤股"]) is None
    with pytest.raises(Refused, match="已经停用"):
        forget_alias(alias, by=office.office)
    teach_alias(office.unit, name="后勤股", department=office.personnel, by=office.office)
    assert Staff.of(office.unit).department(["后勤股"]) == office.personnel


def test_an_alias_of_somebody_who_left_means_nobody(office: Office, round_: Round) -> None:
    person = create_person(office.unit, name="郑怀远", by=None)
    teach_alias(office.unit, name="老郑", person=person, by=None)
    amend_person(person, version=person.version, changes={"is_active": False}, by=None)
    assert asked(given_file(office, round_, named(leader="老郑"))) == [("person", "老郑", 1)]


def test_teaching_refuses_what_cannot_be(office: Office) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    for facts, words in (
        ({"name": " ", "department": office.finance}, "请填写别名"),
        ({"name": "后勤股"}, "请填写别名"),
        ({"name": "后勤股", "department": office.finance, "person": office.leader}, "请填写别名"),
        ({"name": "后勤股", "department": other.finance}, "本单位"),
    ):
        with pytest.raises(Refused, match=words):
            teach_alias(office.unit, **facts, by=office.office)
    with pytest.raises(Refused, match="权限"):
        teach_alias(office.unit, name="后勤股", department=office.finance, by=office.handler)
    assert not Alias.objects.exists()


def test_the_database_itself_keeps_an_alias_single(office: Office) -> None:
    teach_alias(office.unit, name="后勤股", department=office.finance, by=None)
    double = Alias(unit=office.unit, name="后勤股", department=office.personnel)
    with pytest.raises(IntegrityError), transaction.atomic():
        double.save()


def test_namesakes_are_asked_about_and_never_guessed(office: Office, round_: Round) -> None:
    for post in ("科长", "主任"):
        create_person(office.unit, name="郑怀远", post=post, by=None)
    (one,) = plan_in(given_file(office, round_, named(leader="郑怀远"))).unknown
    assert (one.note, one.guess) == ("本单位有2名同名人员", None)


def test_a_post_alone_and_a_like_name_are_offered_and_not_taken(
    office: Office, round_: Round
) -> None:
    leader = create_person(office.unit, name="郑怀远", post="党组书记、馆长", by=None)
    create_department(office.unit, name="综合业务科", by=None)
    paper = given_file(office, round_, named(leader="馆长", lead="综合业务股"))
    guesses = {one.name: one.guess for one in plan_in(paper).unknown}
    assert guesses["馆长"] == leader.pk
    assert guesses["综合业务股"] == Department.objects.get(name="综合业务科").pk
    applied(paper, office)
    assert Measure.objects.get().responsible_leader is None


def test_a_person_in_a_column_of_departments_answers_for_the_measure(
    office: Office, round_: Round
) -> None:
    person = create_person(office.unit, name="郑怀远", by=None)
    applied(given_file(office, round_, named(lead="郑怀远", person="财务科")), office)
    measure = Measure.objects.get()
    assert [r.person for r in measure.responsibles.all()] == [person]
    assert measure.lead_department == office.finance


@pytest.mark.parametrize(
    "words", ["各科室", "机关各股室", "全体班子成员", "领导班子成员", "相关科室"]
)
def test_words_for_everybody_are_no_name_to_ask_about(
    office: Office, round_: Round, words: str
) -> None:
    assert asked(given_file(office, round_, named(assist=words))) == []


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("党组书记", "党组书记"),
        ("办公室主任赵文举", "赵文举"),
        ("欧阳明月主任", "欧阳明月"),
        ("王五 13800001111", "王五"),
        ("王 五", "王五"),
    ],
)
def test_a_bare_name_is_what_remains_without_post_and_telephone(written: str, name: str) -> None:
    assert bare_name(written) == name
