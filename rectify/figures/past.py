"""An issue or a whole ledger as its page showed it at the end of a day, built of rows as they stood then.

Rows of a past day come out of the row history as objects of their models, with what hangs on them, so
that pages show them by the templates of today. Who asks sees of that day what he may see now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, prefetch_related_objects

from rectify.closeout.basis import Lying
from rectify.closeout.enums import WAITING
from rectify.closeout.models import Step, Submission
from rectify.closeout.reviews import ShownSubmission, submissions_then
from rectify.deadlines.models import Deadline, Extension
from rectify.evidence.models import Evidence
from rectify.figures.facts import LedgerFacts
from rectify.figures.history import rows_on
from rectify.figures.lines import IssueLine, line_of
from rectify.instructions.models import Addressee, Instruction
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Assistance, Measure, Progress, Responsible, Task
from rectify.outcomes.models import Bearing, Outcome
from rectify.people.models import Person, Unit
from rectify.rounds.models import Round


@dataclass(frozen=True, slots=True)
class BelowThen:
    """What hung on the measures of an issue, by the measure's id; what hung on the issue itself is at None."""

    log: dict[int, list[Progress]]
    files: dict[int, list[Evidence]]
    extensions: dict[int, list[Extension]]
    instructions: dict[int | None, list[Instruction]]
    submissions: dict[int | None, list[ShownSubmission]]
    outcomes: list[Outcome]


def lines_on(facts: LedgerFacts, round_: Round) -> dict[int, IssueLine]:
    """The issues of `facts` (and so of its day and reader) by id, as lines with their measures."""
    day = facts.day
    issues = _by_id(Issue, day, "lead_department", "lead_leader", round_id=round_.pk)
    measures = _measures(facts, round_)
    dues = _dues(day, round_)
    waits = set(_waiting(day, round_))
    claims_used = rows_on(Unit, day).filter(id=round_.unit_id).values_list("claims_used", flat=True)
    used = next(iter(claims_used), True)
    found = {}
    for fact in facts.issues:
        row: Any = issues.get(fact.id)
        if row is None:
            continue
        below = [measures[one.id] for one in fact.measures if one.id in measures]
        row.open_date, row.standing_now = fact.open_date, fact.standing
        row.in_review = (None, row.pk) in waits
        _hold(row, "measures", sorted(below, key=lambda one: one.serial))
        _own(row, "deadline", dues.get((row.pk, None)))
        for measure in below:
            measure.issue = row
            measure.in_review = (measure.pk, None) in waits
            _own(measure, "deadline", dues.get((None, measure.pk)))
        found[row.pk] = line_of(row, None, day, used)
    return found


def _measures(facts: LedgerFacts, round_: Round) -> dict[int, Any]:
    """The measures of the facts with their people, task and last day of progress."""
    day, known = facts.day, [one.id for one in facts.measures]
    people = ("lead_department", "responsible_leader", "supervising_leader", "claimed_by")
    rows = _by_id(Measure, day, *people, "handed_back_by", issue__round=round_.pk)
    found = {pk: rows[pk] for pk in known if pk in rows}
    of_round = {"measure__issue__round": round_.pk}
    assisting = _grouped(_held(Assistance, day, "department", **of_round))
    answering = _grouped(_held(Responsible, day, "person", **of_round))
    tasks = _by_id(Task, day, issue__round=round_.pk)
    last = _last_days(day, round_)
    for pk, row in found.items():
        _hold(row, "assistances", assisting[pk])
        _hold(row, "responsibles", answering[pk])
        row.task = tasks.get(row.task_id)
        row.last_on = last.get(pk)
    return found


def _last_days(day: date, round_: Round) -> dict[int, date]:
    rows = rows_on(Progress, day).filter(measure__issue__round=round_.pk)
    corrected = rows.filter(corrects__isnull=False).order_by().values("corrects_id")
    told = rows.exclude(id__in=corrected).order_by("happened_on")
    return dict(told.values_list("measure_id", "happened_on"))


def _dues(day: date, round_: Round) -> dict[tuple[int | None, int | None], Deadline]:
    """The deadlines by the ids of issue and measure."""
    own = Q(issue__round=round_.pk) | Q(measure__issue__round=round_.pk)
    return {(row.issue_id, row.measure_id): row for row in _rows(Deadline, day, own)}


def _waiting(day: date, round_: Round) -> Iterable[tuple[int | None, int | None]]:
    """The measures and issues that waited for their review."""
    own = Q(issue__round=round_.pk) | Q(measure__issue__round=round_.pk)
    rows = rows_on(Submission, day).filter(own, state__in=WAITING)
    return rows.values_list("measure_id", "issue_id")


def below_on(line: IssueLine, day: date, person: Person, *, whole: bool) -> BelowThen:
    """All that hung on an issue and on the measures of its line; one query for each kind of row.

    `whole` where `person` may be told words that speak of all its measures.
    """
    measures = {one.measure.pk: one.measure for one in line.measures}
    of = {"measure_id__in": list(measures)}
    log = _rows(Progress, day, Q(**of), "department", "logged_by")
    current = Q(withdrawn_at__isnull=True, replaced_at__isnull=True)
    files = _rows(Evidence, day, Q(**of) & current, "uploaded_by")
    asked = _rows(Extension, day, Q(**of), "requested_by", "ended_by")
    for row in (*files, *asked, *log):
        row.measure = measures[row.measure_id]
    log.sort(key=lambda row: row.pk)
    files.sort(key=lambda row: (row.uploaded_at, row.pk))
    attached = _attached(line, day)
    lying = Lying(list(measures.values()), log, files, attached)
    return BelowThen(
        log=_grouped(log),
        files=_grouped(files[::-1]),
        extensions=_grouped(sorted(asked, key=lambda row: -row.pk)),
        instructions=_instructions(line.issue, measures, day),
        submissions=_submissions(line.issue, lying, day, person, whole=whole),
        outcomes=_outcomes(attached),
    )


