"""Offices to test with: two units with mirrored roles, made through the operations themselves."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client

from rectify.access.roles import RoleKey
from rectify.deadlines.operations import set_deadline
from rectify.evidence.models import Evidence
from rectify.evidence.operations import add_evidence
from rectify.issues.models import Category, Issue
from rectify.issues.operations import create_category, create_issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import create_measure
from rectify.outcomes.models import Outcome
from rectify.outcomes.operations import Attached, create_outcome
from rectify.people.models import Department, Grant, Person, Unit
from rectify.people.operations import create_department, create_person, create_unit, grant_role
from rectify.rounds.models import Round
from rectify.rounds.operations import create_round
from rectify.trail.models import CHAIN_NAME, Chain, Event

PASSWORD = "Qinglan-2026-ceshi"


@dataclass
class Office:
    """One unit with two departments and a person for each role; all sign in with `PASSWORD`."""

    unit: Unit
    finance: Department
    personnel: Department
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        """`office.secretary` is the person who holds that role here."""
        try:
            people: dict[str, Person] = self.__dict__["people"]  # a copy under way has none yet
            return people[name]
        except KeyError:
            raise AttributeError(name) from None

    def round(self, **facts: Any) -> Round:
        """A round whose feedback was sixty days ago."""
        today = clock.today()
        given: dict[str, Any] = {
            "name": "县委第一轮常规巡察",
            "inspector": "县委第一巡察组",
            "feedback_on": today - timedelta(days=60),
            "inspected_from": today - timedelta(days=150),
            "inspected_to": today - timedelta(days=90),
        }
        return create_round(self.unit, facts=given | facts, by=None)

    def issue(self, round_: Round, title: str = "固定资产管理不规范", **facts: Any) -> Issue:
        """An issue of the round under the category 财务管理."""
        category = Category.objects.filter(round=round_, title="财务管理").first()
        category = category or create_category(round_, title="财务管理", by=None)
        stated = facts.pop("stated", "")
        issue = create_issue(round_, category=category, facts={"title": title, **facts}, by=None)
        return as_a_paper_says(issue, stated)

    def measure(
        self, issue: Issue, text: str = "开展固定资产清查", due_on: date | None = None, **facts: Any
    ) -> Measure:
        """A measure led by the finance department."""
        given = {"text": text, "lead_department": self.finance}
        assisting = facts.pop("assisting", None)
        measure = create_measure(issue, facts=given | facts, assisting=assisting, by=None)
        if due_on is not None:
            set_deadline(measure, due_on=due_on, by=None)
        return measure

    def evidence(self, measure: Measure, content: bytes = b"%PDF-1.4 test") -> Evidence:
        """A file of evidence, uploaded by the department's handler."""
        return add_evidence(
            measure, name="清查报告.pdf", chunks=[content], by=self.people["handler"]
        )

    def outcome(
        self,
        round_: Round,
        *,
        kind: str = "regulation",
        measures: list[Measure] | None = None,
        issues: list[Issue] | None = None,
        evidence: list[Evidence] | None = None,
        by: str = "handler",
        **facts: Any,
    ) -> Outcome:
        """An outcome of any kind, entered by the department's handler for measures and issues."""
        attached = Attached(issues or [], measures or [], evidence or [])
        given = OUTCOMES[kind] | facts
        if given.get("state", "issued") == "issued":
            given = {"dated_on": clock.today()} | given
        return create_outcome(round_, kind=kind, facts=given, attached=attached, by=self.people[by])


def as_a_paper_says(issue: Issue, stated: str) -> Issue:
    """The issue with a standing that an imported paper brought: by hand none can be concluded."""
    if stated:
        issue.refresh_from_db()
        issue.stated = stated
        issue.save_changes("stated")
    return issue


