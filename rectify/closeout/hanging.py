"""Which rows hang on measures and issues, each called as what it hangs on: whose histories are told there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Value

from rectify.claims.models import Reminder
from rectify.closeout.models import Reopening, Step, Submission
from rectify.deadlines.models import Deadline, Extension
from rectify.evidence.models import Evidence
from rectify.instructions.models import Addressee, Instruction
from rectify.measures.models import Assistance, Progress, Responsible, Task
from rectify.outcomes.models import Bearing, Outcome, Proof
from rectify.people.models import Person
from rectify.trail.queries import Wanted

Called = dict[int, str]
"""What rows are called, by their ids."""

PLAIN: tuple[Any, ...] = (
    *(Deadline, Assistance, Responsible, Progress),
    *(Evidence, Extension, Reminder),
)
"""What hangs on a measure and tells all by itself."""

BELOW: dict[str, tuple[Any, ...]] = {
    "measure": (*PLAIN, Instruction, Submission, Bearing),
    "issue": (Deadline, Instruction, Submission, Bearing, Reopening, Task),
}
"""What hangs on a measure or an issue, by the name of the field that says on which."""


def held(owners: dict[str, Called], end: datetime | None = None) -> dict[Any, Called]:
    """The rows of each model that hang on these measures and issues, by one query.

    At a moment in the past: on which they hung then, since a merging carries rows on.
    """
    found: dict[Any, Called] = {model: {} for of in owners for model in BELOW[of]}
    last: dict[tuple[Any, str, int], int | None] = {}
    for model, of, pk, owner in _pairs(owners, end):
        last[model, of, pk] = owner
    for (model, of, pk), owner in last.items():
        if owner is not None and owner in owners[of]:
            found[model][pk] = owners[of][owner]
    return found


def ever_held(measures: Called) -> dict[Any, Called]:
    """All rows that have once been of these measures."""
    rows = [
        model.history.filter(measure_id__in=measures).values_list(Value(place), "id", "measure_id")
        for place, model in enumerate(BELOW["measure"])
    ]
    found: dict[Any, Called] = {model: {} for model in BELOW["measure"]}
    for place, pk, measure in rows[0].order_by().union(*(one.order_by() for one in rows[1:])):
        found[BELOW["measure"][place]][pk] = measures[measure]
    return found


def _pairs(
    owners: dict[str, Called], end: datetime | None
) -> Iterator[tuple[Any, str, int, int | None]]:
    """Each row with the id of what it hangs on; in the past one for each version until then, in order."""
    kinds = [(model, of) for of in owners for model in BELOW[of]]
    asked = [
        _rows(model, of, owners[of], end).annotate(place=Value(place)).order_by()
        for place, (model, of) in enumerate(kinds)
    ]
    told = [
        one.values_list(
            "place", "id", f"{of}_id", *(("history_date", "history_id") if end is not None else ())
        )
        for one, (_, of) in zip(asked, kinds, strict=True)
    ]
    for place, pk, owner, *_ in sorted(told[0].union(*told[1:], all=True), key=lambda one: one[3:]):
        yield *kinds[place], pk, owner


def _rows(model: Any, of: str, called: Called, end: datetime | None) -> Any:
    if end is None:
        manager = getattr(model, "with_withdrawn", model._default_manager)
        return manager.filter(**{f"{of}_id__in": called})
    ever = model.history.filter(**{f"{of}_id__in": called}).order_by().values("id")
    return model.history.filter(id__in=ever, history_date__lte=end)


def wanted_below(held_rows: dict[Any, Called], person: Person) -> list[Wanted]:
    """The histories of what hangs there, and of what in its turn hangs on that."""
    plain = (*PLAIN, Reopening)
    found = [(model, held_rows[model], held_rows[model]) for model in plain if model in held_rows]
    return [
        *found,
        *_instructions(held_rows[Instruction]),
        *_reviews(held_rows[Submission]),
        *_of_outcomes(held_rows[Bearing], person),
    ]


def proofs_of(outcomes: Iterable[int], person: Person) -> dict[int, int]:
    """Proofs of these outcomes by files that `person` may see, each with its outcome's id."""
    files: Any = Evidence.objects.all()
    rows = Proof.objects.filter(
        outcome_id__in=outcomes, evidence_id__in=files.visible_to(person).values("pk")
    )
    return dict(rows.values_list("pk", "outcome_id"))


def _instructions(called: Called) -> list[Wanted]:
    """Instructions, whom they name and what was answered, each called as what they are written on."""
    named = Addressee.objects.filter(instruction__in=called).order_by("-pk")
    addressees = {pk: called[on] for pk, on in named.values_list("pk", "instruction_id")}
    return [(Instruction, called, called), (Addressee, addressees, addressees)]


def _reviews(submissions: Called) -> list[Wanted]:
    """Submissions and their steps, each called as what was handed in."""
    pairs = Step.objects.filter(submission_id__in=submissions).values_list("pk", "submission_id")
    steps = {pk: submissions[submission] for pk, submission in pairs}
    return [(Submission, submissions, submissions), (Step, steps, steps)]


def _of_outcomes(bearings: Called, person: Person) -> list[Wanted]:
    """Outcomes by way of their attachments, each called as the first thing it is attached to."""
    pairs = Bearing.objects.filter(pk__in=bearings).order_by("-pk").values_list("outcome_id", "pk")
    outcomes = {outcome: bearings[pk] for outcome, pk in pairs}
    proofs = {pk: outcomes[outcome] for pk, outcome in proofs_of(outcomes, person).items()}
    return [
        (Outcome, outcomes, outcomes),
        (Bearing, bearings, bearings),
        (Proof, proofs, proofs),
    ]
