"""Who may change a file of evidence, and the versions of one file."""

from __future__ import annotations

from rectify.access.permissions import Permission
from rectify.evidence.models import Evidence
from rectify.people.models import Person
from rectify.people.reach import reach_of


def changes_evidence(person: Person | None, evidence: Evidence) -> bool:
    """True for the office, for who leads the measure, and for the department that brought the file.

    None is an administrator at the command line. Asks nothing about submissions.
    """
    if person is None:
        return True
    reach = reach_of(person, Permission.WRITE_PROGRESS)
    measure = evidence.measure
    whose = {measure.lead_department_id, evidence.department_id} - {None}
    return measure.issue.round.unit_id in reach.units or bool(whose & reach.departments)


def earlier_versions(evidence: Evidence) -> list[Evidence]:
    """The versions that a file has replaced one after the other, the newest first."""
    found: list[Evidence] = []
    version = evidence.replaces
    while version is not None:
        found.append(version)
        version = version.replaces
    return found
