"""Kinds of evidence."""

from django.db import models


class EvidenceKind(models.TextChoices):
    """What the file shows, as a 销号表 lists it."""

    DOCUMENT = "document", "文件制度"
    MINUTES = "minutes", "会议记录"
    PHOTO = "photo", "现场照片"
    VOUCHER = "voucher", "财务凭证"
    ACCOUNTABILITY = "accountability", "问责处理"
    OTHER = "other", "其他材料"
