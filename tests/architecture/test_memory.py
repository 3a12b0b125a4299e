"""Two kinds of memory hold for everything: row history on business rows, an event for each act."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
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


DELETED = {"rectify/drafts/keeping.py": ["Draft.objects"]}
"""What may be deleted in the tables: typing that was sent or thrown away, which is no business row."""


def test_nothing_business_like_is_ever_deleted() -> None:
    """No `.delete(`, no SQL that deletes and no cascade but where `DELETED` says so."""
    found: dict[str, list[str]] = {}
    for path in ROOT.rglob("*.py"):
        where = path.relative_to(ROOT.parent).as_posix()
        if "/migrations/" in where:
            continue
        if told := [
            words for node in ast.walk(ast.parse(path.read_text())) if (words := _gone(node))
        ]:
            found[where] = told
    assert found == DELETED


def _gone(node: ast.AST) -> str:
    """What a piece of code deletes, nothing where it deletes nothing."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        deletes = node.func.attr in {"delete", "adelete", "_raw_delete"}
        return ast.unparse(node.func.value).partition(".filter")[0] if deletes else ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        said = re.search(r"\b(DELETE\s+FROM|TRUNCATE|DROP\s+TABLE)\b", node.value, re.I)
        return said[0] if said else ""
    return ""


def test_no_row_goes_with_another_row() -> None:
    """A foreign key of a business row protects what it points at; drafts alone go with their person."""
    loose = [
        f"{model.__name__}.{field.name}"
        for model in business_models()
        for field in model._meta.concrete_fields
        if field.is_relation
        and getattr(field.remote_field, "on_delete", None) is not models.PROTECT
        and issubclass(model, Record)
        and not model.__name__.startswith("Historical")
    ]
    assert loose == []


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
