"""Everything that changes a report: drafted, amended, asked for as a file, kept as a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from rectify.access.permissions import Permission
from rectify.jobs.enums import JobKind
from rectify.jobs.models import Job
from rectify.jobs.operations import ask
from rectify.kernel import clock
from rectify.kernel.files import keep
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.people.models import Person
from rectify.people.rules import demand, demand_in_round
from rectify.reports.drafting import draft_standard, redrafted
from rectify.reports.enums import Shape
from rectify.reports.models import Report, ReportFile, Section
from rectify.reports.rules import problems_of_day, problems_of_report, problems_of_section
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock


@operation
def draft_report(
    round_: Round,
    *,
    shape: Shape = Shape.STANDARD,
    as_of: date | None = None,
    by: Person | None,
) -> Report:
    """Draft a report with all its sections from the ledger as it stood on `as_of` (today when None).

    Refuses a day to come or before the feedback, and a second report of the same shape in a round;
    leaves `report.drafted`.
    """
    demand_in_round(by, Permission.DRAFT_REPORT, round_)
    round_, today = lock(round_), clock.today()
    day = as_of or today
    refuse_if(problems_of_day(round_, day, today))
    if Report.objects.filter(round=round_, shape=shape).exists():
        raise Refused(Problem("report.exists", "本轮次已有这一体例的报告，请打开后修改。"))
    draft = draft_standard(round_, day)
    report = Report(
        round=round_,
        shape=shape,
        title=draft.title[:200],
        addressee=draft.addressee,
        signature=draft.signature[:100],
        as_of=day,
        drafted_at=clock.now(),
        drafted_by=by,
    )
    report.save()
    for position, section in enumerate(draft.sections, 1):
        Section(
            report=report,
            position=position,
            heading=section.heading,
            kind=section.kind,
            body=section.body,
        ).save()
    record(Act.REPORT_DRAFTED, report, by=by)
    return report


@operation
def amend_report(
    report: Report, *, version: int, changes: dict[str, Any], by: Person | None
) -> Report:
    """Change a report's title, addressee, signature or day.

    Its figures follow the day, and so does the text of sections that nobody has edited. Refuses an
    empty title, a day to come or before the feedback, and a report that somebody else changed
    meanwhile (`row.stale`); leaves `report.amended`.
    """
    demand(by, Permission.DRAFT_REPORT, report)
    report = lock(report, version=version)
    was = report.as_of
    for field, value in changes.items():
        setattr(report, field, value)
    refuse_if(problems_of_report(report, clock.today()))
    report.save_changes(*changes)
    if report.as_of != was:
        _follow_the_day(report, was)
    record(Act.REPORT_AMENDED, report, by=by)
    return report


@operation
def amend_section(
    section: Section, *, version: int, heading: str, body: str, by: Person | None
) -> Section:
    """Change the author's text of a section.

    Refuses a section that is made from the ledger, an empty text, names that no figure bears, and a
    section that somebody else changed meanwhile (`row.stale`); leaves `report.amended`.
    """
    demand(by, Permission.DRAFT_REPORT, section.report)
    section = lock(section, version=version)
    section.heading = heading.strip()
    section.body = body.replace("\r\n", "\n").strip()
    refuse_if(problems_of_section(section))
    section.save_changes("heading", "body")
    record(Act.REPORT_AMENDED, section.report, by=by)
    return section


@operation
def ask_export(report: Report, *, by: Person | None) -> Job:
    """Ask for the report as a file; while one is being made, that same job is given back.

    Leaves `report.export_asked`.
    """
    demand(by, Permission.EXPORT, report)
    report = lock(report)
    job = ask(JobKind.RENDER_REPORT, report.pk, by=by)
    record(Act.REPORT_EXPORT_ASKED, report, by=by)
    return job


@operation
def keep_export(
    report: Report,
    *,
    chunks: Iterable[bytes],
    as_of: date,
    pages: int,
    by: Person | None,
) -> ReportFile:
    """Keep a finished PDF of the report as it stood on `as_of`; leaves `report.exported`.

    Refuses whoever may no longer export by the time the file is made.
    """
    demand(by, Permission.EXPORT, report)
    stored = keep(chunks)
    file = ReportFile(
        report=report,
        name=_file_name(report.title, as_of),
        content_type=stored.content_type,
        sha256=stored.sha256,
        size=stored.size,
        pages=pages,
        as_of=as_of,
        made_at=clock.now(),
        made_by=by,
    )
    file.save()
    record(Act.REPORT_EXPORTED, file, by=by)
    return file


@operation
def export_outside(round_: Round, *, by: Person | None) -> None:
    """Note that a round's report was written to a file outside; leaves `report.exported` alone."""
    demand(by, Permission.EXPORT, round_)
    record(Act.REPORT_EXPORTED, round_, by=by)


def _follow_the_day(report: Report, was: date) -> None:
    """Write the sections anew that nobody has edited."""
    sections = list(report.sections.select_for_update())
    texts = redrafted(sections, report.round, was=was, now=report.as_of)
    for section in sections:
        if texts.get(section.position, section.body) != section.body:
            section.body = texts[section.position]
            section.save_changes("body")


def _file_name(title: str, as_of: date) -> str:
    """The name under which a browser saves it."""
    plain = "".join(c for c in title if c not in '\\/:*?"<>|\r\n\t')
    return f"{plain[:150]}（截至{as_of:%Y%m%d}）.pdf"
