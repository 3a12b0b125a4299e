"""Whose histories belong to an issue or a measure: the rows that hang on it, each called as what it hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Value

from rectify.closeout.models import Reopening, Step, Submission
from rectify.deadlines.models import Deadline, Extension
from rectify.evidence.models import Evidence
from rectify.instructions.models import Addressee, Instruction
from rectify.issues.models import Issue
from rectify.measures.models import Assistance, Measure, Progress, Responsible, Task
from rectify.outcomes.models import Bearing, Outcome, Proof
from rectify.people.models import Person
from rectify.trail.queries import Wanted

PLAIN: tuple[Any, ...] = (Deadline, Assistance, Responsible, Progress, Evidence, Extension)
"""What hangs on a measure and tells all by itself."""

BELOW_MEASURE = (*PLAIN, Instruction, Submission, Bearing)
BELOW_ISSUE = (Deadline, Instruction, Submission, Bearing, Reopening)

Called = dict[int, str]


def wanted_of_issue(issue: Issue, person: Person) -> list[Wanted]:
    """The issue, what was merged into it, and what hangs on it and on its measures that `person` sees."""
    own = f"问题{issue.serial}"
    rows: Any = Measure.objects.filter(issue=issue)
    seen = rows.visible_to(person).values_list("pk", "serial")
    called = {pk: f"措施{issue.serial}.{serial}" for pk, serial in seen}
    gone = Measure.with_withdrawn.filter(merged_into__in=called).select_related("issue")
    called |= {row.pk: row.trail_label() for row in gone}
    issues = {row.pk: row.trail_label() for row in Issue.with_withdrawn.filter(merged_into=issue)}
    issues[issue.pk] = own
    tasks: Any = Task.with_withdrawn.filter(issue=issue)
    held = _held(
        [
            *((model, "measure", _of(model, measure__in=called)) for model in BELOW_MEASURE),
            *((model, "issue", _of(model, issue=issue)) for model in BELOW_ISSUE),
            (Task, "issue", tasks.visible_to(person)),
        ],
        {"measure": called, "issue": {issue.pk: own}},
    )
    return [
        (Issue, issues, issues),
        (Measure, called, called),
        *_wanted(held, (*PLAIN, Reopening, Task), person),
    ]


def wanted_of_measure(measure: Measure, person: Person) -> list[Wanted]:
    """The measure, what was merged into it, and what hangs on them; on one that has left the ledger
    all that ever did."""
    merged = Measure.with_withdrawn.filter(merged_into=measure).select_related("issue")
    called = {row.pk: row.trail_label() for row in (measure, *merged)}
    below = {"measure__in": called}
    if measure.withdrawn_at is not None:
        held = {model: _ever(model, called) for model in BELOW_MEASURE}
    else:
        rows = [(model, "measure", _of(model, **below)) for model in BELOW_MEASURE]
        held = _held(rows, {"measure": called})
    return [(Measure, called, called), *_wanted(held, PLAIN, person)]


def wanted_of_outcomes(bearings: Called, person: Person) -> list[Wanted]:
    """Outcomes by way of their attachments, each called as the first thing it is attached to."""
    pairs = Bearing.objects.filter(pk__in=bearings).order_by("-pk").values_list("outcome_id", "pk")
    outcomes = {outcome: bearings[pk] for outcome, pk in pairs}
    proofs = {pk: outcomes[outcome] for pk, outcome in proofs_of(outcomes, person).items()}
    return [
        (Outcome, outcomes, outcomes),
        (Bearing, bearings, bearings),
        (Proof, proofs, proofs),
    ]


def proofs_of(outcomes: Iterable[int], person: Person) -> dict[int, int]:
    """Proofs of these outcomes by files that `person` may see, each with its outcome's id."""
    files: Any = Evidence.objects.all()
    rows = Proof.objects.filter(
        outcome_id__in=outcomes, evidence_id__in=files.visible_to(person).values("pk")
    )
    return dict(rows.values_list("pk", "outcome_id"))


def _of(model: Any, **where: Any) -> Any:
    return model._default_manager.filter(**where)


def _held(rows: list[tuple[Any, str, Any]], called: dict[str, Called]) -> dict[Any, Called]:
    """The ids of all rows, each called as its owner, by one query: the model, the name of the owner's
    field and the rows are given."""
    found: dict[Any, Called] = {model: {} for model, _, _ in rows}
    asked = [
        queryset.order_by().values_list(Value(place), "pk", f"{field}_id")
        for place, (_, field, queryset) in enumerate(rows)
    ]
    for place, pk, owner in asked[0].union(*asked[1:], all=True):
        model, field, _ = rows[place]
        found[model][pk] = called[field][owner]
    return found


def _ever(model: Any, called: Called) -> Called:
    """All rows that have once been of these measures."""
    pairs = model.history.filter(measure_id__in=called).values_list("id", "measure_id")
    return {pk: called[measure] for pk, measure in pairs}


def _wanted(held: dict[Any, Called], plain: tuple[Any, ...], person: Person) -> Iterator[Wanted]:
    """What hangs there, and what in its turn hangs on that."""
    for model in plain:
        yield model, held[model], held[model]
    yield from _instructions(held[Instruction])
    yield from _reviews(held[Submission])
    yield from wanted_of_outcomes(held[Bearing], person)


def _instructions(called: Called) -> list[Wanted]:
    """Instructions and what was answered, each called as what they are written on."""
    answered = Addressee.objects.filter(instruction__in=called, replied_at__isnull=False)
    answers = {pk: called[on] for pk, on in answered.values_list("pk", "instruction_id")}
    return [(Instruction, called, called), (Addressee, answers, answers)]


def _reviews(submissions: Called) -> list[Wanted]:
    """Submissions and their steps, each called as what was handed in."""
    pairs = Step.objects.filter(submission_id__in=submissions).values_list("pk", "submission_id")
    steps = {pk: submissions[submission] for pk, submission in pairs}
    return [(Submission, submissions, submissions), (Step, steps, steps)]
