"""Everything that changes instructions and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rectify.access.permissions import Permission
from rectify.instructions.models import Addressee, Instruction
from rectify.instructions.rules import problems_of_answer, problems_of_instruction
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.models import Measure
from rectify.people.models import Department, Person
from rectify.people.rules import demand, may, not_allowed
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import ONE_CLICK, lock, stale


@operation
def give_instruction(
    on: Issue | Measure,
    *,
    text: str,
    persons: Sequence[Person] = (),
    departments: Sequence[Department] = (),
    due_on: date | None = None,
    leader: Person | None = None,
    by: Person,
) -> Instruction:
    """Write an instruction on an issue or a measure; it waits for all whom it names.

    The office may enter what a `leader` of the unit wrote on paper. The same instruction sent again
    gives back the one there is. Refuses no words, nobody named, people from elsewhere, a past day;
    leaves `instruction.given`.
    """
    leader = leader or by
    own = leader.pk == by.pk
    demand(by, Permission.INSTRUCT if own else Permission.EDIT_LEDGER, on)
    on = lock(on)
    unit_id = (on if isinstance(on, Issue) else on.issue).round.unit_id
    if not own and leader.unit_id != unit_id:
        raise Refused(Problem("instruction.leader", "批示人须为本单位领导。", field="leader"))
    refuse_if(
        problems_of_instruction(
            text=text,
            persons=persons,
            departments=departments,
            due_on=due_on,
            leader=leader,
            unit_id=unit_id,
            today=clock.today(),
        )
    )
    of = {"issue": on} if isinstance(on, Issue) else {"measure": on}
    same = Instruction.objects.filter(
        **of,
        text=text.strip(),
        leader=leader,
        given_by=by,
        ended_at__isnull=True,
        given_at__gte=clock.now() - ONE_CLICK,
    ).first()
    instruction = same or Instruction(
        **of, text=text.strip(), due_on=due_on, leader=leader, given_at=clock.now(), given_by=by
    )
    if same is None:
        instruction.save()
        for person in {person.pk: person for person in persons}.values():
            Addressee(instruction=instruction, person=person).save()
        for department in {one.pk: one for one in departments}.values():
            Addressee(instruction=instruction, department=department).save()
    record(Act.INSTRUCTION_GIVEN, instruction, by=by)
    return instruction


@operation
def answer_instruction(
    addressee: Addressee, *, reply: str, done: bool, version: int, by: Person
) -> Addressee:
    """Answer in the name of whom the instruction names; with `done` it waits for him no longer.

    An earlier answer is replaced and stays in the row history. Refuses who is not named, no words,
    what is done or withdrawn already, an answer that somebody else has changed meanwhile
    (`row.stale`); leaves `instruction.answered`.
    """
    demand(by, Permission.WRITE_PROGRESS, addressee)
    addressee = lock(addressee)
    again = (addressee.reply, addressee.replied_by_id, addressee.done_at is not None)
    if again == (reply.strip(), by.pk, done) and reply.strip():
        record(Act.INSTRUCTION_ANSWERED, addressee, by=by)
        return addressee
    refuse_if(problems_of_answer(addressee, reply))
    if addressee.version != version:
        raise Refused(stale())
    addressee.reply = reply.strip()
    addressee.replied_at, addressee.replied_by = clock.now(), by
    if done:
        addressee.done_at, addressee.done_by = clock.now(), by
    addressee.save_changes("reply", "replied_at", "replied_by", "done_at", "done_by")
    record(Act.INSTRUCTION_ANSWERED, addressee, by=by)
    return addressee


@operation
def redirect_instruction(
    addressee: Addressee, *, to: Person, version: int, by: Person
) -> Addressee:
    """Let another person answer in the place of the one who was named.

    Refuses whom the instruction names already, a department's, what is done; leaves
    `instruction.redirected`.
    """
    demand(by, Permission.EDIT_LEDGER, addressee.instruction.on)
    addressee = lock(addressee, version=version)
    if addressee.person_id is None or addressee.done_at is not None:
        raise Refused(Problem("instruction.redirect", "该批示已办结或由部门承办，无需转办。"))
    if Addressee.objects.filter(instruction=addressee.instruction_id, person=to).exists():
        raise Refused(Problem("instruction.named", f"{to}已是该批示的承办人，无需转办。"))
    addressee.person = to
    addressee.save_changes("person")
    record(Act.INSTRUCTION_REDIRECTED, addressee, by=by)
    return addressee


@operation
def end_instruction(instruction: Instruction, *, version: int, by: Person) -> Instruction:
    """Withdraw an instruction; nobody has to answer it any more, and it stays to be read.

    Only its leader and who entered it may; leaves `instruction.ended`.
    """
    if by.pk not in {instruction.leader_id, instruction.given_by_id}:
        raise Refused(not_allowed())
    if not may(by, Permission.READ_CASE, instruction):
        raise Refused(not_allowed())
    instruction = lock(instruction, version=version)
    if instruction.ended_at is not None:
        raise Refused(Problem("instruction.ended", "该批示已经撤销，请刷新页面查看。"))
    instruction.ended_at, instruction.ended_by = clock.now(), by
    instruction.save_changes("ended_at", "ended_by")
    record(Act.INSTRUCTION_ENDED, instruction, by=by)
    return instruction
