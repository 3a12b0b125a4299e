"""Which submissions and steps somebody may see, and which wait for him."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from rectify.access.permissions import Permission
from rectify.closeout.authors import wrote
from rectify.closeout.enums import JUDGED, Reviewer, State, StepState
from rectify.people.reach import reach_of

if TYPE_CHECKING:
    from rectify.people.models import Person


class ChainLinkQuerySet(models.QuerySet[Any]):
    """Links of chains."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Those of units over all of which `person` has `permission`."""
        return self.filter(unit_id__in=reach_of(person, permission).units)

    def visible_to(self, person: Person) -> Self:
        """Those of the units whose cases touch `person`: everybody may know who reviews."""
        return self.filter(unit_id__in=reach_of(person, Permission.READ_CASE).touched_units)

    def in_use(self) -> Self:
        """Those that are in their chain now, in its order."""
        return self.filter(position__isnull=False).order_by("position")


class SubmissionQuerySet(models.QuerySet[Any]):
    """Submissions."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Submissions of measures, or of issues, over which `person` has `permission`."""
        measures = _rows_of(self.model, "measure").open_to(person, permission)
        issues = _rows_of(self.model, "issue").open_to(person, permission)
        return self.filter(
            Q(measure_id__in=measures.values("pk")) | Q(issue_id__in=issues.values("pk"))
        )

    def visible_to(self, person: Person) -> Self:
        """Submissions that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def waiting_for(self, person: Person) -> Self:
        """Submissions whose open step `person` may judge now; never his own work."""
        steps = _rows_of(self.model, "steps").waiting_for(person)
        return self.filter(state=State.WAITING, pk__in=steps.values("submission_id"))


class StepQuerySet(models.QuerySet[Any]):
    """Steps of submissions."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Steps of submissions over which `person` has `permission`."""
        submissions = _rows_of(self.model, "submission").open_to(person, permission)
        return self.filter(submission_id__in=submissions.values("pk"))

    def visible_to(self, person: Person) -> Self:
        """Steps that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def told_to(self, person: Person) -> Self:
        """Steps whose words and scan `person` may read: of an issue's own 销号 they speak of all
        its measures."""
        issues = _rows_of(_rows_of(self.model, "submission").model, "issue").whole_to(person)
        whole = Q(submission__issue=None) | Q(submission__issue_id__in=issues.values("pk"))
        return self.visible_to(person).filter(whole)

    def falling_to(self, person: Person) -> Self:
        """Steps whose kind of reviewer `person` is for that measure or issue."""
        return self.filter(_as_head(person) | _as_leader(person) | _as_unit(person))

    def waiting_for(self, person: Person) -> Self:
        """Open steps that `person` may judge: none of what he handed in or wrote himself, and nothing
        of which he has judged another step already."""
        elsewhere = self.model._default_manager.filter(
            submission=OuterRef("submission"),
            decided_by=person.pk,
            entered_by__isnull=True,
            state__in=JUDGED,
        ).exclude(position=OuterRef("position"))
        return (
            self.filter(state=StepState.OPEN)
            .falling_to(person)
            .exclude(submission__submitted_by_id=person.pk)
            .exclude(Exists(elsewhere))
            .exclude(
                wrote(
                    person.pk,
                    measure=OuterRef("submission__measure"),
                    issue=OuterRef("submission__issue"),
                )
            )
        )


class KeptSubmissions(SubmissionQuerySet):
    """Submissions, those of measures which have left the ledger among them: to be read."""

    def visible_to(self, person: Person) -> Self:
        """Those of issues that exist for `person`, and of measures that do or did, or went into one."""
        measures = _rows_kept(self.model, "measure").visible_to(person).values("pk")
        issues = _rows_of(self.model, "issue").visible_to(person).values("pk")
        of_measures = Q(measure_id__in=measures) | Q(measure__merged_into_id__in=measures)
        return self.filter(of_measures | Q(issue_id__in=issues))


class KeptSteps(StepQuerySet):
    """Steps, those of kept submissions among them: their scans are read."""

    def visible_to(self, person: Person) -> Self:
        """Steps of submissions that exist for `person`, or did while their measure stood."""
        submissions = self.model._meta.get_field("submission").related_model.kept.all()
        return self.filter(submission_id__in=submissions.visible_to(person).values("pk"))


class ReopeningQuerySet(models.QuerySet[Any]):
    """Reopenings."""

    def visible_to(self, person: Person) -> Self:
        """Reopenings of issues that exist for `person`."""
        return self.filter(
            issue_id__in=_rows_of(self.model, "issue").visible_to(person).values("pk")
        )


class SheetQuerySet(models.QuerySet[Any]):
    """销号表 made as files."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Files of submissions over which `person` has `permission`."""
        submissions = _rows_of(self.model, "submission").open_to(person, permission)
        return self.filter(submission_id__in=submissions.values("pk"))

    def visible_to(self, person: Person) -> Self:
        """Files that exist for `person`: they hold everything, so only who may export meets them."""
        return self.open_to(person, Permission.EXPORT)


class KeptSheets(SheetQuerySet):
    """Files, those of measures which have left the ledger among them: to be read."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Those over which `person` has `permission`, or had while their measure stood."""
        submission = self.model._meta.get_field("submission").related_model
        measures = _rows_kept(submission, "measure").open_to(person, permission)
        gone = Q(submission__measure_id__in=measures.values("pk"))
        present = submission._default_manager.open_to(person, permission)
        return self.filter(gone | Q(submission_id__in=present.values("pk")))


def _as_head(person: Person) -> Q:
    """Steps that fall to the head of a department, of the measure or of the issue above it."""
    departments = reach_of(person, Permission.REVIEW_DEPARTMENT).departments
    if not departments:
        return Q(pk__in=())
    own = Q(submission__measure__lead_department_id__in=departments)
    leading = Q(submission__measure__issue__lead_department_id__in=departments) | Q(
        submission__issue__lead_department_id__in=departments
    )
    return Q(reviewer=Reviewer.DEPARTMENT) & own | Q(reviewer=Reviewer.LEAD_DEPARTMENT) & leading


def _as_leader(person: Person) -> Q:
    """Steps that fall to a leader: of what names him as 责任领导, in a unit where he leads."""
    reach = reach_of(person, Permission.REVIEW_LED)
    units = reach.led | reach.units
    if not units:
        return Q(pk__in=())
    named = Q(submission__measure__responsible_leader_id=person.pk) | Q(
        submission__issue__lead_leader_id=person.pk
    )
    return Q(reviewer=Reviewer.LEADER) & named & _within(units)


def _as_unit(person: Person) -> Q:
    """Steps that fall to whoever holds an office over the whole unit."""
    found = Q(pk__in=())
    for reviewer, permission in (
        (Reviewer.OFFICE, Permission.REVIEW_OFFICE),
        (Reviewer.SECRETARY, Permission.REVIEW_SECRETARY),
        (Reviewer.SUPERVISOR, Permission.REVIEW_SUPERVISOR),
    ):
        units = reach_of(person, permission).units
        if units:
            found |= Q(reviewer=reviewer) & _within(units)
    return found


def _within(units: frozenset[int]) -> Q:
    return Q(submission__measure__issue__round__unit_id__in=units) | Q(
        submission__issue__round__unit_id__in=units
    )


def _rows_kept(model: Any, field: str) -> Any:
    return model._meta.get_field(field).related_model.with_withdrawn.all()


def _rows_of(model: Any, field: str) -> Any:
    return model._meta.get_field(field).related_model._default_manager.all()
