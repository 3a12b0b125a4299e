"""办理过程: who took a measure up, which dates were moved, and what leaders have written on the rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from rectify.deadlines.models import Extension
from rectify.dossier.folder import (
    CENTER,
    Chapter,
    Folder,
    day_words,
    labelled,
    lines,
    moment,
    table,
)
from rectify.instructions.models import Addressee, Instruction
from rectify.typeset import document as doc

COLUMNS = (
    doc.Column("时间", 1.2, CENTER),
    doc.Column("对象", 0.85, CENTER),
    doc.Column("事项", 1, CENTER),
    doc.Column("人员", 1, CENTER),
    doc.Column("内容", 4.2),
)


def handling(folder: Folder) -> Chapter:
    """Claims, extensions and instructions with their answers, in the order of their time."""
    told = sorted([*_claims(folder), *_extensions(folder), *_instructions(folder)])
    return Chapter("认领、延期和批示", f"{len(told)}条" if told else "", table(COLUMNS, told))


def _claims(folder: Folder) -> list[tuple[str, ...]]:
    return [
        (
            moment(measure.claimed_at),
            f"措施{folder.label(measure.pk)}",
            "认领",
            str(measure.claimed_by or ""),
            str(measure.lead_department or ""),
        )
        for measure in folder.measures
        if measure.claimed_at is not None
    ]


def _extensions(folder: Folder) -> list[tuple[str, ...]]:
    rows = Extension.objects.filter(measure__in=folder.measure_ids)
    return [
        _extension(folder, row)
        for row in rows.select_related("measure", "requested_by", "ended_by")
    ]


def _extension(folder: Folder, row: Extension) -> tuple[str, ...]:
    decided = f"{row.state_words} {row.ended_by or ''} {moment(row.ended_at)}".strip()
    said = lines(
        f"原到期日{day_words(row.from_on)}，申请延至{day_words(row.until_on)}",
        labelled("原因", row.reason),
        "逾期后申请" if row.late else "",
        decided if row.ended_at else row.state_words,
        labelled("意见", row.opinion),
    )
    about = f"措施{folder.label(row.measure_id)}"
    return (moment(row.requested_at), about, "延期", str(row.requested_by), said)


def _instructions(folder: Folder) -> list[tuple[str, ...]]:
    named = Q(issue=folder.issue) | Q(measure__in=folder.measure_ids)
    rows: Any = Instruction.objects.filter(named, ended_at__isnull=True)
    told = rows.visible_to(folder.reader).select_related("leader")
    return [_instruction(folder, row) for row in told]


def _instruction(folder: Folder, row: Instruction) -> tuple[str, ...]:
    answers = Addressee.objects.filter(instruction=row, replied_at__isnull=False)
    replies = [
        f"{answer.replied_by or ''}回复：{answer.reply}"
        for answer in answers.select_related("replied_by").order_by("replied_at")
    ]
    about = f"措施{folder.label(row.measure_id)}" if row.measure_id else row.on.trail_label()
    return (moment(row.given_at), about, "批示", str(row.leader), lines(row.text, *replies))
