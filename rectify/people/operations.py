"""Everything that changes units, departments, persons and grants."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rectify.access.permissions import Permission
from rectify.access.roles import ROLES, Extent
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.kernel.text import search_key
from rectify.people.models import Alias, Department, Grant, Person, Unit
from rectify.people.rules import (
    demand_anywhere,
    may_anywhere,
    may_in_unit,
    not_allowed,
    problems_of_grant,
)
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock

SIGN_IN = ("username", "is_active")
"""What decides whether and as whom somebody can sign in."""


@operation
def create_unit(
    name: str,
    *,
    short_name: str = "",
    parent: Unit | None = None,
    immediate_days: int = 30,
    by: Person | None,
) -> Unit:
    """Create a unit; refuses a name that exists; leaves `unit.created`."""
    demand_anywhere(by, Permission.MANAGE_ACCOUNTS)
    if Unit.objects.filter(name=name.strip()).exists():
        raise Refused(Problem("unit.name", "已有同名单位，请核对名称。", field="name"))
    unit = Unit(
        name=name.strip(),
        short_name=short_name.strip(),
        parent=parent,
        immediate_days=immediate_days,
    )
    unit.save()
    record(Act.UNIT_CREATED, unit, by=by)
    return unit


@operation
def create_department(
    unit: Unit,
    *,
    name: str,
    short_name: str = "",
    parent: Department | None = None,
    position: int = 0,
    by: Person | None,
) -> Department:
    """Create a department of `unit`; refuses a doubled name or a parent of another unit."""
    _demand_staffing(by, unit)
    if Department.objects.filter(unit=unit, name=name.strip()).exists():
        raise Refused(
            Problem("department.name", "本单位已有同名部门，请换一个名称。", field="name")
        )
    if parent is not None and parent.unit_id != unit.pk:
        raise Refused(Problem("department.parent", "上级部门须属于同一单位。", field="parent"))
    department = Department(
        unit=unit,
        name=name.strip(),
        short_name=short_name.strip(),
        parent=parent,
        position=position,
    )
    department.save()
    record(Act.DEPARTMENT_CREATED, department, by=by)
    return department


@operation
def amend_unit(unit: Unit, *, version: int, changes: dict[str, Any], by: Person | None) -> Unit:
    """Change a unit's names, parent or settings; refuses a doubled name; leaves `unit.amended`."""
    demand_anywhere(by, Permission.MANAGE_ACCOUNTS)
    unit = lock(unit, version=version)
    for field, value in changes.items():
        setattr(unit, field, value)
    if Unit.objects.filter(name=unit.name).exclude(pk=unit.pk).exists():
        raise Refused(Problem("unit.name", "已有同名单位，请核对名称。", field="name"))
    if unit.parent_id == unit.pk:
        raise Refused(Problem("unit.parent", "上级单位不能是本单位。", field="parent"))
    unit.save_changes(*changes)
    record(Act.UNIT_AMENDED, unit, by=by)
    return unit


@operation
def set_duty_rules(
    unit: Unit,
    *,
    claims_used: bool,
    claim_days: int,
    extensions_most: int,
    extension_days_most: int,
    version: int,
    by: Person | None,
) -> Unit:
    """Decide whether and within how many days measures are taken up, and how far dates may be moved.

    The unit's own office does this. Refuses whoever does not keep its ledger, and an edit conflict
    (`row.stale`); leaves `unit.amended`.
    """
    if not may_in_unit(by, Permission.EDIT_LEDGER, unit.pk):
        raise Refused(not_allowed())
    unit = lock(unit, version=version)
    unit.claims_used, unit.claim_days = claims_used, claim_days
    unit.extensions_most = extensions_most
    unit.extension_days_most = extension_days_most
    unit.save_changes("claims_used", "claim_days", "extensions_most", "extension_days_most")
    record(Act.UNIT_AMENDED, unit, by=by)
    return unit


@operation
def amend_department(
    department: Department, *, version: int, changes: dict[str, Any], by: Person | None
) -> Department:
    """Change a department's names, place or `retired_on`.

    Refuses a doubled name, a parent that lies below the department itself, and a place below
    departments over which roles are granted (decision 0008); leaves `department.amended`.
    """
    _demand_staffing(by, department.unit)
    department = lock(department, version=version)
    above = department.parent_id
    for field, value in changes.items():
        setattr(department, field, value)
    others = Department.objects.filter(unit_id=department.unit_id).exclude(pk=department.pk)
    if others.filter(name=department.name).exists():
        raise Refused(
            Problem("department.name", "本单位已有同名部门，请换一个名称。", field="name")
        )
    below: Any = Department.objects.all()
    if department.parent_id in below.within({department.pk}):
        raise Refused(
            Problem("department.parent", "上级部门不能是本部门或其下级部门。", field="parent")
        )
    if by is not None:
        _refuse_widening(department, below.above(department.parent_id) - below.above(above))
    department.save_changes(*changes)
    record(Act.DEPARTMENT_AMENDED, department, by=by)
    return department


