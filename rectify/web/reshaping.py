"""Splitting, merging and moving of issues and measures: one page for each act, its reason asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.deadlines.models import Deadline
from rectify.issues.models import Issue
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.reshaping.operations import (
    merge_issues,
    merge_measures,
    move_measure,
    renumber_issue,
    renumber_measure,
    split_issue,
    split_measure,
)
from rectify.web.fetch import found, person_of, show_round
from rectify.web.forms import OfficeForm, is_stale
from rectify.web.guards import BOTH, guarded
from rectify.web.reshapeforms import (
    MergeForm,
    MoveForm,
    RenumberForm,
    SplitIssueForm,
    SplitMeasureForm,
)

EDIT = Permission.EDIT_LEDGER


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a row: what the page is called, its button, and what is said afterwards.

    Of a merging: what the rows to choose are called, what holds of them and of their dates.
    """

    key: str
    title: str
    button: str
    done: str
    example: str
    others: str = ""
    numbers: str = ""
    beside: str = ""
    dates: str = ""


MOVE = Act(
    "move",
    "移动措施{}",
    "移动",
    "措施已移到所选问题下，编号改为{}。",
    "例如：录入时归错了问题。",
)
RENUMBER_MEASURE = Act(
    "renumber",
    "更改措施{}的编号",
    "更改编号",
    "编号已改为{}，按原编号仍可查到。",
    "例如：与整改方案中的措施编号保持一致。",
)
RENUMBER_ISSUE = Act(
    "renumber",
    "更改问题{}的编号",
    "更改编号",
    "编号已改为{}，按原编号仍可查到。",
    "例如：与反馈意见中的问题编号保持一致。",
)
SPLIT_MEASURE = Act(
    "split-measure",
    "拆分措施{}",
    "拆分",
    "已拆分为{}项措施，责任分工和时限与原措施相同。",
    "例如：一项措施含两件事，由不同部门办理。",
)
MERGE_MEASURES = Act(
    "merge",
    "将其他措施并入措施{}",
    "合并",
    "已合并到措施{}，进展、佐证材料和未办结的批示一并转入；{}。",
    "例如：两项措施内容重复，合并办理。",
    others="要并入的措施",
    numbers="其他问题下的措施编号",
    beside="并入后不再单独列出，从原编号仍可找到；有待审批延期申请的，请先审批。",
    dates="并入措施原有的到期日不再计算",
)
SPLIT_ISSUE = Act(
    "split-issue",
    "拆分问题{}",
    "拆分",
    "已拆分出问题{}，请补充其余内容。",
    "例如：原文含两个问题，分开整改。",
)
MERGE_ISSUES = Act(
    "merge",
    "将其他问题并入问题{}",
    "合并",
    "已合并到问题{}，各项措施和未办结的批示一并转入。",
    "例如：两个问题内容重复，合并整改。",
    others="要并入的问题",
    numbers="其他类别的问题编号",
    beside="并入后不再单独列出，从原编号仍可找到。",
    dates="并入问题自身的到期日不再计算，各项措施的到期日不变",
)


