"""Everything that changes evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from rectify.access.permissions import Permission
from rectify.evidence.enums import EvidenceKind
from rectify.evidence.models import Evidence
from rectify.evidence.rules import clean_name, problems_of_file
from rectify.kernel import clock
from rectify.kernel.files import keep, upload_limit
from rectify.kernel.problems import Problem, Refused
from rectify.measures.models import Measure
from rectify.measures.queries import demand_open
from rectify.people.models import Person
from rectify.people.rules import demand
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock


@operation
def add_evidence(
    measure: Measure,
    *,
    name: str,
    chunks: Iterable[bytes],
    kind: str = EvidenceKind.OTHER,
    dated_on: date | None = None,
    note: str = "",
    by: Person | None,
) -> Evidence:
    """Keep a file as evidence of a measure.

    The same bytes uploaded again (a retry) give back the row that is there. Refuses an empty, too
    large or unknown kind of file, a day to come, and a measure that is finished or waits for its
    review; leaves `evidence.added`.
    """
    demand(by, Permission.WRITE_PROGRESS, measure)
    if dated_on is not None and dated_on > clock.today():
        raise Refused(Problem("evidence.day", "材料日期不能晚于今天。", field="dated_on"))
    stored = keep(chunks, check=lambda file: problems_of_file(file, limit=upload_limit()))
    measure = lock(measure)
    demand_open(measure)
    known = Evidence.objects.filter(
        measure=measure, sha256=stored.sha256, withdrawn_at__isnull=True
    ).first()
    evidence = known or Evidence(
        measure=measure,
        department=by.department if by is not None else measure.lead_department,
        name=clean_name(name),
        kind=kind,
        dated_on=dated_on,
        note=note.strip(),
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        uploaded_at=clock.now(),
        uploaded_by=by,
    )
    if known is None:
        evidence.save()
    record(Act.EVIDENCE_ADDED, evidence, by=by)
    return evidence


@operation
def withdraw_evidence(evidence: Evidence, *, by: Person | None) -> Evidence:
    """Take a file out of the list; its bytes and its row stay.

    Refuses what was withdrawn already, what a submission has been built on, and what another
    department has brought to a measure in which one's own only assists; leaves `evidence.withdrawn`.
    """
    demand(by, Permission.WRITE_PROGRESS, evidence)
    rows: Any = Evidence.objects.filter(pk=evidence.pk)
    if by is not None and not rows.withdrawable_by(by).exists():
        words = "该材料由其他部门提供，请由提供部门或责任部门撤下。"
        raise Refused(Problem("evidence.others", words))
    lock(evidence.measure)
    evidence = lock(evidence)
    if evidence.withdrawn_at is not None:
        raise Refused(Problem("evidence.withdrawn", "该材料已经撤下，请刷新页面查看。"))
    if evidence.measure.submissions.filter(submitted_at__gte=evidence.uploaded_at).exists():
        raise Refused(
            Problem(
                "evidence.submitted", "该材料已随措施提交，不能撤下；措施被退回后可补充新材料。"
            )
        )
    evidence.withdrawn_at, evidence.withdrawn_by = clock.now(), by
    evidence.save_changes("withdrawn_at", "withdrawn_by")
    record(Act.EVIDENCE_WITHDRAWN, evidence, by=by)
    return evidence
