"""A reminder (催办) that a department has not taken up what it was assigned."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.claims.rows import ReminderQuerySet
from rectify.measures.models import Measure
from rectify.people.models import Department, Person
from rectify.trail.rows import Record


class Reminder(Record):
    """That a department was reminded of a measure on a day, by the office or by itself.

    It is a fact, not a message: whoever delivers it by other ways than the pages reads these rows.
    """

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="reminders", verbose_name="措施"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="reminders", verbose_name="责任部门"
    )
    day = models.DateField("催办日期")
    words = models.CharField("催办说明", max_length=300)
    made_at = models.DateTimeField("催办时间")
    made_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders_made",
        verbose_name="催办人",
    )

    objects: ClassVar[models.Manager[Reminder]] = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "催办"
        ordering = ("measure", "made_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("measure", "department", "day"),
                name="reminder_once_a_day",
                violation_error_message="该措施今天已催办。",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="reminder_has_words"),
        )

    def __str__(self) -> str:
        return self.words

    def trail_label(self) -> str:
        return f"{self.measure.trail_label()}催办"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.measure.trail_place()
