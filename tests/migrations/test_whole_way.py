"""All migrations back to nothing: what they have laid down for this session they can take up."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


def tables() -> list[str]:
    """The application's tables, by name."""
    names = connection.introspection.table_names()
    return sorted(name for name in names if name.startswith("rectify_"))


def test_back_to_nothing() -> None:
    """The last test of its session (tests run in the order of their files): no tables are left."""
    assert "rectify_submission" in tables()
    call_command("migrate", "rectify", "zero", verbosity=0)
    assert tables() == []
