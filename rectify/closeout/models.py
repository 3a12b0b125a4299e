"""A measure or an issue handed in as finished: the submission, the steps of its review, reopenings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.closeout.enums import JUDGED, WAITING, Chained, Reviewer, State, StepState
from rectify.closeout.rows import (
    ChainLinkQuerySet,
    KeptSheets,
    KeptSteps,
    KeptSubmissions,
    ReopeningQuerySet,
    SheetQuerySet,
    StepQuerySet,
    SubmissionQuerySet,
)
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.people.models import Person, Unit
from rectify.trail.rows import Record

PROPOSED = (Standing.DONE, Standing.PARTIAL, Standing.LONG_TERM)


class ChainLink(Record):
    """One kind of reviewer in a unit's chain for measures or for issues.

    `position` None is one that the unit does not use now: rows are kept, so that their history
    tells what the chain was on any day.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="chain_links", verbose_name="单位")
    chained = models.CharField("用于", max_length=10, choices=Chained.choices)
    reviewer = models.CharField("审核环节", max_length=20, choices=Reviewer.choices)
    position = models.PositiveSmallIntegerField("顺序", null=True, blank=True)

    objects: ClassVar[models.Manager[ChainLink]] = ChainLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "审核环节"
        ordering = ("unit", "chained", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "chained", "reviewer"), name="chain_reviewer_once"
            ),
            models.UniqueConstraint(
                fields=("unit", "chained", "position"),
                condition=Q(position__isnull=False),
                name="chain_position_once",
            ),
            models.CheckConstraint(
                condition=Q(position__isnull=True) | Q(position__gte=1, position__lte=6),
                name="chain_position_sensible",
            ),
            models.CheckConstraint(
                condition=~Q(chained="issue", reviewer="department"),
                name="chain_issue_has_no_single_department",
            ),
        )

    def __str__(self) -> str:
        return str(self.get_reviewer_display())

    def trail_label(self) -> str:
        return f"审核环节{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.unit_id, None


