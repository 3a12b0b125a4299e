"""How a due date came about, and the lights."""

from django.db import models


class Counted(models.TextChoices):
    """How the date of a deadline was arrived at; shown beside every date."""

    STATED = "stated", "原文载明"
    PERIOD_END = "period_end", "按月末、季末、年末推定"
    FROM_FEEDBACK = "from_feedback", "自反馈日起算"
    IMMEDIATE = "immediate", "立行立改，按单位设置的天数起算"
    BY_OFFICE = "by_office", "整改办设定"
    NONE = "none", "未定具体日期"
    WITHDRAWN = "withdrawn", "已随导入撤回"
    EXTENDED = "extended", "经批准延期"


class ExtensionState(models.TextChoices):
    """Where a request for an extension stands."""

    OPEN = "open", "待审批"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


class Light(models.TextChoices):
    """Where a row stands against its date on a day; derived, never stored."""

    RED = "red", "逾期"
    YELLOW = "yellow", "临近"
    GREEN = "green", "正常"
    NONE = "none", "未定期限"
    CLOSED = "closed", "已了结"
