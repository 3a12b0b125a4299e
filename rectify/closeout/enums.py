"""States of a submission and where it waits."""

from django.db import models


class State(models.TextChoices):
    """Where a submission stands."""

    AT_DEPARTMENT = "at_department", "待部门负责人审核"
    AT_UNIT = "at_unit", "待整改办审核"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "审核通过"


WAITING = frozenset({State.AT_DEPARTMENT, State.AT_UNIT})
"""States in which somebody still has to decide; one such submission for each measure."""
