"""Which instructions somebody may see, and which wait for his answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.access.permissions import Permission
from rectify.people.reach import reach_of

if TYPE_CHECKING:
    from rectify.people.models import Person


def _on_rows(model: Any, person: Person, permission: Permission, path: str = "") -> Q:
    """Instructions on issues or measures over which `person` has `permission`."""
    issues = model._meta.get_field("issue").related_model._default_manager.all()
    measures = model._meta.get_field("measure").related_model._default_manager.all()
    return Q(**{f"{path}issue_id__in": issues.open_to(person, permission).values("pk")}) | Q(
        **{f"{path}measure_id__in": measures.open_to(person, permission).values("pk")}
    )


def _names(person: Person, permission: Permission) -> Q:
    """Addressees that are `person` himself, or a department for which he has `permission`."""
    named = Q(person_id=person.pk)
    departments = reach_of(person, permission).departments
    return named | Q(department_id__in=departments) if departments else named


class InstructionQuerySet(models.QuerySet[Any]):
    """Instructions."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Instructions on rows over which `person` has `permission`."""
        return self.filter(_on_rows(self.model, person, permission))

    def visible_to(self, person: Person) -> Self:
        """Instructions on rows that exist for `person`, and those that name him or his department."""
        addressees = self.model._meta.get_field("addressees").related_model._default_manager
        named = addressees.filter(_names(person, Permission.READ_CASE)).values("instruction_id")
        return self.filter(_on_rows(self.model, person, Permission.READ_CASE) | Q(pk__in=named))


class AddresseeQuerySet(models.QuerySet[Any]):
    """Whom instructions name."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Those that `person` is himself, those of his departments, and those on rows he may see.

        Reading is wider than answering: whoever sees the instruction sees all whom it names.
        """
        named = _names(person, permission)
        if permission is not Permission.READ_CASE:
            return self.filter(named)
        model = self.model._meta.get_field("instruction").related_model
        return self.filter(named | _on_rows(model, person, permission, "instruction__"))

    def visible_to(self, person: Person) -> Self:
        """Addressees of instructions that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)

    def standing(self) -> Self:
        """Those of whom an answer is still wanted."""
        return self.filter(done_at__isnull=True, instruction__ended_at__isnull=True)

    def waiting_for(self, person: Person) -> Self:
        """Those that `person` has to answer."""
        return self.standing().filter(_names(person, Permission.WRITE_PROGRESS))
