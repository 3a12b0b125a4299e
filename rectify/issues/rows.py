"""Which categories and issues somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.access.permissions import Permission
from rectify.kernel.text import search_key
from rectify.people.reach import reach_of

if TYPE_CHECKING:
    from rectify.people.models import Person


LEAD_ONLY = frozenset({Permission.CLOSE_ISSUE})
"""What a department may do only with an issue that it leads itself."""

LIVING_MEASURES = Q(measures__withdrawn_at__isnull=True)
"""Beside every join from an issue to its measures: a join does not pass through their manager."""


def _related(model: Any, field: str) -> Any:
    """All rows that a foreign key of `model` can point at."""
    return model._meta.get_field(field).related_model._default_manager.all()


class CategoryQuerySet(models.QuerySet[Any]):
    """Categories."""

    def visible_to(self, person: Person) -> Self:
        """Categories of fully visible units, and those above issues that `person` may see."""
        reach = reach_of(person, Permission.READ_CASE)
        issues = self.model._meta.get_field("issues").related_model._default_manager.all()
        direct = issues.visible_to(person).values("category_id")
        above = self.model._default_manager.filter(pk__in=direct).values("parent_id")
        return self.filter(Q(round__unit_id__in=reach.units) | Q(pk__in=direct) | Q(pk__in=above))


class IssueQuerySet(models.QuerySet[Any]):
    """Issues."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Issues over which `person` has `permission`: the whole unit's, his departments', his own.

        A department is concerned by an issue it leads and by one with a measure that it leads or
        assists; a leader by what names him on the issue or on one of its measures.
        """
        reach = reach_of(person, permission)
        rows = self.model._default_manager
        allowed = Q(round__unit_id__in=reach.units)
        if reach.departments:
            led_there = Q(measures__lead_department_id__in=reach.departments)
            assisted = Q(
                measures__assistances__department_id__in=reach.departments,
                measures__assistances__ended_on__isnull=True,
            )
            leads = Q(lead_department_id__in=reach.departments)
            beside = LIVING_MEASURES & (led_there | assisted)
            concerned = rows.filter(leads if permission in LEAD_ONLY else leads | beside)
            allowed |= Q(pk__in=concerned.values("pk"))
        if reach.led:
            named = Q(measures__responsible_leader_id=person.pk) | Q(
                measures__supervising_leader_id=person.pk
            )
            led = rows.filter(round__unit_id__in=reach.led).filter(
                Q(lead_leader_id=person.pk) | (LIVING_MEASURES & named)
            )
            allowed |= Q(pk__in=led.values("pk"))
        return self.filter(allowed)

    def visible_to(self, person: Person) -> Self:
        """Issues that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def mentioning(self, words: str) -> Self:
        """Issues that hold every one of the blank-separated `words`, in their text or as a name.

        A name is that of the leader or of the lead department; a leader is also found by the
        initials of his name.
        """
        found = self
        for term in words.split():
            said = Q(search_text__contains=search_key(term))
            found = found.filter(said | self._naming(term))
        return found

    def _naming(self, term: str) -> Q:
        leaders = _related(self.model, "lead_leader").named(term)
        departments = _related(self.model, "lead_department").named(term)
        return Q(lead_leader_id__in=leaders.values("pk")) | Q(
            lead_department_id__in=departments.values("pk")
        )


class LivingCategories(models.Manager.from_queryset(CategoryQuerySet)):  # type: ignore[misc]
    """Categories but those of an import that was undone."""

    def get_queryset(self) -> CategoryQuerySet:
        return CategoryQuerySet(self.model, using=self._db).filter(withdrawn_at__isnull=True)


class LivingIssues(models.Manager.from_queryset(IssueQuerySet)):  # type: ignore[misc]
    """Issues but those of an import that was undone."""

    def get_queryset(self) -> IssueQuerySet:
        return IssueQuerySet(self.model, using=self._db).filter(withdrawn_at__isnull=True)
