"""A unit's scored table, a round's assessment by it with its deductions, and the count of voices."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from rectify.assessment.rows import (
    AssessmentQuerySet,
    DeductionQuerySet,
    SatisfactionQuerySet,
    ScaleQuerySet,
)
from rectify.people.models import Person, Unit
from rectify.rounds.models import Round
from rectify.trail.rows import Record


class Scale(Record):
    """A unit's table: `items` [{name, points}], 100 points together, `grades` [{name, least}]."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="scale", verbose_name="单位")
    name = models.CharField("评分表名称", max_length=80)
    items = models.JSONField("评分项目")
    grades = models.JSONField("等次")

    objects: ClassVar[models.Manager[Scale]] = ScaleQuerySet.as_manager()

    class Meta:
        verbose_name = "评分表"

    def __str__(self) -> str:
        return self.name

    def trail_label(self) -> str:
        return f"评分表{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.unit_id, None


class Assessment(Record):
    """A round judged by a table; the table is copied, so that a later change of it changes nothing."""

    round = models.OneToOneField(
        Round, models.PROTECT, related_name="assessment", verbose_name="轮次"
    )
    name = models.CharField("评分表名称", max_length=80)
    items = models.JSONField("评分项目")
    grades = models.JSONField("等次")
    assessor = models.CharField("评估单位", max_length=100, blank=True)
    assessed_on = models.DateField("评估日期")
    note = models.TextField("综合评价", blank=True)

    objects: ClassVar[models.Manager[Assessment]] = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "成效评估"

    def __str__(self) -> str:
        return self.name

    def trail_label(self) -> str:
        return f"成效评估{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.round.unit_id, self.round_id


class Deduction(Record):
    """Points taken off one item, with the reason; `item` counts from 0 in the assessment's table."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="deductions", verbose_name="成效评估"
    )
    item = models.PositiveSmallIntegerField("评分项目")
    points = models.DecimalField("扣分", max_digits=4, decimal_places=1)
    reason = models.TextField("扣分理由")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )

    objects: ClassVar[models.Manager[Deduction]] = DeductionQuerySet.as_manager()

    class Meta:
        verbose_name = "扣分"
        ordering = ("assessment", "item", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(points__gt=Decimal(0), points__lte=Decimal(100)),
                name="deduction_points_sensible",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="deduction_has_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | Q(withdrawn_by__isnull=True),
                name="deduction_withdrawn_pair",
            ),
        )

    def __str__(self) -> str:
        return self.reason

    def trail_label(self) -> str:
        return f"扣分{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.assessment.trail_place()


class Satisfaction(Record):
    """How many voices were asked for and came back, and how they spoke."""

    round = models.OneToOneField(
        Round, models.PROTECT, related_name="satisfaction", verbose_name="轮次"
    )
    held_on = models.DateField("测评日期")
    sent = models.PositiveIntegerField("发放")
    returned = models.PositiveIntegerField("收回")
    satisfied = models.PositiveIntegerField("满意")
    fairly = models.PositiveIntegerField("基本满意")
    dissatisfied = models.PositiveIntegerField("不满意")

    objects: ClassVar[models.Manager[Satisfaction]] = SatisfactionQuerySet.as_manager()

    class Meta:
        verbose_name = "满意度测评"
        constraints = (
            models.CheckConstraint(
                condition=Q(sent__gt=0, returned__lte=F("sent")),
                name="satisfaction_returned_within_sent",
            ),
            models.CheckConstraint(
                condition=Q(returned=F("satisfied") + F("fairly") + F("dissatisfied")),
                name="satisfaction_adds_up",
            ),
        )

    def __str__(self) -> str:
        return f"满意度测评{self.pk}"

    def trail_label(self) -> str:
        return f"满意度测评{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.round.unit_id, self.round_id
