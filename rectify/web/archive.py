"""办结归档: what stands in the way, closing the round, and the package that it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone

from rectify.access.permissions import Permission
from rectify.archive.models import Package
from rectify.archive.operations import ask_package, close_round
from rectify.archive.readiness import Obstacle, obstacles
from rectify.jobs.enums import JobKind
from rectify.jobs.models import Job
from rectify.kernel.files import read_checked
from rectify.kernel.problems import Refused
from rectify.people.models import Person
from rectify.people.rules import may, may_in_unit
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.evidence import disposition
from rectify.web.fetch import found, person_of, version_of, whole_round
from rectify.web.groundwork import trail_to
from rectify.web.guards import WRITES, guarded
from rectify.web.jobs import shown

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """An obstacle with the address of its cure."""

    sentence: str
    url: str

    @classmethod
    def of(cls, obstacle: Obstacle) -> Line:
        """The obstacle's sentence, and its page."""
        return cls(obstacle.problem.sentence, reverse(obstacle.page, args=[obstacle.pk]))


@dataclass(frozen=True, slots=True)
class ShownPackage:
    """A package as a list shows it."""

    pk: int
    name: str
    facts: str
    sha256: str

    @classmethod
    def of(cls, row: Package) -> ShownPackage:
        """Name; number of files, size, who asked for it and when."""
        made = f"{row.made_by or '命令行'} {timezone.localtime(row.made_at):%Y-%m-%d %H:%M}"
        return cls(
            row.pk, row.name, f"{row.files}个文件 · {filesizeformat(row.size)} · {made}", row.sha256
        )


@guarded(Permission.READ_CASE)
def archive(request: HttpRequest, round_id: int) -> HttpResponse:
    """What is to be done before closing; afterwards the package."""
    return _page(request, whole_round(request, round_id))


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def close(request: HttpRequest, round_id: int) -> HttpResponse:
    """Close the round for good."""
    round_ = whole_round(request, round_id, Permission.EDIT_LEDGER)
    try:
        close_round(round_, version=version_of(request), by=person_of(request))
    except Refused as refusal:
        for problem in refusal.problems[:3]:
            messages.error(request, problem.sentence)
        return _page(request, whole_round(request, round_id), status=422)
    messages.success(request, "本轮次已办结归档，正在生成归档包。")
    return redirect("archive", round_.pk)


@guarded(Permission.EXPORT, methods=WRITES)
def package(request: HttpRequest, round_id: int) -> HttpResponse:
    """Ask for the package once more."""
    round_ = whole_round(request, round_id, Permission.EXPORT)
    try:
        job = ask_package(round_, by=person_of(request))
    except Refused as refusal:
        messages.error(request, refusal.problems[0].sentence)
        return redirect("archive", round_.pk)
    if job.asked_by_id != person_of(request).pk:
        messages.info(request, f"{job.asked_by}正在生成归档包，完成后可在本页下载。")
    return redirect("archive", round_.pk)


@guarded(Permission.EXPORT)
def package_file(request: HttpRequest, package_id: int) -> HttpResponseBase:
    """The bytes of a package, checked against their hash."""
    row: Package = found(request, Package.objects, package_id, Permission.EXPORT)
    chunks = read_checked(row.sha256)
    note(Act.ARCHIVE_READ, row, by=person_of(request))
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = disposition(row.name, inline=False)
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, round_: Round, status: int = 200) -> HttpResponse:
    person = person_of(request)
    found_ = obstacles(round_) if round_.closed_at is None else []
    stops = [Line.of(one) for one in found_ if one.stops]
    context = {
        "round": round_,
        "trail": trail_to(round_),
        "stops": stops[:SHOWN],
        "further": max(0, len(stops) - SHOWN),
        "count": len(stops),
        "hints": [Line.of(one) for one in found_ if not one.stops],
        "may_close": may(person, Permission.EDIT_LEDGER, round_),
        "may_export": may_in_unit(person, Permission.EXPORT, round_.unit_id),
        "packages": [
            ShownPackage.of(row)
            for row in Package.objects.filter(round=round_).select_related("made_by")
        ],
        **_progress(round_, person),
    }
    return render(request, "archive/page.html", context, status=status)


def _progress(round_: Round, person: Person) -> dict[str, Any]:
    """The person's own last package, with what its progress bar needs."""
    jobs: Any = Job.objects.filter(kind=JobKind.ARCHIVE_ROUND, subject_id=round_.pk)
    last: Job | None = jobs.visible_to(person).first()
    return shown(last) if last is not None else {}


urlpatterns = [
    path("rounds/<int:round_id>/archive/", archive, name="archive"),
    path("rounds/<int:round_id>/close/", close, name="round-close"),
    path("rounds/<int:round_id>/package/", package, name="package-ask"),
    path("packages/<int:package_id>/", package_file, name="package-file"),
]