@operation
def create_person(
    unit: Unit | None,
    *,
    name: str,
    post: str = "",
    phone: str = "",
    department: Department | None = None,
    username: str | None = None,
    password: str | None = None,
    by: Person | None,
) -> Person:
    """Create a person; with `username` and `password` also an account.

    Refuses a doubled username, a department of another unit, and an account made by anybody but
    the system administrator. Leaves `person.created`.
    """
    if username or unit is None:
        demand_anywhere(by, Permission.MANAGE_ACCOUNTS)
    else:
        _demand_staffing(by, unit)
    refuse_if(_problems_of_person(unit, department, username, None))
    person = Person(
        unit=unit,
        department=department,
        name=name.strip(),
        post=post.strip(),
        phone=phone.strip(),
        username=username or None,
    )
    person.set_password(password or None)
    person.must_change_password = bool(password) and by is not None
    person.save()
    record(Act.PERSON_CREATED, person, by=by)
    return person


@operation
def amend_person(
    person: Person, *, version: int, changes: dict[str, Any], by: Person | None
) -> Person:
    """Change name, post, department, phone, username or `is_active`; leaves `person.amended`.

    Refuses a doubled username, a department of another unit, to rename or switch off the account of
    somebody who administers (see `set_password`), and a first username for somebody who holds roles
    already (decision 0008).
    """
    demand_anywhere(by, Permission.MANAGE_ACCOUNTS)
    person = lock(person, version=version)
    if any(changes.get(name, getattr(person, name)) != getattr(person, name) for name in SIGN_IN):
        _refuse_administrators_account(person, by)
    username = changes.get("username", person.username)
    if username and not person.username and by is not None:
        _refuse_opening(person)
    department = changes.get("department", person.department)
    refuse_if(_problems_of_person(person.unit, department, username, person.pk))
    for field, value in changes.items():
        setattr(person, field, value)
    person.save_changes(*changes)
    record(Act.PERSON_AMENDED, person, by=by)
    return person


@operation
def set_password(person: Person, password: str, *, by: Person | None) -> Person:
    """Set somebody's password (he must change it at the next sign-in), or one's own.

    Refuses another's account as long as he holds an administrator's role: whoever could sign in as
    security administrator or auditor would be all three. The security administrator takes the role
    back first, or it is done at the command line (`by` None). Leaves `person.password_set` or
    `person.password_changed`.
    """
    own = by is not None and by.pk == person.pk
    if not own:
        demand_anywhere(by, Permission.MANAGE_ACCOUNTS)
    person = lock(person)
    if not own:
        _refuse_administrators_account(person, by)
    person.set_password(password)
    person.must_change_password = not own
    person.save_changes("password", "must_change_password")
    record(Act.PASSWORD_CHANGED if own else Act.PERSON_PASSWORD_SET, person, by=by)
    return person


@operation
def grant_role(
    person: Person,
    role: str,
    *,
    unit: Unit | None = None,
    department: Department | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    by: Person | None,
) -> Grant:
    """Give a role; refuses what 三员分立 forbids, a doubled grant, and one's own promotion."""
    demand_anywhere(by, Permission.MANAGE_GRANTS)
    if by is not None and by.pk == person.pk:
        raise Refused(Problem("grant.self", "不能给自己授予角色，请由另一名安全管理员办理。"))
    person = lock(person)
    if department is not None:
        unit = department.unit
    if ROLES[role].extent is not Extent.DEPARTMENT:
        department = None
    grant = Grant(
        person=person,
        role=role,
        unit=unit,
        department=department,
        from_on=from_on or clock.today(),
        until_on=until_on,
    )
    others = list(Grant.objects.filter(person=person))
    refuse_if(problems_of_grant(grant, others, clock.today()))
    if any(_same(grant, other) for other in others):
        raise Refused(
            Problem("grant.doubled", "该人员已有同样的角色，无需重复授予。", field="role")
        )
    grant.save()
    record(Act.GRANT_GIVEN, grant, by=by)
    return grant


@operation
def end_grant(grant: Grant, *, by: Person | None) -> Grant:
    """End a grant now; one that has ended already is refused."""
    demand_anywhere(by, Permission.MANAGE_GRANTS)
    grant = lock(grant)
    yesterday = clock.today() - timedelta(days=1)
    if grant.until_on is not None and grant.until_on <= yesterday:
        raise Refused(Problem("grant.ended", "该角色已经收回，请刷新页面查看。"))
    grant.until_on = max(yesterday, grant.from_on)
    if grant.from_on > yesterday:
        # Given today and taken back today: it must not hold until midnight.
        grant.from_on = grant.until_on = yesterday
    grant.save_changes("from_on", "until_on")
    record(Act.GRANT_ENDED, grant, by=by)
    return grant


