"""A unit's chains: who reviews its measures and the closing of its issues, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rectify.closeout.enums import Chained, Reviewer
from rectify.closeout.models import ChainLink, Submission
from rectify.issues.models import Issue
from rectify.measures.models import Measure

DEFAULTS: dict[Chained, tuple[Reviewer, ...]] = {
    Chained.MEASURE: (Reviewer.DEPARTMENT, Reviewer.OFFICE),
    Chained.ISSUE: (Reviewer.OFFICE, Reviewer.SECRETARY),
}
"""The chains of a unit that has set none."""

Chain = tuple[Reviewer, ...]


def chains_of(unit_id: int) -> dict[Chained, Chain]:
    """Both chains of a unit."""
    rows: Any = ChainLink.objects.filter(unit=unit_id)
    found: dict[str, list[Reviewer]] = {}
    for chained, reviewer in rows.in_use().values_list("chained", "reviewer"):
        found.setdefault(chained, []).append(Reviewer(reviewer))
    return {one: tuple(found.get(one, DEFAULTS[one])) for one in Chained}


def chain_version(unit_id: int, chained: Chained) -> int:
    """A number that grows with every change of a chain; what its form was opened with is compared."""
    rows = ChainLink.objects.filter(unit=unit_id, chained=chained)
    versions: list[int] = list(rows.values_list("version", flat=True))
    return 1 + sum(versions)


def chain_for(about: Measure | Issue) -> Chain:
    """The steps that a submission of this measure or issue goes through.

    Where the department that leads the issue is the measure's own, its head is one reviewer and
    judges once.
    """
    measure = about if isinstance(about, Measure) else None
    issue = measure.issue if measure is not None else about
    assert isinstance(issue, Issue)
    chain = chains_of(issue.round.unit_id)[Chained.MEASURE if measure else Chained.ISSUE]
    same = measure is not None and measure.lead_department_id == issue.lead_department_id
    if same and Reviewer.DEPARTMENT in chain:
        chain = tuple(one for one in chain if one is not Reviewer.LEAD_DEPARTMENT)
    return chain


@dataclass(frozen=True, slots=True)
class Answering:
    """By whose names the reviewers of a measure or an issue are called, at one time."""

    department: str = ""
    lead_department: str = ""
    leader: str = ""


def answering_now(about: Measure | Issue) -> Answering:
    """Who answers for a measure or an issue today."""
    if isinstance(about, Measure):
        return Answering(
            str(about.lead_department or ""),
            str(about.issue.lead_department or ""),
            str(about.responsible_leader or ""),
        )
    return Answering("", str(about.lead_department or ""), str(about.lead_leader or ""))


def reviewer_words(reviewer: str, submission: Submission, names: Answering | None = None) -> str:
    """Who a step's reviewer is, as far as that is known: "责任领导 王某", "财务科负责人".

    `names` are those of the time at which the step was decided; today's where none are given.
    """
    kind, names = Reviewer(reviewer), names or answering_now(submission.about)
    if kind is Reviewer.DEPARTMENT and names.department:
        return f"{names.department}负责人"
    if kind is Reviewer.LEAD_DEPARTMENT and names.lead_department:
        return f"{names.lead_department}负责人（牵头）"
    if kind is Reviewer.LEADER and names.leader:
        return f"{kind.label} {names.leader}"
    return str(kind.label)
