"""Who there is: units (被巡察党组织), their departments, persons, roles granted, and other names."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from rectify.access.roles import ROLES, role_choices
from rectify.kernel.pinyin import initials, sort_key
from rectify.kernel.text import search_key
from rectify.people.rows import (
    AliasQuerySet,
    DepartmentQuerySet,
    GrantQuerySet,
    PersonQuerySet,
    UnitQuerySet,
)
from rectify.trail.rows import Record


class Unit(Record):
    """A Party unit: the inspected one, or one that supervises."""

    name = models.CharField("单位名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=40, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级单位",
    )
    immediate_days = models.PositiveSmallIntegerField("立行立改天数", default=30)
    claims_used = models.BooleanField("使用认领", default=True)
    claim_days = models.PositiveSmallIntegerField("认领期限天数", default=5)
    extensions_most = models.PositiveSmallIntegerField("每项措施最多延期次数", default=2)
    extension_days_most = models.PositiveSmallIntegerField("每项措施累计延期天数上限", default=90)
    demonstration = models.BooleanField("演示单位", default=False, editable=False)

    objects: ClassVar[models.Manager[Unit]] = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="unit_not_own_parent"
            ),
        )

    def __str__(self) -> str:
        return self.short_name or self.name

    def trail_label(self) -> str:
        return self.name

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.pk, None


class Department(Record):
    """A department or subordinate body of one unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="departments", verbose_name="单位")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级部门",
    )
    name = models.CharField("部门名称", max_length=60)
    short_name = models.CharField("简称", max_length=30, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)
    retired_on = models.DateField("撤销日期", null=True, blank=True)

    objects: ClassVar[models.Manager[Department]] = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "部门"
        ordering = ("unit", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "name"),
                name="department_name_once",
                violation_error_message="本单位已有同名部门，请换一个名称。",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="department_not_own_parent",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def trail_label(self) -> str:
        return self.name

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.unit_id, None


class PersonManager(BaseUserManager["Person"]):
    """Finds a person by the name he signs in with."""

    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=username)


class Person(AbstractBaseUser, Record):
    """Somebody named in the work; one who also signs in has a username and a password."""

    username = models.CharField("登录名", max_length=40, unique=True, null=True, blank=True)
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=60, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="persons", verbose_name="单位"
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="persons",
        verbose_name="部门",
    )
    phone = models.CharField("电话", max_length=30, blank=True)
    is_active = models.BooleanField("在用", default=True)
    must_change_password = models.BooleanField("须修改密码", default=False)
    name_sort = models.CharField("姓名拼音", max_length=120, blank=True, editable=False)
    name_initials = models.CharField("姓名首字母", max_length=20, blank=True, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = "人员"
        ordering = ("name_sort", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(username=""), name="person_username_not_blank"),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def derived_fields(cls) -> tuple[str, ...]:
        return ("name_sort", "name_initials")

    def derive(self) -> None:
        self.name_sort = sort_key(self.name)[:120]
        self.name_initials = initials(self.name)[:20]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a bare `last_login` stamp is no change of the person and leaves no version."""
        if kwargs.get("update_fields") is not None and set(kwargs["update_fields"]) == {
            "last_login"
        }:
            self.skip_history_when_saving = True
            try:
                models.Model.save(self, *args, **kwargs)
            finally:
                del self.skip_history_when_saving
            return
        super().save(*args, **kwargs)

    def trail_label(self) -> str:
        return self.username or self.name

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.unit_id, None


class Grant(Record):
    """A role given to a person over a unit or a department, from a day until a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants", verbose_name="人员")
    role = models.CharField("角色", max_length=30, choices=role_choices())
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="单位"
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name="部门",
    )
    from_on = models.DateField("起始日期")
    until_on = models.DateField("终止日期", null=True, blank=True)

    objects: ClassVar[models.Manager[Grant]] = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "角色授予"
        ordering = ("person", "role", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="grant_until_after_from",
                violation_error_message="终止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(role__in=("system_admin", "security_admin", "auditor"))
                | Q(role__in=("handler", "department_head"), department__isnull=False)
                | Q(
                    role__in=("office", "leader", "secretary", "supervisor"),
                    unit__isnull=False,
                    department__isnull=True,
                ),
                name="grant_scope_fits_role",
                violation_error_message="部门角色须指定部门，单位角色须指定单位。",
            ),
            models.UniqueConstraint(
                "person",
                "role",
                # NULLs would be distinct, and SQLite cannot be told otherwise.
                Coalesce("unit", 0),
                Coalesce("department", 0),
                condition=Q(until_on__isnull=True),
                name="grant_open_once",
                violation_error_message="该人员已有同样的角色，无需重复授予。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}:{self.role}"

    @property
    def title(self) -> str:
        """The role's title in Chinese."""
        return ROLES[self.role].title

    def trail_label(self) -> str:
        return f"{self.role}#{self.person_id}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.unit_id, None


class Alias(Record):
    """Another name by which a unit's papers call one of its persons or departments."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="aliases", verbose_name="单位")
    name = models.CharField("别名", max_length=60)
    key = models.CharField("比对键", max_length=60, editable=False)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name="人员",
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name="部门",
    )
    ended_on = models.DateField("停用日期", null=True, blank=True)

    objects: ClassVar[models.Manager[Alias]] = AliasQuerySet.as_manager()

    class Meta:
        verbose_name = "别名"
        ordering = ("unit", "name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=True, department__isnull=False)
                | Q(person__isnull=False, department__isnull=True),
                name="alias_of_one",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="alias_has_name"),
            models.UniqueConstraint(
                fields=("unit", "key"),
                condition=Q(ended_on__isnull=True, person__isnull=False),
                name="alias_of_person_once",
                violation_error_message="该别名已对应到另一名人员，请先停用。",
            ),
            models.UniqueConstraint(
                fields=("unit", "key"),
                condition=Q(ended_on__isnull=True, department__isnull=False),
                name="alias_of_department_once",
                violation_error_message="该别名已对应到另一个部门，请先停用。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def derived_fields(cls) -> tuple[str, ...]:
        return ("key",)

    def derive(self) -> None:
        self.key = search_key(self.name)[:60]

    def trail_label(self) -> str:
        return f"别名{self.pk}"

    def trail_place(self) -> tuple[int | None, int | None]:
        return self.unit_id, None
