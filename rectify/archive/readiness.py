"""Whether a round can be closed: a list of problems, each saying where its cure lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from rectify.assessment.models import Assessment
from rectify.assessment.queries import deductions_of, score_of
from rectify.closeout.enums import WAITING
from rectify.closeout.models import Submission
from rectify.deadlines.enums import ExtensionState
from rectify.deadlines.models import Extension
from rectify.deadlines.queries import with_standing
from rectify.groundwork.models import Pledge, Receipt
from rectify.intake.enums import PaperState
from rectify.intake.models import Paper
from rectify.issues.enums import OPEN, Standing
from rectify.issues.models import Issue, Takeover
from rectify.jobs.enums import ENDED, JobKind
from rectify.jobs.models import Job
from rectify.kernel.problems import Level, Problem
from rectify.reports.models import Report, ReportFile
from rectify.rounds.enums import Kind
from rectify.rounds.models import Round

CONCLUDED = frozenset({Standing.DONE, Standing.PARTIAL, Standing.LONG_TERM})
"""What an issue can be found to be when its round is closed; the first and last are finished."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way; `page` and `pk` name the page where it is mended."""

    problem: Problem
    page: str
    pk: int

    @property
    def stops(self) -> bool:
        """True for what must be mended before closing."""
        return self.problem.level is Level.ERROR


def obstacles(round_: Round) -> list[Obstacle]:
    """Everything in the way of closing, what stops it first."""
    found = [
        *_issues(round_),
        *_submissions(round_),
        *_extensions(round_),
        *_takeovers(round_),
        *_reports(round_),
        *_papers(round_),
        *_groundwork(round_),
    ]
    return sorted(found, key=lambda one: not one.stops)


def _stop(key: str, sentence: str, page: str, pk: int) -> Obstacle:
    return Obstacle(Problem(key, sentence), page, pk)


def _hint(key: str, sentence: str, page: str, pk: int) -> Obstacle:
    return Obstacle(Problem(key, sentence, level=Level.WARNING), page, pk)


def _issues(round_: Round) -> Iterator[Obstacle]:
    """Issues without a conclusion."""
    rows: Any = Issue.objects.filter(round=round_)
    if not rows.exists() and round_.kind != Kind.LOOK_BACK:
        yield _stop("archive.empty", "台账中还没有问题。", "ledger", round_.pk)
    for issue in with_standing(rows).exclude(stated__in=CONCLUDED).order_by("serial"):
        yield _stop(
            "archive.issue",
            f"问题{issue.serial}尚未办结，也没有认定结论。",
            "issue",
            issue.pk,
        )


def _submissions(round_: Round) -> Iterator[Obstacle]:
    """Measures that still wait for somebody's decision."""
    of_round = Q(measure__issue__round=round_) | Q(issue__round=round_)
    waiting = Submission.objects.filter(of_round, state__in=WAITING)
    for row in waiting.select_related("measure__issue", "issue").order_by("pk"):
        page, owner = ("measure", row.measure) if row.measure is not None else ("issue", row.issue)
        assert owner is not None
        sentence = f"{owner.trail_label()}正在审核，尚未办结。"
        yield _stop("archive.waiting", sentence, page, owner.pk)


def _extensions(round_: Round) -> Iterator[Obstacle]:
    """Requests for a later date that nobody has decided."""
    rows = Extension.objects.filter(measure__issue__round=round_, state=ExtensionState.OPEN)
    for row in rows.select_related("measure__issue").order_by("pk"):
        sentence = f"{row.measure.trail_label()}的延期申请尚未审批。"
        yield _stop("archive.extension", sentence, "measure", row.measure_id)


def _takeovers(round_: Round) -> Iterator[Obstacle]:
    """What a look-back has not judged yet, and what it has opened and nobody closed again."""
    rows: Any = Takeover.objects.filter(round=round_)
    current = list(rows.current().select_related("issue__round"))
    issues: Any = Issue.objects.filter(pk__in=[row.issue_id for row in current])
    standing = dict(with_standing(issues).values_list("pk", "standing_now"))
    for row in current:
        name = f"“{row.issue.round}”问题{row.issue.serial}"
        if not row.finding:
            yield _stop("archive.unjudged", f"{name}尚未登记核查结果。", "lookback", round_.pk)
        elif row.reopened_at is not None and standing.get(row.issue_id) in OPEN:
            yield _stop("archive.reopened", f"{name}重新打开后尚未办结。", "issue", row.issue_id)
    if round_.kind == Kind.LOOK_BACK and not current:
        yield _stop("archive.nothing", "本轮回头看尚未纳入问题。", "lookback", round_.pk)


def _reports(round_: Round) -> Iterator[Obstacle]:
    """No report, none written out, or one that is being written out."""
    make = _hint if round_.kind == Kind.LOOK_BACK else _stop
    reports = list(Report.objects.filter(round=round_))
    if not reports:
        yield make("archive.report", "尚未起草整改报告。", "reports", round_.pk)
    for report in reports:
        if not ReportFile.objects.filter(report=report).exists():
            sentence = f"《{report.title}》尚未导出PDF，归档包中将没有报告文件。"
            yield make("archive.report_file", sentence, "report", report.pk)
    running = Job.objects.filter(
        kind=JobKind.RENDER_REPORT, subject_id__in=[report.pk for report in reports]
    ).exclude(state__in=ENDED)
    for job in running:
        yield _stop("archive.job", "报告正在生成，请稍候。", "report", job.subject_id)


def _papers(round_: Round) -> Iterator[Obstacle]:
    """Papers that were read and neither confirmed nor put aside."""
    waiting = (PaperState.PLANNED, PaperState.WAITING)
    for paper in Paper.objects.filter(round=round_, state__in=waiting):
        sentence = f"导入材料《{paper.name}》尚未确认，请确认导入或放弃。"
        yield _stop("archive.paper", sentence, "paper", paper.pk)


def _groundwork(round_: Round) -> Iterator[Obstacle]:
    """Steps that many offices do outside the system: pointed out, never in the way."""
    told = (
        (Receipt.objects.filter(round=round_), "未登记反馈意见签收情况。", "receipt"),
        (
            Pledge.objects.filter(round=round_, pledged_on__isnull=False),
            "未登记整改承诺。",
            "pledge",
        ),
    )
    for rows, sentence, page in told:
        if not rows.exists():
            yield _hint(f"archive.{page}", sentence, page, round_.pk)
    if round_.planned_at is None:
        yield _hint("archive.scheme", "整改方案尚未印发。", "scheme", round_.pk)
    row = Assessment.objects.filter(round=round_).first()
    if row is None:
        yield _hint("archive.assessment", "未开展成效评估。", "assessment", round_.pk)
    elif score_of(row, deductions_of(row)) is None:
        yield _hint("archive.assessment", "成效评估尚未评分。", "assessment", round_.pk)
