"""Everything that changes a 整改方案."""

from __future__ import annotations

from datetime import date
from typing import Any

from rectify.access.permissions import Permission
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.people.rules import demand
from rectify.rounds.models import Round
from rectify.scheme.baseline import digest_of, lines_of
from rectify.scheme.enums import Grade, State
from rectify.scheme.models import JointReview, Opinion, Scheme
from rectify.scheme.rules import (
    problems_of_consulting,
    problems_of_drafting,
    problems_of_issuing,
    problems_of_meeting,
    problems_of_opinion,
    problems_of_passing,
    problems_of_review,
)
from rectify.scheme.transitions import Transition, Verb, transition_for
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock

Facts = dict[str, Any]


@operation
def draft_scheme(round_: Round, *, title: str, text: str = "", by: Person | None) -> Scheme:
    """Begin a round's plan; of two clicks the second gets what the first has made.

    Refuses an empty title; leaves `scheme.drafted`.
    """
    demand(by, Permission.EDIT_LEDGER, round_)
    lock(round_)
    scheme = Scheme.objects.filter(round=round_).first()
    if scheme is None:
        scheme = Scheme(round=round_, drafted_at=clock.now(), drafted_by=by)
        _write(scheme, title, text)
        scheme.save()
    record(Act.SCHEME_DRAFTED, scheme, by=by)
    return scheme


@operation
def amend_scheme(
    scheme: Scheme, *, version: int, title: str, text: str, by: Person | None
) -> Scheme:
    """Change title and explanation of a plan that is not issued yet.

    Refuses an issued one and one that somebody else changed (`row.stale`); leaves `scheme.amended`.
    """
    demand(by, Permission.EDIT_LEDGER, scheme)
    scheme = lock(scheme, version=version)
    if scheme.state == State.ISSUED:
        raise Refused(Problem("scheme.issued", "整改方案已印发，不能修改。"))
    _write(scheme, title, text)
    scheme.save_changes("title", "text")
    record(Act.SCHEME_AMENDED, scheme, by=by)
    return scheme


@operation
def move_scheme(
    scheme: Scheme,
    verb: Verb,
    *,
    version: int,
    reason: str = "",
    meeting: str = "",
    meeting_on: date | None = None,
    number: str = "",
    issued_on: date | None = None,
    by: Person | None,
) -> Scheme:
    """Do `verb` to a plan, as the table of transitions allows; 印发 freezes the baseline.

    Refuses a verb out of place, a return without a reason, opinions still open, a draft that no
    review has passed, a meeting or an issue without its facts, and a plan that somebody else moved
    (`row.stale`). Leaves the transition's event.
    """
    demand(by, Permission.EDIT_LEDGER, scheme)
    round_ = lock(scheme.round)
    scheme = lock(scheme, version=version)
    transition = transition_for(verb, scheme.state)
    if transition is None:
        raise Refused(Problem("scheme.verb", "整改方案当前环节不能办理此操作，请刷新页面查看。"))
    _demand_ready(scheme, transition, reason)
    if verb is Verb.APPROVE:
        refuse_if(problems_of_meeting(meeting, meeting_on, clock.today()))
        scheme.meeting, scheme.meeting_on = meeting.strip(), meeting_on
    if verb is Verb.ISSUE:
        refuse_if(problems_of_issuing(scheme, number, issued_on, clock.today()))
        scheme.number, scheme.issued_on = number.strip(), issued_on
        _freeze(scheme, round_, by)
    if verb is Verb.RETURN:
        scheme.passing += 1
        scheme.reason = reason.strip()
    scheme.state = transition.target
    scheme.save_changes(
        *("state", "passing", "reason", "meeting", "meeting_on", "number", "issued_on"),
        *("issued_at", "issued_by", "baseline", "baseline_sha256"),
    )
    record(transition.act, scheme, by=by)
    return scheme


