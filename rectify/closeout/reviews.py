"""A measure's or an issue's submissions as pages and the 销号表 tell them: the whole chain, step by step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from rectify.access.permissions import Permission
from rectify.closeout.basis import Bases, Basis, Lying, bases_of
from rectify.closeout.chains import Chain, reviewer_words
from rectify.closeout.differing import Difference, differences
from rectify.closeout.enums import JUDGED, WAITING, State, StepState
from rectify.closeout.models import Reopening, Step, Submission
from rectify.closeout.onpaper import waiting_on_paper
from rectify.closeout.returns import why_back
from rectify.closeout.rules import CONCLUSIONS
from rectify.evidence.models import Evidence
from rectify.issues.enums import OPEN, SETTLED, Standing
from rectify.issues.models import Issue
from rectify.issues.queries import sees_whole
from rectify.measures.models import Measure, Progress
from rectify.people.models import Person

SUBMITTED = "提交"

CAME_BACK = frozenset({*WAITING, State.RETURNED})
"""States in which a submission may lie with somebody to whom it was sent back."""

WROTE_HIMSELF = "审核人填报过其中的进展"
"""The mark of a step whose reviewer wrote some of the progress that somebody else handed in."""

NOT_KEPT = "审核时版本未留存"
"""The mark of a step that was judged before steps kept what they judged."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step in words; `marks` says what is out of the ordinary about it.

    `basis` is what it judged, None where it has kept nothing; `then` is how measure and issue were
    called when it was decided, without what it kept nothing of. `since` tells of a newest
    submission's step what was changed after it.
    """

    pk: int
    position: int
    reviewer: str
    title: str
    state: str
    act: str
    who: str
    at: datetime | None
    opinion: str
    marks: tuple[str, ...]
    signed_on: date | None
    scan_name: str
    basis: Basis | None
    then: Basis | None
    since: str

    @property
    def decided(self) -> bool:
        """True when something came of it."""
        return self.at is not None


@dataclass(frozen=True, slots=True)
class ShownSubmission:
    """A submission with all steps that were gone through, and the chain as it stands now.

    `told` are the decided steps in the order in which they were decided, over all turns; `chain` has
    the newest step of each position; `now` is how what was handed in stands today. Of an issue's own
    销号 the words (`statement`, `opinion`, those of the steps, their scans) are empty for who does not
    see every measure.
    """

    submission: Submission
    conclusion: str
    statement: str
    opinion: str
    told: Sequence[ShownStep]
    chain: Sequence[ShownStep]
    now: Basis

    @property
    def open_step(self) -> ShownStep | None:
        """The step that waits, None when nobody has to decide."""
        return next((step for step in self.chain if step.state == StepState.OPEN), None)

    @property
    def returned(self) -> ShownStep | None:
        """The step that has sent it back, where it lies with whom it was sent back to."""
        if self.submission.state not in CAME_BACK:
            return None
        return next((one for one in self.told[::-1] if one.state == StepState.RETURNED), None)

    @property
    def last_judged(self) -> ShownStep | None:
        """The step that judged last, where its basis was kept."""
        kept = [step for step in self.told if step.basis is not None]
        return kept[-1] if kept else None

    @property
    def unkept(self) -> ShownStep | None:
        """The step that judged last, where nothing is known of what any step judged."""
        judged = [step for step in self.told if step.state in JUDGED]
        return judged[-1] if judged and self.last_judged is None else None

    @property
    def names(self) -> list[str]:
        """The stations of the chain, the handing in first."""
        return [SUBMITTED, *(step.title for step in self.chain)]

    @property
    def current(self) -> int:
        """Which station waits, from 1; beyond the last when it is accepted."""
        if self.submission.state == State.ACCEPTED:
            return len(self.chain) + 2
        step = self.open_step
        return step.position + 1 if step is not None else 1

    @property
    def earlier(self) -> list[ShownStep]:
        """Steps to which the open one can send back."""
        step = self.open_step
        before = [one for one in self.chain if step and one.position < step.position]
        return [one for one in before if one.state in JUDGED]


def shown_submissions(about: Measure | Issue, reader: Person) -> list[ShownSubmission]:
    """All submissions of a measure, or of an issue's own 销号, newest first, as `reader` may know them."""
    own = {"measure": about} if isinstance(about, Measure) else {"issue": about}
    rows = _told(Submission.objects.filter(**own)).order_by("submitted_at", "pk")
    return _as_told_to(reader, about, list(rows))[::-1]


def changed_since(shown: Sequence[ShownSubmission]) -> tuple[ShownStep, list[Difference]] | None:
    """The step that judged last, of these submissions the newest first, and what was changed since.

    None where nothing was judged before.
    """
    for one in shown:
        step = one.last_judged
        if step is not None and step.basis is not None:
            return step, differences(step.basis, shown[0].now)
    return None


