"""One search over everything a person may see: by words, by two characters, by names and initials."""

from __future__ import annotations

import pytest
from django.urls import reverse

from rectify.evidence.operations import add_evidence
from rectify.finding.queries import What, search
from rectify.finding.snippets import snippet
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, log_progress
from rectify.people.models import Person
from rectify.people.operations import create_person
from rectify.reshaping.operations import merge_measures
from rectify.rounds.models import Round
from tests.factories import Office, make_office, signed_in


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def leader(office: Office) -> Person:
    return create_person(office.unit, name="曾国强", by=None)


@pytest.fixture
def round_(office: Office, leader: Person) -> Round:
    round_ = office.round()
    issue = office.issue(
        round_, "公车管理不规范", text="3辆公车未按规定封存停驶。", lead_leader=leader
    )
    measure = office.measure(issue, "修订《公务用车管理办法》", responsible_leader=leader)
    log_progress(
        measure,
        text="已召开专题会，公车全部入库。",
        percent=50,
        happened_on=clock.today(),
        by=office.handler,
    )
    add_evidence(measure, name="公车入库照片.pdf", chunks=[b"%PDF-1.4 a"], by=office.handler)
    office.measure(office.issue(round_, "接待超标准"), "严格审批", lead_department=office.personnel)
    return round_


def counts(person: Person, words: str) -> list[int]:
    return list(search(person, words).counts.values())


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("公车", [1, 0, 1, 1, 0]),
        ("封存", [1, 0, 0, 0, 0]),
        ("公务用车", [0, 1, 0, 0, 0]),
        ("公车 入库", [0, 0, 1, 1, 0]),
        ("公车入库", [0, 0, 0, 1, 0]),
        ("公车，入库", [0, 0, 0, 1, 0]),
        ("曾国强", [1, 1, 0, 0, 0]),
        ("zgq", [1, 1, 0, 0, 0]),
        ("人事科", [0, 1, 0, 0, 0]),
        ("没有的词", [0, 0, 0, 0, 0]),
        ("", [0, 0, 0, 0, 0]),
        ("100%", [0, 0, 0, 0, 0]),
    ],
)
def test_each_kind_is_found_by_its_words(
    office: Office, round_: Round, words: str, wanted: list[int]
) -> None:
    assert counts(office.office, words) == wanted


def test_a_department_finds_what_concerns_it(office: Office, round_: Round) -> None:
    assert counts(office.handler, "审批") == [0, 0, 0, 0, 0]
    assert counts(office.office, "审批") == [0, 1, 0, 0, 0]
    stranger = make_office("bh", "碧湖县水务局党组").office
    assert counts(stranger, "公车") == [0, 0, 0, 0, 0]


def test_what_was_withdrawn_is_not_found(office: Office, round_: Round) -> None:
    measure = Measure.objects.get(issue__serial=1)
    beside = office.measure(measure.issue, "建立台账")
    merge_measures(
        beside, [measure], version=beside.version, text="建立台账", reason="合并", by=office.office
    )
    assert counts(office.office, "公务用车") == [0, 0, 0, 0, 0]
    assert counts(office.office, "入库") == [0, 0, 1, 1, 0]


def test_a_changed_text_is_found_by_its_new_words(office: Office, round_: Round) -> None:
    measure = Measure.objects.get(issue__serial=1)
    amend_measure(
        measure, version=measure.version, changes={"text": "完善派车制度"}, by=office.office
    )
    assert counts(office.office, "派车") == [0, 1, 0, 0, 0]
    assert counts(office.office, "公务用车") == [0, 0, 0, 0, 0]


def test_the_words_are_marked_where_they_stand() -> None:
    told = "".join(
        "[" + p.text + "]" if p.hit else p.text for p in snippet("检查 公 车，入库", "公车")
    )
    assert told == "检查 [公 车]，入库"
    long = "前" * 300 + "公车" + "后" * 300
    pieces = snippet(long, "公车")
    assert [p.text for p in pieces if p.hit] == ["公车"]
    assert (pieces[0].text, pieces[-1].text) == ("…", "…")
    assert sum(len(p.text) for p in pieces) <= 112
    assert [p.hit for p in snippet("没有", "公车")] == [False]


def test_the_page_shows_hits_and_counts_of_every_kind(office: Office, round_: Round) -> None:
    client = signed_in(office.office)
    page = client.get(reverse("search"), {"q": "公车"}).content.decode()
    assert "<mark>公车</mark>管理不规范" in page
    progress = client.get(reverse("search"), {"q": "公车", "what": What.PROGRESS}).content.decode()
    assert "专题会" in progress
    nothing = client.get(reverse("search"), {"q": "没有的词"}).content.decode()
    assert "没有找到" in nothing


@pytest.mark.parametrize(
    "given",
    [
        {"q": "\0公车"},
        {"q": "公车", "page": "99"},
        {"q": "公车", "round": "9" * 15},
        {"q": "%_\\"},
        {"q": "公" * 3000},
        {"what": "persons", "q": "公车"},
    ],
)
def test_odd_input_is_no_error(office: Office, round_: Round, given: dict[str, str]) -> None:
    assert signed_in(office.office).get(reverse("search"), given).status_code == 200


def test_one_rounds_hits_alone(office: Office, round_: Round) -> None:
    other = office.round(name="县委第二轮常规巡察")
    office.issue(other, "公车私用")
    client = signed_in(office.office)
    page = client.get(reverse("search"), {"q": "公车", "round": str(other.pk)}).content.decode()
    assert "私用" in page
    assert "管理不规范" not in page


def test_a_search_takes_as_many_queries_for_one_hit_as_for_many(
    office: Office, round_: Round, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        office.issue(round_, f"公车问题{number}")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(search(office.office, "公车").hits) == 13


def test_what_stands_in_the_analysis_is_shown_below_the_title(
    office: Office, round_: Round
) -> None:
    office.issue(round_, "经费支出随意", cause="没有审批流程图。")
    page = signed_in(office.office).get(reverse("search"), {"q": "流程图"}).content.decode()
    assert '<div class="strong">经费支出随意</div>没有审批<mark>流程图</mark>' in page
