"""What is to be done about an issue, by whom, and how far it has come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from rectify.issues.enums import Standing
from rectify.issues.models import (
    GONE_WHEN_MERGED,
    WITHDRAWN_TOGETHER,
    Issue,
    Numbered,
    Withdrawable,
)
from rectify.kernel import clock
from rectify.kernel.text import search_key
from rectify.measures.rows import (
    AssistanceQuerySet,
    LivingMeasures,
    LivingTasks,
    MeasureQuerySet,
    ProgressQuerySet,
    TaskQuerySet,
)
from rectify.people.models import Department, Person
from rectify.trail.rows import Record

PERCENT = Q(percent__gte=0, percent__lte=100)

CLAIM = ("claimed_at", "claimed_by", "handed_back_at", "handed_back_by", "handed_back_why")
"""The fields of a measure that tell whether its department has taken it up."""


IN_ORDER = (F("position").asc(nulls_last=True), "pk")
"""Tasks of one issue: those that were given a place, then the others as they were entered."""


class Task(Withdrawable):
    """A task between an issue and its measures, where a unit uses them."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="tasks", verbose_name="问题")
    number = models.CharField("原文编号", max_length=20, blank=True)
    text = models.TextField("任务")
    position = models.PositiveIntegerField("排序", null=True, blank=True)

    objects: ClassVar[LivingTasks] = LivingTasks()
    with_withdrawn: ClassVar[models.Manager[Task]] = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "任务"
        ordering = ("issue", F("position").asc(nulls_last=True), "id")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="task_has_text"),
            models.CheckConstraint(condition=WITHDRAWN_TOGETHER, name="task_withdrawn_together"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def place(self) -> tuple[bool, int, int]:
        """Where the task stands among those of its issue, as `IN_ORDER` has it."""
        return self.position is None, self.position or 0, self.pk

    @property
    def named(self) -> str:
        """The task as a choice shows it: the paper's number, then the words."""
        return f"{self.number} {self.text}".strip()

    def trail_label(self) -> str:
        return f"问题{self.issue.serial}任务{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.issue.round.unit_id, self.issue.round_id


class Measure(Numbered):
    """One measure of one issue: led by one department, assisted by any number."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="measures", verbose_name="问题")
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name="任务"
    )
    serial = models.PositiveIntegerField("编号")
    number = models.CharField("原文编号", max_length=20, blank=True)
    text = models.TextField("整改措施")
    target = models.TextField("整改目标", blank=True)
    responsible_leader = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_measures",
        verbose_name="责任领导",
    )
    supervising_leader = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supervised_measures",
        verbose_name="分管领导",
    )
    lead_department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_measures",
        verbose_name="责任部门",
    )
    involved_units = models.TextField("涉及单位", blank=True)
    responsible_words = models.CharField("责任分工原文", max_length=300, blank=True)
    standing = models.CharField(
        "状态", max_length=20, choices=Standing.choices, default=Standing.NOT_DONE
    )
    status_words = models.CharField("状态原文", max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField("进度", default=0)
    started_on = models.DateField("开始日期", null=True, blank=True)
    completed_on = models.DateField("完成日期", null=True, blank=True)
    further = models.JSONField("其他栏目", default=dict, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name="并入",
    )
    split_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="split_into",
        verbose_name="拆分自",
    )
    search_text = models.TextField("检索", blank=True, editable=False)
    assigned_to = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="交办部门",
    )
    assigned_on = models.DateField("交办日期", null=True, blank=True, editable=False)
    assigned_words = models.CharField("交办说明", max_length=300, blank=True)
    claimed_at = models.DateTimeField("认领时间", null=True, blank=True)
    claimed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claimed_measures",
        verbose_name="认领人",
    )
    handed_back_at = models.DateTimeField("退回认领时间", null=True, blank=True)
    handed_back_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handed_back_measures",
        verbose_name="退回认领人",
    )
    handed_back_why = models.CharField("退回认领原因", max_length=500, blank=True)

    objects: ClassVar[LivingMeasures] = LivingMeasures()
    with_withdrawn: ClassVar[models.Manager[Measure]] = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "措施"
        ordering = ("issue", "serial")
        constraints = (
            models.UniqueConstraint(fields=("issue", "serial"), name="measure_serial_once"),
            models.CheckConstraint(condition=~Q(text=""), name="measure_has_text"),
            models.CheckConstraint(condition=PERCENT, name="measure_percent_sensible"),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="measure_standing_known"
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(completed_on__gte=models.F("started_on")),
                name="measure_completed_after_start",
            ),
            models.CheckConstraint(condition=WITHDRAWN_TOGETHER, name="measure_withdrawn_together"),
            models.CheckConstraint(
                # What an import brings under way is taken up by nobody in particular.
                condition=Q(claimed_at__isnull=False) | Q(claimed_by__isnull=True),
                name="measure_claimed_pair",
            ),
            models.CheckConstraint(
                condition=Q(handed_back_at__isnull=True, handed_back_by__isnull=True)
                | Q(handed_back_at__isnull=False, handed_back_by__isnull=False),
                name="measure_handed_back_pair",
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=True) | Q(handed_back_at__isnull=True),
                name="measure_claimed_or_handed_back",
            ),
            models.CheckConstraint(condition=GONE_WHEN_MERGED, name="measure_gone_when_merged"),
        )
        indexes = (
            models.Index(fields=("lead_department", "standing"), name="measure_department"),
            models.Index(fields=("issue", "standing"), name="measure_standing"),
        )

    def __str__(self) -> str:
        return self.text

    @classmethod
    def derived_fields(cls) -> tuple[str, ...]:
        return ("search_text", "assigned_to", "assigned_on", "assigned_words", *CLAIM)

    def derive(self) -> None:
        self.search_text = search_key(f"{self.text}\n{self.target}\n{self.responsible_words}")
        if self.lead_department_id != self.assigned_to_id:
            self._assign()

    def _assign(self) -> None:
        """To another department the measure is new, whoever had taken it up before."""
        self.assigned_to_id = self.lead_department_id
        self.assigned_on = clock.today() if self.lead_department_id is not None else None
        self.assigned_words = ""
        self.unclaim()
        if self._state.adding and self.standing != Standing.NOT_DONE:
            self.claimed_at = clock.now()

    def take_up(self, by: Person | None) -> None:
        """Count as taken up by `by`, whatever lay before; who has it already keeps it."""
        if self.claimed_at is None and self.lead_department_id is not None:
            self.unclaim()
            self.claimed_at, self.claimed_by = clock.now(), by

    def unclaim(self) -> None:
        """Forget who took the measure up or gave it back; the row history remembers."""
        self.claimed_at = self.claimed_by = None
        self.handed_back_at = self.handed_back_by = None
        self.handed_back_why = ""

    @property
    def label(self) -> str:
        """The measure's number in the ledger, "3.2" for the second measure of issue 3."""
        return f"{self.issue.serial}.{self.serial}"

    def trail_label(self) -> str:
        return f"措施{self.label}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.issue.round.unit_id, self.issue.round_id


class Assistance(Record):
    """An assisting department of one measure, with its own progress."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="assistances", verbose_name="措施"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="assistances", verbose_name="配合部门"
    )
    percent = models.PositiveSmallIntegerField("进度", default=0)
    ended_on = models.DateField("退出日期", null=True, blank=True)

    objects: ClassVar[models.Manager[Assistance]] = AssistanceQuerySet.as_manager()

    class Meta:
        verbose_name = "配合部门"
        ordering = ("measure", "id")
        constraints = (
            models.UniqueConstraint(fields=("measure", "department"), name="assistance_once"),
            models.CheckConstraint(condition=PERCENT, name="assistance_percent_sensible"),
        )

    def __str__(self) -> str:
        return str(self.department)

    @property
    def percent_words(self) -> str:
        """The share in words, as lists show it."""
        return f"进度{self.percent}%"

    def trail_label(self) -> str:
        return f"措施{self.measure.label}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.measure.trail_place()


class Responsible(Record):
    """A person answerable for one measure (责任人、联络员); he need not be able to sign in."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="responsibles", verbose_name="措施"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="answered_measures", verbose_name="责任人"
    )
    ended_on = models.DateField("解除日期", null=True, blank=True)

    objects: ClassVar[models.Manager[Responsible]] = models.Manager()

    class Meta:
        verbose_name = "责任人"
        ordering = ("measure", "id")
        constraints = (
            models.UniqueConstraint(fields=("measure", "person"), name="responsible_once"),
        )

    def __str__(self) -> str:
        return str(self.person)

    def trail_label(self) -> str:
        return f"措施{self.measure.label}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.measure.trail_place()


