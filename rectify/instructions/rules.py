"""Pure questions about an instruction and its answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rectify.instructions.models import Addressee
from rectify.kernel.problems import Problem
from rectify.people.models import Department, Person


def problems_of_instruction(
    *,
    text: str,
    persons: Sequence[Person],
    departments: Sequence[Department],
    due_on: date | None,
    leader: Person,
    unit_id: int,
    today: date,
) -> list[Problem]:
    """What is wrong with an instruction: no words, nobody named, somebody from elsewhere, a past day."""
    problems = []
    if not text.strip():
        problems.append(Problem("instruction.text", "请填写批示内容。", field="text"))
    if not persons and not departments:
        told = "请至少选择一个承办部门或填写一名承办人。"
        problems.append(Problem("instruction.nobody", told, field="departments"))
    if any(person.unit_id != unit_id for person in persons):
        problems.append(Problem("instruction.person", "承办人须为本单位人员。", field="persons"))
    if any(department.unit_id != unit_id for department in departments):
        told = "承办部门须为本单位部门。"
        problems.append(Problem("instruction.department", told, field="departments"))
    if any(person.pk == leader.pk for person in persons):
        told = "批示人不能同时是承办人，请另选承办人。"
        problems.append(Problem("instruction.own", told, field="persons"))
    if due_on is not None and due_on < today:
        problems.append(Problem("instruction.day", "回复期限不能早于今天。", field="due_on"))
    return problems


def problems_of_answer(addressee: Addressee, text: str) -> list[Problem]:
    """Why an instruction cannot be answered (any more), or not without words."""
    if addressee.instruction.ended_at is not None:
        return [Problem("instruction.ended", "该批示已撤销，无需回复。")]
    if addressee.done_at is not None:
        return [Problem("instruction.done", "该批示已回复办结，请刷新页面查看。")]
    if not text.strip():
        return [Problem("instruction.reply", "请填写办理情况。", field="reply")]
    return []
