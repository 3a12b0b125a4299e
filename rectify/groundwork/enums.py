"""What a scan is of, and the seats of a leading group."""

from django.db import models


class Purpose(models.TextChoices):
    """Which step of the round a scanned paper belongs to."""

    RECEIPT = "receipt", "反馈意见"
    PLEDGE = "pledge", "承诺书"
    GROUP = "group", "领导小组文件"
    SCHEME = "scheme", "整改方案"
    REVIEW = "review", "会审意见"
    MEETING = "meeting", "党组会纪要"
    ASSESSMENT = "assessment", "成效评估材料"
    OTHER = "other", "其他"


class Seat(models.TextChoices):
    """As what somebody sits in the leading group or its office, in order."""

    HEAD = "head", "组长"
    DEPUTY = "deputy", "副组长"
    MEMBER = "member", "成员"
    OFFICE_HEAD = "office_head", "办公室主任"
    OFFICE_MEMBER = "office_member", "办公室成员"
