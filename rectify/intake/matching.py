"""A plan held against the ledger: which rows are there already, and what differs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from rectify.intake.plan import Difference, Plan, PlannedIssue, PlannedMeasure, Verdict
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel.text import search_key
from rectify.measures.models import Measure
from rectify.rounds.models import Round


@dataclass
class Ledger:
    """The round's rows as far as matching asks: issues by the key of their title, measures by issue."""

    issues: dict[str, list[Issue]] = field(default_factory=lambda: defaultdict(list))
    measures: dict[int, dict[str, Measure]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, round_: Round) -> Ledger:
        """Read a round, in two queries."""
        ledger = cls()
        for issue in Issue.objects.filter(round=round_).select_related("category"):
            ledger.issues[search_key(issue.title)].append(issue)
        for measure in Measure.objects.filter(issue__round=round_):
            ledger.measures[measure.issue_id][search_key(measure.text)] = measure
        return ledger


def hold_against(plan: Plan, ledger: Ledger) -> Plan:
    """Put on every row of `plan` what confirming it would do.

    Two issues are the same when their titles are, blanks, widths and punctuation aside; of several
    with one title the one under the same heading is meant. Each row of the ledger is met once.
    """
    met: set[int] = set()
    for row in plan.rows():
        found = _counterpart(row, ledger, met)
        row.issue_id, row.differences = None, []
        if found is None:
            row.verdict = Verdict.NEW if row.title.strip() else Verdict.DOUBTFUL
            for measure in row.measures:
                measure.measure_id, measure.verdict = None, Verdict.NEW
            continue
        met.add(found.pk)
        row.issue_id = found.pk
        row.differences = _differences(row, found)
        fresh = _match_measures(row.measures, ledger.measures[found.pk])
        row.verdict = Verdict.CHANGED if row.differences or fresh else Verdict.SAME
    return plan


def _counterpart(row: PlannedIssue, ledger: Ledger, met: set[int]) -> Issue | None:
    candidates = [i for i in ledger.issues.get(search_key(row.title), ()) if i.pk not in met]
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    heading = search_key(row.path[-1].title) if row.path else ""
    under = [i for i in candidates if i.category and search_key(i.category.title) == heading]
    return (under or candidates)[0]


def _differences(row: PlannedIssue, issue: Issue) -> list[Difference]:
    """What the paper says otherwise or more; what it leaves out is no difference."""
    told = (
        ("stated", "认定状态", issue.stated, stated_of(row)),
        ("status_words", "状态原文", issue.status_words, row.status_words),
        ("cause", "原因分析", issue.cause, row.cause),
        ("target", "整改目标", issue.target, row.target),
    )
    return [
        Difference(name, label, old, new)
        for name, label, old, new in told
        if new and search_key(new) != search_key(old)
    ]


def stated_of(row: PlannedIssue) -> str:
    """What the office has found of the issue; the rest is told by its measures."""
    concluded = {Standing.DONE, Standing.PARTIAL, Standing.LONG_TERM}
    if row.status in concluded or (row.status == Standing.IN_PROGRESS and not row.measures):
        return row.status
    return ""


def _match_measures(planned: list[PlannedMeasure], known: dict[str, Measure]) -> bool:
    """Mark the measures that are there; True when one is not."""
    for measure in planned:
        found = known.get(search_key(measure.text))
        measure.measure_id = found.pk if found else None
        measure.verdict = Verdict.SAME if found else Verdict.NEW
    return any(m.keep and m.measure_id is None for m in planned)
