"""签收, 承诺 and 领导小组 of a round."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.archive.history import history_of_step
from rectify.groundwork.enums import Purpose, Seat
from rectify.groundwork.models import GroupSeat, LeadingGroup, Pledge, Receipt
from rectify.groundwork.operations import (
    end_seat,
    receive_letter,
    record_pledge,
    seat_person,
    set_group,
)
from rectify.groundwork.pledge import pledge_document
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.people.models import Person
from rectify.people.rules import may
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.typeset.pdf import render_pdf
from rectify.web.evidence import disposition
from rectify.web.fetch import found, person_of, whole_round
from rectify.web.forms import DayField, OfficeForm, is_stale
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.historypart import history_on_page
from rectify.web.rowforms import PersonField
from rectify.web.scans import scan_groups

PLACES = (
    (Seat.HEAD, "领导小组"),
    (Seat.DEPUTY, "领导小组"),
    (Seat.MEMBER, "领导小组"),
    (Seat.OFFICE_HEAD, "办公室"),
    (Seat.OFFICE_MEMBER, "办公室"),
)


class StaffForm(OfficeForm):
    """A form that names somebody of the unit."""

    def __init__(self, round_: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        persons = Person.objects.filter(unit=round_.unit_id, is_active=True)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.queryset = persons


class ReceiptForm(StaffForm):
    """Who took in the letter, and when."""

    title = forms.CharField(label="文件名称", max_length=200)
    receiver = PersonField(label="签收人", queryset=Person.objects.none(), empty_label="请选择")
    received_on = DayField(label="签收日期")
    note = forms.CharField(label="备注", max_length=300, required=False)


class PledgeForm(StaffForm):
    """Who pledges, and when he signed."""

    leader = PersonField(label="承诺人", queryset=Person.objects.none(), empty_label="请选择")
    pledged_on = DayField(
        label="签字日期", required=False, help_text="打印承诺书签字后填写，并上传扫描件。"
    )


class GroupForm(OfficeForm):
    """The leading group's name and founding paper."""

    name = forms.CharField(label="名称", max_length=100)
    number = forms.CharField(label="成立文号", max_length=60, required=False)
    founded_on = DayField(label="成立日期")


class SeatForm(StaffForm):
    """Somebody and his seat."""

    person = PersonField(label="人员", queryset=Person.objects.none(), empty_label="请选择")
    seat = forms.ChoiceField(label="职务", choices=Seat.choices, initial=Seat.MEMBER)
    from_on = DayField(label="起始日期")


class EndForm(OfficeForm):
    """The last day of a seat."""

    until_on = DayField(label="终止日期")


@guarded(Permission.READ_CASE, methods=BOTH)
def receipt(request: HttpRequest, round_id: int) -> HttpResponse:
    """The letter taken in: shown to who reads, entered by the office."""
    round_ = _round(request, round_id)
    row = Receipt.objects.filter(round=round_).select_related("receiver").first()
    start = {"title": f"关于{round_.unit.name}的巡察反馈意见", "received_on": round_.feedback_on}
    form = ReceiptForm(round_, request.POST or None, initial=_initial(row, start))
    theirs: Receipt | None = None
    if request.method == "POST" and form.is_valid():
        try:
            receive_letter(round_, version=form.seen_version, **form.facts, by=person_of(request))
            return _saved(request, round_, "receipt")
        except Refused as refusal:
            form.show(refusal)
            theirs = Receipt.objects.get(round=round_) if is_stale(refusal) else None
    return _shown(request, round_, "receipt", Purpose.RECEIPT, form=form, row=row, theirs=theirs)


@guarded(Permission.READ_CASE, methods=BOTH)
def pledge(request: HttpRequest, round_id: int) -> HttpResponse:
    """The main leader's pledge: printed here, signed on paper, kept as a scan."""
    round_ = _round(request, round_id)
    row = Pledge.objects.filter(round=round_).select_related("leader").first()
    form = PledgeForm(round_, request.POST or None, initial=_initial(row, {}))
    theirs: Pledge | None = None
    if request.method == "POST" and form.is_valid():
        try:
            record_pledge(round_, version=form.seen_version, **form.facts, by=person_of(request))
            return _saved(request, round_, "pledge")
        except Refused as refusal:
            form.show(refusal)
            theirs = Pledge.objects.get(round=round_) if is_stale(refusal) else None
    return _shown(request, round_, "pledge", Purpose.PLEDGE, form=form, row=row, theirs=theirs)


@guarded(Permission.READ_CASE)
def pledge_print(request: HttpRequest, round_id: int) -> HttpResponse:
    """The pledge as a PDF to be signed."""
    round_ = whole_round(request, round_id)
    row = Pledge.objects.filter(round=round_).select_related("leader").first()
    if row is None:
        messages.info(request, "请先选择承诺人，再打印承诺书。")
        return redirect("pledge", round_.pk)
    with tempfile.TemporaryDirectory(prefix="rectify-pledge-") as folder:
        target = Path(folder) / "pledge.pdf"
        render_pdf(pledge_document(round_, row), target)
        response = HttpResponse(target.read_bytes(), content_type="application/pdf")
    note(Act.PLEDGE_PRINTED, row, by=person_of(request))
    response["Content-Disposition"] = disposition("整改承诺书.pdf", inline=True)
    response["Cache-Control"] = "private, no-store"
    return response


