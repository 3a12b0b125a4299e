"""Who holds the steps of a chain: persons with an account whose role reviews at such a step today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from rectify.access.roles import ROLES, Extent
from rectify.closeout.enums import Reviewer
from rectify.closeout.transitions import REVIEWED_BY
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.people.models import Grant

LEVELS = 5
"""Levels of departments at which a head is looked for, the department's own the first."""


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers for a measure or an issue: ids, or outer references to them."""

    unit: Any
    department: Any
    lead: Any
    leader: Any


def judges_of(reviewer: str, about: Measure | Issue) -> dict[int, str]:
    """All persons with an account to whom a step of this kind falls, his own work or not: ids with names."""
    issue = about.issue if isinstance(about, Measure) else about
    department = about.lead_department_id if isinstance(about, Measure) else None
    named = about.responsible_leader_id if isinstance(about, Measure) else about.lead_leader_id
    answering = Answerable(issue.round.unit_id, department, issue.lead_department_id, named)
    rows = holders(Reviewer(reviewer), answering)
    return dict(rows.values_list("person_id", "person__name"))


EXTENTS = {Reviewer.DEPARTMENT: {Extent.DEPARTMENT}, Reviewer.LEADER: {Extent.LED, Extent.UNIT}}
"""How far the roles reach that make somebody a reviewer; over the unit where nothing is said."""


def holders(reviewer: Reviewer, answering: Answerable) -> Any:
    """Grants of persons with an account whose role reviews at such a step today."""
    kind = Reviewer.DEPARTMENT if reviewer is Reviewer.LEAD_DEPARTMENT else reviewer
    asked, extents = REVIEWED_BY[kind], EXTENTS.get(kind, {Extent.UNIT})
    roles = [k for k, role in ROLES.items() if asked in role.permissions and role.extent in extents]
    rows: Any = Grant.objects.filter(_over(reviewer, answering), role__in=roles)
    return rows.holding_on(clock.today()).filter(
        person__is_active=True, person__username__isnull=False
    )


def _over(reviewer: Reviewer, answering: Answerable) -> Q:
    """Over what a grant has to be held: a department or one above it, the unit, by who is named."""
    if reviewer in (Reviewer.DEPARTMENT, Reviewer.LEAD_DEPARTMENT):
        department = answering.department if reviewer is Reviewer.DEPARTMENT else answering.lead
        where = Q(pk__in=())
        for path in ("__children" * level for level in range(LEVELS) if department is not None):
            where |= Q(**{f"department{path}": department})
        return where
    unit = Q(unit=answering.unit)
    if reviewer is not Reviewer.LEADER:
        return unit
    return unit & Q(person=answering.leader) if answering.leader is not None else Q(pk__in=())
