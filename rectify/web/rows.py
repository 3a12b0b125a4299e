"""Rows of the ledger opened in place: details for who reads, forms for who enters."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.deadlines.operations import set_deadline
from rectify.figures.lines import deadline_of, path_of
from rectify.figures.selection import Selection
from rectify.issues.enums import Pace, Source
from rectify.issues.models import Issue
from rectify.issues.operations import amend_issue, create_issue
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, create_measure
from rectify.people.models import Person
from rectify.rounds.models import Round
from rectify.web.fetch import found, person_of, round_of, show_round
from rectify.web.forms import is_stale
from rectify.web.guards import BOTH, guarded
from rectify.web.inplace import htmx_of, opened, saved, to_ledger
from rectify.web.rowforms import (
    DatedForm,
    IssueForm,
    MeasureForm,
    how_counted,
    issue_facts,
    meaning_of,
    measure_facts,
)

EDIT = Permission.EDIT_LEDGER
ISSUE_FIELDS = "ledger/issue_fields.html"
MEASURE_FIELDS = "ledger/measure_fields.html"


@guarded(Permission.READ_CASE)
def issue_row(request: HttpRequest, issue_id: int) -> HttpResponse:
    """An issue's further facts, to read."""
    row = _issue(request, issue_id)
    if not htmx_of(request):
        return redirect("issue", row.pk)
    context = {
        "issue": row,
        "deadline": deadline_of(row),
        "category_path": path_of(row.category),
    }
    return render(request, "ledger/issue_facts.html", context)


@guarded(Permission.READ_CASE)
def measure_row(request: HttpRequest, measure_id: int) -> HttpResponse:
    """A measure's further facts, to read."""
    row = _measure(request, measure_id)
    if not htmx_of(request):
        return redirect("measure", row.pk)
    context = {
        "measure": row,
        "deadline": deadline_of(row),
        "assistances": row.assistances.current().select_related("department"),
        "responsibles": row.responsibles.filter(ended_on=None).select_related("person"),
    }
    return render(request, "ledger/measure_facts.html", context)


