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
from django.urls import path, reverse
from django.utils import timezone

from rectify.access.permissions import Permission
from rectify.closeout.history import history_of_evidence
from rectify.evidence.enums import EvidenceKind
from rectify.evidence.models import Evidence
from rectify.evidence.operations import (
    add_evidence,
    amend_evidence,
    replace_evidence,
    withdraw_evidence,
)
from rectify.evidence.queries import changes_evidence, earlier_versions
from rectify.evidence.rules import SHOWN_IN_PAGE
from rectify.issues.enums import Standing
from rectify.issues.reviewing import under_review
from rectify.kernel.files import read_checked
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.queries import HandedIn, handed_in
from rectify.people.models import Person
from rectify.people.rules import may
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.fetch import found, person_of, show_round
from rectify.web.forms import DayField, OfficeForm, is_stale
from rectify.web.guards import WRITES, guarded
from rectify.web.historypart import history_on_page
from rectify.web.uploads import UploadField


class EvidenceForm(OfficeForm):
    """One file and what it shows."""

    file = UploadField(label="文件")
    kind = forms.ChoiceField(
        label="类别", choices=EvidenceKind.choices, initial=EvidenceKind.OTHER, required=False
    )
    dated_on = DayField(label="材料日期", required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)


class DescriptionForm(OfficeForm):
    """What a file is called and what it shows."""

    name = forms.CharField(label="文件名", max_length=200)
    kind = forms.ChoiceField(label="类别", choices=EvidenceKind.choices)
    dated_on = DayField(label="材料日期", required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)


class ReplacementForm(OfficeForm):
    """A new version of a file."""

    file = UploadField(label="新版本文件")
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["required"] = "请选择新版本文件。"


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as a list shows it; `own` where the person may withdraw it."""

    pk: int
    name: str
    facts: str
    shown: bool
    own: bool
    newer: bool

    @classmethod
    def of(
        cls, row: Evidence, person: Person, *, handed: HandedIn | None, past: str = ""
    ) -> ShownFile:
        """Name, and in one line kind, size, who brought it and when, and that it is `past`.

        `handed` tells, where the person may write at all, what has been handed in.
        """
        brought = f"{row.uploaded_by or '命令行'} {timezone.localtime(row.uploaded_at):%m-%d %H:%M}"
        day = f"{row.dated_on:%Y-%m-%d}" if row.dated_on else ""
        parts = [row.get_kind_display(), day, filesizeformat(row.size), brought, row.note, past]
        return cls(
            row.pk,
            row.name,
            " · ".join(part for part in parts if part),
            shown=row.content_type in SHOWN_IN_PAGE,
            own=handed is not None
            and not handed.with_what_is_of(row.uploaded_at)
            and changes_evidence(person, row),
            newer=row.replaces_id is not None,
        )


def evidence_of(measure: Measure, person: Person, *, handed: HandedIn | None) -> list[ShownFile]:
    """The current files of a measure, newest first; `handed` where the person may write."""
    rows: Any = Evidence.objects.all()
    current = rows.current().filter(measure=measure)
    told = current.select_related("uploaded_by", "measure__issue__round")
    ordered = told.order_by("-uploaded_at", "-pk")
    return [ShownFile.of(row, person, handed=handed) for row in ordered]


@guarded(Permission.WRITE_PROGRESS, methods=WRITES)
def upload(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Take one file; answers with its row and the new counts (201) or with one sentence (422)."""
    measure: Measure = found(request, Measure.objects, measure_id, Permission.WRITE_PROGRESS)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        facts, person = form.facts, person_of(request)
        upload = facts.pop("file")
        facts["kind"] = facts["kind"] or EvidenceKind.OTHER
        try:
            row = add_evidence(
                measure, name=upload.name, chunks=upload.chunks(), **facts, by=person
            )
        except Refused as refusal:
            form.show(refusal)
        else:
            rows: Any = Evidence.objects.filter(measure=measure)
            context = {
                "file": ShownFile.of(row, person, handed=handed_in(measure)),
                "measure": measure,
                "count": rows.current().count(),
            }
            return render(request, "measures/evidence_added.html", context, status=201)
    note(Act.EVIDENCE_REFUSED, measure, by=person_of(request))
    sentences = [str(error) for errors in form.errors.values() for error in errors]
    return HttpResponse(" ".join(sentences), status=422, content_type="text/plain; charset=utf-8")


@guarded(Permission.READ_CASE)
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """The page of one file: itself, what is said about it, its versions, what may be done."""
    return _page(request, _evidence(request, evidence_id))


