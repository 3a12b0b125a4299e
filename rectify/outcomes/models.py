"""An outcome, the issues and measures that it is an outcome of, and the files that prove it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from rectify.evidence.models import Evidence
from rectify.issues.models import Issue
from rectify.kernel.text import search_key
from rectify.measures.models import Measure
from rectify.outcomes.enums import (
    COUNTED_IN_TIMES,
    FORMS,
    OutcomeForm,
    OutcomeKind,
    RegulationState,
)
from rectify.outcomes.rows import BearingQuerySet, OutcomeQuerySet
from rectify.people.models import Department, Person
from rectify.rounds.models import Round
from rectify.trail.rows import Record


def _forms() -> Q:
    """Every kind with one of its own forms."""
    pairs = FORMS.items()
    return reduce(
        or_, (Q(kind=kind.value, form__in=[form.value for form in forms]) for kind, forms in pairs)
    )


def _only(kinds: tuple[OutcomeKind, ...], **empty: object) -> Q:
    """The fields are empty (as told) but for these kinds."""
    return Q(kind__in=[kind.value for kind in kinds]) | Q(**empty)


_K = OutcomeKind
TIMES = Q(kind__in=[kind.value for kind in COUNTED_IN_TIMES])


class Outcome(Record):
    """One outcome of a round; what it tells besides title and day depends on its kind.

    `dated_on` is the day of issue of a 制度, the day of a meeting, of a decision, of a payment. The
    amount is kept in 元, exactly. Which fields a kind has is `rules.FIELDS`; the table refuses others.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="outcomes", verbose_name="轮次")
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name="责任部门",
    )
    kind = models.CharField("类别", max_length=20, choices=OutcomeKind.choices)
    form = models.CharField("形式", max_length=20, choices=OutcomeForm.choices)
    title = models.CharField("名称", max_length=200)
    dated_on = models.DateField("日期", null=True, blank=True)
    state = models.CharField(
        "制度状态", max_length=20, choices=RegulationState.choices, blank=True, default=""
    )
    document_number = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("下属单位", max_length=80, blank=True)
    chair = models.CharField("主持人", max_length=40, blank=True)
    authority = models.CharField("处理机关", max_length=80, blank=True)
    persons = models.PositiveIntegerField("人数", null=True, blank=True)
    person_times = models.PositiveIntegerField("人次", null=True, blank=True)
    amount = models.DecimalField(
        "金额（元）", max_digits=15, decimal_places=2, null=True, blank=True
    )
    times = models.PositiveIntegerField("次数", null=True, blank=True)
    items = models.PositiveIntegerField("意见建议条数", null=True, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    search_text = models.TextField("检索", blank=True, editable=False)
    entered_at = models.DateTimeField("登记时间", editable=False)
    entered_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="entered_outcomes",
        verbose_name="登记人",
    )
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="withdrawn_outcomes",
        verbose_name="撤销人",
    )
    withdrawn_reason = models.CharField("撤销原因", max_length=300, blank=True, editable=False)

    objects: ClassVar[models.Manager[Outcome]] = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "成果"
        ordering = ("round", "kind", "dated_on", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="outcome_has_title"),
            models.CheckConstraint(condition=_forms(), name="outcome_form_of_kind"),
            models.CheckConstraint(
                condition=Q(kind=_K.REGULATION.value, state__in=RegulationState.values)
                | (~Q(kind=_K.REGULATION.value) & Q(state="", document_number="", issuer="")),
                name="outcome_state_of_regulation",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegulationState.ISSUED.value) | Q(dated_on__isnull=False),
                name="outcome_issued_has_day",
                violation_error_message="已印发的制度须填写印发日期。",
            ),
            models.CheckConstraint(
                condition=_only((_K.MEETING,), chair=""), name="outcome_chair_of_meeting"
            ),
            models.CheckConstraint(
                condition=Q(kind=_K.ACCOUNTABILITY.value, person_times__isnull=False)
                | (~Q(kind=_K.ACCOUNTABILITY.value) & Q(authority="", persons__isnull=True)),
                name="outcome_accountability",
            ),
            models.CheckConstraint(
                condition=_only((_K.ACCOUNTABILITY, _K.ACTIVITY), person_times__isnull=True),
                name="outcome_person_times_of_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind=_K.FUNDS.value, amount__isnull=False, amount__gt=0)
                | (~Q(kind=_K.FUNDS.value) & Q(amount__isnull=True)),
                name="outcome_amount_of_funds",
                violation_error_message="金额须大于0。",
            ),
            models.CheckConstraint(
                condition=TIMES & Q(times__isnull=False, times__gt=0)
                | (~TIMES & Q(times__isnull=True)),
                name="outcome_times_of_kind",
            ),
            models.CheckConstraint(
                condition=_only((_K.CONSULTATION,), items__isnull=True),
                name="outcome_items_of_consultation",
            ),
            models.CheckConstraint(
                condition=(Q(persons__isnull=True) | Q(persons__gt=0))
                & (Q(person_times__isnull=True) | Q(person_times__gt=0))
                & (Q(items__isnull=True) | Q(items__gt=0))
                & (Q(persons__isnull=True) | Q(person_times__gte=F("persons"))),
                name="outcome_counts_positive",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                & Q(withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="outcome_withdrawn_with_reason",
            ),
        )
        indexes = (models.Index(fields=("round", "kind", "dated_on"), name="outcome_listed"),)

    def __str__(self) -> str:
        return self.title

    @classmethod
    def derived_fields(cls) -> tuple[str, ...]:
        return ("search_text",)

    def derive(self) -> None:
        told = (
            self.title,
            self.document_number,
            self.issuer,
            self.chair,
            self.authority,
            self.note,
        )
        self.search_text = search_key("\n".join(told))

    def issue_ids(self) -> set[int]:
        """The issues to which it is attached, by themselves or by one of their measures."""
        rows = self.bearings.filter(ended_on__isnull=True)
        pairs = rows.values_list("issue_id", "measure__issue_id")
        return {pk for pair in pairs for pk in pair if pk is not None}

    def trail_label(self) -> str:
        return f"成果{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.round.unit_id, self.round_id


