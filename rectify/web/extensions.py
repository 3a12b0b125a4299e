"""延期: asking for a later date, deciding on it, taking it back, and the file it rests on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.closeout.history import history_of_extension
from rectify.deadlines.models import Deadline, Extension
from rectify.deadlines.operations import decide_extension, request_extension, withdraw_extension
from rectify.deadlines.queries import approving_problems
from rectify.deadlines.rules import days_left
from rectify.drafts.keeping import drop_draft
from rectify.kernel import clock
from rectify.kernel.files import read_checked
from rectify.kernel.problems import Refused
from rectify.kernel.uploads import SHOWN_IN_PAGE
from rectify.measures.models import Measure
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.drafted import drafted, keep_typing
from rectify.web.evidence import disposition
from rectify.web.fetch import found, person_of, show_round, version_of
from rectify.web.forms import DayField, OfficeForm, is_stale
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.historypart import history_on_page
from rectify.web.opening import done, shown
from rectify.web.uploads import UploadField

FORM = "extension-new"


@drafted(FORM)
class ExtensionForm(OfficeForm):
    """A later date, why, and what shows it."""

    until_on = DayField(label="申请延至", error_messages={"required": "请填写申请延期到哪一天。"})
    reason = forms.CharField(
        label="延期原因", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    file = UploadField(label="依据材料", help_text="例如请示、会议纪要或现场照片。")


class DecisionForm(OfficeForm):
    """What becomes of a request."""

    verb = forms.ChoiceField(choices=[("approve", "批准"), ("refuse", "不批准")])
    opinion = forms.CharField(
        label="审批意见",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=1000,
        help_text="不批准的，须写明原因。",
    )


@guarded(Permission.SUBMIT, methods=BOTH)
def new_extension(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Ask for a later date."""
    row = _measure(request, measure_id)
    deadline: Deadline | None = getattr(row, "deadline", None)
    form = ExtensionForm(
        request.POST or None,
        request.FILES or None,
        initial={"version": deadline.version if deadline else 0},
        auto_id=f"extension{row.pk}_%s",
    )
    keeping = keep_typing(request, form, FORM, row.pk)
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, row, form)
            return done(request, _page(row), f"措施{row.label}的延期申请已提交，等待审批。")
        except Refused as refusal:
            form.show(refusal)
            theirs = _moved(deadline) if is_stale(refusal) else None
    facts = {"keeping": keeping, "measure": row, "theirs": theirs, **_limits(row, deadline)}
    heading = f"措施{row.label}：申请延期"
    return shown(
        request,
        "duties/extension.html",
        form,
        key=f"duty-{row.pk}",
        heading=heading,
        back=_page(row),
        trail=[("待办", reverse("todo")), (f"措施{row.label}", _page(row))],
        **facts,
    )


def _ask(request: HttpRequest, row: Measure, form: ExtensionForm) -> None:
    facts, person = form.facts, person_of(request)
    upload = facts.pop("file")
    request_extension(
        row,
        name=upload.name,
        chunks=upload.chunks(),
        version=form.seen_version,
        **facts,
        by=person,
    )
    drop_draft(person, FORM, row.pk)


@guarded(Permission.DECIDE_EXTENSION, methods=BOTH)
def decide(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Decide on a request."""
    row: Extension = found(request, _rows(), extension_id, Permission.DECIDE_EXTENSION)
    form = DecisionForm(
        request.POST or None, initial={"version": row.version}, auto_id=f"decide{row.pk}_%s"
    )
    theirs = None
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        approve = facts["verb"] == "approve"
        try:
            decide_extension(
                row,
                approve=approve,
                opinion=facts["opinion"],
                version=form.seen_version,
                by=person_of(request),
            )
            told = "已批准" if approve else "未批准"
            return done(request, reverse("todo"), f"措施{row.measure.label}的延期申请{told}。")
        except Refused as refusal:
            form.show(refusal)
            theirs = {"opinion": row.opinion, "version": row.version} if is_stale(refusal) else None
    heading = f"措施{row.measure.label}：延期申请"
    return shown(
        request,
        "duties/decide.html",
        form,
        key=f"decide-{row.pk}",
        heading=heading,
        back=_page(row.measure),
        extension=row,
        theirs=theirs,
        own=row.requested_by_id == person_of(request).pk,
        standing_against=approving_problems(row.measure),
        **history_on_page(request, history_of_extension(row, person_of(request))),
    )


@guarded(Permission.SUBMIT, methods=WRITES)
def withdraw(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Take a request back."""
    row: Extension = found(request, _rows(), extension_id, Permission.SUBMIT)
    withdraw_extension(row, version=version_of(request), by=person_of(request))
    return done(request, _page(row.measure), f"措施{row.measure.label}的延期申请已撤回。")


@guarded(Permission.READ_CASE)
def extension_file(request: HttpRequest, extension_id: int) -> HttpResponseBase:
    """The file that a request rests on."""
    row: Extension = found(request, Extension.kept.all(), extension_id)
    chunks = read_checked(row.sha256)
    note(Act.EXTENSION_FILE_READ, row, by=person_of(request))
    inline = row.content_type in SHOWN_IN_PAGE and "download" not in request.GET
    response = StreamingHttpResponse(chunks, content_type=row.content_type)
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = disposition(row.file_name, inline=inline)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _limits(row: Measure, deadline: Deadline | None) -> dict[str, Any]:
    """What the unit's settings leave, and whether the date has passed."""
    unit = row.issue.round.unit
    times = deadline.extended_times if deadline else 0
    due_on = deadline.due_on if deadline else None
    return {
        "deadline": deadline,
        "late": due_on is not None and due_on < clock.today(),
        "times_left": max(0, unit.extensions_most - times),
        "days_left": days_left(deadline, unit) if deadline else unit.extension_days_most,
    }


def _moved(deadline: Deadline | None) -> dict[str, Any]:
    """What the form is compared with when the date was moved meanwhile."""
    fresh = Deadline.objects.get(pk=deadline.pk) if deadline else None
    return {"version": fresh.version if fresh else 0}


def _measure(request: HttpRequest, measure_id: int) -> Measure:
    rows = Measure.objects.select_related("issue__round__unit", "deadline", "lead_department")
    row: Measure = found(request, rows, measure_id, Permission.SUBMIT)
    show_round(request, row.issue.round)
    return row


def _rows() -> Any:
    return Extension.objects.select_related(
        "measure__issue__round__unit", "measure__deadline", "measure__lead_department"
    ).select_related("requested_by", "ended_by")


def _page(row: Measure) -> str:
    return reverse("measure", args=[row.pk])


urlpatterns = [
    path("measures/<int:measure_id>/extension/", new_extension, name=FORM),
    path("extensions/<int:extension_id>/", decide, name="extension-decide"),
    path("extensions/<int:extension_id>/withdraw/", withdraw, name="extension-withdraw"),
    path("extensions/<int:extension_id>/file/", extension_file, name="extension-file"),
]