def submissions_through(
    issue: Issue, measures: Collection[int], reader: Person
) -> list[ShownSubmission]:
    """The submissions of an issue and of the measures with these ids, the earliest first."""
    found = Submission.objects.filter(Q(issue=issue) | Q(measure__in=measures))
    return _as_told_to(reader, issue, list(_told(found).order_by("submitted_at", "pk")))


def shown_submission(pk: int) -> ShownSubmission:
    """One submission, as whoever may export it knows it."""
    rows = [_told(Submission.objects.filter(pk=pk)).get()]
    (shown,) = _shown(rows, bases_of(rows), whole=True)
    return shown


def submissions_then(
    rows: list[Submission], reader: Person, *, whole: bool, lying: Lying
) -> list[ShownSubmission]:
    """Submissions as they stood on a day, the earliest first, with the steps that they then had.

    `whole` where `reader` may be told what was said of a whole issue; what a step judged is compared
    with what was `lying` there at the end of the day.
    """
    bases = bases_of(rows, lying)
    bases = bases.told_to(reader) if bases.judged else bases
    return _shown(rows, bases, whole=whole)


def _as_told_to(
    reader: Person, about: Measure | Issue, rows: list[Submission]
) -> list[ShownSubmission]:
    """Submissions of a row that `reader` sees: those of a whole issue only as far as he sees it."""
    whole = isinstance(about, Measure) or not rows or sees_whole(reader, about)
    bases = bases_of(rows)
    return _shown(rows, bases.told_to(reader) if rows else bases, whole=whole)


def _told(rows: Any) -> Any:
    steps = Step.objects.select_related("decided_by", "entered_by").order_by("turn", "position")
    return rows.select_related(
        "submitted_by",
        "decided_by",
        "measure__lead_department",
        "measure__responsible_leader",
        "measure__issue__lead_department",
        "measure__issue__round__unit",
        "issue__lead_department",
        "issue__lead_leader",
        "issue__round__unit",
    ).prefetch_related(Prefetch("steps", steps))


def _shown(rows: list[Submission], bases: Bases, *, whole: bool) -> list[ShownSubmission]:
    """These submissions, the earliest first; `whole` where their reader sees every measure."""
    newest = {(row.measure_id, row.issue_id): row.pk for row in rows}
    return [
        _submission(
            row,
            bases,
            newest=newest[row.measure_id, row.issue_id] == row.pk,
            worded=whole or row.measure_id is not None,
        )
        for row in rows
    ]


def _submission(row: Submission, bases: Bases, *, newest: bool, worded: bool) -> ShownSubmission:
    """A submission in words, or without what was said where its reader may not be told (`worded`)."""
    found: Any = row
    now = bases.now[row.pk]
    steps = [
        (step, _step(step, row, bases.judged.get(step.pk), now if newest else None, worded=worded))
        for step in found.steps.all()
    ]
    last = {step.position: shown for step, shown in steps}
    proposed = Standing(row.proposed)
    of_issue = row.measure_id is None
    return ShownSubmission(
        submission=row,
        conclusion=CONCLUSIONS[proposed] if of_issue else str(proposed.label),
        statement=row.statement if worded else "",
        opinion=row.opinion if worded else "",
        told=[shown for _, shown in steps if shown.decided],
        chain=[last[position] for position in sorted(last)],
        now=now,
    )


def _step(
    step: Step, submission: Any, then: Basis | None, now: Basis | None, *, worded: bool
) -> ShownStep:
    """A step; `then` is how all stood when it was decided, `now` what that is compared with."""
    marks = []
    if step.entered:
        marks.append(f"代录：{step.entered_by}据签字纸件录入")
    act, opinion = str(step.get_state_display()), step.opinion if worded else ""
    if step.state == StepState.OWN:
        # What the programme says of a step that passed, where it was not the submitter's own.
        act, opinion = step.opinion or act, ""
    if step.sent_to is not None:
        back = next(s for s in submission.steps.all() if s.position == step.sent_to)
        act = f"退回至{back.get_reviewer_display()}"
    basis = then if then is not None and then.kept else None
    if basis is not None and not step.entered and step.decided_by_id in basis.authors:
        marks.append(WROTE_HIMSELF)
    if basis is None and step.state in JUDGED:
        marks.append(NOT_KEPT)
    changed = differences(basis, now) if basis is not None and now is not None else []
    return ShownStep(
        pk=step.pk,
        position=step.position,
        reviewer=step.reviewer,
        title=reviewer_words(step.reviewer, submission, then.answering if then else None),
        state=step.state,
        act=act,
        who=step.signer or str(step.decided_by or ""),
        at=step.decided_at,
        opinion=opinion,
        marks=tuple(marks),
        signed_on=step.signed_on,
        scan_name=step.scan_name if worded else "",
        basis=basis,
        then=then,
        since="，".join(one.since for one in changed),
    )


