"""Opening an issue again for a look-back."""

from __future__ import annotations

from rectify.issues.enums import Standing
from rectify.issues.models import Takeover
from rectify.people.models import Person
from rectify.trail.acts import Act
from rectify.trail.operations import record
from rectify.trail.rows import lock


def reopen(row: Takeover, *, by: Person | None) -> None:
    """Put the issue back to 整改中; what was found before stays in its history."""
    issue = lock(row.issue)
    issue.stated = Standing.IN_PROGRESS
    issue.save_changes("stated")
    record(Act.ISSUE_AMENDED, issue, by=by)
