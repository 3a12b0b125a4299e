"""Where the corpus meets the application: a paper goes in by the road its kind takes."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from rectify.intake.files import read_file
from rectify.papers.content import Content
from rectify.papers.reading import read_paper
from tests.intake.accuracy.corpus import Kind, Paper
from tests.intake.accuracy.document import build_document
from tests.intake.accuracy.facts import Reading, reading_of
from tests.intake.accuracy.workbook import build_workbook

TODAY = date(2026, 11, 21)
"""The day on which all papers are read; a paper that leaves out a year must not lean on it."""


def read(paper: Paper) -> Reading:
    """Read a paper as the application does, building its file first where it comes as a file."""
    if paper.kind is Kind.CELLS:
        content = Content.from_text(paper.text())
    elif paper.kind is Kind.TEXT:
        content = read_file(paper.source)
    else:
        with tempfile.TemporaryDirectory() as folder:
            content = read_file(build(paper, Path(folder)))
    return reading_of(read_paper(content, today=TODAY).to_json())


def build(paper: Paper, folder: Path) -> Path:
    """Make the real file of a described paper in `folder`."""
    make = build_workbook if paper.kind is Kind.XLSX else build_document
    return make(paper.description(), folder)
