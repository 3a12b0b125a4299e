"""One of each thing an address can be about, all of one unit, made by those who would make it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from rectify.archive.models import Package
from rectify.assessment.operations import begin_assessment, count_satisfaction, deduct
from rectify.closeout.models import Sheet, Submission
from rectify.closeout.operations import submit_measure
from rectify.deadlines.operations import request_extension
from rectify.dossier.operations import keep_dossier
from rectify.finding.operations import save_filter
from rectify.groundwork.operations import (
    keep_scan,
    receive_letter,
    record_pledge,
    seat_person,
    set_group,
)
from rectify.handover.operations import hand_over
from rectify.handover.queries import pieces_of
from rectify.instructions.operations import give_instruction
from rectify.intake.arriving import take_in
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.issues.operations import create_category
from rectify.jobs.enums import JobKind
from rectify.jobs.operations import ask
from rectify.kernel import clock
from rectify.lookback.operations import take_over
from rectify.measures.operations import drop_measure, log_progress
from rectify.measures.tasking import create_task
from rectify.people.models import Grant, Person
from rectify.people.operations import teach_alias
from rectify.reports.models import ReportFile
from rectify.reports.operations import draft_report
from rectify.scheme.operations import draft_scheme, keep_opinion, move_scheme
from rectify.scheme.transitions import Verb
from tests.factories import Office

PAPER = "一、党的建设方面\n1.关于“学习制度不落实”的问题。此问题已整改完成。已修订学习制度。\n"


def one_of_each(office: Office) -> dict[str, Any]:
    """The arguments of every address, by their names."""
    round_ = office.round()
    create_category(round_, title="党的领导", by=office.office)
    issue = office.issue(round_, lead_leader=office.leader)
    create_category(round_, title="队伍建设", by=office.office)
    measure = office.measure(issue, due_on=clock.today() + timedelta(days=9))
    evidence = office.evidence(measure)
    outcome = office.outcome(round_, issues=[issue])
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
    dropped = office.measure(office.issue(round_, "公务接待审批不严"), "压减接待")
    drop_measure(dropped, version=dropped.version, reason="重复", by=office.office)
    others = _of_duties(office, issue)
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
    create_task(issue, text="健全制度", by=office.office)
    return beside(round_, office) | {
        "dossier_id": dossier.pk,
        "task_id": create_task(issue, text="摸清家底", by=office.office).pk,
        "round_id": round_.pk,
        "issue_id": issue.pk,
        "measure_id": measure.pk,
        "gone_id": dropped.pk,
        "outcome_id": outcome.pk,
        "progress_id": entry.pk,
        "submission_id": submission.pk,
        **others,
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


def beside(round_: Any, office: Office) -> dict[str, Any]:
    """One of each thing that hangs on the round itself."""
    today, by = clock.today(), office.office
    set_group(round_, version=0, name="整改工作领导小组", founded_on=today, by=by)
    receive_letter(round_, version=0, receiver=by, received_on=today, title="反馈意见", by=by)
    record_pledge(round_, version=0, leader=office.secretary, pledged_on=today, by=by)
    voices = {"sent": 10, "returned": 10, "satisfied": 9, "fairly": 1, "dissatisfied": 0}
    count_satisfaction(round_, version=0, held_on=today, counts=voices, by=by)
    seat = seat_person(round_, person=office.secretary, seat="head", from_on=today, by=by)
    scan = keep_scan(round_, purpose="receipt", name="a.pdf", chunks=[b"%PDF-1.4 a"], by=by)
    scheme = draft_scheme(round_, title="整改方案", by=by)
    scheme = move_scheme(scheme, Verb.CONSULT, version=scheme.version, by=by)
    said = {"source": "县纪委监委", "given_on": today, "text": "无意见"}
    later = office.round(name="回头看", kind="look_back")
    taken = take_over(later, Issue.objects.get(round=round_, serial=1), by=by)
    assessment = begin_assessment(round_, assessed_on=today, by=by)
    package = Package(
        round=round_,
        name="归档包.zip",
        sha256=scan.sha256,
        size=scan.size,
        files=1,
        trail_length=1,
        trail_head="0" * 64,
        made_at=clock.now(),
    )
    package.save()
    return {
        "seat_id": seat.pk,
        "scan_id": scan.pk,
        "purpose": "pledge",
        "opinion_id": keep_opinion(scheme, facts=said, by=by).pk,
        "takeover_id": taken.pk,
        "deduction_id": deduct(assessment, item=0, points=Decimal(1), reason="迟报", by=by).pk,
        "package_id": package.pk,
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


def _of_duties(office: Office, issue: Issue) -> dict[str, Any]:
    """A request to move a date, an instruction, a handing over, a draft's form."""
    leading = office.measure(
        issue,
        "修订制度",
        responsible_leader=office.supervisor,
        due_on=clock.today() + timedelta(days=9),
    )
    extension = request_extension(
        leading,
        until_on=clock.today() + timedelta(days=30),
        reason="等待上级批复",
        name="请示.pdf",
        chunks=[b"%PDF-1.4 asked"],
        version=leading.deadline.version,
        by=office.handler,
    )
    instruction = give_instruction(
        issue, text="请抓紧办理。", persons=[office.office], by=office.secretary
    )
    handover = hand_over(
        office.supervisor,
        office.leader,
        keys=[piece.key for piece in pieces_of(office.supervisor)],
        reason="工作调整",
        by=office.office,
    )
    return {
        "extension_id": extension.pk,
        "instruction_id": instruction.pk,
        "addressee_id": instruction.addressees.get().pk,
        "handover_id": handover.pk,
        "giver_id": office.leader.pk,
        "form": "measure-progress",
        "of_id": leading.pk,
        "evidence_id": office.evidence(leading).pk,
    }
