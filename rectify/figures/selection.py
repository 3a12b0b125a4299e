"""The ledger's filters: parameters of an address turned into the rows they mean.

The ledger lists what a `Selection` gives and every number that links to the ledger counts what the
same `Selection` gives, so that a number and its rows cannot differ. Everything starts from
`visible_to(person)`: a filter never finds an issue through a measure that the person may not see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.datastructures import MultiValueDict

from rectify.deadlines.enums import Light
from rectify.deadlines.queries import (
    due_issues,
    due_measures,
    overdue_issues,
    overdue_measures,
    with_standing,
)
from rectify.deadlines.rules import YELLOW_DAYS
from rectify.figures.dates import open_date_now
from rectify.issues.enums import OPEN, Source, Standing
from rectify.issues.models import Category, Issue
from rectify.issues.rows import IssueQuerySet
from rectify.kernel import clock
from rectify.kernel.parameters import day_of, whole_number
from rectify.measures.models import Measure
from rectify.measures.rows import MeasureQuerySet
from rectify.people.models import Person
from rectify.rounds.models import Round

NOBODY = 0
"""`department=0`, `leader=0` and `category=0` mean the rows that name none."""

E = TypeVar("E", Standing, Source)

LONGEST_WORDS = 200
FURTHEST_DAYS = 3660


class Of(StrEnum):
    """Which level of the tree the filters speak of."""

    ISSUES = "issues"
    MEASURES = "measures"


class Claim(StrEnum):
    """Measures that nobody works on yet: not taken up, for longer than the unit allows, or given back."""

    UNTAKEN = "untaken"
    LYING = "lying"
    HANDED_BACK = "handed_back"


@dataclass(frozen=True, slots=True)
class Selection:
    """What somebody has asked the ledger for; the defaults ask for everything."""

    of: Of = Of.ISSUES
    statuses: tuple[Standing, ...] = ()
    sources: tuple[Source, ...] = ()
    light: Light | None = None
    overdue: bool = False
    due_within: int | None = None
    due_before: date | None = None
    department: int | None = None
    leader: int | None = None
    category: int | None = None
    claim: Claim | None = None
    q: str = ""

    @classmethod
    def from_params(cls, params: MultiValueDict[str, str]) -> Self:
        """Read the parameters of an address; what cannot be understood is left out."""
        return cls(
            of=Of.MEASURES if params.get("of") == Of.MEASURES else Of.ISSUES,
            statuses=_several(Standing, params.getlist("status")),
            sources=_several(Source, params.getlist("source")),
            light=_light(params.get("light")),
            overdue=params.get("overdue") == "1",
            due_within=whole_number(params.get("due_within"), FURTHEST_DAYS),
            due_before=day_of(params.get("due_before")),
            department=whole_number(params.get("department")),
            leader=whole_number(params.get("leader")),
            category=whole_number(params.get("category")),
            claim=_claim(params.get("claim")),
            q=" ".join(params.get("q", "").replace("\0", "").split())[:LONGEST_WORDS],
        )

    def to_params(self) -> list[tuple[str, str]]:
        """The parameters that `from_params` reads back into the same selection."""
        pairs: list[tuple[str, Any]] = [("of", self.of if self.of is Of.MEASURES else "")]
        pairs += [("status", standing.value) for standing in self.statuses]
        pairs += [("source", source.value) for source in self.sources]
        pairs += [
            ("light", self.light.value if self.light else ""),
            ("overdue", "1" if self.overdue else ""),
            ("due_within", self.due_within),
            ("due_before", self.due_before.isoformat() if self.due_before else ""),
            ("department", self.department),
            ("leader", self.leader),
            ("category", self.category),
            ("claim", self.claim.value if self.claim else ""),
            ("q", self.q),
        ]
        return [(name, str(value)) for name, value in pairs if value not in (None, "")]

    @property
    def query(self) -> str:
        """The parameters as they stand in an address, without the question mark."""
        return urlencode(self.to_params())

    def but(self, **changes: Any) -> Self:
        """The same selection with some of its parts changed (None or empty takes one away)."""
        return replace(self, **changes)

    @property
    def narrows(self) -> bool:
        """True when anything is filtered at all."""
        return self.but(of=Of.ISSUES) != Selection()

    def issues(self, person: Person, round_: Round, day: date | None = None) -> IssueQuerySet:
        """The issues to list, with `standing_now`: those that match, or whose measures match."""
        rows: Any = Issue.objects.filter(round=round_)
        visible: IssueQuerySet = with_standing(rows.visible_to(person))
        if self.of is Of.MEASURES:
            if not self.narrows:
                return visible
            matching = self.measures(person, round_, day)
            return visible.filter(pk__in=matching.order_by().values("issue_id"))
        return self._matching_issues(visible, visible_measures(person, round_), _today(day))

    def measures(self, person: Person, round_: Round, day: date | None = None) -> MeasureQuerySet:
        """The measures to list: those that match, or all that are visible of issues that match."""
        visible = visible_measures(person, round_)
        if self.of is Of.MEASURES:
            return self._matching_measures(visible, _today(day))
        if not self.narrows:
            return visible
        matching = self.issues(person, round_, day)
        return visible.filter(issue_id__in=matching.order_by().values("pk"))

    def _matching_issues(
        self, issues: IssueQuerySet, measures: MeasureQuerySet, day: date
    ) -> IssueQuerySet:
        if self.statuses:
            issues = issues.filter(standing_now__in=self.statuses)
        if self.sources:
            issues = issues.filter(source__in=self.sources)
        issues = self._issues_in_time(issues, measures, day)
        if self.department is not None:
            issues = issues.filter(_with_department(measures, self.department))
        if self.leader is not None:
            issues = issues.filter(_with_leader(measures, self.leader))
        if self.category is not None:
            issues = issues.filter(_in_category(self.category, "category"))
        if self.claim is not None:
            issues = issues.filter(_of(_with_claim(measures, self.claim, day)))
        return self._mentioned_issues(issues, measures) if self.q else issues

    def _mentioned_issues(self, issues: IssueQuerySet, measures: MeasureQuerySet) -> IssueQuerySet:
        said = Q(pk__in=issues.mentioning(self.q).order_by().values("pk"))
        said |= _of(measures.mentioning(self.q))
        return issues.filter(said | _numbered(self.q, "pk"))

    def _matching_measures(self, measures: MeasureQuerySet, day: date) -> MeasureQuerySet:
        if self.statuses:
            measures = measures.filter(standing__in=self.statuses)
        if self.sources:
            measures = measures.filter(issue__source__in=self.sources)
        measures = self._measures_in_time(measures, day)
        if self.department is not None:
            measures = measures.filter(_of_department(self.department))
        if self.leader is not None:
            measures = measures.filter(_of_leader(self.leader))
        if self.category is not None:
            measures = measures.filter(_in_category(self.category, "issue__category"))
        if self.claim is not None:
            measures = _with_claim(measures, self.claim, day)
        if self.q:
            said = Q(pk__in=measures.mentioning(self.q).order_by().values("pk"))
            measures = measures.filter(said | _numbered(self.q, "issue_id"))
        return measures

    def _issues_in_time(
        self, issues: IssueQuerySet, measures: MeasureQuerySet, day: date
    ) -> IssueQuerySet:
        if self.light is not None:
            issues = _issues_with_light(issues, measures, self.light, day)
        if self.overdue:
            issues = overdue_issues(issues, day, measures)
        if self.due_within is not None:
            issues = due_issues(issues, day=day, within=self.due_within, measures=measures)
        if self.due_before is not None:
            before = Q(deadline__due_on__lt=self.due_before)
            issues = issues.filter(before | _of(measures.filter(before)))
        return issues

    def _measures_in_time(self, measures: MeasureQuerySet, day: date) -> MeasureQuerySet:
        if self.light is not None:
            measures = _measures_with_light(measures, self.light, day)
        if self.overdue:
            measures = overdue_measures(measures, day)
        if self.due_within is not None:
            measures = due_measures(measures, day=day, within=self.due_within)
        if self.due_before is not None:
            measures = measures.filter(deadline__due_on__lt=self.due_before)
        return measures


def visible_measures(person: Person, round_: Round) -> MeasureQuerySet:
    """The measures of the round that exist for `person`."""
    rows: Any = Measure.objects.filter(issue__round=round_, issue__withdrawn_at__isnull=True)
    visible: MeasureQuerySet = rows.visible_to(person)
    return visible


def _in_category(category_id: int, field: str) -> Q:
    if category_id == NOBODY:
        return Q(**{f"{field}__isnull": True})
    return Q(**{f"{field}__in": category_and_below(category_id)})


def category_and_below(category_id: int) -> list[int]:
    """The ids of a category and of all below it, by one query for its round's whole tree."""
    of_round = Category.objects.filter(pk=category_id).values("round_id")
    pairs = list(Category.objects.filter(round_id__in=of_round).values_list("pk", "parent_id"))
    found = [category_id]
    for known in found:  # grows while it is walked
        found.extend(pk for pk, parent in pairs if parent == known)
    return found


