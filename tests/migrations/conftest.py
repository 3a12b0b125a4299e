"""A database without any table, as an administrator gives it to a new installation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from rectify.management.laying import lay_tables


@pytest.fixture
def empty(transactional_db: None) -> Iterator[None]:
    """Every table is taken away, and laid again for whoever comes next."""
    drop_tables()
    yield
    drop_tables()
    lay_tables()


def drop_tables() -> None:
    """Take away all tables, whatever refers to what."""
    cascade = " CASCADE" if connection.vendor == "postgresql" else ""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}{cascade}")
