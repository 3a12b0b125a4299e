"""The security administrator's page: who holds which role, given and taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.access.roles import ROLES, role_choices
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.people.models import Department, Grant, Person, Unit
from rectify.people.operations import end_grant, grant_role
from rectify.web.fetch import person_of
from rectify.web.forms import DayField, OfficeForm
from rectify.web.guards import BOTH, WRITES, guarded

PAGE = 50


class GrantForm(OfficeForm):
    """A role for a person, over a unit or a department."""

    person = forms.ModelChoiceField(
        label="人员", queryset=Person.objects.none(), empty_label="请选择"
    )
    role = forms.ChoiceField(label="角色", choices=role_choices)
    unit = forms.ModelChoiceField(
        label="单位", queryset=Unit.objects.all(), required=False, empty_label="不限（管理员角色）"
    )
    department = forms.ModelChoiceField(
        label="部门",
        queryset=Department.objects.select_related("unit"),
        required=False,
        empty_label="不限（单位角色）",
    )
    until_on = DayField(label="终止日期", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = Person.objects.filter(is_active=True, username__isnull=False)
        person: Any = self.fields["person"]
        person.queryset = accounts.select_related("unit")
        person.label_from_instance = lambda p: f"{p.name}（{p.unit or '系统管理'}，{p.username}）"
        department: Any = self.fields["department"]
        department.label_from_instance = lambda d: f"{d.unit} · {d.name}"


@guarded(Permission.MANAGE_GRANTS)
def grants(request: HttpRequest) -> HttpResponse:
    """All grants in force, by unit and person, with a search by name."""
    rows: Any = Grant.objects.select_related("person", "unit", "department__unit")
    words = request.GET.get("q", "").strip()
    holding = rows.holding_on(clock.today()).order_by("unit", "person__name_sort", "pk")
    if words:
        people: Any = Person.objects.get_queryset()
        holding = holding.filter(person__in=people.called(words))
    page = Paginator(holding, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "roles": ROLES.values()}
    return render(request, "administration/grants.html", context)


@guarded(Permission.MANAGE_GRANTS, methods=BOTH)
def new_grant(request: HttpRequest) -> HttpResponse:
    """Give a role."""
    form = GrantForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        try:
            grant_role(facts.pop("person"), facts.pop("role"), **facts, by=person_of(request))
            return redirect("grants")
        except Refused as refusal:
            form.show(refusal)
    context = {"form": form, "title": "授予角色", "back_url": reverse("grants")}
    status = 422 if form.errors else 200
    return render(request, "administration/form.html", context, status=status)


@guarded(Permission.MANAGE_GRANTS, methods=WRITES)
def take_back(request: HttpRequest, grant_id: int) -> HttpResponse:
    """End a grant at once."""
    end_grant(get_object_or_404(Grant, pk=grant_id), by=person_of(request))
    return redirect("grants")


urlpatterns = [
    path("grants/", grants, name="grants"),
    path("grants/new/", new_grant, name="grant-new"),
    path("grants/<int:grant_id>/end/", take_back, name="grant-end"),
]