@guarded(Permission.READ_CASE, methods=BOTH)
def group(request: HttpRequest, round_id: int) -> HttpResponse:
    """The leading group, its office, and the paper that founded it."""
    round_ = _round(request, round_id)
    row = LeadingGroup.objects.filter(round=round_).first()
    start = {"name": "巡察整改工作领导小组", "founded_on": clock.today()}
    form = GroupForm(request.POST or None, initial=_initial(row, start))
    theirs: LeadingGroup | None = None
    if request.method == "POST" and form.is_valid():
        try:
            set_group(round_, version=form.seen_version, **form.facts, by=person_of(request))
            return _saved(request, round_, "group")
        except Refused as refusal:
            form.show(refusal)
            theirs = LeadingGroup.objects.get(round=round_) if is_stale(refusal) else None
    return _group_page(request, round_, form=form, row=row, theirs=theirs)


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def new_seat(request: HttpRequest, round_id: int) -> HttpResponse:
    """Give somebody a seat."""
    round_ = whole_round(request, round_id, Permission.EDIT_LEDGER)
    form = SeatForm(round_, request.POST)
    if form.is_valid():
        try:
            seat_person(round_, **form.facts, by=person_of(request))
            return redirect("group", round_.pk)
        except Refused as refusal:
            form.show(refusal)
    row = LeadingGroup.objects.filter(round=round_).first()
    return _group_page(request, round_, row=row, seat_form=form)


@guarded(Permission.EDIT_LEDGER, methods=WRITES)
def end(request: HttpRequest, seat_id: int) -> HttpResponse:
    """End a seat today, or on the day given."""
    row: GroupSeat = found(request, GroupSeat.objects, seat_id, Permission.EDIT_LEDGER)
    form = EndForm(request.POST)
    day = form.cleaned_data["until_on"] if form.is_valid() else clock.today()
    end_seat(row, until_on=day, by=person_of(request))
    messages.success(request, "已终止职务，任职记录仍保留。")
    return redirect("group", row.round_id)


def _round(request: HttpRequest, round_id: int) -> Round:
    """The round to read, or on a POST to write."""
    writes = request.method == "POST"
    return whole_round(
        request, round_id, Permission.EDIT_LEDGER if writes else Permission.READ_CASE
    )


def _initial(row: Receipt | Pledge | LeadingGroup | None, start: dict[str, Any]) -> dict[str, Any]:
    """What stands in the fields at first."""
    if row is None:
        return {**start, "version": 0}
    names = [field.name for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names} | {"version": row.version}


def _saved(request: HttpRequest, round_: Round, page: str) -> HttpResponse:
    messages.success(request, "已保存。")
    return redirect(page, round_.pk)


def _shown(
    request: HttpRequest, round_: Round, page: str, purpose: Purpose, **facts: Any
) -> HttpResponse:
    person = person_of(request)
    context = {
        "round": round_,
        "trail": trail_to(round_),
        "may_edit": may(person, Permission.EDIT_LEDGER, round_),
        "scan_groups": scan_groups(round_, purpose),
        **history_on_page(request, history_of_step(round_, page, person)),
        **facts,
    }
    refused = any(isinstance(one, OfficeForm) and one.errors for one in facts.values())
    return render(request, f"groundwork/{page}.html", context, status=422 if refused else 200)


def _group_page(request: HttpRequest, round_: Round, **facts: Any) -> HttpResponse:
    seats = GroupSeat.objects.filter(round=round_).select_related("person")
    held = {seat: [row for row in seats if row.seat == seat] for seat, _ in PLACES}
    shown = [(place, seat, held[seat]) for seat, place in PLACES if held[seat]]
    row = facts.get("row")
    given = {
        "form": GroupForm(initial=_initial(row, {"founded_on": clock.today()})),
        "seat_form": SeatForm(round_, initial={"from_on": clock.today()}),
        "seats": shown,
        "theirs": None,
    }
    return _shown(request, round_, "group", Purpose.GROUP, **given | facts)


def trail_to(round_: Round) -> list[tuple[str, str]]:
    """The way to a page of one of the round's steps."""
    return [("轮次", reverse("rounds")), (round_.name, reverse("round", args=[round_.pk]))]


urlpatterns = [
    path("rounds/<int:round_id>/receipt/", receipt, name="receipt"),
    path("rounds/<int:round_id>/pledge/", pledge, name="pledge"),
    path("rounds/<int:round_id>/pledge/print/", pledge_print, name="pledge-print"),
    path("rounds/<int:round_id>/group/", group, name="group"),
    path("rounds/<int:round_id>/group/seats/", new_seat, name="seat-new"),
    path("seats/<int:seat_id>/end/", end, name="seat-end"),
]
