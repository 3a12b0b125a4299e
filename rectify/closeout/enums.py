"""States of a submission and of its steps, who reviews, and what a chain is for."""

from django.db import models


class State(models.TextChoices):
    """Where a submission stands; which step it has come to is told by its steps."""

    WAITING = "waiting", "审核中"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "审核通过"
    WITHDRAWN = "withdrawn", "已撤回"


WAITING = frozenset({State.WAITING})
"""States in which somebody still has to decide; one such submission for each measure or issue."""


class Reviewer(models.TextChoices):
    """The kinds of reviewers of whom a chain is an ordered choice."""

    DEPARTMENT = "department", "部门负责人"
    LEAD_DEPARTMENT = "lead_department", "牵头部门负责人"
    LEADER = "leader", "责任领导"
    OFFICE = "office", "整改办"
    SECRETARY = "secretary", "党组书记"
    SUPERVISOR = "supervisor", "监督会审"


class StepState(models.TextChoices):
    """Where one step of a submission stands; a decided one is never decided again."""

    PENDING = "pending", "未到"
    OPEN = "open", "待审核"
    AGREED = "agreed", "同意"
    RETURNED = "returned", "退回"
    OWN = "own", "本人提交，未另行审核"
    DROPPED = "dropped", "未办理"


JUDGED = frozenset({StepState.AGREED, StepState.RETURNED})
"""States of a step in which somebody has judged."""


class Chained(models.TextChoices):
    """What a chain reviews."""

    MEASURE = "measure", "措施办结"
    ISSUE = "issue", "问题销号"
