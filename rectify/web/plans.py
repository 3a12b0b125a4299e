"""Mends in a plan: each is one request and answers with the tree as it now is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django_htmx.http import retarget

from rectify.access.permissions import Permission
from rectify.intake import mending, reshaping
from rectify.intake.arriving import read_with_headings
from rectify.intake.models import Paper
from rectify.intake.operations import mend_plan
from rectify.intake.plan import Plan, PlannedIssue
from rectify.intake.queries import counting_of
from rectify.kernel.datewords import read_deadline
from rectify.kernel.parameters import whole_number
from rectify.kernel.problems import Problem, Refused
from rectify.people.models import Department, Person
from rectify.people.operations import teach_alias
from rectify.web.fetch import person_of, version_of
from rectify.web.forms import is_stale
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.inplace import htmx_of, params_before
from rectify.web.intake import page_context, paper_of
from rectify.web.planforms import RowForm, places_of, row_facts
from rectify.web.planpage import PlanPage, View
from rectify.web.rowforms import how_counted

EDIT = Permission.EDIT_LEDGER

REST = "rest"
"""Stands for all names of which nothing has been said yet; a name's own key begins with its kind."""


@guarded(EDIT, methods=BOTH)
def planned_issue(request: HttpRequest, paper_id: int, row_id: str) -> HttpResponse:
    """One row open for mending; of two at once the second sees both texts."""
    paper, planned = _row(request, paper_id, row_id)
    form = RowForm(
        planned, request.POST or None, initial=row_facts(planned), auto_id=f"{row_id}_%s"
    )
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            return _tree(
                request, _mended(request, paper, _typed(paper, row_id, form)), at=row_id, saved=True
            )
        except Refused as refusal:
            form.show(refusal)
            paper, planned = _row(request, paper_id, row_id)
            theirs = row_facts(planned) if is_stale(refusal) else None
    return _opened(request, "intake/row_form.html", paper, planned, form=form, theirs=theirs)


@guarded(EDIT)
def planned_day(request: HttpRequest, paper_id: int) -> HttpResponse:
    """What the words of a deadline in an open row mean; the page puts the day into its field."""
    paper, asked = paper_of(request, paper_id), request.GET
    words = asked.get(asked.get("name", ""), "").strip()[:200]
    meaning = read_deadline(words, counting_of(paper)) if words else None
    context = {
        "meaning": meaning,
        "how": how_counted(meaning) if meaning else "",
        "control": asked.get("control", ""),
    }
    return render(request, "ledger/deadline_hint.html", context)


@guarded(EDIT, methods=WRITES)
def keep(request: HttpRequest, paper_id: int, row_id: str) -> HttpResponse:
    """Take a row into the import or leave it out."""
    wanted = request.POST.get("keep") == "1"
    return _act(request, paper_id, lambda plan: mending.keep_issue(plan, row_id, wanted), row_id)


@guarded(EDIT, methods=WRITES)
def meaning(request: HttpRequest, paper_id: int, row_id: str) -> HttpResponse:
    """Say which issue of the ledger a row repeats: `issue` is its id, 0 for none."""
    meant = whole_number(request.POST.get("issue"))
    return _act(request, paper_id, lambda plan: mending.mean_issue(plan, row_id, meant), row_id)


@guarded(EDIT, methods=BOTH)
def reshape(request: HttpRequest, paper_id: int, row_id: str) -> HttpResponse:
    """Put an issue together with another one, or part it at a measure or a sentence."""
    paper, planned = _row(request, paper_id, row_id)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            change = _reshaped(request, row_id)
            return _tree(request, _mended(request, paper, change), at=row_id, saved=True)
        except Refused as refusal:
            problems = refusal.problems
            paper, planned = _row(request, paper_id, row_id)
    plan = Plan.from_json(paper.plan)
    rows = plan.offered if planned.self_found else plan.issues
    ids = [row.id for row in rows]
    return _opened(
        request,
        "intake/reshape_form.html",
        paper,
        planned,
        problems=problems,
        others=[row for row in rows if row.id != row_id],
        before=ids[ids.index(row_id) - 1],
        sentences=reshaping.sentences_of(planned)[1:],
        typed=request.POST,
    )


