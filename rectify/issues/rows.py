"""Which categories and issues somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from rectify.access.permissions import READING, Permission
from rectify.kernel.text import search_key
from rectify.people.reach import reach_of
from rectify.rounds.rows import unclosed

if TYPE_CHECKING:
    from rectify.people.models import Person


LEAD_ONLY = frozenset({Permission.CLOSE_ISSUE})
"""What a department may do only with an issue that it leads itself."""

LIVING_MEASURES = Q(measures__withdrawn_at__isnull=True)
"""Beside every join from an issue to its measures: a join does not pass through their manager."""


def _related(model: Any, field: str) -> Any:
    """All rows that a foreign key of `model` can point at."""
    return model._meta.get_field(field).related_model._default_manager.all()


def writable(permission: Permission, issues: Any, path: str = "") -> Q:
    """Rows below an issue (`path` leads there) of an open round, or opened again by a look-back.

    `issues` is the model of issues; where `permission` only reads, all rows.
    """
    if permission in READING:
        return Q()
    takeovers = issues._meta.get_field("takeovers").related_model._default_manager.all()
    again = Q(**{f"{path}pk__in": takeovers.opening().values("issue_id")})
    return unclosed(permission, f"{path}round") | again


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
        return self.filter(allowed & writable(permission, self.model))

    def visible_to(self, person: Person) -> Self:
        """Issues that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def whole_to(self, person: Person) -> Self:
        """Issues of which `person` sees every measure.

        Words that may speak of all of them (a paper's, a submission's, a reviewer's) are told only
        to him.
        """
        measures = self.model._meta.get_field("measures").related_model._default_manager.all()
        hidden = measures.exclude(pk__in=measures.visible_to(person).values("pk"))
        return self.visible_to(person).exclude(Exists(hidden.filter(issue_id=OuterRef("pk"))))

    def called(self, serial: int) -> Self:
        """Those that bear the number, or bore it once: a number leads on when another was given."""
        bore = self.model.history.filter(serial=serial)
        return self.filter(Q(serial=serial) | Q(pk__in=bore.values("id")))

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


class TakeoverQuerySet(models.QuerySet[Any]):
    """Issues that a look-back round has taken over."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Those of look-back rounds over all of whose unit `person` has `permission`."""
        rows = self.filter(round__unit_id__in=reach_of(person, permission).units)
        return rows.filter(unclosed(permission))

    def visible_to(self, person: Person) -> Self:
        """Those of issues that exist for `person`."""
        issues = self.model._meta.get_field("issue").related_model._default_manager.all()
        return self.filter(issue_id__in=issues.visible_to(person).values("pk"))

    def current(self) -> Self:
        """Those that were not dropped again."""
        return self.filter(dropped_at__isnull=True)

    def opening(self) -> Self:
        """Those by which an issue of a closed round is open again, while the look-back goes on."""
        return self.filter(
            dropped_at__isnull=True, reopened_at__isnull=False, round__closed_at__isnull=True
        )


class AmendmentQuerySet(models.QuerySet[Any]):
    """Reasons for departing from the issued plan."""

    def visible_to(self, person: Person) -> Self:
        """Those of issues that exist for `person`."""
        issues = self.model._meta.get_field("issue").related_model._default_manager.all()
        return self.filter(issue_id__in=issues.visible_to(person).values("pk"))


class LivingCategories(models.Manager.from_queryset(CategoryQuerySet)):  # type: ignore[misc]
    """Categories but those of an import that was undone."""

    def get_queryset(self) -> CategoryQuerySet:
        return CategoryQuerySet(self.model, using=self._db).filter(withdrawn_at__isnull=True)


class LivingIssues(models.Manager.from_queryset(IssueQuerySet)):  # type: ignore[misc]
    """Issues but those of an import that was undone."""

    def get_queryset(self) -> IssueQuerySet:
        return IssueQuerySet(self.model, using=self._db).filter(withdrawn_at__isnull=True)
