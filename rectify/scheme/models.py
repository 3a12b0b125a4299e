"""The plan of a round, the opinions asked for, the joint reviews, and the baseline that it froze."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.groundwork.models import OfRound
from rectify.groundwork.rows import OfRoundQuerySet
from rectify.people.models import Person
from rectify.rounds.models import Round
from rectify.scheme.enums import Adoption, Bodies, Grade, State
from rectify.scheme.rows import OfSchemeQuerySet
from rectify.trail.rows import Record


class Scheme(OfRound):
    """The 整改方案 of one round; `baseline` is what 印发 froze, `baseline_sha256` binds it."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="scheme", verbose_name="轮次")
    state = models.CharField(
        "方案状态", max_length=20, choices=State.choices, default=State.DRAFTING
    )
    title = models.CharField("方案名称", max_length=200)
    text = models.TextField("起草说明", blank=True)
    passing = models.PositiveSmallIntegerField("第几稿", default=1)
    drafted_at = models.DateTimeField("起草时间")
    drafted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="起草人"
    )
    reason = models.TextField("退回原因", blank=True)
    meeting = models.CharField("审议会议", max_length=100, blank=True)
    meeting_on = models.DateField("审议日期", null=True, blank=True)
    number = models.CharField("印发文号", max_length=60, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    issued_at = models.DateTimeField("冻结时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="印发人"
    )
    baseline = models.JSONField("印发时的措施", default=list, blank=True)
    baseline_sha256 = models.CharField("基线SHA-256", max_length=64, blank=True)

    objects: ClassVar[models.Manager[Scheme]] = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "整改方案"
        constraints = (
            models.CheckConstraint(condition=Q(state__in=State.values), name="scheme_state_known"),
            models.CheckConstraint(condition=~Q(title=""), name="scheme_has_title"),
            models.CheckConstraint(
                condition=Q(
                    state="issued",
                    issued_at__isnull=False,
                    issued_on__isnull=False,
                    meeting_on__isnull=False,
                )
                & ~Q(number="")
                & ~Q(baseline_sha256="")
                | ~Q(state="issued") & Q(issued_at__isnull=True, baseline_sha256=""),
                name="scheme_issued_with_baseline",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(meeting_on__isnull=False),
                name="scheme_approved_by_meeting",
            ),
        )

    def __str__(self) -> str:
        return self.title


class OfScheme(Record):
    """A row that belongs to a plan."""

    scheme: models.ForeignKey[Scheme, Scheme]

    class Meta:
        abstract = True

    def trail_label(self) -> str:
        return f"{self._meta.verbose_name}{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.scheme.trail_place()


class Opinion(OfScheme):
    """What a department or body said about the draft, and whether it was taken."""

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="opinions", verbose_name="整改方案"
    )
    source = models.CharField("提出单位或人员", max_length=80)
    given_on = models.DateField("提出日期")
    text = models.TextField("意见内容")
    adoption = models.CharField(
        "采纳情况", max_length=20, choices=Adoption.choices, default=Adoption.OPEN
    )
    reply = models.TextField("处理说明", blank=True)

    objects: ClassVar[models.Manager[Opinion]] = OfSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "征求意见"
        ordering = ("scheme", "given_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(text=""), name="opinion_says_something"
            ),
            models.CheckConstraint(
                condition=~Q(adoption__in=("partly", "not_taken")) | ~Q(reply=""),
                name="opinion_refused_with_reason",
            ),
        )

    def __str__(self) -> str:
        return self.source


class JointReview(OfScheme):
    """One sitting of the reviewing bodies over one draft of the plan."""

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="reviews", verbose_name="整改方案"
    )
    passing = models.PositiveSmallIntegerField("第几稿")
    bodies = models.CharField("会审方式", max_length=20, choices=Bodies.choices)
    held_on = models.DateField("会审日期")
    grade = models.CharField("会审评价", max_length=20, choices=Grade.choices)
    reason = models.TextField("会审意见", blank=True)

    objects: ClassVar[models.Manager[JointReview]] = OfSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "会审"
        ordering = ("scheme", "held_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(grade="good") | ~Q(reason=""), name="review_with_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_bodies_display()}：{self.get_grade_display()}"
