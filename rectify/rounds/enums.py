"""Kinds and levels of inspection."""

from django.db import models


class Level(models.TextChoices):
    """Which level's inspecting body came."""

    CENTRAL = "central", "中央巡视"
    PROVINCE = "province", "省级巡视"
    CITY = "city", "市级巡察"
    COUNTY = "county", "县级巡察"
    INTERNAL = "internal", "内部巡察"


class Kind(models.TextChoices):
    """What kind of inspection it was."""

    REGULAR = "regular", "常规"
    SPECIAL = "special", "专项"
    MOBILE = "mobile", "机动"
    RAISED = "raised", "提级"
    LOOK_BACK = "look_back", "回头看"


class Stage(models.TextChoices):
    """Where a round stands on a day; derived from 反馈日 and the months of 集中整改, never stored."""

    INSPECTION = "inspection", "巡察中"
    CONCENTRATED = "concentrated", "集中整改"
    CONTINUED = "continued", "持续整改"
