"""Workbooks out and back: the ledger, a blank one, the departments' forms and what returns of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.evidence.rules import clean_name
from rectify.exports.fillin import Form, write_form, write_forms
from rectify.exports.ledger import write_ledger
from rectify.exports.names import file_name, named
from rectify.exports.queries import Selected, departments_with_duties, duties
from rectify.exports.template import TITLE, write_template
from rectify.figures.selection import Selection
from rectify.intake.files import read_bytes
from rectify.intake.returned import LARGEST_FORM, enter_return, form_taken, plan_of_return
from rectify.kernel.files import keep, read_checked
from rectify.kernel.parameters import whole_number
from rectify.kernel.problems import Refused
from rectify.papers.content import Content
from rectify.people.models import Department
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.downloads import written_file
from rectify.web.fetch import found, person_of, round_of
from rectify.web.forms import OfficeForm
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.uploads import UploadField

SALT = "rectify.returned-form"
PACKAGE = "application/zip"


class ReturnForm(OfficeForm):
    """The file that a department has sent back."""

    file = UploadField(label="填好的填报表")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages |= {
            "required": "请选择部门填好的填报表。",
        }

    def kept(self, round_: Round) -> str:
        """Keep the file's bytes and give the signed words by which they are found again."""
        upload = self.cleaned_data["file"]
        name = clean_name(upload.name)
        data = form_taken(upload.read(LARGEST_FORM + 1), name)
        plan_of_return(read_bytes(data, name), round_)
        return signing.dumps([round_.pk, keep([data]).sha256, name], salt=SALT)


