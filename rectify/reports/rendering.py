"""A stored report made into a PDF file, outside any transaction: rendering takes seconds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rectify.people.models import Person
from rectify.reports.drafting import redrafted
from rectify.reports.models import Report, ReportFile
from rectify.reports.operations import keep_export
from rectify.reports.paper import Paper, document_of, paper_of
from rectify.typeset.pdf import PdfFacts, render_pdf

Progress = Callable[[int], None]


STAGES = ((0, "汇总台账数据"), (10, "排版"), (70, "写入文件"), (95, "保存文件"))
"""What is being done from which percentage on (`typeset.render_pdf` says which is which)."""


def stage_at(percent: int) -> str:
    """The words for how far the rendering is."""
    return next(words for start, words in reversed(STAGES) if percent >= start)


def paper_of_report(report: Report, on: date | None = None) -> Paper:
    """The report with its sections filled in as of its day, or of another one."""
    day = on or report.as_of
    sections = list(report.sections.order_by("position"))
    if day != report.as_of:
        texts = redrafted(sections, report.round, was=report.as_of, now=day)
        for section in sections:
            section.body = texts.get(section.position, section.body)
    return paper_of(
        report.round,
        title=report.title,
        addressee=report.addressee,
        signature=report.signature,
        as_of=day,
        signed_on=report.dated if day == report.as_of else day,
        sections=sections,
    )


def write_pdf(paper: Paper, target: Path, progress: Progress | None = None) -> PdfFacts:
    """Write a report as PDF; refuses as `typeset.render_pdf` does."""
    return render_pdf(document_of(paper), target, progress=progress)


def export_report(report: Report, *, progress: Progress, by: Person | None) -> ReportFile:
    """Render a report and keep the file."""
    paper = paper_of_report(report)
    with tempfile.TemporaryDirectory(prefix="rectify-report-") as folder:
        target = Path(folder) / "report.pdf"
        facts = write_pdf(paper, target, progress)
        return keep_export(
            report, chunks=[target.read_bytes()], as_of=paper.as_of, pages=facts.pages, by=by
        )
