"""待办: what the person must do, by when, with its light."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from rectify.access.permissions import Permission
from rectify.closeout.queries import OFFICE_DAYS, Worklist, worklist
from rectify.closeout.reviews import Reviews, reviews_of
from rectify.deadlines.enums import Light
from rectify.kernel import clock
from rectify.people.reach import reach_of
from rectify.web.fetch import current_round, person_of
from rectify.web.guards import guarded
from rectify.web.waiting import Waiting, waiting_for


@guarded(Permission.READ_CASE)
def todo(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the person, the most urgent first."""
    person, today = person_of(request), clock.today()
    waiting, reviews = waiting_for(person, today), reviews_of(person)
    work = _but(worklist(person, today), {one.untaken.measure.pk for one in waiting.claims})
    whole_unit = bool(reach_of(person, Permission.WRITE_PROGRESS).units)
    context = {
        "work": work,
        "reviews": reviews,
        "waiting": waiting,
        "round": current_round(request),
        "duties_title": f"逾期和{OFFICE_DAYS}天内到期的措施" if whole_unit else "待办理的措施",
        "summary": _summary(work, reviews, waiting),
    }
    return render(request, "todo/page.html", context)


def _but(work: Worklist, claims: set[int]) -> Worklist:
    """What is still to be taken up is not yet to be brought forward."""
    return replace(work, duties=[one for one in work.duties if one.measure.pk not in claims])


def _summary(work: Worklist, reviews: Reviews, waiting: Waiting) -> str:
    """What there is, in one line."""
    late = sum(duty.light == Light.RED for duty in (*work.returned, *work.duties))
    parts = (
        ("退回修改", len(work.returned) + len(reviews.returned), "项"),
        ("待认领", len(waiting.claims), "项"),
        ("等我审核", len(reviews.measures) + len(reviews.issues), "项"),
        ("待代录", len(reviews.on_paper), "项"),
        ("可提交销号", len(reviews.closable), "个"),
        ("批示", len(waiting.asked), "件"),
        ("待审批延期", len(waiting.extensions), "项"),
        ("退回认领", len(waiting.handed_back), "项"),
        ("未认领", waiting.untaken_count, "项"),
        ("待办理", len(work.duties), "项"),
        ("其中逾期", late, "项"),
    )
    return "，".join(f"{name}{count}{unit}" for name, count, unit in parts if count)


urlpatterns = [path("todo/", todo, name="todo")]
