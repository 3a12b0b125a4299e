"""Handing in where a measure or an issue is listed: under its row of 待办, or as a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.web.drafted import keep_typing
from rectify.web.fetch import person_of
from rectify.web.forms import OfficeForm
from rectify.web.opening import shown
from rectify.web.reviewpart import SUBMIT, review_part, reviewing_rights


def submitting(
    request: HttpRequest, about: Measure | Issue, given: OfficeForm | None = None
) -> HttpResponse:
    """The form with the readiness above it; `given` was refused and comes back with what was typed.

    Where nothing can be handed in (any more) it is told why.
    """
    of_issue = isinstance(about, Issue)
    person = person_of(request)
    rights = reviewing_rights(person, about)
    part = review_part(person, about, {"submit_form": given} if given else {}, rights)
    facts: dict[str, Any] = {"about_has_measures": True}
    if isinstance(about, Issue):
        facts["about_has_measures"] = Measure.objects.filter(issue=about).exists()
    elif part["may_submit"]:
        facts["submit_keeping"] = keep_typing(request, part["submit_form"], SUBMIT, about.pk)
    back = reverse("issue" if of_issue else "measure", args=[about.pk])
    return shown(
        request,
        "duties/submit.html",
        given,
        key=f"{'closing' if of_issue else 'submit'}-{about.pk}",
        heading=f"{about.trail_label()}：{'提交销号' if of_issue else '提交审核'}",
        back=back,
        trail=[("待办", reverse("todo"))],
        **facts,
        **part,
    )
