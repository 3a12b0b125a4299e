"""A measure handed in as finished, and what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.closeout.enums import WAITING, State
from rectify.closeout.rows import SubmissionQuerySet
from rectify.issues.enums import Standing
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.trail.rows import Record

PROPOSED = (Standing.DONE, Standing.PARTIAL, Standing.LONG_TERM)


class Submission(Record):
    """A measure handed in with a proposed standing; passed on, returned or accepted."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="submissions", verbose_name="措施"
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
    passed_at = models.DateTimeField("部门审核时间", null=True, blank=True)
    passed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="passed_submissions",
        verbose_name="部门审核人",
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

    class Meta:
        verbose_name = "提交"
        ordering = ("measure", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("measure",),
                condition=Q(state__in=[state.value for state in sorted(WAITING)]),
                name="submission_waiting_once",
                violation_error_message="该措施已提交审核，请等待审核结果。",
            ),
            models.CheckConstraint(
                condition=Q(passed_at__isnull=True, passed_by__isnull=True)
                | Q(passed_at__isnull=False, passed_by__isnull=False),
                name="submission_passed_pair",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="submission_decided_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("returned", "accepted"), decided_at__isnull=False)
                | Q(state__in=("at_department", "at_unit"), decided_at__isnull=True),
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
        return f"{self.measure} {self.get_state_display()}"

    def trail_label(self) -> str:
        return f"措施{self.measure.label}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.measure.trail_place()