def _instructions(
    issue: Issue, measures: dict[int, Measure], day: date
) -> dict[int | None, list[Instruction]]:
    own = Q(issue_id=issue.pk) | Q(measure_id__in=list(measures))
    rows = _rows(Instruction, day, own, "leader", "given_by", "ended_by")
    of = Q(instruction_id__in=[row.pk for row in rows])
    named: dict[int, list[Addressee]] = defaultdict(list)
    for one in _rows(Addressee, day, of, "person", "department", "replied_by"):
        named[one.instruction_id].append(one)
    found: dict[int | None, list[Instruction]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.given_at, row.pk), reverse=True):
        _hold(row, "addressees", sorted(named[row.pk], key=lambda one: one.pk))
        found[row.measure_id].append(row)
    return found


def _submissions(
    issue: Issue, lying: Lying, day: date, person: Person, *, whole: bool
) -> dict[int | None, list[ShownSubmission]]:
    measures = {row.pk: row for row in lying.measures}
    own = Q(issue_id=issue.pk) | Q(measure_id__in=list(measures))
    rows = _rows(Submission, day, own, "submitted_by", "decided_by")
    of = Q(submission_id__in=[row.pk for row in rows])
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in _rows(Step, day, of, "decided_by", "entered_by"):
        steps[step.submission_id].append(step)
    for row in rows:
        row.issue = issue if row.issue_id else None
        row.measure = measures.get(row.measure_id)
        _hold(row, "steps", sorted(steps[row.pk], key=lambda one: (one.turn, one.position)))
    rows.sort(key=lambda row: (row.submitted_at, row.pk))
    found: dict[int | None, list[ShownSubmission]] = defaultdict(list)
    for shown in submissions_then(rows, person, whole=whole, lying=lying)[::-1]:
        found[shown.submission.measure_id].append(shown)
    return found


def _attached(line: IssueLine, day: date) -> list[Bearing]:
    """The attachments of outcomes to an issue and the measures of its line, with what then stood."""
    measures = [one.measure.pk for one in line.measures]
    own = Q(issue_id=line.issue.pk) | Q(measure_id__in=measures)
    held = _rows(Bearing, day, own & Q(ended_on=None))
    known = Q(id__in=[row.outcome_id for row in held], withdrawn_at__isnull=True)
    outcomes = {row.pk: row for row in _rows(Outcome, day, known)}
    found = [row for row in held if row.outcome_id in outcomes]
    for row in found:
        row.outcome = outcomes[row.outcome_id]
    return sorted(found, key=lambda row: (row.outcome_id, row.pk))


def _outcomes(attached: list[Bearing]) -> list[Outcome]:
    """Each outcome once, in the order in which they are listed."""
    rows = {row.outcome_id: row.outcome for row in attached}.values()
    return sorted(rows, key=lambda row: (row.kind, row.dated_on or date.min, row.pk))


def tasks_on(line: IssueLine, day: date, person: Person) -> list[tuple[Task, int]]:
    """The tasks of an issue that `person` may see, each with how many measures of the line it has."""
    below = [one.measure.task_id for one in line.measures]
    known: Any = Task.with_withdrawn.filter(issue__round=line.issue.round_id)
    seen = {*known.visible_to(person).values_list("pk", flat=True), *below}
    rows = _rows(Task, day, Q(issue_id=line.issue.pk, withdrawn_at__isnull=True))
    listed = sorted((row for row in rows if row.pk in seen), key=lambda row: row.pk)
    return [(row, below.count(row.pk)) for row in listed]


def sees_whole_then(line: IssueLine, day: date, person: Person) -> bool:
    """True when `person` sees every measure that the issue has now, and every one that it had then."""
    issues: Any = Issue.with_withdrawn.filter(pk=line.issue.pk)
    had = rows_on(Measure, day).filter(issue_id=line.issue.pk, withdrawn_at__isnull=True)
    hidden = set(had.values_list("id", flat=True)) - {one.measure.pk for one in line.measures}
    return not hidden and bool(issues.whole_to(person).exists())


# --- rows as objects of their models ------------------------------------------------------------


def _rows(model: Any, day: date, where: Q, *related: str) -> list[Any]:
    """The rows at the end of the day, with what they point at under these names."""
    found = rows_on(model, day).filter(where)
    rows = list(found) if day >= clock.today() else [one.instance for one in found]
    if rows and related:
        prefetch_related_objects(rows, *related)
    return rows


def _by_id(model: Any, day: date, *related: str, **where: Any) -> dict[int, Any]:
    return {row.pk: row for row in _rows(model, day, Q(**where), *related)}


def _held(model: Any, day: date, *related: str, **where: Any) -> list[Any]:
    """Those that had not ended, in the order in which they were made."""
    rows = _rows(model, day, Q(ended_on__isnull=True, **where), *related)
    return sorted(rows, key=lambda row: row.pk)


def _grouped(rows: Sequence[Any]) -> dict[int, list[Any]]:
    """Rows by the measure that they hang on."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.measure_id].append(row)
    return found


def _hold(row: Any, name: str, rows: Collection[Any]) -> None:
    """Let the row's manager `name` give these rows, as if they had been prefetched."""
    cache = row.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[name] = list(rows)


def _own(row: Any, name: str, other: Any) -> None:
    """Let the row's one `name` be this one, or none."""
    row._state.fields_cache[name] = other
