"""A unit's review chains: who reviews measures and the closing of issues, in which order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.archive.history import history_of_settings
from rectify.closeout.chains import chain_version, chains_of
from rectify.closeout.enums import Chained, Reviewer
from rectify.closeout.operations import set_chain
from rectify.closeout.rules import CHAIN_LENGTH
from rectify.kernel.problems import Refused
from rectify.people.models import Unit
from rectify.web.fetch import found, person_of
from rectify.web.forms import OfficeForm, is_stale
from rectify.web.guards import BOTH, guarded
from rectify.web.historypart import history_on_page

PLACES = range(1, CHAIN_LENGTH + 1)
NUMERALS = "一二三四五六"


class ChainForm(OfficeForm):
    """One chain: a choice for each place, empty ones left out."""

    def __init__(self, chained: Chained, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=chained.value, **kwargs)
        self.chained = chained
        single = chained is Chained.ISSUE
        offered = [one for one in Reviewer if not (single and one is Reviewer.DEPARTMENT)]
        choices = [("", "（无）"), *((one.value, one.label) for one in offered)]
        for place in PLACES[: len(offered)]:
            self.fields[f"place{place}"] = forms.ChoiceField(
                label=f"第{NUMERALS[place - 1]}环节", choices=choices, required=False
            )

    @property
    def places(self) -> list[Any]:
        """The fields in order."""
        return list(self.visible_fields())

    @property
    def reviewers(self) -> list[str]:
        """What was chosen, in order."""
        return [value for value in self.facts.values() if value]

    @property
    def stations(self) -> list[str]:
        """The chain as it would be gone through, in words."""
        values = [bound.value() for bound in self.visible_fields()]
        return ["提交", *(Reviewer(v).label for v in values if v in Reviewer.values)]


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def chains(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Both chains with their previews; each is saved by itself."""
    unit: Unit = found(request, Unit.objects, unit_id, Permission.EDIT_LEDGER)
    shown = {chained: _form(unit, chained) for chained in Chained}
    status = 200
    if request.method == "POST":
        written = request.POST.get("chained")
        chained = Chained(written) if written in Chained.values else Chained.MEASURE
        form = ChainForm(chained, request.POST)
        if form.is_valid() and _saved(request, unit, form):
            messages.success(request, f"{chained.label}的审核环节已保存。")
            return redirect("review-chains", unit.pk)
        shown[chained], status = form, 422
    trail = [("轮次", reverse("rounds"))]
    context = {"unit": unit, "forms": list(shown.values()), "trail": trail}
    context |= history_on_page(request, history_of_settings(unit))
    return render(request, "closeout/chains.html", context, status=status)


def _saved(request: HttpRequest, unit: Unit, form: ChainForm) -> bool:
    """Set the chain; what it refuses is shown in the form, and a conflict with the newer chain."""
    reviewers, version = form.reviewers, form.seen_version
    try:
        set_chain(unit, form.chained, reviewers=reviewers, version=version, by=person_of(request))
    except Refused as refusal:
        form.show(refusal)
        if is_stale(refusal):
            form.theirs = _places(unit, form.chained)  # type: ignore[attr-defined]
        return False
    return True


def _form(unit: Unit, chained: Chained) -> ChainForm:
    return ChainForm(chained, initial=_places(unit, chained))


def _places(unit: Unit, chained: Chained) -> dict[str, Any]:
    """What stands in the form's fields as saved, with the version."""
    chain = chains_of(unit.pk)[chained]
    places = {f"place{place}": "" for place in PLACES}
    places |= {f"place{place}": one.value for place, one in enumerate(chain, 1)}
    return places | {"version": chain_version(unit.pk, chained)}


urlpatterns = [path("units/<int:unit_id>/review-chains/", chains, name="review-chains")]