def _issues_with_light(
    issues: IssueQuerySet, measures: MeasureQuerySet, light: Light, day: date
) -> IssueQuerySet:
    if light is Light.CLOSED:
        return issues.exclude(standing_now__in=OPEN)
    dated = open_date_now(issues, measures)
    return dated.filter(_dated(light, day, "open_date"), standing_now__in=OPEN)


def _measures_with_light(measures: MeasureQuerySet, light: Light, day: date) -> MeasureQuerySet:
    if light is Light.CLOSED:
        return measures.exclude(standing__in=OPEN)
    return measures.filter(_dated(light, day, "deadline__due_on"), standing__in=OPEN)


def _dated(light: Light, day: date, field: str) -> Q:
    """The dates for which `deadlines.rules.light_on` shows `light` on an open row."""
    turning = day + timedelta(days=YELLOW_DAYS)
    return {
        Light.RED: Q(**{f"{field}__lt": day}),
        Light.YELLOW: Q(**{f"{field}__gte": day, f"{field}__lte": turning}),
        Light.GREEN: Q(**{f"{field}__gt": turning}),
        Light.NONE: Q(**{f"{field}__isnull": True}),
    }[light]


def _with_claim(measures: MeasureQuerySet, claim: Claim, day: date) -> MeasureQuerySet:
    if claim is Claim.LYING:
        return measures.lying(day)
    return measures.untaken() if claim is Claim.UNTAKEN else measures.handed_back()


