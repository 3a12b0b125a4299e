"""One piece of background work, from asked for to ended in a result or a reason."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.jobs.enums import JobState, kind_choices
from rectify.jobs.rows import JobQuerySet
from rectify.people.models import Person


class Job(models.Model):
    """A job: what, for whom, how far, and what came of it.

    It has no row history (it changes every second while it runs); the acts around it are events.
    """

    kind = models.CharField("事项", max_length=30, choices=kind_choices)
    state = models.CharField(
        "状态", max_length=20, choices=JobState.choices, default=JobState.WAITING
    )
    subject_id = models.PositiveBigIntegerField("对象编号")
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="jobs", verbose_name="提出人"
    )
    percent = models.PositiveSmallIntegerField("进度", default=0)
    stage = models.CharField("步骤", max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    owner = models.CharField("执行者", max_length=60, blank=True)
    heartbeat_at = models.DateTimeField("心跳", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    result = models.JSONField("结果", default=dict, blank=True)
    failure = models.CharField("未成功原因", max_length=300, blank=True)

    objects: ClassVar[models.Manager[Job]] = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="job_percent_sensible"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("done", "failed"), ended_at__isnull=False)
                | Q(state__in=("waiting", "running"), ended_at__isnull=True),
                name="job_ended_when_over",
            ),
            models.UniqueConstraint(
                fields=("kind", "subject_id"),
                condition=Q(state__in=("waiting", "running")),
                name="job_open_once",
                violation_error_message="同一事项正在处理，请稍候。",
            ),
        )
        indexes = (models.Index(fields=("state", "heartbeat_at"), name="job_sweep"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_state_display()}"

    @property
    def ended(self) -> bool:
        """True when nothing more will happen to it."""
        return self.ended_at is not None

    def trail_label(self) -> str:
        return f"任务{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return (self.asked_by.unit_id if self.asked_by else None), None
