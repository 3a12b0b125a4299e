"""How a form answers that opens inside the ledger: as a row, as a box above the table, or as a page.

By htmx a form opens where the person is looking and its answer is the issue's rows as they now are;
by a plain link the same address is a page of its own and leads back to the issue.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from rectify.figures.lines import issue_lines, keys_above
from rectify.figures.listing import counts_of
from rectify.figures.selection import Selection
from rectify.issues.models import Category, Issue
from rectify.rounds.models import Round
from rectify.web.fetch import person_of
from rectify.web.forms import OfficeForm

BOX = "ledger-new"
"""The element above the table in which a form for something new opens."""


def htmx_of(request: HttpRequest) -> Any:
    """What django-htmx knows of the request; false when it came by a plain link or form."""
    return request.htmx  # type: ignore[attr-defined]


def params_before(request: HttpRequest) -> QueryDict:
    """The parameters of the page that lies open before the person, by what its browser says of it.

    What no browser says, such as an address that cannot be read, is an address without parameters.
    """
    try:
        return QueryDict(urlsplit(htmx_of(request).current_url or "").query)
    except (ValueError, TooManyFieldsSent):
        return QueryDict()


def opened(
    request: HttpRequest,
    inside: str,
    form: OfficeForm,
    round_: Round,
    *,
    heading: str,
    issue: Issue | None = None,
    **facts: Any,
) -> HttpResponse:
    """The form with the template `inside`; a refused one takes the place of the one that was sent."""
    htmx, row = htmx_of(request), str(form.auto_id).removesuffix("_%s")
    boxed = htmx and (htmx.target == BOX or request.POST.get("box") == "1")
    way = "box" if boxed else "row" if htmx else "page"
    here = request.get_full_path()
    back = reverse("issue", args=[issue.pk]) if issue else reverse("ledger", args=[round_.pk])
    context = {
        "form": form,
        "round": round_,
        "issue": issue,
        "row": row,
        "way": way,
        "inside": inside,
        "save_url": here,
        "post_url": here if htmx else "",
        "target": f"#{BOX}" if boxed else "closest tbody",
        "heading": heading,
        "trail": _trail(round_, issue),
        "back_url": back,
        **facts,
    }
    status = 422 if form.errors else 200
    response = render(request, f"ledger/form_{way}.html", context, status=status)
    if htmx and form.is_bound:
        response = reswap(retarget(response, f"#open-{row}"), "outerHTML")
    return response


def saved(
    request: HttpRequest, issue: Issue, key: str, *, measure: int | None = None
) -> HttpResponse:
    """The issue's rows as they now are, the row `key` marked; by a plain form, the issue's page.

    The filters of the page that the person has before him go on holding, but for `measure`, which
    he has just changed; the counts in the page's heads come along.
    """
    htmx = htmx_of(request)
    if not htmx:
        return redirect(f"{reverse('issue', args=[issue.pk])}#{key}")
    selection = Selection.from_params(params_before(request))
    lines = issue_lines(selection, person_of(request), issue.round, [issue.pk], also=measure)
    above = keys_above(issue.category)
    rows: Any = Category.objects.filter(round=issue.round)
    categories = list(rows.visible_to(person_of(request)).order_by("position", "pk"))
    context = {
        "line": lines[issue.pk].placed(above),
        "may_edit": True,
        "unfolded": True,
        "changed": key,
        "counts": counts_of(selection, person_of(request), issue.round, categories, above.split()),
    }
    return render(request, "ledger/issue_rows.html", context)


def to_ledger(request: HttpRequest, round_: Round, at: Issue | None = None) -> HttpResponse:
    """The ledger without filters, at the issue that was added or moved."""
    url = reverse("ledger", args=[round_.pk])
    if at is not None:
        # The version makes the address a new one, so that the browser loads it and not only scrolls.
        url = f"{url}?at={at.pk}&changed={at.version}#i{at.pk}"
    return HttpResponseClientRedirect(url) if htmx_of(request) else redirect(url)


def _trail(round_: Round, issue: Issue | None) -> list[tuple[str, str]]:
    trail = [("台账", reverse("ledger", args=[round_.pk]))]
    if issue is not None:
        trail.append((f"问题{issue.serial}", reverse("issue", args=[issue.pk])))
    return trail
