"""The pages of outcomes: lists with their sums, forms, and what each person meets."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.outcomes.enums import OutcomeKind
from rectify.outcomes.models import Outcome
from rectify.outcomes.operations import amend_outcome
from rectify.rounds.models import Round
from tests.factories import Office, make_office, signed_in

STAT = re.compile(
    r'<a href="(/rounds/\d+/outcomes/\?[^"]+)" class="stat[^>]*>.*?'
    r'<span class="stat-value">([^<]+)</span>',
    re.DOTALL,
)
ROW = re.compile(r'<th scope="row" class="c-text">')


@pytest.fixture
def several(office: Office, round_: Round, issue: Issue, measure: Measure) -> Round:
    """Outcomes of every kind in several forms, some of another department, some undated."""
    foreign = office.measure(
        office.issue(round_, "另一问题"), "人事科的措施", lead_department=office.personnel
    )
    for kind in OutcomeKind:
        office.outcome(round_, kind=kind, measures=[measure])
        office.outcome(round_, kind=kind, measures=[foreign], by="office", title="人事科的成果")
    office.outcome(round_, measures=[measure], form="revised", title="采购办法")
    office.outcome(round_, measures=[measure], state="drafting", title="合同办法")
    office.outcome(
        round_, kind="funds", form="loss_averted", measures=[measure], amount=Decimal("80000.10")
    )
    office.outcome(round_, kind="meeting", issues=[issue], dated_on=None, form="special_meeting")
    old = clock.today() - timedelta(days=40)
    office.outcome(
        round_, kind="accountability", form="criticism", measures=[measure], dated_on=old
    )
    return round_


@pytest.mark.once
@pytest.mark.parametrize("who", ["office", "handler", "leader"])
def test_every_sum_is_the_sum_of_the_rows_behind_its_link(
    office: Office, several: Round, who: str
) -> None:
    client, checked = signed_in(office.people[who]), 0
    for kind in OutcomeKind:
        for narrowed in ("", "&since=2020-01-01", f"&department={office.finance.pk}"):
            address = f"/rounds/{several.pk}/outcomes/?kind={kind}{narrowed}"
            page = client.get(address).content.decode()
            for url, value in STAT.findall(page):
                shown = client.get(unescape(url)).content.decode()
                assert total(shown, value) == value, url
                checked += 1
    assert checked >= (30 if who != "leader" else 0)


def total(page: str, value: str) -> str:
    """What the rows of a page come to, in the way in which `value` counts."""
    amounts = [
        Decimal(n.replace(",", "")) for n in re.findall(r'金额（元）" class="num">([\d.,]+)<', page)
    ]
    if value.endswith("元"):
        whole = sum(amounts, Decimal(0))
        scaled = whole / 10000 if value.endswith("万元") else whole
        unit = "万元" if value.endswith("万元") else "元"
        return f"{scaled.normalize():f}{unit}"
    sums = [str(len(ROW.findall(page)))]
    for heading in ("次数", "人次", "意见建议条数"):
        numbers = re.findall(rf'data-label="{heading}" class="num">(\d+)<', page)
        sums.append(str(sum(map(int, numbers))))
    return value if value in sums else f"{sums}"


def test_a_department_meets_only_what_concerns_it(office: Office, several: Round) -> None:
    for kind in OutcomeKind:
        address = f"/rounds/{several.pk}/outcomes/?kind={kind}"
        assert "人事科的成果" not in signed_in(office.handler).get(address).content.decode()
        assert "人事科的成果" in signed_in(office.supervisor).get(address).content.decode()


def test_filters_narrow_and_nonsense_is_left_out(office: Office, several: Round) -> None:
    client = signed_in(office.office)

    def rows(query: str) -> int:
        return len(
            ROW.findall(client.get(f"/rounds/{several.pk}/outcomes/?{query}").content.decode())
        )

    assert rows("") == rows("kind=regulation") == rows("kind=x&form=y&state=z&since=gestern") == 4
    assert rows("state=drafting") == rows("q=合同") == rows("q=hetong&state=drafting") + 1 == 1
    assert rows("form=revised") == 1
    assert rows(f"department={office.finance.pk}") == 3
    week = (clock.today() - timedelta(days=7)).isoformat()
    assert rows(f"kind=accountability&since={week}") == 2
    assert rows(f"kind=accountability&until={week}") == 1


FACTS: dict[str, dict[str, Any]] = {
    "regulation": {"form": "revised", "title": "采购办法", "state": "issued"},
    "meeting": {"form": "group_meeting", "title": "研究采购", "chair": "赵某"},
    "accountability": {"form": "criticism", "title": "采购失责", "person_times": "2"},
    "funds": {"form": "recovered", "title": "追缴", "amount": "12.34567", "amount_unit": "万元"},
    "activity": {"form": "training", "title": "采购培训", "times": "1", "person_times": "30"},
    "supervision": {"form": "urging", "title": "督办采购", "times": "2"},
    "consultation": {"form": "opinions", "title": "征求意见", "times": "1", "items": "9"},
}


@pytest.mark.parametrize("kind", FACTS)
def test_every_kind_is_entered_from_the_measures_page(
    office: Office, round_: Round, measure: Measure, kind: str
) -> None:
    client = signed_in(office.handler)
    address = f"/rounds/{round_.pk}/outcomes/new/?kind={kind}&measure={measure.pk}"
    page = client.get(f"/measures/{measure.pk}/").content.decode()
    assert address.replace("&", "&amp;") in page
    assert 'value="1.1"' in client.get(address).content.decode()
    facts = FACTS[kind] | {"numbers": "1.1", "dated_on": clock.today().isoformat()}
    response = client.post(address, facts)
    assert response["Location"] == f"/measures/{measure.pk}/#outcomes"
    row = Outcome.objects.get()
    assert (row.kind, row.department) == (kind, office.finance)
    if kind == "funds":
        assert row.amount == Decimal("123456.70")
    assert row.title in client.get(f"/measures/{measure.pk}/").content.decode()
    assert row.title in client.get(f"/issues/{measure.issue_id}/").content.decode()


WRONG = [
    ({"amount": "十万"}, "请填写大于0的金额"),
    ({"amount": "1.234567", "amount_unit": "万元"}, "最多五位小数"),
    ({"amount": "1.234"}, "最多两位小数"),
    ({"amount": "-5"}, "请填写大于0的金额"),
    ({"amount": "0"}, "请填写大于0的金额"),
    ({"title": ""}, "请填写资金事项。"),
    ({"form": "training"}, "选择一个有效的选项"),
    ({"numbers": "9.9、甲、1.1"}, "没有编号为9.9、甲的问题或措施"),
    ({"numbers": ""}, "请选择该成果对应的问题或措施"),
    ({"dated_on": "2099-01-01"}, "到账日期不能晚于今天"),
    ({"evidence": ["999"]}, "所选材料不属于对应的问题或措施"),
]


@pytest.mark.parametrize(("facts", "sentence"), WRONG, ids=lambda v: str(v)[:30])
def test_wrong_entries_are_told_and_what_was_typed_is_kept(
    office: Office, round_: Round, measure: Measure, facts: dict[str, Any], sentence: str
) -> None:
    office.evidence(measure)
    given = {"form": "refunded", "title": "清退补贴", "amount": "1", "amount_unit": "元"}
    given |= {"numbers": "1.1", "note": "已张榜公示"} | facts
    response = signed_in(office.handler).post(
        f"/rounds/{round_.pk}/outcomes/new/?kind=funds", given
    )
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "已张榜公示" in response.content.decode()
    assert not Outcome.objects.exists()


def test_counts_are_whole_numbers_above_nought(
    office: Office, round_: Round, measure: Measure
) -> None:
    client = signed_in(office.handler)
    for written in ("0", "-1", "一", "1.5", "99999999"):
        facts = FACTS["supervision"] | {"numbers": "1.1", "times": written}
        page = client.post(f"/rounds/{round_.pk}/outcomes/new/?kind=supervision", facts)
        assert "次数须为大于0的整数。" in page.content.decode()


def test_numbers_of_what_one_may_not_see_are_unknown(office: Office, several: Round) -> None:
    facts = FACTS["meeting"] | {"numbers": "2.1"}
    page = signed_in(office.handler).post(f"/rounds/{several.pk}/outcomes/new/?kind=meeting", facts)
    assert "没有编号为2.1的问题或措施" in page.content.decode()


def test_an_edit_that_comes_second_shows_both(
    office: Office, round_: Round, measure: Measure
) -> None:
    row = office.outcome(round_, kind="funds", measures=[measure])
    amend_outcome(
        row, version=1, facts={"amount": Decimal("99.50"), "note": "先到的说明"}, by=office.office
    )
    facts = {"form": "refunded", "title": row.title, "amount": "1.2万元", "amount_unit": "元"}
    response = signed_in(office.handler).post(
        f"/outcomes/{row.pk}/edit/", facts | {"version": 1, "numbers": "1.1", "note": "后到的说明"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    for words in ("先到的说明", "后到的说明", "99.50", "1.2万元", 'name="version" value="2"'):
        assert words in page
    row.refresh_from_db()
    assert row.amount == Decimal("99.50")
    again = signed_in(office.handler).post(
        f"/outcomes/{row.pk}/edit/", facts | {"version": 2, "numbers": "1.1"}
    )
    assert again["Location"] == f"/outcomes/{row.pk}/"
    row.refresh_from_db()
    assert row.amount == Decimal("12000.00")


def test_files_are_chosen_among_the_measures_own(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    file = office.evidence(measure)
    client, row = signed_in(office.handler), office.outcome(round_, measures=[measure])
    page = client.get(f"/outcomes/{row.pk}/edit/").content.decode()
    assert "清查报告.pdf" in page
    facts = {"version": 1, "form": "formulated", "title": row.title, "state": "issued"}
    facts |= {"dated_on": clock.today().isoformat(), "numbers": "1.1、1", "evidence": [file.pk]}
    with clock.at(clock.now() + timedelta(seconds=9)):
        assert client.post(f"/outcomes/{row.pk}/edit/", facts).status_code == 302
    page = client.get(f"/outcomes/{row.pk}/").content.decode()
    assert f"/evidence/{file.pk}/" in page
    assert f"/issues/{issue.pk}/" in page
    assert f"/measures/{measure.pk}/" in page
    assert "关联成果佐证" in client.get(f"/measures/{measure.pk}/").content.decode()


def test_withdrawing_asks_why_and_tells_it(office: Office, round_: Round, measure: Measure) -> None:
    row = office.outcome(round_, measures=[measure])
    client, address = signed_in(office.handler), f"/outcomes/{row.pk}/withdraw/"
    refused = client.post(address, {"version": 1, "reason": ""})
    assert refused.status_code == 422
    assert "请填写撤销原因。" in refused.content.decode()
    stale = client.post(address, {"version": 9, "reason": "重复"})
    assert "已被他人修改" in stale.content.decode()
    assert 'name="version" value="1"' in stale.content.decode()
    with clock.at(clock.now() + timedelta(seconds=9)):
        assert client.post(address, {"version": 1, "reason": "重复登记"}).status_code == 302
    page = client.get(f"/outcomes/{row.pk}/").content.decode()
    assert "重复登记" in page
    assert "撤销成果" in page
    assert "修改</span>" not in page
    assert row.title not in client.get(f"/rounds/{round_.pk}/outcomes/").content.decode()
    measure_page = client.get(f"/measures/{measure.pk}/").content.decode()
    assert "撤销成果" in measure_page
    assert f"/outcomes/{row.pk}/" not in measure_page


def test_what_one_may_not_do_is_not_there(office: Office, round_: Round, measure: Measure) -> None:
    row = office.outcome(round_, measures=[measure], by="office", department=office.personnel)
    other = make_office("bh", "碧湖县水务局党组")
    for who in ("supervisor", "secretary", "handler"):
        client = signed_in(office.people[who])
        page = client.get(f"/outcomes/{row.pk}/").content.decode()
        assert "修改</span>" not in page
        assert client.post(f"/outcomes/{row.pk}/withdraw/", {"reason": "某"}).status_code == 404
        assert client.get(f"/outcomes/{row.pk}/edit/").status_code == 404
    for person in other.people.values():
        for address in (f"/outcomes/{row.pk}/", f"/rounds/{round_.pk}/outcomes/"):
            assert signed_in(person).get(address).status_code == 404
    for who in ("handler", "department_head", "leader"):
        address = f"/rounds/{round_.pk}/outcomes/export/"
        assert signed_in(office.people[who]).get(address).status_code == 404


def test_a_list_takes_as_many_queries_for_one_row_as_for_many(
    office: Office, several: Round, measure: Measure, django_assert_max_num_queries: Any
) -> None:
    client, address = signed_in(office.office), f"/rounds/{several.pk}/outcomes/?kind=meeting"
    client.get(address)
    for number in range(20):
        office.outcome(several, kind="meeting", title=f"会议{number}", measures=[measure])
    with django_assert_max_num_queries(26):
        client.get(address)
