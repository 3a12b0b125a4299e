"""A paper into the ledger: paste or choose it, look over what was recognised, confirm, take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django_htmx.http import HttpResponseClientRefresh

from rectify.access.permissions import Permission
from rectify.intake.arriving import take_in
from rectify.intake.enums import PaperState
from rectify.intake.models import Paper
from rectify.intake.operations import apply_paper, discard_paper, read_again, withdraw_paper
from rectify.intake.summary import summary_of
from rectify.jobs.enums import JobKind
from rectify.jobs.models import Job
from rectify.kernel.files import read_checked
from rectify.kernel.problems import Refused
from rectify.people.models import Alias
from rectify.people.operations import forget_alias
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.evidence import disposition
from rectify.web.fetch import found, person_of, round_of, show_round, version_of
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.planforms import PasteForm
from rectify.web.planpage import PlanPage, View, column_choices, name_choices

PAPERS_SHOWN = 30


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def papers(request: HttpRequest, round_id: int) -> HttpResponse:
    """Hand over a paper for the round; below, what was handed over before."""
    round_ = round_of(request, round_id, Permission.EDIT_LEDGER)
    form = PasteForm(request.POST or None, request.FILES or None)
    taken = _taken(request, round_, form) if request.method == "POST" else None
    if taken is not None:
        return redirect("paper", taken.pk)
    context = {"round": round_, "form": form, **_handed_over(request, round_)}
    return render(request, "intake/papers.html", context, status=422 if form.errors else 200)


@guarded(Permission.EDIT_LEDGER)
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """What was recognised, as a tree beside the source; by htmx the tree alone."""
    row = paper_of(request, paper_id)
    page = PlanPage.of(row, View.of(request.GET))
    part = "#tree" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"intake/paper.html{part}", page_context(page))


@guarded(Permission.EDIT_LEDGER)
def reading(request: HttpRequest, paper_id: int) -> HttpResponse:
    """How far a long paper has been read; once it is, the page is loaded anew."""
    row = paper_of(request, paper_id)
    job = job_of(row)
    if row.state != PaperState.WAITING or job is None or job.ended:
        return HttpResponseClientRefresh()
    return render(request, "intake/reading_bar.html", {"paper": row, "job": job})


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def confirm(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Write the plan into the ledger; a second click finds it written and goes to the ledger too."""
    row = paper_of(request, paper_id)
    if row.state == PaperState.APPLIED:
        return redirect("ledger", row.round_id)
    try:
        row = apply_paper(
            row,
            version=version_of(request),
            seal=request.POST.get("seal"),
            by=person_of(request),
        )
    except Refused as refusal:
        page = PlanPage.of(paper_of(request, paper_id), View())
        context = page_context(page) | {"problems": refusal.problems}
        return render(request, "intake/paper.html", context, status=409)
    messages.success(request, summary_of(row.outcome))
    return redirect("ledger", row.round_id)


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def withdraw(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Take the import back whole, or say what stands on it."""
    row = paper_of(request, paper_id)
    try:
        withdraw_paper(row, version=version_of(request), by=person_of(request))
    except Refused as refusal:
        page = PlanPage.of(paper_of(request, paper_id), View())
        context = page_context(page) | {"problems": refusal.problems}
        return render(request, "intake/paper.html", context, status=409)
    messages.success(request, "已撤销导入，台账恢复到导入之前。")
    return redirect("paper", row.pk)


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def discard(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Put the plan aside."""
    row = paper_of(request, paper_id)
    discard_paper(row, version=version_of(request), by=person_of(request))
    return redirect("papers", row.round_id)


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def again(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Read a paper once more that could not be read, or whose reading was dropped."""
    row = paper_of(request, paper_id)
    read_again(row, version=version_of(request), by=person_of(request))
    return redirect("paper", row.pk)


@guarded(Permission.EDIT_LEDGER)
def original(request: HttpRequest, paper_id: int) -> HttpResponseBase:
    """The file as it was handed over, or the pasted text."""
    row = paper_of(request, paper_id)
    name = row.file_name or f"{row.name}.txt"
    chunks = read_checked(row.sha256) if row.file_name else iter([row.text.encode()])
    note(Act.PAPER_OPENED, row, by=person_of(request))
    kind = "application/octet-stream" if row.file_name else "text/plain; charset=utf-8"
    response = StreamingHttpResponse(chunks, content_type=kind)
    response["Content-Disposition"] = disposition(name, inline=False)
    response["Cache-Control"] = "private, no-store"
    return response


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def alias_forget(request: HttpRequest, round_id: int, alias_id: int) -> HttpResponse:
    """Let a taught name mean nobody any more."""
    round_ = round_of(request, round_id, Permission.EDIT_LEDGER)
    rows = Alias.objects.filter(unit_id=round_.unit_id).select_related("unit")
    alias: Alias = found(request, rows, alias_id)
    forget_alias(alias, by=person_of(request))
    messages.success(request, f"别名“{alias.name}”已停用。")
    return redirect("papers", round_.pk)


def paper_of(request: HttpRequest, paper_id: int) -> Paper:
    """The paper, and its round in the frame around the page."""
    row: Paper = found(request, Paper.objects.select_related("round__unit"), paper_id)
    show_round(request, row.round)
    return row


def job_of(row: Paper) -> Job | None:
    """The last job that was asked for to read a paper."""
    return Job.objects.filter(kind=JobKind.READ_PAPER, subject_id=row.pk).first()


def page_context(page: PlanPage) -> dict[str, Any]:
    """What the templates of a plan are given."""
    waiting = page.paper.state == PaperState.WAITING
    return {
        "page": page,
        "paper": page.paper,
        "plan": page.plan,
        "names": name_choices(page.plan, page.paper.round.unit_id) if page.waiting else [],
        "unanswered": sum(not name.choice for name in page.plan.unknown),
        "meanings": column_choices(),
        "job": job_of(page.paper) if waiting else None,
        "summary": summary_of(page.paper.outcome) if page.paper.outcome else "",
    }


def _taken(request: HttpRequest, round_: Round, form: PasteForm) -> Paper | None:
    """The paper that was handed over, None when it was refused: the form says why, the trail that."""
    if form.is_valid():
        try:
            return take_in(
                round_,
                name=form.cleaned_data["name"],
                text=form.cleaned_data["text"],
                source=form.source,
                by=person_of(request),
            )
        except Refused as refusal:
            form.show(refusal)
    if request.FILES or str(form["text"].value() or "").strip():
        note(Act.PAPER_REFUSED, round_, by=person_of(request))
    return None


def _handed_over(request: HttpRequest, round_: Round) -> dict[str, Any]:
    """The round's earlier papers, and the names that the unit has taught."""
    person = person_of(request)
    rows: Any = Paper.objects.filter(round=round_)
    aliases: Any = Alias.objects.filter(unit_id=round_.unit_id)
    earlier = rows.visible_to(person).select_related("given_by", "applied_by")
    return {
        "earlier": earlier.defer("text", "plan")[:PAPERS_SHOWN],
        "aliases": aliases.visible_to(person).in_use().select_related("person", "department"),
    }


urlpatterns = [
    path("rounds/<int:round_id>/papers/", papers, name="papers"),
    path("papers/<int:paper_id>/", paper, name="paper"),
    path("papers/<int:paper_id>/reading/", reading, name="paper-reading"),
    path("papers/<int:paper_id>/confirm/", confirm, name="paper-confirm"),
    path("papers/<int:paper_id>/withdraw/", withdraw, name="paper-withdraw"),
    path("papers/<int:paper_id>/discard/", discard, name="paper-discard"),
    path("papers/<int:paper_id>/again/", again, name="paper-again"),
    path("papers/<int:paper_id>/original/", original, name="paper-original"),
    path("rounds/<int:round_id>/aliases/<int:alias_id>/forget/", alias_forget, name="alias-forget"),
]
