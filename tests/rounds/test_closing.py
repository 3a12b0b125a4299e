"""办结归档: what stands in the way, who may, and what stays readable; test_sealed.py: nothing is written."""

from __future__ import annotations

from typing import Any

import pytest

from rectify.archive import operations as archiving
from rectify.archive.memory import paths_to_round, records
from rectify.archive.operations import ask_package, close_round
from rectify.archive.readiness import obstacles
from rectify.closeout.operations import (
    submit_measure,
)
from rectify.evidence.models import Evidence
from rectify.intake import operations as intake
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.jobs.models import Job
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.reports.models import Report
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, make_office, signed_in
from tests.intake.giving import given
from tests.rounds.closing import closed, ready

pytestmark = pytest.mark.django_db

SEALED = "已办结归档"


@pytest.fixture
def office() -> Office:
    return make_office()


def keys(round_: Round) -> list[str]:
    return [one.problem.key for one in obstacles(round_) if one.stops]


def test_what_stands_in_the_way_is_told_one_by_one(office: Office) -> None:
    round_ = office.round()
    assert keys(round_) == ["archive.empty", "archive.report"]
    measure = office.measure(office.issue(round_))
    office.evidence(measure)
    given(office, round_, "反馈意见\n一、作风方面\n1.关于“文风不实”的问题。\n")
    submit_measure(
        measure,
        proposed=Standing.PARTIAL,
        statement="已清查",
        completed_on=None,
        by=office.handler,
    )
    assert keys(round_) == [
        "archive.issue",
        "archive.waiting",
        "archive.report",
        "archive.paper",
    ]
    round_.refresh_from_db()
    with pytest.raises(Refused) as refused:
        close_round(round_, version=round_.version, by=office.office)
    assert len(refused.value.problems) == 4
    assert not Round.objects.filter(closed_at__isnull=False).exists()
    assert not Event.objects.filter(act="round.closed").exists()


def test_each_obstacle_leads_to_its_cure(office: Office) -> None:
    round_ = office.round()
    office.issue(round_)
    page = signed_in(office.office).get(f"/rounds/{round_.pk}/archive/").content.decode()
    issue = Issue.objects.get()
    assert "问题1尚未办结" in page
    assert f'href="/issues/{issue.pk}/"' in page
    assert f'href="/rounds/{round_.pk}/reports/"' in page


def test_a_ready_round_closes_once_and_asks_for_its_package(office: Office) -> None:
    round_ = ready(office)
    assert keys(round_) == []
    round_ = close_round(round_, version=round_.version, by=office.office)
    assert (round_.closed_by, round_.closed_at is not None) == (office.office, True)
    assert Job.objects.get().kind == "archive_round"
    with pytest.raises(Refused, match=SEALED):
        close_round(round_, version=round_.version, by=office.office)


@pytest.mark.parametrize(
    "role", ["handler", "department_head", "leader", "secretary", "supervisor"]
)
def test_only_the_office_closes(office: Office, role: str) -> None:
    round_ = ready(office)
    with pytest.raises(Refused, match="权限"):
        close_round(round_, version=round_.version, by=office.people[role])
    assert signed_in(office.people[role]).post(f"/rounds/{round_.pk}/close/").status_code == 404


def test_another_units_office_does_not(office: Office) -> None:
    round_ = ready(office)
    other = make_office("bh", "碧湖县水务局党组")
    with pytest.raises(Refused, match="权限"):
        close_round(round_, version=round_.version, by=other.office)
    assert signed_in(other.office).get(f"/rounds/{round_.pk}/archive/").status_code == 404


def test_an_open_round_has_no_package(office: Office) -> None:
    with pytest.raises(Refused, match="尚未办结归档"):
        ask_package(ready(office), by=office.secretary)


def test_an_import_is_not_taken_back_from_a_closed_round(office: Office) -> None:
    round_ = office.round()
    paper = given(office, round_, "反馈意见\n一、作风\n1.关于“文风不实”的问题。\n")
    paper = intake.apply_paper(paper, version=paper.version, by=office.office)
    Round.objects.filter(pk=round_.pk).update(closed_at=clock.now())
    for by in (office.office, None):
        with pytest.raises(Refused, match=SEALED):
            intake.withdraw_paper(paper, version=paper.version, by=by)
    assert Issue.objects.exists()


def test_nobody_is_offered_to_write_but_everybody_reads(office: Office) -> None:
    round_ = closed(office)
    rows: Any = Measure.objects.all()
    measure = rows.get()
    for role in ("handler", "department_head", "office"):
        person = office.people[role]
        assert rows.visible_to(person).exists()
        assert not rows.open_to(person, "write_progress").exists()
        page = signed_in(person).get(f"/measures/{measure.pk}/").content.decode()
        assert 'id="progress-form"' not in page
        assert 'id="submit-form"' not in page
    page = signed_in(office.office).get(f"/rounds/{round_.pk}/ledger/").content.decode()
    assert "新增问题" not in page


def test_a_form_that_was_open_is_told_why(office: Office) -> None:
    round_ = closed(office)
    measure = Measure.objects.get()
    client = signed_in(office.office)
    for url in (f"/measures/{measure.pk}/edit/", f"/rounds/{round_.pk}/edit/"):
        response = client.post(url, {"text": "改"})
        assert response.status_code == 409
        assert SEALED in response.content.decode()
    handler = signed_in(office.handler)
    response = handler.post(f"/measures/{measure.pk}/progress/", {"text": "改"})
    assert (response.status_code, SEALED in response.content.decode()) == (409, True)
    stranger = signed_in(make_office("bh", "碧湖县水务局党组").office)
    assert stranger.post(f"/measures/{measure.pk}/edit/", {"text": "改"}).status_code == 404


def test_exports_and_evidence_stay_readable(office: Office) -> None:
    round_ = closed(office)
    client, evidence = signed_in(office.supervisor), Evidence.objects.get()
    assert client.get(f"/evidence/{evidence.pk}/file/").status_code == 200
    assert client.get(f"/rounds/{round_.pk}/ledger/export/").status_code == 200
    report = Report.objects.get()
    assert client.get(f"/reports/{report.pk}/").status_code == 200


def test_every_case_row_finds_its_round() -> None:
    """The gate and the archive both follow foreign keys; no case table may lie beside them."""
    without = {str(model._meta.model_name) for model in records() if not paths_to_round(model)}
    assert without == {
        "unit",
        "department",
        "person",
        "grant",
        "alias",
        "scale",
        "chainlink",
        "handover",
        "savedfilter",
    }


def test_the_archive_is_made_by_whoever_may_export(office: Office) -> None:
    round_ = closed(office)
    Job.objects.all().delete()
    for role in ("office", "secretary", "supervisor"):
        assert archiving.ask_package(round_, by=office.people[role]).kind == "archive_round"
    for role in ("handler", "department_head", "leader"):
        with pytest.raises(Refused, match="权限"):
            archiving.ask_package(round_, by=office.people[role])
