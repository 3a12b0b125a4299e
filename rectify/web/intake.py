"""A paper into the ledger: paste, look over what was recognised, mend, confirm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.evidence.rules import clean_name
from rectify.intake import mending
from rectify.intake.enums import PaperState
from rectify.intake.files import read_bytes
from rectify.intake.models import Paper
from rectify.intake.operations import apply_paper, discard_paper, give_paper, mend_plan
from rectify.intake.plan import VERDICT_TITLES, Plan, PlannedIssue, Verdict
from rectify.intake.summary import summary_of
from rectify.issues.enums import Standing
from rectify.kernel.problems import Refused
from rectify.papers.content import Content
from rectify.web.fetch import found, person_of, round_of, show_round
from rectify.web.forms import DayField, OfficeForm, is_stale
from rectify.web.guards import BOTH, WRITES, guarded


class PasteForm(OfficeForm):
    """The text of a paper."""

    name = forms.CharField(label="材料名称", max_length=200, required=False)
    text = forms.CharField(
        label="材料全文", widget=forms.Textarea(attrs={"rows": 16}), strip=False, required=False
    )
    file = forms.FileField(label="或选择文件", required=False)

    def content(self) -> Content | None:
        """The chosen file's content, None when the text was pasted; raises `Refused`."""
        upload = self.cleaned_data["file"]
        return read_bytes(upload.read(), upload.name) if upload else None

    @property
    def paper_name(self) -> str:
        """What the paper is called: as typed, else as the file is."""
        upload = self.cleaned_data["file"]
        return self.cleaned_data["name"] or (clean_name(upload.name) if upload else "")


