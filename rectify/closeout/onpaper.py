"""Which steps nobody can judge here, so that they are signed on paper; who may enter a paper."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from rectify.access.permissions import Permission
from rectify.access.roles import ROLES, Extent
from rectify.closeout.chains import reviewer_words
from rectify.closeout.enums import JUDGED, WAITING, Reviewer, StepState
from rectify.closeout.models import Step, Submission
from rectify.closeout.rules import problems_of_entering, problems_of_signers
from rectify.closeout.transitions import REVIEWED_BY
from rectify.kernel import clock
from rectify.kernel.problems import Problem
from rectify.people.models import Grant, Person

OVER_UNIT = (Reviewer.SECRETARY, Reviewer.SUPERVISOR)
"""Kinds of reviewers by an office over the whole unit; 整改办 itself always signs in."""

LEVELS = 5
"""Levels of departments at which a head is looked for, the department's own the first."""


def waiting_on_paper(person: Person) -> Any:
    """Waiting submissions at a step that nobody with an account can judge, for who may enter it."""
    rows: Any = Submission.objects.all()
    return rows.open_to(person, Permission.REVIEW_OFFICE).filter(
        state__in=WAITING, pk__in=_steps_on_paper().values("submission_id")
    )


def entering_problems(step: Step, submission: Submission, by: Person) -> list[Problem]:
    """Why `by`, who may enter papers here, cannot enter that of the open step."""
    own = submission.submitted_by_id == by.pk
    return problems_of_entering(
        step.reviewer,
        title=reviewer_words(step.reviewer, submission),
        own=own,
        judged_here=own and not _steps_on_paper().filter(pk=step.pk).exists(),
    )


def judges_elsewhere(step: Step) -> list[str]:
    """The names of who has judged the other steps of the same submission, here or on paper."""
    rows = _judged_elsewhere(step).select_related("decided_by")
    return [row.signer or str(row.decided_by) for row in rows]


def signing_problems(step: Step, by: Person) -> list[Problem]:
    """Why `by` does not judge a step that falls to him: he has signed another one on paper."""
    signers = _judged_elsewhere(step).exclude(signer="").values_list("signer", flat=True)
    return problems_of_signers(by.name, signers)


def _judged_elsewhere(step: Step) -> Any:
    rows = Step.objects.filter(submission=step.submission_id, state__in=JUDGED)
    return rows.exclude(position=step.position)


def _steps_on_paper() -> Any:
    """Open steps that nobody with an account can judge."""
    measure, issue = "submission__measure", "submission__issue"
    steps = Step.objects.filter(state=StepState.OPEN).annotate(
        of_submitter=F("submission__submitted_by"),
        of_unit=Coalesce(f"{measure}__issue__round__unit", f"{issue}__round__unit"),
        of_department=F(f"{measure}__lead_department"),
        of_lead=Coalesce(f"{measure}__issue__lead_department", f"{issue}__lead_department"),
        of_leader=Coalesce(f"{measure}__responsible_leader", f"{issue}__lead_leader"),
    )
    unit = Q(unit=OuterRef("of_unit"))
    leader = _holders(Reviewer.LEADER, unit & Q(person=OuterRef("of_leader")))
    unsigned: Any = Q(reviewer=Reviewer.LEADER) & ~leader
    unsigned |= Q(reviewer=Reviewer.DEPARTMENT) & ~_heads("of_department")
    unsigned |= Q(reviewer=Reviewer.LEAD_DEPARTMENT) & ~_heads("of_lead")
    for reviewer in OVER_UNIT:
        unsigned |= Q(reviewer=reviewer) & ~_holders(reviewer, unit)
    return steps.filter(unsigned)


def _heads(department: str) -> Exists:
    """Heads with an account of a department, or of one above it."""
    below = ("__children" * level for level in range(LEVELS))
    where = Q(pk__in=())
    for path in below:
        where |= Q(**{f"department{path}": OuterRef(department)})
    return _holders(Reviewer.DEPARTMENT, where)


EXTENTS = {Reviewer.DEPARTMENT: {Extent.DEPARTMENT}, Reviewer.LEADER: {Extent.LED, Extent.UNIT}}
"""How far the roles reach that make somebody a reviewer; over the unit where nothing is said."""


def _holders(reviewer: Reviewer, where: Q) -> Exists:
    """Persons with an account whose role reviews at such a step today, and who may judge this one:
    none who handed it in, and none who has judged another step of it."""
    asked, extents = REVIEWED_BY[reviewer], EXTENTS.get(reviewer, {Extent.UNIT})
    roles = [k for k, role in ROLES.items() if asked in role.permissions and role.extent in extents]
    elsewhere = Step.objects.filter(
        submission=OuterRef(OuterRef("submission")),
        decided_by=OuterRef("person"),
        entered_by__isnull=True,
        state__in=JUDGED,
    ).exclude(position=OuterRef(OuterRef("position")))
    rows: Any = Grant.objects.filter(where, role__in=roles)
    signing = (
        rows.holding_on(clock.today())
        .filter(person__is_active=True, person__username__isnull=False)
        .exclude(person=OuterRef("of_submitter"))
        .exclude(Exists(elsewhere))
    )
    return Exists(signing)
