"""Which printed 整改卷 somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rectify.access.permissions import Permission
from rectify.people.reach import reach_of

if TYPE_CHECKING:
    from rectify.people.models import Person


class DossierQuerySet(models.QuerySet[Any]):
    """Printed 整改卷."""

    def open_to(self, person: Person, permission: Permission) -> Self:
        """Those of units over all of which `person` has `permission`, and his own.

        A 整改卷 tells what its maker might see, so whoever sees only a part has only what he made,
        and that only while the issue is open to him.
        """
        issues = self.model._meta.get_field("issue").related_model._default_manager.all()
        own = Q(made_by_id=person.pk, issue_id__in=issues.open_to(person, permission).values("pk"))
        return self.filter(Q(issue__round__unit_id__in=reach_of(person, permission).units) | own)

    def visible_to(self, person: Person) -> Self:
        """Those that exist for `person`."""
        return self.open_to(person, Permission.READ_CASE)
