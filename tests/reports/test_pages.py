"""The pages of reports: for whoever reads the whole round, with numbers that lead to their rows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from rectify.figures.catalogue import CATALOGUE
from rectify.kernel import clock
from rectify.reports.models import Report
from rectify.reports.operations import amend_section, draft_report
from rectify.rounds.models import Round
from tests.factories import Office, make_office, signed_in


@pytest.fixture
def report(office: Office, round_: Round) -> Report:
    return draft_report(round_, by=office.secretary)


@pytest.mark.parametrize("who", ["handler", "department_head", "leader"])
def test_who_sees_a_part_of_the_round_finds_no_report(
    office: Office, report: Report, who: str
) -> None:
    client = signed_in(office.people[who])
    for address in (f"/rounds/{report.round_id}/reports/", f"/reports/{report.pk}/"):
        assert client.get(address).status_code == 404


def test_another_unit_finds_no_report(report: Report) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    for person in other.people.values():
        assert signed_in(person).get(f"/reports/{report.pk}/").status_code == 404


def test_the_secretary_drafts_by_a_click_and_a_second_click_opens_the_same(
    office: Office, round_: Round
) -> None:
    client = signed_in(office.secretary)
    assert "还没有报告" in client.get(f"/rounds/{round_.pk}/reports/").content.decode()
    ends = {client.post(f"/rounds/{round_.pk}/reports/draft/")["Location"] for _ in range(2)}
    assert ends == {f"/reports/{Report.objects.get().pk}/"}


def test_the_supervisor_reads_and_exports_but_does_not_edit(office: Office, report: Report) -> None:
    client = signed_in(office.supervisor)
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "导出PDF" in page
    assert "编辑" not in page
    first = report.sections.get(position=1)
    assert client.get(f"/report-sections/{first.pk}/").status_code == 404
    assert client.get(f"/reports/{report.pk}/edit/").status_code == 404


def test_every_number_in_the_text_leads_to_as_many_rows(office: Office, report: Report) -> None:
    client = signed_in(office.secretary)
    page = client.get(f"/reports/{report.pk}/").content.decode()
    links = re.findall(r'<a class="report-figure" href="([^"]+)"[^>]*>([^<]+)</a>', page)
    assert len(links) >= 12
    for address, words in links:
        shown = client.get(address).content.decode()
        figure = CATALOGUE[address.partition("figure=")[2]]
        rows = shown.count('<td class="num">')
        assert figure.rate or rows == int(words), address
        assert rows


def test_the_rows_of_a_past_day_are_those_of_that_day(office: Office, report: Report) -> None:
    client = signed_in(office.secretary)
    today = f"/reports/{report.pk}/rows/?figure=issues.done"
    assert "在台账中查看" in client.get(today).content.decode()
    report.as_of = clock.today() - timedelta(days=20)
    report.save_changes("as_of")
    assert "在台账中查看" not in client.get(today).content.decode()
    assert client.get(f"/reports/{report.pk}/rows/?figure=nichts").status_code == 404


def test_a_section_is_edited_beside_its_preview(office: Office, report: Report) -> None:
    client, row = signed_in(office.office), report.sections.get(position=1)
    address = f"/report-sections/{row.pk}/"
    assert "可用数据" in client.get(address).content.decode()
    shown = client.post(
        f"{address}preview/", {"body": "共{措施数}项<b>，{没有}个。"}
    ).content.decode()
    assert re.search(r">3</a>项&lt;b&gt;", shown)
    assert "没有名为{没有}的数据" in shown
    row.refresh_from_db()
    assert row.version == 1
    saved = client.post(address, {"version": 1, "heading": "", "body": "共{措施数}项。"})
    assert saved["Location"] == f"/reports/{report.pk}/"
    row.refresh_from_db()
    assert (row.body, row.version) == ("共{措施数}项。", 2)


def test_an_edit_that_comes_second_shows_both_texts(office: Office, report: Report) -> None:
    row = report.sections.get(position=1)
    amend_section(row, version=1, heading="", body="先到的一份。", by=office.office)
    response = signed_in(office.secretary).post(
        f"/report-sections/{row.pk}/", {"version": 1, "heading": "", "body": "后到的一份。"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "先到的一份。" in page
    assert "后到的一份。" in page
    assert 'name="version" value="2"' in page


def test_redrafting_fills_the_field_and_saves_nothing(office: Office, report: Report) -> None:
    row = report.sections.get(position=1)
    amend_section(row, version=1, heading="", body="自己写的。", by=office.office)
    page = signed_in(office.office).get(f"/report-sections/{row.pk}/?redraft=1").content.decode()
    assert "{方面数}个方面" in page
    row.refresh_from_db()
    assert row.body == "自己写的。"


def test_a_section_made_from_the_ledger_has_no_page_to_edit_it(
    office: Office, report: Report
) -> None:
    row = report.sections.get(kind="rectified")
    assert signed_in(office.office).get(f"/report-sections/{row.pk}/").status_code == 404


def test_the_day_is_changed_and_a_day_to_come_is_refused_beside_its_field(
    office: Office, report: Report
) -> None:
    client, address = signed_in(office.office), f"/reports/{report.pk}/edit/"
    facts = {"version": 1, "title": report.title, "addressee": "", "signature": "某单位"}
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    refused = client.post(address, facts | {"as_of": tomorrow})
    assert refused.status_code == 422
    assert "数据截止日期不能晚于今天。" in refused.content.decode()
    day = (clock.today() - timedelta(days=9)).isoformat()
    assert client.post(address, facts | {"as_of": day}).status_code == 302
    report.refresh_from_db()
    assert report.as_of.isoformat() == day


def test_a_report_takes_as_many_queries_for_one_issue_as_for_many(
    office: Office, report: Report, django_assert_max_num_queries: object
) -> None:
    client = signed_in(office.secretary)
    client.get(f"/reports/{report.pk}/")
    for place in range(12):
        issue = office.issue(report.round, title=f"另一个问题{place}")
        office.measure(issue, due_on=clock.today())
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        client.get(f"/reports/{report.pk}/")
