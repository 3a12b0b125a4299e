"""The forms of the tree above the issues: a 方面 or 大类 added, renamed, moved, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django_htmx.http import HttpResponseClientRefresh

from rectify.access.permissions import Permission
from rectify.issues.models import Category
from rectify.issues.operations import (
    amend_category,
    create_category,
    move_category,
    withdraw_category,
)
from rectify.kernel.problems import Refused
from rectify.web.fetch import found, person_of, round_of, version_of
from rectify.web.forms import is_stale
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.inplace import htmx_of, opened, to_ledger
from rectify.web.rowforms import CategoryForm
from rectify.web.withdrawals import FIELDS as WITHDRAW_FIELDS
from rectify.web.withdrawals import show_refusal, withdraw_form, withdrawn

EDIT = Permission.EDIT_LEDGER
FIELDS = "ledger/category_fields.html"


@guarded(EDIT, methods=BOTH)
def new_category(request: HttpRequest, round_id: int) -> HttpResponse:
    """Add a 方面 or 大类 to the round."""
    round_ = round_of(request, round_id, EDIT)
    form = CategoryForm(round_, request.POST or None, auto_id="nc_%s")
    if request.method == "POST" and form.is_valid():
        try:
            create_category(round_, **form.facts, by=person_of(request))
            return to_ledger(request, round_)
        except Refused as refusal:
            form.show(refusal)
    return opened(request, FIELDS, form, round_, heading="新增类别")


@guarded(EDIT, methods=BOTH)
def edit_category(request: HttpRequest, category_id: int) -> HttpResponse:
    """Rename or move a category; of two at once the second sees both."""
    row = _category(request, category_id)
    facts = _facts(row)
    form = CategoryForm(row.round, request.POST or None, initial=facts, auto_id=f"ec{row.pk}_%s")
    theirs = None
    if request.method == "POST" and form.is_valid():
        by = person_of(request)
        try:
            amend_category(row, version=form.seen_version, changes=form.facts, by=by)
            messages.success(request, "类别已修改。")
            there = redirect("ledger", row.round_id)
            return HttpResponseClientRefresh() if htmx_of(request) else there
        except Refused as refusal:
            form.show(refusal)
            theirs = _facts(_category(request, category_id)) if is_stale(refusal) else None
    away = reverse("category-withdraw", args=[row.pk])
    heading = f"编辑类别“{row.title}”"
    siblings = Category.objects.filter(round=row.round_id, parent=row.parent_id)
    order = list(siblings.order_by("position", "pk").values_list("pk", flat=True))
    shown: dict[str, Any] = {
        "theirs": theirs,
        "withdraw_url": away,
        "category": row,
        "first": order[0] == row.pk,
        "last": order[-1] == row.pk,
    }
    return opened(request, FIELDS, form, row.round, heading=heading, **shown)


@guarded(EDIT, methods=WRITES)
def category_up(request: HttpRequest, category_id: int) -> HttpResponse:
    """Let a category stand one place further up."""
    return _moved(request, category_id, up=True)


@guarded(EDIT, methods=WRITES)
def category_down(request: HttpRequest, category_id: int) -> HttpResponse:
    """Let a category stand one place further down."""
    return _moved(request, category_id, up=False)


def _moved(request: HttpRequest, category_id: int, *, up: bool) -> HttpResponse:
    row = _category(request, category_id)
    move_category(row, up=up, version=version_of(request), by=person_of(request))
    messages.success(request, f"类别“{row.title}”已{'上移' if up else '下移'}。")
    return redirect("ledger", row.round_id)


@guarded(EDIT, methods=BOTH)
def category_withdraw(request: HttpRequest, category_id: int) -> HttpResponse:
    """Take back a category that holds nothing."""
    row = _category(request, category_id)
    form = withdraw_form(request, row, f"ec{row.pk}")
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_category(row, version=form.seen_version, **form.facts, by=person_of(request))
            return withdrawn(request, row.round, f"类别“{row.title}”")
        except Refused as refusal:
            show_refusal(form, refusal, Category.objects.get(pk=category_id))
    return opened(request, WITHDRAW_FIELDS, form, row.round, heading="撤回类别", what=row.title)


def _category(request: HttpRequest, category_id: int) -> Category:
    """The category, for who enters the ledger of its round."""
    row: Category = found(request, Category.objects.select_related("round__unit"), category_id)
    if round_of(request, row.round_id, EDIT).pk != row.round_id:
        raise Http404
    return row


def _facts(row: Category) -> dict[str, object]:
    return {
        "number": row.number,
        "title": row.title,
        "parent": row.parent_id,
        "version": row.version,
    }


urlpatterns = [
    path("rounds/<int:round_id>/categories/new/", new_category, name="category-new"),
    path("categories/<int:category_id>/edit/", edit_category, name="category-edit"),
    path("categories/<int:category_id>/up/", category_up, name="category-up"),
    path("categories/<int:category_id>/down/", category_down, name="category-down"),
    path("categories/<int:category_id>/withdraw/", category_withdraw, name="category-withdraw"),
]
