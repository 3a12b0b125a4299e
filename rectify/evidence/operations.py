"""Everything that changes evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from rectify.access.permissions import Permission
from rectify.evidence.enums import EvidenceKind
from rectify.evidence.models import Evidence
from rectify.evidence.queries import changes_evidence
from rectify.evidence.rules import clean_name, kept_name, problems_of_facts, problems_of_file
from rectify.kernel import clock
from rectify.kernel.files import keep, upload_limit
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.models import Measure
from rectify.measures.queries import demand_open, handed_in
from rectify.people.models import Person
from rectify.people.rules import demand
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock, stale


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
    name = clean_name(name)
    refuse_if(problems_of_facts(name=name, kind=kind, dated_on=dated_on, today=clock.today()))
    stored = keep(chunks, check=lambda file: problems_of_file(file, limit=upload_limit()))
    measure = lock(measure)
    demand_open(measure)
    known = _current(measure).filter(sha256=stored.sha256).first()
    evidence = known or Evidence(
        measure=measure,
        department=by.department if by is not None else measure.lead_department,
        name=name,
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
def amend_evidence(
    evidence: Evidence,
    *,
    version: int,
    name: str,
    kind: str,
    dated_on: date | None,
    note: str,
    by: Person | None,
) -> Evidence:
    """Change what a file is called, what it shows, its day and its note, before it is handed in.

    Refuses what is no longer current or has been handed in, another department's file, and what
    somebody else changed meanwhile (`row.stale`); leaves `evidence.amended`.
    """
    _demand_own(evidence, by)
    lock(evidence.measure)
    evidence = lock(evidence, version=version)
    _refuse_past(evidence)
    if handed_in(evidence.measure).with_what_is_of(evidence.uploaded_at):
        raise Refused(
            Problem("evidence.submitted", "该材料已随措施提交，不能修改说明，可替换为新版本。")
        )
    refuse_if(problems_of_facts(name=name, kind=kind, dated_on=dated_on, today=clock.today()))
    evidence.name, evidence.kind = kept_name(evidence.name, name), kind
    evidence.dated_on, evidence.note = dated_on, note.strip()
    evidence.save_changes("name", "kind", "dated_on", "note")
    record(Act.EVIDENCE_AMENDED, evidence, by=by)
    return evidence


@operation
def replace_evidence(
    evidence: Evidence,
    *,
    version: int,
    name: str,
    chunks: Iterable[bytes],
    note: str = "",
    by: Person | None,
) -> Evidence:
    """Put a new version in the place of a file; the old one stays, marked and reachable.

    The same bytes sent again (a retry) give back the new version there is. Refuses what is no longer
    current, what an accepted submission was judged by, another department's file, the very same
    bytes, and what `add_evidence` refuses; leaves `evidence.replaced`.
    """
    _demand_own(evidence, by)
    stored = keep(chunks, check=lambda file: problems_of_file(file, limit=upload_limit()))
    measure = lock(evidence.measure)
    evidence = lock(evidence)
    known: Evidence | None = Evidence.objects.filter(
        replaces=evidence, sha256=stored.sha256
    ).first()
    if known is not None:
        record(Act.EVIDENCE_REPLACED, known, by=by)
        return known
    _refuse_past(evidence)
    if evidence.version != version:
        raise Refused(stale())
    demand_open(measure)
    if handed_in(measure).judged_what_is_of(evidence.uploaded_at):
        raise Refused(
            Problem("evidence.judged", "该材料已随审核通过的提交归档，不能替换，可补充新材料。")
        )
    if _current(measure).filter(sha256=stored.sha256).exists():
        raise Refused(
            Problem("evidence.same", "该措施下已有内容相同的材料，请核对后另选文件。", field="file")
        )
    new = Evidence(
        measure=measure,
        department=evidence.department,
        name=clean_name(name),
        kind=evidence.kind,
        dated_on=evidence.dated_on,
        note=note.strip() or evidence.note,
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        uploaded_at=clock.now(),
        uploaded_by=by,
        replaces=evidence,
    )
    evidence.replaced_at, evidence.replaced_by = clock.now(), by
    evidence.save_changes("replaced_at", "replaced_by")
    new.save()
    record(Act.EVIDENCE_REPLACED, new, by=by)
    return new


@operation
def withdraw_evidence(evidence: Evidence, *, by: Person | None) -> Evidence:
    """Take a file out of the list; its bytes and its row stay.

    Refuses what was withdrawn or replaced already, another department's file, and what a submission
    has been built on; leaves `evidence.withdrawn`.
    """
    _demand_own(evidence, by)
    lock(evidence.measure)
    evidence = lock(evidence)
    _refuse_past(evidence)
    if handed_in(evidence.measure).with_what_is_of(evidence.uploaded_at):
        raise Refused(
            Problem("evidence.submitted", "该材料已随措施提交，不能撤下，可替换为新版本。")
        )
    evidence.withdrawn_at, evidence.withdrawn_by = clock.now(), by
    evidence.save_changes("withdrawn_at", "withdrawn_by")
    record(Act.EVIDENCE_WITHDRAWN, evidence, by=by)
    return evidence


def _current(measure: Measure) -> Any:
    rows: Any = Evidence.objects.filter(measure=measure)
    return rows.current()


def _demand_own(evidence: Evidence, by: Person | None) -> None:
    """An assisting department changes its own files; who leads the measure and the office, all."""
    demand(by, Permission.WRITE_PROGRESS, evidence)
    if not changes_evidence(by, evidence):
        words = "该材料由其他部门提供，请由提供部门或责任部门办理。"
        raise Refused(Problem("evidence.others", words))


def _refuse_past(evidence: Evidence) -> None:
    if evidence.withdrawn_at is not None:
        raise Refused(Problem("evidence.withdrawn", "该材料已经撤下，请刷新页面查看。"))
    if evidence.replaced_at is not None:
        raise Refused(Problem("evidence.replaced", "该材料已被新版本替换，请刷新页面查看。"))
