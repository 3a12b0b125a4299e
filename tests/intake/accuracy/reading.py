"""Where the corpus meets the application: a paper goes in by the road its kind takes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rectify.intake import files
from rectify.papers.content import Content
from rectify.papers.reading import read_paper
from tests.intake.accuracy.corpus import Kind, Paper
from tests.intake.accuracy.document import build_document
from tests.intake.accuracy.facts import Reading, reading_of
from tests.intake.accuracy.workbook import build_workbook

TODAY = date(2026, 11, 21)
"""The day on which all papers are read; a paper that leaves out a year must not lean on it."""


class ReaderMissing(Exception):
    """There is no reader for files yet; the message says so to whoever measures."""


def read(paper: Paper) -> Reading:
    """Read a paper as the application does, building its file first where it comes as a file."""
    if paper.kind in {Kind.TEXT, Kind.CELLS}:
        content = Content.from_text(paper.text())
    else:
        with tempfile.TemporaryDirectory() as folder:
            content = _file_reader()(build(paper, Path(folder)))
    return reading_of(read_paper(content, today=TODAY).to_json())


def build(paper: Paper, folder: Path) -> Path:
    """Make the real file of a described paper in `folder`."""
    make = build_workbook if paper.kind is Kind.XLSX else build_document
    return make(paper.description(), folder)


def _file_reader() -> Callable[[Path], Content]:
    reader: Callable[[Path], Content] | None = getattr(files, "read_file", None)
    if reader is None:
        raise ReaderMissing(
            "rectify.intake.files 里还没有 read_file，读不了 .xlsx 和 .docx；"
            "可用 --kinds text,cells 只量文字和粘贴的表格。"
        )
    return reader
