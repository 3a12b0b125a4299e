"""Shapes and sections of reports."""

from django.db import models


class Shape(models.TextChoices):
    """The shapes that can be drafted."""

    STANDARD = "standard", "巡察整改落实情况的报告"


class SectionKind(models.TextChoices):
    """Whether a section is the author's text or made from the ledger."""

    TEXT = "text", "文字"
    ISSUES = "issues", "问题清单"
    RECTIFIED = "rectified", "整改落实情况"
    LEDGER_ANNEX = "ledger_annex", "附件：整改台账"
    REGULATIONS = "regulations", "附件：制度清单"
    ACCOUNTABILITY = "accountability", "附件：问责情况汇总表"
