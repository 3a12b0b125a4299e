"""The category tree with the paper's own numbers, and the issues with the paper's exact words."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from rectify.issues.enums import Departure, Finding, Pace, Source, Standing
from rectify.issues.rows import (
    AmendmentQuerySet,
    CategoryQuerySet,
    IssueQuerySet,
    LivingCategories,
    LivingIssues,
    TakeoverQuerySet,
)
from rectify.kernel import clock
from rectify.kernel.text import search_key
from rectify.people.models import Department, Person
from rectify.rounds.models import Round
from rectify.trail.acting import because
from rectify.trail.rows import Record


class Withdrawable(Record):
    """A row of the ledger that can be taken back: kept, but in no list, count or choice.

    It is taken back by itself with a reason, or with the import that brought it. The default manager
    leaves withdrawn rows out; `with_withdrawn` has all.
    """

    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="撤回人",
    )

    class Meta:
        abstract = True

    def withdraw(self, *, reason: str, by: Person | None) -> None:
        """Save this locked row as withdrawn; the reason stays with that version of it."""
        self.withdrawn_at, self.withdrawn_by = clock.now(), by
        with because(reason):
            self.save_changes("withdrawn_at", "withdrawn_by")


class Numbered(Withdrawable):
    """A row with a number of its own in the ledger: an issue or a measure."""

    class Meta:
        abstract = True

    @classmethod
    def told_to(cls, person: Person | None, pks: Collection[int]) -> dict[int, str]:
        """What other rows' pages and histories call these: their numbers, which give no case text away.

        Of a row that `person` may not see not even that; None is who sees all.
        """
        rows: Any = cls.with_withdrawn.filter(pk__in=pks)  # type: ignore[attr-defined]
        seen = rows if person is None else rows.visible_to(person)
        return dict.fromkeys(pks, cls.unnamed()) | {row.pk: row.trail_label() for row in seen}

    @classmethod
    def unnamed(cls) -> str:
        """What a row is called before somebody who may not see it."""
        return f"其他{cls._meta.verbose_name}"


WITHDRAWN_TOGETHER = Q(withdrawn_at__isnull=False) | Q(withdrawn_by__isnull=True)
"""Whoever withdrew a row did so at some time; at the command line it is nobody."""

GONE_WHEN_MERGED = Q(merged_into__isnull=True) | Q(withdrawn_at__isnull=False)
"""What was merged into another row stands in the ledger no more; its history does."""


class Category(Withdrawable):
    """One node of the tree 方面 → 大类, headed as the paper heads it."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="categories", verbose_name="轮次")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级类别",
    )
    number = models.CharField("原文编号", max_length=20, blank=True)
    title = models.CharField("类别名称", max_length=300)
    position = models.PositiveIntegerField("排序", default=0)

    objects: ClassVar[LivingCategories] = LivingCategories()
    with_withdrawn: ClassVar[models.Manager[Category]] = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "类别"
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="category_not_own_parent",
            ),
            models.UniqueConstraint(
                "round",
                # NULLs would be distinct, and SQLite cannot be told otherwise.
                Coalesce("parent", 0),
                "title",
                condition=Q(withdrawn_at__isnull=True),
                name="category_title_once",
                violation_error_message="此处已有同名类别，请换一个名称。",
            ),
            models.CheckConstraint(
                condition=WITHDRAWN_TOGETHER, name="category_withdrawn_together"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def trail_label(self) -> str:
        return f"类别{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.round.unit_id, self.round_id


class Issue(Numbered):
    """One issue of the letter (or found by the unit itself)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="issues", verbose_name="轮次")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name="类别"
    )
    serial = models.PositiveIntegerField("编号")
    number = models.CharField("原文编号", max_length=20, blank=True)
    title = models.CharField("问题", max_length=500)
    text = models.TextField("问题原文", blank=True)
    source = models.CharField(
        "来源", max_length=20, choices=Source.choices, default=Source.FEEDBACK
    )
    pace = models.CharField("整改类型", max_length=20, choices=Pace.choices, default=Pace.TIMED)
    cause = models.TextField("原因分析", blank=True)
    target = models.TextField("整改目标", blank=True)
    wider_check = models.TextField("举一反三", blank=True)
    lead_leader = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_issues",
        verbose_name="责任领导",
    )
    lead_department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_issues",
        verbose_name="牵头部门",
    )
    stated = models.CharField(
        "认定状态", max_length=20, choices=Standing.choices, blank=True, default=""
    )
    status_words = models.CharField("状态原文", max_length=200, blank=True)
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
    measures_numbered = models.PositiveIntegerField("已用措施编号", default=0, editable=False)
    search_text = models.TextField("检索", blank=True, editable=False)

    objects: ClassVar[LivingIssues] = LivingIssues()
    with_withdrawn: ClassVar[models.Manager[Issue]] = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = "问题"
        ordering = ("round", "serial")
        constraints = (
            models.UniqueConstraint(fields=("round", "serial"), name="issue_serial_once"),
            models.CheckConstraint(condition=~Q(title=""), name="issue_has_title"),
            models.CheckConstraint(
                condition=Q(stated__in=("", *Standing.values)), name="issue_stated_known"
            ),
            models.CheckConstraint(condition=WITHDRAWN_TOGETHER, name="issue_withdrawn_together"),
            models.CheckConstraint(condition=GONE_WHEN_MERGED, name="issue_gone_when_merged"),
        )
        indexes = (models.Index(fields=("round", "category"), name="issue_category"),)

    def __str__(self) -> str:
        return self.title

    @classmethod
    def derived_fields(cls) -> tuple[str, ...]:
        return ("search_text",)

    def derive(self) -> None:
        self.search_text = search_key(f"{self.title}\n{self.text}\n{self.cause}\n{self.target}")

    def trail_label(self) -> str:
        return f"问题{self.serial}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.round.unit_id, self.round_id


class Amendment(Record):
    """The reason why the ledger departs from the issued 整改方案 at one issue or one of its measures.

    What was changed stands in the row histories; `measure_serial` is never given to a second measure.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="amendments", verbose_name="问题")
    measure_serial = models.PositiveIntegerField("措施编号", null=True, blank=True)
    departure = models.CharField("变更", max_length=20, choices=Departure.choices)
    reason = models.CharField("变更理由", max_length=500)
    made_at = models.DateTimeField("变更时间")
    made_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="变更人"
    )

    objects: ClassVar[models.Manager[Amendment]] = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = "方案变更"
        ordering = ("issue", "made_at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_has_reason"),
        )

    def __str__(self) -> str:
        return self.reason

    def trail_label(self) -> str:
        serial = f".{self.measure_serial}" if self.measure_serial else ""
        return f"变更{self.issue.serial}{serial}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.issue.trail_place()


