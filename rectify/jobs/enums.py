"""Kinds and states of jobs."""

from django.db import models


class JobKind(models.TextChoices):
    """What is done in the background."""

    READ_PAPER = "read_paper", "识别材料"
    RENDER_REPORT = "render_report", "生成报告"
    RENDER_SHEET = "render_sheet", "生成销号表"
    ARCHIVE_ROUND = "archive_round", "生成归档包"
    RENDER_DOSSIER = "render_dossier", "生成整改卷"


def kind_choices() -> list[tuple[str, str]]:
    """(key, words) pairs; a function, so that a new kind is no change of the database."""
    return list(JobKind.choices)


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "处理中"
    DONE = "done", "已完成"
    FAILED = "failed", "未成功"


ENDED = frozenset({JobState.DONE, JobState.FAILED})
"""States that no job leaves by itself."""
