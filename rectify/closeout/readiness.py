"""就绪检查: what still stands in the way of handing in a measure, or an issue for 销号.

Each check asks one thing of one measure or issue and gives problems; an error stops the submission,
a warning is shown and left to the person. `place` says which row has to be mended ("measure:12"),
so that a page can lead there. A further check is a function added to its tuple.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from rectify.closeout.chains import Chain, chain_for
from rectify.closeout.enums import Reviewer, State
from rectify.closeout.models import Reopening, Submission
from rectify.closeout.when import first_day_of_measure
from rectify.evidence.models import Evidence
from rectify.issues.enums import OPEN, Standing
from rectify.issues.models import Issue
from rectify.issues.reviewing import with_reviewed
from rectify.kernel import clock
from rectify.kernel.problems import Level, Problem
from rectify.measures.models import Measure, Progress
from rectify.outcomes.models import Outcome
from rectify.outcomes.queries import outcomes_to_judge
from rectify.outcomes.rules import problems_of_outcomes

MeasureCheck = Callable[[Measure, str], Iterator[Problem]]
IssueCheck = Callable[[Issue, list[Measure], str], Iterator[Problem]]


def problems_of(about: Measure | Issue, proposed: str = Standing.DONE) -> list[Problem]:
    """What stands in the way of handing in a measure or an issue as `proposed`, errors first."""
    ask = _asking(about, chain_for(about))
    return _ordered([*ask(proposed, by_conclusion=False), *ask(proposed, by_conclusion=True)])


def _measures_of(issue: Issue) -> list[Measure]:
    rows = Measure.objects.filter(issue=issue).select_related("issue__round", "deadline")
    return list(with_reviewed(rows.order_by("serial")))


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands in the way of each conclusion that may be proposed.

    `stops` hinder every conclusion, `closing` the first one alone (the work is finished), `warnings`
    none. `left` are the standings that can be proposed although there are errors.
    """

    stops: Sequence[Problem]
    closing: Sequence[Problem]
    warnings: Sequence[Problem]
    left: Sequence[str]


def readiness_of(about: Measure | Issue, conclusions: Sequence[str], chain: Chain) -> Readiness:
    """The readiness for these conclusions, of which the first asks for the most, and for the review
    of this chain."""
    ask = _asking(about, chain)
    first, *others = conclusions
    always = ask(first, by_conclusion=False)
    asked = {first: ask(first, by_conclusion=True)}
    errors = [one for one in asked[first] if one.level is Level.ERROR]
    if errors:
        asked |= {one: ask(one, by_conclusion=True) for one in others}
    hinders_all = [one for one in errors if all(one in found for found in asked.values())]
    stops = [one for one in always if one.level is Level.ERROR] + hinders_all
    free = [one for one in others if not any(p.level is Level.ERROR for p in asked.get(one, ()))]
    return Readiness(
        stops=stops,
        closing=[one for one in errors if one not in hinders_all],
        warnings=[one for one in always + asked[first] if one.level is not Level.ERROR],
        left=[] if stops else free,
    )


class _Asking(Protocol):
    def __call__(self, proposed: str, *, by_conclusion: bool) -> list[Problem]: ...


def _asking(about: Measure | Issue, chain: Chain) -> _Asking:
    """What the checks find that answer by the conclusion, or all others; rows are read once."""
    checks: Sequence[Callable[..., Iterator[Problem]]] = MEASURE_CHECKS
    given: tuple[Any, ...] = (about,)
    if isinstance(about, Issue):
        checks, given = ISSUE_CHECKS, (about, _measures_of(about))
    outcomes = outcomes_to_judge(about)

    def ask(proposed: str, *, by_conclusion: bool) -> list[Problem]:
        asked = [check for check in checks if (check in BY_CONCLUSION) == by_conclusion]
        beside = _of_outcomes(outcomes, proposed) if by_conclusion else _of_chain(about, chain)
        return _ordered([*(p for check in asked for p in check(*given, proposed)), *beside])

    return ask


def _ordered(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.level is not Level.ERROR)


def _error(key: str, sentence: str, row: Any) -> Problem:
    return Problem(f"ready.{key}", sentence, place=f"{row._meta.model_name}:{row.pk}")


def _warning(key: str, sentence: str, row: Any) -> Problem:
    place = f"{row._meta.model_name}:{row.pk}"
    return Problem(f"ready.{key}", sentence, place=place, level=Level.WARNING)


def _has_department(measure: Measure, proposed: str) -> Iterator[Problem]:
    if measure.lead_department_id is None:
        yield _error("department", "尚未明确责任部门，请先在措施中指定。", measure)


def _has_evidence(measure: Measure, proposed: str) -> Iterator[Problem]:
    if not _evidence(measure).exists():
        yield _error("evidence", "尚无佐证材料，请先上传再提交。", measure)


def _has_progress(measure: Measure, proposed: str) -> Iterator[Problem]:
    last = (
        Progress.objects.filter(measure=measure, correction=None)
        .order_by("-happened_on", "-pk")
        .first()
    )
    if last is None:
        yield _warning("progress", "尚未填报进展，建议先填报做了什么。", measure)
    elif proposed == Standing.DONE and measure.percent < 100:
        sentence = f"最近填报的进度为{measure.percent}%，请核对是否已全部完成。"
        yield _warning("percent", sentence, measure)


