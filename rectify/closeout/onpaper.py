"""Which steps nobody can judge here, so that they are signed on paper and entered by the office."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from rectify.access.permissions import Permission
from rectify.access.roles import ROLES, Extent
from rectify.closeout.enums import WAITING, Reviewer, StepState
from rectify.closeout.models import Step, Submission
from rectify.closeout.transitions import REVIEWED_BY
from rectify.kernel import clock
from rectify.people.models import Grant, Person

OVER_UNIT = (Reviewer.SECRETARY, Reviewer.SUPERVISOR)
"""Kinds of reviewers by an office over the whole unit; 整改办 itself always signs in."""


def waiting_on_paper(person: Person) -> Any:
    """Waiting submissions at a step whose reviewers have no account, for who may enter their paper."""
    rows: Any = Submission.objects.all()
    return rows.open_to(person, Permission.REVIEW_OFFICE).filter(
        state__in=WAITING, pk__in=_steps_on_paper().values("submission_id")
    )


def _steps_on_paper() -> Any:
    """Open steps of which nobody with an account is the reviewer."""
    measure, issue = "submission__measure", "submission__issue"
    steps = Step.objects.filter(state=StepState.OPEN).annotate(
        of_unit=Coalesce(f"{measure}__issue__round__unit", f"{issue}__round__unit"),
        of_department=Coalesce(f"{measure}__lead_department", f"{measure}__issue__lead_department"),
        of_lead=Coalesce(f"{measure}__issue__lead_department", f"{issue}__lead_department"),
        of_leader=Coalesce(
            f"{measure}__responsible_leader__username", f"{issue}__lead_leader__username"
        ),
    )
    unsigned: Any = Q(reviewer=Reviewer.LEADER, of_leader__isnull=True)
    unsigned |= Q(reviewer=Reviewer.DEPARTMENT) & ~_heads("of_department")
    unsigned |= Q(reviewer=Reviewer.LEAD_DEPARTMENT) & ~_heads("of_lead")
    for reviewer in OVER_UNIT:
        unsigned |= Q(reviewer=reviewer) & ~_holders(reviewer, unit=OuterRef("of_unit"))
    return steps.filter(unsigned)


def _heads(department: str) -> Exists:
    """Heads with an account of a department, or of the one above it."""
    own = Q(department=OuterRef(department)) | Q(department__children=OuterRef(department))
    return _holders(Reviewer.DEPARTMENT, own)


def _holders(reviewer: Reviewer, *where: Q, **facts: Any) -> Exists:
    """Persons with an account whose role reviews at such a step today."""
    asked = REVIEWED_BY[reviewer]
    extent = Extent.DEPARTMENT if reviewer is Reviewer.DEPARTMENT else Extent.UNIT
    roles = [k for k, role in ROLES.items() if asked in role.permissions and role.extent is extent]
    rows: Any = Grant.objects.filter(*where, role__in=roles, **facts)
    signing = rows.holding_on(clock.today()).filter(
        person__is_active=True, person__username__isnull=False
    )
    return Exists(signing)
