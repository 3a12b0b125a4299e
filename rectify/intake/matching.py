"""A plan held against the ledger: which rows are there already, which are not, and which may be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from rectify.intake.differences import differences_of, measure_differences
from rectify.intake.models import Origin
from rectify.intake.plan import Likeness, Missing, Plan, PlannedIssue, PlannedMeasure, Verdict
from rectify.intake.remarks import remark_double, remark_on, remark_on_standings
from rectify.intake.staff import Staff
from rectify.issues.models import Issue
from rectify.kernel.text import containment, search_key, similarity
from rectify.measures.models import Measure
from rectify.rounds.models import Round

TAKEN_AS_SAME = 0.8
"""From here on two titles are taken for one issue; the page says so, and can be told otherwise."""

PERHAPS_SAME = 0.55
"""From here on a person is asked."""

SAME_HEADING, SAME_NUMBER = 0.08, 0.08
SAME_MEASURE, SAME_NUMBERED_MEASURE = 0.6, 0.35
COMMON = 60
"""A pair of characters that stands in more titles than this points at none of them."""


@dataclass
class Ledger:
    """The round's rows as far as matching asks."""

    round: Round
    issues: dict[int, Issue] = field(default_factory=dict)
    measures: dict[int, list[Measure]] = field(default_factory=lambda: defaultdict(list))
    sources: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, round_: Round) -> Ledger:
        """Read a round, in three queries."""
        ledger = cls(round_)
        issues = Issue.objects.filter(round=round_).select_related(
            "category", "deadline", "lead_leader", "lead_department"
        )
        ledger.issues = {issue.pk: issue for issue in issues}
        measures = Measure.objects.filter(issue__round=round_).select_related(
            "deadline", "lead_department", "responsible_leader", "supervising_leader"
        )
        for measure in measures:
            ledger.measures[measure.issue_id].append(measure)
        ledger._read_sources()
        return ledger

    def _read_sources(self) -> None:
        """Words that one issue alone was read from; a paragraph that tells of several is nobody's."""
        origins = Origin.objects.filter(issue__round=self.round)
        holders: dict[str, set[int | None]] = defaultdict(set)
        for words, pk in origins.values_list("words", "issue_id"):
            holders[search_key(words)].add(pk)
        self.sources = {
            key: pk for key, ids in holders.items() if len(ids) == 1 for pk in ids if pk
        }


def held(plan: Plan, round_: Round) -> Plan:
    """The plan held against the round's ledger and its unit's staff as they are now."""
    return hold_against(plan, Ledger.of(round_), Staff.of(round_.unit))


def hold_against(plan: Plan, ledger: Ledger, staff: Staff) -> Plan:
    """Put on every row of `plan` what confirming it would do, and why a person should look at it.

    An issue is in the ledger when its title is there, blanks, widths and punctuation aside, or one
    very like it; of several the one under the same heading is meant. Each row of the ledger is met
    once. What a person has said (`meant`) goes before.
    """
    pairs = _Pairs(ledger)
    rows = sorted(plan.rows(), key=lambda row: not row.keep)
    pairs.find(rows)
    for row in rows:
        known = _judge_issue(row, plan, ledger, staff, pairs.found.get(row.id))
        row.like = pairs.like.get(row.id, [])
        remark_on(row, ledger.round)
        remark_on_standings(row, known)
    _remark_doubles(plan)
    plan.unknown = staff.unknown(plan)
    plan.missing = list(_missing(plan, ledger))
    return plan


def _judge_issue(
    row: PlannedIssue, plan: Plan, ledger: Ledger, staff: Staff, issue: Issue | None
) -> dict[str, Measure]:
    """Put verdict and differences on a row and its measures; gives the measures that are there."""
    row.issue_id = issue.pk if issue else None
    row.differences = differences_of(row, issue, staff) if issue else []
    known = _measure_pairs(row.measures, ledger.measures[issue.pk] if issue else [])
    for planned in row.measures:
        found = known.get(planned.id)
        planned.measure_id = found.pk if found else None
        planned.differences = (
            measure_differences(planned, found, row, staff, told_as_done=plan.kind == "report")
            if found
            else []
        )
        planned.verdict = _verdict(found is not None, bool(planned.differences))
    below = any(m.verdict != Verdict.SAME for m in row.kept_measures)
    row.verdict = _verdict(issue is not None, bool(row.differences) or below)
    return known


def _verdict(known: bool, differs: bool) -> Verdict:
    if not known:
        return Verdict.NEW
    return Verdict.CHANGED if differs else Verdict.SAME


