"""What hangs on a person and goes on: issues, measures, instructions, drafts.

What is kept up for good (长期坚持) goes on as well; only what is done stays with whom it was done by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from rectify.deadlines.queries import with_standing
from rectify.handover.forms import FORMS, drafts_in_unit, in_unit
from rectify.instructions.models import Addressee
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.measures.models import Measure, Responsible
from rectify.people.models import Person

LEADER, SUPERVISING, ANSWERING = "责任领导", "分管领导", "责任人"


@dataclass(frozen=True, slots=True)
class Piece:
    """One row that would go over: what it is, as which roles the person stands in it, its version.

    `of` names the round: numbers begin anew in each.
    `key` travels through the form, so that what goes over is what was seen.
    """

    kind: str
    row: Any
    label: str
    text: str
    roles: list[str] = field(default_factory=list)
    of: str = ""

    @property
    def key(self) -> str:
        """Kind, id and the version that was seen."""
        return f"{self.kind}-{self.row.pk}-{getattr(self.row, 'version', 0)}"

    @property
    def words(self) -> str:
        """The roles in words."""
        return "、".join(self.roles)


def open_counts(unit_ids: Collection[int]) -> Counter[int]:
    """How many rows that go on hang on each person of the units, by his id; a few queries for all."""
    counts: Counter[int] = Counter()
    issues: Any = Issue.objects.filter(round__unit__in=unit_ids, lead_leader__isnull=False)
    held = with_standing(issues).exclude(standing_now=Standing.DONE)
    counts.update(held.order_by().values_list("lead_leader_id", flat=True))
    rows = _open_measures().filter(issue__round__unit__in=unit_ids)
    pairs = {
        (pk, person)
        for name in ("responsible_leader_id", "supervising_leader_id")
        for pk, person in rows.order_by().values_list("pk", name)
        if person is not None
    }
    answering = Responsible.objects.filter(ended_on__isnull=True, measure__in=rows)
    pairs |= set(answering.order_by().values_list("measure_id", "person_id"))
    counts.update(person for _, person in pairs)
    for unit_id in unit_ids:
        for held in (in_unit(Addressee, unit_id).standing(), drafts_in_unit(unit_id)):
            own = held.filter(person__unit=unit_id)
            counts.update(own.order_by().values_list("person_id", flat=True))
    return counts


def pieces_of(person: Person) -> list[Piece]:
    """Everything that goes on and hangs on `person` in his unit, in the ledger's order."""
    return [*_issues(person), *_measures(person), *_instructions(person), *_drafts(person)]


def _issues(person: Person) -> list[Piece]:
    rows: Any = Issue.objects.filter(lead_leader=person, round__unit=person.unit_id)
    held = with_standing(rows).exclude(standing_now=Standing.DONE).order_by("round", "serial")
    return [
        Piece("issue", row, f"问题{row.serial}", row.title, [LEADER], row.round.name)
        for row in held.select_related("round")
    ]


def _open_measures() -> Any:
    living = Measure.objects.filter(issue__withdrawn_at__isnull=True)
    return living.exclude(standing=Standing.DONE)


def _measures(person: Person) -> list[Piece]:
    rows = _open_measures().filter(issue__round__unit=person.unit_id)
    roles: dict[int, list[str]] = {}
    for name, role in (("responsible_leader", LEADER), ("supervising_leader", SUPERVISING)):
        for pk in rows.filter(**{name: person}).values_list("pk", flat=True):
            roles.setdefault(pk, []).append(role)
    answering = Responsible.objects.filter(person=person, ended_on__isnull=True, measure__in=rows)
    for pk in answering.values_list("measure_id", flat=True):
        roles.setdefault(pk, []).append(ANSWERING)
    held = rows.filter(pk__in=roles).select_related("issue__round").order_by("issue", "serial")
    return [
        Piece("measure", row, f"措施{row.label}", row.text, roles[row.pk], row.issue.round.name)
        for row in held
    ]


def _instructions(person: Person) -> list[Piece]:
    rows = in_unit(Addressee, person.unit_id).filter(person=person)
    held = rows.standing().select_related("instruction__issue", "instruction__measure__issue")
    return [
        Piece("instruction", row, row.instruction.on.trail_label(), row.instruction.text, ["批示"])
        for row in held.order_by("instruction", "pk")
    ]


def _drafts(person: Person) -> list[Piece]:
    """Where somebody has typed, and when; what he typed is his alone until he sends it."""
    rows = drafts_in_unit(person.unit_id).filter(person=person).order_by("form", "row_id")
    return [
        Piece(
            "draft",
            row,
            row.label or FORMS[row.form].name,
            f"{timezone.localtime(row.saved_at):%Y-%m-%d %H:%M}保存",
            ["草稿"],
        )
        for row in rows
    ]
