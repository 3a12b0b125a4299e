"""Everything that changes a round's groundwork."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rectify.access.permissions import Permission
from rectify.groundwork.enums import Seat
from rectify.groundwork.models import GroupSeat, LeadingGroup, Pledge, Receipt, Scan
from rectify.groundwork.rules import (
    problems_of_day,
    problems_of_person,
    problems_of_receipt,
    problems_of_scan,
)
from rectify.kernel import clock
from rectify.kernel.files import keep, upload_limit
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.kernel.uploads import clean_name
from rectify.people.models import Person
from rectify.people.rules import demand
from rectify.rounds.models import Round
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock, stale


@operation
def keep_scan(
    round_: Round, *, purpose: str, name: str, chunks: Iterable[bytes], by: Person | None
) -> Scan:
    """Keep the scan of a signed paper with one of the round's steps.

    The same bytes sent again give back the row that is there. Refuses an empty or too large file and
    what no scanner gives; leaves `scan.kept`.
    """
    demand(by, Permission.EDIT_LEDGER, round_)
    stored = keep(chunks, check=lambda file: problems_of_scan(file, limit=upload_limit()))
    lock(round_)
    scans = Scan.objects.filter(round=round_, purpose=purpose, sha256=stored.sha256)
    scan = scans.filter(withdrawn_at__isnull=True).first()
    if scan is None:
        scan = Scan(
            round=round_,
            purpose=purpose,
            name=clean_name(name, unnamed="扫描件"),
            content_type=stored.content_type,
            size=stored.size,
            sha256=stored.sha256,
            kept_at=clock.now(),
            kept_by=by,
        )
        scan.save()
    record(Act.SCAN_KEPT, scan, by=by)
    return scan


@operation
def withdraw_scan(scan: Scan, *, by: Person | None) -> Scan:
    """Take a scan out of the list; row and bytes stay. Leaves `scan.withdrawn`."""
    demand(by, Permission.EDIT_LEDGER, scan)
    scan = lock(scan)
    if scan.withdrawn_at is not None:
        raise Refused(Problem("scan.withdrawn", "该扫描件已经撤下，请刷新页面查看。"))
    scan.withdrawn_at, scan.withdrawn_by = clock.now(), by
    scan.save_changes("withdrawn_at", "withdrawn_by")
    record(Act.SCAN_WITHDRAWN, scan, by=by)
    return scan


@operation
def receive_letter(
    round_: Round,
    *,
    version: int,
    receiver: Person,
    received_on: date,
    title: str,
    note: str = "",
    by: Person | None,
) -> Receipt:
    """Record who took in the letter of findings and when, or correct it (`version` 0: the first).

    Refuses no title, somebody from elsewhere and a day to come; leaves `receipt.recorded`.
    """
    demand(by, Permission.EDIT_LEDGER, round_)
    lock(round_)
    refuse_if(
        problems_of_receipt(
            round_, receiver=receiver, received_on=received_on, title=title, today=clock.today()
        )
    )
    receipt = Receipt.objects.filter(round=round_).first() or Receipt(round=round_)
    _demand_version(receipt, version)
    receipt.receiver, receipt.received_on = receiver, received_on
    receipt.title, receipt.note = title.strip(), note.strip()
    _save(receipt, "receiver", "received_on", "title", "note")
    record(Act.LETTER_RECEIVED, receipt, by=by)
    return receipt


@operation
def record_pledge(
    round_: Round, *, version: int, leader: Person, pledged_on: date | None, by: Person | None
) -> Pledge:
    """Name the main leader who pledges, and once he has signed the day of it.

    Refuses somebody from elsewhere and a day to come; leaves `pledge.recorded`.
    """
    demand(by, Permission.EDIT_LEDGER, round_)
    lock(round_)
    problems = problems_of_person(round_, leader, name="承诺人", field="leader")
    if pledged_on is not None:
        today = clock.today()
        problems += problems_of_day(pledged_on, name="签字日期", field="pledged_on", today=today)
    refuse_if(problems)
    pledge = Pledge.objects.filter(round=round_).first() or Pledge(round=round_)
    _demand_version(pledge, version)
    pledge.leader, pledge.pledged_on = leader, pledged_on
    _save(pledge, "leader", "pledged_on")
    record(Act.PLEDGE_RECORDED, pledge, by=by)
    return pledge


@operation
def set_group(
    round_: Round,
    *,
    version: int,
    name: str,
    number: str = "",
    founded_on: date,
    by: Person | None,
) -> LeadingGroup:
    """Record the leading group and the paper that founded it, or correct it.

    Refuses no name and a day to come; leaves `group.set`.
    """
    demand(by, Permission.EDIT_LEDGER, round_)
    lock(round_)
    problems = problems_of_day(founded_on, name="成立日期", field="founded_on", today=clock.today())
    if not name.strip():
        problems.append(Problem("group.name", "请填写领导小组名称。", field="name"))
    refuse_if(problems)
    group = LeadingGroup.objects.filter(round=round_).first() or LeadingGroup(round=round_)
    _demand_version(group, version)
    group.name, group.number, group.founded_on = name.strip(), number.strip(), founded_on
    _save(group, "name", "number", "founded_on")
    record(Act.GROUP_SET, group, by=by)
    return group


@operation
def seat_person(
    round_: Round, *, person: Person, seat: str, from_on: date, by: Person | None
) -> GroupSeat:
    """Give somebody a seat in the leading group; the same seat given again is the one there is.

    Refuses somebody from elsewhere, a seat that only one can hold and another holds, and a round
    without a leading group; leaves `group.joined`.
    """
    demand(by, Permission.EDIT_LEDGER, round_)
    lock(round_)
    refuse_if(problems_of_person(round_, person, name="人员", field="person"))
    if not LeadingGroup.objects.filter(round=round_).exists():
        raise Refused(Problem("group.missing", "请先填写领导小组名称和成立文件。"))
    held = GroupSeat.objects.filter(round=round_, seat=seat, until_on__isnull=True)
    row = held.filter(person=person).first()
    if row is None and seat in {Seat.HEAD, Seat.OFFICE_HEAD} and held.exists():
        taken = f"{Seat(seat).label}由一人担任，请先终止{held[0].person}的职务。"
        raise Refused(Problem("seat.taken", taken, field="seat"))
    if row is None:
        row = GroupSeat(round=round_, person=person, seat=seat, from_on=from_on)
        row.save()
    record(Act.GROUP_JOINED, row, by=by)
    return row


@operation
def end_seat(row: GroupSeat, *, until_on: date, by: Person | None) -> GroupSeat:
    """End a seat; the row is kept with its last day.

    Refuses a seat that has ended and a last day before the first; leaves `group.left`.
    """
    demand(by, Permission.EDIT_LEDGER, row)
    row = lock(row)
    if row.until_on is not None:
        raise Refused(Problem("seat.ended", "该职务已经终止，请刷新页面查看。"))
    if until_on < row.from_on:
        raise Refused(Problem("seat.until", "终止日期不能早于起始日期。", field="until_on"))
    row.until_on = until_on
    row.save_changes("until_on")
    record(Act.GROUP_LEFT, row, by=by)
    return row


def _demand_version(row: Receipt | Pledge | LeadingGroup, version: int) -> None:
    """The row as the person saw it; 0 means that there was none."""
    if version != (row.version if row.pk else 0):
        raise Refused(stale())


def _save(row: Receipt | Pledge | LeadingGroup, *names: str) -> None:
    if row.pk is None:
        row.save()
    else:
        row.save_changes(*names)
