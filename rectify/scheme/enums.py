"""Where a 整改方案 stands, and what others said about it."""

from django.db import models


class State(models.TextChoices):
    """The steps of a plan, in order."""

    DRAFTING = "drafting", "起草"
    CONSULTING = "consulting", "征求意见"
    REVIEWING = "reviewing", "会审"
    DELIBERATING = "deliberating", "党组会审议"
    APPROVED = "approved", "待印发"
    ISSUED = "issued", "已印发"


class Adoption(models.TextChoices):
    """What became of an opinion."""

    OPEN = "open", "待研究"
    TAKEN = "taken", "采纳"
    PARTLY = "partly", "部分采纳"
    NOT_TAKEN = "not_taken", "未采纳"


class Bodies(models.TextChoices):
    """Who reviews together."""

    THREE = "three", "三方会审（纪委监委、组织部、巡察办）"
    FOUR = "four", "四方会审（纪委监委、组织部、巡察办、巡察组）"
    FIVE = "five", "五方会审（纪委监委、组织部、宣传部、巡察办、巡察组）"


class Grade(models.TextChoices):
    """The outcome of a joint review."""

    GOOD = "good", "好"
    FAIR = "fair", "中"
    POOR = "poor", "差"
    RETURNED = "returned", "退回"


PASSING = frozenset({Grade.GOOD, Grade.FAIR})
"""Grades with which a plan goes on."""
