"""Two kinds of memory hold for everything: row history on business rows, an event for each act."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import textwrap
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import rectify
from rectify.trail.acts import Act
from rectify.trail.operations import OPERATIONS
from rectify.trail.rows import Record

ROOT = Path(rectify.__file__).parent
WITHOUT_HISTORY = {"job", "event", "chain", "draft"}
"""A job and a draft move every second; the log and its head are themselves the memory."""


def business_models() -> list[type[models.Model]]:
    return [m for m in apps.get_app_config("rectify").get_models() if not hasattr(m, "history_id")]


def test_every_business_model_keeps_its_row_history() -> None:
    plain = {m._meta.model_name for m in business_models() if not issubclass(m, Record)}
    assert {name for name in plain if not str(name).startswith("historical")} == WITHOUT_HISTORY


def all_operations() -> dict[str, object]:
    for module in pkgutil.walk_packages([str(ROOT)], "rectify."):
        if module.name.endswith((".operations", ".tasking")):
            import_module(module.name)
    return dict(OPERATIONS)


def test_every_public_function_of_an_operations_module_is_an_operation() -> None:
    known = all_operations()
    missing = []
    for path in ROOT.rglob("operations.py"):
        if path.parent.name in {"trail", "jobs"}:
            continue  # the frame itself, and rows without a history
        room = ".".join(path.parent.relative_to(ROOT.parent).parts)
        for node in ast.parse(path.read_text()).body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            name = f"{room}.operations.{getattr(node, 'name', '')}"
            if public and name not in known and not getattr(node, "name", "").startswith("next_"):
                missing.append(name)
    assert missing == []


@pytest.mark.parametrize("name", sorted(all_operations()))
def test_every_operation_records_its_act(name: str) -> None:
    source = textwrap.dedent(inspect.getsource(inspect.unwrap(OPERATIONS[name])))
    assert "record(" in source, f"{name} records no event"


def test_every_act_is_used_somewhere() -> None:
    code = "".join(p.read_text() for p in ROOT.rglob("*.py") if p.name != "acts.py")
    assert [act.name for act in Act if f"Act.{act.name}" not in code] == []


def test_paired_fields_stand_in_pairs() -> None:
    alone = []
    for model in business_models():
        names = {f.name for f in model._meta.get_fields()}
        for name in names:
            if name.endswith("_by") and f"{name[:-3]}_at" not in names:
                alone.append(f"{model.__name__}.{name}")
    assert alone == []


def test_rows_with_a_history_are_never_changed_behind_its_back() -> None:
    """No `.update(` and no `bulk_` outside the places that have no history or write it themselves."""
    allowed = {"rectify/jobs/operations.py", "rectify/trail/rows.py"}
    found = []
    for path in ROOT.rglob("*.py"):
        where = path.relative_to(ROOT.parent).as_posix()
        if where in allowed or "/migrations/" in where:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            queryset = "objects" in ast.unparse(node.func.value)
            if node.func.attr.startswith("bulk_") or (node.func.attr == "update" and queryset):
                found.append(f"{where}:{node.lineno}")
    assert found == []
