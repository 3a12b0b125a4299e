"""What the dashboard shows: the catalogue's figures, and by department what is late or due soon.

Every number carries the selection whose rows it counts, so that the page can lead to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from rectify.claims.queries import Urged, urged
from rectify.deadlines.enums import Light
from rectify.deadlines.rules import light_on
from rectify.figures.catalogue import CATALOGUE, SOON_DAYS, Figure, percentage
from rectify.figures.facts import IssueFact, LedgerFacts, MeasureFact, facts_of
from rectify.figures.selection import NOBODY, Claim, Of, Selection, visible_measures
from rectify.figures.takeovers import (
    OriginLine,
    TakenCount,
    origin_lines,
    taken_counts,
    taken_of,
)
from rectify.issues.enums import OPEN, Standing
from rectify.issues.models import Category
from rectify.measures.models import Progress
from rectify.people.models import Department, Person
from rectify.rounds.enums import Kind
from rectify.rounds.models import Round

RECENT = 6


@dataclass(frozen=True, slots=True)
class Number:
    """One number and the rows it counts."""

    figure: Figure
    value: str

    @property
    def query(self) -> str:
        """The ledger's parameters that list exactly these rows."""
        return self.figure.selection.query if self.figure.selection is not None else ""


@dataclass(frozen=True, slots=True)
class LightShare:
    """How many rows show one light, and the ledger's parameters that list them."""

    light: Light
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class AspectLine:
    """A 方面 with its issues: all, finished, late."""

    name: str
    category_id: int
    total: int
    done: int
    overdue: int

    @property
    def done_words(self) -> str:
        """The share that is finished, with its sign."""
        return f"{percentage(self.done, self.total)}%"

    def _query(self, **chosen: Any) -> str:
        return Selection(category=self.category_id).but(**chosen).query

    @property
    def query(self) -> str:
        """The ledger's parameters for all of them."""
        return self._query()

    @property
    def done_query(self) -> str:
        """The ledger's parameters for the finished ones."""
        return self._query(statuses=(Standing.DONE,))

    @property
    def overdue_query(self) -> str:
        """The ledger's parameters for the late ones."""
        return self._query(overdue=True)


@dataclass(frozen=True, slots=True)
class Strip:
    """The figures of one level: the total with its five parts, and what stands beside them."""

    title: str
    unit: str
    total: Number
    parts: Sequence[tuple[Standing, Number]]
    overdue: Number
    soon: Number
    rate: Number
    lights: Sequence[LightShare]


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """A department's measures that are open, late, or due soon."""

    name: str
    department_id: int
    open_count: int
    overdue: int
    soon: int

    def _query(self, **chosen: Any) -> str:
        return Selection(of=Of.MEASURES, department=self.department_id).but(**chosen).query

    @property
    def open_query(self) -> str:
        """The ledger's parameters for the open ones."""
        return self._query(statuses=tuple(s for s in Standing if s in OPEN))

    @property
    def overdue_query(self) -> str:
        """The ledger's parameters for the late ones."""
        return self._query(overdue=True)

    @property
    def soon_query(self) -> str:
        """The ledger's parameters for those due soon."""
        return self._query(due_within=SOON_DAYS)


