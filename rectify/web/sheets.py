"""The 销号表 of a submission: asked for, and the file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

from rectify.access.permissions import Permission
from rectify.closeout.models import Sheet, Submission
from rectify.closeout.operations import ask_sheet
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.evidence import streamed
from rectify.web.fetch import found, person_of
from rectify.web.guards import WRITES, guarded


@guarded(Permission.EXPORT, methods=WRITES)
def new_sheet(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Ask for the 销号表; the page of the job tells when it is there."""
    row: Submission = found(request, Submission.objects, submission_id, Permission.EXPORT)
    return redirect("job", ask_sheet(row, by=person_of(request)).pk)


@guarded(Permission.EXPORT)
def sheet_file(request: HttpRequest, sheet_id: int) -> HttpResponseBase:
    """The PDF, after its hash was checked."""
    row: Sheet = found(request, Sheet.kept, sheet_id, Permission.EXPORT)
    response = streamed(
        row.sha256, name=row.name, content_type="application/pdf", size=row.size, inline=True
    )
    note(Act.SHEET_READ, row, by=person_of(request))
    return response


urlpatterns = [
    path("submissions/<int:submission_id>/sheet/", new_sheet, name="sheet-new"),
    path("sheets/<int:sheet_id>/file/", sheet_file, name="sheet-file"),
]