class _Pairs:
    """Rows of the plan paired with issues of the ledger, each issue once."""

    def __init__(self, ledger: Ledger) -> None:
        self.free = dict(ledger.issues)
        self.sources = ledger.sources
        self.found: dict[str, Issue] = {}
        self.like: dict[str, list[Likeness]] = {}

    def find(self, rows: list[PlannedIssue]) -> None:
        """First what a person has said, then marks, equal titles, the same source, titles alike."""
        for row in rows:
            if row.meant:
                self._take(row, self.free.get(row.meant))
        for row in rows:
            if row.meant is None and row.marked:
                self._take(row, self.free.get(row.marked))
        by_title: dict[str, list[Issue]] = defaultdict(list)
        for issue in self.free.values():
            by_title[search_key(issue.title)].append(issue)
        for row in rows:
            if row.meant is None and row.id not in self.found:
                same = [i for i in by_title.get(search_key(row.title), ()) if i.pk in self.free]
                self._take(row, _nearest(row, same))
        told = Counter(search_key(row.words) for row in rows)
        for row in rows:
            if row.meant is None and row.id not in self.found and told[search_key(row.words)] == 1:
                self._take_by_source(row)
        self._find_alike([row for row in rows if row.meant is None and row.id not in self.found])

    def _take_by_source(self, row: PlannedIssue) -> None:
        """The issue that was read from these very words; its title was mended, and stays so."""
        issue = self.free.get(self.sources.get(search_key(row.words), 0)) if row.words else None
        if issue is not None and not row.mended:
            row.title = issue.title
        self._take(row, issue)

    def _take(self, row: PlannedIssue, issue: Issue | None) -> None:
        if issue is not None:
            self.found[row.id] = self.free.pop(issue.pk)

    def _find_alike(self, rows: list[PlannedIssue]) -> None:
        index = _Index(self.free.values())
        scored = sorted(
            ((score, row.id, issue.pk) for row in rows for score, issue in index.near(row)),
            reverse=True,
        )
        by_id = {row.id: row for row in rows}
        for score, row_id, pk in scored:
            issue = self.free.get(pk)
            if issue is None or row_id in self.found:
                continue
            self.like.setdefault(row_id, []).append(
                Likeness(issue.pk, issue.trail_label(), issue.title)
            )
            if score >= TAKEN_AS_SAME:
                self._take(by_id[row_id], issue)


def _nearest(row: PlannedIssue, issues: list[Issue]) -> Issue | None:
    under = [issue for issue in issues if _same_heading(row, issue)]
    return next(iter(under or issues), None)


def _same_heading(row: PlannedIssue, issue: Issue) -> bool:
    heading = search_key(row.path[-1].title) if row.path else ""
    return heading == (search_key(issue.category.title) if issue.category else "")


class _Index:
    """Issues by the pairs of characters in their titles, so that not all are compared with all."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = list(issues)
        self.holders: dict[str, list[int]] = defaultdict(list)
        for place, issue in enumerate(self.issues):
            for pair in _pairs_in(issue.title):
                self.holders[pair].append(place)

    def near(self, row: PlannedIssue) -> list[tuple[float, Issue]]:
        """At most three issues like the row, with how like they are."""
        shared: Counter[int] = Counter()
        for pair in _pairs_in(row.title):
            holders = self.holders.get(pair, [])
            if len(holders) <= COMMON:
                shared.update(holders)
        scored = []
        for place, _ in shared.most_common(5):
            issue = self.issues[place]
            score = similarity(row.title, issue.title)
            score += SAME_HEADING * _same_heading(row, issue)
            score += SAME_NUMBER * bool(row.number and row.number == issue.number)
            if score >= PERHAPS_SAME:
                scored.append((score, issue))
        return sorted(scored, key=lambda one: -one[0])[:3]


def _pairs_in(title: str) -> set[str]:
    key = search_key(title)
    return {key[place : place + 2] for place in range(len(key) - 1)}


def _measure_pairs(planned: list[PlannedMeasure], known: list[Measure]) -> dict[str, Measure]:
    """Planned measures paired with the issue's own: marks, equal words, then the most alike."""
    free = {measure.pk: measure for measure in known}
    by_text = {search_key(measure.text): measure for measure in known}
    found: dict[str, Measure] = {}
    for row in planned:
        if row.marked in free:
            found[row.id] = free.pop(row.marked)
    for row in (row for row in planned if row.id not in found):
        same = by_text.get(search_key(row.text))
        if same is not None and same.pk in free:
            found[row.id] = free.pop(same.pk)
    rest = [row for row in planned if row.id not in found]
    scores = sorted(
        ((_likeness(row, measure), row.id, pk) for row in rest for pk, measure in free.items()),
        reverse=True,
    )
    for score, row_id, pk in scores:
        if score > 0 and pk in free and row_id not in found:
            found[row_id] = free.pop(pk)
    return found


def _likeness(row: PlannedMeasure, measure: Measure) -> float:
    """How alike two measures are, 0 when they are not the same one; a common number helps."""
    score = max(similarity(row.text, measure.text), 0.85 * containment(row.text, measure.text))
    numbered = bool(row.number) and row.number == measure.number
    least = SAME_NUMBERED_MEASURE if numbered else SAME_MEASURE
    return score + numbered if score >= least else 0.0


def _remark_doubles(plan: Plan) -> None:
    """Two kept rows with one title under one heading: the later one is pointed out."""
    seen: dict[tuple[str, str], PlannedIssue] = {}
    for row in plan.kept:
        key = (search_key(row.title), search_key(row.place))
        earlier = seen.setdefault(key, row)
        if earlier is not row and key[0]:
            remark_double(row, earlier)


def _missing(plan: Plan, ledger: Ledger) -> Iterable[Missing]:
    """What the ledger has and the paper has not, once the paper is clearly about this ledger."""
    met = {row.issue_id: row for row in plan.rows() if row.issue_id is not None}
    if not met:
        return
    for issue in ledger.issues.values():
        row = met.get(issue.pk)
        if row is None:
            yield Missing(f"问题{issue.serial}", issue.title, issue.pk)
        elif row.measures:
            there = {measure.measure_id for measure in row.measures}
            for measure in ledger.measures[issue.pk]:
                if measure.pk not in there:
                    label = f"措施{issue.serial}.{measure.serial}"
                    yield Missing(label, measure.text, issue.pk)
