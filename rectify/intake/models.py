"""A paper that was pasted or dropped, the plan made of it, and where each row came from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.intake.enums import PaperState
from rectify.intake.rows import PaperQuerySet
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.rounds.models import Round
from rectify.trail.rows import Record

APPLIED_ONCE = ("applied", "withdrawn")
"""States of a paper that has been written into the ledger, be it taken back later or not."""


class Paper(Record):
    """What was given, and the plan that a person looks over before anything is written.

    `text` is the exact text, or what a file shows line by line; `sha256` is that of the text or of
    the file, whose bytes are kept under it. `plan` is the editable tree as JSON (see `intake.plan`);
    the ledger is untouched until `applied`.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="papers", verbose_name="轮次")
    name = models.CharField("名称", max_length=200)
    text = models.TextField("原文")
    sha256 = models.CharField("SHA-256", max_length=64)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    file_size = models.PositiveBigIntegerField("文件大小", default=0)
    state = models.CharField(
        "状态", max_length=20, choices=PaperState.choices, default=PaperState.WAITING
    )
    plan = models.JSONField("识别结果", default=dict, blank=True)
    given_at = models.DateTimeField("提交时间")
    given_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="given_papers", verbose_name="提交人"
    )
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    applied_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applied_papers",
        verbose_name="导入人",
    )
    outcome = models.JSONField("导入结果", default=dict, blank=True)
    failure = models.CharField("未能识别的原因", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_papers",
        verbose_name="撤销人",
    )

    objects: ClassVar[models.Manager[Paper]] = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "材料"
        ordering = ("-given_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=APPLIED_ONCE, applied_at__isnull=False)
                | (
                    ~Q(state__in=APPLIED_ONCE) & Q(applied_at__isnull=True, applied_by__isnull=True)
                ),
                name="paper_applied_when_applied",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)),
                name="paper_withdrawn_when_withdrawn",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def trail_label(self) -> str:
        return f"材料{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.round.unit_id, self.round_id


class Origin(Record):
    """What a paper says of an issue or a measure: the line or cell, the exact words.

    `added` tells whether the paper brought the row into the ledger or changed one that was there.
    `row_version` is the row's version once the paper was applied, `replaced` what its fields held
    before: both for undoing the import.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="origins", verbose_name="材料")
    issue = models.ForeignKey(
        Issue, models.PROTECT, null=True, related_name="origins", verbose_name="问题"
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, related_name="origins", verbose_name="措施"
    )
    place = models.CharField("位置", max_length=60)
    words = models.TextField("原文")
    added = models.BooleanField("由本材料新增", default=True)
    row_version = models.PositiveIntegerField("导入后的版本", default=1)
    replaced = models.JSONField("导入前的内容", default=dict, blank=True)

    objects: ClassVar[models.Manager[Origin]] = models.Manager()

    class Meta:
        verbose_name = "来源"
        ordering = ("paper", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(issue__isnull=True, measure__isnull=False)
                | Q(issue__isnull=False, measure__isnull=True),
                name="origin_of_one_thing",
            ),
        )

    @property
    def place_words(self) -> str:
        """Where it stands, in words: a line of a text has its number alone."""
        return f"第{self.place}行" if self.place.isdecimal() else self.place

    def __str__(self) -> str:
        return f"{self.paper_id}:{self.place}"

    def trail_label(self) -> str:
        return f"材料{self.paper_id}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.paper.trail_place()
