"""A background job's progress, polled by the page that asked for it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from rectify.jobs.enums import JobKind
from rectify.jobs.models import Job
from rectify.web.fetch import found
from rectify.web.guards import READS, signed_in

DONE_LABELS = {JobKind.RENDER_REPORT: "下载PDF", JobKind.READ_PAPER: "核对识别结果"}


@signed_in(methods=READS)
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """The progress bar of one of the person's own jobs, or what came of it."""
    row: Job = found(request, Job.objects.all(), job_id)
    context = {
        "job": row,
        "done_url": row.result.get("url", ""),
        "done_label": DONE_LABELS[JobKind(row.kind)],
    }
    template = "jobs/progress.html" if getattr(request, "htmx", False) else "jobs/page.html"
    return render(request, template, context)


urlpatterns = [path("<int:job_id>/", job, name="job")]
