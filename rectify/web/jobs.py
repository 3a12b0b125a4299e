"""A background job as the person who asked for it sees it: how far, what came of it, once more."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.jobs.enums import JobKind
from rectify.jobs.models import Job
from rectify.jobs.operations import retry
from rectify.web.fetch import found, person_of
from rectify.web.guards import READS, WRITES, signed_in

RESULTS = {
    JobKind.RENDER_REPORT: ("report-file", "file_id", "下载PDF"),
    JobKind.RENDER_SHEET: ("sheet-file", "file_id", "打开销号表"),
    JobKind.RENDER_DOSSIER: ("dossier-file", "file_id", "打开整改卷"),
    JobKind.ARCHIVE_ROUND: ("package-file", "package_id", "下载归档包"),
    JobKind.READ_PAPER: ("paper", "paper", "核对识别结果"),
}
"""Where the result of each kind of job is found: address, its key in the result, label."""

REPEATED = {
    JobKind.RENDER_REPORT: "report",
    JobKind.RENDER_DOSSIER: "issue",
    JobKind.ARCHIVE_ROUND: "archive",
}
"""Jobs that are asked for again by themselves, and the page they belong to; a paper that could not
be read is read again from its own page."""


def shown(row: Job) -> dict[str, Any]:
    """What `jobs/progress.html` needs to show a job, wherever it stands."""
    address, key, label = RESULTS[JobKind(row.kind)]
    made = row.result.get(key)
    return {
        "job": row,
        "done_url": reverse(address, args=[made]) if made else "",
        "done_label": label,
        "repeats": row.kind in REPEATED,
    }


@signed_in(methods=READS)
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """The progress bar of one of the person's own jobs, or what came of it."""
    row: Job = found(request, Job.objects.all(), job_id)
    template = "jobs/progress.html" if getattr(request, "htmx", False) else "jobs/page.html"
    return render(request, template, shown(row))


@signed_in(methods=WRITES)
def again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask once more for what has failed."""
    row: Job = found(request, Job.objects.filter(kind__in=REPEATED), job_id)
    asked = retry(row, by=person_of(request))
    return redirect(REPEATED[JobKind(asked.kind)], asked.subject_id)


urlpatterns = [
    path("<int:job_id>/", job, name="job"),
    path("<int:job_id>/again/", again, name="job-again"),
]
