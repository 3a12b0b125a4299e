"""The append-only event log: one event for each act, each bound to the one before it by a hash.

Events name act, kind and number, never case text: old and new words stay in the row history, which
the auditor does not see. Actor and subject are ids and names without foreign keys, so that the log
never blocks and never loses anything.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from rectify.trail.acts import act_choices

CHAIN_NAME = "main"


class Chain(models.Model):
    """The head of the hash chain; its row is the lock that puts events in one order."""

    name = models.CharField("链", max_length=20, unique=True)
    length = models.PositiveBigIntegerField("长度", default=0)
    head = models.CharField("链首", max_length=64, default="")

    objects: ClassVar[models.Manager[Chain]] = models.Manager()

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One act: when, who, what, on which thing, in which unit and round."""

    position = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    actor_id = models.BigIntegerField("操作人编号", null=True)
    actor_name = models.CharField("操作人", max_length=40)
    act = models.CharField("操作", max_length=40, choices=act_choices)
    subject_kind = models.CharField("对象", max_length=40, blank=True)
    subject_id = models.BigIntegerField("对象编号", null=True)
    subject_label = models.CharField("对象标识", max_length=60, blank=True)
    unit_id = models.BigIntegerField("单位编号", null=True)
    round_id = models.BigIntegerField("轮次编号", null=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    previous_hash = models.CharField("前一哈希", max_length=64, blank=True)
    hash = models.CharField("哈希", max_length=64)

    objects: ClassVar[models.Manager[Event]] = models.Manager()

    class Meta:
        ordering = ("position",)
        indexes = (
            # The history part of a page asks for one subject's events.
            models.Index(fields=("subject_kind", "subject_id"), name="event_subject"),
            # The auditor's page pages by unit, newest first.
            models.Index(fields=("unit_id", "-position"), name="event_unit"),
        )

    def __str__(self) -> str:
        return f"{self.position} {self.act}"
