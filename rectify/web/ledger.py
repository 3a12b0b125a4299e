"""The ledger of a round: 方面 → 大类 → 问题 → 措施 as one table, filtered by its address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.figures.listing import Listing, listing
from rectify.figures.selection import Selection
from rectify.figures.takeovers import taken_of
from rectify.issues.models import Category
from rectify.kernel.parameters import FURTHEST_PAGE, whole_number
from rectify.people.models import Person
from rectify.people.rules import may_in_round, may_in_unit
from rectify.rounds.enums import Kind
from rectify.rounds.models import Round
from rectify.web import categories, issues, rows, withdrawals
from rectify.web.bulk import acts_offered
from rectify.web.fetch import person_of, round_of
from rectify.web.filters import FilterForm, Offered, address, chips_of, offered_to
from rectify.web.finding import SaveFilterForm, saved_filters
from rectify.web.guards import guarded
from rectify.web.lookback import taken_part


@guarded(Permission.READ_CASE)
def ledger(request: HttpRequest, round_id: int) -> HttpResponse:
    """One page of the ledger, cut by issues."""
    person, round_ = person_of(request), round_of(request, round_id)
    selection = Selection.from_params(request.GET)
    may_edit = may_in_round(person, Permission.EDIT_LEDGER, round_)
    categories = _categories(person, round_)
    wanted = {
        "page": whole_number(request.GET.get("page"), FURTHEST_PAGE),
        "holding": whole_number(request.GET.get("at")),
    }
    listed = listing(selection, person, round_, categories, **wanted, empty_groups=may_edit)
    folded = request.GET.get("fold") == "1"
    context = {
        "round": round_,
        "listed": listed,
        "selection": selection,
        "may_edit": may_edit,
        "bulk_acts": acts_offered(person, round_),
        **_export(person, round_, selection),
        "unfolded": not folded,
        "saved_filters": saved_filters(request, round_),
        "keep_form": SaveFilterForm(initial={"query": selection.query}),
        "changed": f"i{request.GET.get('at')}",
        **_taken(request, round_),
        **_filters(request.path, selection, offered_to(person, round_, categories)),
        **_addresses(request.path, selection, listed, folded),
    }
    return render(request, "ledger/page.html", context)


def _taken(request: HttpRequest, round_: Round) -> dict[str, Any]:
    """What a look-back has taken over, beside the issues of its own."""
    if round_.kind != Kind.LOOK_BACK:
        return {}
    return taken_part(request, taken_of(round_, person_of(request)), request.path)


def _filters(path: str, selection: Selection, offered: Offered) -> dict[str, Any]:
    """The filter bar and the chips below it."""
    return {
        "filters": FilterForm(selection, offered),
        "chips": chips_of(selection, offered, path),
    }


def _categories(person: Person, round_: Round) -> list[Category]:
    rows: Any = Category.objects.filter(round=round_)
    return list(rows.visible_to(person).order_by("position", "pk"))


def _export(person: Person, round_: Round, selection: Selection) -> dict[str, Any]:
    """Whether the person may write the ledger out, and the address that writes what is selected."""
    url = reverse("ledger-export", args=[round_.pk])
    return {
        "may_export": may_in_unit(person, Permission.EXPORT, round_.unit_id),
        "export_url": address(url, selection),
    }


def _addresses(path: str, selection: Selection, listed: Listing, folded: bool) -> dict[str, str]:
    """Where the page leads: its neighbours, itself folded or unfolded, itself without filters."""
    fold = "1" if folded else ""

    def page(number: int) -> str:
        there = 1 <= number <= listed.pages
        return address(path, selection, fold=fold, page=number) if there else ""

    return {
        "newer": page(listed.page - 1),
        "older": page(listed.page + 1),
        "fold_url": address(path, selection, fold="" if folded else "1"),
        "all_url": path,
    }


urlpatterns = [
    path("rounds/<int:round_id>/ledger/", ledger, name="ledger"),
    *rows.urlpatterns,
    *categories.urlpatterns,
    *withdrawals.urlpatterns,
    *issues.urlpatterns,
]
