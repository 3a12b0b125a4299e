"""Which measures and progress entries somebody may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.access.permissions import Permission
from rectify.issues.enums import OPEN
from rectify.issues.rows import writable
from rectify.kernel.counting import DaysBefore
from rectify.kernel.searching import holding
from rectify.kernel.text import search_key
from rectify.people.reach import reach_of

if TYPE_CHECKING:
    from rectify.people.models import Person


class TaskQuerySet(models.QuerySet[Any]):
    """Tasks."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Tasks of issues over which `person` has `permission`."""
        issues = self.model._meta.get_field("issue").related_model._default_manager.all()
        return self.filter(issue_id__in=issues.open_to(person, permission).values("pk"))

    def visible_to(self, person: Person) -> Self:
        """Tasks of fully visible units, and those above measures that `person` may see.

        A department that has one measure of an issue is not told the other departments' tasks.
        """
        reach = reach_of(person, Permission.READ_CASE)
        measures = self.model._meta.get_field("measures").related_model._default_manager.all()
        own = measures.visible_to(person).exclude(task=None).values("task_id")
        living = self.filter(issue__withdrawn_at__isnull=True)
        return living.filter(Q(issue__round__unit_id__in=reach.units) | Q(pk__in=own))


class MeasureQuerySet(models.QuerySet[Any]):
    """Measures."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Measures over which `person` has `permission`.

        A department reads what it leads or assists, and all measures of an issue that it leads; it
        writes where it leads or assists, and submits and reviews only where it leads. A leader has
        what names him, and all measures of an issue that he leads.
        """
        reach = reach_of(person, permission)
        allowed = Q(issue__round__unit_id__in=reach.units)
        if reach.departments:
            allowed |= self._concerning(reach.departments, permission)
        if reach.led:
            allowed |= Q(issue__round__unit_id__in=reach.led) & (
                Q(responsible_leader_id=person.pk)
                | Q(supervising_leader_id=person.pk)
                | Q(issue__lead_leader_id=person.pk)
            )
        issues = self.model._meta.get_field("issue").related_model
        return self.filter(allowed & writable(permission, issues, "issue__"))

    def _concerning(self, departments: frozenset[int], permission: Permission) -> Q:
        concerned = Q(lead_department_id__in=departments)
        if permission in {Permission.READ_CASE, Permission.WRITE_PROGRESS}:
            # Of measures that have left the ledger too, where `self` has them.
            assisted = self.model._base_manager.filter(
                assistances__department_id__in=departments, assistances__ended_on__isnull=True
            )
            concerned |= Q(pk__in=assisted.values("pk"))
        if permission is Permission.READ_CASE:
            concerned |= Q(issue__lead_department_id__in=departments)
        return concerned

    def visible_to(self, person: Person) -> Self:
        """Measures that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def untaken(self) -> Self:
        """Open measures that their department has neither taken up nor given back."""
        return self._unclaimed().filter(handed_back_at__isnull=True)

    def lying(self, day: date) -> Self:
        """Untaken measures that have lain on `day` for longer than their unit allows (认领期限)."""
        since = DaysBefore(day, "issue__round__unit__claim_days")
        return self.untaken().filter(assigned_on__lt=since, issue__round__unit__claim_days__gt=0)

    def handed_back(self) -> Self:
        """Open measures that their department has given back to the office."""
        return self._unclaimed().filter(handed_back_at__isnull=False)

    def _unclaimed(self) -> Self:
        return self.filter(
            lead_department__isnull=False,
            claimed_at__isnull=True,
            standing__in=OPEN,
            issue__round__unit__claims_used=True,
        )

    def called(self, issue_serial: int, serial: int) -> Self:
        """Those that bear the number 3.2, or bore it once, here or under the issue they came from."""
        issues = self.model._meta.get_field("issue").related_model.with_withdrawn.all()
        above = issues.called(issue_serial).values("pk")
        bore = self.model.history.filter(issue_id__in=above, serial=serial)
        return self.filter(Q(issue_id__in=above, serial=serial) | Q(pk__in=bore.values("id")))

    def mentioning(self, words: str) -> Self:
        """Measures that hold every one of the blank-separated `words`, in their text or as a name.

        A name is that of a leader, of who answers for the measure or of its department; persons are
        also found by the initials of their names.
        """
        found = self
        for term in words.split():
            said = Q(search_text__contains=search_key(term))
            found = found.filter(said | self._naming(term))
        return found

    def _naming(self, term: str) -> Q:
        field = self.model._meta.get_field
        persons = field("responsible_leader").related_model._default_manager.all().named(term)
        departments = field("lead_department").related_model._default_manager.all().named(term)
        answering = field("responsibles").related_model._default_manager.filter(
            person_id__in=persons.values("pk"), ended_on__isnull=True
        )
        return (
            Q(responsible_leader_id__in=persons.values("pk"))
            | Q(supervising_leader_id__in=persons.values("pk"))
            | Q(lead_department_id__in=departments.values("pk"))
            | Q(pk__in=answering.values("measure_id"))
        )


class AssistanceQuerySet(models.QuerySet[Any]):
    """Assisting departments."""

    def current(self) -> Self:
        """Those that still assist."""
        return self.filter(ended_on__isnull=True)


class ProgressQuerySet(models.QuerySet[Any]):
    """Progress entries."""

    def current(self) -> Self:
        """Entries that no later one corrects."""
        return self.filter(correction__isnull=True)

    def visible_to(self, person: Person) -> Self:
        """Entries of measures that exist for `person`."""
        measures = self.model._meta.get_field("measure").related_model._default_manager.all()
        return self.filter(measure_id__in=measures.visible_to(person).values("pk"))

    def mentioning(self, words: str) -> Self:
        """Entries whose text holds every one of the blank-separated `words`."""
        found: Self = holding(self, words)
        return found


class LivingMeasures(models.Manager.from_queryset(MeasureQuerySet)):  # type: ignore[misc]
    """Measures but those of an import that was undone."""

    def get_queryset(self) -> MeasureQuerySet:
        return MeasureQuerySet(self.model, using=self._db).filter(withdrawn_at__isnull=True)


class LivingTasks(models.Manager.from_queryset(TaskQuerySet)):  # type: ignore[misc]
    """Tasks but those that were taken back."""

    def get_queryset(self) -> TaskQuerySet:
        return TaskQuerySet(self.model, using=self._db).filter(withdrawn_at__isnull=True)
