"""The due date of one measure or one issue."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.deadlines.enums import Counted
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.trail.rows import Record


class Deadline(Record):
    """A date, the office's own words, whether it is followed on after it, and how it was counted."""

    issue = models.OneToOneField(
        Issue, models.PROTECT, null=True, blank=True, related_name="deadline", verbose_name="问题"
    )
    measure = models.OneToOneField(
        Measure, models.PROTECT, null=True, blank=True, related_name="deadline", verbose_name="措施"
    )
    words = models.CharField("时限原文", max_length=200, blank=True)
    due_on = models.DateField("到期日", null=True, blank=True, db_index=True)
    long_term = models.BooleanField("长期坚持", default=False)
    counted = models.CharField(
        "计算方式", max_length=20, choices=Counted.choices, default=Counted.STATED
    )

    objects: ClassVar[models.Manager[Deadline]] = models.Manager()

    class Meta:
        verbose_name = "整改时限"
        constraints = (
            models.CheckConstraint(
                condition=Q(issue__isnull=True, measure__isnull=False)
                | Q(issue__isnull=False, measure__isnull=True),
                name="deadline_of_one_thing",
            ),
            models.CheckConstraint(
                # One that undoing an import has taken back says nothing, and is there no more.
                condition=~Q(words="", due_on__isnull=True, long_term=False)
                | Q(counted="withdrawn"),
                name="deadline_says_something",
            ),
        )

    def __str__(self) -> str:
        return self.words or (self.due_on.isoformat() if self.due_on else "长期坚持")

    @property
    def of(self) -> Issue | Measure:
        """What the deadline belongs to."""
        owner = self.measure or self.issue
        assert owner is not None
        return owner

    def trail_label(self) -> str:
        return self.of.trail_label()

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.of.trail_place()
