"""The search over everything a person may see, and the ledger's filters kept by name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.figures.selection import Selection
from rectify.finding.models import SavedFilter
from rectify.finding.operations import remove_filter, save_filter
from rectify.finding.queries import LABELS, Found, What, search
from rectify.kernel.parameters import FURTHEST_PAGE, whole_number
from rectify.kernel.problems import Refused
from rectify.people.rules import may_in_round
from rectify.rounds.models import Round
from rectify.web.fetch import current_round, found, person_of, round_of
from rectify.web.forms import OfficeForm
from rectify.web.guards import WRITES, guarded

MOST_ROUNDS = 60
PAGES = {What.ISSUES: "issue", What.OUTCOMES: "outcome"}
"""Where a hit leads; progress and evidence stand on their measure's page."""


class SearchForm(forms.Form):
    """What is searched for, and where."""

    q = forms.CharField(
        label="搜索", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    round = forms.ChoiceField(label="轮次", required=False)

    def __init__(self, words: str, rounds: list[Round], chosen: Round | None) -> None:
        super().__init__(initial={"q": words, "round": chosen.pk if chosen else ""})
        field: Any = self.fields["round"]
        field.choices = [("", "全部"), *((one.pk, f"{one.unit} · {one.name}") for one in rounds)]


class SaveFilterForm(OfficeForm):
    """The name under which a filter is kept."""

    name = forms.CharField(label="名称", max_length=40)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    shared = forms.BooleanField(label="本单位共用", required=False)


@guarded(Permission.READ_CASE)
def search_page(request: HttpRequest) -> HttpResponse:
    """Hits of one kind, the other kinds' counts as tabs."""
    person = person_of(request)
    rounds: Any = Round.objects.select_related("unit")
    visible = rounds.visible_to(person)
    chosen = visible.filter(pk=whole_number(request.GET.get("round"))).first()
    wanted = request.GET.get("what", "")
    hits = search(
        person,
        request.GET.get("q", ""),
        what=What(wanted) if wanted in set(What) else None,
        round_=chosen,
        page=whole_number(request.GET.get("page"), FURTHEST_PAGE) or 1,
    )
    context = {
        "found": hits,
        "form": SearchForm(hits.words, list(visible[:MOST_ROUNDS]), chosen),
        "shown": f"第{hits.page}页，共{hits.pages}页",
        "tabs": [
            (LABELS[one], hits.counts[one], _address(hits, chosen, what=one), one is hits.what)
            for one in What
        ],
        "newer": _address(hits, chosen, page=hits.page - 1) if hits.page > 1 else "",
        "older": _address(hits, chosen, page=hits.page + 1) if hits.page < hits.pages else "",
        "page_of": PAGES.get(hits.what, "measure"),
    }
    return render(request, "finding/search.html", context)


def _address(hits: Found, chosen: Round | None, *, what: What | None = None, page: int = 1) -> str:
    """The search again, for another kind or another page."""
    pairs = {"q": hits.words, "what": what or hits.what}
    more = {"round": chosen.pk if chosen else "", "page": page if page > 1 else ""}
    told = {name: value for name, value in {**pairs, **more}.items() if value != ""}
    return f"{reverse('search')}?{urlencode(told)}"


def saved_filters(request: HttpRequest, round_: Round) -> list[tuple[SavedFilter, str, bool]]:
    """The filters that the person meets in this round: each with its address, and whether he may remove it."""
    person = person_of(request)
    rows: Any = SavedFilter.objects.filter(unit=round_.unit_id)
    visible = rows.visible_to(person).select_related("owner")
    edits = may_in_round(person, Permission.EDIT_LEDGER, round_)
    ledger = reverse("ledger", args=[round_.pk])
    return [
        (kept, f"{ledger}?{kept.query}", kept.owner_id == person.pk or (kept.shared and edits))
        for kept in visible
    ]


@guarded(Permission.READ_CASE, methods=WRITES)
def keep_filter(request: HttpRequest, round_id: int) -> HttpResponse:
    """Keep the ledger's present filter under a name."""
    round_, form = round_of(request, round_id), SaveFilterForm(request.POST)
    ledger = reverse("ledger", args=[round_.pk])
    if not form.is_valid():
        messages.warning(request, "请填写名称，不超过40字。")
        return redirect(f"{ledger}?{request.POST.get('query', '')[:1000]}")
    facts = form.facts
    # Read and written again: only what the ledger understands is kept, and nothing of one round alone.
    query = Selection.from_params(QueryDict(facts["query"])).but(category=None).query
    try:
        kept = save_filter(round_.unit, **(facts | {"query": query}), by=person_of(request))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"已保存常用筛选“{kept.name}”。")
    return redirect(f"{ledger}?{query}")


@guarded(Permission.READ_CASE, methods=WRITES)
def drop_filter(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Take a saved filter away."""
    kept: SavedFilter = found(request, SavedFilter.objects, filter_id)
    remove_filter(kept, by=person_of(request))
    messages.success(request, f"已删除常用筛选“{kept.name}”。")
    round_ = current_round(request)
    return redirect("ledger", round_.pk) if round_ is not None else redirect("home")


urlpatterns = [
    path("search/", search_page, name="search"),
    path("rounds/<int:round_id>/filters/", keep_filter, name="filter-save"),
    path("filters/<int:filter_id>/remove/", drop_filter, name="filter-remove"),
]
