"""A job's life: asked for, claimed, moving, ended; and the sweep that picks up what was dropped.

Job rows have no history, so they are moved by guarded updates: one row changed means that we won,
none that somebody was faster, and that is a normal outcome.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from rectify.jobs.enums import JobKind, JobState
from rectify.jobs.models import Job
from rectify.kernel import clock
from rectify.people.models import Person
from rectify.trail.acts import Act
from rectify.trail.operations import record

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3

TASK_NAMES = {
    JobKind.READ_PAPER: "rectify.tasks.read_paper",
    JobKind.RENDER_REPORT: "rectify.tasks.render_report",
    JobKind.RENDER_SHEET: "rectify.tasks.render_sheet",
    JobKind.ARCHIVE_ROUND: "rectify.tasks.archive_round",
    JobKind.RENDER_DOSSIER: "rectify.tasks.render_dossier",
}
"""Jobs are sent by name: this room does not know the rooms that do the work."""


def ask(kind: JobKind, subject_id: int, *, by: Person | None) -> Job:
    """Ask for a job; one that already waits or runs for the same subject is given back instead.

    The task is sent after the transaction has committed, so that the worker always finds the row.
    """
    open_states = (JobState.WAITING, JobState.RUNNING)
    with transaction.atomic():
        job, created = Job.objects.get_or_create(
            kind=kind,
            subject_id=subject_id,
            state__in=open_states,
            defaults={"state": JobState.WAITING, "asked_at": clock.now(), "asked_by": by},
        )
        if created:
            transaction.on_commit(lambda: send(job))
    return job


def retry(job: Job, *, by: Person | None) -> Job:
    """Ask again for what has failed; a job that has not failed is given back as it is.

    Leaves `job.retried`.
    """
    if job.state != JobState.FAILED:
        return job
    with transaction.atomic():
        again = ask(JobKind(job.kind), job.subject_id, by=by)
        record(Act.JOB_RETRIED, again, by=by)
    return again


def send(job: Job) -> None:
    """Tell a worker; a broker that is down is no failure, the sweep sends again."""
    try:
        current_app.send_task(TASK_NAMES[JobKind(job.kind)], args=[job.pk], retry=False)
    except (OSError, OperationalError):
        logger.warning("job %s could not be sent; the sweep will send it again", job.pk)


def claim(job_id: int) -> Job | None:
    """Take a waiting job, or one whose worker has died; None when somebody else has it or it ended."""
    me = f"{socket.gethostname()}:{os.getpid()}"
    free = Job.objects.filter(pk=job_id, state=JobState.WAITING) | Job.objects.filter(
        pk__in=Job.objects.all().stuck().filter(pk=job_id, state=JobState.RUNNING).values("pk")
    )
    now = clock.now()
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        return None
    won = free.update(
        state=JobState.RUNNING, owner=me[:60], heartbeat_at=now, attempts=job.attempts + 1
    )
    return Job.objects.get(pk=job_id) if won else None


def move(job: Job, percent: int, stage: str = "") -> None:
    """Report progress and show that the worker lives."""
    facts: dict[str, Any] = {"percent": max(0, min(percent, 100)), "heartbeat_at": clock.now()}
    if stage:
        facts["stage"] = stage[:60]
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING, owner=job.owner).update(**facts)


def finish(job: Job, result: dict[str, Any]) -> bool:
    """End a job with its result; False when another worker had taken it over."""
    return _end(job, state=JobState.DONE, percent=100, result=result, stage="")


def fail(job: Job, reason: str) -> bool:
    """End a job with a reason for the person who asked: one Chinese sentence."""
    return _end(job, state=JobState.FAILED, failure=reason[:300])


def _end(job: Job, **facts: Any) -> bool:
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, owner=job.owner)
    return bool(mine.update(ended_at=clock.now(), **facts))


def sweep() -> int:
    """Send again what was dropped; end what has failed too often. Returns how many were touched."""
    touched = 0
    for job in list(Job.objects.all().stuck()):
        if job.attempts >= MAX_ATTEMPTS:
            over = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts)
            touched += over.update(
                state=JobState.FAILED,
                ended_at=clock.now(),
                failure="处理多次中断，请稍后重试；仍不成功请联系系统管理员。",
            )
        else:
            send(job)
            touched += 1
    return touched


def run(
    job_id: int, work: Callable[[Job], dict[str, Any]], explain: Callable[[Exception], str]
) -> None:
    """Claim a job, do its work, and end it in a result or a reason, whatever happens.

    `explain` turns an exception into the sentence that the person reads; the exception itself is
    raised again after the job has ended, so that it reaches the log.
    """
    job = claim(job_id)
    if job is None:
        return
    try:
        result = work(job)
    except Exception as error:
        fail(job, explain(error))
        raise
    finish(job, result)
