"""Celery, thin: an id in, one function called, the outcome on the Job row."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from celery import shared_task

from rectify.archive.packing import make_package
from rectify.claims.reminding import remind_of_what_lies
from rectify.closeout.sheet import make_sheet
from rectify.dossier.paper import make_dossier
from rectify.intake.arriving import read_waiting
from rectify.jobs.models import Job
from rectify.jobs.operations import move, run, sweep
from rectify.kernel.problems import Refused
from rectify.people.models import Person
from rectify.reports.models import Report, ReportFile
from rectify.reports.rendering import Progress, export_report, stage_at
from rectify.rounds.models import Round

logger = logging.getLogger(__name__)

UNEXPECTED = "处理时出现意外错误，请稍后重试；仍不成功请联系系统管理员。"


@shared_task(name="rectify.tasks.read_paper")
def read_paper(job_id: int) -> None:
    """Read a long paper and lay its plan down."""

    def work(job: Job) -> dict[str, int]:
        return read_waiting(job.subject_id, lambda percent, stage: move(job, percent, stage))

    run(job_id, work, explain)


@shared_task(name="rectify.tasks.render_report")
def render_report(job_id: int) -> None:
    """Make a report's PDF and keep it."""

    def make(report_id: int, *, progress: Progress, by: Person | None) -> ReportFile:
        report = Report.objects.select_related("round__unit").get(pk=report_id)
        return export_report(report, progress=progress, by=by)

    print_row(job_id, make)


@shared_task(name="rectify.tasks.render_dossier")
def render_dossier(job_id: int) -> None:
    """Make the 整改卷 of an issue and keep it."""
    print_row(job_id, make_dossier)


@shared_task(name="rectify.tasks.render_sheet")
def render_sheet(job_id: int) -> None:
    """Make the 销号表 of a submission and keep it."""
    print_row(job_id, make_sheet)


@shared_task(name="rectify.tasks.archive_round")
def archive_round(job_id: int) -> None:
    """Make a closed round's archive package and keep it."""

    def work(job: Job) -> dict[str, int]:
        round_ = Round.objects.select_related("unit", "closed_by").get(pk=job.subject_id)
        package = make_package(
            round_, progress=lambda p: move(job, p, "汇集归档材料"), by=job.asked_by
        )
        return {"package_id": package.pk}

    run(job_id, work, explain)


@shared_task(name="rectify.tasks.sweep_jobs")
def sweep_jobs() -> None:
    """Send again what was dropped."""
    touched = sweep()
    if touched:
        logger.info("swept %s jobs", touched)


@shared_task(name="rectify.tasks.remind_of_claims")
def remind_of_claims() -> None:
    """Remind departments of what they have let lie untaken (催办); once a day for each measure."""
    outcomes = remind_of_what_lies()
    if outcomes:
        made = sum(outcome.done for outcome in outcomes)
        logger.info(
            "reminded of %s measures, %s were settled meanwhile", made, len(outcomes) - made
        )


def print_row(job_id: int, make: Callable[..., Any]) -> None:
    """Print one row by `make(id, progress=, by=)`, which keeps the file and gives its row back."""

    def work(job: Job) -> dict[str, int]:
        file = make(job.subject_id, progress=lambda p: move(job, p, stage_at(p)), by=job.asked_by)
        return {"file_id": file.pk}

    run(job_id, work, explain)


def explain(error: Exception) -> str:
    """What the person who asked is told: a refusal's own sentence, else one for all."""
    return error.problems[0].sentence if isinstance(error, Refused) else UNEXPECTED
