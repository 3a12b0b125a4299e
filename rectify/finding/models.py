"""A filter of the ledger kept under a name, for oneself or for the unit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.finding.rows import SavedFilterQuerySet
from rectify.people.models import Person, Unit
from rectify.trail.rows import Record

MOST_LETTERS = 1000


class SavedFilter(Record):
    """A name and the parameters of the ledger's address; they hold in every round of the unit."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="saved_filters", verbose_name="单位"
    )
    owner = models.ForeignKey(
        Person, models.PROTECT, related_name="saved_filters", verbose_name="保存人"
    )
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=MOST_LETTERS)
    shared = models.BooleanField("本单位共用", default=False)
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)
    removed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="removed_filters",
        verbose_name="删除人",
    )

    objects: ClassVar[models.Manager[SavedFilter]] = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "常用筛选"
        ordering = ("-shared", "name", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(query=""), name="filter_says_something"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="filter_removed_pair",
            ),
            models.UniqueConstraint(
                fields=("unit", "owner", "name"),
                condition=Q(removed_at__isnull=True),
                name="filter_name_once",
                violation_error_message="已有同名的常用筛选，请换一个名称。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def trail_label(self) -> str:
        return f"常用筛选{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.unit_id, None