class IssueRowForm(OfficeForm):
    """One recognised issue, as it is mended."""

    title = forms.CharField(label="问题", widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    number = forms.CharField(label="原文编号", max_length=20, required=False)
    path = forms.CharField(
        label="所属类别",
        max_length=600,
        required=False,
        help_text="多级类别之间用“>”分隔，例如：方面 > 大类。",
    )
    status = forms.ChoiceField(
        label="状态", choices=[("", "原文未写明"), *Standing.choices], required=False
    )
    due_words = forms.CharField(label="时限原文", max_length=200, required=False)
    due_on = DayField(label="到期日", required=False)


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def papers(request: HttpRequest, round_id: int) -> HttpResponse:
    """Paste a paper for the round; below, what was pasted before."""
    round_ = round_of(request, round_id, Permission.EDIT_LEDGER)
    form = PasteForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            paper = give_paper(
                round_,
                name=form.paper_name,
                text=form.cleaned_data["text"],
                content=form.content(),
                by=person_of(request),
            )
            return redirect("paper", paper.pk)
        except Refused as refusal:
            form.show(refusal)
    rows: Any = Paper.objects.filter(round=round_)
    earlier = rows.visible_to(person_of(request)).select_related("given_by", "applied_by")
    context = {"round": round_, "form": form, "earlier": earlier.defer("text", "plan")[:20]}
    return render(request, "intake/papers.html", context, status=422 if form.errors else 200)


@guarded(Permission.EDIT_LEDGER)
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """What was recognised, as a tree beside the source."""
    row = _paper(request, paper_id)
    return render(request, "intake/paper.html", _context(row))


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def planned_issue(request: HttpRequest, paper_id: int, row_id: str) -> HttpResponse:
    """One row of the plan open for mending; GET gives the form, POST the mended row."""
    row = _paper(request, paper_id)
    planned = Plan.from_json(row.plan).issue(row_id)
    if planned is None:
        return HttpResponse(status=404)
    if request.method != "POST":
        return _row_form(request, row, planned, IssueRowForm(initial=_initial(planned, row)))
    form = IssueRowForm(request.POST)
    if not form.is_valid():
        return _row_form(request, row, planned, form)
    facts = form.facts | {"due_on": form.data.get("due_on", "")}
    texts = {
        m.id: (request.POST.get(f"measure-{m.id}", m.text), f"keep-{m.id}" in request.POST)
        for m in planned.measures
    }

    def change(plan: Plan) -> None:
        mending.mend_issue(plan, row_id, **facts)
        mending.mend_measures(plan, row_id, texts)

    try:
        row = _mended(request, row, change)
    except Refused as refusal:
        form.show(refusal)
        return _row_form(request, row, planned, form, stale=is_stale(refusal))
    return _tree(request, row)


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def keep(request: HttpRequest, paper_id: int, row_id: str) -> HttpResponse:
    """Take a row into the import or leave it out."""
    wanted = request.POST.get("keep") == "1"
    row = _paper(request, paper_id)
    return _tree(
        request, _mended(request, row, lambda plan: mending.keep_issue(plan, row_id, wanted))
    )


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def confirm(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Write the plan into the ledger; a second click finds it written and goes to the ledger too."""
    row = _paper(request, paper_id)
    if row.state == PaperState.APPLIED:
        return redirect("ledger", row.round_id)
    try:
        row = apply_paper(row, version=_version(request), by=person_of(request))
    except Refused as refusal:
        context = _context(_paper(request, paper_id)) | {"problems": refusal.problems}
        return render(request, "intake/paper.html", context, status=409)
    messages.success(request, summary_of(row.outcome))
    return redirect("ledger", row.round_id)


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def discard(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Put the plan aside."""
    row = _paper(request, paper_id)
    discard_paper(row, version=_version(request), by=person_of(request))
    return redirect("papers", row.round_id)


def _paper(request: HttpRequest, paper_id: int) -> Paper:
    row: Paper = found(request, Paper.objects.select_related("round__unit"), paper_id)
    show_round(request, row.round)
    return row


def _version(request: HttpRequest) -> int:
    written = request.POST.get("version", "")
    return int(written) if written.isdecimal() else 0


def _mended(request: HttpRequest, row: Paper, change: Callable[[Plan], None]) -> Paper:
    return mend_plan(row, change, version=_version(request), by=person_of(request))


def _initial(planned: PlannedIssue, row: Paper) -> dict[str, Any]:
    return {
        "title": planned.title,
        "number": planned.number,
        "path": planned.place,
        "status": planned.status,
        "due_words": planned.due.words if planned.due else "",
        "due_on": planned.due.on if planned.due else "",
        "version": row.version,
    }


def _row_form(
    request: HttpRequest, row: Paper, planned: PlannedIssue, form: OfficeForm, stale: bool = False
) -> HttpResponse:
    context = {
        "paper": row,
        "row": planned,
        "form": form,
        "stale": stale,
        "tree_url": reverse("paper", args=[row.pk]),
    }
    status = 422 if form.errors else 200
    return render(request, "intake/row_form.html", context, status=status)


def _tree(request: HttpRequest, row: Paper) -> HttpResponse:
    return render(request, "intake/paper.html#tree", _context(row))


def _context(row: Paper) -> dict[str, Any]:
    plan = Plan.from_json(row.plan)
    counts = {
        VERDICT_TITLES[verdict]: sum(issue.verdict == verdict for issue in plan.kept)
        for verdict in Verdict
    }
    return {
        "paper": row,
        "plan": plan,
        "waiting": row.state == PaperState.PLANNED,
        "counts": counts,
        "lines": _lines(plan),
        "measure_count": sum(sum(m.keep for m in issue.measures) for issue in plan.kept),
    }


def _lines(plan: Plan) -> list[tuple[int, str, str]]:
    """(number, text, id of the issue that begins on the line) for the source beside the tree."""
    begins = {issue.first: issue.id for issue in plan.rows() if issue.first}
    return [
        (number, line, begins.get(number, "")) for number, line in enumerate(plan.lines, start=1)
    ]


urlpatterns = [
    path("rounds/<int:round_id>/papers/", papers, name="papers"),
    path("papers/<int:paper_id>/", paper, name="paper"),
    path("papers/<int:paper_id>/issues/<slug:row_id>/", planned_issue, name="planned-issue"),
    path("papers/<int:paper_id>/issues/<slug:row_id>/keep/", keep, name="planned-keep"),
    path("papers/<int:paper_id>/confirm/", confirm, name="paper-confirm"),
    path("papers/<int:paper_id>/discard/", discard, name="paper-discard"),
]
