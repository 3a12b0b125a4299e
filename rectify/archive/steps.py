"""Where a round stands on its way: each step with whether it is done, when, and its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from rectify.assessment.models import Assessment
from rectify.assessment.queries import deductions_of, score_of
from rectify.groundwork.enums import Seat
from rectify.groundwork.models import GroupSeat, LeadingGroup, Pledge, Receipt
from rectify.issues.enums import OPEN
from rectify.issues.models import Issue, Takeover
from rectify.kernel.days import written
from rectify.reports.models import Report, ReportFile
from rectify.rounds.enums import Kind
from rectify.rounds.models import Round
from rectify.rounds.rules import concentrated_until
from rectify.scheme.enums import State
from rectify.scheme.models import Scheme


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `page` is the name of its address, `told` what there is to say about it."""

    name: str
    page: str
    done: bool
    told: str


def steps_of(round_: Round, today: date) -> list[Step]:
    """All steps of a round in their order; a look-back has its own."""
    before = [_feedback(round_), _receipt(round_), _pledge(round_), _group(round_)]
    after = [_reports(round_), _assessment(round_), _closing(round_)]
    if round_.kind == Kind.LOOK_BACK:
        return [_feedback(round_), _takeovers(round_), *after]
    return [*before, _scheme(round_), _mending(round_, today), *after]


def current_of(steps: Sequence[Step]) -> int:
    """The first step that is not done, from 1; one beyond the last when all are."""
    return next((place for place, step in enumerate(steps, 1) if not step.done), len(steps) + 1)


def _feedback(round_: Round) -> Step:
    on = round_.feedback_on
    return Step("巡察反馈", "round-edit", on is not None, written(on) if on else "未填写反馈日")


def _receipt(round_: Round) -> Step:
    row = Receipt.objects.filter(round=round_).select_related("receiver").first()
    told = f"{row.receiver}，{written(row.received_on)}" if row else "未登记"
    return Step("签收", "receipt", row is not None, told)


def _pledge(round_: Round) -> Step:
    row = Pledge.objects.filter(round=round_).select_related("leader").first()
    if row is None:
        return Step("承诺", "pledge", False, "未登记")
    signed = row.pledged_on is not None
    day = written(row.pledged_on) if row.pledged_on else "待签字"
    return Step("承诺", "pledge", signed, f"{row.leader}，{day}")


def _group(round_: Round) -> Step:
    row = LeadingGroup.objects.filter(round=round_).first()
    if row is None:
        return Step("领导小组", "group", False, "未设立")
    seats = GroupSeat.objects.filter(round=round_, until_on__isnull=True).select_related("person")
    heads = [str(seat.person) for seat in seats if seat.seat == Seat.HEAD]
    told = f"{written(row.founded_on)}成立"
    return Step("领导小组", "group", True, f"{told}，组长{heads[0]}" if heads else told)


def _scheme(round_: Round) -> Step:
    row = Scheme.objects.filter(round=round_).first()
    if row is None:
        return Step("整改方案", "scheme", False, "未起草")
    issued = row.state == State.ISSUED
    told = row.get_state_display()
    if issued and row.issued_on:
        told = f"{row.number}，{written(row.issued_on)}印发"
    return Step("整改方案", "scheme", issued, told)


def _mending(round_: Round, today: date) -> Step:
    until = concentrated_until(round_)
    if until is None:
        return Step("集中整改", "ledger", False, "自反馈日起算")
    told = f"至{written(until)}"
    left = (until - today).days
    if left >= 0 and round_.closed_at is None:
        told = f"{told}，剩{left}天"
    return Step("集中整改", "ledger", left < 0, told)


def _takeovers(round_: Round) -> Step:
    rows: Any = Takeover.objects.filter(round=round_)
    taken = rows.current().count()
    judged = rows.current().exclude(finding="").count()
    told = f"已核查{judged}个，共{taken}个" if taken else "尚未纳入问题"
    return Step("核查问题", "lookback", bool(taken) and judged == taken, told)


def _reports(round_: Round) -> Step:
    files = ReportFile.objects.filter(report__round=round_).order_by("-made_at")
    last = files.first()
    if last is not None:
        return Step("整改报告", "reports", True, f"数据截至{written(last.as_of)}，已导出")
    drafted = Report.objects.filter(round=round_).exists()
    return Step("整改报告", "reports", False, "已起草，未导出" if drafted else "未起草")


def _assessment(round_: Round) -> Step:
    row = Assessment.objects.filter(round=round_).first()
    if row is None:
        return Step("成效评估", "assessment", False, "未开展")
    score = score_of(row, deductions_of(row))
    told = f"{written(row.assessed_on)}评估，{score.grade}" if score is not None else "未评估"
    return Step("成效评估", "assessment", score is not None, told)


def _closing(round_: Round) -> Step:
    at = round_.closed_at
    if at is not None:
        told = f"{written(timezone.localtime(at).date())}归档"
    else:
        told = _open_takeovers(round_) if round_.kind == Kind.LOOK_BACK else _open_issues(round_)
    return Step("办结归档", "archive", at is not None, told)


def _open_takeovers(round_: Round) -> str:
    """What a look-back still has in hand: not judged yet, or opened again and not closed since."""
    rows: Any = Takeover.objects.filter(round=round_)
    taken = rows.current()
    if not taken.exists():
        return "尚未纳入问题"
    if unjudged := taken.filter(finding="").count():
        return f"还有{unjudged}个问题未核查"
    reopened = taken.filter(reopened_at__isnull=False, issue__stated__in=OPEN).count()
    return f"还有{reopened}个问题未办结" if reopened else "可以办结"


def _open_issues(round_: Round) -> str:
    rows = Issue.objects.filter(round=round_)
    still = rows.filter(stated__in=("", "in_progress", "not_done")).count()
    return f"还有{still}个问题未办结" if still else "可以办结"