@guarded(EDIT, methods=BOTH)
def move(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Move a measure to another issue."""
    row = _measure(request, measure_id)
    form = MoveForm(row, request.POST or None, initial={"version": row.version})

    def act() -> Any:
        moved = move_measure(row, **form.facts, version=form.seen_version, by=person_of(request))
        return moved, moved.label

    return _carried_out(request, MOVE, row, form, act)


@guarded(EDIT, methods=BOTH)
def renumber_one_measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Give a measure another number."""
    row = _measure(request, measure_id)
    form = RenumberForm(
        request.POST or None, initial={"version": row.version, "number": row.serial}
    )

    def act() -> Any:
        facts = form.facts
        named = renumber_measure(row, **facts, version=form.seen_version, by=person_of(request))
        return named, named.label

    return _carried_out(request, RENUMBER_MEASURE, row, form, act)


@guarded(EDIT, methods=BOTH)
def renumber_one_issue(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Give an issue another number."""
    row = _issue(request, issue_id)
    form = RenumberForm(
        request.POST or None, initial={"version": row.version, "number": row.serial}
    )

    def act() -> Any:
        named = renumber_issue(row, **form.facts, version=form.seen_version, by=person_of(request))
        return named, named.serial

    return _carried_out(request, RENUMBER_ISSUE, row, form, act)


@guarded(EDIT, methods=BOTH)
def split_one_measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Make several measures out of one."""
    row = _measure(request, measure_id)
    start = {"version": row.version, "texts": row.text}
    form = SplitMeasureForm(request.POST or None, initial=start)

    def act() -> Any:
        reason, seen = form.cleaned_data["reason"], form.seen_version
        by = person_of(request)
        parts = split_measure(row, texts=form.parts, reason=reason, version=seen, by=by)
        return parts[0].issue, len(parts)

    return _carried_out(request, SPLIT_MEASURE, row, form, act)


@guarded(EDIT, methods=BOTH)
def merge_into_measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Let other measures go into this one."""
    row = _measure(request, measure_id)
    form = MergeForm(row, request.POST or None, initial={"version": row.version})

    def act() -> Any:
        facts = {"text": form.cleaned_data["words"], "reason": form.cleaned_data["reason"]}
        by = person_of(request)
        merged = merge_measures(row, form.chosen, version=form.seen_version, **facts, by=by)
        day = _due_on(merged)
        kept = f"到期日仍为{day}" if day else "仍没有到期日"
        return merged, (merged.label, f"进度现为{merged.percent}%，{kept}")

    return _carried_out(request, MERGE_MEASURES, row, form, act)


@guarded(EDIT, methods=BOTH)
def split_one_issue(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Make a second issue out of a part of one."""
    row = _issue(request, issue_id)
    form = SplitIssueForm(row, request.POST or None, initial={"version": row.version})

    def act() -> Any:
        part = split_issue(row, **form.facts, version=form.seen_version, by=person_of(request))
        return part, part.serial

    return _carried_out(request, SPLIT_ISSUE, row, form, act)


@guarded(EDIT, methods=BOTH)
def merge_into_issue(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Let other issues go into this one."""
    row = _issue(request, issue_id)
    form = MergeForm(row, request.POST or None, initial={"version": row.version})

    def act() -> Any:
        facts = {"title": form.cleaned_data["words"], "reason": form.cleaned_data["reason"]}
        by = person_of(request)
        merged = merge_issues(row, form.chosen, version=form.seen_version, **facts, by=by)
        return merged, merged.serial

    return _carried_out(request, MERGE_ISSUES, row, form, act)


def _carried_out(
    request: HttpRequest,
    act: Act,
    row: Issue | Measure,
    form: OfficeForm,
    carry_out: Callable[[], tuple[Any, Any]],
) -> HttpResponse:
    """The page of an act; done, the person is led to the row that came out of it and told so."""
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            result, number = carry_out()
            told = number if isinstance(number, tuple) else (number,)
            messages.success(request, act.done.format(*told))
            return redirect(_page_of(result))
        except Refused as refusal:
            form.show(refusal)
            if is_stale(refusal):
                theirs = _as_it_is(row)
    context = {
        "act": act,
        "row": row,
        "form": form,
        "theirs": theirs,
        "inside": f"reshaping/{act.key}.html",
        "heading": act.title.format(_number(row)),
        "trail": _trail(row),
        "back_url": _page_of(row),
        "due_on": _due_on(row),
    }
    return render(request, "reshaping/page.html", context, status=422 if form.errors else 200)


def _measure(request: HttpRequest, pk: int) -> Measure:
    rows = Measure.objects.select_related("issue__round__unit")
    row: Measure = found(request, rows, pk, EDIT)
    show_round(request, row.issue.round)
    return row


def _issue(request: HttpRequest, pk: int) -> Issue:
    row: Issue = found(request, Issue.objects.select_related("round__unit"), pk, EDIT)
    show_round(request, row.round)
    return row


def _as_it_is(row: Issue | Measure) -> dict[str, Any]:
    """How the row stands after somebody else has changed it."""
    row.refresh_from_db()
    words = row.title if isinstance(row, Issue) else row.text
    number = row.serial
    return {"version": row.version, "words": words, "texts": words, "number": number}


def _due_on(row: Issue | Measure) -> str:
    """The day that a row has, in figures; nothing where it has none."""
    owner = {"issue": row} if isinstance(row, Issue) else {"measure": row}
    deadline = Deadline.objects.filter(**owner, due_on__isnull=False).first()
    return deadline.due_on.isoformat() if deadline and deadline.due_on else ""


def _number(row: Issue | Measure) -> str:
    return str(row.serial) if isinstance(row, Issue) else row.label


def _page_of(row: Issue | Measure) -> str:
    return reverse("issue" if isinstance(row, Issue) else "measure", args=[row.pk])


def _trail(row: Issue | Measure) -> list[tuple[str, str]]:
    issue = row if isinstance(row, Issue) else row.issue
    trail = [("台账", reverse("ledger", args=[issue.round_id]))]
    trail.append((f"问题{issue.serial}", _page_of(issue)))
    return trail if isinstance(row, Issue) else [*trail, (f"措施{row.label}", _page_of(row))]


urlpatterns = [
    path("measures/<int:measure_id>/move/", move, name="measure-move"),
    path("measures/<int:measure_id>/renumber/", renumber_one_measure, name="measure-renumber"),
    path("issues/<int:issue_id>/renumber/", renumber_one_issue, name="issue-renumber"),
    path("measures/<int:measure_id>/split/", split_one_measure, name="measure-split"),
    path("measures/<int:measure_id>/merge/", merge_into_measure, name="measure-merge"),
    path("issues/<int:issue_id>/split/", split_one_issue, name="issue-split"),
    path("issues/<int:issue_id>/merge/", merge_into_issue, name="issue-merge"),
]
