"""The tasks between an issue and its measures: listed on the issue's page, added, changed, taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.issues.models import Issue
from rectify.kernel.problems import Refused
from rectify.measures.models import IN_ORDER, Measure, Task
from rectify.measures.tasking import amend_task, create_task, move_task, withdraw_task
from rectify.people.models import Person
from rectify.web.fetch import found, person_of, show_round, version_of
from rectify.web.forms import is_stale
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.inplace import opened
from rectify.web.rowforms import LinesField, PlannedForm
from rectify.web.withdrawals import show_refusal, withdraw_form

EDIT = Permission.EDIT_LEDGER
FIELDS = "ledger/task_fields.html"


class TaskForm(PlannedForm):
    """A task's words and the paper's number of it."""

    text = LinesField(label="任务", max_length=2000)
    number = forms.CharField(label="原文编号", max_length=20, required=False)


def tasks_on_issue(issue: Issue, person: Person) -> list[tuple[Task, int]]:
    """The tasks of an issue that `person` may see, each with how many of its measures he sees."""
    rows: Any = Task.objects.filter(issue=issue)
    measures: Any = Measure.objects.filter(issue=issue)
    seen = Q(measures__in=measures.visible_to(person))
    counted = rows.visible_to(person).annotate(below=Count("measures", filter=seen))
    return [(row, row.below) for row in counted.order_by(*IN_ORDER)]


@guarded(EDIT, methods=BOTH)
def new_task(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Add a task to an issue."""
    issue: Issue = found(request, Issue.objects.select_related("round__unit"), issue_id, EDIT)
    show_round(request, issue.round)
    form = TaskForm(issue.round, request.POST or None, auto_id=f"nt{issue.pk}_%s")
    if request.method == "POST" and form.is_valid():
        try:
            create_task(issue, **form.facts, by=person_of(request))
            messages.success(request, "任务已新增，可在措施中选择所属任务。")
            return redirect(_page_of(issue))
        except Refused as refusal:
            form.show(refusal)
    heading = f"为问题{issue.serial}新增任务"
    return opened(request, FIELDS, form, issue.round, heading=heading, issue=issue)


@guarded(EDIT, methods=BOTH)
def edit_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Change a task; of two at once the second sees both texts."""
    row = _task(request, task_id)
    round_, posted = row.issue.round, request.POST or None
    form = TaskForm(round_, posted, initial=_facts(row), auto_id=f"t{row.pk}_%s")
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            amend_task(row, version=form.seen_version, **form.facts, by=person_of(request))
            messages.success(request, "任务已修改。")
            return redirect(_page_of(row.issue))
        except Refused as refusal:
            form.show(refusal)
            theirs = _facts(_task(request, task_id)) if is_stale(refusal) else None
    away = reverse("task-withdraw", args=[row.pk])
    shown: dict[str, Any] = {"issue": row.issue, "theirs": theirs, "withdraw_url": away}
    return opened(request, FIELDS, form, round_, heading="编辑任务", **shown)


@guarded(EDIT, methods=WRITES)
def task_up(request: HttpRequest, task_id: int) -> HttpResponse:
    """Let a task stand one place further up."""
    return _moved(request, task_id, up=True)


@guarded(EDIT, methods=WRITES)
def task_down(request: HttpRequest, task_id: int) -> HttpResponse:
    """Let a task stand one place further down."""
    return _moved(request, task_id, up=False)


def _moved(request: HttpRequest, task_id: int, *, up: bool) -> HttpResponse:
    row = _task(request, task_id)
    move_task(row, up=up, version=version_of(request), by=person_of(request))
    return redirect(_page_of(row.issue))


@guarded(EDIT, methods=BOTH)
def task_withdraw(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take back a task that has no measures."""
    row = _task(request, task_id)
    form = withdraw_form(request, row, f"t{row.pk}")
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_task(row, version=form.seen_version, **form.facts, by=person_of(request))
            messages.success(request, "任务已撤回。")
            return redirect(_page_of(row.issue))
        except Refused as refusal:
            show_refusal(form, refusal, Task.objects.get(pk=task_id))
    shown: dict[str, Any] = {"issue": row.issue, "what": row.text, "unnumbered": True}
    fields = "ledger/withdraw_fields.html"
    return opened(request, fields, form, row.issue.round, heading="撤回任务", **shown)


def _task(request: HttpRequest, task_id: int) -> Task:
    row: Task = found(request, Task.objects.select_related("issue__round__unit"), task_id, EDIT)
    show_round(request, row.issue.round)
    return row


def _facts(row: Task) -> dict[str, Any]:
    return {"text": row.text, "number": row.number, "version": row.version}


def _page_of(issue: Issue) -> str:
    return f"{reverse('issue', args=[issue.pk])}#tasks"


urlpatterns = [
    path("issues/<int:issue_id>/tasks/new/", new_task, name="task-new"),
    path("tasks/<int:task_id>/edit/", edit_task, name="task-edit"),
    path("tasks/<int:task_id>/up/", task_up, name="task-up"),
    path("tasks/<int:task_id>/down/", task_down, name="task-down"),
    path("tasks/<int:task_id>/withdraw/", task_withdraw, name="task-withdraw"),
]
