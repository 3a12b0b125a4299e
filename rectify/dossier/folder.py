"""What a 整改卷 is made of: the issue, the rows below it that its maker may see, and how they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from rectify.deadlines.queries import with_standing
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.issues.queries import sees_whole
from rectify.kernel.days import written
from rectify.measures.models import Assistance, Measure, Responsible
from rectify.people.models import Person
from rectify.typeset import document as doc

NOTHING = "无"
CENTER = doc.Align.CENTER


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the 整改卷: its title, how much there is in it, and what is printed."""

    title: str
    counted: str
    blocks: tuple[doc.Block, ...]


@dataclass(frozen=True)
class Folder:
    """One issue as its reader may see it; `whole` tells whether he sees every measure."""

    issue: Issue
    standing: str
    measures: Sequence[Measure]
    whole: bool
    reader: Person
    day: date

    def label(self, measure_id: int | None) -> str:
        """The number of one of the measures, as the ledger has it; nothing for the issue's own."""
        serials = {row.pk: row.serial for row in self.measures}
        return f"{self.issue.serial}.{serials[measure_id]}" if measure_id in serials else ""

    @property
    def measure_ids(self) -> list[int]:
        """The ids of the measures that are told."""
        return [row.pk for row in self.measures]


def folder_of(issue_id: int, reader: Person, day: date) -> Folder:
    """Collect what `reader` may see of an issue."""
    issues: Any = Issue.objects.all()
    issue = (
        with_standing(issues.visible_to(reader))
        .select_related(
            "round__unit",
            "category__parent__parent",
            "deadline",
            "lead_department",
            "lead_leader",
        )
        .get(pk=issue_id)
    )
    measures: Any = Measure.objects.filter(issue=issue)
    told = (
        measures.visible_to(reader)
        .select_related(
            *("issue", "task", "deadline"),
            *("lead_department", "responsible_leader", "supervising_leader"),
        )
        .prefetch_related(
            Prefetch(
                "assistances",
                Assistance.objects.filter(ended_on=None).select_related("department"),
            ),
            Prefetch(
                "responsibles", Responsible.objects.filter(ended_on=None).select_related("person")
            ),
        )
        .order_by("serial")
    )
    whole = sees_whole(reader, issue)
    return Folder(issue, Standing(issue.standing_now).label, list(told), whole, reader, day)


def due_words(row: Issue | Measure) -> str:
    """The deadline of an issue or a measure: its date, 长期坚持, and the office's own words."""
    deadline: Any = getattr(row, "deadline", None)
    if deadline is None:
        return ""
    parts = [written(deadline.due_on)] if deadline.due_on else []
    if deadline.words and deadline.words not in parts:
        parts.append(f"（{deadline.words}）" if parts else deadline.words)
    if deadline.long_term and "长期坚持" not in deadline.words:
        parts.append("，长期坚持" if parts else "长期坚持")
    return "".join(parts)


def moment(at: datetime | None) -> str:
    """A moment in the office's time, as tables show it."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def day_words(on: date | None) -> str:
    """A day as tables show it."""
    return on.isoformat() if on else ""


def lines(*parts: object) -> str:
    """The parts that say something, each on a line of its own."""
    return "\n".join(str(part) for part in parts if part)


def labelled(label: str, value: object) -> str:
    """A value behind its label; nothing where there is no value."""
    return f"{label}：{value}" if value else ""


def table(
    columns: tuple[doc.Column, ...], rows: list[Any], note: str = ""
) -> tuple[doc.Block, ...]:
    """A table in small letters, or one word where there is nothing to list."""
    if not rows:
        return (doc.Paragraph(f"{NOTHING}。"),)
    return (doc.Table(columns, tuple(rows), note=note, size=doc.TextSize.SMALL_FIVE),)
