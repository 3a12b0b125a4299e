"""Pure questions about a round's groundwork: days that can be, people who belong to the unit."""

from __future__ import annotations

from datetime import date

from rectify.kernel.files import StoredFile, in_megabytes
from rectify.kernel.problems import Problem
from rectify.people.models import Person
from rectify.rounds.models import Round

SCANNED = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""What a scanner gives, and a browser may show."""


def problems_of_day(day: date | None, *, name: str, field: str, today: date) -> list[Problem]:
    """A day that is missing or still to come."""
    if day is None:
        return [Problem("groundwork.day", f"请填写{name}。", field=field)]
    if day > today:
        return [Problem("groundwork.day", f"{name}不能晚于今天。", field=field)]
    return []


def problems_of_receipt(
    round_: Round, *, receiver: Person, received_on: date, title: str, today: date
) -> list[Problem]:
    """Why a receipt cannot be: no title, somebody from elsewhere, a day to come."""
    problems = problems_of_day(received_on, name="签收日期", field="received_on", today=today)
    if not title.strip():
        problems.append(Problem("receipt.title", "请填写文件名称。", field="title"))
    return problems + problems_of_person(round_, receiver, name="签收人", field="receiver")


def problems_of_person(
    round_: Round, person: Person | None, *, name: str, field: str
) -> list[Problem]:
    """Nobody named, or somebody of another unit."""
    if person is None:
        return [Problem("groundwork.person", f"请选择{name}。", field=field)]
    if person.unit_id != round_.unit_id:
        return [Problem("groundwork.person", f"{name}须为本单位人员。", field=field)]
    return []


def problems_of_scan(file: StoredFile, *, limit: int) -> list[Problem]:
    """Why a file cannot be kept as a scan."""
    if file.size == 0:
        return [Problem("scan.empty", "文件是空的，请核对后重新选择。", field="file")]
    if file.size > limit:
        words = f"单个扫描件不超过{in_megabytes(limit)}，请压缩后上传。"
        return [Problem("scan.large", words, field="file")]
    if file.content_type not in SCANNED:
        return [Problem("scan.kind", "扫描件请用PDF、PNG或JPEG格式。", field="file")]
    return []
