"""Handing everything open from one person to another."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rectify.access.permissions import Permission
from rectify.drafts.keeping import pass_draft
from rectify.handover.forms import may_send
from rectify.handover.models import Handover
from rectify.handover.queries import ANSWERING, LEADER, SUPERVISING, Piece, pieces_of
from rectify.instructions.operations import redirect_instruction
from rectify.issues.operations import amend_issue
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused
from rectify.measures.models import Responsible
from rectify.measures.operations import amend_measure
from rectify.people.models import Person
from rectify.people.rules import demand_in_unit
from rectify.trail.acting import because
from rectify.trail.acts import Act
from rectify.trail.many import each
from rectify.trail.operations import operation, record
from rectify.trail.rows import ONE_CLICK, lock, stale


@operation
def hand_over(
    giver: Person, taker: Person, *, keys: Collection[str], reason: str, by: Person
) -> Handover:
    """Hand the rows `keys` (`Piece.key`, as they were previewed) from one person to the other.

    Each row goes through its own operation; one that is refused, or was changed since the preview,
    stays where it is and says why in `outcomes`, as does a draft in a form that the other may not
    send. Sent again it gives back the act there is. Refuses
    persons of different units, somebody out of use as taker, no reason, nothing to hand over; leaves
    `handover.made`.
    """
    unit = giver.unit
    if unit is None or taker.unit_id != unit.pk:
        raise Refused(Problem("handover.unit", "接收人须为同一单位的人员。", field="taker"))
    demand_in_unit(by, Permission.EDIT_LEDGER, unit.pk)
    giver = lock(giver)
    if same := _same(giver, taker, reason, by):
        record(Act.HANDOVER_MADE, same, by=by)
        return same
    if giver.pk == taker.pk or not taker.is_active:
        told = "接收人须是另一名在用人员，请重新选择。"
        raise Refused(Problem("handover.taker", told, field="taker"))
    if not reason.strip():
        raise Refused(Problem("handover.reason", "请填写移交原因。", field="reason"))
    pieces = {f"{piece.kind}-{piece.row.pk}": piece for piece in pieces_of(giver)}
    chosen = [(key, pieces.get(key.rpartition("-")[0])) for key in keys]
    if not chosen:
        raise Refused(Problem("handover.nothing", "没有选择要移交的事项，请至少选择一项。"))

    def carry(pair: tuple[str, Piece | None]) -> str:
        key, piece = pair
        if piece is None:
            raise Refused(Problem("handover.gone", "该事项已不在移交人名下，无需移交。"))
        if piece.key != key:
            raise Refused(stale())
        _carry(piece, giver, taker, by)
        return f"{piece.words}由{giver}改为{taker}"

    with because(f"移交：{reason.strip()}"):
        outcomes = each(
            chosen, carry, label=lambda pair: pair[1].label if pair[1] else "已变动的事项"
        )
    handover = Handover(
        unit=unit,
        giver=giver,
        taker=taker,
        reason=reason.strip(),
        outcomes=[outcome.kept() for outcome in outcomes],
        made_at=clock.now(),
        made_by=by,
    )
    handover.save()
    record(Act.HANDOVER_MADE, handover, by=by)
    return handover


def _same(giver: Person, taker: Person, reason: str, by: Person) -> Handover | None:
    rows = Handover.objects.filter(giver=giver, taker=taker, reason=reason.strip(), made_by=by)
    return rows.filter(made_at__gte=clock.now() - ONE_CLICK).first()


def _carry(piece: Piece, giver: Person, taker: Person, by: Person) -> None:
    """One row through its own operation."""
    row = piece.row
    if piece.kind == "issue":
        amend_issue(row, version=row.version, changes={"lead_leader": taker}, by=by)
    elif piece.kind == "measure":
        _carry_measure(piece, giver, taker, by)
    elif piece.kind == "instruction":
        redirect_instruction(row, to=taker, version=row.version, by=by)
    elif not may_send(taker, row):
        told = f"{taker}无权办理该草稿所在事项，草稿未移交，请先授予角色。"
        raise Refused(Problem("handover.not_his", told))
    elif not pass_draft(row, taker):
        raise Refused(Problem("handover.draft", f"{taker}在该表单已有草稿，原草稿未移交。"))


def _carry_measure(piece: Piece, giver: Person, taker: Person, by: Person) -> None:
    fields = {LEADER: "responsible_leader", SUPERVISING: "supervising_leader"}
    changes: dict[str, Any] = {fields[r]: taker for r in piece.roles if r in fields}
    responsible = None
    if ANSWERING in piece.roles:
        rows = Responsible.objects.filter(measure=piece.row, ended_on__isnull=True)
        kept = [row.person for row in rows.select_related("person") if row.person_id != giver.pk]
        responsible = [*kept, taker]
    amend_measure(
        piece.row, version=piece.row.version, changes=changes, responsible=responsible, by=by
    )
