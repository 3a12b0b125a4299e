"""Asking for a 整改卷, and keeping it once it is made."""

from __future__ import annotations

from collections.abc import Iterable

from rectify.access.permissions import Permission
from rectify.dossier.models import Dossier
from rectify.issues.models import Issue
from rectify.jobs.enums import JobKind
from rectify.jobs.models import Job
from rectify.jobs.operations import ask
from rectify.kernel import clock
from rectify.kernel.files import keep
from rectify.people.models import Person
from rectify.people.rules import demand
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock


@operation
def ask_dossier(issue: Issue, *, by: Person | None) -> Job:
    """Ask for the 整改卷 of an issue; while one is being made, that same job is given back.

    Refuses whoever may not export the issue; leaves `dossier.asked`.
    """
    demand(by, Permission.EXPORT, issue)
    issue = lock(issue)
    job = ask(JobKind.RENDER_DOSSIER, issue.pk, by=by)
    record(Act.DOSSIER_ASKED, issue, by=by)
    return job


@operation
def keep_dossier(
    issue: Issue, *, name: str, chunks: Iterable[bytes], pages: int, by: Person | None
) -> Dossier:
    """Keep a finished 整改卷; leaves `dossier.made`.

    Refuses whoever may no longer export by the time the file is made.
    """
    demand(by, Permission.EXPORT, issue)
    stored = keep(chunks)
    dossier = Dossier(
        issue=issue,
        name=name,
        sha256=stored.sha256,
        size=stored.size,
        pages=pages,
        made_at=clock.now(),
        made_by=by,
    )
    dossier.save()
    record(Act.DOSSIER_MADE, dossier, by=by)
    return dossier