@guarded(Permission.READ_CASE)
def evidence_preview(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """The file in a panel of its measure's page; by a plain link, its own page."""
    row = _evidence(request, evidence_id)
    if not getattr(request, "htmx", False):
        return redirect("evidence", row.pk)
    context = {"evidence": row, "shown": row.content_type in SHOWN_IN_PAGE}
    return render(request, "evidence/panel.html", context)


@guarded(Permission.READ_CASE)
def evidence_file(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """The bytes of a file; PDF and pictures in the page, everything else as a download."""
    row: Evidence = found(request, Evidence.kept, evidence_id)
    response = streamed(
        row.sha256,
        name=row.name,
        content_type=row.content_type,
        size=row.size,
        inline="download" not in request.GET,
    )
    note(Act.EVIDENCE_READ, row, by=person_of(request))
    return response


def streamed(
    sha256: str, *, name: str, content_type: str, size: int, inline: bool
) -> HttpResponseBase:
    """The bytes of a kept file after their hash was checked; shown in the page only if that is safe."""
    response = StreamingHttpResponse(read_checked(sha256), content_type=content_type)
    response["Content-Length"] = str(size)
    shown = inline and content_type in SHOWN_IN_PAGE
    response["Content-Disposition"] = disposition(name, inline=shown)
    # The browser's own viewer refuses a sandboxed PDF; it may stand in our pages alone.
    framed = shown and content_type == "application/pdf"
    rest = "frame-ancestors 'self'" if framed else "frame-ancestors 'none'; sandbox"
    response["Content-Security-Policy"] = f"default-src 'none'; {rest}"
    response["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
    response["Cache-Control"] = "private, no-store"
    return response


@guarded(Permission.WRITE_PROGRESS, methods=WRITES)
def evidence_edit(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Change what is said about a file; of two at once the second sees both."""
    row = _evidence(request, evidence_id, Permission.WRITE_PROGRESS)
    form = DescriptionForm(request.POST)
    theirs: Evidence | None = None
    if form.is_valid():
        try:
            amend_evidence(row, version=form.seen_version, **form.facts, by=person_of(request))
            messages.success(request, "已保存。")
            return redirect("evidence", row.pk)
        except Refused as refusal:
            _show(form, refusal)
            theirs = row if is_stale(refusal) else None
    return _page(request, row, description_form=form, theirs=theirs)


@guarded(Permission.WRITE_PROGRESS, methods=WRITES)
def evidence_replace(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Put a new version in the place of a file."""
    row = _evidence(request, evidence_id, Permission.WRITE_PROGRESS)
    form = ReplacementForm(request.POST, request.FILES)
    theirs: Evidence | None = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            new = replace_evidence(
                row,
                version=form.seen_version,
                name=file.name,
                chunks=file.chunks(),
                note=form.cleaned_data["note"],
                by=person_of(request),
            )
            messages.success(request, "已替换为新版本，原版本保留。")
            return redirect("evidence", new.pk)
        except Refused as refusal:
            _show(form, refusal)
            theirs = row if is_stale(refusal) else None
    return _page(request, row, replacement_form=form, replacing=theirs)


@guarded(Permission.WRITE_PROGRESS, methods=WRITES)
def withdraw(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Take a file out of the list."""
    row: Evidence = found(request, Evidence.objects, evidence_id, Permission.WRITE_PROGRESS)
    withdraw_evidence(row, by=person_of(request))
    messages.success(request, f"已撤下“{row.name}”。")
    return redirect("measure", row.measure_id)


def _show(form: OfficeForm, refusal: Refused) -> None:
    """Put a refusal into the form; a missing permission is none of its sentences."""
    if any(problem.key == "access.refused" for problem in refusal.problems):
        raise refusal
    form.show(refusal)


def _evidence(
    request: HttpRequest, evidence_id: int, permission: Permission | None = None
) -> Evidence:
    rows = Evidence.kept.select_related(
        "measure__issue__round", "department", "uploaded_by", "withdrawn_by", "replaced_by"
    )
    row: Evidence = found(request, rows, evidence_id, permission)
    show_round(request, row.measure.issue.round)
    return row


def _page(request: HttpRequest, row: Evidence, **given: Any) -> HttpResponse:
    person, past = person_of(request), bool(row.withdrawn_at or row.replaced_at)
    measure_url = reverse("measure", args=[row.measure_id])
    writes = may(person, Permission.WRITE_PROGRESS, row) and changes_evidence(person, row)
    handed = handed_in(row.measure)
    facts = {name: getattr(row, name) for name in ("name", "kind", "dated_on", "note", "version")}
    settled = row.measure.standing == Standing.DONE
    changes = writes and not (past or settled or under_review(row.measure))
    context = {
        "evidence": row,
        "shown": row.content_type in SHOWN_IN_PAGE,
        "earlier": earlier_versions(row),
        "newer": getattr(row, "replacement", None),
        "may_replace": changes and not handed.judged_what_is_of(row.uploaded_at),
        "may_describe": changes and not handed.with_what_is_of(row.uploaded_at),
        "description_form": DescriptionForm(initial=facts),
        "replacement_form": ReplacementForm(initial={"version": row.version}),
        "trail": [(f"措施{row.measure.label}", measure_url)],
        **history_on_page(request, history_of_evidence(row, person)),
        **given,
    }
    return render(request, "evidence/page.html", context, status=422 if given else 200)


def disposition(name: str, *, inline: bool) -> str:
    """A Content-Disposition that carries a Chinese file name (RFC 6266, RFC 5987)."""
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename*=UTF-8''{quote(name, safe='')}"


urlpatterns = [
    path("measures/<int:measure_id>/evidence/", upload, name="evidence-upload"),
    path("evidence/<int:evidence_id>/", evidence, name="evidence"),
    path("evidence/<int:evidence_id>/preview/", evidence_preview, name="evidence-preview"),
    path("evidence/<int:evidence_id>/file/", evidence_file, name="evidence-file"),
    path("evidence/<int:evidence_id>/edit/", evidence_edit, name="evidence-edit"),
    path("evidence/<int:evidence_id>/replace/", evidence_replace, name="evidence-replace"),
    path("evidence/<int:evidence_id>/withdraw/", withdraw, name="evidence-withdraw"),
]