class Progress(Record):
    """One entry of a measure's progress log, by the lead or by an assisting department.

    A correction is an entry of its own that points at the one it corrects; that one stays readable
    and no longer counts (`ProgressQuerySet.current`).
    """

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="progress", verbose_name="措施"
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="progress",
        verbose_name="填报部门",
    )
    text = models.TextField("进展情况")
    percent = models.PositiveSmallIntegerField("进度")
    happened_on = models.DateField("进展日期")
    logged_at = models.DateTimeField("填报时间")
    logged_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="logged_progress", verbose_name="填报人"
    )
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
        verbose_name="更正",
    )
    correction_reason = models.CharField("更正原因", max_length=300, blank=True)

    search_text = models.TextField("检索", blank=True, editable=False)

    objects: ClassVar[models.Manager[Progress]] = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = "进展"
        ordering = ("measure", "happened_on", "id")
        constraints = (
            models.CheckConstraint(condition=PERCENT, name="progress_percent_sensible"),
            models.CheckConstraint(condition=~Q(text=""), name="progress_has_text"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, correction_reason="")
                | (Q(corrects__isnull=False) & ~Q(correction_reason="")),
                name="progress_corrected_with_reason",
            ),
        )

    def __str__(self) -> str:
        return self.text

    @classmethod
    def derived_fields(cls) -> tuple[str, ...]:
        return ("search_text",)

    def derive(self) -> None:
        self.search_text = search_key(self.text)

    @property
    def percent_words(self) -> str:
        """The share in words, as lists show it."""
        return f"进度{self.percent}%"

    def trail_label(self) -> str:
        return f"措施{self.measure.label}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.measure.trail_place()
