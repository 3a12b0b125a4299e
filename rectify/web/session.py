"""Signing in and out, one's own password, and where each person starts."""

from __future__ import annotations

from django import forms
from django.contrib.auth import (
    authenticate,
    login,
    logout,
    password_validation,
    update_session_auth_hash,
)
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from rectify.access.permissions import Permission
from rectify.people.models import Person
from rectify.people.operations import set_password
from rectify.people.rules import may_anywhere
from rectify.trail.acting import NOT_SIGNED_IN
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.carried import CARRIED, take_over
from rectify.web.fetch import current_round, person_of
from rectify.web.guards import BOTH, WRITES, open_to_all, signed_in
from rectify.web.lockout import forget_failures, own_password, refused_for_now, was_counted

FIRST_PLACES = (
    (Permission.MANAGE_ACCOUNTS, "units"),
    (Permission.MANAGE_GRANTS, "grants"),
    (Permission.READ_TRAIL, "trail"),
)

LOCKED = "该账号连续登录失败次数过多，请15分钟后再试，或联系系统管理员。"
ENDED = "原密码连续输入错误次数过多，已退出登录，请15分钟后再登录，或联系系统管理员。"


class SignInForm(forms.Form):
    """Username and password."""

    username = forms.CharField(label="登录名", max_length=40)
    password = forms.CharField(label="密码", widget=forms.PasswordInput, strip=False)


class PasswordForm(forms.Form):
    """One's own new password, typed twice, with the old one."""

    old = forms.CharField(label="原密码", widget=forms.PasswordInput, strip=False)
    new = forms.CharField(label="新密码", widget=forms.PasswordInput, strip=False)
    again = forms.CharField(label="再次输入新密码", widget=forms.PasswordInput, strip=False)

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.POST or None)
        self.request, self.person = request, person_of(request)

    def clean_old(self) -> str:
        """Refuse a wrong old password."""
        old: str = self.cleaned_data["old"]
        if not own_password(self.request, self.person, old):
            locked = refused_for_now(self.request)
            raise ValidationError(LOCKED if locked else "原密码不正确，请重新输入。")
        return old

    def clean_new(self) -> str:
        """Refuse a weak password, with the reasons."""
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.person)
        return new

    def clean(self) -> dict[str, str]:
        """Refuse two different new passwords."""
        facts = super().clean() or {}
        if facts.get("new") and facts.get("again") and facts["new"] != facts["again"]:
            self.add_error("again", "两次输入的新密码不一致，请重新输入。")
        return facts


@sensitive_post_parameters("password")
@open_to_all(methods=BOTH)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; a failure says the same whether the name or the password was wrong."""
    if request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = authenticate(request, **form.cleaned_data)
        if isinstance(person, Person):
            login(request, person)
            note(Act.SIGNED_IN, person, by=person)
            lost = take_over(request)
            if lost is not None:
                return render(request, "typing_lost.html", {"lost": lost}, status=409)
            return redirect(_wanted(request))
        _note_failure(form.cleaned_data["username"])
        locked = refused_for_now(request)
        form.add_error(None, LOCKED if locked else "登录名或密码不正确，请重新输入。")
    status = 200 if request.method != "POST" else 422
    context = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        CARRIED: request.POST.get(CARRIED, ""),
    }
    return render(request, "sign_in.html", context, status=status)


@signed_in(methods=WRITES)
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    person = person_of(request)
    note(Act.SIGNED_OUT, person, by=person)
    logout(request)
    return redirect("sign-in")


@sensitive_post_parameters("old", "new", "again")
@signed_in(methods=BOTH)
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; the session goes on.

    It ends with the last wrong old password that is let pass: somebody else may sit before it.
    """
    person = person_of(request)
    form = PasswordForm(request)
    if request.method == "POST" and form.is_valid():
        forget_failures(request, person)
        person = set_password(person, form.cleaned_data["new"], by=person)
        update_session_auth_hash(request, person)
        return redirect("home")
    if was_counted(request):
        note(Act.PASSWORD_NOT_CHANGED, person, by=person)
        if refused_for_now(request):
            logout(request)
            context = {"form": SignInForm(), "told": ENDED}
            return render(request, "sign_in.html", context, status=422)
    return render(request, "password.html", {"form": form, "forced": person.must_change_password})


@signed_in()
def token(request: HttpRequest) -> JsonResponse:
    """Who is signed in here, and the token for his forms: signing in anew makes a page's own void.

    Only a page of ours can read the answer, and it takes the token only for the same person.
    """
    facts = {"person": person_of(request).pk, "token": get_token(request)}
    return JsonResponse(facts, headers={"Cache-Control": "private, no-store"})


@signed_in()
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the page his day begins with."""
    person = person_of(request)
    if person.must_change_password:
        return redirect("password")
    for permission, view in FIRST_PLACES:
        if may_anywhere(person, permission):
            return redirect(view)
    round_ = current_round(request)
    if round_ is not None and may_anywhere(person, Permission.EXPORT):
        return redirect("dashboard", round_.pk)
    if may_anywhere(person, Permission.READ_CASE):
        return redirect("todo" if round_ is not None else "rounds")
    return render(request, "no_role.html", status=200)


def _note_failure(username: str) -> None:
    """Keep which account was tried; a name of none is cut, for it may be a password typed too early."""
    person = Person.objects.filter(username=username).first()
    about = f"{username[:3]}…（无此账号）"
    note(Act.SIGN_IN_FAILED, person, about=about, by=NOT_SIGNED_IN)


def _wanted(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is an address of ours."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else reverse("home")
