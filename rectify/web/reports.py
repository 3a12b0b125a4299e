"""The reports of a round: drafted from the ledger, edited, exported as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone

from rectify.access.permissions import Permission
from rectify.jobs.enums import JobKind
from rectify.jobs.models import Job
from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.kernel.files import read_checked
from rectify.kernel.problems import Refused
from rectify.people.models import Person
from rectify.people.rules import may, may_in_round, may_in_unit
from rectify.reports.models import Report, ReportFile
from rectify.reports.operations import amend_report, ask_export, draft_report
from rectify.reports.outdated import outdated_in
from rectify.reports.queries import Counted, counted_rows
from rectify.reports.rendering import paper_of_report
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.evidence import disposition
from rectify.web.fetch import found, person_of, round_of, show_round
from rectify.web.forms import DayField, OfficeForm, is_stale
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.jobs import shown

FACTS = ("title", "addressee", "signature", "as_of", "signed_on")


class ReportForm(OfficeForm):
    """What stands above and below the sections, and the day."""

    title = forms.CharField(label="标题", max_length=200)
    addressee = forms.CharField(label="主送机关", max_length=100, required=False)
    signature = forms.CharField(label="署名", max_length=100, required=False)
    as_of = DayField(label="数据截止日期", help_text="文中数字和台账内容均按这一天的情况生成。")
    signed_on = DayField(
        label="成文日期", required=False, help_text="印在署名之下，留空时用数据截止日期。"
    )


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A finished file as a list shows it."""

    pk: int
    name: str
    facts: str

    @classmethod
    def of(cls, row: ReportFile) -> ShownFile:
        """Name, and in one line pages, size, who made it and when."""
        made = f"{row.made_by or '命令行'} {timezone.localtime(row.made_at):%m-%d %H:%M}"
        return cls(row.pk, row.name, f"{row.pages}页 · {filesizeformat(row.size)} · {made}")


@guarded(Permission.READ_CASE)
def reports(request: HttpRequest, round_id: int) -> HttpResponse:
    """The reports of a round."""
    round_, person = _whole_round(request, round_id), person_of(request)
    rows: Any = Report.objects.filter(round=round_)
    listed = rows.visible_to(person).select_related("drafted_by").prefetch_related("files")
    may_draft = may_in_round(person, Permission.DRAFT_REPORT, round_)
    context = {"round": round_, "reports": listed, "may_draft": may_draft}
    return render(request, "reports/list.html", context)


@guarded(Permission.DRAFT_REPORT, methods=WRITES)
def draft(request: HttpRequest, round_id: int) -> HttpResponse:
    """Draft the standard report; of two clicks the second opens what the first has made."""
    round_ = _whole_round(request, round_id, Permission.DRAFT_REPORT)
    try:
        row = draft_report(round_, by=person_of(request))
    except Refused as refusal:
        known = Report.objects.filter(round=round_).first()
        if known is None or refusal.problems[0].key != "report.exists":
            raise
        row = known
    return redirect("report", row.pk)


@guarded(Permission.READ_CASE)
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """The report as it will be printed, its numbers linked to the rows they count."""
    row = report_of(request, report_id)
    person = person_of(request)
    paper = paper_of_report(row)
    may_edit = may(person, Permission.DRAFT_REPORT, row)
    outdated = outdated_in(row, row.sections.all()) if may_edit else {}
    context = {
        "report": row,
        "paper": paper,
        "chapters": [(one, outdated.get(place)) for place, one in enumerate(paper.chapters, 1)],
        "may_edit": may_edit,
        "may_export": may(person, Permission.EXPORT, row),
        "trail": [("报告", reverse("reports", args=[row.round_id]))],
        "as_of_note": f"数据截至{written(row.as_of)}",
        "signed_on": written(row.dated),
        "files": [ShownFile.of(f) for f in row.files.select_related("made_by")],
        **_progress(row, person),
    }
    return render(request, "reports/page.html", context)


@guarded(Permission.DRAFT_REPORT, methods=BOTH)
def edit(request: HttpRequest, report_id: int) -> HttpResponse:
    """Change title, addressee, signature and day; of two at once the second sees both."""
    row = report_of(request, report_id, Permission.DRAFT_REPORT)
    initial = {name: getattr(row, name) for name in FACTS} | {"version": row.version}
    form = ReportForm(request.POST or None, initial=initial)
    theirs: Report | None = None
    if request.method == "POST" and form.is_valid():
        try:
            row = amend_report(
                row, version=form.seen_version, changes=form.facts, by=person_of(request)
            )
            messages.success(request, _saved_words(row))
            return redirect("report", row.pk)
        except Refused as refusal:
            form.show(refusal)
            theirs = report_of(request, report_id) if is_stale(refusal) else None
    context = {"form": form, "report": row, "theirs": theirs, "trail": trail_to(row)}
    return render(request, "reports/form.html", context, status=422 if form.errors else 200)


