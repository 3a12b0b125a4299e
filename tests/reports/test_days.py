"""成文日期 apart from the day of the data, and what a hand-written section still says of another day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.kernel.problems import Refused
from rectify.reports.models import Report
from rectify.reports.operations import amend_report, amend_section, draft_report
from rectify.reports.outdated import outdated_in
from rectify.reports.paper import document_of
from rectify.reports.rendering import paper_of_report
from tests.factories import Office, signed_in
from tests.reports.conftest import finish, told_round


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def test_a_report_is_dated_by_its_own_day_and_without_one_by_that_of_its_data(
    office: Office,
) -> None:
    report = draft_report(told_round(office).round, as_of=days_ago(5), by=office.office)
    for signed_on, dated in ((None, days_ago(5)), (days_ago(2), days_ago(2))):
        changes = {"signed_on": signed_on}
        report = amend_report(report, version=report.version, changes=changes, by=office.office)
        signature = document_of(paper_of_report(report)).signature
        assert signature is not None
        assert signature.day == written(dated)
    page = signed_in(office.office).get(f"/reports/{report.pk}/").content.decode()
    assert written(days_ago(2)) in page
    assert f"数据截至{written(days_ago(5))}" in page


def test_the_command_dates_another_days_report_by_that_day(office: Office) -> None:
    report = draft_report(told_round(office).round, as_of=days_ago(5), by=office.office)
    changes = {"signed_on": days_ago(1)}
    report = amend_report(report, version=1, changes=changes, by=office.office)
    assert paper_of_report(report, on=days_ago(3)).signed_on == days_ago(3)


def test_a_report_is_not_dated_before_its_data(office: Office) -> None:
    report = draft_report(told_round(office).round, by=office.office)
    with pytest.raises(Refused, match="成文日期不能早于数据截止日期"):
        amend_report(report, version=1, changes={"signed_on": days_ago(1)}, by=office.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(signed_on=days_ago(1))


def edited(office: Office, report: Report, position: int) -> None:
    """Put a sentence of somebody's own before what was drafted."""
    row = report.sections.get(position=position)
    body = f"党组专题研究整改工作。\n{row.body}"
    amend_section(row, version=row.version, heading=row.heading, body=body, by=office.office)


def test_an_edited_section_shows_what_no_longer_holds_on_the_new_day(office: Office) -> None:
    made = told_round(office)
    report = draft_report(made.round, by=office.office)
    edited(office, report, 5)
    with clock.at(clock.now() + timedelta(days=5)):
        finish(made.late, office)
        facts = {"title": report.title, "signature": "", "addressee": "", "version": 1}
        address = f"/reports/{report.pk}/"
        client = signed_in(office.office)
        assert "不完全一致" not in client.get(address).content.decode()
        facts |= {"as_of": clock.today().isoformat(), "signed_on": ""}
        told = client.post(f"{address}edit/", facts, follow=True).content.decode()
        assert "有1节由人工修改过" in told
        report.refresh_from_db()
        (found,) = outdated_in(report, report.sections.all()).values()
        assert any("固定资产管理不规范" in sentence for sentence in found.gone)
        assert not any("党组专题研究" in sentence for sentence in (*found.gone, *found.fresh))
        assert found.gone[0] in told
        row = report.sections.get(position=5)
        assert found.gone[0] in client.get(f"/report-sections/{row.pk}/").content.decode()
        assert "不完全一致" not in signed_in(office.supervisor).get(address).content.decode()
        kept = {"version": row.version, "heading": row.heading, "body": row.body}
        saved = client.post(f"/report-sections/{row.pk}/", kept, follow=True).content.decode()
        assert "不完全一致" not in saved


def test_untouched_sections_are_never_outdated(office: Office) -> None:
    made = told_round(office)
    report = draft_report(made.round, by=office.office)
    with clock.at(clock.now() + timedelta(days=5)):
        finish(made.late, office)
        report = amend_report(report, version=1, changes={"as_of": clock.today()}, by=office.office)
        assert outdated_in(report, report.sections.all()) == {}
