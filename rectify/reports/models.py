"""A report with its sections, and the files made of it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from rectify.people.models import Person
from rectify.reports.enums import SectionKind, Shape
from rectify.reports.rows import ReportFileQuerySet, ReportQuerySet
from rectify.rounds.models import Round
from rectify.trail.rows import Record


class Report(Record):
    """One report of one round, as of a day."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reports", verbose_name="轮次")
    shape = models.CharField("体例", max_length=20, choices=Shape.choices)
    title = models.CharField("标题", max_length=200)
    addressee = models.CharField("主送机关", max_length=100, blank=True)
    signature = models.CharField("署名", max_length=100, blank=True)
    as_of = models.DateField("数据截止日期")
    signed_on = models.DateField("成文日期", null=True, blank=True)
    drafted_at = models.DateTimeField("起草时间")
    drafted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="drafted_reports", verbose_name="起草人"
    )

    objects: ClassVar[models.Manager[Report]] = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "报告"
        ordering = ("-drafted_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("round", "shape"), name="report_shape_once"),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(signed_on__gte=F("as_of")),
                name="report_signed_after_its_day",
                violation_error_message="成文日期不能早于数据截止日期。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def dated(self) -> date:
        """The day printed below the signature: its own, or else the day of its data."""
        return self.signed_on or self.as_of

    def trail_label(self) -> str:
        return f"报告{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.round.unit_id, self.round_id


class Section(Record):
    """One section: its heading, and text in which figures stand by name."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="sections", verbose_name="报告")
    position = models.PositiveSmallIntegerField("排序")
    heading = models.CharField("标题", max_length=100, blank=True)
    kind = models.CharField("类型", max_length=20, choices=SectionKind.choices)
    body = models.TextField("正文", blank=True)

    objects: ClassVar[models.Manager[Section]] = models.Manager()

    class Meta:
        verbose_name = "报告章节"
        ordering = ("report", "position")
        constraints = (
            models.UniqueConstraint(fields=("report", "position"), name="section_position_once"),
        )

    def __str__(self) -> str:
        return self.heading

    def trail_label(self) -> str:
        return f"报告{self.report_id}第{self.position}节"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.report.trail_place()


class ReportFile(Record):
    """A file made of a report: its bytes lie under their SHA-256."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="files", verbose_name="报告")
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("文件类型", max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("大小")
    pages = models.PositiveIntegerField("页数")
    as_of = models.DateField("数据截止日期")
    made_at = models.DateTimeField("生成时间")
    made_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="made_files", verbose_name="生成人"
    )

    objects: ClassVar[models.Manager[ReportFile]] = ReportFileQuerySet.as_manager()

    class Meta:
        verbose_name = "报告文件"
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return self.name

    def trail_label(self) -> str:
        return f"报告{self.report_id}文件{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.report.trail_place()