@guarded(EDIT, methods=WRITES)
def name(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Say who an unknown name is: one of the unit (remembered as an alias), a new one, or nobody."""
    paper = paper_of(request, paper_id)
    written, choice = request.POST.get("name", ""), request.POST.get("choice", "")
    if written == REST:
        return _act(request, paper_id, lambda plan: mending.answer_rest(plan, choice))
    kind, _, pk = choice.partition(":")
    if (known := whole_number(pk)) and kind in {"department", "person"}:
        models: dict[str, Any] = {"department": Department, "person": Person}
        row = models[kind].objects.filter(unit_id=paper.round.unit_id, pk=known).first()
        teach_alias(
            paper.round.unit,
            name=written.partition(":")[2],
            by=person_of(request),
            **{kind: row},
        )
        choice = ""
    return _act(request, paper_id, lambda plan: mending.answer_name(plan, written, choice))


@guarded(EDIT, methods=WRITES)
def fill(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Let the preamble fill what the round does not know yet, or not."""
    wanted = request.POST.get("fill") == "1"
    return _act(request, paper_id, lambda plan: mending.fill_round(plan, wanted))


@guarded(EDIT, methods=WRITES)
def columns(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Take columns of a table for something else, and read the paper once more."""
    paper, version = paper_of(request, paper_id), version_of(request)
    table = whole_number(request.POST.get("table"))
    wanted = {
        column: str(value)
        for key, value in request.POST.items()
        if key.startswith("column-")
        and (column := whole_number(key.removeprefix("column-"))) is not None
    }
    try:
        number = -1 if table is None else table
        chosen = mending.headings_chosen(Plan.from_json(paper.plan), number, wanted)
        paper = read_with_headings(paper, chosen, version=version, by=person_of(request))
    except Refused as refusal:
        return _refused(request, paper_id, refusal)
    return _tree(request, paper)


def _act(
    request: HttpRequest, paper_id: int, change: Callable[[Plan], Any], at: str = ""
) -> HttpResponse:
    """Do one mend and show the tree; refused, the tree as it is with the reason above it."""
    try:
        paper = mend_plan(paper_of(request, paper_id), change, version=None, by=person_of(request))
    except Refused as refusal:
        return _refused(request, paper_id, refusal)
    return _tree(request, paper, at=at)


def _mended(request: HttpRequest, paper: Paper, change: Callable[[Plan], Any]) -> Paper:
    """Mend the plan, whatever its other rows have become; a row's own version is the change's."""
    return mend_plan(paper, change, version=None, by=person_of(request))


def _typed(paper: Paper, row_id: str, form: RowForm) -> Callable[[Plan], None]:
    counting = counting_of(paper)

    def change(plan: Plan) -> None:
        mending.demand_version(plan, row_id, form.seen_version)
        mending.mend_issue(plan, row_id, counting=counting, **form.issue_facts)
        mending.mend_measures(plan, row_id, form.measure_facts, counting=counting)

    return change


def _reshaped(request: HttpRequest, row_id: str) -> Callable[[Plan], Any]:
    """The change that the form of reshaping asks for: `how` is merge, measure or text."""
    typed, version = request.POST, version_of(request)
    how, title, at = (typed.get(name, "") for name in ("how", "title", "at"))

    def change(plan: Plan) -> None:
        mending.demand_version(plan, row_id, version)
        if how == "merge":
            reshaping.merge_issue(plan, row_id, typed.get("into", ""))
        elif how == "text":
            reshaping.split_at_text(plan, row_id, whole_number(at) or 0, title)
        else:
            reshaping.split_at_measure(plan, row_id, at, title)

    return change


def _row(request: HttpRequest, paper_id: int, row_id: str) -> tuple[Paper, PlannedIssue]:
    paper = paper_of(request, paper_id)
    planned = Plan.from_json(paper.plan).issue(row_id)
    if planned is None:
        raise Http404
    return paper, planned


def _view(request: HttpRequest) -> View:
    """The part of the tree that the person has before him, out of the page's own address."""
    return View.of(params_before(request) if htmx_of(request) else request.GET)


def _tree(request: HttpRequest, paper: Paper, *, at: str = "", saved: bool = False) -> HttpResponse:
    """The tree as it now is, the row marked whose form was saved; without htmx, the page at the row."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{_view(request).address(paper)}#{at}")
    page = PlanPage.of(paper, _view(request))
    return render(
        request, "intake/paper.html#tree", page_context(page) | {"saved": at if saved else ""}
    )


def _refused(request: HttpRequest, paper_id: int, refusal: Refused) -> HttpResponse:
    page = PlanPage.of(paper_of(request, paper_id), _view(request))
    sentence = "他人刚刚修改过这份识别结果，下面是最新内容，请核对后再操作。"
    problems = [Problem("row.stale", sentence)] if is_stale(refusal) else refusal.problems
    context = page_context(page) | {"problems": problems}
    part = "#tree" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"intake/paper.html{part}", context, status=409)


def _opened(
    request: HttpRequest, template: str, paper: Paper, planned: PlannedIssue, **facts: Any
) -> HttpResponse:
    """A form opened in the row's place; by a plain link, a page of its own."""
    form = facts.get("form")
    wrong = bool(facts.get("problems")) or bool(form is not None and form.errors)
    context = {"paper": paper, "row": planned, "places": places_of(Plan.from_json(paper.plan))}
    context |= facts | {"inside": template, "back": _view(request).address(paper)}
    htmx = request.htmx  # type: ignore[attr-defined]
    shown = template if htmx else "intake/form_page.html"
    response = render(request, shown, context, status=422 if wrong else 200)
    return retarget(response, f"#{planned.id}-open") if htmx else response


urlpatterns = [
    path("issues/<slug:row_id>/", planned_issue, name="planned-issue"),
    path("issues/<slug:row_id>/keep/", keep, name="planned-keep"),
    path("issues/<slug:row_id>/meaning/", meaning, name="planned-meaning"),
    path("issues/<slug:row_id>/reshape/", reshape, name="planned-reshape"),
    path("day/", planned_day, name="planned-day"),
    path("name/", name, name="paper-name"),
    path("fill/", fill, name="paper-fill"),
    path("columns/", columns, name="paper-columns"),
]
