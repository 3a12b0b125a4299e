"""Many measures at once: chosen in the ledger, one form for all, each through its own operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.claims.operations import assign_measure, claim_measure
from rectify.deadlines.operations import set_deadline
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.people.rules import may_anywhere
from rectify.rounds.models import Round
from rectify.trail.many import Outcome
from rectify.trail.sealing import seal, sealed
from rectify.web.bulkforms import AssignManyForm, DeadlineManyForm
from rectify.web.bulkreview import (
    ReviewManyForm,
    SubmitManyForm,
    review_rows,
    reviewing,
    submit_rows,
    submitting,
)
from rectify.web.choosing import chosen_rows, chosen_versions, each_measure
from rectify.web.fetch import person_of, round_of
from rectify.web.forms import OfficeForm
from rectify.web.guards import WRITES, guarded
from rectify.web.results import result_page
from rectify.web.reviewing import REVIEWERS

Deed = Callable[[Measure, int], str]


@dataclass(frozen=True, slots=True)
class BulkAct:
    """One thing that can be done to many measures: who may, its form, and what is done to each."""

    key: str
    name: str
    permissions: tuple[Permission, ...]
    form: Callable[..., OfficeForm] | None
    deed: Callable[[Any, Person], Deed]
    beside: Callable[[list[Measure], Person, Any], dict[int, dict[str, str]]] | None = None


def _claiming(form: Any, by: Person) -> Deed:
    def act(row: Measure, version: int) -> str:
        claim_measure(row, version=version, by=by)
        return "已认领"

    return act


def _assigning(form: AssignManyForm, by: Person) -> Deed:
    def act(row: Measure, version: int) -> str:
        assign_measure(row, version=version, **form.orders, by=by)
        return form.told

    return act


def _dating(form: DeadlineManyForm, by: Person) -> Deed:
    def act(row: Measure, version: int) -> str:
        deadline = set_deadline(row, **form.deadline_of(row), by=by)
        return f"时限设为{deadline.due_on.isoformat() if deadline.due_on else deadline}"

    return act


BESIDE = ("issue__round__unit", "deadline", "lead_department")

EDIT = (Permission.EDIT_LEDGER,)

ACTS: dict[str, BulkAct] = {
    act.key: act
    for act in (
        BulkAct("claim", "认领", (Permission.CLAIM,), None, _claiming),
        BulkAct("assign", "交办", EDIT, AssignManyForm, _assigning),
        BulkAct("deadline", "设定时限", EDIT, DeadlineManyForm, _dating),
        BulkAct(
            "submit", "提交审核", (Permission.SUBMIT,), SubmitManyForm, submitting, submit_rows
        ),
        BulkAct("review", "审核", REVIEWERS, ReviewManyForm, reviewing, review_rows),
    )
}


def acts_offered(person: Person, round_: Round) -> list[BulkAct]:
    """What `person` may do to measures that he chooses."""
    return [act for act in ACTS.values() if _may(person, act)]


def _may(person: Person, act: BulkAct) -> bool:
    return any(may_anywhere(person, permission) for permission in act.permissions)


@guarded(*EDIT, Permission.CLAIM, Permission.SUBMIT, *REVIEWERS, methods=WRITES)
def bulk(request: HttpRequest, round_id: int) -> HttpResponse:
    """The form for the measures chosen; confirmed, the act, row by row."""
    round_, person = round_of(request, round_id), person_of(request)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None or not _may(person, act):
        raise Http404
    rows: Any = Measure.objects.filter(issue__round=round_, issue__withdrawn_at__isnull=True)
    open_rows = reduce(or_, (rows.open_to(person, one) for one in act.permissions))
    chosen = chosen_rows(request, open_rows.select_related(*BESIDE))
    left_out = _left_out(request, round_, act, person, {row.pk for row, _ in chosen})
    if not chosen:
        if left_out:
            return _carried_out(request, round_, act, left_out)
        messages.info(request, f"请先选择要{act.name}的措施。")
        return redirect("ledger", round_.pk)
    confirmed = request.POST.get("confirmed") == "1" or act.form is None
    form = act.form(round_, request.POST if confirmed else None) if act.form else None
    if confirmed and (form is None or form.is_valid()):
        outcomes = each_measure(chosen, act.deed(form, person))
        return _carried_out(request, round_, act, [*outcomes, *left_out])
    context = {
        "act": act,
        "form": form,
        "round": round_,
        "chosen": _listed(act, chosen, person, form),
        "left_out": left_out,
        "trail": [_ledger(round_)],
    }
    return render(request, "duties/bulk.html", context, status=422 if confirmed else 200)


def _left_out(
    request: HttpRequest, round_: Round, act: BulkAct, person: Person, taken: set[int]
) -> list[Outcome]:
    """The rows chosen that are not the person's to act on, each with why.

    Of what does not exist for him only the number is told.
    """
    wanted = chosen_versions(request).keys() - taken
    if not wanted:
        return []
    rows: Any = Measure.with_withdrawn.filter(issue__round=round_, pk__in=wanted)
    known = rows.visible_to(person).select_related("issue__round", "lead_department")
    told = [
        Outcome(f"措施{row.label}", False, _why_not(act, row))
        for row in known.order_by("issue__serial", "serial")
    ]
    if unknown := len(wanted) - len(told):
        words = "不在本轮次台账中，或您不能查看，请返回台账重新选择。"
        told.append(Outcome(f"其他{unknown}项", False, words))
    return told


def _why_not(act: BulkAct, row: Measure) -> str:
    """Why a row that the person may read is not his to act on."""
    if row.withdrawn_at is not None:
        return "该措施已不在台账中，无需办理。"
    if sealed(row):
        return seal(row).sentence
    if act.permissions == REVIEWERS:
        return "该措施不由您审核。"
    if row.lead_department is None:
        return "该措施尚未明确责任部门，请联系整改办交办。"
    return f"该措施由{row.lead_department}负责，不能由您{act.name}。"


def _listed(
    act: BulkAct, chosen: list[tuple[Measure, int]], person: Person, form: Any
) -> list[tuple[Measure, str, dict[str, str]]]:
    """The rows with the value of their boxes and what the form shows beside each."""
    rows = [row for row, _ in chosen]
    beside = act.beside(rows, person, form) if act.beside else {}
    return [(row, f"{row.pk}:{version}", beside.get(row.pk, {})) for row, version in chosen]


def _carried_out(
    request: HttpRequest, round_: Round, act: BulkAct, outcomes: list[Outcome]
) -> HttpResponse:
    return result_page(request, f"批量{act.name}结果", outcomes, back=_ledger(round_))


def _ledger(round_: Round) -> tuple[str, str]:
    return "台账", reverse("ledger", args=[round_.pk])


urlpatterns = [path("rounds/<int:round_id>/bulk/", bulk, name="bulk")]