@dataclass(frozen=True, slots=True)
class ClaimShare:
    """Measures that nobody has taken up: how many, for how many days the oldest has lain.

    Of all that are untaken also how often departments were reminded, and when last.
    """

    claim: Claim
    count: int
    days: int
    urged: Urged | None

    @property
    def query(self) -> str:
        """The ledger's parameters that list exactly these rows."""
        return Selection(of=Of.MEASURES, claim=self.claim).query


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything on the page."""

    day: date
    issues: Strip
    measures: Strip
    departments: Sequence[DepartmentLine]
    aspects: Sequence[AspectLine]
    recent: Sequence[Progress]
    claims: Sequence[ClaimShare]
    taken: Sequence[TakenCount] = ()
    origins: Sequence[OriginLine] = ()

    @property
    def strips(self) -> tuple[Strip, Strip]:
        """Issues, then measures."""
        return self.issues, self.measures


def dashboard_of(person: Person, round_: Round, day: date) -> Dashboard:
    """The dashboard of a round for one person: only what he may see is counted."""
    facts = facts_of(person, round_, day)
    taken = taken_of(round_, person) if round_.kind == Kind.LOOK_BACK else []
    return Dashboard(
        day=day,
        issues=_strip(Of.ISSUES, "问题", facts),
        measures=_strip(Of.MEASURES, "措施", facts),
        departments=_departments(facts),
        aspects=_aspects(facts),
        recent=_recent(person, round_),
        claims=_claims(person, round_, day),
        taken=taken_counts(taken) if taken else (),
        origins=origin_lines(taken),
    )


def _strip(of: Of, title: str, facts: LedgerFacts) -> Strip:
    def number(name: str) -> Number:
        figure = CATALOGUE[f"{of}.{name}"]
        return Number(figure, figure.value(facts))

    return Strip(
        title=title,
        unit=CATALOGUE[f"{of}.total"].unit,
        total=number("total"),
        parts=[(standing, number(standing)) for standing in Standing],
        overdue=number("overdue"),
        soon=number("soon"),
        rate=number("rate"),
        lights=_lights(of, facts),
    )


def _lights(of: Of, facts: LedgerFacts) -> list[LightShare]:
    if of is Of.MEASURES:
        shown = [light_on(facts.day, due_on=m.due_on, standing=m.standing) for m in facts.measures]
    else:
        shown = [
            light_on(facts.day, due_on=issue.open_date, standing=issue.standing)
            for issue in facts.issues
        ]
    counted = Counter(shown)
    return [
        LightShare(light, counted[light], Selection(of=of, light=light).query) for light in Light
    ]


def _aspects(facts: LedgerFacts) -> list[AspectLine]:
    """One line for each 方面 that holds a visible issue, in the ledger's order; "未归类" comes last."""
    below: dict[int, list[IssueFact]] = {}
    for issue in facts.issues:
        path = facts.path(issue)
        below.setdefault(path[0] if path else NOBODY, []).append(issue)
    tops = Category.objects.filter(pk__in=below).order_by("position", "pk")
    named = [*((top.title, top.pk) for top in tops), ("未归类", NOBODY)]
    return [
        AspectLine(
            name=name,
            category_id=pk,
            total=len(below[pk]),
            done=sum(issue.standing is Standing.DONE for issue in below[pk]),
            overdue=sum(issue.overdue_on(facts.day) for issue in below[pk]),
        )
        for name, pk in named
        if pk in below
    ]


def _departments(facts: LedgerFacts) -> list[DepartmentLine]:
    """One line for each department with open measures, the latest first; "未明确" for none."""
    of_department: dict[int, list[MeasureFact]] = {}
    for measure in facts.measures:
        if measure.standing in OPEN:
            for department in measure.departments or {NOBODY}:
                of_department.setdefault(department, []).append(measure)
    names = dict(Department.objects.filter(pk__in=of_department).values_list("pk", "name"))
    last = facts.day + timedelta(days=SOON_DAYS)
    lines = [
        DepartmentLine(
            name=names.get(pk, "未明确责任部门"),
            department_id=pk,
            open_count=len(measures),
            overdue=sum(m.overdue_on(facts.day) for m in measures),
            soon=sum(m.due_between(facts.day, last) for m in measures),
        )
        for pk, measures in of_department.items()
    ]
    return sorted(lines, key=lambda line: (-line.overdue, -line.soon, -line.open_count, line.name))


def _claims(person: Person, round_: Round, day: date) -> list[ClaimShare]:
    """What lies untaken or was given back; nothing where there is none."""
    rows = {
        claim: Selection(of=Of.MEASURES, claim=claim).measures(person, round_, day)
        for claim in Claim
    }
    counted: dict[str, Any] = {}
    for claim in Claim:
        among = Q(pk__in=rows[claim].order_by().values("pk"))
        counted |= {claim.value: Count("pk", filter=among)}
        counted |= {f"{claim.value}_since": Min("assigned_on", filter=among)}
    told = visible_measures(person, round_).order_by().aggregate(**counted)
    shares = []
    for claim in Claim:
        if count := told[claim.value]:
            since = told[f"{claim.value}_since"]
            reminded = urged(rows[claim]) if claim is Claim.UNTAKEN else None
            shares.append(ClaimShare(claim, count, (day - since).days if since else 0, reminded))
    return shares


def _recent(person: Person, round_: Round) -> list[Progress]:
    rows: Any = Progress.objects.filter(
        measure__issue__round=round_,
        measure__withdrawn_at__isnull=True,
        measure__issue__withdrawn_at__isnull=True,
        correction__isnull=True,
    )
    visible = rows.visible_to(person).select_related("measure__issue", "department", "logged_by")
    return list(visible.order_by("-logged_at", "-pk")[:RECENT])
