"""Everything that changes a round."""

from __future__ import annotations

from typing import Any

from rectify.access.permissions import Permission
from rectify.kernel.problems import Problem, refuse_if
from rectify.people.models import Person, Unit
from rectify.people.rules import demand, demand_in_unit
from rectify.rounds.models import Round
from rectify.rounds.rules import problems_of_round
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock


@operation
def create_round(unit: Unit, *, facts: dict[str, Any], by: Person | None) -> Round:
    """Open a round of `unit` from `facts` (the model's fields by name).

    Refuses a doubled name and dates out of order; leaves `round.created`.
    """
    demand_in_unit(by, Permission.EDIT_LEDGER, unit.pk)
    round_ = Round(unit=unit, **facts)
    _refuse_unless_sound(round_)
    round_.save()
    record(Act.ROUND_CREATED, round_, by=by)
    return round_


@operation
def amend_round(
    round_: Round, *, version: int, changes: dict[str, Any], by: Person | None
) -> Round:
    """Change named facts of a round; refuses as `create_round` does; leaves `round.amended`."""
    demand(by, Permission.EDIT_LEDGER, round_)
    round_ = lock(round_, version=version)
    for field, value in changes.items():
        setattr(round_, field, value)
    _refuse_unless_sound(round_)
    round_.save_changes(*changes)
    record(Act.ROUND_AMENDED, round_, by=by)
    return round_


def _refuse_unless_sound(round_: Round) -> None:
    problems = problems_of_round(round_)
    others = Round.objects.filter(unit_id=round_.unit_id, name=round_.name.strip())
    if (others.exclude(pk=round_.pk) if round_.pk else others).exists():
        problems.append(Problem("round.name", "本单位已有同名轮次，请换一个名称。", field="name"))
    refuse_if(problems)


def next_issue_serial(round_: Round) -> int:
    """Take the next issue number of a locked round; a number once given is not given again."""
    round_.issues_numbered += 1
    round_.save_changes("issues_numbered")
    return round_.issues_numbered