class Submission(Record):
    """A measure, or an issue, handed in with a proposed standing and reviewed step by step.

    `decided_at` and `decided_by` tell when it ended and who ended it: who accepted or returned it
    last, or the submitter who withdrew it.
    """

    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name="措施",
    )
    issue = models.ForeignKey(
        Issue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name="问题",
    )
    state = models.CharField("审核状态", max_length=20, choices=State.choices)
    proposed = models.CharField(
        "申请认定", max_length=20, choices=[(s.value, s.label) for s in PROPOSED]
    )
    completed_on = models.DateField("完成日期", null=True, blank=True)
    statement = models.TextField("完成情况")
    submitted_at = models.DateTimeField("提交时间")
    submitted_by = models.ForeignKey(
        Person, models.PROTECT, related_name="submissions", verbose_name="提交人"
    )
    decided_at = models.DateTimeField("审定时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_submissions",
        verbose_name="审定人",
    )
    opinion = models.TextField("审核意见", blank=True)

    objects: ClassVar[models.Manager[Submission]] = SubmissionQuerySet.as_manager()
    kept: ClassVar[models.Manager[Submission]] = KeptSubmissions.as_manager()

    class Meta:
        verbose_name = "提交"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(issue__isnull=True, measure__isnull=False)
                | Q(issue__isnull=False, measure__isnull=True),
                name="submission_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=("measure",),
                condition=Q(state__in=[state.value for state in sorted(WAITING)]),
                name="submission_waiting_once",
                violation_error_message="该措施已提交审核，请等待审核结果。",
            ),
            models.UniqueConstraint(
                fields=("issue",),
                condition=Q(state__in=[state.value for state in sorted(WAITING)]),
                name="submission_issue_waiting_once",
                violation_error_message="该问题已提交销号，请等待审核结果。",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="submission_decided_pair",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("returned", "accepted", "withdrawn"), decided_at__isnull=False
                )
                | Q(state="waiting", decided_at__isnull=True),
                name="submission_decided_when_over",
            ),
            models.CheckConstraint(
                condition=Q(proposed="done", completed_on__isnull=False) | ~Q(proposed="done"),
                name="submission_done_has_day",
            ),
        )
        indexes = (
            # The reviewers' 待办 asks for what waits.
            models.Index(fields=("state", "submitted_at"), name="submission_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.about} {self.get_state_display()}"

    @property
    def about(self) -> Measure | Issue:
        """What was handed in."""
        owner = self.measure or self.issue
        assert owner is not None
        return owner

    @property
    def chained(self) -> Chained:
        """Which chain reviews it."""
        return Chained.MEASURE if self.measure_id is not None else Chained.ISSUE

    def trail_label(self) -> str:
        return self.about.trail_label()

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.about.trail_place()


ENTERED = {
    "entered_at__isnull": False,
    "entered_by__isnull": False,
    "signed_on__isnull": False,
}
NOT_ENTERED = {
    "entered_at__isnull": True,
    "entered_by__isnull": True,
    "signed_on__isnull": True,
    "signer": "",
    "scan_sha256": "",
}


class Step(Record):
    """One reviewer's step of one submission, laid down when it was handed in.

    `turn` counts how often the chain was begun anew: what is sent back to an earlier step is judged
    again on new rows, the old ones stay as they were decided. `judged` holds what lay before the
    reviewer: row versions, the evidence with its hashes, the outcomes. 代录 (`entered_…`) is the step of a
    signer on paper, whose scan is kept.
    """

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="steps", verbose_name="提交"
    )
    turn = models.PositiveSmallIntegerField("轮", default=1)
    position = models.PositiveSmallIntegerField("顺序")
    reviewer = models.CharField("审核环节", max_length=20, choices=Reviewer.choices)
    state = models.CharField(
        "环节状态", max_length=10, choices=StepState.choices, default=StepState.PENDING
    )
    opinion = models.TextField("审核意见", blank=True)
    sent_to = models.PositiveSmallIntegerField("退回至环节", null=True, blank=True)
    judged = models.JSONField("审核依据", default=dict, blank=True)
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_steps",
        verbose_name="审核人",
    )
    entered_at = models.DateTimeField("代录时间", null=True, blank=True)
    entered_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entered_steps",
        verbose_name="代录人",
    )
    signer = models.CharField("签字人", max_length=60, blank=True)
    signed_on = models.DateField("签字日期", null=True, blank=True)
    scan_name = models.CharField("扫描件", max_length=200, blank=True)
    scan_type = models.CharField("扫描件类型", max_length=100, blank=True)
    scan_size = models.PositiveBigIntegerField("扫描件大小", default=0)
    scan_sha256 = models.CharField("扫描件SHA-256", max_length=64, blank=True)

    objects: ClassVar[models.Manager[Step]] = StepQuerySet.as_manager()
    kept: ClassVar[models.Manager[Step]] = KeptSteps.as_manager()

    class Meta:
        verbose_name = "审核环节办理"
        ordering = ("submission", "turn", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("submission", "turn", "position"), name="step_position_once"
            ),
            models.UniqueConstraint(
                fields=("submission", "turn", "reviewer"), name="step_reviewer_once"
            ),
            models.UniqueConstraint(
                fields=("submission",), condition=Q(state="open"), name="step_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=StepState.values), name="step_state_known"
            ),
            models.CheckConstraint(
                # A signer on paper need not be anybody here: then only who entered it is known.
                condition=Q(
                    state__in=[state.value for state in sorted(JUDGED)], decided_at__isnull=False
                )
                & (Q(decided_by__isnull=False) | Q(entered_by__isnull=False))
                | Q(state="own", decided_at__isnull=False, decided_by__isnull=False)
                | Q(
                    state__in=("pending", "open", "dropped"),
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                ),
                name="step_decided_when_over",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(opinion=""), name="step_returned_with_reason"
            ),
            models.CheckConstraint(
                condition=(Q(**ENTERED, scan_size__gt=0) & ~Q(signer="") & ~Q(scan_sha256=""))
                | Q(**NOT_ENTERED),
                name="step_entered_with_scan",
            ),
        )

    def __str__(self) -> str:
        return str(self.get_reviewer_display())

    @property
    def entered(self) -> bool:
        """True when it was entered from a signed paper (代录)."""
        return self.entered_by_id is not None

    def trail_label(self) -> str:
        return self.submission.trail_label()

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.submission.trail_place()


class Reopening(Record):
    """A closed issue opened again; the close-out before it stays as it was decided."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="reopenings", verbose_name="问题")
    submission = models.ForeignKey(
        Submission,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reopenings",
        verbose_name="原销号审核",
    )
    was = models.CharField("原认定状态", max_length=20, choices=Standing.choices)
    reason = models.TextField("重新开启原因")
    reopened_at = models.DateTimeField("重新开启时间")
    reopened_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="reopenings", verbose_name="重新开启人"
    )

    objects: ClassVar[models.Manager[Reopening]] = ReopeningQuerySet.as_manager()

    class Meta:
        verbose_name = "重新开启"
        ordering = ("issue", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_reason"),
        )

    def __str__(self) -> str:
        return self.reason

    def trail_label(self) -> str:
        return self.issue.trail_label()

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.issue.trail_place()


class Sheet(Record):
    """A 销号表 made of one submission as it stood: its bytes lie under their SHA-256."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="sheets", verbose_name="提交"
    )
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("大小")
    pages = models.PositiveIntegerField("页数")
    made_at = models.DateTimeField("生成时间")
    made_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="made_sheets", verbose_name="生成人"
    )

    objects: ClassVar[models.Manager[Sheet]] = SheetQuerySet.as_manager()
    kept: ClassVar[models.Manager[Sheet]] = KeptSheets.as_manager()

    class Meta:
        verbose_name = "销号表"
        ordering = ("-made_at", "-id")
        constraints = (models.CheckConstraint(condition=Q(size__gt=0), name="sheet_not_empty"),)

    def __str__(self) -> str:
        return self.name

    def trail_label(self) -> str:
        return f"{self.submission.trail_label()}销号表{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.submission.trail_place()
