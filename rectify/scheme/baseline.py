"""What 印发 freezes: every issue and measure with who answers for it and by when, as exact words.

The frozen lines are plain JSON; their SHA-256 is taken over one canonical writing, so that it can be
shown later that not a character was changed. Names are frozen as words: a department that is renamed
later has not moved a duty.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import Prefetch

from rectify.deadlines.models import Deadline
from rectify.issues.models import Issue
from rectify.measures.models import Assistance, Measure, Responsible, Task
from rectify.rounds.models import Round

FIELDS = {
    "text": "内容",
    "pace": "整改类型",
    "tasks": "整改任务",
    "target": "整改目标",
    "leader": "责任领导",
    "supervising": "分管领导",
    "department": "责任部门",
    "assisting": "配合部门",
    "responsible": "责任人",
    "due_on": "到期日",
    "due_words": "时限原文",
    "long_term": "长期坚持",
}
"""What is compared, and what it is called.

A plan that was issued before a field was frozen is compared without it.
"""

Line = dict[str, Any]


def differs(old: Line | None, new: Line | None) -> bool:
    """Whether a line says otherwise now than when it was frozen, in what was frozen then."""
    if old is None or new is None:
        return old is not new
    return any(new.get(name) != words for name, words in old.items())


def lines_of(round_: Round) -> list[Line]:
    """The round's issues and measures as they now are, in the ledger's order."""
    issues = Issue.objects.filter(round=round_).select_related(
        "lead_leader", "lead_department", "deadline"
    )
    measures = (
        Measure.objects.select_related(
            "responsible_leader", "supervising_leader", "lead_department", "deadline"
        )
        .prefetch_related(
            Prefetch(
                "assistances",
                Assistance.objects.filter(ended_on__isnull=True).select_related("department"),
            ),
            Prefetch(
                "responsibles",
                Responsible.objects.filter(ended_on__isnull=True).select_related("person"),
            ),
        )
        .order_by("serial")
    )
    lines: list[Line] = []
    below = (Prefetch("measures", measures), Prefetch("tasks", Task.objects.order_by("pk")))
    for issue in issues.prefetch_related(*below).order_by("serial"):
        lines.append(_issue_line(issue))
        lines += [_measure_line(issue, measure) for measure in issue.measures.all()]
    return lines


def digest_of(lines: list[Line]) -> str:
    """SHA-256 of the canonical writing."""
    written = json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _issue_line(issue: Any) -> Line:
    return {
        "issue": issue.serial,
        "measure": None,
        "text": issue.title,
        "pace": issue.get_pace_display(),
        "tasks": "\n".join(task.named for task in issue.tasks.all()),
        "target": issue.target,
        "leader": _name(issue.lead_leader),
        "supervising": "",
        "department": _name(issue.lead_department),
        "assisting": "",
        "responsible": "",
        **_due(issue),
    }


def _measure_line(issue: Any, measure: Any) -> Line:
    return {
        "issue": issue.serial,
        "measure": measure.serial,
        "text": measure.text,
        "pace": "",
        "tasks": "",
        "target": measure.target,
        "leader": _name(measure.responsible_leader),
        "supervising": _name(measure.supervising_leader),
        "department": _name(measure.lead_department),
        "assisting": "、".join(sorted(a.department.name for a in measure.assistances.all())),
        "responsible": "、".join(sorted(r.person.name for r in measure.responsibles.all())),
        **_due(measure),
    }


def _due(row: Any) -> Line:
    deadline: Deadline | None = getattr(row, "deadline", None)
    on = deadline.due_on if deadline else None
    return {
        "due_on": on.isoformat() if on else "",
        "due_words": deadline.words if deadline else "",
        "long_term": "是" if deadline and deadline.long_term else "",
    }


def _name(row: Any) -> str:
    return str(row.name) if row is not None else ""