def _of(measures: MeasureQuerySet) -> Q:
    return Q(pk__in=measures.order_by().values("issue_id"))


def _with_department(measures: MeasureQuerySet, department: int) -> Q:
    if department == NOBODY:
        return Q(lead_department__isnull=True)
    led = measures.filter(lead_department_id=department)
    return Q(lead_department_id=department) | _of(led)


def _with_leader(measures: MeasureQuerySet, leader: int) -> Q:
    if leader == NOBODY:
        return Q(lead_leader__isnull=True)
    return Q(lead_leader_id=leader) | _of(measures.filter(_of_leader(leader)))


def _of_department(department: int) -> Q:
    if department == NOBODY:
        return Q(lead_department__isnull=True)
    assisted = Measure.objects.filter(
        assistances__department_id=department, assistances__ended_on__isnull=True
    )
    return Q(lead_department_id=department) | Q(pk__in=assisted.values("pk"))


def _of_leader(leader: int) -> Q:
    if leader == NOBODY:
        return Q(responsible_leader__isnull=True, supervising_leader__isnull=True)
    return Q(responsible_leader_id=leader) | Q(supervising_leader_id=leader)


def _numbered(words: str, field: str) -> Q:
    """Who types a number alone also means the issue that has that number, or once had it."""
    number = whole_number(words, 10**9)
    if number is None:
        return Q(pk__in=())
    issues: Any = Issue.objects.all()
    return Q(**{f"{field}__in": issues.called(number).order_by().values("pk")})


def _today(day: date | None) -> date:
    return clock.today() if day is None else day


def _several(kind: type[E], written: Iterable[str]) -> tuple[E, ...]:
    """Known values in their own order, written one by one or joined by commas."""
    wanted = {word for value in written for word in value.split(",")}
    return tuple(one for one in kind if str(one) in wanted)


def _light(written: str | None) -> Light | None:
    return Light(written) if written in Light.values else None


def _claim(written: str | None) -> Claim | None:
    return Claim(written) if written in set(Claim) else None
