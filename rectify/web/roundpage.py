"""The page of a round: its facts, where it stands, and the way to everything below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.archive.history import history_of_round
from rectify.archive.steps import Step, current_of, steps_of
from rectify.figures.facts import facts_of
from rectify.figures.selection import Selection
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.people.models import Person
from rectify.people.rules import may, may_in_round, may_in_unit
from rectify.rounds.models import Round
from rectify.rounds.rules import concentrated_until, stage_on
from rectify.web.fetch import person_of, round_of
from rectify.web.guards import guarded
from rectify.web.historypart import history_on_page


@dataclass(frozen=True, slots=True)
class Way:
    """A step with the address of its page, empty where the person has none."""

    step: Step
    url: str


@guarded(Permission.READ_CASE)
def round_page(request: HttpRequest, round_id: int) -> HttpResponse:
    """The overview; one who sees only his part of the round sees its facts and how it stands."""
    person, round_ = person_of(request), round_of(request, round_id)
    whole, today = may_in_unit(person, Permission.READ_CASE, round_.unit_id), clock.today()
    steps = steps_of(round_, today)
    context = {
        "round": round_,
        "stage": "已办结归档" if round_.closed_at else stage_on(round_, today).label,
        "until": concentrated_until(round_),
        "step_names": [step.name for step in steps],
        "step_now": current_of(steps),
        "ways": _ways(steps, round_, person) if whole else [],
        "may_edit": may(person, Permission.EDIT_LEDGER, round_),
        "trail": [("轮次", reverse("rounds"))],
        "counts": _counts(person, round_),
        **history_on_page(request, history_of_round(round_) if whole else []),
    }
    return render(request, "rounds/page.html", context)


def _ways(steps: list[Step], round_: Round, person: Person) -> list[Way]:
    may_edit = may_in_round(person, Permission.EDIT_LEDGER, round_)
    return [
        Way(step, "")
        if step.page == "round-edit" and not may_edit
        else Way(step, reverse(step.page, args=[round_.pk]))
        for step in steps
    ]


def _counts(person: Person, round_: Round) -> dict[str, Any]:
    """How many issues and measures the person sees here, and how many of them are finished."""
    facts = facts_of(person, round_, clock.today())
    done = Standing.DONE
    return {
        "issues": len(facts.issues),
        "issues_done": sum(one.standing == done for one in facts.issues),
        "measures": len(facts.measures),
        "measures_done": sum(one.standing == done for one in facts.measures),
        "all_query": Selection().query,
    }


urlpatterns = [path("rounds/<int:round_id>/", round_page, name="round")]
