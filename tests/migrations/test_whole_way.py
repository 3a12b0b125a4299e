"""All migrations, back to the first and forward again: what they lay down they can take up."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


def tables() -> list[str]:
    """The application's tables, by name."""
    names = connection.introspection.table_names()
    return sorted(name for name in names if name.startswith("rectify_"))


def test_back_to_nothing_and_forward_again() -> None:
    before = tables()
    assert "rectify_submission" in before
    call_command("migrate", "rectify", "zero", verbosity=0)
    try:
        assert tables() == []
    finally:
        call_command("migrate", verbosity=0)
    assert tables() == before
