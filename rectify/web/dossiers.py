"""The 整改卷 of an issue: asked for on the issue's page, made in the background, opened as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone

from rectify.access.permissions import Permission
from rectify.dossier.models import Dossier
from rectify.dossier.operations import ask_dossier
from rectify.issues.models import Issue
from rectify.jobs.enums import JobKind, JobState
from rectify.jobs.models import Job
from rectify.people.models import Person
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.evidence import streamed
from rectify.web.fetch import found, person_of
from rectify.web.guards import WRITES, guarded
from rectify.web.jobs import shown

SHOWN = 5
"""So many of the printed ones are listed on the issue's page."""


@dataclass(frozen=True, slots=True)
class ShownDossier:
    """A printed 整改卷 as a list shows it."""

    pk: int
    name: str
    facts: str

    @classmethod
    def of(cls, row: Dossier) -> ShownDossier:
        """Name, and in one line pages, size, who made it and when."""
        made = f"{row.made_by or '命令行'} {timezone.localtime(row.made_at):%m-%d %H:%M}"
        return cls(row.pk, row.name, f"{row.pages}页 · {filesizeformat(row.size)} · {made}")


def dossiers_of(issue: Issue, person: Person) -> dict[str, Any]:
    """What `dossier/part.html` shows of an issue, to whoever may export it."""
    jobs: Any = Job.objects.filter(kind=JobKind.RENDER_DOSSIER, subject_id=issue.pk)
    last: Job | None = jobs.visible_to(person).first()
    rows: Any = Dossier.objects.filter(issue=issue)
    mine = rows.open_to(person, Permission.EXPORT).select_related("made_by")
    part = {"files": [ShownDossier.of(row) for row in mine[:SHOWN]]}
    if last is not None and last.state != JobState.DONE:
        part |= shown(last)
    return {"dossier": part}


@guarded(Permission.EXPORT, methods=WRITES)
def ask(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Ask for the 整改卷; the issue's page shows how far it is."""
    row: Issue = found(request, Issue.objects.select_related("round"), issue_id, Permission.EXPORT)
    person = person_of(request)
    job = ask_dossier(row, by=person)
    if job.asked_by_id != person.pk:
        who = job.asked_by or "命令行"
        messages.info(request, f"{who}正在生成这个问题的整改卷，请稍后刷新查看。")
    return redirect(f"{reverse('issue', args=[row.pk])}#dossier")


@guarded(Permission.EXPORT)
def dossier_file(request: HttpRequest, dossier_id: int) -> HttpResponseBase:
    """The PDF, after its hash was checked."""
    row: Dossier = found(request, Dossier.objects, dossier_id, Permission.EXPORT)
    response = streamed(
        row.sha256, name=row.name, content_type="application/pdf", size=row.size, inline=True
    )
    note(Act.DOSSIER_READ, row, by=person_of(request))
    return response


urlpatterns = [
    path("issues/<int:issue_id>/dossier/", ask, name="dossier-new"),
    path("dossiers/<int:dossier_id>/file/", dossier_file, name="dossier-file"),
]
