"""The inspection round: who came when, what day counts, and how long the concentrated period is."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from rectify.people.models import Person, Unit
from rectify.rounds.enums import Kind, Level
from rectify.rounds.rows import RoundQuerySet
from rectify.trail.rows import Record


class Round(Record):
    """One inspection of one unit; its issues, measures and reports hang on it."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="rounds", verbose_name="被巡察党组织"
    )
    name = models.CharField("轮次名称", max_length=80)
    level = models.CharField("级别", max_length=20, choices=Level.choices, default=Level.COUNTY)
    kind = models.CharField("类型", max_length=20, choices=Kind.choices, default=Kind.REGULAR)
    inspector = models.CharField("巡察组", max_length=80, blank=True)
    inspected_from = models.DateField("巡察起始日期", null=True, blank=True)
    inspected_to = models.DateField("巡察结束日期", null=True, blank=True)
    feedback_on = models.DateField("反馈日", null=True, blank=True)
    document_number = models.CharField("反馈文号", max_length=60, blank=True)
    months = models.PositiveSmallIntegerField(
        "集中整改期（月）", default=3, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    issues_numbered = models.PositiveIntegerField("已用问题编号", default=0, editable=False)

    planned_at = models.DateTimeField("方案印发时间", null=True, blank=True, editable=False)
    planned_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="方案印发人",
    )
    closed_at = models.DateTimeField("办结归档时间", null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="办结归档人",
    )

    objects: ClassVar[models.Manager[Round]] = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "巡察轮次"
        ordering = ("-feedback_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "name"),
                name="round_name_once",
                violation_error_message="本单位已有同名轮次，请换一个名称。",
            ),
            models.CheckConstraint(
                condition=Q(inspected_to__isnull=True)
                | Q(inspected_from__isnull=True)
                | Q(inspected_to__gte=F("inspected_from")),
                name="round_inspected_in_order",
                violation_error_message="巡察结束日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(feedback_on__isnull=True)
                | Q(inspected_from__isnull=True)
                | Q(feedback_on__gte=F("inspected_from")),
                name="round_feedback_after_inspection",
                violation_error_message="反馈日不能早于巡察起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=24),
                name="round_months_sensible",
                violation_error_message="集中整改期须为1至24个月。",
            ),
            # At the command line it is nobody who did it.
            models.CheckConstraint(
                condition=Q(planned_at__isnull=False) | Q(planned_by__isnull=True),
                name="round_planned_pair",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False) | Q(closed_by__isnull=True),
                name="round_closed_pair",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def trail_label(self) -> str:
        return f"轮次{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.unit_id, self.pk
