"""Scans of signed papers: uploaded one by one, shown after their hash was checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils import timezone

from rectify.access.permissions import Permission
from rectify.groundwork.enums import Purpose
from rectify.groundwork.models import Scan
from rectify.groundwork.operations import keep_scan, withdraw_scan
from rectify.kernel.files import read_checked
from rectify.kernel.problems import Refused
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.evidence import disposition
from rectify.web.fetch import found, person_of, whole_round
from rectify.web.forms import OfficeForm
from rectify.web.guards import WRITES, guarded
from rectify.web.uploads import UploadField

PAGES = {
    Purpose.RECEIPT: "receipt",
    Purpose.PLEDGE: "pledge",
    Purpose.GROUP: "group",
    Purpose.SCHEME: "scheme",
    Purpose.REVIEW: "scheme",
    Purpose.MEETING: "scheme",
    Purpose.ASSESSMENT: "assessment",
    Purpose.OTHER: "round",
}
"""The page on which the scans of a step are listed."""


class ScanForm(OfficeForm):
    """One file."""

    file = UploadField(label="扫描件")


@dataclass(frozen=True, slots=True)
class ShownScan:
    """A scan as a list shows it; the start of its hash is enough to tell it from another."""

    pk: int
    name: str
    facts: str

    @classmethod
    def of(cls, row: Scan) -> ShownScan:
        """Name, and in one line size, who kept it and when, and the hash."""
        kept = f"{row.kept_by or '命令行'} {timezone.localtime(row.kept_at):%Y-%m-%d %H:%M}"
        parts = (filesizeformat(row.size), kept, f"SHA-256 {row.sha256[:12]}…")
        return cls(row.pk, row.name, " · ".join(parts))


def scan_groups(round_: Round, *purposes: Purpose) -> list[tuple[Purpose, str, list[ShownScan]]]:
    """Each of some steps with its heading and its current scans, newest first."""
    rows: Any = Scan.objects.filter(round=round_, purpose__in=purposes)
    current = list(rows.current().select_related("kept_by").order_by("-kept_at", "-pk"))
    alone = len(purposes) == 1
    return [
        (
            purpose,
            "扫描件" if alone else f"扫描件：{purpose.label}",
            [ShownScan.of(row) for row in current if row.purpose == purpose],
        )
        for purpose in purposes
    ]


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def upload(request: HttpRequest, round_id: int, purpose: str) -> HttpResponse:
    """Take one scan; answers with its row (201) or with one sentence (422)."""
    round_ = whole_round(request, round_id, Permission.EDIT_LEDGER)
    if purpose not in Purpose.values:
        raise Http404
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = keep_scan(
                round_, purpose=purpose, name=file.name, chunks=file.chunks(), by=person_of(request)
            )
        except Refused as refusal:
            form.show(refusal)
        else:
            context = {"scan": ShownScan.of(row), "may_edit": True}
            return render(request, "groundwork/scan.html", context, status=201)
    sentences = [str(error) for errors in form.errors.values() for error in errors]
    return HttpResponse(" ".join(sentences), status=422, content_type="text/plain; charset=utf-8")


@guarded(Permission.READ_CASE)
def scan_file(request: HttpRequest, scan_id: int) -> HttpResponseBase:
    """The bytes of a scan, shown in the browser."""
    row: Scan = found(request, Scan.objects, scan_id)
    chunks = read_checked(row.sha256)
    note(Act.SCAN_OPENED, row, by=person_of(request))
    response = StreamingHttpResponse(chunks, content_type=row.content_type)
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = disposition(row.name, inline=True)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def withdraw(request: HttpRequest, scan_id: int) -> HttpResponse:
    """Take a scan out of the list."""
    row: Scan = found(request, Scan.objects, scan_id, Permission.EDIT_LEDGER)
    withdraw_scan(row, by=person_of(request))
    return redirect(PAGES[Purpose(row.purpose)], row.round_id)


urlpatterns = [
    path("rounds/<int:round_id>/scans/<slug:purpose>/", upload, name="scan-upload"),
    path("scans/<int:scan_id>/file/", scan_file, name="scan-file"),
    path("scans/<int:scan_id>/withdraw/", withdraw, name="scan-withdraw"),
]
