"""The package that a closed round leaves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.groundwork.models import OfRound
from rectify.groundwork.rows import OfRoundQuerySet
from rectify.people.models import Person
from rectify.rounds.models import Round


class Package(OfRound):
    """A zip file: its bytes lie under their SHA-256; the trail's head is the one it was made at."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="packages", verbose_name="轮次")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("大小")
    files = models.PositiveIntegerField("文件数")
    trail_length = models.PositiveBigIntegerField("操作记录条数")
    trail_head = models.CharField("操作记录链首", max_length=64)
    made_at = models.DateTimeField("生成时间")
    made_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="生成人"
    )

    objects: ClassVar[models.Manager[Package]] = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "归档包"
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(size__gt=0, files__gt=0), name="package_not_empty"),
        )

    def __str__(self) -> str:
        return self.name
