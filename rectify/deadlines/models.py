"""The due date of one measure or one issue, and what was asked to move it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.deadlines.enums import Counted, ExtensionState
from rectify.deadlines.rows import ExtensionQuerySet, KeptExtensions
from rectify.issues.enums import OPEN, Standing
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.trail.rows import Record

EXTENDED = ("first_due_on", "extended_times", "extended_days")
"""The fields of a deadline that tell how far it was put off."""


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

    first_due_on = models.DateField("最初到期日", null=True, blank=True)
    extended_times = models.PositiveSmallIntegerField("延期次数", default=0)
    extended_days = models.PositiveSmallIntegerField("累计延期天数", default=0)

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
            models.CheckConstraint(
                condition=Q(extended_times=0, first_due_on__isnull=True)
                | Q(extended_times__gt=0, first_due_on__isnull=False),
                name="deadline_extended_from_a_day",
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


class Extension(Record):
    """A request to move a measure's date, with its reason and a file, and what was decided."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="extensions", verbose_name="措施"
    )
    state = models.CharField(
        "审批状态",
        max_length=20,
        choices=ExtensionState.choices,
        default=ExtensionState.OPEN,
    )
    reason = models.TextField("延期原因")
    from_on = models.DateField("原到期日")
    until_on = models.DateField("申请延至")
    late = models.BooleanField("逾期后申请", default=False)
    file_name = models.CharField("依据材料", max_length=200)
    content_type = models.CharField("文件类型", max_length=100)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField("SHA-256", max_length=64)
    requested_at = models.DateTimeField("申请时间")
    requested_by = models.ForeignKey(
        Person, models.PROTECT, related_name="requested_extensions", verbose_name="申请人"
    )
    ended_at = models.DateTimeField("办理时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ended_extensions",
        verbose_name="办理人",
    )
    opinion = models.TextField("审批意见", blank=True)

    objects: ClassVar[models.Manager[Extension]] = ExtensionQuerySet.as_manager()
    kept: ClassVar[models.Manager[Extension]] = KeptExtensions.as_manager()

    class Meta:
        verbose_name = "延期申请"
        ordering = ("measure", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("measure",),
                condition=Q(state="open"),
                name="extension_open_once",
                violation_error_message="该措施已有待审批的延期申请，请等待审批结果。",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gt=models.F("from_on")),
                name="extension_moves_on",
                violation_error_message="延期后的日期须晚于原到期日。",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
            models.CheckConstraint(condition=Q(size__gt=0), name="extension_file_not_empty"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True, ended_by__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="extension_ended_pair",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.get_state_display()}"

    @property
    def days(self) -> int:
        """How many days the date would move."""
        return (self.until_on - self.from_on).days

    @property
    def state_words(self) -> str:
        """Where it stands in words; one that was never decided lapses with its settled measure."""
        lapsed = Standing(self.measure.standing) not in OPEN
        if self.state == ExtensionState.OPEN and lapsed:
            return "已失效，措施已了结"
        return str(self.get_state_display())

    def trail_label(self) -> str:
        return f"措施{self.measure.label}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.measure.trail_place()
