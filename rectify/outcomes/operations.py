"""Everything that changes outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rectify.access.permissions import Permission
from rectify.evidence.models import Evidence
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.models import Measure
from rectify.outcomes.enums import OutcomeKind
from rectify.outcomes.models import Bearing, Outcome, Proof
from rectify.outcomes.queries import attached_ids, changing_problems
from rectify.outcomes.rules import COMMON, FIELDS, problems_of_outcome, title_of
from rectify.people.models import Department, Person
from rectify.people.reach import reach_of
from rectify.people.rules import demand, demand_unsealed, may_in_unit, not_allowed
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock


@dataclass(frozen=True, slots=True)
class Attached:
    """What an outcome is attached to: issues, measures, and the files that prove it."""

    issues: Sequence[Issue] = ()
    measures: Sequence[Measure] = ()
    evidence: Sequence[Evidence] = ()


@operation
def create_outcome(
    round_: Round,
    *,
    kind: str,
    facts: dict[str, Any],
    attached: Attached,
    by: Person | None,
) -> Outcome:
    """Enter an outcome with `facts` (the model's fields by name) for issues and measures.

    A department enters for issues and measures that it may work on, and the row is its own; the
    office also enters what belongs to the round as a whole. The very same facts entered again by the
    same person (a double click, a retry) give back the row there is. Refuses what
    `rules.problems_of_outcome` finds, rows of another round and files of other measures, rows that
    wait for their review, and to a department rows that are finished; leaves `outcome.entered`.
    """
    if not (attached.issues or attached.measures):
        demand_unsealed(round_, Permission.WRITE_PROGRESS)
    _demand_attached(round_, attached, by)
    round_ = lock(round_)
    refuse_if(_locking_problems(round_, attached, by))
    outcome = Outcome(round=round_, kind=OutcomeKind(kind), entered_at=clock.now(), entered_by=by)
    _put(outcome, facts)
    outcome.department = _department(outcome.department, round_, attached, by)
    refuse_if(problems_of_outcome(outcome, today=clock.today()))
    same = _same_outcome(outcome, attached)
    if same is None:
        outcome.save()
        _attach(outcome, attached, by)
    record(Act.OUTCOME_ENTERED, same or outcome, by=by)
    return same or outcome


@operation
def amend_outcome(
    outcome: Outcome,
    *,
    version: int,
    facts: dict[str, Any],
    attached: Attached | None = None,
    by: Person | None,
) -> Outcome:
    """Change an outcome's facts; `attached` replaces what it is attached to, as far as `by` sees it.

    Refuses a withdrawn outcome, one that somebody else changed meanwhile (`row.stale`), and what
    `create_outcome` refuses; leaves `outcome.amended`.
    """
    demand(by, Permission.WRITE_PROGRESS, outcome)
    outcome = _locked(outcome, version, attached, by)
    own = outcome.department
    _put(outcome, facts)
    if not _for_whole_unit(outcome.round, by):
        outcome.department = own
    refuse_if(problems_of_outcome(outcome, today=clock.today()))
    outcome.save_changes(*[name for name in _names(outcome.kind) if name in facts])
    if attached is not None:
        _demand_attached(outcome.round, attached, by, known=outcome)
        _attach(outcome, attached, by)
    record(Act.OUTCOME_AMENDED, outcome, by=by)
    return outcome


@operation
def withdraw_outcome(outcome: Outcome, *, version: int, reason: str, by: Person | None) -> Outcome:
    """Take an outcome out of every list and count; the row stays, with the reason.

    Refuses no reason, what was withdrawn already, what somebody else changed meanwhile, and what is
    under review or finished as `create_outcome` does; leaves `outcome.withdrawn`.
    """
    demand(by, Permission.WRITE_PROGRESS, outcome)
    outcome = _locked(outcome, version, None, by)
    if not reason.strip():
        raise Refused(Problem("outcome.reason", "请填写撤销原因。", field="reason"))
    outcome.withdrawn_at, outcome.withdrawn_by = clock.now(), by
    outcome.withdrawn_reason = reason.strip()[:300]
    outcome.save_changes("withdrawn_at", "withdrawn_by", "withdrawn_reason")
    record(Act.OUTCOME_WITHDRAWN, outcome, by=by)
    return outcome


def _locked(
    outcome: Outcome, version: int, attached: Attached | None, by: Person | None
) -> Outcome:
    """The outcome under its lock, after what it is attached to, where it may be changed at all."""
    problems = _locking_problems(outcome.round, attached or Attached(), by, known=outcome)
    outcome = lock(outcome, version=version)
    _refuse_withdrawn(outcome)
    refuse_if(problems)
    return outcome


def _refuse_withdrawn(outcome: Outcome) -> None:
    if outcome.withdrawn_at is not None:
        raise Refused(Problem("outcome.withdrawn", "该成果已撤销，不能再办理，请刷新页面查看。"))


def _for_whole_unit(round_: Round, by: Person | None) -> bool:
    return may_in_unit(by, Permission.EDIT_LEDGER, round_.unit_id)


def _names(kind: str) -> tuple[str, ...]:
    return (*COMMON, *FIELDS[kind])


def _put(outcome: Outcome, facts: dict[str, Any]) -> None:
    """Set the facts that the kind has; words without blanks around them."""
    for name in _names(outcome.kind):
        if name in facts:
            value = facts[name]
            setattr(outcome, name, value.strip() if isinstance(value, str) else value)
    outcome.title = title_of(outcome.kind, outcome.title)


def _demand_attached(
    round_: Round, attached: Attached, by: Person | None, known: Outcome | None = None
) -> None:
    """Refuse rows of another round, rows that `by` may not work on, and files of other measures.

    What the outcome (`known`) is attached to already may stay attached by whoever may read it.
    """
    kept_issues, kept_measures = _kept(known)
    for issue in attached.issues:
        _demand_row(round_, issue, issue.round_id, by, issue.pk in kept_issues)
    for measure in attached.measures:
        _demand_row(round_, measure, measure.issue.round_id, by, measure.pk in kept_measures)
    if not attached.issues and not attached.measures and not _for_whole_unit(round_, by):
        raise Refused(
            Problem("outcome.attached", "请选择该成果对应的问题或措施。", field="measures")
        )
    _demand_files(attached)


def _demand_row(round_: Round, row: Any, round_id: int, by: Person | None, kept: bool) -> None:
    if round_id != round_.pk:
        raise Refused(Problem("outcome.round", "所选问题和措施须属于同一轮次。", field="measures"))
    demand(by, Permission.READ_CASE if kept else Permission.WRITE_PROGRESS, row)


def _locking_problems(
    round_: Round, attached: Attached, by: Person | None, known: Outcome | None = None
) -> list[Problem]:
    """Why outcomes of these rows, and of those of `known`, stay as they are; the rows stay locked.

    Nobody hands in or judges them until the change is done.
    """
    kept_issues, kept_measures = _kept(known)
    issues = kept_issues | {row.pk for row in attached.issues}
    measures = kept_measures | {row.pk for row in attached.measures}
    for model, ids in ((Issue, issues), (Measure, measures)):
        rows: Any = model._default_manager.filter(pk__in=ids).order_by("pk")
        list(rows.select_for_update(of=("self",)))
    return changing_problems(issues, measures, keeps=_for_whole_unit(round_, by), by=by)


def _kept(known: Outcome | None) -> tuple[set[int], set[int]]:
    return attached_ids(known) if known is not None else (set(), set())


def _demand_files(attached: Attached) -> None:
    """The files must be current ones of the measures, or of measures of the issues."""
    measures = {measure.pk for measure in attached.measures}
    issues = {issue.pk for issue in attached.issues}
    for file in attached.evidence:
        if file.measure_id not in measures and file.measure.issue_id not in issues:
            raise Refused(
                Problem(
                    "outcome.evidence", "所选佐证材料须属于对应的问题或措施。", field="evidence"
                )
            )


def _department(
    given: Department | None, round_: Round, attached: Attached, by: Person | None
) -> Department | None:
    """Whose the outcome is: the office says it, a department's own people enter for themselves."""
    if _for_whole_unit(round_, by):
        if given is None and len(attached.measures) == 1:
            return attached.measures[0].lead_department
        return given
    assert by is not None
    departments = reach_of(by, Permission.WRITE_PROGRESS).departments
    leading = [m.lead_department_id for m in attached.measures]
    wished = (by.department_id, *leading, *sorted(departments))
    own = next((pk for pk in wished if pk in departments), None)
    if own is None:
        raise Refused(not_allowed())
    return Department.objects.get(pk=own)


def _same_outcome(outcome: Outcome, attached: Attached) -> Outcome | None:
    """The outcome that says the very same already, by the same person about the same rows."""
    told = ("round", "kind", *_names(outcome.kind), "entered_by")
    facts = {name: getattr(outcome, name) for name in told}
    wanted = ({row.pk for row in attached.issues}, {row.pk for row in attached.measures})
    rows: list[Outcome] = list(Outcome.objects.filter(**_exactly(facts), withdrawn_at__isnull=True))
    for row in rows:
        if attached_ids(row) == wanted:
            return row
    return None


def _exactly(facts: dict[str, Any]) -> dict[str, Any]:
    """Lookups in which None means that there is no value."""
    return {
        (f"{name}__isnull" if value is None else name): (True if value is None else value)
        for name, value in facts.items()
    }


def _attach(outcome: Outcome, attached: Attached, by: Person | None) -> None:
    """Let exactly these rows be attached; what `by` cannot see is not his to take away."""
    bearings = Bearing.objects.filter(outcome=outcome)
    _set_rows(outcome, "issue", attached.issues, bearings.filter(issue__isnull=False), by)
    _set_rows(outcome, "measure", attached.measures, bearings.filter(measure__isnull=False), by)
    proofs: Any = Proof.objects.filter(outcome=outcome)
    _set_rows(outcome, "evidence", attached.evidence, proofs, by)


def _set_rows(
    outcome: Outcome, name: str, wanted: Iterable[Any], rows: Any, by: Person | None
) -> None:
    missing = {row.pk: row for row in wanted}
    held = list(rows.select_related(name))
    seen = _visible(rows.model, name, [getattr(row, f"{name}_id") for row in held], by)
    for row in held:
        pk = getattr(row, f"{name}_id")
        ended = None if missing.pop(pk, None) else clock.today()
        if (row.ended_on is None) != (ended is None) and (ended is None or pk in seen):
            row.ended_on = ended
            row.save_changes("ended_on")
    for given in missing.values():
        rows.model(outcome=outcome, **{name: given}).save()


def _visible(model: Any, name: str, pks: list[int], by: Person | None) -> set[int]:
    """Those of the attached rows that exist for `by`."""
    if by is None:
        return set(pks)
    rows: Any = model._meta.get_field(name).related_model._default_manager.filter(pk__in=pks)
    return set(rows.visible_to(by).values_list("pk", flat=True))
