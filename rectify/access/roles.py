"""The one role table: what each role is called, how far it reaches and what it allows.

Roles are stored by their short key, never by an import path or a title, so that a title can be
reworded without touching a row.
"""

from dataclasses import dataclass
from enum import StrEnum

from rectify.access.permissions import ADMINISTRATION, Permission


class Extent(StrEnum):
    """Over which rows a role's permissions hold."""

    UNIT = "unit"
    DEPARTMENT = "department"
    LED = "led"
    SYSTEM = "system"


class RoleKey(StrEnum):
    """The stored keys of the roles."""

    OFFICE = "office"
    HANDLER = "handler"
    DEPARTMENT_HEAD = "department_head"
    LEADER = "leader"
    SECRETARY = "secretary"
    SUPERVISOR = "supervisor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Role:
    """A title, a sentence, an extent and a list of permissions."""

    key: RoleKey
    title: str
    description: str
    extent: Extent
    permissions: frozenset[Permission]

    @property
    def administers(self) -> bool:
        """True for the three administrators, who see no case content."""
        return bool(self.permissions & ADMINISTRATION)


def _role(
    key: RoleKey, title: str, description: str, extent: Extent, *permissions: Permission
) -> Role:
    return Role(key, title, description, extent, frozenset(permissions))


ROLES: dict[str, Role] = {
    role.key.value: role
    for role in (
        _role(
            RoleKey.OFFICE,
            "整改办",
            "录入和维护本单位全部整改内容，审核各部门提交，起草报告。",
            Extent.UNIT,
            Permission.READ_CASE,
            Permission.EDIT_LEDGER,
            Permission.WRITE_PROGRESS,
            Permission.SUBMIT,
            Permission.REVIEW_UNIT,
            Permission.REVIEW_OFFICE,
            Permission.CLOSE_ISSUE,
            Permission.REOPEN_ISSUE,
            Permission.DRAFT_REPORT,
            Permission.EXPORT,
            Permission.DECIDE_EXTENSION,
        ),
        _role(
            RoleKey.HANDLER,
            "部门经办人",
            "填报本部门措施的进展和佐证材料，提交部门负责人。",
            Extent.DEPARTMENT,
            Permission.READ_CASE,
            Permission.WRITE_PROGRESS,
            Permission.SUBMIT,
            Permission.CLAIM,
        ),
        _role(
            RoleKey.DEPARTMENT_HEAD,
            "部门负责人",
            "填报本部门措施的进展和佐证材料，审核本部门的提交，对牵头的问题提出销号。",
            Extent.DEPARTMENT,
            Permission.READ_CASE,
            Permission.WRITE_PROGRESS,
            Permission.SUBMIT,
            Permission.REVIEW_DEPARTMENT,
            Permission.CLOSE_ISSUE,
            Permission.CLAIM,
        ),
        _role(
            RoleKey.LEADER,
            "责任领导",
            "查看和审核本人牵头负责的问题与措施。",
            Extent.LED,
            Permission.READ_CASE,
            Permission.REVIEW_UNIT,
            Permission.REVIEW_LED,
            Permission.INSTRUCT,
        ),
        _role(
            RoleKey.SECRETARY,
            "党组书记",
            "查看全部整改内容，审核办结，审定和导出报告。",
            Extent.UNIT,
            Permission.READ_CASE,
            Permission.REVIEW_UNIT,
            Permission.REVIEW_LED,
            Permission.REVIEW_SECRETARY,
            Permission.REOPEN_ISSUE,
            Permission.DRAFT_REPORT,
            Permission.EXPORT,
            Permission.DECIDE_EXTENSION,
            Permission.INSTRUCT,
        ),
        _role(
            RoleKey.SUPERVISOR,
            "监督",
            "派驻纪检监察组、巡察办查看所监督单位的整改情况，按单位设置参加会审。",
            Extent.UNIT,
            Permission.READ_CASE,
            Permission.REVIEW_SUPERVISOR,
            Permission.EXPORT,
            Permission.INSTRUCT,
        ),
        _role(
            RoleKey.SYSTEM_ADMIN,
            "系统管理员",
            "维护单位、部门和人员账号，不接触整改内容。",
            Extent.SYSTEM,
            Permission.MANAGE_ACCOUNTS,
        ),
        _role(
            RoleKey.SECURITY_ADMIN,
            "安全管理员",
            "授予和收回人员的角色，不接触整改内容。",
            Extent.SYSTEM,
            Permission.MANAGE_GRANTS,
        ),
        _role(
            RoleKey.AUDITOR,
            "审计员",
            "查看操作记录，不接触整改内容。",
            Extent.SYSTEM,
            Permission.READ_TRAIL,
        ),
    )
}


def role_choices() -> list[tuple[str, str]]:
    """(key, title) pairs in the table's order, for forms and field choices."""
    return [(role.key.value, role.title) for role in ROLES.values()]


def roles_allowing(permission: Permission) -> list[Role]:
    """The roles that carry `permission`, in the table's order."""
    return [role for role in ROLES.values() if permission in role.permissions]
