"""The mark in a workbook's hidden column, by which a returned row finds the row it came from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rectify.papers.content import Cell, Table

_WRITTEN = re.compile(
    r"R(?P<round_id>\d{1,18})(?:-D(?P<department_id>\d{1,18}))?(?:-I(?P<issue_id>\d{1,18}))?"
    r"(?:-M(?P<measure_id>\d{1,18}))?(?:-(?P<check>[0-9a-f]{12}))?"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Which row of which round; for a form also whose, and a check over what must not be changed."""

    round_id: int
    issue_id: int | None = None
    measure_id: int | None = None
    department_id: int | None = None
    check: str = ""

    @property
    def written(self) -> str:
        """The mark as the hidden cell holds it: R3-D5-I7-M12-8f3a2b1c90de."""
        parts = (("D", self.department_id), ("I", self.issue_id), ("M", self.measure_id))
        ids = [f"{letter}{number}" for letter, number in parts if number is not None]
        return "-".join([f"R{self.round_id}", *ids, *([self.check] if self.check else [])])

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """The mark that a cell holds, None when it holds none."""
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            return None
        ids = {
            name: int(digits) if digits else None
            for name, digits in match.groupdict().items()
            if name not in {"round_id", "check"}
        }
        return cls(round_id=int(match["round_id"]), check=match["check"] or "", **ids)


def check_of(texts: list[str]) -> str:
    """Twelve hexadecimal digits over texts, blanks aside: a program's re-saving changes only those."""
    plain = "\x1f".join("".join(text.split()) for text in texts)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def marks_in(table: Table) -> Iterator[tuple[tuple[Cell, ...], Mark]]:
    """The rows of a table that bear a mark, each with it; the mark may stand in any column."""
    for row in table.rows:
        found = (mark for cell in reversed(row) if (mark := Mark.read(cell.text)) is not None)
        mark = next(found, None)
        if mark is not None:
            yield row, mark
