"""Outcomes that are counted: as bare facts on a day, by a selection, and what each figure sums up.

As with the ledger, page and figure ask the same `Selection`: of the rows through a QuerySet, of a
past day's facts one by one, so that a number and the rows it leads to cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self
from urllib.parse import urlencode

from django.utils.datastructures import MultiValueDict

from rectify.figures.history import rows_on
from rectify.figures.selection import LONGEST_WORDS, NOBODY
from rectify.kernel.money import money_words
from rectify.kernel.parameters import day_of, whole_number
from rectify.outcomes.enums import FORMS, OutcomeForm, OutcomeKind, RegulationState
from rectify.outcomes.models import Outcome
from rectify.outcomes.rows import OutcomeQuerySet
from rectify.people.models import Person
from rectify.rounds.models import Round


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """An outcome as it stood on a day."""

    id: int
    kind: str
    form: str
    title: str
    dated_on: date | None
    department_id: int | None
    state: str
    document_number: str
    issuer: str
    chair: str
    authority: str
    persons: int | None
    person_times: int | None
    amount: Decimal | None
    times: int | None
    items: int | None

    @property
    def issued(self) -> bool:
        """True for a 制度 that has been issued."""
        return self.state == RegulationState.ISSUED


COLUMNS = tuple(field.name for field in fields(OutcomeFact))


def outcome_facts(person: Person | None, round_: Round, day: date) -> tuple[OutcomeFact, ...]:
    """The outcomes of `round_` that `person` may see (None: all), as they stood on `day`."""
    rows: Any = Outcome.objects.filter(round=round_)
    ids = (rows if person is None else rows.visible_to(person)).order_by().values("pk")
    found = rows_on(Outcome, day).filter(id__in=ids, withdrawn_at__isnull=True)
    ordered = found.order_by("kind", "dated_on", "id").values(*COLUMNS)
    return tuple(OutcomeFact(**row) for row in ordered)


@dataclass(frozen=True, slots=True)
class OutcomeSelection:
    """What somebody has asked the list of one kind for; the defaults ask for the whole kind."""

    kind: OutcomeKind = OutcomeKind.REGULATION
    forms: tuple[OutcomeForm, ...] = ()
    states: tuple[RegulationState, ...] = ()
    department: int | None = None
    since: date | None = None
    until: date | None = None
    q: str = ""

    @classmethod
    def from_params(cls, params: MultiValueDict[str, str]) -> Self:
        """Read the parameters of an address; what cannot be understood is left out."""
        written = params.get("kind", "")
        kind = OutcomeKind(written) if written in OutcomeKind.values else OutcomeKind.REGULATION
        forms, states = _words(params, "form"), _words(params, "state")
        return cls(
            kind=kind,
            forms=tuple(form for form in FORMS[kind] if form.value in forms),
            states=tuple(
                state
                for state in RegulationState
                if state.value in states and kind is OutcomeKind.REGULATION
            ),
            department=whole_number(params.get("department")),
            since=day_of(params.get("since")),
            until=day_of(params.get("until")),
            q=" ".join(params.get("q", "").replace("\0", "").split())[:LONGEST_WORDS],
        )

    def to_params(self) -> list[tuple[str, str]]:
        """The parameters that `from_params` reads back into the same selection."""
        pairs: list[tuple[str, Any]] = [("kind", self.kind.value)]
        pairs += [("form", ",".join(self.forms)), ("state", ",".join(self.states))]
        pairs += [("department", self.department), ("since", self.since), ("until", self.until)]
        pairs.append(("q", self.q))
        return [(name, str(value)) for name, value in pairs if value not in (None, "")]

    @property
    def query(self) -> str:
        """The parameters as they stand in an address, without the question mark."""
        return urlencode(self.to_params())

    def but(self, **changes: Any) -> Self:
        """The same selection with some of its parts changed."""
        return replace(self, **changes)

    @property
    def narrows(self) -> bool:
        """True when anything but the kind is asked for."""
        return self != OutcomeSelection(kind=self.kind)

    def rows(self, person: Person, round_: Round) -> OutcomeQuerySet:
        """The current outcomes to list."""
        every: Any = Outcome.objects.filter(round=round_, kind=self.kind.value)
        found: OutcomeQuerySet = every.visible_to(person).current()
        if self.forms:
            found = found.filter(form__in=self.forms)
        if self.states:
            found = found.filter(state__in=self.states)
        if self.department is not None:
            found = found.filter(department_id=self.department or None)
        if self.since is not None:
            found = found.filter(dated_on__gte=self.since)
        if self.until is not None:
            found = found.filter(dated_on__lte=self.until)
        return found.mentioning(self.q) if self.q else found

    def holds(self, fact: OutcomeFact) -> bool:
        """True when the fact is among what `rows` would list (but for `q`, which no figure has)."""
        day = fact.dated_on
        return (
            fact.kind == self.kind
            and (not self.forms or fact.form in self.forms)
            and (not self.states or fact.state in self.states)
            and self.department in (None, fact.department_id or NOBODY)
            and (self.since is None or (day is not None and day >= self.since))
            and (self.until is None or (day is not None and day <= self.until))
        )


def _words(params: MultiValueDict[str, str], name: str) -> set[str]:
    return {word for value in params.getlist(name) for word in value.split(",")}


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """What a figure counts: the outcomes of a selection, or the sum of one of their fields."""

    key: str
    name: str
    unit: str
    meaning: str
    selection: OutcomeSelection
    summed: str = ""

    def facts(self, outcomes: Iterable[OutcomeFact]) -> list[OutcomeFact]:
        """The outcomes that it counts: where a field is summed, those that have it."""
        found = [fact for fact in outcomes if self.selection.holds(fact)]
        return [f for f in found if getattr(f, self.summed) is not None] if self.summed else found

    def value(self, outcomes: Iterable[OutcomeFact]) -> str:
        """The number as it is printed; an amount brings its 元 or 万元."""
        found = self.facts(outcomes)
        if self.summed == "amount":
            return money_words(sum((f.amount or Decimal(0) for f in found), Decimal(0)))
        return str(sum(getattr(f, self.summed) for f in found) if self.summed else len(found))


_K, _F = OutcomeKind, OutcomeForm


def _select(kind: OutcomeKind, *forms: OutcomeForm, **more: Any) -> OutcomeSelection:
    return OutcomeSelection(kind=kind, forms=forms, **more)


def _regulations() -> list[OutcomeCount]:
    issued = {"states": (RegulationState.ISSUED,)}
    ahead = {"states": (RegulationState.PLANNED, RegulationState.DRAFTING)}
    every, formulated, revised = (
        _select(_K.REGULATION, **issued),
        _select(_K.REGULATION, _F.FORMULATED, **issued),
        _select(_K.REGULATION, _F.REVISED, **issued),
    )
    coming = _select(_K.REGULATION, **ahead)
    return [
        OutcomeCount("regulations", "制度数", "项", "已印发的制度", every),
        OutcomeCount("regulations.new", "新建制度数", "项", "新制定并已印发的制度", formulated),
        OutcomeCount("regulations.revised", "修订制度数", "项", "修订并已印发的制度", revised),
        OutcomeCount("regulations.ahead", "在拟制度数", "项", "拟定或起草中的制度", coming),
    ]


def _by_form(
    key: str, kind: OutcomeKind, names: Sequence[tuple[OutcomeForm, str]], unit: str, summed: str
) -> list[OutcomeCount]:
    return [
        OutcomeCount(
            f"{key}.{form}", name, unit, _meaning(form, summed), _select(kind, form), summed
        )
        for form, name in names
    ]


def _meaning(form: OutcomeForm, summed: str) -> str:
    what = {
        "": "次数",
        "times": "次数",
        "person_times": "人次",
        "amount": "金额",
        "items": "意见建议条数",
    }[summed]
    return f"成果中登记的{form.label}{what}"


OUTCOME_COUNTS: tuple[OutcomeCount, ...] = (
    *_regulations(),
    OutcomeCount("meetings", "会议次数", "次", "成果中登记的会议", _select(_K.MEETING)),
    *_by_form(
        "meetings",
        _K.MEETING,
        (
            (_F.GROUP_MEETING, "党组会议次数"),
            (_F.STUDY_MEETING, "中心组学习次数"),
            (_F.LEADING_GROUP, "领导小组会议次数"),
            (_F.DEMOCRATIC_LIFE, "民主生活会次数"),
            (_F.SPECIAL_MEETING, "专题会议次数"),
        ),
        "次",
        "",
    ),
    OutcomeCount(
        "accountability",
        "问责人次",
        "人次",
        "成果中登记的各种问责处理人次",
        _select(_K.ACCOUNTABILITY),
        "person_times",
    ),
    *_by_form(
        "accountability",
        _K.ACCOUNTABILITY,
        [(form, f"{form.label}人次") for form in FORMS[_K.ACCOUNTABILITY]],
        "人次",
        "person_times",
    ),
    *_by_form(
        "funds", _K.FUNDS, [(form, f"{form.label}金额") for form in FORMS[_K.FUNDS]], "", "amount"
    ),
    *_by_form("activity", _K.ACTIVITY, ((_F.TRAINING, "培训次数"),), "次", "times"),
    *_by_form("attendance", _K.ACTIVITY, ((_F.TRAINING, "培训人次"),), "人次", "person_times"),
    *_by_form("activity", _K.ACTIVITY, ((_F.ACTIVITY, "活动次数"),), "次", "times"),
    *_by_form("attendance", _K.ACTIVITY, ((_F.ACTIVITY, "活动人次"),), "人次", "person_times"),
    OutcomeCount(
        "supervision",
        "督查督办次数",
        "次",
        "成果中登记的督查和督办次数",
        _select(_K.SUPERVISION),
        "times",
    ),
    *_by_form(
        "supervision",
        _K.SUPERVISION,
        ((_F.INSPECTION, "督查次数"), (_F.URGING, "督办次数")),
        "次",
        "times",
    ),
    *_by_form(
        "consultation",
        _K.CONSULTATION,
        ((_F.RESEARCH, "调研次数"), (_F.OPINIONS, "征求意见次数")),
        "次",
        "times",
    ),
    OutcomeCount(
        "opinions",
        "意见建议条数",
        "条",
        "调研和征求意见中收集的意见建议条数",
        _select(_K.CONSULTATION),
        "items",
    ),
)
"""Every figure about outcomes, in the order in which papers tell them."""
