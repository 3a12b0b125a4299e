"""Entering, changing and withdrawing an outcome: from a measure's page, or from the list of its kind."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django_htmx.http import trigger_client_event

from rectify.access.permissions import Permission
from rectify.drafts.keeping import drop_draft
from rectify.handover.forms import OUTCOME
from rectify.kernel import clock
from rectify.kernel.parameters import whole_number
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.outcomes.enums import OutcomeKind, RegulationState
from rectify.outcomes.models import Outcome
from rectify.outcomes.operations import amend_outcome, create_outcome, withdraw_outcome
from rectify.rounds.models import Round
from rectify.web.drafted import Keeping, keep_typing
from rectify.web.fetch import found, person_of, round_of
from rectify.web.forms import is_stale
from rectify.web.guards import BOTH, WRITES, guarded
from rectify.web.opening import shown, slot_of
from rectify.web.outcomeforms import OutcomeForm, WithdrawForm, written_facts
from rectify.web.outcomeparts import outcomes_on_measure
from rectify.web.outcomes import outcome_of, outcome_page
from rectify.web.withdrawals import show_refusal

EDIT = "outcome-edit"


@guarded(Permission.WRITE_PROGRESS, methods=BOTH)
def outcome_new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Enter an outcome of one kind; from a measure's page it is attached to that measure."""
    round_ = round_of(request, round_id, Permission.WRITE_PROGRESS)
    kind, measure = _kind(request), _measure(request, round_)
    form = _form(request, kind, round_, initial=_first(kind, measure))
    key = f"{OUTCOME}{kind.value}"
    keeping = keep_typing(request, form, key, round_.pk)
    if request.method == "POST" and form.is_valid():
        try:
            row = create_outcome(
                round_,
                kind=kind,
                facts=form.outcome_facts,
                attached=form.attached,
                by=person_of(request),
            )
        except Refused as refusal:
            form.show(refusal)
        else:
            drop_draft(person_of(request), key, round_.pk)
            if measure is not None and slot_of(request):
                return _added(request, measure, row)
            messages.success(request, f"已登记成果：{row}。")
            return redirect(_after(measure, row))
    heading = f"登记成果：{kind.label}"
    return _form_page(request, form, round_, measure=measure, heading=heading, keeping=keeping)


@guarded(Permission.WRITE_PROGRESS, methods=BOTH)
def outcome_edit(request: HttpRequest, outcome_id: int) -> HttpResponse:
    """Change an outcome; of two at once the second sees both."""
    row = outcome_of(request, outcome_id, Permission.WRITE_PROGRESS)
    facts = written_facts(row, row.shown, row.proven)
    form = _form(request, OutcomeKind(row.kind), row.round, initial=dict(facts))
    keeping = keep_typing(request, form, EDIT, row.pk)
    theirs: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            amend_outcome(
                row,
                version=form.seen_version,
                facts=form.outcome_facts,
                attached=form.attached,
                by=person_of(request),
            )
            drop_draft(person_of(request), EDIT, row.pk)
            messages.success(request, "已保存。")
            return redirect("outcome", row.pk)
        except Refused as refusal:
            form.show(refusal)
            theirs = facts if is_stale(refusal) else None
    heading = f"修改成果：{row.get_kind_display()}"
    return _form_page(
        request, form, row.round, outcome=row, theirs=theirs, heading=heading, keeping=keeping
    )


@guarded(Permission.WRITE_PROGRESS, methods=WRITES)
def outcome_withdraw(request: HttpRequest, outcome_id: int) -> HttpResponse:
    """Withdraw an outcome with a reason."""
    row = outcome_of(request, outcome_id, Permission.WRITE_PROGRESS)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw_outcome(
                row,
                version=form.seen_version,
                reason=form.cleaned_data["reason"],
                by=person_of(request),
            )
            messages.success(request, "已撤销，记录保留备查。")
            return redirect("outcome", row.pk)
        except Refused as refusal:
            show_refusal(form, refusal, Outcome.objects.get(pk=row.pk))
    return outcome_page(request, row, form)


def _kind(request: HttpRequest) -> OutcomeKind:
    written = request.GET.get("kind", "")
    return OutcomeKind(written) if written in OutcomeKind.values else OutcomeKind.REGULATION


def _measure(request: HttpRequest, round_: Round) -> Measure | None:
    wanted = whole_number(request.GET.get("measure"))
    if wanted is None:
        return None
    rows = Measure.objects.filter(issue__round=round_).select_related("issue__round")
    measure: Measure = found(request, rows, wanted, Permission.WRITE_PROGRESS)
    return measure


def _first(kind: OutcomeKind, measure: Measure | None) -> dict[str, Any]:
    """What a new form holds: the measure, and today but for what may still be to come."""
    facts: dict[str, Any] = {"numbers": measure.label if measure else "", "times": 1}
    if kind is not OutcomeKind.REGULATION:
        facts["dated_on"] = clock.today()
    return facts | {"state": RegulationState.ISSUED, "amount_unit": "元"}


def _form(
    request: HttpRequest, kind: OutcomeKind, round_: Round, initial: dict[str, Any]
) -> OutcomeForm:
    data = request.POST if request.method == "POST" else None
    slot = slot_of(request)
    return OutcomeForm(
        data,
        initial=initial,
        kind=kind,
        round_=round_,
        person=person_of(request),
        auto_id=f"{slot}_%s" if slot else "id_%s",
    )


def _after(measure: Measure | None, row: Any) -> str:
    if measure is not None:
        return f"{reverse('measure', args=[measure.pk])}#outcomes"
    return f"{reverse('outcomes', args=[row.round_id])}?kind={row.kind}"


def _added(request: HttpRequest, measure: Measure, row: Outcome) -> HttpResponse:
    """Under a row of 待办: that it was entered, with the measure's outcomes as they now are."""
    person = person_of(request)
    part = outcomes_on_measure(measure, person, writes=True, waits=False)
    context = {"outcome": row, "measure": measure, **part}
    answer = render(request, "outcomes/added.html", context)
    return trigger_client_event(answer, "outcome:added")


def _form_page(
    request: HttpRequest,
    form: OutcomeForm,
    round_: Round,
    *,
    heading: str,
    measure: Measure | None = None,
    outcome: Any = None,
    theirs: dict[str, Any] | None = None,
    keeping: Keeping | None = None,
) -> HttpResponse:
    listed = f"{reverse('outcomes', args=[round_.pk])}?kind={form.kind}"
    if outcome is not None:
        back, trail = reverse("outcome", args=[outcome.pk]), [("成果", listed)]
    elif measure is not None:
        back = reverse("measure", args=[measure.pk])
        trail = [(f"措施{measure.label}", back)]
    else:
        back, trail = listed, [("成果", listed)]
    context: dict[str, Any] = {
        "keeping": keeping,
        "round": round_,
        "kind": form.kind,
        "theirs": theirs,
    }
    if slot_of(request):
        key = f"outcome-{measure.pk if measure else 0}"
        return shown(
            request, "outcomes/fields.html", form, key=key, heading=heading, back=back, **context
        )
    context |= {"form": form, "heading": heading, "back_url": back, "trail": trail}
    return render(request, "outcomes/form.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("rounds/<int:round_id>/outcomes/new/", outcome_new, name="outcome-new"),
    path("outcomes/<int:outcome_id>/edit/", outcome_edit, name="outcome-edit"),
    path("outcomes/<int:outcome_id>/withdraw/", outcome_withdraw, name="outcome-withdraw"),
]