@guarded(Permission.READ_CASE)
def rows(request: HttpRequest, report_id: int) -> HttpResponse:
    """The rows that one of the report's numbers counts, as they stood on its day."""
    row = report_of(request, report_id)
    counted = counted_rows(row, request.GET.get("figure", "issues.total"))
    if counted is None:
        raise Http404
    context = {
        "report": row,
        "counted": counted,
        "counted_note": f"{counted.words}{'' if counted.figure.rate else counted.figure.unit}",
        "trail": trail_to(row),
        "ledger_url": _ledger_of(row, counted),
    }
    return render(request, "reports/rows.html", context)


@guarded(Permission.EXPORT, methods=WRITES)
def export(request: HttpRequest, report_id: int) -> HttpResponse:
    """Ask for the report as PDF; it is made in the background."""
    row = report_of(request, report_id, Permission.EXPORT)
    person = person_of(request)
    job = ask_export(row, by=person)
    if job.asked_by_id != person.pk:
        messages.info(
            request, f"{job.asked_by}正在导出这份报告，完成后可在本页下载，请稍后刷新查看。"
        )
    return redirect("report", row.pk)


@guarded(Permission.EXPORT)
def report_file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """The bytes of a finished file, checked against their hash."""
    row: ReportFile = found(request, ReportFile.objects, file_id, Permission.EXPORT)
    chunks = read_checked(row.sha256)
    note(Act.REPORT_READ, row, by=person_of(request))
    response = StreamingHttpResponse(chunks, content_type=row.content_type)
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = disposition(row.name, inline=False)
    response["Cache-Control"] = "private, no-store"
    return response


def report_of(request: HttpRequest, report_id: int, permission: Permission | None = None) -> Report:
    """The report, and its round in the frame around the page."""
    rows = Report.objects.select_related("round__unit", "drafted_by")
    row: Report = found(request, rows, report_id, permission)
    show_round(request, row.round)
    return row


def trail_to(row: Report) -> list[tuple[str, str]]:
    """The way to a page below a report."""
    return [
        ("报告", reverse("reports", args=[row.round_id])),
        (row.get_shape_display(), reverse("report", args=[row.pk])),
    ]


def _ledger_of(row: Report, counted: Counted) -> str:
    """The ledger with exactly these rows, where it has such a filter and the report is of today."""
    chosen, count = counted.figure.selection, counted.figure.outcomes
    if count is not None and row.as_of == clock.today():
        return f"{reverse('outcomes', args=[row.round_id])}?{count.selection.query}"
    if chosen is None or row.as_of != clock.today():
        return ""
    return f"{reverse('ledger', args=[row.round_id])}?{chosen.query}"


def _whole_round(
    request: HttpRequest, round_id: int, permission: Permission = Permission.READ_CASE
) -> Round:
    """The round, for whoever reads all of it: a report tells the whole."""
    round_ = round_of(request, round_id)
    if not may_in_unit(person_of(request), permission, round_.unit_id):
        raise Http404
    return round_


def _saved_words(row: Report) -> str:
    """What was saved, and what the author has to look at now."""
    stale = len(outdated_in(row, row.sections.all()))
    told = "已保存，文中数字已按数据截止日期更新。"
    return f"{told}有{stale}节由人工修改过，与台账不一致之处已在各节标出。" if stale else told


def _progress(row: Report, person: Person) -> dict[str, Any]:
    """The person's own last export, with what its progress bar needs."""
    jobs: Any = Job.objects.filter(kind=JobKind.RENDER_REPORT, subject_id=row.pk)
    last: Job | None = jobs.visible_to(person).first()
    return shown(last) if last is not None else {}


urlpatterns = [
    path("rounds/<int:round_id>/reports/", reports, name="reports"),
    path("rounds/<int:round_id>/reports/draft/", draft, name="report-draft"),
    path("reports/<int:report_id>/", report, name="report"),
    path("reports/<int:report_id>/edit/", edit, name="report-edit"),
    path("reports/<int:report_id>/rows/", rows, name="report-rows"),
    path("reports/<int:report_id>/export/", export, name="report-export"),
    path("report-files/<int:file_id>/", report_file, name="report-file"),
]
