"""Rows that a round gathers before mending begins; each step has at most one row in a round."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from rectify.groundwork.enums import Purpose, Seat
from rectify.groundwork.rows import OfRoundQuerySet, ScanQuerySet
from rectify.people.models import Person
from rectify.rounds.models import Round
from rectify.trail.rows import Record


class OfRound(Record):
    """A row that belongs to a round as a whole."""

    class Meta:
        abstract = True

    round: models.ForeignKey[Round, Round]

    def trail_label(self) -> str:
        return f"{self._meta.verbose_name}{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.round.unit_id, self.round_id  # type: ignore[attr-defined]


class Scan(OfRound):
    """A scanned paper of one of the round's steps: its bytes lie under their SHA-256."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="scans", verbose_name="轮次")
    purpose = models.CharField("所属环节", max_length=20, choices=Purpose.choices)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("文件类型", max_length=100)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField("SHA-256", max_length=64)
    kept_at = models.DateTimeField("存入时间")
    kept_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="存入人"
    )
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤下人"
    )

    objects: ClassVar[models.Manager[Scan]] = ScanQuerySet.as_manager()

    class Meta:
        verbose_name = "扫描件"
        ordering = ("round", "purpose", "kept_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(size__gt=0), name="scan_not_empty"),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="scan_purpose_known"
            ),
            models.UniqueConstraint(
                fields=("round", "purpose", "sha256"),
                condition=Q(withdrawn_at__isnull=True),
                name="scan_once",
                violation_error_message="该环节已有内容相同的扫描件，无需重复上传。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | Q(withdrawn_by__isnull=True),
                name="scan_withdrawn_pair",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Receipt(OfRound):
    """The letter of findings taken in: by whom, on which day."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="receipt", verbose_name="轮次")
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="签收人")
    received_on = models.DateField("签收日期")
    title = models.CharField("文件名称", max_length=200)
    note = models.CharField("备注", max_length=300, blank=True)

    objects: ClassVar[models.Manager[Receipt]] = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "签收"
        constraints = (models.CheckConstraint(condition=~Q(title=""), name="receipt_has_title"),)

    def __str__(self) -> str:
        return self.title


class Pledge(OfRound):
    """The main leader's pledge that plan and report will be true, and the day he signed it."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="pledge", verbose_name="轮次")
    leader = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="承诺人")
    pledged_on = models.DateField("签字日期", null=True, blank=True)

    objects: ClassVar[models.Manager[Pledge]] = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "整改承诺"

    def __str__(self) -> str:
        return str(self.leader)


class LeadingGroup(OfRound):
    """The leading group of a round: its name and the paper that founded it."""

    round = models.OneToOneField(
        Round, models.PROTECT, related_name="leading_group", verbose_name="轮次"
    )
    name = models.CharField("名称", max_length=100)
    number = models.CharField("成立文号", max_length=60, blank=True)
    founded_on = models.DateField("成立日期")

    objects: ClassVar[models.Manager[LeadingGroup]] = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "领导小组"
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="group_has_name"),)

    def __str__(self) -> str:
        return self.name


class GroupSeat(OfRound):
    """Somebody's seat in the leading group of a round, from a day until a day."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="group_seats", verbose_name="轮次"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="group_seats", verbose_name="人员"
    )
    seat = models.CharField("职务", max_length=20, choices=Seat.choices)
    from_on = models.DateField("起始日期")
    until_on = models.DateField("终止日期", null=True, blank=True)

    objects: ClassVar[models.Manager[GroupSeat]] = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "领导小组成员"
        ordering = ("round", "from_on", "id")
        constraints = (
            models.CheckConstraint(condition=Q(seat__in=Seat.values), name="seat_known"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="seat_until_after_from",
                violation_error_message="终止日期不能早于起始日期。",
            ),
            models.UniqueConstraint(
                fields=("round", "person", "seat"),
                condition=Q(until_on__isnull=True),
                name="seat_held_once",
                violation_error_message="该人员已担任此职务，无需重复增加。",
            ),
            models.UniqueConstraint(
                fields=("round", "seat"),
                condition=Q(until_on__isnull=True, seat__in=("head", "office_head")),
                name="seat_of_one",
                violation_error_message="组长和办公室主任各由一人担任，请先终止现任职务。",
            ),
        )

    def __str__(self) -> str:
        return str(self.person)
