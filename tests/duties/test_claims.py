"""认领: taken up, given back, assigned again; who may, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rectify.claims.operations import assign_measure, claim_measure, hand_back_measure
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, log_progress
from rectify.people.operations import amend_department, set_duty_rules
from rectify.trail.models import Event
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    return office.measure(office.issue(office.round()))


def untaken() -> list[int]:
    rows: Any = Measure.objects.all()
    return list(rows.untaken().values_list("pk", flat=True))


def handed_back() -> list[int]:
    rows: Any = Measure.objects.all()
    return list(rows.handed_back().values_list("pk", flat=True))


def give_back(office: Office, measure: Measure) -> Measure:
    return hand_back_measure(
        measure, version=measure.version, reason="不属于本科室职责", by=office.handler
    )


def test_a_new_measure_waits_for_its_department(office: Office, measure: Measure) -> None:
    assert untaken() == [measure.pk]
    assert measure.assigned_on == clock.today()


def test_the_department_takes_it_up_and_it_is_known_who_and_when(
    office: Office, measure: Measure
) -> None:
    claim_measure(measure, version=measure.version, by=office.handler)
    measure.refresh_from_db()
    assert measure.claimed_by == office.handler
    assert measure.claimed_at is not None
    assert untaken() == []
    assert Event.objects.filter(act="measure.claimed").count() == 1


def test_it_is_given_back_with_a_reason_and_lies_with_the_office(
    office: Office, measure: Measure
) -> None:
    give_back(office, measure)
    measure.refresh_from_db()
    assert measure.handed_back_by == office.handler
    assert measure.handed_back_why == "不属于本科室职责"
    assert (untaken(), handed_back()) == ([], [measure.pk])


def test_giving_back_without_a_reason_is_refused(office: Office, measure: Measure) -> None:
    with pytest.raises(Refused, match="原因"):
        hand_back_measure(measure, version=measure.version, reason=" ", by=office.handler)


@pytest.mark.parametrize("who", ["office", "leader", "secretary", "supervisor"])
def test_only_its_department_takes_up_or_gives_back(
    office: Office, measure: Measure, who: str
) -> None:
    person = office.people[who]
    with pytest.raises(Refused, match="权限"):
        claim_measure(measure, version=measure.version, by=person)
    with pytest.raises(Refused, match="权限"):
        hand_back_measure(measure, version=measure.version, reason="不是我们的", by=person)


def test_another_units_department_is_refused(office: Office, measure: Measure) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    with pytest.raises(Refused, match="权限"):
        claim_measure(measure, version=measure.version, by=other.handler)
    assert signed_in(other.handler).post(f"/measures/{measure.pk}/claim/").status_code == 404


def test_an_assisting_department_does_not_claim(office: Office) -> None:
    row = office.measure(
        office.issue(office.round()), lead_department=office.personnel, assisting=[office.finance]
    )
    with pytest.raises(Refused, match="权限"):
        claim_measure(row, version=row.version, by=office.handler)


def test_what_is_taken_up_cannot_be_given_back_nor_taken_by_another(
    office: Office, measure: Measure
) -> None:
    claim_measure(measure, version=measure.version, by=office.handler)
    measure.refresh_from_db()
    with pytest.raises(Refused, match="已由qshandler认领"):
        give_back(office, measure)
    with pytest.raises(Refused, match="已由qshandler认领"):
        claim_measure(measure, version=measure.version, by=office.department_head)


def test_a_second_click_changes_nothing(office: Office, measure: Measure) -> None:
    seen = measure.version
    claim_measure(measure, version=seen, by=office.handler)
    claim_measure(measure, version=seen, by=office.handler)
    measure.refresh_from_db()
    assert measure.version == seen + 1


def test_what_was_changed_meanwhile_is_not_claimed_unseen(office: Office, measure: Measure) -> None:
    seen = measure.version
    amend_measure(measure, version=seen, changes={"text": "另一项措施"}, by=office.office)
    with pytest.raises(Refused, match="他人修改"):
        claim_measure(measure, version=seen, by=office.handler)


def test_what_was_given_back_waits_for_the_office(office: Office, measure: Measure) -> None:
    give_back(office, measure)
    measure.refresh_from_db()
    with pytest.raises(Refused, match="重新交办"):
        claim_measure(measure, version=measure.version, by=office.handler)


def test_another_department_makes_it_unclaimed_again(office: Office, measure: Measure) -> None:
    claim_measure(measure, version=measure.version, by=office.handler)
    measure.refresh_from_db()
    amend_measure(
        measure,
        version=measure.version,
        changes={"lead_department": office.personnel},
        by=office.office,
    )
    measure.refresh_from_db()
    assert (measure.claimed_at, measure.claimed_by) == (None, None)
    assert untaken() == [measure.pk]


def test_back_to_the_first_department_it_must_be_taken_up_anew(
    office: Office, measure: Measure
) -> None:
    claim_measure(measure, version=measure.version, by=office.handler)
    for department in (office.personnel, office.finance):
        measure.refresh_from_db()
        assign_measure(
            measure,
            version=measure.version,
            changes={"lead_department": department},
            by=office.office,
        )
    assert untaken() == [measure.pk]


def test_the_office_asks_the_same_department_again_with_words(
    office: Office, measure: Measure
) -> None:
    give_back(office, measure)
    measure.refresh_from_db()
    assign_measure(
        measure,
        version=measure.version,
        changes={"lead_department": office.finance},
        words="经研究仍由你科牵头。",
        by=office.office,
    )
    measure.refresh_from_db()
    assert measure.assigned_words == "经研究仍由你科牵头。"
    assert (untaken(), handed_back()) == ([measure.pk], [])
    claim_measure(measure, version=measure.version, by=office.handler)
    assert untaken() == []


def test_a_dissolved_department_is_given_nothing(office: Office, measure: Measure) -> None:
    gone = office.personnel
    amend_department(gone, version=1, changes={"retired_on": clock.today()}, by=None)
    gone.refresh_from_db()
    with pytest.raises(Refused, match="已撤销"):
        assign_measure(
            measure, version=measure.version, changes={"lead_department": gone}, by=office.office
        )


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "secretary", "supervisor"])
def test_only_the_office_assigns(office: Office, measure: Measure, who: str) -> None:
    with pytest.raises(Refused, match="权限"):
        assign_measure(
            measure,
            version=measure.version,
            changes={"lead_department": office.personnel},
            by=office.people[who],
        )


def test_reporting_on_it_takes_it_up(office: Office, measure: Measure) -> None:
    log_progress(measure, text="已清查", percent=20, happened_on=clock.today(), by=office.handler)
    measure.refresh_from_db()
    assert measure.claimed_by == office.handler


def test_what_comes_under_way_is_taken_up_already(office: Office) -> None:
    row = office.measure(office.issue(office.round()), standing=Standing.IN_PROGRESS)
    assert row.claimed_at is not None
    assert row.claimed_by is None
    assert untaken() == []


def test_where_a_unit_does_not_claim_nothing_lies_untaken(office: Office, measure: Measure) -> None:
    set_duty_rules(
        office.unit,
        claims_used=False,
        claim_days=5,
        extensions_most=2,
        extension_days_most=90,
        version=office.unit.version,
        by=office.office,
    )
    assert untaken() == []
    assert "待认领" not in read(office.handler, "/todo/")


def test_todo_takes_up_all_of_the_departments_and_says_row_by_row(office: Office) -> None:
    issue = office.issue(office.round())
    rows = [office.measure(issue, text) for text in ("清查资产", "修订制度", "开展培训")]
    page = read(office.handler, "/todo/")
    assert "待认领3项" in page
    values = [f"{row.pk}:{row.version}" for row in rows]
    amend_measure(rows[1], version=rows[1].version, changes={"text": "修订办法"}, by=office.office)
    answer = signed_in(office.handler).post("/measures/claim/", {"rows": values})
    told = text_of(answer.content.decode())
    assert "办理2项，未办理1项" in told
    assert "措施1.2 您打开此页后，内容已被他人修改" in told
    assert untaken() == [rows[1].pk]


def test_rows_of_others_are_not_claimed_with_ones_own(office: Office, measure: Measure) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    signed_in(other.handler).post("/measures/claim/", {"rows": [f"{measure.pk}:{measure.version}"]})
    assert untaken() == [measure.pk]


def test_the_ledger_lists_what_lies_untaken_with_its_days(office: Office) -> None:
    with clock.at(clock.today() - timedelta(days=9)):
        issue = office.issue(office.round())
        office.measure(issue, "清查资产")
    taken = office.measure(issue, "修订制度")
    claim_measure(taken, version=taken.version, by=office.handler)
    page = read(office.office, f"/rounds/{issue.round_id}/ledger/?of=measures&claim=untaken")
    assert "未认领9天" in page
    assert "清查资产" in page
    assert "修订制度" not in page


def test_the_dashboard_counts_it_and_leads_to_exactly_these_rows(office: Office) -> None:
    issue = office.issue(office.round())
    first = office.measure(issue, "清查资产")
    office.measure(issue, "修订制度")
    give_back(office, first)
    page = read(office.office, f"/rounds/{issue.round_id}/dashboard/")
    assert "1项措施尚未认领" in page
    assert "1项措施被退回认领" in page
    listed = read(office.office, f"/rounds/{issue.round_id}/ledger/?of=measures&claim=handed_back")
    assert "清查资产" in listed
    assert "修订制度" not in listed


def test_the_offices_todo_lists_what_was_given_back_and_assigns_it(
    office: Office, measure: Measure
) -> None:
    give_back(office, measure)
    page = read(office.office, "/todo/")
    assert "退回原因：不属于本科室职责" in page
    measure.refresh_from_db()
    url = f"/measures/{measure.pk}/assign/"
    answer = signed_in(office.office).post(
        url, {"lead_department": office.personnel.pk, "version": measure.version}
    )
    assert answer.status_code == 302
    measure.refresh_from_db()
    assert measure.lead_department == office.personnel


def test_an_assignment_over_a_changed_row_shows_both(office: Office, measure: Measure) -> None:
    seen = measure.version
    amend_measure(
        measure, version=seen, changes={"lead_department": office.personnel}, by=office.office
    )
    answer = signed_in(office.office).post(
        f"/measures/{measure.pk}/assign/", {"lead_department": office.finance.pk, "version": seen}
    )
    told = text_of(answer.content.decode())
    assert answer.status_code == 422
    assert "您填写的 财务科" in told
    assert "采用这一份 人事科" in told


def test_the_history_says_who_took_it_up(office: Office, measure: Measure) -> None:
    claim_measure(measure, version=measure.version, by=office.handler)
    assert "认领措施" in read(office.office, f"/issues/{measure.issue_id}/")


def test_what_was_given_back_is_no_longer_the_departments_to_bring_forward(
    office: Office, measure: Measure
) -> None:
    give_back(office, measure)
    assert f'id="duty-{measure.pk}"' not in read(office.handler, "/todo/")
    page = read(office.office, "/todo/")
    assert page.count(f'id="duty-{measure.pk}"') == 1
    measure.refresh_from_db()
    assign_measure(
        measure,
        version=measure.version,
        changes={"lead_department": office.finance},
        by=office.office,
    )
    assert f'id="duty-{measure.pk}"' in read(office.handler, "/todo/")


def test_a_measure_to_take_up_is_shown_with_its_light(office: Office) -> None:
    due_on = clock.today() - timedelta(days=3)
    office.measure(office.issue(office.round()), due_on=due_on)
    page = text_of(read(office.handler, "/todo/"))
    listed = page[page.index("认领后由本部门负责落实") :]
    assert "逾期" in listed
