"""One file of evidence for one measure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rectify.evidence.enums import EvidenceKind
from rectify.evidence.rows import EvidenceQuerySet, KeptEvidence
from rectify.kernel.text import search_key
from rectify.measures.models import Measure
from rectify.people.models import Department, Person
from rectify.trail.rows import Record


class Evidence(Record):
    """A file: what it is called, what it shows, and where its bytes lie under DATA_DIR/files."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="evidence", verbose_name="措施"
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="提供部门",
    )
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField(
        "类别", max_length=20, choices=EvidenceKind.choices, default=EvidenceKind.OTHER
    )
    dated_on = models.DateField("材料日期", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    content_type = models.CharField("文件类型", max_length=100)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="uploaded_evidence", verbose_name="上传人"
    )
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_evidence",
        verbose_name="撤下人",
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replacement",
        verbose_name="替换",
    )
    replaced_at = models.DateTimeField("被替换时间", null=True, blank=True)
    replaced_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_evidence",
        verbose_name="替换人",
    )

    search_text = models.TextField("检索", blank=True, editable=False)

    objects: ClassVar[models.Manager[Evidence]] = EvidenceQuerySet.as_manager()
    kept: ClassVar[models.Manager[Evidence]] = KeptEvidence.as_manager()

    class Meta:
        verbose_name = "佐证材料"
        ordering = ("measure", "uploaded_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_not_empty"),
            models.UniqueConstraint(
                fields=("measure", "sha256"),
                condition=Q(withdrawn_at__isnull=True, replaced_at__isnull=True),
                name="evidence_once",
                violation_error_message="该措施下已有内容相同的材料，无需重复上传。",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=False) | Q(replaced_by__isnull=True),
                name="evidence_replaced_together",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(replaced_at__isnull=True),
                name="evidence_replaced_or_withdrawn",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def derived_fields(cls) -> tuple[str, ...]:
        return ("search_text",)

    def derive(self) -> None:
        self.search_text = search_key(f"{self.name}\n{self.note}")

    def trail_label(self) -> str:
        return f"措施{self.measure.label}材料{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.measure.trail_place()
