"""A report's life: drafted once, amended with care, its figures and texts following the day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rectify.jobs.models import Job
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.reports.models import Report, Section
from rectify.reports.operations import amend_report, amend_section, ask_export, draft_report
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, make_office
from tests.reports.conftest import finish, told_round


def keys(refused: Any) -> list[str]:
    return [problem.key for problem in refused.value.problems]


@pytest.fixture
def report(office: Office, round_: Round) -> Report:
    return draft_report(round_, by=office.secretary)


def section(report: Report, heading: str = "") -> Section:
    return report.sections.get(heading=heading)


def test_drafting_writes_all_sections_and_leaves_an_event(office: Office, report: Report) -> None:
    assert [s.kind for s in report.sections.order_by("position")] == [
        "text",
        "text",
        "issues",
        "rectified",
        "text",
        "ledger_annex",
        "regulations",
        "accountability",
    ]
    event = Event.objects.latest("position")
    assert (event.act, event.actor_id) == ("report.drafted", office.secretary.pk)


def test_a_second_report_of_the_same_shape_is_refused(office: Office, report: Report) -> None:
    with pytest.raises(Refused) as refused:
        draft_report(report.round, by=office.office)
    assert keys(refused) == ["report.exists"]


def test_a_day_to_come_or_before_the_letter_is_refused(office: Office, round_: Round) -> None:
    for days, key in ((1, "report.future"), (-400, "report.early")):
        with pytest.raises(Refused) as refused:
            draft_report(round_, as_of=clock.today() + timedelta(days=days), by=office.office)
        assert keys(refused) == [key]


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "supervisor"])
def test_only_the_office_and_the_secretary_draft_and_amend(
    office: Office, report: Report, who: str
) -> None:
    person = office.people[who]
    with pytest.raises(Refused):
        draft_report(report.round, by=person)
    with pytest.raises(Refused):
        amend_report(report, version=1, changes={"title": "改"}, by=person)
    with pytest.raises(Refused):
        amend_section(section(report), version=1, heading="", body="改", by=person)


def test_nobody_of_another_unit_exports(office: Office, report: Report) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    for person in (other.secretary, office.department_head, office.leader):
        with pytest.raises(Refused):
            ask_export(report, by=person)
    assert Job.objects.count() == 0


def test_of_two_edits_the_second_is_told_of_the_first(office: Office, report: Report) -> None:
    row = section(report)
    amend_section(row, version=1, heading="", body="甲", by=office.office)
    with pytest.raises(Refused) as refused:
        amend_section(row, version=1, heading="", body="乙", by=office.secretary)
    assert keys(refused) == ["row.stale"]
    row.refresh_from_db()
    assert row.body == "甲"


def test_an_empty_text_an_unknown_figure_and_a_made_section_are_refused(
    office: Office, report: Report
) -> None:
    for heading, body, key in (
        ("", " ", "section.body"),
        ("", "共{不知道}个", "report.figure"),
        ("存在的主要问题", "自己写", "section.made"),
    ):
        with pytest.raises(Refused) as refused:
            amend_section(
                section(report, heading), version=1, heading=heading, body=body, by=office.office
            )
        assert keys(refused) == [key]


def test_on_another_day_texts_that_nobody_edited_are_written_anew(office: Office) -> None:
    made = told_round(office)
    first_day = clock.today()
    report = draft_report(made.round, by=office.office)
    next_steps = section(report, "下一步工作打算")
    amend_section(
        next_steps, version=1, heading="下一步工作打算", body="继续推进。", by=office.office
    )
    with clock.at(clock.now() + timedelta(days=5)):
        finish(made.late, office)
        finish(made.lasting, office)
        finish(made.own, office)
        amend_report(report, version=1, changes={"as_of": clock.today()}, by=office.office)
        assert "长期坚持{长期坚持数}个" not in section(report).body
        assert section(report, "下一步工作打算").body == "继续推进。"
        amend_report(report, version=2, changes={"as_of": first_day}, by=office.office)
        assert "长期坚持{长期坚持数}个" in section(report).body


def test_asking_twice_makes_one_job(office: Office, report: Report) -> None:
    jobs = {ask_export(report, by=office.secretary).pk for _ in range(2)}
    assert len(jobs) == 1
    assert Job.objects.count() == 1