OUTCOMES: dict[str, dict[str, Any]] = {
    "regulation": {"form": "formulated", "title": "固定资产管理办法", "state": "issued"},
    "meeting": {"form": "group_meeting", "title": "研究固定资产清查", "chair": "赵某"},
    "accountability": {"form": "reminder_talk", "title": "资产管理失责", "person_times": 3},
    "funds": {"form": "refunded", "title": "清退违规发放补贴", "amount": Decimal("12345.67")},
    "activity": {"form": "training", "title": "资产管理培训", "times": 2, "person_times": 56},
    "supervision": {"form": "inspection", "title": "资产清查进度督查", "times": 4},
    "consultation": {"form": "research", "title": "资产使用情况调研", "times": 3, "items": 21},
}
"""One outcome of each kind, but for its day."""

UNIT_ROLES = (RoleKey.OFFICE, RoleKey.LEADER, RoleKey.SECRETARY, RoleKey.SUPERVISOR)
DEPARTMENT_ROLES = (RoleKey.HANDLER, RoleKey.DEPARTMENT_HEAD)
SYSTEM_ROLES = (RoleKey.SYSTEM_ADMIN, RoleKey.SECURITY_ADMIN, RoleKey.AUDITOR)


def make_office(prefix: str = "qs", name: str = "青山县档案馆党组") -> Office:
    """A unit with all its roles; usernames are prefix and role, as "qs_office".

    Thousands of tests begin with one or two: each is made through the operations once, and where
    another test stands at the same point of the same trail, its rows are laid down again.
    """
    chain = Chain.objects.first()
    start = (chain.head if chain else "", prefix, name, clock.today())
    if start in _laid:
        laid, head = pickle.loads(_laid[start])
        for model, rows in laid:
            model.objects.bulk_create(rows)
        Chain.objects.update_or_create(name=CHAIN_NAME, defaults=head)
        return _office_of(Unit.objects.get(name=name))
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in _LAID}
    office = _built_office(prefix, name)
    if start[0] in _HEADS:
        laid = [(model, list(model.objects.exclude(pk__in=before[model]))) for model in _LAID]
        chain = Chain.objects.get()
        _laid[start] = pickle.dumps((laid, {"length": chain.length, "head": chain.head}))
        _HEADS.add(chain.head)
    return office


_LAID: tuple[Any, ...] = (
    *(Unit, Department, Person, Grant),
    *(model.history.model for model in (Unit, Department, Person, Grant)),
    Event,
)
"""Where the rows of an office lie, those that others refer to first."""

_laid: dict[tuple[str, str, str, date], bytes] = {}

_HEADS = {""}
"""Heads of trails that hold nothing but such offices."""


def _built_office(prefix: str, name: str) -> Office:
    unit = create_unit(name, short_name=name.removesuffix("党组"), by=None)
    finance = create_department(unit, name="财务科", by=None)
    personnel = create_department(unit, name="人事科", by=None)
    office = Office(unit, finance, personnel)
    for role in (*UNIT_ROLES, *DEPARTMENT_ROLES):
        of = finance if role in DEPARTMENT_ROLES else None
        person = create_person(
            unit, name=f"{prefix}{role}", department=of, username=f"{prefix}_{role}", by=None
        )
        grant_role(person, role, unit=unit, department=of, by=None)
        office.people[role.value] = person
    return office


def _office_of(unit: Unit) -> Office:
    finance, personnel = Department.objects.filter(unit=unit).order_by("pk")
    persons = Person.objects.filter(unit=unit).order_by("pk")
    roles = (*UNIT_ROLES, *DEPARTMENT_ROLES)
    people = {role.value: person for role, person in zip(roles, persons, strict=True)}
    return Office(unit, finance, personnel, people)


def make_administrators() -> dict[str, Person]:
    """The three administrators, by role key."""
    made = {}
    for role in SYSTEM_ROLES:
        person = create_person(None, name=f"管理{role}", username=f"sys_{role}", by=None)
        grant_role(person, role, by=None)
        made[role.value] = person
    return made


def give_password(person: Person) -> Person:
    """Let a person sign in with `PASSWORD` (hashing is slow, so only those who need it)."""
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def signed_in(person: Person) -> Client:
    """A browser in which `person` has signed in."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