@operation
def teach_alias(
    unit: Unit,
    *,
    name: str,
    person: Person | None = None,
    department: Department | None = None,
    by: Person | None,
) -> Alias:
    """Remember that the unit's papers mean one of its persons or departments by `name`.

    A name that is known already changes to the new meaning; the old one stays in its history.
    Refuses an empty name, both or neither of person and department, and one of another unit; leaves
    `alias.taught`.
    """
    _demand_staffing(by, unit)
    meant = person or department
    if not search_key(name) or meant is None or (person and department):
        raise Refused(Problem("alias.empty", "请填写别名，并选择对应的一名人员或一个部门。"))
    if meant.unit_id != unit.pk:
        raise Refused(Problem("alias.unit", "别名只能对应到本单位的人员或部门。"))
    unit = lock(unit)
    alias = Alias(unit=unit, name=name.strip()[:60], person=person, department=department)
    alias.derive()
    kind = {"person__isnull": person is None, "department__isnull": department is None}
    same: Any = Alias.objects.filter(unit=unit, key=alias.key, ended_on__isnull=True, **kind)
    known: Alias | None = same.select_for_update(of=("self",)).first()
    if known is None:
        alias.save()
    else:
        known.person, known.department = person, department
        alias = known.save_changes("person", "department")
    record(Act.ALIAS_TAUGHT, alias, by=by)
    return alias


@operation
def forget_alias(alias: Alias, *, by: Person | None) -> Alias:
    """Let a name mean nobody any more; refuses one that has ended; leaves `alias.forgotten`."""
    _demand_staffing(by, alias.unit)
    alias = lock(alias)
    if alias.ended_on is not None:
        raise Refused(Problem("alias.ended", "该别名已经停用，请刷新页面查看。"))
    alias.ended_on = clock.today()
    alias.save_changes("ended_on")
    record(Act.ALIAS_FORGOTTEN, alias, by=by)
    return alias


def _refuse_administrators_account(person: Person, by: Person | None) -> None:
    rows: Any = Grant.objects.filter(person=person)
    held: Grant | None = rows.administering(clock.today()).first()
    if by is not None and held is not None:
        raise Refused(
            Problem(
                "person.administrator",
                f"该账号担任{held.title}，须先由安全管理员收回其角色，或由运行维护人员在命令行办理。",
            )
        )


def _refuse_opening(person: Person) -> None:
    """No account to somebody with roles: they were granted to one who could not sign in."""
    rows: Any = Grant.objects.filter(person=person)
    held: Grant | None = rows.lasting(clock.today()).first()
    if held is not None:
        raise Refused(
            Problem(
                "person.granted",
                f"该人员没有账号但已担任{held.title}，"
                "须先由安全管理员收回其角色，待账号开通后重新授予。",
                field="username",
            )
        )


def _refuse_widening(department: Department, gained: set[int]) -> None:
    """No department below others whose roles would reach over it from then on, ungranted."""
    rows: Any = Grant.objects.filter(department__in=gained).select_related("department")
    held: Grant | None = rows.lasting(clock.today()).first()
    if held is not None:
        raise Refused(
            Problem(
                "department.granted",
                f"“{held.department}”已授予{held.title}等角色，移入后其人员可查看“{department}”的整改内容，"
                "须先由安全管理员收回这些角色，待部门调整后重新授予。",
                field="parent",
            )
        )


def _same(grant: Grant, other: Grant) -> bool:
    alike = (grant.role, grant.unit_id, grant.department_id) == (
        other.role,
        other.unit_id,
        other.department_id,
    )
    return alike and (other.until_on is None or other.until_on >= grant.from_on)


def _demand_staffing(by: Person | None, unit: Unit) -> None:
    """Departments and persons without an account may also be entered by the unit's own office."""
    allowed = may_in_unit(by, Permission.EDIT_LEDGER, unit.pk)
    if not allowed and by is not None and not may_anywhere(by, Permission.MANAGE_ACCOUNTS):
        raise Refused(not_allowed())


def _problems_of_person(
    unit: Unit | None, department: Department | None, username: str | None, pk: int | None
) -> list[Problem]:
    problems = []
    namesakes = Person.objects.filter(username=username) if username else Person.objects.none()
    if (namesakes.exclude(pk=pk) if pk is not None else namesakes).exists():
        problems.append(
            Problem("person.username", "此登录名已被使用，请换一个。", field="username")
        )
    if department is not None and (unit is None or department.unit_id != unit.pk):
        problems.append(Problem("person.department", "所选部门不属于该单位。", field="department"))
    return problems