def chain_ahead(about: Measure | Issue, chain: Chain) -> list[str]:
    """The stations that a submission would go through if it were handed in now."""
    fictive = Submission(**({"measure": about} if isinstance(about, Measure) else {"issue": about}))
    return [SUBMITTED, *(reviewer_words(one, fictive) for one in chain)]


@dataclass(frozen=True, slots=True)
class ShownReopening:
    """A closed issue opened again: after which submission, by whom, when, what it had been, and why."""

    submission_id: int | None
    who: str
    at: datetime
    was: str
    reason: str


def reopenings_of(issue: Issue, reader: Person) -> list[ShownReopening]:
    """How often an issue was reopened, newest first; why, only to who sees every measure."""
    found = Reopening.objects.filter(issue=issue).select_related("reopened_by")
    rows = list(found.order_by("-pk"))
    whole = bool(rows) and sees_whole(reader, issue)
    return [
        ShownReopening(
            submission_id=row.submission_id,
            who=str(row.reopened_by or "命令行"),
            at=row.reopened_at,
            was=row.get_was_display(),
            reason=row.reason if whole else "",
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Reviews:
    """What waits for somebody's review, and which issues he may hand in or has to mend for 销号."""

    measures: Sequence[Submission]
    issues: Sequence[Submission]
    on_paper: Sequence[Submission]
    returned: Sequence[Submission]
    closable: Sequence[Issue]

    @property
    def empty(self) -> bool:
        """True when there is nothing of all this."""
        return not (self.measures or self.issues or self.on_paper or self.returned or self.closable)


def reviews_of(person: Person) -> Reviews:
    """The reviewing and closing part of a person's 待办, the longest waiting first.

    Each submission has `came_back`, what the person is told of why it was sent back, or None.
    """
    rows: Any = Submission.objects.all()
    waiting = list(_listed(rows.waiting_for(person)))
    on_paper = list(_listed(waiting_on_paper(person)))
    returned = list(_listed(_returned_issues(person)))
    listed = [*waiting, *on_paper, *returned]
    back = why_back([row.pk for row in listed], person)
    for row in listed:
        row.came_back = back.get(row.pk)
    return Reviews(
        measures=[row for row in waiting if row.measure_id is not None],
        issues=[row for row in waiting if row.issue_id is not None],
        on_paper=on_paper,
        returned=returned,
        closable=_closable(person),
    )


def _listed(rows: Any) -> Any:
    steps = Step.objects.filter(state=StepState.OPEN)
    return (
        rows.select_related(
            "measure__issue__round__unit", "measure__lead_department", "submitted_by"
        )
        .select_related("issue__round__unit", "issue__lead_department")
        .prefetch_related(Prefetch("steps", steps, to_attr="open_steps"))
        .order_by("submitted_at")
    )


def _returned_issues(person: Person) -> Any:
    """Returned 销号 submissions of the issues that `person` may hand in, none handed in since."""
    rows: Any = Submission.objects.all()
    later = Submission.objects.filter(issue=OuterRef("issue"), pk__gt=OuterRef("pk"))
    mine = rows.open_to(person, Permission.CLOSE_ISSUE).filter(issue__isnull=False)
    return mine.filter(state=State.RETURNED).exclude(Exists(later)).exclude(issue__stated="done")


def _closable(person: Person) -> list[Issue]:
    """Issues whose measures are all finished, that are not closed and wait for nobody."""
    rows: Any = Issue.objects.all()
    measures = Measure.objects.filter(issue=OuterRef("pk"))
    waits = Submission.objects.filter(issue=OuterRef("pk"), state__in=(*WAITING, State.RETURNED))
    reopened = Reopening.objects.filter(issue=OuterRef("pk")).order_by("-pk")
    found = (
        rows.open_to(person, Permission.CLOSE_ISSUE)
        .exclude(stated__in=SETTLED)
        .filter(Exists(measures))
        .exclude(Exists(measures.filter(standing__in=OPEN)))
        .exclude(Exists(waits))
        .annotate(last_reopened=Subquery(reopened.values("reopened_at")[:1]))
        .filter(Q(last_reopened__isnull=True) | _worked_on_since("last_reopened"))
    )
    return list(found.select_related("round__unit", "lead_department").order_by("round", "serial"))


def _worked_on_since(moment: str) -> Any:
    """Whether an issue has progress or evidence since the moment annotated under this name."""
    of, since = {"measure__issue": OuterRef("pk")}, OuterRef(moment)
    progress = Progress.objects.filter(**of, logged_at__gte=since)
    return Exists(progress) | Exists(Evidence.objects.filter(**of, uploaded_at__gte=since))
