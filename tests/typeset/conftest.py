"""The papers that many tests look at, printed once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from rectify.typeset.document import Document
from rectify.typeset.pdf import PdfFacts, render_pdf
from tests.typeset import papers

Printer = Callable[[Document], Path]


class Printed:
    """A paper on disk, and what was said of it when it was made."""

    def __init__(self, path: Path, facts: PdfFacts, progress: list[int]) -> None:
        self.path = path
        self.facts = facts
        self.progress = progress


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The report of `papers.py`."""
    path = tmp_path_factory.mktemp("typeset") / "报告.pdf"
    progress: list[int] = []
    facts = render_pdf(papers.report(), path, progress=progress.append)
    return Printed(path, facts, progress)


@pytest.fixture
def printed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Printer:
    """Prints a document, and sees to it that the library had nothing to complain of."""

    def print_it(document: Document) -> Path:
        target = tmp_path / "paper.pdf"
        with caplog.at_level(logging.WARNING, logger="rectify.typeset"):
            render_pdf(document, target)
        assert [record.getMessage() for record in caplog.records] == []
        return target

    return print_it
