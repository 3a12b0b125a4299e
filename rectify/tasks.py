"""Celery, thin: an id in, one function called, the outcome on the Job row."""

from __future__ import annotations

import logging

from celery import shared_task

from rectify.intake.arriving import read_waiting
from rectify.jobs.models import Job
from rectify.jobs.operations import move, run, sweep
from rectify.kernel.problems import Refused

logger = logging.getLogger(__name__)

UNEXPECTED = "处理时出现意外错误，请稍后重试；仍不成功请联系系统管理员。"


@shared_task(name="rectify.tasks.read_paper")
def read_paper(job_id: int) -> None:
    """Read a long paper and lay its plan down."""

    def work(job: Job) -> dict[str, int]:
        return read_waiting(job.subject_id, lambda percent, stage: move(job, percent, stage))

    run(job_id, work, explain)


@shared_task(name="rectify.tasks.sweep_jobs")
def sweep_jobs() -> None:
    """Send again what was dropped."""
    touched = sweep()
    if touched:
        logger.info("swept %s jobs", touched)


def explain(error: Exception) -> str:
    """What the person who asked is told: a refusal's own sentence, else one for all."""
    return error.problems[0].sentence if isinstance(error, Refused) else UNEXPECTED
