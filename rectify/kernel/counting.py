"""Days counted inside a query, on either database."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import DateField, F, Func, Value


class DaysBefore(Func):
    """The day that lies as many days before `day` as the column named `days` says."""

    output_field = DateField()

    def __init__(self, day: date, days: str) -> None:
        super().__init__(Value(day, output_field=DateField()), F(days))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A date less a whole number is a date."""
        return self.as_sql(
            compiler, connection, template="(%(expressions)s)", arg_joiner="::date - "
        )

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Days are text there, and moved by words."""
        template = "DATE(%(expressions)s || ' days')"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", '-' || ")
