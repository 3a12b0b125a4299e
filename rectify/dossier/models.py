"""A 整改卷 that was printed: of which issue, when, by whom, and where its bytes lie."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.dossier.rows import DossierQuerySet
from rectify.issues.models import Issue
from rectify.people.models import Person
from rectify.trail.rows import Record


class Dossier(Record):
    """One issue printed as it stood at `made_at`: the bytes lie under their SHA-256."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="dossiers", verbose_name="问题")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("大小")
    pages = models.PositiveIntegerField("页数")
    made_at = models.DateTimeField("生成时间")
    made_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="made_dossiers", verbose_name="生成人"
    )

    objects: ClassVar[models.Manager[Dossier]] = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "整改卷"
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(size__gt=0, pages__gt=0), name="dossier_not_empty"),
        )

    def __str__(self) -> str:
        return self.name

    def trail_label(self) -> str:
        return f"{self.issue.trail_label()}整改卷{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.issue.trail_place()
