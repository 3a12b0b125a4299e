"""The one catalogue of counts and rates: what each is called, what it counts, which rows it means.

Issues and measures are counted apart and never mixed. For both, 总数 is the sum of the five standings;
逾期 is told beside them and is part of the three open ones. 完成率 is 已完成 of 总数, in per cent,
rounded half up to two decimals and never rounded up to 100; of nothing there is no rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from rectify.figures.facts import IssueFact, LedgerFacts, MeasureFact
from rectify.figures.outcomes import OUTCOME_COUNTS, OutcomeCount
from rectify.figures.selection import Of, Selection
from rectify.issues.enums import Source, Standing

SOON_DAYS = 30
TASKS = "tasks"
NO_RATE = "—"

FED_BACK = frozenset({Source.FEEDBACK, Source.ON_THE_SPOT})
"""Issues of the letter itself; the others came to the ledger afterwards."""
OWN = frozenset({Source.SELF_FOUND, Source.DEMOCRATIC_LIFE})
"""Issues that the unit found itself."""

Fact = IssueFact | MeasureFact
Rule = Callable[[Fact, LedgerFacts], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its key, its name in texts, its unit, what it counts in words, and its rows.

    `selection` leads to exactly these rows in the ledger, None where the ledger has no such filter;
    a rate leads to what it is a share of. `names` are what an author may write for it in a text.
    A figure about outcomes has `outcomes` instead of `of`; an amount brings its 元 or 万元.
    """

    key: str
    names: tuple[str, ...]
    unit: str
    meaning: str
    of: Of | None
    selection: Selection | None
    ids: Callable[[LedgerFacts], list[int]]
    rate: bool = False
    groups: bool = False
    outcomes: OutcomeCount | None = None

    @property
    def name(self) -> str:
        """What the figure is called."""
        return self.names[0]

    def value(self, facts: LedgerFacts) -> str:
        """The figure as it is printed, without its unit."""
        if self.outcomes is not None:
            return self.outcomes.value(facts.outcomes)
        counted = len(self.ids(facts))
        if not self.rate:
            return str(counted)
        return percentage(counted, len(facts.issues if self.of is Of.ISSUES else facts.measures))

    def words(self, facts: LedgerFacts) -> str:
        """The figure as it stands in a text: a rate brings its per cent sign."""
        value = self.value(facts)
        return f"{value}%" if self.rate and value != NO_RATE else value


def percentage(part: int, whole: int) -> str:
    """`part` of `whole` in per cent without the sign, at most two decimals; "—" of nothing."""
    if whole == 0:
        return NO_RATE
    exact = Decimal(100 * part) / Decimal(whole)
    rounded = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if rounded == 100 and part < whole:
        rounded = exact.quantize(Decimal("0.01"), ROUND_DOWN)
    return f"{rounded:f}".rstrip("0").rstrip(".")


def _rows(of: Of, rule: Rule) -> Callable[[LedgerFacts], list[int]]:
    def ids(facts: LedgerFacts) -> list[int]:
        rows: tuple[Fact, ...] = facts.issues if of is Of.ISSUES else facts.measures
        return [row.id for row in rows if rule(row, facts)]

    return ids


def _stands(*standings: Standing) -> Rule:
    return lambda row, facts: row.standing in standings


def _found_by(sources: frozenset[Source]) -> Rule:
    return lambda row, facts: isinstance(row, IssueFact) and row.source in sources


def _overdue(row: Fact, facts: LedgerFacts) -> bool:
    return row.overdue_on(facts.day)


def _soon(row: Fact, facts: LedgerFacts) -> bool:
    return row.due_between(facts.day, facts.day + timedelta(days=SOON_DAYS))


def _paths(facts: LedgerFacts) -> list[tuple[int, ...]]:
    """The categories above each issue of the letter, or above all where none came by a letter."""
    fed_back = [issue for issue in facts.issues if issue.source in FED_BACK]
    return [facts.path(issue) for issue in fed_back or facts.issues]


def _aspects(facts: LedgerFacts) -> list[int]:
    """The topmost categories that hold an issue."""
    return list(dict.fromkeys(path[0] for path in _paths(facts) if path))


def _categories(facts: LedgerFacts) -> list[int]:
    """The categories below a 方面 that hold an issue."""
    return list(dict.fromkeys(path[-1] for path in _paths(facts) if path[1:]))


def _tasks(facts: LedgerFacts) -> list[int]:
    """The tasks that hold a measure."""
    return list(dict.fromkeys(row.task_id for row in facts.measures if row.task_id is not None))


