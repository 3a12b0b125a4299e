"""Files of evidence: uploaded one by one, shown or downloaded after their hash was checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils import timezone

from rectify.access.permissions import Permission
from rectify.evidence.enums import EvidenceKind
from rectify.evidence.models import Evidence
from rectify.evidence.operations import add_evidence, withdraw_evidence
from rectify.evidence.rules import SHOWN_IN_PAGE
from rectify.kernel.files import read_checked
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.fetch import found, person_of
from rectify.web.forms import DayField, OfficeForm
from rectify.web.guards import WRITES, guarded
from rectify.web.uploads import UploadField


class EvidenceForm(OfficeForm):
    """One file and what it shows."""

    file = UploadField(label="文件")
    kind = forms.ChoiceField(
        label="类别", choices=EvidenceKind.choices, initial=EvidenceKind.OTHER, required=False
    )
    dated_on = DayField(label="材料日期", required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as a list shows it."""

    pk: int
    name: str
    facts: str
    may_withdraw: bool

    @classmethod
    def of(cls, row: Evidence, *, may_withdraw: bool) -> ShownFile:
        """Name, and in one line kind, size, who brought it and when."""
        brought = f"{row.uploaded_by or '命令行'} {timezone.localtime(row.uploaded_at):%m-%d %H:%M}"
        parts = [row.get_kind_display(), filesizeformat(row.size), brought, row.note]
        told = " · ".join(part for part in parts if part)
        return cls(row.pk, row.name, told, may_withdraw)


def evidence_of(measure: Measure, person: Person) -> list[ShownFile]:
    """The current files of a measure, newest first."""
    rows: Any = Evidence.objects.filter(measure=measure)
    current = rows.current().select_related("uploaded_by").order_by("-uploaded_at", "-pk")
    his = set(rows.withdrawable_by(person).values_list("pk", flat=True))
    return [ShownFile.of(row, may_withdraw=row.pk in his) for row in current]


@guarded(Permission.WRITE_PROGRESS, methods=WRITES)
def upload(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Take one file; answers with its row (201) or with one sentence (422)."""
    measure: Measure = found(request, Measure.objects, measure_id, Permission.WRITE_PROGRESS)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        facts = form.facts
        upload = facts.pop("file")
        facts["kind"] = facts["kind"] or EvidenceKind.OTHER
        try:
            row = add_evidence(
                measure, name=upload.name, chunks=upload.chunks(), **facts, by=person_of(request)
            )
        except Refused as refusal:
            form.show(refusal)
        else:
            context = {"file": ShownFile.of(row, may_withdraw=True), "may_write": True}
            return render(request, "measures/evidence_row.html", context, status=201)
    note(Act.EVIDENCE_REFUSED, measure, by=person_of(request))
    sentences = [str(error) for errors in form.errors.values() for error in errors]
    return HttpResponse(" ".join(sentences), status=422, content_type="text/plain; charset=utf-8")


@guarded(Permission.READ_CASE)
def evidence_file(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """The bytes of a file; PDF and pictures in the page, everything else as a download."""
    row: Evidence = found(request, Evidence.objects, evidence_id)
    chunks = read_checked(row.sha256)
    note(Act.EVIDENCE_READ, row, by=person_of(request))
    inline = row.content_type in SHOWN_IN_PAGE and "download" not in request.GET
    response = StreamingHttpResponse(chunks, content_type=row.content_type)
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = disposition(row.name, inline=inline)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@guarded(Permission.WRITE_PROGRESS, methods=WRITES)
def withdraw(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Take a file out of the list."""
    row: Evidence = found(request, Evidence.objects, evidence_id, Permission.WRITE_PROGRESS)
    withdraw_evidence(row, by=person_of(request))
    messages.success(request, f"已撤下“{row.name}”。")
    return redirect("measure", row.measure_id)


def disposition(name: str, *, inline: bool) -> str:
    """A Content-Disposition that carries a Chinese file name (RFC 6266, RFC 5987)."""
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename*=UTF-8''{quote(name, safe='')}"


urlpatterns = [
    path("measures/<int:measure_id>/evidence/", upload, name="evidence-upload"),
    path("evidence/<int:evidence_id>/file/", evidence_file, name="evidence-file"),
    path("evidence/<int:evidence_id>/withdraw/", withdraw, name="evidence-withdraw"),
]
