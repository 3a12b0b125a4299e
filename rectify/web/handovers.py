"""移交: whose rows, a preview of what goes over, and the page of what went and what did not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.handover.models import Handover
from rectify.handover.operations import hand_over
from rectify.handover.queries import open_counts, pieces_of
from rectify.kernel.problems import Refused
from rectify.people.models import Person, Unit
from rectify.people.reach import reach_of
from rectify.trail.many import Outcome
from rectify.web.choosing import MOST_ROWS
from rectify.web.fetch import found, person_of
from rectify.web.forms import OfficeForm
from rectify.web.guards import BOTH, guarded
from rectify.web.results import result_page
from rectify.web.rowforms import PersonField

PIECES = "pieces"


class HandoverForm(OfficeForm):
    """To whom, and why."""

    taker = PersonField(label="接收人", queryset=Person.objects.none(), empty_label="请选择")
    reason = forms.CharField(
        label="移交原因", max_length=300, widget=forms.TextInput(attrs={"placeholder": ""})
    )

    def __init__(self, giver: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Person.objects.filter(unit=giver.unit_id, is_active=True).exclude(pk=giver.pk)
        self.fields["taker"].queryset = rows  # type: ignore[attr-defined]


@guarded(Permission.EDIT_LEDGER)
def handovers(request: HttpRequest) -> HttpResponse:
    """Who holds open rows, and what was handed over before."""
    person = person_of(request)
    units = reach_of(person, Permission.EDIT_LEDGER).units
    rows: Any = Handover.objects.select_related("giver", "taker", "made_by")
    context = {
        "holders": _holders(units),
        "made": rows.visible_to(person)[:30],
        "several": len(units) > 1,
        "trail": [("轮次", reverse("rounds"))],
    }
    return render(request, "duties/handovers.html", context)


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def hand_over_from(request: HttpRequest, giver_id: int) -> HttpResponse:
    """What would go over from one person; confirmed, it goes."""
    giver = _giver(request, giver_id)
    posted = request.POST if request.method == "POST" else None
    form = HandoverForm(giver, posted, auto_id="handover_%s")
    chosen = request.POST.getlist(PIECES)[:MOST_ROWS]
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        taker = facts.pop("taker")
        try:
            made = hand_over(giver, taker, keys=chosen, **facts, by=person_of(request))
            return redirect("handover", made.pk)
        except Refused as refusal:
            form.show(refusal)
    pieces = pieces_of(giver)
    context = {
        "form": form,
        "giver": giver,
        "pieces": [(piece, posted is None or piece.key in chosen) for piece in pieces],
        "trail": [("移交", reverse("handovers"))],
    }
    status = 422 if form.errors else 200
    return render(request, "duties/hand_over.html", context, status=status)


@guarded(Permission.EDIT_LEDGER)
def handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """One handing over, row by row."""
    rows = Handover.objects.select_related("giver", "taker", "made_by")
    row: Handover = found(request, rows, handover_id)
    return result_page(
        request,
        f"移交结果：{row.giver}→{row.taker}",
        [Outcome(**outcome) for outcome in row.outcomes],
        back=("移交", reverse("handovers")),
        handover=row,
    )


def _holders(units: frozenset[int]) -> list[tuple[Person, int]]:
    """The units' persons with anything open on them, and how much."""
    counts = open_counts(units)
    persons = Person.objects.filter(pk__in=counts, unit__in=units)
    holders = [(one, counts[one.pk]) for one in persons.select_related("department", "unit")]
    return sorted(holders, key=lambda pair: -pair[1])


def _giver(request: HttpRequest, giver_id: int) -> Person:
    """A person of a unit whose ledger the office keeps; he may be out of use already."""
    units: Any = Unit.objects.all()
    kept = units.open_to(person_of(request), Permission.EDIT_LEDGER)
    return get_object_or_404(Person.objects.select_related("unit"), pk=giver_id, unit__in=kept)


urlpatterns = [
    path("handovers/", handovers, name="handovers"),
    path("handovers/<int:handover_id>/", handover, name="handover"),
    path("handovers/from/<int:giver_id>/", hand_over_from, name="hand-over"),
]
