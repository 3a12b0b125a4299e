"""Pure questions about people: may he, do these roles go together, is this password good enough."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from rectify.access.permissions import READING, Permission
from rectify.access.roles import ROLES, Extent
from rectify.kernel.problems import Problem, Refused
from rectify.people.models import Grant, Person
from rectify.people.reach import grants_of, reach_of
from rectify.trail.sealing import seal, sealed


def may_anywhere(person: Person, permission: Permission) -> bool:
    """True when the person has the permission over anything at all."""
    return not reach_of(person, permission).empty


def may(person: Person | None, permission: Permission, row: Any) -> bool:
    """True when `permission` of `person` covers `row`, by the very filter that lists use.

    None is an administrator at the command line, who may do all but write into a closed round.
    """
    if person is None:
        return permission in READING or not sealed(row)
    rows = row.__class__._default_manager.all().open_to(person, permission)
    return bool(rows.filter(pk=row.pk).exists())


def rights_over(
    person: Person, row: Any, permissions: Iterable[Permission]
) -> frozenset[Permission]:
    """Those of the permissions that cover `row`: what `may` says of each, by one query."""
    rows: Any = row.__class__._default_manager.all()
    asked = {str(one): one for one in permissions}
    covering = {
        f"may_{name}": Exists(rows.open_to(person, one).order_by().filter(pk=OuterRef("pk")))
        for name, one in asked.items()
    }
    told = row.__class__._base_manager.filter(pk=row.pk).order_by().annotate(**covering)
    found: dict[str, bool] = told.values(*covering).first() or {}
    return frozenset(one for name, one in asked.items() if found.get(f"may_{name}"))


def may_in_unit(person: Person | None, permission: Permission, unit_id: int) -> bool:
    """True when `permission` covers the whole unit (for rows that do not exist yet)."""
    return person is None or unit_id in reach_of(person, permission).units


def may_in_round(person: Person | None, permission: Permission, round_: Any) -> bool:
    """True when `permission` covers the whole round, which a closed one only lets read."""
    whole = may_in_unit(person, permission, round_.unit_id)
    return whole and (permission in READING or round_.closed_at is None)


def demand(person: Person | None, permission: Permission, row: Any) -> None:
    """Refuse unless `may`; the sentence does not tell whether the row exists.

    Whoever may read the row of a closed round is told that the round is closed.
    """
    if may(person, permission, row):
        return
    if may(person, Permission.READ_CASE, row):
        demand_unsealed(row, permission)
    raise Refused(not_allowed())


def demand_unsealed(row: Any, permission: Permission) -> None:
    """Refuse where `permission` would write into a closed round."""
    if permission not in READING and sealed(row):
        raise Refused(seal(row))


def demand_in_round(person: Person | None, permission: Permission, round_: Any) -> None:
    """Refuse unless `may_in_round`: for rows of a round that do not exist yet."""
    demand_in_unit(person, permission, round_.unit_id)
    demand_unsealed(round_, permission)


def demand_in_unit(person: Person | None, permission: Permission, unit_id: int) -> None:
    """Refuse unless `may_in_unit`."""
    if not may_in_unit(person, permission, unit_id):
        raise Refused(not_allowed())


def demand_anywhere(person: Person | None, permission: Permission) -> None:
    """Refuse unless the person has the permission at all (administrators' acts)."""
    if person is not None and not may_anywhere(person, permission):
        raise Refused(not_allowed())


def not_allowed() -> Problem:
    """The one problem of a missing permission."""
    return Problem("access.refused", "您没有办理此事项的权限，如需办理请联系本单位整改办。")


def role_titles(person: Person) -> list[str]:
    """Titles of the roles the person holds today, without repeats, in the order granted."""
    return list(dict.fromkeys(ROLES[grant.role].title for grant in grants_of(person)))


def problems_of_grant(grant: Grant, others: list[Grant], today: date) -> list[Problem]:
    """Why `grant` cannot be given beside `others`: scope, and the three administrators' separation.

    三员分立: nobody holds two of the administrators' roles, nor one of them and a case role.
    """
    problems = []
    role = ROLES[grant.role]
    if role.extent is Extent.DEPARTMENT and grant.department_id is None:
        problems.append(Problem("grant.department", "此角色须指定部门。", field="department"))
    if role.extent in {Extent.UNIT, Extent.LED} and grant.unit_id is None:
        problems.append(Problem("grant.unit", "此角色须指定单位。", field="unit"))
    held = {g.role for g in others if g.until_on is None or g.until_on >= today} - {grant.role}
    if held and (role.administers or any(ROLES[key].administers for key in held)):
        problems.append(
            Problem(
                "grant.separation",
                "系统管理员、安全管理员、审计员须各由专人担任，且不得兼任业务角色，请另选人员。",
                field="role",
            )
        )
    return problems
