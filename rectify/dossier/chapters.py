"""The chapters of a 整改卷 that come from the ledger: words and source, measures, progress, evidence, changes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from rectify.closeout.history import history_of
from rectify.closeout.telling import Entry
from rectify.dossier.folder import (
    CENTER,
    Chapter,
    Folder,
    day_words,
    due_words,
    labelled,
    lines,
    moment,
    table,
)
from rectify.evidence.models import Evidence
from rectify.intake.models import Origin
from rectify.measures.models import Measure, Progress
from rectify.typeset import document as doc

HASH_LINE = 16
"""Hexadecimal digits of a SHA-256 in a line."""


def size_words(size: int) -> str:
    """The size of a file, short enough for a narrow column."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def words_and_source(folder: Folder) -> Chapter:
    """问题原文及出处: the paper's words, where they stand, and what was analysed."""
    issue = folder.issue
    blocks: list[doc.Block] = [doc.Paragraph(issue.text or issue.title)]
    origins = _origins(folder)
    for origin in origins:
        about = f"措施{folder.label(origin.measure_id)}" if origin.measure_id else ""
        said = f"：{origin.words}" if folder.whole or origin.measure_id else ""
        blocks.append(
            doc.Paragraph(f"出处：《{origin.paper.name}》{origin.place_words}{about}{said}")
        )
    facts = (
        ("原因分析", issue.cause),
        ("整改目标", issue.target),
        ("举一反三", issue.wider_check),
        *((str(name), str(value)) for name, value in issue.further.items()),
    )
    blocks += [doc.Paragraph(f"{label}：{value}") for label, value in facts if value]
    counted = f"出处{len(origins)}处" if origins else ""
    return Chapter("问题原文及出处", counted, tuple(blocks))


def _origins(folder: Folder) -> list[Any]:
    named = Q(issue=folder.issue) | Q(issue__merged_into=folder.issue)
    named |= Q(measure__in=folder.measure_ids)
    rows = Origin.objects.filter(named, paper__withdrawn_at__isnull=True)
    return list(rows.select_related("paper").order_by("paper__given_at", "pk"))


def measures(folder: Folder) -> Chapter:
    """整改措施: what is done by whom until when, below its task where there is one."""
    columns = (
        doc.Column("编号", 0.55, CENTER),
        doc.Column("整改措施", 3.2),
        doc.Column("责任分工", 2.2),
        doc.Column("时限", 1.35),
        doc.Column("状态", 1.05, CENTER),
    )
    rows: list[Any] = []
    task = None
    for measure in sorted(folder.measures, key=lambda row: (_task_place(row), row.serial)):
        if measure.task is not None and measure.task != task:
            rows.append((f"任务{measure.task.number}：{measure.task.text}",))
        task = measure.task
        rows.append(_measure_row(folder, measure))
    return Chapter("整改措施", f"{len(folder.measures)}项", table(columns, rows))


def _task_place(measure: Measure) -> tuple[bool, ...] | tuple[bool, bool, int, int]:
    """Measures without a task first, the others in the order of their tasks."""
    return (False,) if measure.task is None else (True, *measure.task.place)


def _measure_row(folder: Folder, measure: Measure) -> tuple[str, ...]:
    row: Any = measure
    duties = lines(
        labelled("责任部门", measure.lead_department),
        labelled("配合部门", "、".join(str(one.department) for one in row.assistances.all())),
        labelled("责任领导", measure.responsible_leader),
        labelled("分管领导", measure.supervising_leader),
        labelled("责任人", "、".join(str(one.person) for one in row.responsibles.all())),
        labelled("涉及单位", measure.involved_units),
    )
    stands = lines(
        measure.get_standing_display(),
        f"进度{measure.percent}%",
        f"{day_words(measure.completed_on)}完成" if measure.completed_on else "",
    )
    target = labelled("整改目标", measure.target)
    words = lines(measure.text, target)
    return folder.label(measure.pk), words, duties, due_words(measure), stands


def progress(folder: Folder) -> Chapter:
    """进展记录: every entry of the logs, the earliest first."""
    columns = (
        doc.Column("进展日期", 1.05, CENTER),
        doc.Column("措施", 0.6, CENTER),
        doc.Column("进展情况", 4.2),
        doc.Column("进度", 0.65, CENTER),
        doc.Column("填报部门、填报人", 1.6),
    )
    entries = (
        Progress.objects.filter(measure__in=folder.measure_ids)
        .select_related("department", "logged_by", "correction")
        .order_by("happened_on", "logged_at", "pk")
    )
    rows = [
        (
            day_words(entry.happened_on),
            folder.label(entry.measure_id),
            lines(
                entry.text,
                labelled("更正原因", entry.correction_reason),
                "（已更正，以更正后的记录为准）" if hasattr(entry, "correction") else "",
            ),
            f"{entry.percent}%",
            lines(entry.department, entry.logged_by or "命令行", moment(entry.logged_at)),
        )
        for entry in entries
    ]
    return Chapter("进展记录", f"{len(rows)}条", table(columns, rows))


def evidence(folder: Folder) -> Chapter:
    """佐证材料目录: every file that stands, with what it takes to know it again."""
    columns = (
        doc.Column("序号", 0.6, CENTER),
        doc.Column("措施", 0.6, CENTER),
        doc.Column("名称", 2.8),
        doc.Column("类别、大小", 1.15, CENTER),
        doc.Column("材料日期", 1.05, CENTER),
        doc.Column("SHA-256", 1.9, CENTER),
        doc.Column("上传", 1.25),
    )
    rows: Any = Evidence.objects.all()
    files = rows.current().filter(measure__in=folder.measure_ids)
    told = [
        (
            str(place),
            folder.label(file.measure_id),
            lines(file.name, file.note, _replaced(file)),
            lines(file.get_kind_display(), size_words(file.size)),
            day_words(file.dated_on),
            lines(*(file.sha256[n : n + HASH_LINE] for n in range(0, 64, HASH_LINE))),
            lines(file.uploaded_by or "命令行", moment(file.uploaded_at)),
        )
        for place, file in enumerate(
            files.select_related("uploaded_by", "replaces").order_by(
                "measure__serial", "uploaded_at", "pk"
            ),
            1,
        )
    ]
    note = "注：SHA-256一栏为文件的校验值，四行连读。"
    return Chapter("佐证材料目录", f"{len(told)}份", table(columns, told, note))


def _replaced(file: Evidence) -> str:
    return f"（替换{file.replaces.name}）" if file.replaces is not None else ""


def changes(folder: Folder) -> Chapter:
    """修改记录: everything that was done to the issue and below it, the earliest first."""
    columns = (
        doc.Column("时间", 1.05, CENTER),
        doc.Column("操作人", 0.95, CENTER),
        doc.Column("对象", 0.85, CENTER),
        doc.Column("事项", 1.15, CENTER),
        doc.Column("内容", 4.2),
    )
    entries = history_of(folder.issue, folder.reader)[::-1]
    rows = [
        (moment(entry.at), entry.actor, entry.about, entry.act, _told(entry)) for entry in entries
    ]
    return Chapter("修改记录", f"{len(rows)}条", table(columns, rows))


def _told(entry: Entry) -> str:
    changed = [
        f"{one.label}：{one.old or '（空）'} 改为 {one.new or '（空）'}"
        if one.old
        else f"{one.label}：{one.new}"
        for one in entry.changes
    ]
    return lines(entry.text, *changed, labelled("说明", entry.reason))
