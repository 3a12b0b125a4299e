"""Where an issue comes from, how it is to be mended in time, and how far it stands."""

from django.db import models


class Source(models.TextChoices):
    """Who found it."""

    FEEDBACK = "feedback", "巡察反馈"
    ON_THE_SPOT = "on_the_spot", "立行立改"
    SELF_FOUND = "self_found", "自查"
    DEMOCRATIC_LIFE = "democratic_life", "民主生活会"
    LOOK_BACK = "look_back", "回头看"


class Pace(models.TextChoices):
    """The kind of an issue by time."""

    IMMEDIATE = "immediate", "立行立改"
    TIMED = "timed", "限期整改"
    LONG_TERM = "long_term", "长期坚持"


class Standing(models.TextChoices):
    """The five-way grouping of every status; the office's own word is kept beside it."""

    DONE = "done", "已完成"
    PARTIAL = "partial", "阶段性完成"
    IN_PROGRESS = "in_progress", "整改中"
    LONG_TERM = "long_term", "长期坚持"
    NOT_DONE = "not_done", "未整改"


OPEN = frozenset({Standing.NOT_DONE, Standing.IN_PROGRESS, Standing.PARTIAL})
"""Standings that a passed date makes overdue: 阶段性完成 is not finished (DOMAIN, section 3)."""

SETTLED = frozenset({Standing.DONE, Standing.LONG_TERM})
"""Standings over which a date no longer hangs."""


class Finding(models.TextChoices):
    """What a look-back found about an issue that it took over."""

    DONE = "done", "已整改到位"
    NOT_DONE = "not_done", "整改不到位"
    REBOUND = "rebound", "反弹"


REOPENING = frozenset({Finding.NOT_DONE, Finding.REBOUND})
"""Findings after which an issue can be opened again."""


class Departure(models.TextChoices):
    """In what the ledger departs from the issued 整改方案."""

    ADDED = "added", "新增"
    CHANGED = "changed", "调整"
    MOVED = "moved", "变更时限"
    DROPPED = "dropped", "撤销"
