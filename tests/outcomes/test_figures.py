"""Figures about outcomes equal their rows, tell a past day as it was, and stand in the reports."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest

from rectify.figures.catalogue import BY_NAME, CATALOGUE, valued
from rectify.figures.facts import facts_of
from rectify.kernel import clock
from rectify.kernel.money import money_words, read_amount
from rectify.measures.models import Measure
from rectify.outcomes.enums import OutcomeKind
from rectify.outcomes.operations import withdraw_outcome
from rectify.reports.facts import told_on
from rectify.reports.models import Report
from rectify.reports.operations import amend_section, draft_report
from rectify.reports.rendering import paper_of_report
from rectify.reports.results import outcomes_sentence
from rectify.rounds.models import Round
from tests.factories import Office, signed_in

KEYS = [key for key, figure in CATALOGUE.items() if figure.outcomes is not None]


@pytest.fixture
def everything(office: Office, round_: Round, measure: Measure) -> Round:
    """One outcome of each kind, and a few more."""
    for kind in OutcomeKind:
        office.outcome(round_, kind=kind, measures=[measure])
    office.outcome(
        round_, measures=[measure], form="revised", title="采购办法", issuer="档案馆服务中心"
    )
    office.outcome(round_, measures=[measure], state="planned", title="合同办法")
    office.outcome(
        round_, kind="accountability", form="admonition", measures=[measure], person_times=1
    )
    office.outcome(
        round_, kind="funds", form="loss_averted", measures=[measure], amount=Decimal("9999.99")
    )
    return round_


@pytest.mark.parametrize("who", ["office", "handler", "leader", "supervisor"])
def test_every_figure_equals_the_rows_it_leads_to(
    office: Office, everything: Round, who: str
) -> None:
    person = office.people[who]
    facts = facts_of(person, everything)
    for key in KEYS:
        count = CATALOGUE[key].outcomes
        assert count is not None
        rows = list(count.selection.rows(person, everything))
        held = [row for row in rows if not count.summed or getattr(row, count.summed) is not None]
        assert sorted(CATALOGUE[key].ids(facts)) == sorted(row.pk for row in held), key
        whole = sum((Decimal(getattr(r, count.summed)) for r in held if count.summed), Decimal(0))
        expected = money_words(whole) if count.summed == "amount" else str(whole or len(held))
        assert CATALOGUE[key].value(facts) == expected, key


def test_the_figures_values(office: Office, everything: Round) -> None:
    values = {n: BY_NAME[n].words(facts_of(None, everything)) for n in BY_NAME}
    told = {
        "制度数": "2",
        "新建制度数": "1",
        "修订制度数": "1",
        "在拟制度数": "1",
        "会议次数": "1",
        "党组会议次数": "1",
        "问责人次": "4",
        "提醒谈话人次": "3",
        "诫勉人次": "1",
        "清退金额": "12345.67元",
        "挽回损失金额": "9999.99元",
        "追缴金额": "0元",
        "培训次数": "2",
        "培训人次": "56",
        "督查督办次数": "4",
        "调研次数": "3",
        "意见建议条数": "21",
    }
    assert {name: values[name] for name in told} == told


def test_a_past_day_is_counted_as_it_was(office: Office) -> None:
    today = clock.today()
    with clock.at(today - timedelta(days=20)):
        round_ = office.round()
        measure = office.measure(office.issue(round_))
    row = office.outcome(round_, kind="accountability", measures=[measure])
    with clock.at(today + timedelta(days=3)):
        withdraw_outcome(row, version=row.version, reason="重复", by=office.handler)
    with clock.at(today + timedelta(days=5)):
        counted = [
            valued(facts_of(None, round_, today + timedelta(days=days)))["outcomes.accountability"]
            for days in (-1, 0, 2, 3, 5)
        ]
        told = [
            len(told_on(round_, today + timedelta(days=days)).issues[0].outcomes)
            for days in (-1, 1)
        ]
    assert counted == ["0", "3", "3", "0", "0"]
    assert told == [0, 1]


MONEY = [
    ("1160", "元", Decimal("1160.00"), "1160元"),
    ("0.01", "元", Decimal("0.01"), "0.01元"),
    ("12.34567", "万元", Decimal("123456.70"), "12.34567万元"),
    ("0.00001", "万元", Decimal("0.10"), "0.1元"),
    ("9999.99", "元", Decimal("9999.99"), "9999.99元"),
    ("10,000", "元", Decimal("10000.00"), "1万元"),
    ("１２．５万元", "元", Decimal("125000.00"), "12.5万元"),
    ("3200元", "万元", Decimal("3200.00"), "3200元"),
    ("12345.67", "元", Decimal("12345.67"), "12345.67元"),
    ("9999999999999.99", "元", Decimal("9999999999999.99"), "9999999999999.99元"),
]


@pytest.mark.parametrize(("written", "unit", "amount", "words"), MONEY)
def test_money_is_read_and_written_exactly(
    written: str, unit: str, amount: Decimal, words: str
) -> None:
    assert read_amount(written, unit) == amount
    assert money_words(amount) == words
    assert read_amount(words) == amount


@pytest.mark.parametrize(
    "written", ["", "万", "1.234", "1.234567万", "-1", "1e5", "1,00", "NaN", "一万"]
)
def test_what_is_no_amount_is_not_read(written: str) -> None:
    assert read_amount(written) is None


@pytest.fixture
def report(office: Office, everything: Round) -> Report:
    return draft_report(everything, by=office.secretary)


def test_every_number_of_a_report_leads_to_its_rows(office: Office, report: Report) -> None:
    client = signed_in(office.secretary)
    page = client.get(f"/reports/{report.pk}/").content.decode()
    links = re.findall(r'<a class="report-figure" href="([^"]+)"[^>]*>([^<]+)</a>', page)
    of_outcomes = [(url, words) for url, words in links if "figure=outcomes" in url]
    assert len(of_outcomes) >= 14
    for url, words in of_outcomes:
        shown = client.get(unescape(url)).content.decode()
        count = CATALOGUE[url.partition("figure=")[2]].outcomes
        assert count is not None
        assert words in shown
        assert shown.count('<td class="num">') >= 1
        assert "在成果清单中查看" in shown
        if not count.summed:
            assert shown.count('<td class="num">') == int(words), url


def test_the_draft_tells_what_there_is(office: Office, report: Report) -> None:
    page = signed_in(office.secretary).get(f"/reports/{report.pk}/").content.decode()
    text = re.sub(r"<[^>]+>", "", page)
    for words in (
        "已出台制度2项，其中新建1项、修订1项，包括《固定资产管理办法》《采购办法》。",
        "另有1项制度正在拟定和起草。",
        "召开会议1次，其中党组会议1次。",
        "对相关责任人员问责4人次，其中诫勉1人次、提醒谈话3人次。",
        "清退资金12345.67元，挽回损失9999.99元。",
        "开展培训2次、参训56人次，开展督查督办4次，开展调研3次，收集意见建议21条。",
        "通过整改，已制定《固定资产管理办法》，修订《采购办法》，召开党组会议1次，诫勉1人次，"
        "提醒谈话3人次，清退资金12345.67元，挽回损失9999.99元，开展培训2次、56人次，"
        "开展督查4次，开展调研3次、收集意见建议21条。",
        "附件2：制度清单",
        "附件3：问责情况汇总表",
    ):
        assert words in text, words


def test_the_annexes_hold_the_regulations_and_the_accountability(report: Report) -> None:
    tables = [c.table for c in paper_of_report(report).chapters if c.table is not None]
    regulations, accountability = tables[1:]
    assert [row[1] for row in regulations.rows] == ["《固定资产管理办法》", "《采购办法》"]
    assert regulations.rows[1][3] == "档案馆服务中心"
    assert accountability.rows == (("诫勉", "1"), ("提醒谈话", "3"), ("合计", "4"))


def test_nothing_is_told_of_what_there_is_not(
    office: Office, round_: Round, measure: Measure
) -> None:
    report = draft_report(round_, by=office.secretary)
    page = signed_in(office.secretary).get(f"/reports/{report.pk}/").content.decode()
    for words in ("制度机制不断完善", "问责", "清退", "制度清单", "通过整改", "培训"):
        assert words not in page
    assert [c.heading for c in paper_of_report(report).chapters][-1] == "附件：整改台账"
    assert outcomes_sentence([]) == ""


def test_an_author_may_write_every_figure_by_its_name(office: Office, report: Report) -> None:
    section = report.sections.get(position=2)
    body = "".join(f"{{{name}}}；" for name in BY_NAME)
    amend_section(section, version=1, heading=section.heading, body=body, by=office.office)
    page = signed_in(office.office).get(f"/reports/{report.pk}/").content.decode()
    assert "{" not in re.sub(r"hx-headers='[^']+'|<meta[^>]+>", "", page)
