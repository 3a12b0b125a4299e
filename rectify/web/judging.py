"""A submission under its row of 待办: what is to be judged, in short, and the form in which it is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from rectify.closeout.basis import Basis
from rectify.closeout.models import Submission
from rectify.closeout.readiness import problems_of
from rectify.closeout.reviews import ShownStep, ShownSubmission, changed_since
from rectify.kernel.problems import Level
from rectify.web.fetch import person_of
from rectify.web.forms import OfficeForm
from rectify.web.issues import issue_row
from rectify.web.measures import measure_row
from rectify.web.opening import shown
from rectify.web.reviewpart import review_part, reviewing_rights


@dataclass(frozen=True, slots=True)
class Deciding:
    """One of the two ways to decide: its form's name in `review_part`, what it is called, its template."""

    form: str
    title: str
    template: str


ENTERED_HERE = Deciding("review_form", "审核", "duties/review.html")
FROM_PAPER = Deciding("entry_form", "代录审核意见", "duties/enter.html")


@dataclass(frozen=True, slots=True)
class ToJudge:
    """What lies before the reviewer: the rows as they are now, what is still missing, what has changed
    since it was last judged, and what was said at the steps before."""

    now: Basis
    missing: list[str]
    minding: list[str]
    judged_last: ShownStep | None
    since: list[str]


def judging(
    request: HttpRequest, row: Submission, way: Deciding, given: OfficeForm | None = None
) -> HttpResponse:
    """The submission with the form; `given` was refused and comes back with what was typed.

    Who has nothing to decide there (any more) is told where it stands.
    """
    if row.measure_id is not None:
        about: Any = measure_row(request, row.measure_id)
    else:
        about = issue_row(request, row.issue_id or 0)
    person = person_of(request)
    forms = {way.form: given} if given is not None else {}
    part = review_part(person, about, forms, reviewing_rights(person, about))
    waiting: ShownSubmission | None = part["waiting"]
    if waiting is not None and waiting.submission.pk != row.pk:
        # Withdrawn and handed in anew meanwhile: that is another submission, with a row of its own.
        part |= {"may_review": False, "may_enter": False}
    return shown(
        request,
        way.template,
        given,
        key=f"submission-{row.pk}",
        heading=f"{about.trail_label()}：{way.title}",
        back=page_of(row),
        trail=[("待办", reverse("todo"))],
        to_judge=_to_judge(about, part["submissions"]) if waiting is not None else None,
        **part,
    )


def _to_judge(about: Any, submissions: list[ShownSubmission]) -> ToJudge:
    newest = submissions[0]
    found, last = newest.now, changed_since(submissions)
    told = {f"measure:{one.pk}" for one in found.measures} | {f"issue:{about.pk}"}
    problems = [
        one
        for one in problems_of(about, newest.submission.proposed)
        if found.whole or one.place in told
    ]
    return ToJudge(
        now=found,
        missing=[one.sentence for one in problems if one.level is Level.ERROR],
        minding=[one.sentence for one in problems if one.level is not Level.ERROR],
        judged_last=last[0] if last else None,
        since=[one.since for one in last[1]] if last else [],
    )


def page_of(row: Submission) -> str:
    """The page of what was handed in."""
    view, pk = ("measure", row.measure_id) if row.measure_id else ("issue", row.issue_id)
    return reverse(view, args=[pk])
