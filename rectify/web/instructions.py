"""批示: writing one on an issue or a measure, answering it, withdrawing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.closeout.history import history_of_instruction
from rectify.drafts.keeping import drop_draft
from rectify.instructions.models import Addressee, Instruction
from rectify.instructions.operations import (
    answer_instruction,
    end_instruction,
    give_instruction,
)
from rectify.issues.models import Issue
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.people.models import Department, Person
from rectify.people.rules import may
from rectify.rounds.models import Round
from rectify.web.drafted import drafted, keep_typing
from rectify.web.fetch import found, person_of, show_round, version_of
from rectify.web.forms import DayField, OfficeForm, RowsField, is_stale
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.historypart import history_on_page
from rectify.web.namesfield import NamesField
from rectify.web.opening import done, shown
from rectify.web.rowforms import PersonField

ANSWER = "instruction-answer"


class InstructionForm(OfficeForm):
    """What is wanted, of whom, by when; `leader` only for who enters it from a paper."""

    leader = PersonField(
        label="批示人", queryset=Person.objects.none(), required=False, empty_label="请选择"
    )
    text = forms.CharField(
        label="批示内容", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    departments = RowsField(
        label="承办部门",
        queryset=Department.objects.none(),
        required=False,
    )
    persons = NamesField(label="承办人", required=False, help_text="填写姓名，多人之间用顿号分隔。")
    due_on = DayField(label="回复期限", required=False)

    def __init__(self, round_: Round, *args: Any, instructs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments: Any = Department.objects.filter(unit=round_.unit_id)
        fields: Any = self.fields
        fields["departments"].queryset = departments.in_use()
        fields["persons"].unit = round_.unit
        if instructs:
            del fields["leader"]
        else:
            fields["leader"].required = True
            fields["leader"].queryset = Person.objects.filter(unit=round_.unit_id, is_active=True)


@drafted(ANSWER)
class AnswerForm(OfficeForm):
    """What was done about an instruction."""

    reply = forms.CharField(
        label="办理情况", widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )
    done = forms.BooleanField(label="已办结", required=False)


@guarded(Permission.INSTRUCT, Permission.EDIT_LEDGER, methods=BOTH)
def on_issue(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Write an instruction on an issue."""
    row: Issue = found(request, Issue.objects.select_related("round__unit"), issue_id)
    return _new(request, row, row.round, reverse("issue", args=[row.pk]))


@guarded(Permission.INSTRUCT, Permission.EDIT_LEDGER, methods=BOTH)
def on_measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Write an instruction on a measure."""
    row: Measure = found(request, Measure.objects.select_related("issue__round__unit"), measure_id)
    return _new(request, row, row.issue.round, reverse("measure", args=[row.pk]))


def _new(request: HttpRequest, row: Issue | Measure, round_: Round, back: str) -> HttpResponse:
    show_round(request, round_)
    person = person_of(request)
    instructs = may(person, Permission.INSTRUCT, row)
    posted = request.POST if request.method == "POST" else None
    form = InstructionForm(round_, posted, instructs=instructs, auto_id="instruction_%s")
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        facts["departments"] = list(facts["departments"])
        try:
            give_instruction(row, **facts, by=person)
            return done(request, back, "批示已发出，承办部门和人员可在待办中看到。")
        except Refused as refusal:
            form.show(refusal)
    return shown(
        request,
        "duties/instruction.html",
        form,
        key="instruction",
        heading=f"{row.trail_label()}：{'作批示' if instructs else '录入批示'}",
        back=back,
        trail=[(row.trail_label(), back)],
        row=row,
    )


@guarded(Permission.READ_CASE, methods=BOTH)
def answer(request: HttpRequest, addressee_id: int) -> HttpResponse:
    """Answer an instruction."""
    row: Addressee = found(request, _addressees(), addressee_id, Permission.WRITE_PROGRESS)
    initial = {"version": row.version, "reply": row.reply}
    posted = request.POST if request.method == "POST" else None
    form = AnswerForm(posted, initial=initial, auto_id=f"answer{row.pk}_%s")
    keeping = keep_typing(request, form, ANSWER, row.pk)
    theirs = None
    if request.method == "POST" and form.is_valid():
        person = person_of(request)
        try:
            answer_instruction(row, **form.facts, version=form.seen_version, by=person)
            drop_draft(person, ANSWER, row.pk)
            return done(request, reverse("todo"), "批示回复已保存。")
        except Refused as refusal:
            form.show(refusal)
            stale = is_stale(refusal)
            facts = {"reply": row.reply, "done": row.done_at is not None, "version": row.version}
            theirs = facts if stale else None
    on = row.instruction.on
    return shown(
        request,
        "duties/answer.html",
        form,
        key=f"answer-{row.pk}",
        heading=f"{on.trail_label()}：回复批示",
        back=reverse("todo"),
        addressee=row,
        **history_on_page(request, history_of_instruction(row.instruction, person_of(request))),
        keeping=keeping,
        theirs=theirs,
    )


@guarded(Permission.INSTRUCT, Permission.EDIT_LEDGER, methods=WRITES)
def end(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """Withdraw an instruction."""
    rows = Instruction.objects.select_related("issue__round", "measure__issue__round")
    row: Instruction = found(request, rows, instruction_id)
    end_instruction(row, version=version_of(request), by=person_of(request))
    kind = "issue" if row.issue_id else "measure"
    return done(request, reverse(kind, args=[row.on.pk]), "批示已撤销。")


def _addressees() -> Any:
    return Addressee.objects.select_related(
        "instruction__leader",
        "instruction__issue__round",
        "instruction__measure__issue__round",
        "person",
        "department",
        "replied_by",
    )


urlpatterns = [
    path("issues/<int:issue_id>/instructions/new/", on_issue, name="issue-instruct"),
    path("measures/<int:measure_id>/instructions/new/", on_measure, name="measure-instruct"),
    path("instructions/<int:addressee_id>/answer/", answer, name=ANSWER),
    path("instructions/<int:instruction_id>/end/", end, name="instruction-end"),
]
