"""The one clock: what "now" and "today" mean, and how a stretch of work is dated otherwise.

Everything that stamps a row asks here, so that demonstration data and tests can be played on the
day they speak of, with row history and trail dated alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("rectify_moment", default=None)


def now() -> datetime:
    """The present moment, aware, or the one set by `at`."""
    return _moment.get() or timezone.now()


def today() -> date:
    """The present day in the office's time zone."""
    return timezone.localdate(now())


def day_of(moment: datetime) -> date:
    """The day of a moment in the office's time zone."""
    return timezone.localdate(moment)


def end_of(day: date) -> datetime:
    """The last moment of `day` in the office's time zone; "as of a day" includes all of that day."""
    return timezone.make_aware(datetime.combine(day, time.max))


@contextmanager
def at(moment: datetime | date) -> Iterator[datetime]:
    """Let everything inside happen at `moment` (a bare day means nine in the morning)."""
    if not isinstance(moment, datetime):
        moment = timezone.make_aware(datetime.combine(moment, time(9)))
    token = _moment.set(moment)
    try:
        yield moment
    finally:
        _moment.reset(token)
