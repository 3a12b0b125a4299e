"""Which steps nobody can judge here, so that they are signed on paper; who may enter a paper, and why
somebody does not judge a step that falls to him."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from rectify.access.permissions import Permission
from rectify.closeout.authors import authors_of, wrote
from rectify.closeout.chains import reviewer_words
from rectify.closeout.enums import JUDGED, WAITING, Reviewer, StepState
from rectify.closeout.holders import Answerable, holders
from rectify.closeout.models import Step, Submission
from rectify.closeout.rules import problems_of_entering, problems_of_judging, problems_of_signers
from rectify.kernel.problems import Problem
from rectify.people.models import Person


def waiting_on_paper(person: Person) -> Any:
    """Waiting submissions at a step that nobody with an account can judge, for who may enter it."""
    rows: Any = Submission.objects.all()
    return rows.open_to(person, Permission.REVIEW_OFFICE).filter(
        state__in=WAITING, pk__in=_steps_on_paper().values("submission_id")
    )


def entering_problems(step: Step, submission: Submission, by: Person) -> list[Problem]:
    """Why `by`, who may enter papers here, cannot enter that of the open step."""
    submitted = submission.submitted_by_id == by.pk
    written = () if submitted else authors_of(submission.about).get(by.pk, ())
    own = submitted or bool(written)
    return problems_of_entering(
        step.reviewer,
        title=reviewer_words(step.reviewer, submission),
        own=own,
        written=written,
        judged_here=(own or step.reviewer == Reviewer.OFFICE) and not is_on_paper(step),
    )


def is_on_paper(step: Step) -> bool:
    """Whether nobody with an account can judge the open step."""
    return bool(_steps_on_paper().filter(pk=step.pk).exists())


def author_names(submission: Submission) -> list[str]:
    """The names of who wrote some of what was handed in."""
    authors = Person.objects.filter(pk__in=authors_of(submission.about))
    return [person.name for person in authors]


def own_work_problems(step: Step, by: Person) -> list[Problem]:
    """Why `by` does not judge a step that falls to him: he wrote some of what it judges."""
    written = authors_of(step.submission.about).get(by.pk, ())
    return problems_of_judging(written)


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


def judged_by_elsewhere(step: Step) -> set[int]:
    """The ids of who has judged other steps of the same submission himself."""
    rows = _judged_elsewhere(step).filter(entered_by__isnull=True)
    return set(rows.values_list("decided_by_id", flat=True))


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
    names = ("of_unit", "of_department", "of_lead", "of_leader")
    answering = Answerable(*(OuterRef(name) for name in names))
    unsigned: Any = Q(pk__in=())
    for reviewer in Reviewer:
        unsigned |= Q(reviewer=reviewer) & ~Exists(_able(holders(reviewer, answering)))
    return steps.filter(unsigned)


def _able(grants: Any) -> Any:
    """Those grants whose holders may judge the open step that is asked about: none who handed it in
    or wrote some of it, and none who has judged another step of it."""
    elsewhere = Step.objects.filter(
        submission=OuterRef(OuterRef("submission")),
        decided_by=OuterRef("person"),
        entered_by__isnull=True,
        state__in=JUDGED,
    ).exclude(position=OuterRef(OuterRef("position")))
    written = wrote(
        OuterRef("person"),
        measure=OuterRef(OuterRef("submission__measure")),
        issue=OuterRef(OuterRef("submission__issue")),
    )
    others = grants.exclude(person=OuterRef("of_submitter"))
    return others.exclude(Exists(elsewhere)).exclude(written)
