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

from rectify.figures.facts import IssueFact, LedgerFacts, MeasureFact
from rectify.figures.selection import Of, Selection
from rectify.issues.enums import Standing

SOON_DAYS = 30
NO_RATE = "—"

Fact = IssueFact | MeasureFact


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its key, its name in texts, its unit, and the rows it counts.

    `selection` leads to exactly these rows; a rate leads to what it is a share of.
    """

    key: str
    name: str
    unit: str
    of: Of
    selection: Selection
    counts: Callable[[Fact, LedgerFacts], bool]
    rate: bool = False

    def value(self, facts: LedgerFacts) -> str:
        """The figure as it is printed."""
        rows: tuple[Fact, ...] = facts.issues if self.of is Of.ISSUES else facts.measures
        counted = sum(self.counts(row, facts) for row in rows)
        return percentage(counted, len(rows)) if self.rate else str(counted)


def percentage(part: int, whole: int) -> str:
    """`part` of `whole` in per cent without the sign, at most two decimals; "—" of nothing."""
    if whole == 0:
        return NO_RATE
    exact = Decimal(100 * part) / Decimal(whole)
    rounded = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if rounded == 100 and part < whole:
        rounded = exact.quantize(Decimal("0.01"), ROUND_DOWN)
    return f"{rounded:f}".rstrip("0").rstrip(".")


def _any(row: Fact, facts: LedgerFacts) -> bool:
    return True


def _stands(standing: Standing) -> Callable[[Fact, LedgerFacts], bool]:
    return lambda row, facts: row.standing is standing


def _overdue(row: Fact, facts: LedgerFacts) -> bool:
    return row.overdue_on(facts.day)


def _soon(row: Fact, facts: LedgerFacts) -> bool:
    return row.due_between(facts.day, facts.day + timedelta(days=SOON_DAYS))


NAMES = {
    Of.ISSUES: {
        "total": "反馈问题数",
        Standing.DONE: "已完成问题数",
        Standing.PARTIAL: "阶段性完成问题数",
        Standing.IN_PROGRESS: "正在整改问题数",
        Standing.LONG_TERM: "长期坚持问题数",
        Standing.NOT_DONE: "未整改问题数",
        "overdue": "逾期问题数",
        "soon": "临期问题数",
        "rate": "问题整改完成率",
    },
    Of.MEASURES: {
        "total": "整改措施数",
        Standing.DONE: "已完成措施数",
        Standing.PARTIAL: "阶段性完成措施数",
        Standing.IN_PROGRESS: "正在推进措施数",
        Standing.LONG_TERM: "长期坚持措施数",
        Standing.NOT_DONE: "未启动措施数",
        "overdue": "逾期措施数",
        "soon": "临期措施数",
        "rate": "措施完成率",
    },
}


def _figures(of: Of) -> Iterator[Figure]:
    names, unit = NAMES[of], "个" if of is Of.ISSUES else "项"
    everything = Selection(of=of)
    yield Figure(f"{of}.total", names["total"], unit, of, everything, _any)
    for standing in Standing:
        chosen = everything.but(statuses=(standing,))
        yield Figure(f"{of}.{standing}", names[standing], unit, of, chosen, _stands(standing))
    overdue, soon = everything.but(overdue=True), everything.but(due_within=SOON_DAYS)
    yield Figure(f"{of}.overdue", names["overdue"], unit, of, overdue, _overdue)
    yield Figure(f"{of}.soon", names["soon"], unit, of, soon, _soon)
    done = everything.but(statuses=(Standing.DONE,))
    yield Figure(f"{of}.rate", names["rate"], "%", of, done, _stands(Standing.DONE), rate=True)


CATALOGUE: dict[str, Figure] = {
    figure.key: figure for of in (Of.ISSUES, Of.MEASURES) for figure in _figures(of)
}
BY_NAME: dict[str, Figure] = {figure.name: figure for figure in CATALOGUE.values()}


def valued(facts: LedgerFacts) -> dict[str, str]:
    """Every figure's printed value by its key."""
    return {key: figure.value(facts) for key, figure in CATALOGUE.items()}
