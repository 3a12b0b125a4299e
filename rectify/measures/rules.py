"""Pure questions about measures and their progress."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rectify.issues.enums import OPEN, Standing
from rectify.issues.models import Issue
from rectify.kernel.problems import Problem
from rectify.measures.models import Measure, Progress, Task
from rectify.people.models import Department, Person
from rectify.rounds.rules import FirstDay
from rectify.trail.rows import stale

PLANNED_FIELDS = frozenset(
    {"text", "target", "responsible_leader", "supervising_leader", "lead_department"}
)
"""What of a measure itself stands in the 整改方案."""


def problems_of_task(task: Task) -> list[Problem]:
    """What is wrong with a task's own facts."""
    if task.text:
        return []
    return [Problem("task.text", "请填写任务内容。", field="text")]


def problems_of_measure(measure: Measure) -> list[Problem]:
    """What is wrong with a measure's own facts, each beside its field."""
    problems = []
    unit_id = measure.issue.round.unit_id
    if not measure.text.strip():
        problems.append(Problem("measure.text", "请填写整改措施。", field="text"))
    if measure.task is not None and measure.task.issue_id != measure.issue_id:
        problems.append(Problem("measure.task", "所选任务不属于本问题。", field="task"))
    for field, label in (("responsible_leader", "责任领导"), ("supervising_leader", "分管领导")):
        leader: Person | None = getattr(measure, field)
        if leader is not None and leader.unit_id != unit_id:
            problems.append(Problem("measure.leader", f"{label}须为本单位人员。", field=field))
    department: Department | None = measure.lead_department
    if department is not None and department.unit_id != unit_id:
        problems.append(
            Problem("measure.department", "责任部门须为本单位部门。", field="lead_department")
        )
    return problems


def problems_of_progress(
    *,
    text: str,
    percent: int | None,
    happened_on: date | None,
    first: FirstDay | None,
    today: date,
) -> list[Problem]:
    """What is wrong with a progress entry: empty words, a share out of range, a day that cannot be.

    `first` is the day before which nothing was done in the round.
    """
    problems = []
    if not text.strip():
        problems.append(Problem("progress.text", "请填写进展情况。", field="text"))
    if percent is None or not 0 <= percent <= 100:
        problems.append(Problem("progress.percent", "进度须为0至100的整数。", field="percent"))
    if happened_on is None:
        problems.append(Problem("progress.day", "请填写进展日期。", field="happened_on"))
    elif happened_on > today:
        problems.append(Problem("progress.day", "进展日期不能晚于今天。", field="happened_on"))
    elif first is not None and happened_on < first.day:
        sentence = first.refusal("进展日期")
        problems.append(Problem("progress.day", sentence, field="happened_on"))
    return problems


def problems_of_claim(measure: Measure, version: int) -> list[Problem]:
    """Why a department can neither take the measure up nor give it back."""
    if Standing(measure.standing) not in OPEN:
        return [Problem("claim.settled", "该措施已了结，无需认领。")]
    if measure.claimed_at is not None:
        who = f"由{measure.claimed_by}" if measure.claimed_by else ""
        return [
            Problem(
                "claim.taken",
                f"该措施已{who}认领；如需调整责任部门，请联系整改办。",
            )
        ]
    if measure.handed_back_at is not None:
        return [Problem("claim.handed_back", "该措施已退回整改办，请等待整改办重新交办。")]
    return [stale()] if measure.version != version else []


def problems_of_handing_back(measure: Measure, *, waits: bool) -> list[Problem]:
    """Why a measure cannot be given back though nobody has taken it up: it was handed in."""
    if not waits:
        return []
    words = f"措施{measure.label}或所属问题正在审核，请待审核结束或撤回提交后，再退回认领。"
    return [Problem("claim.waiting", words)]


def untaken_days(measure: Measure, day: date) -> int:
    """For how many days a measure has lain with its department without being taken up."""
    return (day - measure.assigned_on).days if measure.assigned_on is not None else 0


def problems_of_writing(measure: Measure, *, waiting: bool) -> list[Problem]:
    """Why nothing more can be entered: the measure is finished, or a submission of it waits."""
    if measure.standing == Standing.DONE:
        return [Problem("measure.finished", "该措施已认定完成，不能再填报进展或上传材料。")]
    if waiting:
        words = "该措施已提交审核，审核结束前不能填报进展或上传材料。"
        return [Problem("measure.waiting", words)]
    return []


def standing_after_progress(standing: str) -> Standing:
    """Logging progress starts a measure; it never finishes one, which only a review does."""
    current = Standing(standing)
    return Standing.IN_PROGRESS if current is Standing.NOT_DONE else current


def problems_of_adding(issue: Issue, *, waits: bool) -> list[Problem]:
    """Why no measure can be added: the issue is finished, or its 销号 waits to be decided."""
    if issue.stated == Standing.DONE:
        words = "该问题已认定完成，不能新增措施；需继续整改的，请先重新开启该问题或更正认定状态。"
        return [Problem("issue.finished", words)]
    if waits:
        return [Problem("issue.waiting", "该问题正在销号审核，审核结束前不能新增措施。")]
    return []


def problems_of_leaving(issue: Issue, *, waits: bool) -> list[Problem]:
    """Why no measure of an issue can leave the ledger: its 销号 is judged with all of them."""
    if not waits:
        return []
    words = f"问题{issue.serial}正在销号审核，请待审核结束或撤回提交后，再撤销或撤回措施。"
    return [Problem("issue.waiting", words)]


def problems_of_dropping(measure: Measure, *, pending: list[str], reason: str) -> list[Problem]:
    """Why a measure cannot be taken out of the ledger; `pending` waits for somebody on it."""
    problems = []
    if not reason.strip():
        problems.append(Problem("measure.reason", "撤销措施须填写理由。", field="reason"))
    if measure.standing == Standing.DONE:
        problems.append(Problem("measure.finished", "该措施已认定完成，不能撤销。"))
    if pending:
        words = f"该措施有{'、'.join(pending)}，请先办结或撤回，再撤销措施。"
        problems.append(Problem("measure.waiting", words))
    return problems


def entries_in_order(log: Sequence[Progress]) -> list[Progress]:
    """The entries of a measure's whole log that count, oldest first.

    A corrected entry is left out and its correction stands in its place; of one day's entries the
    one that was logged last comes last.
    """
    known = {entry.pk: entry for entry in log}
    corrected = {entry.corrects_id for entry in log}

    def first(entry: Progress) -> int:
        while entry.corrects_id in known:
            entry = known[entry.corrects_id]
        return entry.pk

    current = [entry for entry in log if entry.pk not in corrected]
    return sorted(current, key=lambda entry: (entry.happened_on, first(entry)))


def first_day(
    measure: Measure, entries: Sequence[Progress], instead_of: date | None
) -> date | None:
    """The day on which the measure began, after an entry was added or put in the place of another.

    It never moves behind the day of completion. `instead_of` is the day of the entry that was
    corrected: a beginning told by that entry is told anew.
    """
    first, begun = entries[0].happened_on, measure.started_on
    if begun is None or first < begun:
        return first
    late = measure.completed_on is not None and first > measure.completed_on
    return first if begun == instead_of and not late else begun