NAMES: dict[Of, dict[str, tuple[str, ...]]] = {
    Of.ISSUES: {
        "total": ("问题总数",),
        Standing.DONE: ("已完成数", "已完成问题数"),
        Standing.PARTIAL: ("阶段性完成数", "阶段性完成问题数"),
        Standing.IN_PROGRESS: ("正在整改数", "整改中数", "正在整改问题数"),
        Standing.LONG_TERM: ("长期坚持数", "长期坚持问题数"),
        Standing.NOT_DONE: ("未整改数", "未整改问题数"),
        "unfinished": ("未完成数", "未完成问题数"),
        "overdue": ("逾期数", "逾期问题数"),
        "soon": ("临期数", "临期问题数"),
        "rate": ("整改完成率", "问题整改完成率"),
    },
    Of.MEASURES: {
        "total": ("措施数", "整改措施数"),
        Standing.DONE: ("已完成措施数",),
        Standing.PARTIAL: ("阶段性完成措施数",),
        Standing.IN_PROGRESS: ("正在推进措施数",),
        Standing.LONG_TERM: ("长期坚持措施数",),
        Standing.NOT_DONE: ("未落实措施数", "未启动措施数"),
        "unfinished": ("未完成措施数",),
        "overdue": ("逾期措施数",),
        "soon": ("临期措施数",),
        "rate": ("措施完成率",),
    },
}


def _figures(of: Of) -> Iterator[Figure]:
    what, unit = ("问题", "个") if of is Of.ISSUES else ("措施", "项")
    everything = Selection(of=of)

    def figure(name: str, meaning: str, chosen: Selection, rule: Rule, **more: Any) -> Figure:
        shown = "%" if more.get("rate") else unit
        names, ids = NAMES[of][name], _rows(of, rule)
        return Figure(f"{of}.{name}", names, shown, meaning, of, chosen, ids, **more)

    yield figure("total", f"台账中的全部{what}", everything, lambda row, facts: True)
    for standing in Standing:
        chosen = everything.but(statuses=(standing,))
        yield figure(standing, f"状态为{standing.label}的{what}", chosen, _stands(standing))
    rest = tuple(standing for standing in Standing if standing is not Standing.DONE)
    yield figure("unfinished", f"尚未完成的{what}", everything.but(statuses=rest), _stands(*rest))
    late, soon = everything.but(overdue=True), everything.but(due_within=SOON_DAYS)
    yield figure("overdue", f"已过时限、尚未完成的{what}", late, _overdue)
    yield figure("soon", f"{SOON_DAYS}天内到期、尚未完成的{what}", soon, _soon)
    done = everything.but(statuses=(Standing.DONE,))
    yield figure(
        "rate", f"已完成的{what}占全部{what}的比例", done, _stands(Standing.DONE), rate=True
    )


def _further() -> Iterator[Figure]:
    """Counts by who found an issue, and of the tree above the issues."""
    by_source = (
        ("fed_back", "反馈问题数", "巡察反馈（含立行立改）的问题", FED_BACK),
        ("look_back", "回头看问题数", "回头看发现的问题", frozenset({Source.LOOK_BACK})),
        ("own", "自查问题数", "自查和民主生活会查摆的问题", OWN),
    )
    for key, name, meaning, sources in by_source:
        ids = _rows(Of.ISSUES, _found_by(sources))
        chosen = Selection(sources=tuple(one for one in Source if one in sources))
        yield Figure(f"issues.{key}", (name,), "个", meaning, Of.ISSUES, chosen, ids)
    trees = (
        ("aspects", "方面数", "巡察反馈问题涉及的方面（第一级类别）", _aspects),
        ("categories", "类别数", "巡察反馈问题涉及的类别（方面之下）", _categories),
    )
    for key, name, meaning, count in trees:
        yield Figure(key, (name,), "个", meaning, Of.ISSUES, None, count, groups=True)
    names, meaning = ("任务数", "整改任务数"), "列有措施的整改任务"
    yield Figure(TASKS, names, "项", meaning, Of.MEASURES, None, _tasks, groups=True)


def _of_outcomes() -> Iterator[Figure]:
    """Counts and sums of outcomes."""

    def ids(count: OutcomeCount) -> Callable[[LedgerFacts], list[int]]:
        return lambda facts: [fact.id for fact in count.facts(facts.outcomes)]

    for count in OUTCOME_COUNTS:
        key, names = f"outcomes.{count.key}", (count.name,)
        yield Figure(key, names, count.unit, count.meaning, None, None, ids(count), outcomes=count)


CATALOGUE: dict[str, Figure] = {
    figure.key: figure for of in (Of.ISSUES, Of.MEASURES) for figure in _figures(of)
} | {figure.key: figure for figure in (*_further(), *_of_outcomes())}
BY_NAME: dict[str, Figure] = {
    name: figure for figure in CATALOGUE.values() for name in figure.names
}


def valued(facts: LedgerFacts) -> dict[str, str]:
    """Every figure's printed value by its key."""
    return {key: figure.value(facts) for key, figure in CATALOGUE.items()}
