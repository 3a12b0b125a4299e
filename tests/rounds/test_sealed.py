"""Every operation that writes rows of a round, tried on a closed one: the gate is one."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from rectify.archive.operations import close_round
from rectify.assessment import operations as assessing
from rectify.claims.operations import (
    assign_measure,
    claim_measure,
    hand_back_measure,
    remind_by_itself,
    remind_measure,
)
from rectify.closeout.operations import (
    enter_step,
    reopen_issue,
    review_submission,
    submit_issue,
    submit_measure,
    withdraw_submission,
)
from rectify.closeout.transitions import Verb as ReviewVerb
from rectify.deadlines.operations import (
    decide_extension,
    request_extension,
    set_deadline,
    withdraw_extension,
)
from rectify.evidence.operations import (
    add_evidence,
    amend_evidence,
    replace_evidence,
    withdraw_evidence,
)
from rectify.groundwork import operations as groundwork
from rectify.instructions.operations import (
    answer_instruction,
    end_instruction,
    give_instruction,
    redirect_instruction,
)
from rectify.intake import operations as intake
from rectify.intake.plan import Plan
from rectify.intake.returned import enter_return
from rectify.issues.models import Issue
from rectify.issues.operations import (
    amend_category,
    amend_issue,
    create_category,
    create_issue,
    move_category,
    withdraw_category,
)
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.lookback import operations as lookback
from rectify.measures.models import Measure
from rectify.measures.operations import (
    amend_measure,
    correct_progress,
    create_measure,
    drop_measure,
    log_progress,
    withdraw_issue,
    withdraw_measure,
)
from rectify.measures.tasking import amend_task, create_task, move_task, withdraw_task
from rectify.outcomes import operations as outcomes
from rectify.papers.content import Content
from rectify.reports.operations import amend_report, amend_section, draft_report
from rectify.reshaping import operations as reshaping
from rectify.rounds.models import Round
from rectify.rounds.operations import amend_round
from rectify.scheme import operations as planning
from rectify.scheme.transitions import Verb
from rectify.trail.acting import BY_ITSELF
from rectify.trail.models import Event
from rectify.trail.operations import OPERATIONS
from tests.architecture.test_memory import all_operations
from tests.factories import Office, make_office
from tests.intake.giving import given
from tests.rounds.closing import conclude, report_file

SEALED = "已办结归档"
Case = Callable[["Closed", Any], Any]


class Closed:
    """A closed round with one of each row, made while it was open."""

    def __init__(self, office: Office) -> None:
        today, by = clock.today(), office.office
        self.office, self.today = office, today
        round_ = office.round(name="已归档轮次")
        self.measure = office.measure(office.issue(round_), due_on=today)
        self.evidence = office.evidence(self.measure)
        handler = office.handler
        self.free = add_evidence(self.measure, name="b.pdf", chunks=[b"%PDF-b"], by=handler)
        self.paper = given(office, round_, "反馈意见\n一、作风\n1.关于“文风不实”的问题。\n")
        groundwork.set_group(round_, version=0, name="领导小组", founded_on=today, by=by)
        self.seat = groundwork.seat_person(
            round_, person=office.secretary, seat="head", from_on=today, by=by
        )
        self.scan = groundwork.keep_scan(
            round_, purpose="receipt", name="a.pdf", chunks=[b"%PDF-1.4 a"], by=by
        )
        self.scheme = planning.draft_scheme(round_, title="方案", by=by)
        self.assessment = assessing.begin_assessment(round_, assessed_on=today, by=by)
        self.deduction = assessing.deduct(
            self.assessment, item=0, points=Decimal(1), reason="迟报", by=by
        )
        self.entry = log_progress(
            self.measure, text="清查", percent=10, happened_on=today, by=office.handler
        )
        self.task = create_task(self.measure.issue, text="清查任务", by=by)
        self.second = office.issue(round_, title="公务接待审批不严")
        self.other = office.measure(self.second, due_on=today)
        self.category: Any = self.second.category
        self.outcome = outcomes.create_outcome(
            round_,
            kind="meeting",
            facts={"title": "党组会", "form": "group_meeting", "dated_on": today},
            attached=outcomes.Attached(),
            by=by,
        )
        given_ = give_instruction(
            self.measure, text="抓紧", departments=[office.finance], by=office.secretary
        )
        self.addressee = given_.addressees.get()
        self.extension = request_extension(
            self.other,
            until_on=today + timedelta(days=9),
            reason="未完",
            name="a.pdf",
            chunks=[b"%PDF-x"],
            version=1,
            by=office.handler,
        )
        self.submission = submit_measure(
            self.measure, proposed="partial", statement="清查", completed_on=None, by=office.handler
        )
        look_back = office.round(name="回头看", kind="look_back")
        self.takeover = lookback.take_over(look_back, self.measure.issue, by=by)
        self.report = report_file(round_, office).report
        conclude(self.measure.issue, office)
        for row in (round_, look_back):
            fresh = Round.objects.get(pk=row.pk)
            fresh.closed_at, fresh.closed_by = clock.now(), by
            fresh.save()
        self.round = Round.objects.get(pk=round_.pk)
        self.look_back = Round.objects.get(pk=look_back.pk)
        self.issue = Issue.objects.get(pk=self.measure.issue_id)
        self.measure = Measure.objects.get(pk=self.measure.pk)

    @property
    def section(self) -> Any:
        return self.report.sections.filter(kind="text").first()


WRITING: dict[str, Case] = {
    "rounds.operations.amend_round": lambda c, by: amend_round(
        c.round, version=c.round.version, changes={"inspector": "改"}, by=by
    ),
    "issues.operations.create_category": lambda c, by: create_category(
        c.round, title="新类别", by=by
    ),
    "issues.operations.create_issue": lambda c, by: create_issue(
        c.round, category=None, facts={"title": "新问题"}, by=by
    ),
    "issues.operations.amend_issue": lambda c, by: amend_issue(
        c.issue, version=c.issue.version, changes={"cause": "改"}, by=by
    ),
    "measures.tasking.create_task": lambda c, by: create_task(c.issue, text="任务", by=by),
    "measures.tasking.amend_task": lambda c, by: amend_task(
        c.task, version=c.task.version, text="改", number="", by=by
    ),
    "measures.tasking.move_task": lambda c, by: move_task(
        c.task, up=True, version=c.task.version, by=by
    ),
    "issues.operations.move_category": lambda c, by: move_category(
        c.category, up=True, version=c.category.version, by=by
    ),
    "measures.tasking.withdraw_task": lambda c, by: withdraw_task(
        c.task, version=c.task.version, reason="录错", by=by
    ),
    "measures.operations.create_measure": lambda c, by: create_measure(
        c.issue, facts={"text": "新措施"}, by=by
    ),
    "measures.operations.amend_measure": lambda c, by: amend_measure(
        c.measure, version=c.measure.version, changes={"text": "改"}, by=by
    ),
    "measures.operations.drop_measure": lambda c, by: drop_measure(
        c.measure, version=c.measure.version, reason="重复", by=by
    ),
    "measures.operations.log_progress": lambda c, by: log_progress(
        c.measure, text="又清查", percent=20, happened_on=c.today, by=by
    ),
    "deadlines.operations.set_deadline": lambda c, by: set_deadline(
        c.measure, due_on=c.today + timedelta(days=9), by=by
    ),
    "evidence.operations.add_evidence": lambda c, by: add_evidence(
        c.measure, name="c.pdf", chunks=[b"%PDF-c"], by=by
    ),
    "evidence.operations.withdraw_evidence": lambda c, by: withdraw_evidence(c.free, by=by),
    "closeout.operations.submit_measure": lambda c, by: submit_measure(
        c.measure, proposed="partial", statement="清查", completed_on=None, by=by
    ),
    "closeout.operations.review_submission": lambda c, by: review_submission(
        c.submission, ReviewVerb.AGREE, version=c.submission.version, by=c.office.department_head
    ),
    "reports.operations.draft_report": lambda c, by: draft_report(c.round, by=by),
    "reports.operations.amend_report": lambda c, by: amend_report(
        c.report, version=c.report.version, changes={"title": "改"}, by=by
    ),
    "reports.operations.amend_section": lambda c, by: amend_section(
        c.section, version=c.section.version, heading="", body="改", by=by
    ),
    "intake.operations.give_paper": lambda c, by: intake.give_paper(
        c.round, name="新", text="1.新", plan=Plan.from_json(c.paper.plan), by=by
    ),
    "intake.operations.plan_paper": lambda c, by: intake.plan_paper(
        _waiting(c), Plan.from_json(c.paper.plan), by=by
    ),
    "intake.operations.give_up_paper": lambda c, by: intake.give_up_paper(
        _waiting(c), reason="坏", by=by
    ),
    "intake.operations.read_again": lambda c, by: intake.read_again(
        _waiting(c), version=_waiting(c).version, by=by
    ),
    "intake.operations.replan_paper": lambda c, by: intake.replan_paper(
        c.paper, Plan.from_json(c.paper.plan), version=c.paper.version, by=by
    ),
    "intake.returned.enter_return": lambda c, by: enter_return(
        c.round, Content.from_text(""), name="填报表.xlsx", seen="", by=by
    ),
    "intake.operations.apply_paper": lambda c, by: intake.apply_paper(
        c.paper, version=c.paper.version, by=by
    ),
    "intake.operations.discard_paper": lambda c, by: intake.discard_paper(
        c.paper, version=c.paper.version, by=by
    ),
    "intake.operations.mend_plan": lambda c, by: intake.mend_plan(
        c.paper, lambda plan: None, version=None, by=by
    ),
    "groundwork.operations.keep_scan": lambda c, by: groundwork.keep_scan(
        c.round, purpose="pledge", name="b.pdf", chunks=[b"%PDF-1.4 b"], by=by
    ),
    "groundwork.operations.withdraw_scan": lambda c, by: groundwork.withdraw_scan(c.scan, by=by),
    "groundwork.operations.receive_letter": lambda c, by: groundwork.receive_letter(
        c.round, version=0, receiver=c.office.secretary, received_on=c.today, title="意见", by=by
    ),
    "groundwork.operations.record_pledge": lambda c, by: groundwork.record_pledge(
        c.round, version=0, leader=c.office.secretary, pledged_on=None, by=by
    ),
    "groundwork.operations.set_group": lambda c, by: groundwork.set_group(
        c.round, version=1, name="改", founded_on=c.today, by=by
    ),
    "groundwork.operations.seat_person": lambda c, by: groundwork.seat_person(
        c.round, person=c.office.handler, seat="member", from_on=c.today, by=by
    ),
    "groundwork.operations.end_seat": lambda c, by: groundwork.end_seat(
        c.seat, until_on=c.today, by=by
    ),
    "scheme.operations.draft_scheme": lambda c, by: planning.draft_scheme(
        c.round, title="方案", by=by
    ),
    "scheme.operations.amend_scheme": lambda c, by: planning.amend_scheme(
        c.scheme, version=c.scheme.version, title="改", text="", by=by
    ),
    "scheme.operations.move_scheme": lambda c, by: planning.move_scheme(
        c.scheme, Verb.CONSULT, version=c.scheme.version, by=by
    ),
    "scheme.operations.keep_opinion": lambda c, by: planning.keep_opinion(
        c.scheme, facts={"source": "甲", "given_on": c.today, "text": "无"}, by=by
    ),
    "scheme.operations.record_review": lambda c, by: planning.record_review(
        c.scheme,
        version=c.scheme.version,
        bodies="three",
        held_on=c.today,
        grade="good",
        by=by,
    ),
    "assessment.operations.begin_assessment": lambda c, by: assessing.begin_assessment(
        c.round, assessed_on=c.today, by=by
    ),
    "assessment.operations.amend_assessment": lambda c, by: assessing.amend_assessment(
        c.assessment, version=c.assessment.version, changes={"note": "改"}, by=by
    ),
    "assessment.operations.deduct": lambda c, by: assessing.deduct(
        c.assessment, item=1, points=Decimal(2), reason="漏报", by=by
    ),
    "assessment.operations.withdraw_deduction": lambda c, by: assessing.withdraw_deduction(
        c.deduction, by=by
    ),
    "assessment.operations.count_satisfaction": lambda c, by: assessing.count_satisfaction(
        c.round,
        version=0,
        held_on=c.today,
        counts={"sent": 1, "returned": 1, "satisfied": 1, "fairly": 0, "dissatisfied": 0},
        by=by,
    ),
    "claims.operations.assign_measure": lambda c, by: assign_measure(
        c.measure, version=c.measure.version, changes={}, words="请办理", by=by
    ),
    "claims.operations.claim_measure": lambda c, by: claim_measure(
        c.measure, version=c.measure.version, by=by or c.office.handler
    ),
    "claims.operations.hand_back_measure": lambda c, by: hand_back_measure(
        c.measure, version=c.measure.version, reason="不属本部门", by=by or c.office.handler
    ),
    "claims.operations.remind_measure": lambda c, by: remind_measure(c.other, by=by),
    "claims.operations.remind_by_itself": lambda c, by: remind_by_itself(c.other, by=BY_ITSELF),
    "deadlines.operations.request_extension": lambda c, by: request_extension(
        c.measure,
        until_on=c.today + timedelta(days=9),
        reason="未完",
        name="a.pdf",
        chunks=[b"%PDF-x"],
        version=1,
        by=by,
    ),
    "deadlines.operations.decide_extension": lambda c, by: decide_extension(
        c.extension, approve=True, version=c.extension.version, by=by
    ),
    "deadlines.operations.withdraw_extension": lambda c, by: withdraw_extension(
        c.extension, version=c.extension.version, by=by
    ),
    "instructions.operations.give_instruction": lambda c, by: give_instruction(
        c.measure, text="抓紧", departments=[c.office.finance], by=c.office.secretary
    ),
    "instructions.operations.answer_instruction": lambda c, by: answer_instruction(
        c.addressee, reply="已办", done=True, version=c.addressee.version, by=c.office.handler
    ),
    "instructions.operations.redirect_instruction": lambda c, by: redirect_instruction(
        c.addressee, to=c.office.leader, version=c.addressee.version, by=by
    ),
    "instructions.operations.end_instruction": lambda c, by: end_instruction(
        c.addressee.instruction,
        version=c.addressee.instruction.version,
        by=c.office.secretary,
    ),
    "issues.operations.amend_category": lambda c, by: amend_category(
        c.category, version=c.category.version, changes={"title": "改"}, by=by
    ),
    "issues.operations.withdraw_category": lambda c, by: withdraw_category(
        c.category, version=c.category.version, reason="录错", by=by
    ),
    "measures.operations.withdraw_measure": lambda c, by: withdraw_measure(
        c.measure, version=c.measure.version, reason="录错", by=by
    ),
    "measures.operations.withdraw_issue": lambda c, by: withdraw_issue(
        c.issue, version=c.issue.version, reason="录错", by=by
    ),
    "measures.operations.correct_progress": lambda c, by: correct_progress(
        c.entry, text="改", percent=20, happened_on=c.today, reason="笔误", by=by
    ),
    "reshaping.operations.move_measure": lambda c, by: reshaping.move_measure(
        c.measure, to=c.second, version=c.measure.version, reason="归并", by=by
    ),
    "reshaping.operations.renumber_issue": lambda c, by: reshaping.renumber_issue(
        c.second, number=40, version=c.second.version, reason="统一编号", by=by
    ),
    "reshaping.operations.renumber_measure": lambda c, by: reshaping.renumber_measure(
        c.other, number=40, version=c.other.version, reason="统一编号", by=by
    ),
    "reshaping.operations.split_measure": lambda c, by: reshaping.split_measure(
        c.measure, version=c.measure.version, texts=["甲", "乙"], reason="细化", by=by
    ),
    "reshaping.operations.merge_measures": lambda c, by: reshaping.merge_measures(
        c.measure, [c.other], version=c.measure.version, text="合", reason="重复", by=by
    ),
    "reshaping.operations.split_issue": lambda c, by: reshaping.split_issue(
        c.second, version=c.second.version, title="新", text="", measures=[], reason="分", by=by
    ),
    "reshaping.operations.merge_issues": lambda c, by: reshaping.merge_issues(
        c.second, [c.issue], version=c.second.version, title="合", reason="重复", by=by
    ),
    "outcomes.operations.create_outcome": lambda c, by: outcomes.create_outcome(
        c.round, kind="meeting", facts={"title": "专题会"}, attached=outcomes.Attached(), by=by
    ),
    "outcomes.operations.amend_outcome": lambda c, by: outcomes.amend_outcome(
        c.outcome, version=c.outcome.version, facts={"title": "改"}, by=by
    ),
    "outcomes.operations.withdraw_outcome": lambda c, by: outcomes.withdraw_outcome(
        c.outcome, version=c.outcome.version, reason="录错", by=by
    ),
    "evidence.operations.amend_evidence": lambda c, by: amend_evidence(
        c.free, version=c.free.version, name="改.pdf", kind="other", dated_on=None, note="", by=by
    ),
    "evidence.operations.replace_evidence": lambda c, by: replace_evidence(
        c.free, version=c.free.version, name="新.pdf", chunks=[b"%PDF-n"], by=by
    ),
    "closeout.operations.submit_issue": lambda c, by: submit_issue(
        c.second, proposed="done", statement="完成", completed_on=c.today, by=by
    ),
    "closeout.operations.enter_step": lambda c, by: enter_step(
        c.submission,
        ReviewVerb.AGREE,
        version=c.submission.version,
        signer="王某",
        signed_on=c.today,
        scan_name="a.pdf",
        scan=[b"%PDF-s"],
        by=by,
    ),
    "closeout.operations.withdraw_submission": lambda c, by: withdraw_submission(
        c.submission, version=c.submission.version, by=by
    ),
    "closeout.operations.reopen_issue": lambda c, by: reopen_issue(c.issue, reason="再查", by=by),
    "lookback.operations.take_over": lambda c, by: lookback.take_over(c.look_back, c.issue, by=by),
    "lookback.operations.drop_takeover": lambda c, by: lookback.drop_takeover(
        c.takeover, version=c.takeover.version, by=by
    ),
    "lookback.operations.judge_takeover": lambda c, by: lookback.judge_takeover(
        c.takeover, version=c.takeover.version, finding="rebound", note="又发生", by=by
    ),
    "archive.operations.close_round": lambda c, by: close_round(
        c.round, version=c.round.version, by=by
    ),
}
"""Every operation that writes rows of a round, tried on a closed one."""

NO_CASE_ROWS = {
    "rounds.operations.create_round": "a round of its own",
    "assessment.operations.set_scale": "the unit's table",
    "closeout.operations.set_chain": "the unit's chain",
    "closeout.operations.ask_sheet": "written out, nothing changed",
    "closeout.operations.keep_sheet": "written out, nothing changed",
    "dossier.operations.ask_dossier": "written out, nothing changed",
    "dossier.operations.keep_dossier": "written out, nothing changed",
    "handover.operations.hand_over": "each row by its own operation",
    "finding.operations.save_filter": "a person's own",
    "finding.operations.remove_filter": "a person's own",
    "reports.operations.ask_export": "written out, nothing changed",
    "reports.operations.keep_export": "written out, nothing changed",
    "reports.operations.export_outside": "written out, nothing changed",
    "archive.operations.ask_package": "the archive itself",
    "archive.operations.keep_package": "the archive itself",
}
"""Operations of case rooms that a closed round still allows, and why."""

OUTSIDE = ("people.", "management.", "trail.")


def _waiting(closed_: Closed) -> Any:
    paper = closed_.paper
    paper.state = "waiting"
    paper.save()
    return paper


def test_every_operation_is_known_here() -> None:
    names = {name.removeprefix("rectify.") for name in all_operations()}
    case = {name for name in names if not name.startswith(OUTSIDE)}
    assert case - WRITING.keys() - NO_CASE_ROWS.keys() - ELSEWHERE == set()
    assert {f"rectify.{name}" for name in WRITING} <= OPERATIONS.keys()


ELSEWHERE = {"intake.operations.withdraw_paper"}
"""Tested below, on rows of its own."""


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Closed]:
    """The closed round, made once for all tests of this module and then taken away."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Closed(make_office())
        transaction.set_rollback(True)


@pytest.fixture
def rows(made: Closed) -> Iterator[Closed]:
    """The closed round's rows as they were made; what a test does to them is taken back."""
    with transaction.atomic():
        yield copy.deepcopy(made)
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", ["office", None], ids=["office", "command line"])
@pytest.mark.parametrize("name", sorted(WRITING))
def test_a_closed_round_is_written_by_nobody(rows: Closed, name: str, who: str | None) -> None:
    by = rows.office.office if who else None
    before = Event.objects.count()
    with pytest.raises(Refused, match=SEALED):
        WRITING[name](rows, by)
    assert Event.objects.count() == before
