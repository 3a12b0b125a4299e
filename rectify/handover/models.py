"""One handing over: from whom, to whom, why, and what became of each row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from rectify.handover.rows import HandoverQuerySet
from rectify.people.models import Person, Unit
from rectify.trail.rows import Record


class Handover(Record):
    """An act of 移交; `outcomes` tells row by row what went over and what did not, and why."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="handovers", verbose_name="单位")
    giver = models.ForeignKey(
        Person, models.PROTECT, related_name="given_handovers", verbose_name="移交人"
    )
    taker = models.ForeignKey(
        Person, models.PROTECT, related_name="taken_handovers", verbose_name="接收人"
    )
    reason = models.CharField("移交原因", max_length=300)
    outcomes = models.JSONField("逐项结果", default=list)
    made_at = models.DateTimeField("移交时间")
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="made_handovers", verbose_name="办理人"
    )

    objects: ClassVar[models.Manager[Handover]] = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "移交"
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(giver=F("taker")),
                name="handover_to_another",
                violation_error_message="接收人须是另一名人员。",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="handover_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.giver}→{self.taker}"

    def trail_label(self) -> str:
        return f"移交{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.unit_id, None
