"""States of a paper on its way in."""

from django.db import models


class PaperState(models.TextChoices):
    """Where a paper stands; only `applied` has touched the ledger."""

    WAITING = "waiting", "识别中"
    PLANNED = "planned", "待确认"
    APPLIED = "applied", "已导入"
    DISCARDED = "discarded", "已放弃"
    FAILED = "failed", "未能识别"
    WITHDRAWN = "withdrawn", "已撤销导入"
