"""The glossary names only what the code has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from rectify.access.roles import RoleKey
from rectify.closeout.enums import Chained, Reviewer, State, StepState
from rectify.closeout.transitions import Verb
from rectify.deadlines.enums import Counted, Light
from rectify.evidence.enums import EvidenceKind
from rectify.groundwork.enums import Seat
from rectify.intake.plan import Plan
from rectify.issues.enums import Finding, Pace, Source, Standing
from rectify.jobs.enums import JobKind
from rectify.outcomes.enums import OutcomeForm, OutcomeKind, RegulationState
from rectify.reports.enums import Shape
from rectify.rounds.enums import Kind, Level, Stage
from rectify.scheme.enums import Adoption, Bodies, Grade

LINES = (Path(settings.BASE_DIR) / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES if line[:1] == "|"]
NAMES = sorted({name for row in ROWS for name in re.findall(r"`([A-Z][\w.]+)`", row[-1])})
KNOWN: dict[str, Any] = {
    row.__name__: row
    for row in (
        *(RoleKey, State, StepState, Chained, Reviewer, Verb, Counted, Light, EvidenceKind, Plan),
        *(OutcomeForm, OutcomeKind, RegulationState),
        *(Pace, Source, Standing, JobKind, Shape, Kind, Level, Stage),
        *(Finding, Seat, Bodies, Grade, Adoption),
        *apps.get_app_config("rectify").get_models(),
    )
}


def has(owner: Any, member: str) -> bool:
    if isinstance(owner, type) and issubclass(owner, models.Model):
        return member in {field.name for field in owner._meta.get_fields()}
    return hasattr(owner, member)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_in_the_glossary_exists(name: str) -> None:
    owner, _, member = name.partition(".")
    assert owner in KNOWN
    assert not member or has(KNOWN[owner], member)


def test_every_line_has_three_columns() -> None:
    assert {len(row) for row in ROWS} == {3}
