"""What stands otherwise in the ledger than in the issued 整改方案: old and new, who, when, why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rectify.issues.enums import Departure
from rectify.issues.models import Amendment, Issue
from rectify.measures.models import Measure
from rectify.rounds.models import Round
from rectify.scheme.baseline import FIELDS, Line, differs, digest_of, lines_of
from rectify.scheme.models import Scheme
from rectify.trail.acting import COMMAND_LINE_NAME
from rectify.trail.queries import FieldChange

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, by whom and when the ledger was made to depart; one form may have departed in two ways."""

    departures: tuple[str, ...]
    words: str
    by: str
    at: datetime

    @property
    def line(self) -> str:
        """The kinds of change and their reason."""
        return f"{'、'.join(self.departures)}：{self.words}"

    def joins(self, later: Amendment) -> bool:
        """True when a later change was made by the same person for the same reason."""
        return (self.words, self.by) == (later.reason, str(later.made_by or COMMAND_LINE_NAME))


@dataclass(frozen=True, slots=True)
class Difference:
    """One issue or measure that was added, dropped or changed since 印发.

    `old` and `new` are whole lines (None where there is none), `changes` their fields side by side.
    """

    departure: Departure
    label: str
    old: Line | None
    new: Line | None
    changes: tuple[FieldChange, ...]
    reasons: tuple[Reason, ...]

    @property
    def text(self) -> str:
        """The words of the issue or measure, as they now are or last were."""
        return str((self.new or self.old or {}).get("text", ""))


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences in the ledger's order; `sound` is False when the baseline was tampered with."""

    differences: tuple[Difference, ...]
    frozen: int
    sound: bool

    def of(self, departure: Departure) -> list[Difference]:
        """Those of one kind."""
        return [one for one in self.differences if one.departure == departure]


def compare(scheme: Scheme) -> Comparison:
    """Hold the ledger as it is now against what was issued."""
    now = _numbers_now(scheme.round)
    old = dict(_led_on(line, now) for line in scheme.baseline)
    new = {_key(line): line for line in lines_of(scheme.round)}
    reasons = _reasons(scheme, now)
    found = [
        _difference(key, old.get(key), new.get(key), reasons.get(key, ()))
        for key in sorted({*old, *new})
        if differs(old.get(key), new.get(key))
    ]
    return Comparison(
        differences=tuple(found),
        frozen=sum(1 for line in scheme.baseline if line["measure"] is not None),
        sound=digest_of(scheme.baseline) == scheme.baseline_sha256,
    )


def _key(line: Line) -> Key:
    return int(line["issue"]), int(line["measure"] or 0)


def _led_on(line: Line, now: dict[Key, Key]) -> tuple[Key, Line]:
    """A frozen line under the number that its row has now.

    That the issue above a measure was given another number is told of the issue alone.
    """
    key = now.get(_key(line), _key(line))
    return key, line if line["measure"] is None else line | {"issue": key[0]}


def _numbers_now(round_: Round) -> dict[Key, Key]:
    """By each number that an issue or a measure once had, and has no more, the one that it has.

    A measure that went to another issue is not led on: there it was dropped, and here it was added.
    """
    serials = dict(Issue.with_withdrawn.filter(round=round_).values_list("pk", "serial"))
    issues: Any = Issue.history.filter(round_id=round_.pk).order_by()
    once: dict[int, set[int]] = {}
    for pk, serial in issues.values_list("id", "serial").distinct():
        once.setdefault(pk, {serials[pk]}).add(serial)
    rows = Measure.with_withdrawn.filter(issue__round=round_)
    measures = {pk: (issue, n) for pk, issue, n in rows.values_list("pk", "issue_id", "serial")}
    told: Any = Measure.history.filter(issue_id__in=serials).order_by()
    now: dict[Key, Key] = {}
    for pk, issue, serial in told.values_list("id", "issue_id", "serial").distinct():
        issue_now, serial_now = measures[pk]
        last = serial_now if issue == issue_now else serial
        now |= {(above, serial): (serials[issue], last) for above in once[issue]}
    now |= {(number, 0): (serials[pk], 0) for pk, numbers in once.items() for number in numbers}
    return now


def _reasons(scheme: Scheme, now: dict[Key, Key]) -> dict[Key, tuple[Reason, ...]]:
    rows = Amendment.objects.filter(issue__round=scheme.round).select_related("issue", "made_by")
    found: dict[Key, list[Reason]] = {}
    for row in rows.order_by("made_at", "pk"):
        key = (row.issue.serial, row.measure_serial or 0)
        told = found.setdefault(now.get(key, key), [])
        kinds: tuple[str, ...] = (row.get_departure_display(),)
        if told and told[-1].joins(row):
            kinds = tuple(dict.fromkeys((*told.pop().departures, *kinds)))
        told.append(Reason(kinds, row.reason, str(row.made_by or COMMAND_LINE_NAME), row.made_at))
    return {key: tuple(told) for key, told in found.items()}


def _difference(
    key: Key, old: Line | None, new: Line | None, reasons: Iterable[Reason]
) -> Difference:
    label = _label(key)
    if old is None or new is None:
        departure = Departure.ADDED if old is None else Departure.DROPPED
        return Difference(departure, label, old, new, (), tuple(reasons))
    numbers = (_label(_key(old)), _label(_key(new)))
    renumbered = (FieldChange("编号", *numbers),) if numbers[0] != numbers[1] else ()
    changes = renumbered + tuple(
        FieldChange(words, str(old[name]), str(new[name]))
        for name, words in FIELDS.items()
        if name in old and old[name] != new[name]
    )
    return Difference(Departure.CHANGED, label, old, new, changes, tuple(reasons))


def _label(key: Key) -> str:
    issue, measure = key
    return f"措施{issue}.{measure}" if measure else f"问题{issue}"