def _of_chain(about: Measure | Issue, chain: Chain) -> Iterator[Problem]:
    """Whether the reviewers of the chain are named."""
    if isinstance(about, Issue):
        yield from _issue_has_its_reviewers(about, chain)
        return
    if Reviewer.LEADER in chain and about.responsible_leader_id is None:
        sentence = "本单位审核环节中有责任领导，该措施尚未明确责任领导，请先指定。"
        yield _error("leader", sentence, about)
    if Reviewer.LEAD_DEPARTMENT in chain and about.issue.lead_department_id is None:
        sentence = "本单位审核环节中有牵头部门，该问题尚未明确牵头部门，请先指定。"
        yield _error("lead_department", sentence, about.issue)


def _of_outcomes(outcomes: list[Outcome], proposed: str) -> Iterator[Problem]:
    for problem in problems_of_outcomes(outcomes, proposed=proposed):
        yield replace(problem, key="ready.outcome", place=f"outcome:{problem.place}")


MEASURE_CHECKS: tuple[MeasureCheck, ...] = (
    _has_department,
    _has_evidence,
    _has_progress,
)
"""What is asked of a measure."""


def _has_measures(issue: Issue, measures: list[Measure], proposed: str) -> Iterator[Problem]:
    if not measures:
        yield _error("measures", "该问题还没有整改措施，请先新增措施。", issue)


def _measures_are_finished(issue: Issue, measures: list[Any], proposed: str) -> Iterator[Problem]:
    told = _warning if proposed == Standing.PARTIAL else _error
    for measure in measures:
        if measure.standing in OPEN:
            still = "正在审核" if measure.reviewed else "尚未办结"
            sentence = f"措施{issue.serial}.{measure.serial}{still}，现为{measure.get_standing_display()}。"
            yield told("open", sentence, measure)


def _measures_are_proven(issue: Issue, measures: list[Measure], proposed: str) -> Iterator[Problem]:
    proven = set(
        Evidence.objects.filter(
            measure__in=[measure.pk for measure in measures], withdrawn_at__isnull=True
        ).values_list("measure_id", flat=True)
    )
    for measure in measures:
        if measure.standing not in OPEN and measure.pk not in proven:
            sentence = f"措施{issue.serial}.{measure.serial}没有佐证材料，销号后难以查证。"
            yield _warning("unproven", sentence, measure)


def _measures_are_dated(issue: Issue, measures: list[Measure], proposed: str) -> Iterator[Problem]:
    today = clock.today()
    for measure in measures:
        name, day = f"措施{issue.serial}.{measure.serial}", measure.completed_on
        if measure.standing == Standing.DONE and day is None:
            yield _warning("undated", f"{name}没有完成日期。", measure)
        elif day is not None and day > today:
            yield _error("future", f"{name}的完成日期{day:%Y-%m-%d}晚于今天，请核对。", measure)
        elif day is not None and (first := first_day_of_measure(measure)) and day < first.day:
            told = (
                f"{name}的完成日期{day:%Y-%m-%d}早于{first.words}（{first.day:%Y-%m-%d}），请核对。"
            )
            yield _warning("early", told, measure)


def _issue_has_its_reviewers(issue: Issue, chain: Chain) -> Iterator[Problem]:
    if issue.lead_department_id is None:
        needed = Reviewer.LEAD_DEPARTMENT in chain
        sentence = "尚未明确牵头部门，请先在问题中指定。"
        yield (_error if needed else _warning)("department", sentence, issue)
    if Reviewer.LEADER in chain and issue.lead_leader_id is None:
        sentence = "本单位审核环节中有责任领导，该问题尚未明确责任领导，请先指定。"
        yield _error("leader", sentence, issue)


def _work_since_reopening(
    issue: Issue, measures: list[Measure], proposed: str
) -> Iterator[Problem]:
    last = Reopening.objects.filter(issue=issue).order_by("-pk").first()
    if last is None:
        return
    progress = Progress.objects.filter(measure__issue=issue, logged_at__gte=last.reopened_at)
    evidence = Evidence.objects.filter(measure__issue=issue, uploaded_at__gte=last.reopened_at)
    if not (progress.exists() or evidence.exists()):
        sentence = "该问题重新开启后还没有新的进展和佐证材料，请新增措施并整改后再提交。"
        yield _error("reopened", sentence, issue)


def closed_for_now(issue: Issue) -> bool:
    """Whether a long-term issue was closed for the period and nothing was done about it since."""
    if issue.stated != Standing.LONG_TERM:
        return False
    closed = Submission.objects.filter(issue=issue, state=State.ACCEPTED).order_by("-pk").first()
    if closed is None or closed.decided_at is None:
        return False
    progress = Progress.objects.filter(measure__issue=issue, logged_at__gte=closed.decided_at)
    evidence = Evidence.objects.filter(measure__issue=issue, uploaded_at__gte=closed.decided_at)
    return not (progress.exists() or evidence.exists())


def _work_since_closing(issue: Issue, measures: list[Measure], proposed: str) -> Iterator[Problem]:
    if closed_for_now(issue):
        sentence = "该问题本期已销号，此后还没有新的进展和佐证材料，请填报后再提交。"
        yield _error("closed", sentence, issue)


ISSUE_CHECKS: tuple[IssueCheck, ...] = (
    _has_measures,
    _measures_are_finished,
    _work_since_reopening,
    _work_since_closing,
    _measures_are_dated,
    _measures_are_proven,
)
"""What is asked of an issue before 销号."""


BY_CONCLUSION: frozenset[Any] = frozenset({_measures_are_finished})
"""Checks whose errors depend on the conclusion, as those of outcomes do; every other one gives the
same for each."""


def _evidence(measure: Measure) -> Any:
    return Evidence.objects.filter(measure=measure, withdrawn_at__isnull=True)