@operation
def keep_opinion(
    scheme: Scheme,
    *,
    opinion: Opinion | None = None,
    version: int = 0,
    facts: Facts,
    by: Person | None,
) -> Opinion:
    """Enter an opinion, or what became of one (`opinion`, as seen in `version`).

    The very same opinion entered again (a double click) is the one there is. Refuses once the plan
    has left 征求意见, empty words, and a refusal without its reason; leaves `scheme.opinion_kept`.
    """
    demand(by, Permission.EDIT_LEDGER, scheme)
    scheme = lock(scheme)
    if scheme.state != State.CONSULTING:
        raise Refused(Problem("scheme.not_consulting", "整改方案不在征求意见环节，不能登记意见。"))
    row = lock(opinion, version=version) if opinion is not None else Opinion(scheme=scheme)
    for name, value in facts.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    refuse_if(problems_of_opinion(row, clock.today()))
    if row.pk is not None:
        row.save_changes(*facts)
    else:
        told = {"source": row.source, "given_on": row.given_on, "text": row.text}
        row = Opinion.objects.filter(scheme=scheme, **told).first() or row
        if row.pk is None:
            row.save()
    record(Act.SCHEME_OPINION_KEPT, row, by=by)
    return row


@operation
def record_review(
    scheme: Scheme,
    *,
    version: int,
    bodies: str,
    held_on: date,
    grade: str,
    reason: str = "",
    by: Person | None,
) -> JointReview:
    """Enter a joint review of the present draft; 退回 sends the plan back to its drafting.

    Refuses out of 会审, a day to come, and any grade but 好 without a reason; leaves
    `scheme.reviewed`, and `scheme.returned` for a return.
    """
    demand(by, Permission.EDIT_LEDGER, scheme)
    scheme = lock(scheme, version=version)
    if scheme.state != State.REVIEWING:
        raise Refused(Problem("scheme.not_reviewing", "整改方案不在会审环节，不能登记会审意见。"))
    review = JointReview(
        scheme=scheme,
        passing=scheme.passing,
        bodies=bodies,
        held_on=held_on,
        grade=grade,
        reason=reason.strip(),
    )
    refuse_if(problems_of_review(review, clock.today()))
    review.save()
    record(Act.SCHEME_REVIEWED, review, by=by)
    if grade == Grade.RETURNED:
        scheme.state, scheme.reason = State.DRAFTING, reason.strip()
        scheme.passing += 1
        record(Act.SCHEME_RETURNED, scheme, by=by)
    scheme.save_changes("state", "reason", "passing")
    return review


def _write(scheme: Scheme, title: str, text: str) -> None:
    if not title.strip():
        raise Refused(Problem("scheme.title", "请填写方案名称。", field="title"))
    scheme.title, scheme.text = title.strip()[:200], text.replace("\r\n", "\n").strip()


def _demand_ready(scheme: Scheme, transition: Transition, reason: str) -> None:
    """Refuse a step whose conditions are not met."""
    if transition.needs_reason and not reason.strip():
        raise Refused(Problem("scheme.reason", "退回须写明原因。", field="reason"))
    if transition.verb in {Verb.CONSULT, Verb.ISSUE}:
        measures = Measure.objects.filter(issue__round=scheme.round)
        measures = measures.filter(issue__withdrawn_at__isnull=True)
        refuse_if(problems_of_drafting(measures.count()))
    if transition.verb is Verb.TO_REVIEW:
        refuse_if(problems_of_consulting(list(Opinion.objects.filter(scheme=scheme))))
    if transition.verb is Verb.DELIBERATE:
        reviews = list(JointReview.objects.filter(scheme=scheme))
        refuse_if(problems_of_passing(scheme, reviews))


def _freeze(scheme: Scheme, round_: Round, by: Person | None) -> None:
    """Keep the ledger as it is at this moment; from now on departures need a reason."""
    scheme.baseline = lines_of(round_)
    scheme.baseline_sha256 = digest_of(scheme.baseline)
    scheme.issued_at, scheme.issued_by = clock.now(), by
    round_.planned_at, round_.planned_by = scheme.issued_at, by
    round_.save_changes("planned_at", "planned_by")
