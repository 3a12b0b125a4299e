"""One person's typing in one form of one row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from rectify.people.models import Person


class Draft(models.Model):
    """What was typed: the form's fields as text; gone as soon as it is sent or thrown away."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="drafts", verbose_name="人员")
    form = models.CharField("表单", max_length=40)
    row_id = models.PositiveBigIntegerField("行")
    label = models.CharField("名称", max_length=80, blank=True)
    fields = models.JSONField("内容", default=dict)
    saved_at = models.DateTimeField("保存时间")

    objects: ClassVar[models.Manager[Draft]] = models.Manager()

    class Meta:
        verbose_name = "草稿"
        ordering = ("-saved_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "form", "row_id"),
                name="draft_once",
                violation_error_message="该表单已有草稿，请刷新页面查看。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.form} {self.row_id}"
