"""What a look-back round has taken over, counted: by finding, by the round it comes from.

Each count is a `TakeoverSelection`, and its rows are those that the same selection picks, so that a
number and its rows cannot differ. They are told beside the issues of the round itself, never among
them: a taken-over issue stays in its own round and is counted there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.utils.datastructures import MultiValueDict

from rectify.deadlines.queries import with_standing
from rectify.issues.enums import OPEN, Finding
from rectify.issues.models import Issue, Takeover
from rectify.kernel.parameters import whole_number
from rectify.people.models import Person
from rectify.rounds.models import Round

UNJUDGED = "none"
"""`finding=none`: those not judged yet."""

FINDINGS = (*((finding.value, str(finding.label)) for finding in Finding), (UNJUDGED, "待核查"))


@dataclass(frozen=True, slots=True)
class Taken:
    """A takeover with the standing that its issue now has.

    `note` is empty for who does not see every measure of the issue, since it may speak of all.
    """

    row: Takeover
    standing: str
    note: str

    @property
    def open_again(self) -> bool:
        """True while a reopened issue waits to be closed again."""
        return self.row.reopened_at is not None and self.standing in OPEN


def taken_of(round_: Round, person: Person) -> list[Taken]:
    """The issues that a look-back round has in hand, as far as they exist for `person`."""
    rows: Any = Takeover.objects.filter(round=round_)
    taken = list(
        rows.current()
        .visible_to(person)
        .select_related("issue__round", "judged_by", "reopened_by", "round")
        .order_by("issue__round", "issue__serial")
    )
    issues: Any = Issue.objects.filter(pk__in=[row.issue_id for row in taken])
    standing = dict(with_standing(issues).values_list("pk", "standing_now"))
    whole = set(issues.whole_to(person).values_list("pk", flat=True)) if taken else set()
    return [
        Taken(row, standing.get(row.issue_id, ""), row.note if row.issue_id in whole else "")
        for row in taken
    ]


@dataclass(frozen=True, slots=True)
class TakeoverSelection:
    """Which of the taken-over issues are meant; the defaults mean all."""

    finding: str = ""
    open_again: bool = False
    origin: int | None = None

    @classmethod
    def from_params(cls, params: MultiValueDict[str, str]) -> Self:
        """Read the parameters of an address; what cannot be understood is left out."""
        finding = params.get("finding", "")
        return cls(
            finding=finding if finding in dict(FINDINGS) else "",
            open_again=params.get("open_again") == "1",
            origin=whole_number(params.get("origin")),
        )

    @property
    def query(self) -> str:
        """The parameters as they stand in an address, without the question mark."""
        pairs: list[tuple[str, Any]] = [
            ("finding", self.finding),
            ("open_again", "1" if self.open_again else ""),
            ("origin", self.origin or ""),
        ]
        return urlencode([(name, value) for name, value in pairs if value])

    @property
    def narrows(self) -> bool:
        """True when anything is filtered at all."""
        return self != TakeoverSelection()

    def of(self, taken: Iterable[Taken]) -> list[Taken]:
        """Those that are meant."""
        return [one for one in taken if self._means(one)]

    def _means(self, one: Taken) -> bool:
        found = one.row.finding or UNJUDGED
        return (
            self.finding in ("", found)
            and (one.open_again or not self.open_again)
            and self.origin in (None, one.row.issue.round_id)
        )


@dataclass(frozen=True, slots=True)
class TakenCount:
    """One count with the selection of its rows; `part` is one of those that make up the total."""

    label: str
    count: int
    selection: TakeoverSelection
    part: bool = False


@dataclass(frozen=True, slots=True)
class OriginLine:
    """The counts of what comes from one earlier round."""

    round: Round
    counts: Sequence[TakenCount]


def taken_counts(
    taken: Sequence[Taken], within: TakeoverSelection | None = None
) -> list[TakenCount]:
    """All, those of each finding, which make up all, and those that are open again."""
    base = within or TakeoverSelection()
    told = [("纳入问题", base, False)]
    told += [(label, replace(base, finding=finding), True) for finding, label in FINDINGS]
    told += [("重新打开未办结", replace(base, open_again=True), False)]
    return [TakenCount(label, len(one.of(taken)), one, part) for label, one, part in told]


def origin_lines(taken: Sequence[Taken]) -> list[OriginLine]:
    """One line for each round that something was taken from, in the rows' order."""
    rounds = {one.row.issue.round_id: one.row.issue.round for one in taken}
    return [
        OriginLine(round_, taken_counts(taken, TakeoverSelection(origin=pk)))
        for pk, round_ in rounds.items()
    ]


def words_of(selection: TakeoverSelection, taken: Sequence[Taken]) -> str:
    """What is listed, in words."""
    rounds = {one.row.issue.round_id: str(one.row.issue.round) for one in taken}
    parts = (
        rounds.get(selection.origin or 0, ""),
        dict(FINDINGS).get(selection.finding, ""),
        "重新打开未办结" if selection.open_again else "",
    )
    return "，".join(part for part in parts if part)
