"""All migrations from nothing to the newest, and what a new installation is given instead."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rectify.management.laying import lay_tables
from tests.migrations.conftest import drop_tables

pytestmark = pytest.mark.usefixtures("empty")


def test_the_migrations_lead_to_what_a_new_installation_is_given() -> None:
    """And the newest of them leads back; all of them to nothing takes minutes (decision 0011)."""
    assert lay_tables()
    assert not lay_tables()
    assert waiting() == []
    given = schema()
    drop_tables()
    call_command("migrate", verbosity=0)
    led = schema()
    assert led.keys() == given.keys()
    assert {name: told for name, told in led.items() if told != given[name]} == {}
    newest = waiting_without_the_newest()
    assert [migration.name for migration, _ in waiting()] == [newest]


DJANGOS_OWN = {"auth_group_permissions"}
"""Its key has our type of keys after Django's migrations and Django's own type in Django's models.

It has no model, and this application never writes into it.
"""


def waiting() -> list[Any]:
    """Migrations that the database does not hold as applied."""
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def waiting_without_the_newest() -> str:
    """Take back the newest migration of the application; gives its name."""
    graph = MigrationExecutor(connection).loader.graph
    (newest,) = graph.leaf_nodes("rectify")
    (before,) = (each.key for each in graph.node_map[newest].parents if each.key[0] == "rectify")
    call_command("migrate", *before, verbosity=0)
    return str(newest[1])


def schema() -> dict[str, Any]:
    """Columns with types, and constraints and indexes, of every table.

    Without the names that Django makes up from the tables' and columns' own, and without the order
    of the columns, which is that in which they came.
    """
    with connection.cursor() as cursor:
        return {table: (_columns(cursor, table), _rules(cursor, table)) for table in _tables()}


def _tables() -> list[str]:
    return sorted(set(connection.introspection.table_names()) - DJANGOS_OWN)


def _columns(cursor: Any, table: str) -> dict[str, Any]:
    told = connection.introspection.get_table_description(cursor, table)
    return {column.name: tuple(column)[1:] for column in told}


def _rules(cursor: Any, table: str) -> Counter[str]:
    found = connection.introspection.get_constraints(cursor, table)
    return Counter(
        repr(sorted((key, value) for key, value in facts.items() if key != "definition"))
        for facts in found.values()
    )