class Takeover(Record):
    """An issue of an earlier round that a look-back round checks again, and what it found."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="takeovers", verbose_name="回头看轮次"
    )
    issue = models.ForeignKey(
        Issue, models.PROTECT, related_name="takeovers", verbose_name="原问题"
    )
    taken_at = models.DateTimeField("纳入时间")
    taken_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="纳入人"
    )
    finding = models.CharField(
        "核查结果", max_length=20, choices=Finding.choices, blank=True, default=""
    )
    note = models.TextField("核查情况", blank=True)
    judged_at = models.DateTimeField("核查时间", null=True, blank=True)
    judged_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核查登记人",
    )
    reopened_at = models.DateTimeField("重新打开时间", null=True, blank=True)
    reopened_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="重新打开人",
    )
    dropped_at = models.DateTimeField("移出时间", null=True, blank=True)
    dropped_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="移出人",
    )

    objects: ClassVar[models.Manager[Takeover]] = TakeoverQuerySet.as_manager()

    class Meta:
        verbose_name = "回头看问题"
        ordering = ("round", "issue", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "issue"),
                condition=Q(dropped_at__isnull=True),
                name="takeover_once",
                violation_error_message="该问题已纳入本轮回头看。",
            ),
            models.CheckConstraint(
                condition=Q(finding="", judged_at__isnull=True, judged_by__isnull=True)
                | Q(finding__in=Finding.values, judged_at__isnull=False),
                name="takeover_judged_pair",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True)
                | Q(reopened_at__isnull=False, finding__in=("not_done", "rebound")),
                name="takeover_reopened_for_cause",
            ),
            models.CheckConstraint(
                condition=Q(finding__in=("", "done")) | ~Q(note=""),
                name="takeover_cause_told",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True)
                | Q(dropped_at__isnull=False, reopened_at__isnull=True),
                name="takeover_dropped_pair",
            ),
        )

    def __str__(self) -> str:
        return str(self.issue)

    def trail_label(self) -> str:
        return f"回头看问题{self.issue.serial}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.round.unit_id, self.round_id
