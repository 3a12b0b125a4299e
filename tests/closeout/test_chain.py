"""The chain is the unit's setting: ordered, each reviewer once, kept by what is under way."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rectify.closeout.chains import DEFAULTS, chain_version, chains_of
from rectify.closeout.enums import Chained, Reviewer
from rectify.closeout.models import ChainLink
from rectify.closeout.operations import set_chain
from rectify.kernel.problems import Refused
from rectify.trail.models import Event
from rectify.trail.queries import changes_of
from tests.closeout.lives import WHOLE, chain, current, hand_in, states
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def test_a_unit_that_has_set_none_has_the_usual_chains(office: Office) -> None:
    assert chains_of(office.unit.pk) == DEFAULTS


def test_a_chain_is_kept_in_its_order_and_can_be_turned_round(office: Office) -> None:
    chain(office, *WHOLE)
    assert chains_of(office.unit.pk)[Chained.MEASURE] == WHOLE
    chain(office, *reversed(WHOLE))
    assert chains_of(office.unit.pk)[Chained.MEASURE] == tuple(reversed(WHOLE))
    chain(office, Reviewer.OFFICE, Reviewer.LEADER)
    assert chains_of(office.unit.pk)[Chained.MEASURE] == (Reviewer.OFFICE, Reviewer.LEADER)
    assert chains_of(office.unit.pk)[Chained.ISSUE] == DEFAULTS[Chained.ISSUE]


def test_what_left_the_chain_stays_in_its_history(office: Office) -> None:
    chain(office, Reviewer.OFFICE, Reviewer.LEADER)
    chain(office, Reviewer.OFFICE, Reviewer.SECRETARY)
    link = ChainLink.objects.get(unit=office.unit, reviewer=Reviewer.LEADER)
    assert link.position is None
    told = changes_of(ChainLink, [link.pk])[0].changes
    assert [(one.label, one.old, one.new) for one in told] == [("顺序", "2", "")]
    assert Event.objects.filter(act="chain.set").count() == 2


@pytest.mark.parametrize(
    ("chained", "reviewers", "sentence"),
    [
        (Chained.MEASURE, [], "措施办结至少须设一个审核环节。"),
        (Chained.ISSUE, [], "问题销号至少须设一个审核环节。"),
        (Chained.MEASURE, ["office", "leader", "office"], "整改办重复出现"),
        (Chained.MEASURE, ["office", "nobody"], "须从列出的六种中选择"),
        (Chained.ISSUE, ["department", "office"], "问题销号请改选“牵头部门负责人”"),
        (Chained.MEASURE, ["department"], "只设“部门负责人”一个环节"),
        (Chained.ISSUE, ["office"], "只设“整改办”一个环节"),
        (Chained.ISSUE, ["lead_department"], "只设“牵头部门负责人”一个环节"),
    ],
)
def test_an_impossible_chain_is_refused_in_one_sentence(
    office: Office, chained: Chained, reviewers: list[str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        set_chain(office.unit, chained, reviewers=reviewers, version=1, by=office.office)
    assert not ChainLink.objects.exists()


def test_the_database_holds_no_place_and_no_reviewer_twice(office: Office) -> None:
    given = {"unit": office.unit, "chained": Chained.MEASURE}
    ChainLink(**given, reviewer=Reviewer.OFFICE, position=1).save()
    for reviewer, position in ((Reviewer.LEADER, 1), (Reviewer.OFFICE, 2), (Reviewer.LEADER, 9)):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChainLink(**given, reviewer=reviewer, position=position).save()


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "secretary", "supervisor"])
def test_only_the_office_sets_chains(office: Office, who: str) -> None:
    with pytest.raises(Refused, match="权限"):
        set_chain(
            office.unit,
            Chained.MEASURE,
            reviewers=["office", "leader"],
            version=1,
            by=office.people[who],
        )
    page = f"/units/{office.unit.pk}/review-chains/"
    assert signed_in(office.people[who]).get(page).status_code == 404
    assert signed_in(office.people[who]).post(page, {}).status_code == 404


def test_another_units_office_finds_no_such_page(office: Office) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    page = f"/units/{office.unit.pk}/review-chains/"
    assert signed_in(other.office).get(page).status_code == 404
    assert signed_in(other.office).post(page, {"chained": "measure"}).status_code == 404
    with pytest.raises(Refused, match="权限"):
        set_chain(
            office.unit, Chained.MEASURE, reviewers=["office", "leader"], version=1, by=other.office
        )


def test_what_is_under_way_keeps_the_chain_it_began_with(office: Office) -> None:
    measure = office.measure(office.issue(office.round()), responsible_leader=office.leader)
    office.evidence(measure)
    submission = hand_in(measure, office.handler)
    chain(office, Reviewer.LEADER, Reviewer.SECRETARY)
    assert (current(submission), states(submission)) == ("department", ["open", "pending"])
    again = office.measure(measure.issue, responsible_leader=office.leader)
    office.evidence(again, b"%PDF-1.4 more")
    assert current(hand_in(again, office.handler)) == "leader"


def test_the_settings_page_saves_and_shows_the_order(office: Office) -> None:
    client = signed_in(office.office)
    page = f"/units/{office.unit.pk}/review-chains/"
    version = str(chain_version(office.unit.pk, Chained.ISSUE))
    response = client.post(
        page,
        {
            "chained": "issue",
            "issue-version": version,
            "issue-place1": "lead_department",
            "issue-place2": "",
            "issue-place3": "secretary",
        },
    )
    assert (response.status_code, response.headers["Location"]) == (302, page)
    assert chains_of(office.unit.pk)[Chained.ISSUE] == (
        Reviewer.LEAD_DEPARTMENT,
        Reviewer.SECRETARY,
    )
    shown = client.get(page).content.decode()
    assert shown.index("牵头部门负责人</span>") < shown.index("党组书记</span>")


def test_a_refused_chain_stays_as_it_was_chosen(office: Office) -> None:
    response = signed_in(office.office).post(
        f"/units/{office.unit.pk}/review-chains/",
        {"chained": "measure", "measure-version": "1", "measure-place1": "department"},
    )
    assert response.status_code == 422
    shown = response.content.decode()
    assert "只设“部门负责人”一个环节" in shown
    assert '<option value="department" selected>' in shown


def test_an_edit_conflict_of_chains_shows_both(office: Office) -> None:
    chain(office, Reviewer.OFFICE, Reviewer.SECRETARY)
    response = signed_in(office.office).post(
        f"/units/{office.unit.pk}/review-chains/",
        {
            "chained": "measure",
            "measure-version": "1",
            "measure-place1": "leader",
            "measure-place2": "office",
        },
    )
    assert response.status_code == 422
    assert "他人已保存的" in response.content.decode()
    assert chains_of(office.unit.pk)[Chained.MEASURE] == (Reviewer.OFFICE, Reviewer.SECRETARY)


def test_the_page_tells_who_changed_the_chain(office: Office) -> None:
    chain(office, Reviewer.OFFICE, Reviewer.SECRETARY)
    page = signed_in(office.office).get(f"/units/{office.unit.pk}/review-chains/").content.decode()
    history = page[page.index('id="history"') :]
    assert "措施办结：整改办" in history
    assert office.office.name in history
