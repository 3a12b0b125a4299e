"""A real .xlsx made of a description, so that no binary is kept in the repository.

A description: `{"file_name": …, "sheets": [{"name", "cells": {"A1": value}, "merged": ["A1:C1"],
"hidden_rows": [7], "hidden_columns": ["C"], "hidden": bool, "dimension": "A1:B2"}]}`. A value is text, a
number, or `{"date": "2026-08-12", "format": "yyyy/m/d"}`; `dimension` is stated falsely on purpose, as
some office suites do.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet


def build_workbook(description: Mapping[str, Any], folder: Path) -> Path:
    """Write the workbook into `folder` under its own name and return where it is."""
    path = folder / str(description["file_name"])
    book = xlsxwriter.Workbook(path)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in description["sheets"]:
        _write_sheet(book, book.add_worksheet(sheet["name"]), sheet, wrapped)
    book.close()
    for number, sheet in enumerate(description["sheets"], start=1):
        if "dimension" in sheet:
            _state_dimension(path, f"xl/worksheets/sheet{number}.xml", sheet["dimension"])
    return path


def _write_sheet(book: Workbook, page: Worksheet, sheet: Mapping[str, Any], wrapped: Any) -> None:
    for area in sheet.get("merged", ()):
        page.merge_range(area, "", wrapped)
    for address, value in sheet["cells"].items():
        row, column = xl_cell_to_rowcol(address)
        if isinstance(value, Mapping):
            shown = book.add_format({"num_format": value["format"]})
            page.write_datetime(row, column, datetime.fromisoformat(value["date"]), shown)
        elif isinstance(value, str):
            page.write_string(row, column, value, wrapped)
        else:
            page.write_number(row, column, value)
    for row in sheet.get("hidden_rows", ()):
        page.set_row(row - 1, None, None, {"hidden": True})
    for column in sheet.get("hidden_columns", ()):
        page.set_column(f"{column}:{column}", None, None, {"hidden": True})
    if sheet.get("hidden"):
        page.hide()


def _state_dimension(path: Path, member: str, area: str) -> None:
    """Replace what the sheet says of its own extent."""
    changed = path.with_suffix(".changed")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == member:
                content = re.sub(
                    rb'<dimension ref="[^"]*"', f'<dimension ref="{area}"'.encode(), content
                )
            target.writestr(item, content)
    shutil.move(changed, path)
