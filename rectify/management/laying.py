"""The tables of a new installation, laid in one go instead of by one migration after the other."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def lay_tables() -> bool:
    """Lay every table of an empty database as the models have it, its migrations held as applied.

    All or nothing, in one transaction. False, and nothing done, where there is any table: such a
    database is led forward by its migrations. See decision 0013.
    """
    if connection.introspection.table_names():
        return False
    with connection.schema_editor() as editor:
        for model in _models():
            editor.create_model(model)
        recorder = MigrationRecorder(connection)
        for app, name in sorted(MigrationLoader(connection).graph.nodes):
            recorder.record_applied(app, name)
    return True


def _models() -> list[type[models.Model]]:
    """The models that have tables of their own; tables between two of them come with the first."""
    own = [model for model in apps.get_models() if model._meta.can_migrate(connection)]
    return [*own, MigrationRecorder.Migration]
