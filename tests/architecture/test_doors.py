"""Every address × every role: who lacks the permission, or serves another unit, meets a 404."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from rectify.access.permissions import ADMINISTRATION
from rectify.access.roles import ROLES
from rectify.closeout.models import Sheet, Submission
from rectify.closeout.operations import submit_measure
from rectify.dossier.operations import keep_dossier
from rectify.finding.operations import save_filter
from rectify.intake.arriving import take_in
from rectify.issues.enums import Standing
from rectify.jobs.enums import JobKind
from rectify.jobs.operations import ask
from rectify.kernel import clock
from rectify.measures.operations import log_progress
from rectify.measures.tasking import create_task
from rectify.people.models import Grant, Person
from rectify.people.operations import teach_alias
from rectify.reports.models import ReportFile
from rectify.reports.operations import draft_report
from tests.architecture.doors import Door, doors
from tests.factories import Office, make_administrators, make_office, signed_in

DOORS = doors()
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "auditor"})
PAPER = "一、党的建设方面\n1.关于“学习制度不落实”的问题。此问题已整改完成。已修订学习制度。\n"


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_every_address_has_a_guard(door: Door) -> None:
    assert door.guard is not None


def test_only_the_sign_in_page_is_open_to_all() -> None:
    assert [d.name for d in DOORS if d.guard and d.guard.public] == ["sign-in"]


def test_no_two_addresses_share_a_name() -> None:
    names = [door.name for door in DOORS]
    assert sorted(set(names)) == sorted(names)


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def values(office: Office) -> dict[str, Any]:
    """One of each thing, all of the same unit, made by its office."""
    round_ = office.round()
    issue = office.issue(round_, lead_leader=office.leader)
    measure = office.measure(issue, due_on=clock.today() + timedelta(days=9))
    evidence = office.evidence(measure)
    outcome = office.outcome(round_, measures=[measure])
    entry = log_progress(
        measure, text="已清查", percent=30, happened_on=clock.today(), by=office.handler
    )
    submission = submit_measure(
        measure,
        proposed=Standing.PARTIAL,
        statement="已完成清查。",
        completed_on=None,
        by=office.handler,
    )
    paper = take_in(round_, name="反馈意见", text=PAPER, by=office.office)
    report = make_report(round_, office.office)
    kept = ReportFile(
        report=report,
        name="报告.pdf",
        content_type="application/pdf",
        sha256=evidence.sha256,
        size=evidence.size,
        pages=1,
        as_of=clock.today(),
        made_at=clock.now(),
    )
    kept.save()
    dossier = keep_dossier(
        issue, name="整改卷.pdf", chunks=[b"%PDF-1.4 test"], pages=1, by=office.office
    )
    return {
        "dossier_id": dossier.pk,
        "task_id": create_task(issue, text="摸清家底", by=office.office).pk,
        "round_id": round_.pk,
        "issue_id": issue.pk,
        "measure_id": measure.pk,
        "evidence_id": evidence.pk,
        "outcome_id": outcome.pk,
        "progress_id": entry.pk,
        "submission_id": submission.pk,
        **made_of_review(submission, evidence),
        "paper_id": paper.pk,
        "row_id": "i1",
        "planned_id": "i1m1",
        "report_id": report.pk,
        "section_id": report.sections.first().pk,
        "file_id": kept.pk,
        "job_id": ask(JobKind.RENDER_REPORT, report.pk, by=office.office).pk,
        "unit_id": office.unit.pk,
        "person_id": office.handler.pk,
        "grant_id": Grant.objects.filter(person=office.handler).get().pk,
        "category_id": issue.category_id,
        "department_id": office.finance.pk,
        "filter_id": save_filter(office.unit, name="逾期", query="overdue=1", by=office.office).pk,
        "alias_id": teach_alias(office.unit, name="财务", department=office.finance, by=None).pk,
    }


def made_of_review(submission: Submission, evidence: Any) -> dict[str, int]:
    """A step entered from paper and a 销号表, as they would be of a longer life."""
    step = submission.steps.get(position=2)
    step.state, step.reviewer, step.signer = "agreed", "leader", "王某"
    step.decided_at = step.entered_at = clock.now()
    step.entered_by, step.signed_on = submission.submitted_by, clock.today()
    step.scan_name, step.scan_type, step.scan_size = "签字.pdf", "application/pdf", evidence.size
    step.scan_sha256 = evidence.sha256
    step.save()
    sheet = Sheet(
        submission=submission,
        name="审核表.pdf",
        sha256=evidence.sha256,
        size=evidence.size,
        pages=1,
        made_at=clock.now(),
    )
    sheet.save()
    return {"step_id": step.pk, "sheet_id": sheet.pk}


def make_report(round_: Any, by: Person) -> Any:
    """The round's standard report."""
    return draft_report(round_, by=by)


def everybody(office: Office) -> dict[str, Person]:
    return {**office.people, **make_administrators()}


def test_whoever_lacks_the_permission_meets_a_404(office: Office, values: dict[str, Any]) -> None:
    wrong = []
    for key, person in everybody(office).items():
        client = signed_in(person)
        for door in DOORS:
            assert door.guard is not None
            held = ROLES[key].permissions & set(door.guard.permissions)
            if held or not door.guard.permissions:
                continue
            method = client.get if "GET" in door.guard.methods else client.post
            status = method(door.url(values)).status_code
            if status != 404:
                wrong.append((key, door.name, status))
    assert wrong == []


def test_another_units_people_meet_a_404_at_everything_of_this_unit(
    office: Office, values: dict[str, Any]
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    wrong = []
    for key, person in other.people.items():
        client = signed_in(person)
        for door in DOORS:
            assert door.guard is not None
            if not door.arguments or set(door.guard.permissions) & ADMINISTRATION:
                continue
            for method, send in (("GET", client.get), ("POST", client.post)):
                if method not in door.guard.methods:
                    continue
                status = send(door.url(values)).status_code
                if status != 404:
                    wrong.append((key, method, door.name, status))
    assert wrong == []


def test_nobody_signed_in_is_sent_to_the_sign_in_page(values: dict[str, Any]) -> None:
    client = Client()
    for door in DOORS:
        assert door.guard is not None
        if door.guard.public:
            continue
        response = client.get(door.url(values))
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/sign-in/")


def test_the_office_can_open_everything_of_its_unit(office: Office, values: dict[str, Any]) -> None:
    client = signed_in(office.office)
    wrong = []
    for door in DOORS:
        assert door.guard is not None
        held = ROLES["office"].permissions & set(door.guard.permissions)
        if not held or "GET" not in door.guard.methods:
            continue
        status = client.get(door.url(values)).status_code
        if status not in {200, 302}:
            wrong.append((door.name, status))
    assert wrong == []


def test_administrators_reach_no_case_content(office: Office, values: dict[str, Any]) -> None:
    for key, person in make_administrators().items():
        assert key in ADMINISTRATORS
        client = signed_in(person)
        for name in ("rounds", "todo"):
            door = next(d for d in DOORS if d.name == name)
            assert client.get(door.url(values)).status_code == 404
