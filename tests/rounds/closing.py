"""A round ready to be closed, and one that was."""

from __future__ import annotations

from typing import Any

from rectify.archive.operations import close_round
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.files import keep
from rectify.reports.models import ReportFile
from rectify.reports.operations import draft_report
from rectify.rounds.models import Round
from tests.factories import Office, as_a_paper_says

REPORT = b"%PDF-1.4 report"


def conclude(issue: Issue, office: Office, standing: str = Standing.DONE) -> Issue:
    """The issue is found mended in the paper that brought it."""
    return as_a_paper_says(Issue.objects.get(pk=issue.pk), standing)


def report_file(round_: Round, office: Office) -> ReportFile:
    """The round's report, drafted and written out."""
    report = draft_report(round_, by=office.office)
    stored = keep([REPORT])
    file = ReportFile(
        report=report,
        name="整改报告.pdf",
        content_type=stored.content_type,
        sha256=stored.sha256,
        size=stored.size,
        pages=1,
        as_of=clock.today(),
        made_at=clock.now(),
    )
    file.save()
    return file


def ready(office: Office, **facts: Any) -> Round:
    """A round with one concluded issue, a measure with evidence, and a report."""
    round_ = office.round(**facts)
    measure = office.measure(office.issue(round_), due_on=clock.today())
    office.evidence(measure)
    conclude(measure.issue, office)
    report_file(round_, office)
    return Round.objects.get(pk=round_.pk)


def closed(office: Office, **facts: Any) -> Round:
    """The same, closed."""
    round_ = ready(office, **facts)
    return close_round(round_, version=round_.version, by=office.office)
