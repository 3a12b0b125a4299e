"""The system administrator's pages: units, departments, persons and their accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.crypto import get_random_string

from rectify.access.permissions import Permission
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.people.models import Department, Grant, Person, Unit
from rectify.people.operations import (
    amend_department,
    amend_person,
    amend_unit,
    create_department,
    create_person,
    create_unit,
    set_password,
)
from rectify.web.fetch import person_of, version_of
from rectify.web.forms import OfficeForm, is_stale
from rectify.web.guards import BOTH, WRITES, guarded

PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679"  # noqa: S105 - an alphabet
"""Letters and figures that cannot be mistaken for one another when read out."""


class UnitForm(OfficeForm):
    """A unit's names."""

    name = forms.CharField(label="单位名称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=40, required=False)
    parent = forms.ModelChoiceField(
        label="上级单位", queryset=Unit.objects.all(), required=False, empty_label="无"
    )
    immediate_days = forms.IntegerField(
        label="立行立改天数", min_value=1, max_value=365, initial=30
    )


class DepartmentForm(OfficeForm):
    """A department's names and place."""

    name = forms.CharField(label="部门名称", max_length=60)
    short_name = forms.CharField(label="简称", max_length=30, required=False)
    parent = forms.ModelChoiceField(
        label="上级部门", queryset=Department.objects.none(), required=False, empty_label="无"
    )

    def __init__(self, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Department.objects.filter(unit=unit)  # type: ignore[attr-defined]


class PersonForm(OfficeForm):
    """A person; with a username also an account, whose first password is shown once."""

    name = forms.CharField(label="姓名", max_length=40)
    post = forms.CharField(label="职务", max_length=60, required=False)
    department = forms.ModelChoiceField(
        label="部门", queryset=Department.objects.none(), required=False, empty_label="无"
    )
    phone = forms.CharField(label="电话", max_length=30, required=False)
    username = forms.RegexField(
        label="登录名",
        regex=r"^[A-Za-z][A-Za-z0-9_.-]{2,39}$",
        required=False,
        help_text="不登录系统的人员留空。",
        error_messages={"invalid": "登录名由字母开头，3至40位字母、数字、点、横线或下划线。"},
    )

    def __init__(self, unit: Unit | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.filter(unit=unit)  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned values; an empty username is none at all."""
        facts = super().facts
        return facts | {"username": facts["username"] or None}


@guarded(Permission.MANAGE_ACCOUNTS)
def units(request: HttpRequest) -> HttpResponse:
    """All units with how many departments, persons and accounts each has."""
    listed = Unit.objects.select_related("parent").annotate(
        department_count=Count("departments", distinct=True),
        person_count=Count("persons", distinct=True),
        account_count=Count("persons", filter=Q(persons__username__isnull=False), distinct=True),
    )
    outside = _with_administers(Person.objects.filter(unit__isnull=True))
    return render(request, "administration/units.html", {"listed": listed, "outside": outside})


@guarded(Permission.MANAGE_ACCOUNTS, methods=BOTH)
def new_unit(request: HttpRequest) -> HttpResponse:
    """Enter a unit."""
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unit = create_unit(**form.facts, by=person_of(request))
            return redirect("unit", unit.pk)
        except Refused as refusal:
            form.show(refusal)
    return _form(request, form, "新建单位", "units")


@guarded(Permission.MANAGE_ACCOUNTS, methods=BOTH)
def edit_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Change a unit's names and settings."""
    chosen = get_object_or_404(Unit, pk=unit_id)
    names = ("name", "short_name", "parent", "immediate_days", "version")
    form = UnitForm(request.POST or None, initial={n: getattr(chosen, n) for n in names})
    if request.method == "POST" and form.is_valid():
        try:
            amend_unit(chosen, version=form.seen_version, changes=form.facts, by=person_of(request))
            return redirect("unit", chosen.pk)
        except Refused as refusal:
            return _both(request, form, refusal, chosen, f"{chosen}：修改单位", "unit", chosen.pk)
    return _form(request, form, f"{chosen}：修改单位", "unit", chosen.pk)


@guarded(Permission.MANAGE_ACCOUNTS)
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: its departments and its persons."""
    chosen = get_object_or_404(Unit, pk=unit_id)
    context = {
        "unit": chosen,
        "departments": Department.objects.filter(unit=chosen).select_related("parent"),
        "persons": _with_administers(Person.objects.filter(unit=chosen)),
    }
    return render(request, "administration/unit.html", context)


@guarded(Permission.MANAGE_ACCOUNTS, methods=BOTH)
def new_department(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Enter a department."""
    chosen = get_object_or_404(Unit, pk=unit_id)
    form = DepartmentForm(chosen, request.POST or None)
    if request.method == "POST" and form.is_valid():
        position = Department.objects.filter(unit=chosen).count() + 1
        try:
            create_department(chosen, **form.facts, position=position, by=person_of(request))
            return redirect("unit", chosen.pk)
        except Refused as refusal:
            form.show(refusal)
    return _form(request, form, f"{chosen}：新建部门", "unit", chosen.pk)


@guarded(Permission.MANAGE_ACCOUNTS, methods=BOTH)
def edit_department(request: HttpRequest, department_id: int) -> HttpResponse:
    """Change a department's names and place."""
    chosen = get_object_or_404(Department.objects.select_related("unit"), pk=department_id)
    names = ("name", "short_name", "parent", "version")
    form = DepartmentForm(
        chosen.unit, request.POST or None, initial={n: getattr(chosen, n) for n in names}
    )
    if request.method == "POST" and form.is_valid():
        try:
            amend_department(
                chosen, version=form.seen_version, changes=form.facts, by=person_of(request)
            )
            return redirect("unit", chosen.unit_id)
        except Refused as refusal:
            title = f"{chosen.unit}：修改部门"
            return _both(request, form, refusal, chosen, title, "unit", chosen.unit_id)
    return _form(request, form, f"{chosen.unit}：修改部门", "unit", chosen.unit_id)


@guarded(Permission.MANAGE_ACCOUNTS, methods=BOTH)
def new_person(request: HttpRequest, unit_id: int | None = None) -> HttpResponse:
    """Enter a person; the first password of an account is shown once, on the next page."""
    chosen = get_object_or_404(Unit, pk=unit_id) if unit_id else None
    form = PersonForm(chosen, request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        phone, secret = facts.pop("phone"), _first_password() if facts["username"] else None
        try:
            person = create_person(
                chosen, **facts, phone=phone, password=secret, by=person_of(request)
            )
            return _shown_once(request, person, secret)
        except Refused as refusal:
            form.show(refusal)
    title = f"{chosen}：新建人员" if chosen else "新建管理账号"
    return _form(
        request, form, title, "unit" if chosen else "units", *([chosen.pk] if chosen else [])
    )


@guarded(Permission.MANAGE_ACCOUNTS, methods=BOTH)
def edit_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change a person's facts."""
    person = get_object_or_404(
        _with_administers(Person.objects.select_related("unit")), pk=person_id
    )
    names = ("name", "post", "department", "phone", "username", "version")
    form = PersonForm(
        person.unit, request.POST or None, initial={name: getattr(person, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        try:
            amend_person(
                person, version=form.seen_version, changes=form.facts, by=person_of(request)
            )
            return _back_to(person)
        except Refused as refusal:
            title = f"{person.name}：修改资料"
            return _both(request, form, refusal, person, title, "units", person=person)
    return _form(request, form, f"{person.name}：修改资料", "units", person=person)


@guarded(Permission.MANAGE_ACCOUNTS, methods=WRITES)
def new_password(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give an account a new password, shown once; it must be changed at the next sign-in."""
    person = get_object_or_404(Person, pk=person_id, username__isnull=False)
    secret = _first_password()
    set_password(person, secret, by=person_of(request))
    return _shown_once(request, person, secret)


@guarded(Permission.MANAGE_ACCOUNTS, methods=WRITES)
def switch_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take a person out of use, or back into it."""
    person = get_object_or_404(Person, pk=person_id)
    version = version_of(request)
    changes = {"is_active": not person.is_active}
    amend_person(person, version=version, changes=changes, by=person_of(request))
    return _back_to(person)


def _with_administers(persons: Any) -> Any:
    """Persons with `administers`: whose sign-in is not this administrator's to change."""
    grants: Any = Grant.objects.filter(person=OuterRef("pk"))
    held = grants.administering(clock.today())
    return persons.select_related("department").annotate(administers=Exists(held))


def _first_password() -> str:
    """Fourteen letters and figures that satisfy every validator."""
    while True:
        secret = get_random_string(14, PASSWORD_LETTERS)
        try:
            password_validation.validate_password(secret)
        except forms.ValidationError:
            continue
        return secret


def _shown_once(request: HttpRequest, person: Person, secret: str | None) -> HttpResponse:
    if secret is None:
        return _back_to(person)
    context = {"person": person, "secret": secret}
    response = render(request, "administration/password.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _back_to(person: Person) -> HttpResponse:
    return redirect("unit", person.unit_id) if person.unit_id else redirect("units")


def _form(
    request: HttpRequest, form: OfficeForm, title: str, back: str, *args: Any, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "back_url": reverse(back, args=args), **more}
    status = 422 if form.errors else 200
    return render(request, "administration/form.html", context, status=status)


def _both(
    request: HttpRequest, form: OfficeForm, refusal: Refused, row: Any, *args: Any, **more: Any
) -> HttpResponse:
    """A refused form; of an edit conflict with the row as somebody else has saved it."""
    form.show(refusal)
    return _form(request, form, *args, theirs=row if is_stale(refusal) else None, **more)


urlpatterns = [
    path("units/", units, name="units"),
    path("units/new/", new_unit, name="unit-new"),
    path("units/<int:unit_id>/", unit, name="unit"),
    path("units/<int:unit_id>/edit/", edit_unit, name="unit-edit"),
    path("departments/<int:department_id>/", edit_department, name="department"),
    path("units/<int:unit_id>/departments/new/", new_department, name="department-new"),
    path("units/<int:unit_id>/persons/new/", new_person, name="person-new"),
    path("persons/new/", new_person, name="administrator-new"),
    path("persons/<int:person_id>/", edit_person, name="person"),
    path("persons/<int:person_id>/password/", new_password, name="person-password"),
    path("persons/<int:person_id>/switch/", switch_person, name="person-switch"),
]
