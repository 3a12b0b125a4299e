"""Closing a round, and the package that it leaves."""

from __future__ import annotations

from collections.abc import Iterable

from rectify.access.permissions import Permission
from rectify.archive.models import Package
from rectify.archive.readiness import obstacles
from rectify.jobs.enums import JobKind
from rectify.jobs.models import Job
from rectify.jobs.operations import ask
from rectify.kernel import clock
from rectify.kernel.files import keep
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.people.models import Person
from rectify.people.rules import demand
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.queries import done_since
from rectify.trail.rows import lock


@operation
def close_round(round_: Round, *, version: int, by: Person | None) -> Round:
    """Close a round for good: it becomes read-only, and its archive package is asked for.

    Refuses with every obstacle that stops it, a round that is closed already, and one that somebody
    else changed meanwhile (`row.stale`); leaves `round.closed`.
    """
    demand(by, Permission.EDIT_LEDGER, round_)
    round_ = lock(round_, version=version)
    # The event first: under the lock of its chain no other act commits between question and closing.
    record(Act.ROUND_CLOSED, round_, by=by)
    refuse_if([obstacle.problem for obstacle in obstacles(round_)])
    round_.closed_at, round_.closed_by = clock.now(), by
    round_.save_changes("closed_at", "closed_by")
    ask(JobKind.ARCHIVE_ROUND, round_.pk, by=by)
    return round_


@operation
def ask_package(round_: Round, *, by: Person | None) -> Job:
    """Ask for the archive package of a closed round once more; while one is made, that job.

    A round leaves one package. Refuses a round that is not closed, and one in which nothing was done
    since its last package (only a look-back does something there); leaves `archive.asked`.
    """
    demand(by, Permission.EXPORT, round_)
    round_ = lock(round_)
    if round_.closed_at is None:
        raise Refused(Problem("archive.open", "本轮次尚未办结归档，不能生成归档包。"))
    last = Package.objects.filter(round=round_).order_by("-pk").first()
    if last is not None and not done_since(round_.pk, last.trail_length):
        words = "归档以来内容没有变化，请下载已有的归档包。"
        raise Refused(Problem("archive.unchanged", words))
    job = ask(JobKind.ARCHIVE_ROUND, round_.pk, by=by)
    record(Act.ARCHIVE_ASKED, round_, by=by)
    return job


@operation
def keep_package(
    round_: Round,
    *,
    chunks: Iterable[bytes],
    files: int,
    trail: tuple[int, str],
    by: Person | None,
) -> Package:
    """Keep a finished package with the trail's length and head that it tells; leaves `archive.made`.

    Refuses a round that is not closed.
    """
    demand(by, Permission.READ_CASE, round_)
    if round_.closed_at is None:
        raise Refused(Problem("archive.open", "本轮次尚未办结归档，不能生成归档包。"))
    stored = keep(chunks)
    again = Package.objects.filter(round=round_).count() + 1
    numbered = f"（第{again}次）" if again > 1 else ""
    plain = "".join(c for c in f"{round_.unit}{round_.name}" if c not in '\\/:*?"<>|\r\n\t')
    package = Package(
        round=round_,
        name=f"{plain[:150]}归档包{numbered}.zip",
        sha256=stored.sha256,
        size=stored.size,
        files=files,
        trail_length=trail[0],
        trail_head=trail[1],
        made_at=clock.now(),
        made_by=by,
    )
    package.save()
    record(Act.ARCHIVE_MADE, package, by=by)
    return package
