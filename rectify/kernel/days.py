"""Arithmetic on days."""

from __future__ import annotations

import calendar
from datetime import date

EARLIEST = date(1949, 10, 1)
LATEST = date(2199, 12, 31)
"""No paper of ours speaks of a day outside; what is counted from one inside stays a date."""


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def written(day: date) -> str:
    """A day as official papers write it: Arabic figures, no leading zero (GB/T 9704 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
