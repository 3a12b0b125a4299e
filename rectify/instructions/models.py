"""An instruction on an issue or a measure, and the persons and departments that it names."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.instructions.rows import AddresseeQuerySet, InstructionQuerySet
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.people.models import Department, Person
from rectify.trail.rows import Record


class Instruction(Record):
    """What a leader wrote on a row; entered by himself or from his paper by the office."""

    issue = models.ForeignKey(
        Issue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instructions",
        verbose_name="问题",
    )
    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instructions",
        verbose_name="措施",
    )
    leader = models.ForeignKey(
        Person, models.PROTECT, related_name="instructions", verbose_name="批示人"
    )
    text = models.TextField("批示内容")
    due_on = models.DateField("回复期限", null=True, blank=True)
    given_at = models.DateTimeField("批示时间")
    given_by = models.ForeignKey(
        Person, models.PROTECT, related_name="entered_instructions", verbose_name="录入人"
    )
    ended_at = models.DateTimeField("撤销时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ended_instructions",
        verbose_name="撤销人",
    )

    objects: ClassVar[models.Manager[Instruction]] = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = "批示"
        ordering = ("-given_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(issue__isnull=True, measure__isnull=False)
                | Q(issue__isnull=False, measure__isnull=True),
                name="instruction_on_one_thing",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="instruction_has_text"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="instruction_ended_pair",
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def on(self) -> Issue | Measure:
        """The row that the instruction is written on."""
        row = self.measure or self.issue
        assert row is not None
        return row

    @property
    def entered(self) -> bool:
        """True when somebody else entered it from the leader's paper (代录)."""
        return self.given_by_id != self.leader_id

    def trail_label(self) -> str:
        return f"{self.on.trail_label()}批示{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.on.trail_place()


class Addressee(Record):
    """One person or department that an instruction names, with the answer."""

    instruction = models.ForeignKey(
        Instruction, models.PROTECT, related_name="addressees", verbose_name="批示"
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="addressed",
        verbose_name="承办人",
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="addressed",
        verbose_name="承办部门",
    )
    reply = models.TextField("办理情况", blank=True)
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    replied_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name="回复人",
    )
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    done_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办结人",
    )

    objects: ClassVar[models.Manager[Addressee]] = AddresseeQuerySet.as_manager()

    class Meta:
        verbose_name = "批示承办"
        ordering = ("instruction", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=True, department__isnull=False)
                | Q(person__isnull=False, department__isnull=True),
                name="addressee_is_one",
            ),
            models.UniqueConstraint(
                fields=("instruction", "person"),
                condition=Q(person__isnull=False),
                name="addressee_person_once",
            ),
            models.UniqueConstraint(
                fields=("instruction", "department"),
                condition=Q(department__isnull=False),
                name="addressee_department_once",
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, replied_by__isnull=True, reply="")
                | (Q(replied_at__isnull=False, replied_by__isnull=False) & ~Q(reply="")),
                name="addressee_replied_together",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False, replied_at__isnull=False),
                name="addressee_done_pair",
            ),
        )

    def __str__(self) -> str:
        return str(self.person or self.department)

    def trail_label(self) -> str:
        return self.instruction.trail_label()

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.instruction.trail_place()
