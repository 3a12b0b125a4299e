"""Reviews of the demonstration: a chain of five steps, something at each of them, 销号."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from rectify.closeout.chains import chain_version
from rectify.closeout.enums import WAITING, Chained, Reviewer, StepState
from rectify.closeout.models import Step, Submission
from rectify.closeout.operations import (
    enter_step,
    review_submission,
    set_chain,
    submit_issue,
    submit_measure,
)
from rectify.closeout.transitions import Verb
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.management.demonstration.files import Proof, bytes_of
from rectify.management.demonstration.staff import Office
from rectify.measures.models import Measure
from rectify.people.models import Person


class AnyScene(Protocol):
    """A round being played, with the rows made for it so far."""

    office: Office
    issues: dict[str, Issue]
    measures: dict[tuple[str, int], Measure]


@dataclass(frozen=True, slots=True)
class Case:
    """A measure to be handed in, its statement, and how many steps it has gone."""

    issue: str
    place: int
    statement: str
    steps: int
    back_to: int | None = None


FIVE = (
    Reviewer.DEPARTMENT,
    Reviewer.LEADER,
    Reviewer.OFFICE,
    Reviewer.SECRETARY,
    Reviewer.SUPERVISOR,
)

CASES = (
    Case("5", 2, "4个文化站已安装客流计数和开放时间记录设备，其余4个已完成采购。", 1),
    Case("15", 1, "17个村中13个村已完成发放验收，支付合同款19.56万元。", 2),
    Case("16", 1, "收回活动垫付款4万元，设备租金6万元已取得对方分期付款计划。", 1),
    Case("30", 0, "多数欠缴租金已收回，余户已签订还款协议或准备起诉。", 3),
    Case("22", 0, "发文计划管理已执行，整改以来发文同比减少9份。", 4),
    Case("5", 3, "第一次满意度问卷调查已完成，总体满意率82.4%。", 2, back_to=1),
)
"""One at each step of the chain, and one that the office has sent back to the first."""

OPINIONS = {
    Reviewer.DEPARTMENT: "情况属实，同意上报。",
    Reviewer.LEADER: "同意。",
    Reviewer.OFFICE: "佐证材料齐全，同意办结。",
    Reviewer.SECRETARY: "同意。",
}

RETURNED = "未附问卷汇总表和原始数据，请补齐后再审。"


def acts_of(round_key: str) -> list[tuple[int, Callable[[Any], None]]]:
    """The reviewing acts of a round, each with its day and what it does to the scene.

    Every step is an act of its own, so that each has its own minute in what the pages tell.
    """
    if round_key != "wenlv-changgui":
        return []
    steps = range(max(case.steps for case in CASES))
    return [
        (-4, _set_chain),
        *((-1, partial(_hand_in, case)) for case in CASES),
        *((-1, partial(_agree, case)) for step in steps for case in CASES if step < case.steps),
        *((-1, partial(_send_back, case)) for case in CASES if case.back_to is not None),
        (-1, _hand_in_issue),
    ]


def hand_in(office: Office, issue: Issue, standing: str) -> None:
    """Hand an issue in with its conclusion."""
    words = "持续推进其余措施" if standing == Standing.PARTIAL else "各项措施均已落实到位"
    submit_issue(
        issue,
        proposed=standing,
        statement=f"{words}，成效见各措施佐证材料。",
        completed_on=None if standing == Standing.PARTIAL else clock.today(),
        by=office.office,
    )


def close(office: Office, issue: Issue) -> None:
    """Let the secretary agree to what was handed in."""
    submission = Submission.objects.get(issue=issue, state__in=WAITING)
    review_submission(
        submission,
        Verb.AGREE,
        version=submission.version,
        opinion="同意。",
        by=_secretary(office),
    )


def _secretary(office: Office) -> Person:
    return office.by_role["secretary", ""]


def _set_chain(scene: AnyScene) -> None:
    unit = scene.office.unit
    version = chain_version(unit.pk, Chained.MEASURE)
    set_chain(unit, Chained.MEASURE, reviewers=FIVE, version=version, by=scene.office.office)


def _hand_in_issue(scene: AnyScene) -> None:
    """One that is on its way to the secretary."""
    submit_issue(
        scene.issues["2"],
        proposed=Standing.PARTIAL,
        statement="调研成果转化清单已建立，两项措施已办结，其余按计划推进。",
        completed_on=None,
        by=scene.office.office,
    )


def _hand_in(case: Case, scene: AnyScene) -> None:
    measure = scene.measures[case.issue, case.place]
    submit_measure(
        measure,
        proposed=Standing.PARTIAL,
        statement=case.statement,
        completed_on=None,
        by=scene.office.handler(str(measure.lead_department)),
    )


def _send_back(case: Case, scene: AnyScene) -> None:
    submission = _waiting(scene, case)
    review_submission(
        submission,
        Verb.SEND_BACK,
        version=submission.version,
        opinion=RETURNED,
        to=case.back_to,
        by=scene.office.office,
    )


def _waiting(scene: AnyScene, case: Case) -> Submission:
    measure = scene.measures[case.issue, case.place]
    return Submission.objects.get(measure=measure, state__in=WAITING)


def _agree(case: Case, scene: AnyScene) -> None:
    """Let the open step's reviewer agree; a leader without an account signs on paper."""
    office, submission = scene.office, _waiting(scene, case)
    measure = scene.measures[case.issue, case.place]
    step = Step.objects.get(submission=submission, state=StepState.OPEN)
    reviewer = Reviewer(step.reviewer)
    leader = measure.responsible_leader
    if reviewer is Reviewer.LEADER and leader is not None and not leader.username:
        _enter(office, submission, measure, leader.name)
        return
    by = {
        Reviewer.DEPARTMENT: office.head(str(measure.lead_department)),
        Reviewer.LEADER: leader,
        Reviewer.OFFICE: office.office,
        Reviewer.SECRETARY: _secretary(office),
    }[reviewer]
    assert by is not None
    review_submission(
        submission,
        Verb.AGREE,
        version=submission.version,
        opinion=OPINIONS[reviewer],
        by=by,
    )


def _enter(office: Office, submission: Submission, measure: Measure, signer: str) -> None:
    name = f"措施{measure.label}审核表（签字）.pdf"
    proof = Proof(
        name, measure.text, f"责任领导意见：同意。签字：{signer}", "责任领导签字页", clock.today()
    )
    enter_step(
        submission,
        Verb.AGREE,
        version=submission.version,
        opinion=OPINIONS[Reviewer.LEADER],
        signer=signer,
        signed_on=clock.today(),
        scan_name=name,
        scan=[bytes_of(proof)],
        by=office.office,
    )