@guarded(EDIT, methods=BOTH)
def edit_issue(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Change an issue; of two at once the second sees both texts."""
    row = _issue(request, issue_id, EDIT)
    form = IssueForm(
        row.round,
        request.POST or None,
        initial=issue_facts(row),
        entered=True,
        auto_id=f"i{row.pk}_%s",
    )
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            _save_issue(row, form, person_of(request))
            if htmx_of(request) and "category" in form.changed_data:
                return to_ledger(request, row.round, row)
            return saved(request, row, f"i{row.pk}")
        except Refused as refusal:
            theirs = _refused(form, refusal, issue_facts(_issue(request, issue_id, EDIT)))
    shown: dict[str, Any] = {"heading": f"编辑问题{row.serial}", "issue": row, "theirs": theirs}
    away = reverse("issue-withdraw", args=[row.pk])
    return opened(request, ISSUE_FIELDS, form, row.round, **shown, withdraw_url=away)


@guarded(EDIT, methods=BOTH)
def edit_measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Change a measure; of two at once the second sees both texts."""
    row = _measure(request, measure_id, EDIT)
    issue, facts = row.issue, measure_facts(row)
    form = MeasureForm(issue, request.POST or None, initial=facts, auto_id=f"m{row.pk}_%s")
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            _save_measure(row, form, person_of(request))
            return saved(request, issue, f"m{row.pk}", measure=row.pk)
        except Refused as refusal:
            theirs = _refused(form, refusal, measure_facts(_measure(request, measure_id, EDIT)))
    shown: dict[str, Any] = {"heading": f"编辑措施{row.label}", "issue": issue, "theirs": theirs}
    away = reverse("measure-withdraw", args=[row.pk])
    return opened(request, MEASURE_FIELDS, form, issue.round, **shown, withdraw_url=away)


@guarded(EDIT, methods=BOTH)
def new_measure(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Add a measure to an issue."""
    issue = _issue(request, issue_id, EDIT)
    start = {
        "lead_department": issue.lead_department_id,
        "responsible_leader": issue.lead_leader_id,
    }
    form = MeasureForm(issue, request.POST or None, initial=start, auto_id=f"nm{issue.pk}_%s")
    if request.method == "POST" and form.is_valid():
        try:
            made = _add_measure(issue, form, person_of(request))
            return saved(request, issue, f"m{made.pk}", measure=made.pk)
        except Refused as refusal:
            form.show(refusal)
    heading = f"为问题{issue.serial}新增措施"
    return opened(request, MEASURE_FIELDS, form, issue.round, heading=heading, issue=issue)


@guarded(EDIT, methods=BOTH)
def new_issue(request: HttpRequest, round_id: int) -> HttpResponse:
    """Add an issue to the round; `?category=` puts it there."""
    round_ = round_of(request, round_id, EDIT)
    wanted = Selection.from_params(request.GET).category
    start = {"category": wanted, "source": Source.FEEDBACK, "pace": Pace.TIMED}
    form = IssueForm(round_, request.POST or None, initial=start, auto_id=f"n{wanted or ''}_%s")
    if request.method == "POST" and form.is_valid():
        try:
            made = _add_issue(round_, form, person_of(request))
            return to_ledger(request, round_, made)
        except Refused as refusal:
            form.show(refusal)
    return opened(request, ISSUE_FIELDS, form, round_, heading="新增问题")


@guarded(EDIT)
def deadline_hint(request: HttpRequest, round_id: int) -> HttpResponse:
    """What the words of a deadline mean in this round; the page puts the day into its field."""
    round_ = round_of(request, round_id, EDIT)
    words, row = request.GET.get("words", ""), request.GET.get("row", "")
    row = row if row.isalnum() else ""
    meaning = meaning_of(words[:200], round_) if words.strip() else None
    context = {
        "meaning": meaning,
        "how": how_counted(meaning) if meaning else "",
        "control": f"{row}_due_on",
        "always": f"{row}_long_term",
    }
    return render(request, "ledger/deadline_hint.html", context)


def _issue(request: HttpRequest, issue_id: int, permission: Permission | None = None) -> Issue:
    rows = Issue.objects.select_related(
        "round__unit", "category__parent", "deadline", "lead_department", "lead_leader"
    )
    row: Issue = found(request, rows, issue_id, permission)
    show_round(request, row.round)
    return row


def _measure(request: HttpRequest, measure_id: int, permission: Permission | None = None) -> Any:
    rows = Measure.objects.select_related(
        "issue__round__unit",
        "issue__category__parent",
        "deadline",
        "task",
        "lead_department",
        "responsible_leader",
        "supervising_leader",
    )
    row = found(request, rows, measure_id, permission)
    show_round(request, row.issue.round)
    return row


def _save_issue(row: Issue, form: IssueForm, by: Person) -> None:
    """The changed facts and the changed deadline, both or neither."""
    with transaction.atomic():
        if changes := form.changes():
            amend_issue(row, version=form.seen_version, changes=changes, reason=form.why, by=by)
        if form.dates_deadline:
            set_deadline(row, **form.deadline, by=by)


def _save_measure(row: Measure, form: MeasureForm, by: Person) -> None:
    """The changed facts, people and deadline, all or none."""
    lists = ("assisting", "responsible")
    people = {n: list(form.cleaned_data[n]) for n in lists if n in form.changed_data}
    changes = form.changes(*lists)
    with transaction.atomic():
        if changes or people:
            amend_measure(
                row,
                version=form.seen_version,
                changes=changes,
                **people,
                reason=form.why,
                by=by,
            )
        if form.dates_deadline:
            set_deadline(row, **form.deadline, by=by)


def _add_issue(round_: Round, form: IssueForm, by: Person) -> Issue:
    facts = form.new_facts
    with transaction.atomic():
        category = facts.pop("category")
        made = create_issue(round_, category=category, facts=facts, reason=form.why, by=by)
        if form.dates_deadline:
            set_deadline(made, **form.deadline, by=by)
    return made


def _add_measure(issue: Issue, form: MeasureForm, by: Person) -> Measure:
    facts = form.new_facts
    people = {name: list(facts.pop(name)) for name in ("assisting", "responsible")}
    with transaction.atomic():
        made = create_measure(issue, facts=facts, **people, reason=form.why, by=by)
        if form.dates_deadline:
            set_deadline(made, **form.deadline, by=by)
    return made


def _refused(form: DatedForm, refusal: Refused, now: dict[str, Any]) -> dict[str, Any] | None:
    """Show the refusal in the form; of an edit conflict give back how the row now is."""
    form.show(refusal)
    if not is_stale(refusal):
        return None
    form.look_again(now["deadline_version"])
    return now


urlpatterns = [
    path("rounds/<int:round_id>/issues/new/", new_issue, name="issue-new"),
    path("rounds/<int:round_id>/deadline-hint/", deadline_hint, name="deadline-hint"),
    path("issues/<int:issue_id>/row/", issue_row, name="issue-row"),
    path("issues/<int:issue_id>/edit/", edit_issue, name="issue-edit"),
    path("issues/<int:issue_id>/measures/new/", new_measure, name="measure-new"),
    path("measures/<int:measure_id>/row/", measure_row, name="measure-row"),
    path("measures/<int:measure_id>/edit/", edit_measure, name="measure-edit"),
]