@guarded(Permission.EXPORT)
def ledger_export(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The ledger as a workbook, cut down by the same parameters as the ledger's page."""
    round_ = round_of(request, round_id, Permission.EXPORT)
    person = person_of(request)
    selection = Selection.from_params(request.GET)
    selected = Selected(
        round_,
        selection.issues(person, round_).open_to(person, Permission.EXPORT),
        selection.measures(person, round_).open_to(person, Permission.EXPORT),
    )
    response = written_file(
        lambda target: write_ledger(target, selected), file_name(round_, "整改台账")
    )
    note(Act.LEDGER_EXPORTED, round_, by=person)
    return response


@guarded(Permission.EDIT_LEDGER)
def blank_template(request: HttpRequest) -> HttpResponseBase:
    """An empty ledger to type into."""
    return written_file(write_template, named(f"{TITLE}（空白）"))


@guarded(Permission.EDIT_LEDGER)
def fill_in(request: HttpRequest, round_id: int) -> HttpResponse:
    """The departments with what each has to report, their forms, and where returned ones go."""
    round_ = round_of(request, round_id, Permission.EDIT_LEDGER)
    return _fill_in_page(request, round_, ReturnForm())


@guarded(Permission.EDIT_LEDGER)
def fill_in_workbook(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """One department's form."""
    round_ = round_of(request, round_id, Permission.EDIT_LEDGER)
    wanted = request.GET.get("department", "")
    if not wanted:
        return redirect("fill-in", round_.pk)
    rows = Department.objects.filter(unit_id=round_.unit_id)
    form = Form.of(round_, found(request, rows, whole_number(wanted) or 0))
    response = written_file(lambda target: write_form(target, form), form.file_name)
    note(Act.FORM_HANDED_OUT, round_, by=person_of(request))
    return response


@guarded(Permission.EDIT_LEDGER)
def fill_in_all(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The forms of all departments in one ZIP."""
    round_ = round_of(request, round_id, Permission.EDIT_LEDGER)
    departments = [department for department, _, _ in departments_with_duties(round_)]
    if not departments:
        messages.info(request, "没有待办理的措施，无需下发填报表。")
        return redirect("fill-in", round_.pk)
    made = (Form.of(round_, department) for department in departments)
    name = file_name(round_, "进展填报表", ".zip")
    response = written_file(lambda target: write_forms(target, made), name, PACKAGE)
    note(Act.FORM_HANDED_OUT, round_, by=person_of(request))
    return response


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def fill_in_return(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Take a returned form (POST); show row by row what entering it would do (GET)."""
    round_ = round_of(request, round_id, Permission.EDIT_LEDGER)
    if request.method == "POST":
        return _take_return(request, round_)
    if "file" not in request.GET:
        return redirect("fill-in", round_.pk)
    return _plan_page(request, round_, request.GET["file"])


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def fill_in_confirm(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Enter the chosen rows; what is entered already is told, not entered again."""
    round_ = round_of(request, round_id, Permission.EDIT_LEDGER)
    token = request.POST.get("file", "")
    sha256, name = _opened(token, round_)
    try:
        number = enter_return(
            round_,
            _content(sha256, name),
            name=name,
            seen=request.POST.get("seen", ""),
            chosen=set(request.POST.getlist("row")),
            by=person_of(request),
        )
    except Refused as refusal:
        return _plan_page(request, round_, token, refusal)
    messages.success(request, f"已录入进展{number}项，记在各责任部门名下。")
    return redirect(_plan_url(round_, token))


def _take_return(request: HttpRequest, round_: Round) -> HttpResponse:
    form = ReturnForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            token = form.kept(round_)
        except Refused as refusal:
            form.show(refusal)
        else:
            note(Act.FORM_READ, round_, by=person_of(request))
            return redirect(_plan_url(round_, token))
    if request.FILES:
        note(Act.FORM_REFUSED, round_, by=person_of(request))
    return _fill_in_page(request, round_, form)


def _fill_in_page(request: HttpRequest, round_: Round, form: ReturnForm) -> HttpResponse:
    context = {
        "round": round_,
        "form": form,
        "departments": departments_with_duties(round_),
        "unassigned": duties(round_).filter(lead_department__isnull=True).count(),
        "trail": [("台账", reverse("ledger", args=[round_.pk]))],
    }
    return render(request, "exports/fill_in.html", context, status=422 if form.errors else 200)


def _plan_page(
    request: HttpRequest, round_: Round, token: str, refusal: Refused | None = None
) -> HttpResponse:
    sha256, name = _opened(token, round_)
    context = {
        "round": round_,
        "plan": plan_of_return(_content(sha256, name), round_),
        "file_name": name,
        "token": token,
        "problems": refusal.problems if refusal else (),
        "trail": [
            ("台账", reverse("ledger", args=[round_.pk])),
            ("部门填报表", reverse("fill-in", args=[round_.pk])),
        ],
    }
    return render(request, "exports/returned.html", context, status=409 if refusal else 200)


def _opened(token: str, round_: Round) -> tuple[str, str]:
    """The hash and name of a kept file, out of words that we signed for this very round."""
    try:
        round_id, sha256, name = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    if round_id != round_.pk:
        raise Http404
    return str(sha256), str(name)


def _content(sha256: str, name: str) -> Content:
    return read_bytes(b"".join(read_checked(sha256)), name)


def _plan_url(round_: Round, token: str) -> str:
    return f"{reverse('fill-in-return', args=[round_.pk])}?{urlencode({'file': token})}"


urlpatterns = [
    path("rounds/<int:round_id>/ledger/export/", ledger_export, name="ledger-export"),
    path("exports/blank-template/", blank_template, name="blank-template"),
    path("rounds/<int:round_id>/fill-in/", fill_in, name="fill-in"),
    path("rounds/<int:round_id>/fill-in/workbook/", fill_in_workbook, name="fill-in-workbook"),
    path("rounds/<int:round_id>/fill-in/all/", fill_in_all, name="fill-in-all"),
    path("rounds/<int:round_id>/fill-in/return/", fill_in_return, name="fill-in-return"),
    path("rounds/<int:round_id>/fill-in/confirm/", fill_in_confirm, name="fill-in-confirm"),
]
