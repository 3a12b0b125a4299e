"""Background jobs as the person who asked sees them: how far, and what came of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from rectify.access.permissions import Permission
from rectify.jobs.models import Job
from rectify.web.fetch import found
from rectify.web.guards import guarded


@guarded(Permission.READ_CASE)
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far a job is."""
    return render(request, "jobs/job.html", {"job": found(request, Job.objects, job_id)})


urlpatterns = [path("<int:job_id>/", job, name="job")]