class Bearing(Record):
    """That an outcome is one of an issue, or of a measure; one that ends is kept."""

    outcome = models.ForeignKey(
        Outcome, models.PROTECT, related_name="bearings", verbose_name="成果"
    )
    issue = models.ForeignKey(
        Issue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcome_bearings",
        verbose_name="对应问题",
    )
    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcome_bearings",
        verbose_name="对应措施",
    )
    ended_on = models.DateField("解除日期", null=True, blank=True)

    objects: ClassVar[models.Manager[Bearing]] = BearingQuerySet.as_manager()

    class Meta:
        verbose_name = "成果关联"
        ordering = ("outcome", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(issue__isnull=True, measure__isnull=False)
                | Q(issue__isnull=False, measure__isnull=True),
                name="bearing_on_one",
            ),
            models.UniqueConstraint(fields=("outcome", "issue"), name="bearing_issue_once"),
            models.UniqueConstraint(fields=("outcome", "measure"), name="bearing_measure_once"),
        )

    def __str__(self) -> str:
        return str(self.measure or self.issue)

    @property
    def place(self) -> str:
        """The number of what it is attached to, in words."""
        if self.measure is not None:
            return f"措施{self.measure.label}"
        assert self.issue is not None
        return f"问题{self.issue.serial}"

    def trail_label(self) -> str:
        return f"成果{self.outcome_id}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.outcome.trail_place()


class Proof(Record):
    """That a file of evidence proves an outcome; one that ends is kept."""

    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="proofs", verbose_name="成果")
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="proves", verbose_name="佐证材料"
    )
    ended_on = models.DateField("解除日期", null=True, blank=True)

    objects: ClassVar[models.Manager[Proof]] = BearingQuerySet.as_manager()

    class Meta:
        verbose_name = "成果佐证"
        ordering = ("outcome", "id")
        constraints = (models.UniqueConstraint(fields=("outcome", "evidence"), name="proof_once"),)

    def __str__(self) -> str:
        return str(self.evidence)

    def trail_label(self) -> str:
        return f"成果{self.outcome_id}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.outcome.trail_place()
